"""Functions in Luge's dialects, compiled and called together, and compared with PyTorch.

    suite = numeric.Suite()
    suite.compare("nn.exp %a : {a}", torch.exp, a=tensor)
    suite.main()

All functions of a suite are compiled by one luge-run. Options of the test: a regular expression
selects cases by name, --every=N each Nth of them; --target=CPU compiles for another CPU; --keep=DIR
keeps the module and the arrays; --ops lists the ops.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import torch

# (rtol, atol) of torch.testing.assert_close.
TOLERANCES = {torch.float32: (1.3e-6, 1e-5), torch.float64: (1e-7, 1e-7)}
EXACT = (0, 0)

_ELEMENTS = {torch.float32: "f32", torch.float64: "f64", torch.int64: "i64", torch.bool: "i1"}


def mlir_type(tensor, batch=None):
    """The type of `tensor`, with `?` for each extent that equals `batch`."""
    extents = ["?" if extent == batch else str(extent) for extent in tensor.shape]
    return "tensor<" + "x".join(extents + [_ELEMENTS[tensor.dtype]]) + ">"


class Case:
    """One function: its text, its arguments by name, and what each result should be."""

    def __init__(self, name, text, arguments, expected, tolerance=None, batch=None):
        self.name = name
        self.batch = batch
        self.text = text
        self.arguments = arguments
        self.expected = expected
        self.tolerance = tolerance

    def mismatches(self, results):
        for key, expected in self.expected.items():
            actual = torch.from_numpy(np.asarray(results[f"{self.name}.{key}"]))
            rtol, atol = self.tolerance or TOLERANCES.get(expected.dtype, EXACT)
            try:
                torch.testing.assert_close(
                    actual, expected.detach(), rtol=rtol, atol=atol, equal_nan=True
                )
            except AssertionError as error:
                yield f"{self.name}.{key}: {error}"


class Suite:
    def __init__(self):
        self.cases = []

    def add(self, name, *arguments, **options):
        """Adds a case; a number makes its name unique."""
        name = f"{re.sub(r'[^A-Za-z0-9_]+', '_', name).strip('_')}_{len(self.cases)}"
        self.cases.append(Case(name, *arguments, **options))
        return self.cases[-1]

    def compare(self, op, reference, batch=None, gradient=True, tolerance=None, name=None, wrt=None,
                outputs=1, before=None, **operands):
        """Compares an op with a function of torch, and its gradients with autograd's.

        In `op`, {a} is the type of operand %a, and {result} that of the result, the first of
        `outputs`. Gradients are those of the sum of the result times a fixed random tensor, with
        respect to `wrt`, by default all operands of floating-point type. `before` is an op in front.
        """
        leaves = {k: v.clone().requires_grad_(v.is_floating_point()) for k, v in operands.items()}
        result = reference(*leaves.values())
        wrt = [k for k in operands if leaves[k].requires_grad and gradient and result.requires_grad
               and (wrt is None or k in wrt)]
        case = self.differentiate(op, result, operands, wrt, batch, name, outputs, before)
        case.tolerance = tolerance
        case.expected["result0"] = result
        if wrt:
            (result * case.weights).sum().backward()
        for i, k in enumerate(wrt):
            grad = leaves[k].grad
            case.expected[f"result{i + 1}"] = torch.zeros_like(leaves[k]) if grad is None else grad

    def differentiate(self, op, like, operands, wrt, batch=None, name=None, outputs=1, before=None):
        """Adds a case whose results are the op's, which is like the tensor `like`, and the gradients
        of its sum, weighted by `case.weights`, with respect to the operands in `wrt`."""
        types = {k: mlir_type(v, batch) for k, v in operands.items()}
        types["result"] = mlir_type(like, batch)
        arguments = dict(operands)
        lines = [before.format(**types)] if before else []
        lines.append(f"%result{f':{outputs}' if outputs > 1 else ''} = {op.format(**types)}")
        result = "%result#0" if outputs > 1 else "%result"
        returned = {result: types["result"]}
        weights = torch.randn(like.shape, dtype=torch.float64, generator=generator()).to(like.dtype)
        if wrt:
            arguments["weights"] = weights
            types["weights"] = types["result"]
            scalar = f"tensor<{_ELEMENTS[like.dtype]}>"
            wrt_types = [types[k] for k in wrt]
            lines += [
                f"%product = nn.mul {result}, %weights : {types['result']}",
                f"%sum = nn.sum %product dims {list(range(like.dim()))} : {types['result']} -> {scalar}",
                f"%g:{len(wrt)} = autodiff.gradient %sum wrt {', '.join(f'%{k}' for k in wrt)}"
                f" : {scalar}, {', '.join(wrt_types)}",
            ]
            returned |= {f"%g#{i}": type for i, type in enumerate(wrt_types)}
        signature = ", ".join(f"%{k}: {types[k]}" for k in arguments)
        lines.append(f"return {', '.join(returned)} : {', '.join(returned.values())}")
        case = self.add(name or op.split()[0], None, {}, {}, batch=batch)
        case.weights = weights
        case.arguments = {f"arg{i}": v for i, v in enumerate(arguments.values())}
        body = "\n  ".join(lines)
        case.text = (
            f"func.func @{case.name}({signature}) -> ({', '.join(returned.values())}) {{\n  {body}\n}}\n"
        )
        return case

    def main(self, *run_options):
        parser = argparse.ArgumentParser()
        parser.add_argument("pattern", nargs="?", default="")
        parser.add_argument("--every", type=int, default=1)
        parser.add_argument("--target", default="native")
        parser.add_argument("--keep")
        parser.add_argument("--ops", action="store_true", help="only list the ops in the cases")
        options = parser.parse_args()
        if options.ops:
            print(*{op for case in self.cases for op in re.findall(r"\b(?:nn|optim)\.\w+", case.text)})
            return
        cases = [case for case in self.cases if re.search(options.pattern, case.name)][::options.every]
        folder = options.keep or tempfile.mkdtemp()
        os.makedirs(folder, exist_ok=True)
        results = run(cases, folder, f"--target={options.target}", *run_options)
        failures = [message for case in cases for message in case.mismatches(results)]
        for message in failures:
            print(message)
        print(f"{len(cases)} cases, {len(failures)} mismatches")
        sys.exit(bool(failures) or not cases)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def run(cases, folder, *run_options):
    """Compiles the cases in one module, calls each, and returns the results by name."""
    module, inputs, outputs = (
        os.path.join(folder, name) for name in ("module.mlir", "inputs.npz", "outputs.npz")
    )
    max_batch = max([64, *(case.batch or 0 for case in cases)])
    with open(module, "w") as file:
        file.write(f"module @numeric attributes {{luge.max_batch = {max_batch} : i64}} {{\n")
        file.writelines(case.text for case in cases)
        file.write("}\n")
    np.savez(
        inputs,
        **{f"{case.name}.{k}": v.numpy() for case in cases for k, v in case.arguments.items()},
    )
    command = ["luge-run", module, f"--inputs={inputs}", f"--outputs={outputs}", *run_options]
    if subprocess.run(command).returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return np.load(outputs)
