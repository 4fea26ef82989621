# RUN: %python %s %build/bin/test/lbfgs-run
"""L-BFGS of the C++ API against PyTorch: the loss and the parameters after each of several steps."""

import itertools
import subprocess
import sys
import tempfile

import numeric
import numpy as np
import torch

STEPS = 5
# After more evaluations Rosenbrock's valley makes much of each rounding.
EXACT = dict(rtol=1e-7, atol=1e-7)
ROUNDED = dict(rtol=1e-3, atol=1e-3)
random = numeric.generator()
lines, arrays, expected = [], {}, {}


def rosenbrock(x, y):
    """Both parameters as one vector."""
    z = torch.cat([x.flatten(), y.flatten()])
    return (100 * (z[1:] - z[:-1] ** 2) ** 2 + (1 - z[:-1]) ** 2).sum()


def bowl(x, y):
    return (x**4).sum() + ((y - 3) ** 2).sum() + x.sum() * y.sum() / 10


def lbfgs(function, dtype=torch.float64, **options):
    name = f"case{len(lines)}"
    x, y = (torch.randn(shape, dtype=torch.float64, generator=random).to(dtype) for shape in [(2, 3), (5,)])
    arrays[f"{name}.x"], arrays[f"{name}.y"] = x.clone(), y.clone()
    words = [f"{key}={value}" for key, value in options.items()]
    lines.append(" ".join([name, function.__name__, str(STEPS), *words]))
    parameters = [x.requires_grad_(), y.requires_grad_()]
    optimizer = torch.optim.LBFGS(parameters, **options)

    def closure():
        optimizer.zero_grad()
        loss = function(x, y)
        loss.backward()
        return loss

    for step in range(STEPS):
        expected[f"{name}.{step}.loss"] = optimizer.step(closure).detach()
        for key, parameter in zip("xy", parameters):
            expected[f"{name}.{step}.{key}"] = parameter.detach().clone()
    expected[f"{name}.func_evals"] = torch.tensor(optimizer.state[x]["func_evals"], dtype=torch.float64)


for function, search in itertools.product([bowl, rosenbrock], [None, "strong_wolfe"]):
    searches = {"line_search_fn": search} if search else {}
    lr = {"lr": 1.0 if search else 1e-3 if function is rosenbrock else 0.1}
    for options in ({}, {"max_iter": 4}, {"max_iter": 8, "max_eval": 5}, {"history_size": 2, "max_iter": 6},
                    {"tolerance_grad": 1e-1}, {"tolerance_change": 1e-2}, {"lr": 0.02}):
        lbfgs(function, **{"max_iter": 3} | lr | searches | options)
    lbfgs(function, torch.float32, **{"max_iter": 3} | lr | searches)

with tempfile.TemporaryDirectory() as folder:
    paths = [f"{folder}/{name}" for name in ("cases", "inputs.npz", "outputs.npz")]
    with open(paths[0], "w") as file:
        file.writelines(line + "\n" for line in lines)
    np.savez(paths[1], **{name: array.detach().numpy() for name, array in arrays.items()})
    if subprocess.run([sys.argv[1], *paths]).returncode:
        sys.exit(1)
    outputs = dict(np.load(paths[2]))
failed = []
for name, value in expected.items():
    tolerance = ROUNDED if value.dtype == torch.float32 else EXACT
    try:
        torch.testing.assert_close(torch.from_numpy(np.asarray(outputs[name])), value, **tolerance)
    except (AssertionError, KeyError) as error:
        failed.append(f"{name}: {error}")
print(*failed, sep="\n")
print(f"{len(lines)} cases, {len(expected)} results, {len(failed)} mismatches")
sys.exit(bool(failed))
