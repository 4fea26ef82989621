# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/frontend-run
"""Losses and optimizers of the C++ API against PyTorch: each option, groups with options of their
own, and options that change between steps without another compilation."""

import itertools
import os
import subprocess
import sys
import tempfile

import numeric
import numpy as np
import reference_optimizers
import torch
import torch.nn.functional as F

STEPS = 50
FLOATS = torch.float32, torch.float64
random = numeric.generator()
lines, arrays, expected = [], {}, {}


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


#===-----------------------------------------------------------------------------------------===#
# Losses
#===-----------------------------------------------------------------------------------------===#

def loss(kind, function, input, target, *words, **options):
    for dtype, reduction in itertools.product(FLOATS, ["none", "mean", "sum"]):
        name = f"case{len(lines)}_{kind}"
        x = input.to(dtype, copy=True).requires_grad_()
        y = target.to(dtype) if target.is_floating_point() else target
        lines.append(" ".join([name, "loss", kind, reduction, *words]))
        result = function(x, y, reduction=reduction, **options)
        result.sum().backward()
        arrays[f"{name}.input"], arrays[f"{name}.target"] = x.detach().clone(), y
        expected[f"{name}.loss"], expected[f"{name}.grad"] = result.detach(), x.grad


probabilities = torch.sigmoid(normal(5, 3))
loss("mse", F.mse_loss, normal(5, 3), normal(5, 3))
loss("l1", F.l1_loss, normal(5, 3), normal(5, 3))
loss("bce", F.binary_cross_entropy, torch.sigmoid(normal(5, 3)), probabilities)
loss("bce_with_logits", F.binary_cross_entropy_with_logits, normal(5, 3), probabilities)
for shape in (7,), (5, 7), (5, 7, 3), (5, 7, 2, 3):
    dim = min(1, len(shape) - 1)
    indices = torch.randint(0, 7, shape[:dim] + shape[dim + 1:], generator=random)
    loss("cross_entropy", F.cross_entropy, normal(*shape), indices)
    loss("cross_entropy", F.cross_entropy, normal(*shape), torch.softmax(normal(*shape), dim))
loss("cross_entropy", F.cross_entropy, normal(5, 7), torch.tensor([1, 6, 2, 6, 0]), "6", ignore_index=6)

#===-----------------------------------------------------------------------------------------===#
# Optimizers
#===-----------------------------------------------------------------------------------------===#

SHAPES = [[(3, 5), (7,)], [(17,)], [()]]


def words(options):
    return [f"{key}={value:d}" if isinstance(value, bool) else f"{key}={value}" for key, value in options.items()]


def optimizer(kind, *groups, dtype=torch.float64, mode="compiled"):
    """Each group: its options, and those that change after half of the steps."""
    shapes = [[(3, 5), (7, 2)], [(17, 4)], [(1, 1)]] if kind == "muon" else SHAPES
    name = f"case{len(lines)}_{kind}"
    slope = (normal(3).abs() * 0.1 + 0.05).to(dtype)
    line, torch_groups = [name, mode, kind, str(STEPS)], []
    for g, (options, later) in enumerate(groups):
        params = [normal(*shape).to(dtype) for shape in shapes[g]]
        for i, w in enumerate(params):
            arrays[f"{name}.{g}.{i}"] = w.clone()
        line += ["group", *words(options), "then", *words(later)]
        torch_groups.append({"params": [w.requires_grad_() for w in params], **reference_optimizers.torch_options(options)})
    arrays[f"{name}.slope"] = slope
    lines.append(" ".join(line))

    trained = reference_optimizers.CLASSES[kind](torch_groups, foreach=False)
    # torch reads this option of all groups' together.
    for group in torch_groups:
        for w in group["params"]:
            if initial := group.get("initial_accumulator_value"):
                trained.state[w]["sum"].fill_(initial)
    for step in range(STEPS):
        if step == STEPS // 2:
            for group, (options, later) in zip(trained.param_groups, groups):
                group |= reference_optimizers.torch_options(options | later)
        trained.zero_grad()
        sum(((w - 20) * (w - 20)).sum() * slope.sum() for g in torch_groups for w in g["params"]).backward()
        trained.step()
    for g, group in enumerate(torch_groups):
        for i, w in enumerate(group["params"]):
            expected[f"{name}.{g}.{i}"] = w.detach()
            for key, state in trained.state[w].items():
                if state is not None:
                    expected[f"{name}.{g}.{i}.{key}"] = state


# Each option by itself, against the defaults in a second group.
OPTIONS = {
    "sgd": [dict(lr=0.1), dict(momentum=0.9), dict(momentum=0.9, dampening=0.5), dict(weight_decay=0.1),
            dict(momentum=0.9, nesterov=True), dict(maximize=True),
            dict(lr=0.02, momentum=0.8, dampening=0.3, weight_decay=0.1, maximize=True)],
    "adagrad": [dict(lr=0.1), dict(lr_decay=0.1), dict(weight_decay=0.1), dict(eps=0.1),
                dict(initial_accumulator_value=0.5), dict(maximize=True),
                dict(lr=0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.1, maximize=True)],
    "rmsprop": [dict(lr=0.1), dict(alpha=0.5), dict(eps=0.1), dict(weight_decay=0.1), dict(momentum=0.9),
                dict(centered=True), dict(maximize=True),
                dict(lr=0.02, alpha=0.8, eps=1e-3, weight_decay=0.1, momentum=0.5, centered=True,
                     maximize=True)],
    "adam": [dict(lr=0.1), dict(beta1=0.5), dict(beta2=0.7), dict(eps=0.1), dict(weight_decay=0.1),
             dict(amsgrad=True), dict(maximize=True),
             dict(lr=0.1, beta1=0.8, beta2=0.9, eps=1e-3, weight_decay=0.1, amsgrad=True, maximize=True)],
}
OPTIONS |= {
    "adadelta": [dict(lr=0.1), dict(rho=0.5), dict(eps=0.1), dict(weight_decay=0.1), dict(maximize=True),
                 dict(lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1, maximize=True)],
    "adafactor": [dict(lr=0.1), dict(beta2_decay=-0.5), dict(eps1=1e-2), dict(eps2=0.1), dict(d=1.5),
                  dict(weight_decay=0.1),
                  dict(lr=0.1, beta2_decay=-0.7, eps1=1e-3, eps2=1e-2, d=1.2, weight_decay=0.1, maximize=True)],
    "adamax": [dict(lr=0.1), dict(beta1=0.5), dict(beta2=0.7), dict(eps=0.1), dict(weight_decay=0.1),
               dict(lr=0.1, beta1=0.8, beta2=0.9, eps=1e-3, weight_decay=0.1, maximize=True)],
    "asgd": [dict(lr=0.1), dict(lambd=0.1), dict(alpha=0.5), dict(t0=10), dict(weight_decay=0.1),
             dict(lr=0.02, lambd=0.01, alpha=0.6, t0=5, weight_decay=0.1, maximize=True)],
    "lamb": [dict(lr=0.02), dict(beta1=0.5), dict(beta2=0.7), dict(eps=0.1), dict(weight_decay=0.1),
             dict(lr=0.02, beta1=0.8, beta2=0.9, eps=1e-3, weight_decay=0.1, maximize=True)],
    "lion": [dict(lr=0.1), dict(beta1=0.5, beta2=0.7), dict(weight_decay=0.1, lr=0.01, maximize=True)],
    "muon": [dict(lr=0.1), dict(weight_decay=0.3), dict(momentum=0.5), dict(nesterov=False), dict(ns_a=3.0),
             dict(eps=1000.0), dict(ns_steps=3), dict(adjust_lr_fn="original"),
             dict(lr=0.1, weight_decay=0.2, momentum=0.9, nesterov=False, ns_steps=2,
                  adjust_lr_fn="match_rms_adamw")],
    "nadam": [dict(lr=0.1), dict(beta1=0.5), dict(beta2=0.7), dict(eps=0.1), dict(weight_decay=0.1),
              dict(momentum_decay=0.1), dict(decoupled_weight_decay=True, weight_decay=0.1),
              dict(lr=0.1, beta1=0.8, momentum_decay=0.01, eps=1e-3, weight_decay=0.1, maximize=True)],
    "radam": [dict(lr=0.1), dict(beta1=0.5), dict(beta2=0.7), dict(eps=0.1), dict(weight_decay=0.1),
              dict(decoupled_weight_decay=True, weight_decay=0.1),
              dict(lr=0.1, beta1=0.8, beta2=0.9, eps=1e-3, weight_decay=0.1, maximize=True)],
    "rprop": [dict(lr=0.1), dict(etaminus=0.3), dict(etaplus=1.5), dict(step_size_max=0.5),
              dict(lr=0.02, etaminus=0.4, step_size_min=1e-3, maximize=True)],
    "adamw": [*OPTIONS["adam"]],
}
OPTIONS["adam"].append(dict(decoupled_weight_decay=True, weight_decay=0.1))
# What changes after half of the steps: in the first group, in the second.
CHANGES = {"sgd": (dict(lr=0.05, weight_decay=0.2), dict(lr=0.3)),
           "adagrad": (dict(lr=0.05, eps=1e-3), dict(lr=0.3)),
           "rmsprop": (dict(lr=0.05, alpha=0.9), dict(lr=0.03)),
           "adam": (dict(lr=0.05, beta1=0.7), dict(lr=0.3)),
           "adamw": (dict(lr=0.05, weight_decay=0.2), dict(lr=0.3)),
           "adadelta": (dict(lr=0.5, rho=0.7), dict(lr=0.3)),
           "adafactor": (dict(lr=0.05, beta2_decay=-0.6), dict(lr=0.3)),
           "adamax": (dict(lr=0.05, beta1=0.7), dict(lr=0.3)),
           "asgd": (dict(lr=0.05, lambd=0.02), dict(lr=0.03)),
           "lamb": (dict(lr=0.01, weight_decay=0.2), dict(lr=0.03)),
           "lion": (dict(lr=0.05, weight_decay=0.2), dict(lr=0.3)),
           "muon": (dict(lr=0.05, momentum=0.7), dict(lr=0.3)),
           "nadam": (dict(lr=0.05, momentum_decay=0.02), dict(lr=0.3)),
           "radam": (dict(lr=0.05, beta1=0.7), dict(lr=0.3)),
           "rprop": (dict(etaplus=1.1), dict(step_size_max=0.3))}
for kind, grid in OPTIONS.items():
    for options, dtype in itertools.product(grid, FLOATS):
        optimizer(kind, (options, CHANGES[kind][0]), ({}, CHANGES[kind][1]), dtype=dtype)
    optimizer(kind, (grid[-1], CHANGES[kind][0]), (grid[0], {}), ({}, CHANGES[kind][1]), mode="eager")
# A momentum that comes to rest, and one that changes.
optimizer("sgd", (dict(momentum=0.9, dampening=0.5), dict(momentum=0.0)), (dict(momentum=0.5), dict(momentum=0.8)))
optimizer("rmsprop", (dict(momentum=0.9), dict(momentum=0.0)), (dict(momentum=0.5), dict(momentum=0.8)))

#===-----------------------------------------------------------------------------------------===#

with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, name) for name in ("cases", "inputs.npz", "outputs.npz")]
    with open(paths[0], "w") as file:
        file.writelines(line + "\n" for line in lines)
    np.savez(paths[1], **{name: array.detach().numpy() for name, array in arrays.items()})
    if subprocess.run([sys.argv[1], *paths]).returncode:
        sys.exit(1)
    outputs = dict(np.load(paths[2]))
# torch's SGD counts no steps.
extra = [name for name in outputs if name not in expected and not (name.endswith(".step") and "sgd" in name)]
failed = [f"{name}: unexpected" for name in extra]
for name, value in expected.items():
    # Over the steps, roundings of f32 add up.
    rtol, atol = (1e-5, 1e-5) if value.dtype == torch.float32 else numeric.TOLERANCES[value.dtype]
    try:
        torch.testing.assert_close(torch.from_numpy(np.asarray(outputs[name])), value, rtol=rtol, atol=atol)
    except (AssertionError, KeyError) as error:
        failed.append(f"{name}: {error}")
print(*failed, sep="\n")
print(f"{len(lines)} cases, {len(expected)} results, {len(failed)} mismatches")
sys.exit(bool(failed))
