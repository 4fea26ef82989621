# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/frontend-run --check
"""Optimizers against PyTorch's own list of them, torch.testing's `optim_db`: its options, 100 steps on a small network
with two parameter groups, the second at half the learning rate, and a schedule; and its errors. Through C++, but what is
of Python (Inputs/optimizers_in_python.py): lists of parameters, and options that are tensors.

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
import warnings
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "Support"), str(Path(__file__).parent / "Inputs")]
import numpy as np
import optimizers_in_python
import reference_optimizers
import torch
from optimizer_network import STEPS, expect_close, make_data, make_optimizer, train
from torch.testing._internal.common_optimizers import optim_db

COVERAGE = Path(__file__).parents[2] / "docs/coverage.md"
SPARSE = "torch defines it for sparse gradients alone, which wait for an embedding in Luge"
lines, arrays, expected, refused = [], {}, {}, {}
counts, skips = Counter(), Counter()


def numbers_of(kwargs):
    """torch's options under the names of Luge's."""
    options = {}
    for name, value in kwargs.items():
        if isinstance(value, tuple):
            options |= {key: number for key, number in zip(reference_optimizers.TUPLES[name], value)
                        if number is not None}
        else:
            options[name] = value
    return options


def words_of(options):
    return [f"{key}={value:d}" if isinstance(value, bool) else f"{key}={value!r}".replace("'", "")
            for key, value in options.items()]


def compare(kind, kwargs, dtype):
    name = f"case{len(lines)}_{kind}"
    layers, x, y = make_data(kind, dtype, seed=len(lines))
    arrays.update({f"{name}.x": x, f"{name}.y": y})
    arrays.update({f"{name}.{g}.{i}": w.clone() for g, layer in enumerate(layers) for i, w in enumerate(layer)})
    for w in sum(layers, []):
        w.requires_grad_()
    optimizer = make_optimizer(kind, [{"params": layer} for layer in layers], **kwargs)
    for group in optimizer.param_groups[1:]:
        group["lr"] *= 0.5
    lines.append(" ".join([name, "network", kind, str(STEPS), *words_of(numbers_of(kwargs))]))
    train(torch, kind, optimizer, layers, x, y)
    expected[name] = {f"{g}.{i}": w.detach() for g, layer in enumerate(layers) for i, w in enumerate(layer)}


def refuse(kind, options):
    name = f"case{len(lines)}_{kind}"
    lines.append(" ".join([name, "refuses", kind, *words_of(options)]))
    refused[name] = options


def are_numbers(given):
    """Whether an entry of torch's is of options of C++."""
    return given.params is None and not optimizers_in_python.has_tensor(given.kwargs)


def record(kind, outcomes):
    for what, problem in outcomes:
        counts[kind, "failed" if problem else "passed"] += 1
        if problem:
            print(f"{kind}: {what}: {problem}")


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
                expect_close(kind, torch.from_numpy(np.asarray(outputs[f"{name}.{key}"])), value)
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


def add(info):
    kind, given = info.name.lower(), [options.kwargs for options in info.optim_inputs_func(device="cpu")]
    errors = [error.optimizer_error_input for error in info.optim_error_inputs_func(device="cpu", dtype=torch.float64)]
    if kind == "sparseadam":
        skips[f"{info.name}: {SPARSE}"] += 2 * len(given) + len(errors)
        return
    for kwargs in given:
        for dtype in torch.float64, torch.float32:
            if not optimizers_in_python.has_tensor(kwargs):
                compare(kind, kwargs, dtype)
    for error in filter(are_numbers, errors):
        refuse(kind, numbers_of(error.kwargs))
    record(kind, optimizers_in_python.errors_of(info, is_elsewhere=are_numbers))
    record(kind, optimizers_in_python.tensors_of(info))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    infos = sorted(optim_db, key=lambda info: info.name.lower())
    for info in infos:
        add(info)
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
