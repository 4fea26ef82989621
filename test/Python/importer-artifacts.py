# RUN: rm -rf %t && mkdir %t && %python %s %t
# RUN: cd %t && luge compile step.mlir --emit=lib,header -o step && FileCheck %s < step.h
# CHECK: luge_status train_step_step(train_step *self, int64_t batch, const float *input, const int64_t *target, float *loss
# RUN: env LUGE_LOG=info LUGE_CACHE_DIR=%t/cache %python %s %t 2>&1 | FileCheck %s --check-prefix=LOG
# LOG: luge: traced train_step of [?, 5], [?] in
# LOG: luge: the model changed: train_step is compiled once more
# RUN: env LUGE_CACHE_DIR=%t/cache %python %s %t cached
"""What a compiled step says of itself, its file for `luge compile`, and objects kept on disk."""

import sys
import time

import luge
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 3))
step = luge.train_step(model, nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters()))
x, y = torch.randn(11, 5), torch.randint(3, (11,))


def compile_time():
    """Seconds of the first call without those of torch.export."""
    from luge.importer import _trace

    export, exporting = _trace.export, []

    def timed(*args):
        begin = time.perf_counter()
        result = export(*args)
        exporting.append(time.perf_counter() - begin)
        return result

    _trace.export = timed
    begin = time.perf_counter()
    step(x, y)
    _trace.export = export
    return time.perf_counter() - begin - sum(exporting)


seconds = compile_time()
# 0.006 s on an idle machine; compiling takes 0.3 s.
assert "cached" not in sys.argv or seconds < 0.1, seconds

# The program, with the user's places and torch's names.
assert 'luge.parameter = "0.weight"' in step.ir() and "nn.cross_entropy" in step.ir()
assert "autodiff.gradient" not in step.ir("autodiff")

# Parameters, and Adam's two moments and step of each.
numbers = sum(p.numel() for p in model.parameters())
memory = step.memory()
assert memory["state"] == 4 * (3 * numbers + len(list(model.parameters()))), memory
assert memory["planned"] >= memory["lower_bound"] > 0, memory

step.save(f"{sys.argv[1]}/step.mlir")
model.eval()
step(x, y)
