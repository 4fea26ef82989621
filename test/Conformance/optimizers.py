# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/frontend-run --check
"""Optimizers against PyTorch's own list of them, torch.testing's `optim_db`: its options, 100 steps on a small network
with two parameter groups, the second at half the learning rate, and a schedule; and its errors.

    optimizers.py FRONTEND-RUN [--check | --write]

Prints what passed, failed and was skipped, and why; then the table of optimizers in docs/coverage.md, which --check
compares and --write updates.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "Support"))
import numpy as np
import reference_optimizers
import torch
import torch.nn.functional as F
from torch.testing._internal.common_optimizers import optim_db

STEPS = 100
COVERAGE = Path(__file__).parents[2] / "docs/coverage.md"
TOLERANCES = {torch.float64: dict(rtol=1e-7, atol=1e-9), torch.float32: dict(rtol=1.3e-6, atol=1e-5)}
SPARSE = "torch defines it for sparse gradients alone, which wait for an embedding in Luge"
lines, arrays, expected, refused = [], {}, {}, {}
counts, skips = Counter(), Counter()


def numbers_of(kwargs):
    """torch's options under the names of Luge's; None for what they do not cover."""
    options = {}
    for name, value in kwargs.items():
        if isinstance(value, torch.Tensor) and value.numel() == 1:
            value = value.item()
        if isinstance(value, tuple):
            if any(isinstance(number, torch.Tensor) for number in value):
                return None
            options |= {key: number for key, number in zip(reference_optimizers.TUPLES[name], value)
                        if number is not None}
        elif isinstance(value, torch.Tensor):
            return None
        else:
            options[name] = value
    return options


def words_of(options):
    return [f"{key}={value:d}" if isinstance(value, bool) else f"{key}={value!r}".replace("'", "")
            for key, value in options.items()]


# Roundings grow over the steps, until torch differs from itself where they began otherwise. So L-BFGS, 20 iterations a
# step, has one layer, whose optimum is the only one; and with Rprop, which multiplies each difference of sign, a gradient
# is rounded to zero or not behind a saturated tanh.
SHAPES = {"lbfgs": [[(3, 4), (3,)]], "muon": [[(5, 4)], [(3, 5)]]}
# It ends where the gradient is small enough, which is an iteration earlier or later.
TOLERANCES_OF = {("lbfgs", torch.float32): dict(rtol=1e-3, atol=1e-3),
                 ("lbfgs", torch.float64): dict(rtol=1e-6, atol=1e-6)}


def network(kind, parameters, x, y):
    """Layers, each a weight and perhaps a bias."""
    first, *rest = parameters
    output = F.linear(x, *first)
    for layer in rest:
        output = F.linear(torch.relu(output) if kind == "rprop" else torch.tanh(output), *layer)
    return F.mse_loss(output, y)


def compare(kind, options, kwargs, dtype):
    name = f"case{len(lines)}_{kind}"
    random = torch.Generator().manual_seed(len(lines))
    shapes = SHAPES.get(kind, [[(5, 4), (5,)], [(3, 5), (3,)]])
    parameters = [[torch.randn(shape, dtype=torch.float64, generator=random).to(dtype) for shape in group]
                  for group in shapes]
    x, y = (torch.randn(7, extent, dtype=torch.float64, generator=random).to(dtype) for extent in (4, 3))
    arrays.update({f"{name}.x": x, f"{name}.y": y})
    arrays.update({f"{name}.{g}.{i}": w.clone() for g, group in enumerate(parameters)
                   for i, w in enumerate(group)})
    for group in parameters:
        for w in group:
            w.requires_grad_()

    if kind == "lbfgs":
        optimizer = torch.optim.LBFGS(parameters[0], **kwargs)
    else:
        optimizer = reference_optimizers.CLASSES[kind]([{"params": group} for group in parameters],
                                                       foreach=False, **kwargs)
        optimizer.param_groups[1]["lr"] *= 0.5
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.8)
    lines.append(" ".join([name, "network", kind, str(STEPS), *words_of(options)]))

    def closure():
        optimizer.zero_grad()
        loss = network(kind, parameters, x, y)
        loss.backward()
        return loss

    for _ in range(STEPS):
        if kind == "lbfgs":
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        scheduler.step()
    expected[name] = {f"{g}.{i}": w.detach() for g, group in enumerate(parameters) for i, w in enumerate(group)}


def refuse(kind, options):
    name = f"case{len(lines)}_{kind}"
    lines.append(" ".join([name, "refuses", kind, *words_of(options)]))
    refused[name] = options


def skip(optimizer, reason):
    skips[f"{optimizer}: {reason}"] += 1


def add_errors(info):
    """torch's errors of options; what Luge's types rule out is skipped."""
    kind = info.optim_cls.__name__.lower()
    for error in info.optim_error_inputs_func(device="cpu", dtype=torch.float64):
        given = error.optimizer_error_input
        options = numbers_of(given.kwargs)
        if kind == "sparseadam":
            skip(info.name, SPARSE)
        elif options is None or "foreach" in given.kwargs:
            skip(info.name, "options that are tensors, which Luge's are not")
        elif not options:
            skip(info.name, "lists of parameters that C++ does not compile, or that ErrorsTest.cpp has")
        else:
            refuse(kind, options)


def run(program):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("cases", "inputs.npz", "outputs.npz")]
        Path(paths[0]).write_text("".join(line + "\n" for line in lines))
        np.savez(paths[1], **{name: array.detach().numpy() for name, array in arrays.items()})
        if subprocess.run([program, *paths]).returncode:
            sys.exit(1)
        return dict(np.load(paths[2]))


def evaluate(outputs):
    for name, values in expected.items():
        kind = name.split("_")[1]
        try:
            for key, value in values.items():
                torch.testing.assert_close(torch.from_numpy(np.asarray(outputs[f"{name}.{key}"])), value,
                                           **TOLERANCES_OF.get((kind, value.dtype), TOLERANCES[value.dtype]))
            counts[kind, "passed"] += 1
        except AssertionError as error:
            counts[kind, "failed"] += 1
            print(f"{lines[int(re.match(r'case([0-9]+)', name)[1])]}: {error}")
    for name, options in refused.items():
        kind, is_refused = name.split("_")[1], bool(outputs[f"{name}.refused"])
        counts[kind, "passed" if is_refused else "failed"] += 1
        if not is_refused:
            print(f"{kind}: {options} are not refused")


def table(infos):
    rows = ["| optimizer | passed | failed | skipped |", "| --- | ---: | ---: | --- |"]
    for info in infos:
        kind = info.optim_cls.__name__.lower()
        reasons = [f"{count}: {reason.split(': ', 1)[1]}" for reason, count in skips.items()
                   if reason.startswith(f"{info.name}: ")]
        rows.append(f"| `{info.name}` | {counts[kind, 'passed']} | {counts[kind, 'failed']} | {'; '.join(reasons)} |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    infos = sorted(optim_db, key=lambda info: info.name.lower())
    for info in infos:
        kind = info.optim_cls.__name__.lower()
        for given in info.optim_inputs_func(device="cpu"):
            kwargs = {name: value.item() if isinstance(value, torch.Tensor) else value
                      for name, value in given.kwargs.items()}
            for dtype in TOLERANCES:
                if kind == "sparseadam":
                    skip(info.name, SPARSE)
                else:
                    compare(kind, numbers_of(kwargs), kwargs, dtype)
        add_errors(info)
    evaluate(run(arguments.program))
    for reason, count in skips.items():
        print(f"skipped {count}: {reason}")
    text = table(infos) + "\n"
    print(text)
    begin, end = "<!-- optimizers -->\n", "<!-- end of optimizers -->"
    document = COVERAGE.read_text()
    before, rest = document.split(begin)
    current, after = rest.split(end)
    if arguments.write:
        COVERAGE.write_text(before + begin + text + end + after)
    failed = sum(count for (kind, outcome), count in counts.items() if outcome == "failed")
    passed = sum(count for (kind, outcome), count in counts.items() if outcome == "passed")
    print(f"{passed} passed, {failed} failed, {sum(skips.values())} skipped")
    if arguments.check and current != text:
        sys.exit(f"{COVERAGE} is not current: run `test/Conformance/optimizers.py FRONTEND-RUN --write`")
    sys.exit(failed > 0)


main()
