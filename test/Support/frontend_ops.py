"""Functions of the C++ API, run by ops-run, and compared with PyTorch.

    suite = frontend_ops.Suite()
    suite.compare("hardtanh", F.hardtanh, normal(5, 3), min_val=-0.5)
    suite.run()

The program is the test's first argument; a second, a regular expression, selects cases by name.
"""

import os
import re
import subprocess
import sys
import tempfile

import numeric
import numpy as np
import torch

random = numeric.generator()


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def positive(*shape):
    return normal(*shape).abs() + 0.1


def integers(*shape):
    return torch.randint(-3, 4, shape, generator=random)


def mask(*shape):
    return normal(*shape) > 0


def word(value):
    """An option's value as ops-run reads it."""
    if isinstance(value, (list, tuple)):
        return ",".join(map(word, value))
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    return str(int(value)) if isinstance(value, bool) else str(value)


def tensors(results):
    return [results] if torch.is_tensor(results) else list(results)


class Suite:
    def __init__(self):
        self.lines, self.arrays, self.expected, self.tolerances = [], {}, {}, {}

    def compare(self, name, reference, *args, batch=None, dtypes=(torch.float32, torch.float64),
                tolerance=None, gradient=True, arguments=None, **options):
        """Compares results and all gradients, in each type that floating-point arguments take.

        `batch`: the arguments that have one, for a case more, in a compiled step; by default the
        first if it has two dimensions. `arguments`: options as torch takes them, if in another way.
        """
        if not any(torch.is_tensor(a) and a.is_floating_point() for a in args):
            dtypes = dtypes[:1]
        if batch is None:
            batch = [0] if args and args[0].dim() > 1 else []
        for dtype in dtypes:
            given = [a.to(dtype) if a.is_floating_point() else a for a in args]
            for inputs in [[], batch] if batch else [[]]:
                self.add(name, reference, given, inputs, tolerance, gradient, options,
                         options if arguments is None else arguments)

    def add(self, name, reference, args, inputs, tolerance, gradient, options, arguments):
        case = f"{name}_{len(self.lines)}"
        words = [f"{k}={word(v)}" for k, v in options.items() if v is not None]
        if not gradient:
            words.append("gradient=0")
        if inputs:
            words.append(f"inputs={word(inputs)}")
        self.lines.append(" ".join([case, name, *words]))
        leaves = [a.clone().requires_grad_(gradient and a.is_floating_point()) for a in args]
        results = tensors(reference(*leaves, **arguments))
        self.arrays |= {f"{case}.{i}": a.detach() for i, a in enumerate(leaves)}
        expected = {f"result{i}": r.detach() for i, r in enumerate(results)}
        total = 0
        for i, result in enumerate(results):
            weight = torch.ones((), dtype=result.dtype)
            if not inputs and result.is_floating_point():
                weight = normal(*result.shape).to(result.dtype)
                self.arrays[f"{case}.weight{i}"] = weight
            if result.requires_grad:
                total = total + (result * weight).sum()
        if torch.is_tensor(total):
            total.backward()
            grads = {i: torch.zeros_like(a) if a.grad is None else a.grad
                     for i, a in enumerate(leaves) if a.requires_grad}
            if inputs and any(i in grads for i in inputs):
                expected["scale0"] = sum((grads[i] * args[i]).sum() for i in inputs if i in grads)
            elif not inputs:
                expected |= {f"grad{i}.0": grad for i, grad in grads.items()}
        self.expected[case] = expected
        self.tolerances[case] = tolerance

    def edges(self, name, reference, points, **options):
        """One element at a time: torch's code for vectors may treat NaN in another way."""
        self.compare(name, lambda x, **given: torch.stack([reference(e, **given) for e in x]),
                     torch.tensor(points, dtype=torch.float64), **options)

    def run(self):
        pattern = sys.argv[2] if len(sys.argv) > 2 else ""
        lines = [line for line in self.lines if re.search(pattern, line)]
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("cases", "inputs.npz", "outputs.npz")]
            with open(paths[0], "w") as file:
                file.writelines(line + "\n" for line in lines)
            np.savez(paths[1], **{name: array.numpy() for name, array in self.arrays.items()})
            if subprocess.run([sys.argv[1], *paths]).returncode:
                sys.exit(1)
            outputs = dict(np.load(paths[2]))
        failed, count = [], 0
        for line in lines:
            case = line.split()[0]
            for result, value in self.expected[case].items():
                count += 1
                # Where no gradient flows, torch's is zero.
                if f"{case}.{result}" not in outputs and "result" not in result and not value.any():
                    continue
                rtol, atol = self.tolerances[case] or numeric.TOLERANCES.get(value.dtype, numeric.EXACT)
                try:
                    actual = torch.from_numpy(np.asarray(outputs[f"{case}.{result}"]))
                    torch.testing.assert_close(actual, value, rtol=rtol, atol=atol, equal_nan=True)
                except (AssertionError, KeyError) as error:
                    failed.append(f"{line}: {result}: {error}")
        print(*failed, sep="\n")
        print(f"{len(lines)} cases, {count} results, {len(failed)} mismatches")
        sys.exit(bool(failed) or not lines)
