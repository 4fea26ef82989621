# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/steps-run
"""What stands between backward() and step() of the C++ API, and after it, against PyTorch: clipping, skipping an update
whose gradients are not finite, accumulation, and averages of parameters."""

import itertools
import math
import os
import subprocess
import sys
import tempfile

import numeric
import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim import swa_utils

FLOATS, MODES = (torch.float32, torch.float64), ("compiled", "eager")
SHAPES = [(3, 5), (17,), (), (2, 1, 7), (0, 3)]
random = numeric.generator()
lines, arrays, expected = [], {}, {}


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def save(name, what, tensors):
    arrays.update({f"{name}.{what}{i}": tensor.detach().clone() for i, tensor in enumerate(tensors)})


#===-----------------------------------------------------------------------------------------===#
# Clipping
#===-----------------------------------------------------------------------------------------===#

def clip(gradients, mode, bound, order=None):
    name = f"case{len(lines)}"
    what = "clip_value" if order is None else "clip_norm"
    lines.append(" ".join(map(str, [name, mode, what, bound, "" if order is None else order])))
    weights = [torch.zeros_like(g, requires_grad=True) for g in gradients]
    save(name, "w", weights)
    save(name, "g", gradients)
    for w, g in zip(weights, gradients):
        w.grad = g.clone()
    if order is None:
        clip_grad_value_(weights, bound)
    else:
        expected[f"{name}.norm"] = clip_grad_norm_(weights, bound, order)
    expected.update({f"{name}.grad{i}": w.grad for i, w in enumerate(weights)})


def gradients(dtype, shapes=SHAPES, scale=1):
    return [normal(*shape).to(dtype) * scale for shape in shapes]


def spoiled(dtype, number):
    result = gradients(dtype)
    result[1][4] = number
    return result


for dtype, order in itertools.product(FLOATS, [1.0, 3.0, 0.5, -1.0, 0.0, math.inf, -math.inf]):
    # No norm of order infinity is defined for no elements.
    clip(gradients(dtype, SHAPES[:4] if math.isinf(order) or order < 0 else SHAPES), "compiled", 0.7, order)
for dtype, mode in zip(FLOATS, MODES):
    clip(gradients(dtype), mode, 0.7, 2.0)
    clip(gradients(dtype, scale=1e-3), mode, 5.0, 2.0)  # nothing to clip
    clip(gradients(dtype), mode, 0.3)
    clip([torch.zeros(3, 5, dtype=dtype), torch.zeros(17, dtype=dtype)], mode, 1.0, 2.0)
    # The same programs, which are compiled once.
    for number in math.inf, -math.inf, math.nan:
        clip(spoiled(dtype, number), mode, 0.7, 2.0)
        clip(spoiled(dtype, number), mode, 0.3)
    clip(spoiled(dtype, math.nan)[:4], mode, 0.7, math.inf)
clip([torch.zeros(3, 5), torch.ones(17), normal(2).float()], "compiled", 1.0, 0.0)
clip([normal(3, 5).float(), normal(17)], "compiled", 0.7, 2.0)  # types together


#===-----------------------------------------------------------------------------------------===#
# Training
#===-----------------------------------------------------------------------------------------===#

class Weights(torch.nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.weights = torch.nn.ParameterList(weights)


def train(kind, mode, dtype, steps=30, spoil=(), **options):
    name = f"case{len(lines)}"
    lines.append(" ".join([name, mode, "train", kind, *(f"{key}={value}" for key, value in options.items())]))
    model = Weights([normal(*shape).to(dtype) for shape in SHAPES])
    weights = list(model.parameters())
    save(name, "w", weights)
    x = (normal(steps, 3).abs() * 0.1 + 0.05).to(dtype)
    for step, number in spoil:
        x[step, 1] = number
    arrays[f"{name}.x"] = x
    optimizer = (torch.optim.Adam(weights, lr=0.05) if kind == "adam"
                 else torch.optim.SGD(weights, lr=0.05, momentum=0.9))
    average = swa_utils.get_ema_multi_avg_fn(options["ema"]) if "ema" in options else swa_utils.get_swa_multi_avg_fn()
    averages = swa_utils.AveragedModel(model, multi_avg_fn=average)
    every, results = options.get("accumulate", 1), []
    for step in range(steps):
        loss = sum(((w - 1) * (w - 1)).sum() for w in weights) * x[step].sum() / every
        loss.backward()
        result = loss
        if (step + 1) % every == 0:
            if "clip_norm" in options:
                result = clip_grad_norm_(weights, options["clip_norm"])
            if "clip_value" in options:
                clip_grad_value_(weights, options["clip_value"])
            skip = "skip" in options and not all(w.grad.isfinite().all() for w in weights)
            if "skip" in options:
                result = torch.tensor(float(skip))
            if not skip:
                optimizer.step()
            optimizer.zero_grad()
            if options.keys() & {"ema", "swa"}:
                averages.update_parameters(model)
        results.append(result.item())
    # Numbers of the parameters' type; over the steps, roundings of f32 add up.
    expected[f"{name}.result"] = torch.tensor(results, dtype=torch.float64), dtype
    for i, (w, averaged) in enumerate(zip(weights, averages.module.parameters())):
        expected[f"{name}.w{i}"] = w
        if options.keys() & {"ema", "swa"}:
            expected[f"{name}.average{i}"] = averaged


SPOIL = [(0, math.nan), (7, math.inf), (8, -math.inf), (29, math.nan)]
for kind, mode, dtype in ("adam", "compiled", FLOATS[0]), ("sgd", "compiled", FLOATS[1]), ("sgd", "eager", FLOATS[0]):
    train(kind, mode, dtype, clip_norm=0.5)
    train(kind, mode, dtype, clip_value=0.01)
    train(kind, mode, dtype, skip=1, spoil=SPOIL)
    train(kind, mode, dtype, accumulate=4, steps=31)
    train(kind, mode, dtype, ema=0.9)
    train(kind, mode, dtype, swa=1)
train("sgd", "compiled", FLOATS[0], ema=0.3)
for mode, dtype in itertools.product(MODES, FLOATS):
    train("sgd", mode, dtype, accumulate=3, clip_norm=0.3, clip_value=0.05, skip=1, ema=0.9, spoil=[(4, math.nan)])

#===-----------------------------------------------------------------------------------------===#

with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, name) for name in ("cases", "inputs.npz", "outputs.npz")]
    with open(paths[0], "w") as file:
        file.writelines(line + "\n" for line in lines)
    np.savez(paths[1], **{name: array.numpy() for name, array in arrays.items()})
    if subprocess.run([sys.argv[1], *paths]).returncode:
        sys.exit(1)
    outputs = dict(np.load(paths[2]))
cases = {line.split()[0]: line for line in lines}
failed = [f"{name}: unexpected" for name in outputs if name not in expected]
for name, value in expected.items():
    value, dtype = value if isinstance(value, tuple) else (value.detach(), value.dtype)
    rtol, atol = (1e-5, 1e-6) if dtype == torch.float32 else numeric.TOLERANCES[torch.float64]
    try:
        torch.testing.assert_close(torch.from_numpy(np.asarray(outputs[name])), value, rtol=rtol, atol=atol,
                                   equal_nan=True)
    except (AssertionError, KeyError) as error:
        failed.append(f"{name} ({cases[name.split('.')[0]]}): {error}")
print(*failed, sep="\n")
print(f"{len(lines)} cases, {len(expected)} results, {len(failed)} mismatches")
sys.exit(bool(failed))
