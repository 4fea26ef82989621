# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/losses-run
"""Losses of the C++ API against PyTorch: each with its options, its value and every gradient."""

import itertools
import os
import subprocess
import sys
import tempfile

import numeric
import numpy as np
import torch
import torch.nn.functional as F

random = numeric.generator()
lines, arrays, expected = [], {}, {}


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def unit(*shape):
    return torch.rand(shape, dtype=torch.float64, generator=random)


def signs(*shape):
    return torch.where(normal(*shape) < 0, -1.0, 1.0)


def loss(name, *args, function=None, wrt=None, **options):
    """`wrt`: the arguments that torch differentiates; by default all of floating-point type."""
    for dtype, reduction in itertools.product([torch.float32, torch.float64], ["none", "mean", "sum"]):
        case = f"case{len(lines)}_{name}"
        cast = lambda v: v.to(dtype) if torch.is_tensor(v) and v.is_floating_point() else v
        given = {k: cast(v) for k, v in options.items()}
        leaves = [cast(a).clone() for a in args]
        for i, leaf in enumerate(leaves):
            leaf.requires_grad_(leaf.is_floating_point() and (wrt is None or i in wrt))
        result = (function or getattr(F, name))(*leaves, reduction=reduction, **given)
        result.sum().backward()
        words = [f"{k}={float(v)}" for k, v in given.items() if not torch.is_tensor(v)]
        lines.append(" ".join([case, name, reduction, *words]))
        arrays.update({f"{case}.{i}": leaf.detach() for i, leaf in enumerate(leaves)})
        arrays.update({f"{case}.{k}": v for k, v in given.items() if torch.is_tensor(v)})
        expected[f"{case}.loss"] = result.detach()
        expected.update({f"{case}.grad{i}": leaf.grad for i, leaf in enumerate(leaves) if leaf.requires_grad})


for name in "l1_loss", "mse_loss":
    loss(name, normal(5, 3), normal(5, 3))
    loss(name, normal(5, 3), normal(5, 3), weight=unit(5, 3))
loss("huber_loss", normal(17) * 2, normal(17))
loss("huber_loss", normal(5, 3) * 2, normal(5, 3), delta=0.5, weight=unit(5, 3))
loss("smooth_l1_loss", normal(17) * 2, normal(17))
loss("smooth_l1_loss", normal(2, 3, 5), normal(2, 3, 5), beta=0.3)
loss("smooth_l1_loss", normal(17), normal(17), beta=0)
for full in False, True:
    loss("poisson_nll_loss", normal(5, 3), unit(5, 3) * 9 + 0.1, full=full)
    loss("poisson_nll_loss", unit(5, 3), unit(5, 3) * 9 + 0.1, log_input=False, full=full, eps=0.1)
    loss("gaussian_nll_loss", normal(5, 3), normal(5, 3), unit(5, 3), full=full)
for var in unit(5), unit(5, 1), unit(1, 3), unit(5, 3) * 1e-3:
    loss("gaussian_nll_loss", normal(5, 3), normal(5, 3), var, eps=5e-4)

loss("binary_cross_entropy", unit(5, 3), unit(5, 3))
loss("binary_cross_entropy", unit(5, 3), unit(5, 3), weight=unit(3))
loss("binary_cross_entropy_with_logits", normal(5, 3), unit(5, 3))
loss("binary_cross_entropy_with_logits", normal(5, 3), unit(5, 3), weight=unit(5, 1))
loss("binary_cross_entropy_with_logits", normal(5, 3), unit(5, 3), pos_weight=unit(3) * 4)
loss("binary_cross_entropy_with_logits", normal(5, 3) * 200, unit(5, 3), weight=unit(3), pos_weight=unit(3) * 4)
for log_target in False, True:
    target = unit(5, 3).log() if log_target else unit(5, 3)
    loss("kl_div", normal(5, 3), target, log_target=log_target)
loss("soft_margin_loss", normal(5, 3), signs(5, 3), wrt=[0])
loss("multilabel_soft_margin_loss", normal(5, 3), unit(5, 3).round())
loss("multilabel_soft_margin_loss", normal(3), unit(3), weight=unit(3))
for shape in (7,), (5, 7), (5, 7, 3), (5, 7, 2, 3):
    dim = min(1, len(shape) - 1)
    indices = torch.randint(0, 7, shape[:dim] + shape[dim + 1:], generator=random)
    loss("cross_entropy", normal(*shape), indices)
    loss("cross_entropy", normal(*shape), torch.softmax(normal(*shape), dim))
loss("cross_entropy", normal(5, 7), torch.tensor([1, 6, 2, 6, 0]), ignore_index=6)

loss("hinge_embedding_loss", normal(5, 3), signs(5, 3), wrt=[0])
loss("hinge_embedding_loss", normal(5, 3), signs(5, 3), wrt=[0], margin=0.5)
loss("margin_ranking_loss", normal(17), normal(17), signs(17), wrt=[0, 1])
loss("margin_ranking_loss", normal(5, 3), normal(5, 3), signs(5, 3), wrt=[0, 1], margin=0.5)
loss("cosine_embedding_loss", normal(5, 3), normal(5, 3), signs(5), wrt=[0, 1])
loss("cosine_embedding_loss", normal(7), normal(7), torch.tensor(-1.0), wrt=[0, 1], margin=-0.5)
for p in 1, 2:
    loss("multi_margin_loss", normal(5, 7), torch.tensor([0, 6, 2, 2, 1]), p=p)
    loss("multi_margin_loss", normal(5, 7), torch.tensor([0, 6, 2, 2, 1]), p=p, margin=0.3, weight=unit(7))
loss("multi_margin_loss", normal(7), torch.tensor(3))
loss("multilabel_margin_loss", normal(4), torch.tensor([3, 0, -1, 1]))
loss("multilabel_margin_loss", normal(3, 4), torch.tensor([[3, 0, -1, 1], [0, 1, 2, 3], [-1, 2, 2, 2]]))
for p in 1, 2, 3, 1.5, 0.5, float("inf"):
    loss("triplet_margin_loss", normal(5, 3), normal(5, 3), normal(5, 3), p=p)
loss("triplet_margin_loss", normal(7), normal(7), normal(7), margin=0.5, eps=0.1, swap=True)
for swap in False, True:
    distance = lambda x, y: ((x - y) ** 2).sum(-1) + 0.5
    loss("triplet_margin_with_distance_loss", normal(5, 3), normal(5, 3), normal(5, 3), margin=3, swap=swap,
         function=lambda *args, **options: F.triplet_margin_with_distance_loss(
             *args, distance_function=distance, **options))

with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, name) for name in ("cases", "inputs.npz", "outputs.npz")]
    with open(paths[0], "w") as file:
        file.writelines(line + "\n" for line in lines)
    np.savez(paths[1], **{name: array.numpy() for name, array in arrays.items()})
    if subprocess.run([sys.argv[1], *paths]).returncode:
        sys.exit(1)
    outputs = dict(np.load(paths[2]))
failed = []
for name, value in expected.items():
    rtol, atol = numeric.TOLERANCES[value.dtype]
    try:
        torch.testing.assert_close(torch.from_numpy(np.asarray(outputs[name])), value, rtol=rtol, atol=atol)
    except (AssertionError, KeyError) as error:
        failed.append(f"{name}: {error}")
print(*failed, sep="\n")
print(f"{len(lines)} cases, {len(expected)} results, {len(failed)} mismatches")
sys.exit(bool(failed) or not lines)
