# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/losses-run
"""Losses of the C++ API against PyTorch: each with its options, its value and every gradient."""

import itertools
import math
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
        if result.requires_grad:
            result.sum().backward()
        words = [f"{k}={float(v)}" for k, v in given.items() if not torch.is_tensor(v)]
        lines.append(" ".join([case, name, reduction, *words]))
        arrays.update({f"{case}.{i}": leaf.detach() for i, leaf in enumerate(leaves)})
        arrays.update({f"{case}.{k}": v for k, v in given.items() if torch.is_tensor(v)})
        expected[f"{case}.loss"] = result.detach()
        expected.update({f"{case}.grad{i}": leaf.grad for i, leaf in enumerate(leaves) if leaf.grad is not None})


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
    for weight, label_smoothing in itertools.product([{}, {"weight": unit(7)}], [0.0, 0.2, 1.0]):
        loss("cross_entropy", normal(*shape), indices, ignore_index=2, label_smoothing=label_smoothing, **weight)
        loss("cross_entropy", normal(*shape), torch.softmax(normal(*shape), dim), label_smoothing=label_smoothing,
             **weight)
    log_probs = torch.log_softmax(normal(*shape), dim)
    loss("nll_loss", log_probs, indices)
    loss("nll_loss", log_probs, indices, weight=unit(7), ignore_index=3)
loss("cross_entropy", normal(5, 7), torch.tensor([1, 6, 2, 6, 0]), ignore_index=6)
# Nothing that counts: all ignored, weights of 0, no rows.
ignored = torch.full((5,), -100)
for name in "cross_entropy", "nll_loss":
    loss(name, normal(5, 7), ignored)
    loss(name, normal(5, 7), ignored, weight=unit(7))
    loss(name, normal(5, 7), torch.tensor([1, 1, 1, 1, 1]), weight=torch.tensor([1.0, 0, 1, 1, 1, 1, 1]))
    loss(name, normal(0, 7), ignored[:0])
    loss(name, normal(0, 7, 3), ignored[:0].reshape(0, 3), weight=unit(7))
loss("cross_entropy", normal(5, 7), ignored, label_smoothing=0.1)
loss("cross_entropy", normal(5, 7), torch.tensor([1, 1, 1, 1, -100]), weight=torch.tensor([1.0, 0, 1, 1, 1, 1, 1]),
     label_smoothing=0.1)
loss("cross_entropy", normal(0, 7), normal(0, 7))
# Infinite logits, and far from 0.
inf = math.inf
for logits in [[1000.0, 999, 990], [-inf, 0, 1], [inf, 0, 1], [-inf, -inf, -inf], [inf, inf, 0], [math.nan, 0, 1]]:
    for target, weight in itertools.product([0, 2], [{}, {"weight": unit(3)}]):
        loss("cross_entropy", torch.tensor([logits], dtype=torch.float64), torch.tensor([target]), **weight)
    loss("cross_entropy", torch.tensor([logits]).double(), torch.tensor([1]), label_smoothing=0.1)
    loss("cross_entropy", torch.tensor([logits]).double(), torch.tensor([[0.5, 0.5, 0.0]]).double())
    loss("nll_loss", torch.tensor([logits]).double(), torch.tensor([1]))

# The part that is fused, in one part and in several, and the cases that are not.
for rows in (5,), ():
    indices = torch.randint(0, 11, rows, generator=random)
    loss("linear_cross_entropy", normal(*rows, 7), normal(11, 7), indices)
linear = lambda x, w, t, b, **options: F.linear_cross_entropy(x, w, t, linear_bias=b, **options)
indices = torch.tensor([1, 6, 2, 6, 0])
for label_smoothing in 0.0, 0.1:
    loss("linear_cross_entropy", normal(5, 3), normal(7, 3), indices, normal(7), function=linear, weight=unit(7),
         ignore_index=6, label_smoothing=label_smoothing)
loss("linear_cross_entropy", normal(5, 3), normal(7, 3), torch.softmax(normal(5, 7), 1), normal(7), function=linear)
loss("linear_cross_entropy", normal(3), normal(7, 3), torch.softmax(normal(7), 0), normal(7), function=linear)
loss("linear_cross_entropy", normal(5, 3), normal(7, 2, 4, 3), torch.randint(0, 7, (5, 2, 4), generator=random))
loss("linear_cross_entropy", normal(3, 2), normal(8200, 2), torch.tensor([8199, 17, 4096]))


def linear_module(x, t, weight, bias, reduction):
    criterion = torch.nn.LinearCrossEntropyLoss(7, 3, out_features=(2, 5), bias=True, reduction=reduction)
    parameters = {"linear.weight": weight, "linear.bias": bias}
    return torch.func.functional_call(criterion, parameters, (x, t))


loss("LinearCrossEntropyLoss", normal(4, 7), torch.randint(0, 3, (4, 2, 5), generator=random), normal(30, 7),
     normal(30), function=linear_module)


def adaptive(x, target, *tensors, reduction, predict=False):
    criterion = torch.nn.AdaptiveLogSoftmaxWithLoss(x.shape[-1], 11, [3, 7], div_value=2, head_bias=len(tensors) > 5)
    names = ["head.weight", "tail.0.0.weight", "tail.0.1.weight", "tail.1.0.weight", "tail.1.1.weight", "head.bias"]
    for name, value in zip(names, tensors):
        module, _, leaf = name.rpartition(".")
        del criterion.get_submodule(module)._parameters[leaf]
        setattr(criterion.get_submodule(module), leaf, value)
    if predict:
        return criterion.predict(x).to(x.dtype)
    if reduction == "sum":
        return criterion.log_prob(x)
    output, loss = criterion(x, target)
    return output if reduction == "none" else loss


for target in torch.tensor([0, 10, 2, 3, 6, 7]), torch.tensor([1, 1, 0, 2, 2, 0]), torch.tensor([8]):
    weights = [normal(5, 8), normal(4, 8), normal(4, 4), normal(2, 8), normal(4, 2)]
    loss("AdaptiveLogSoftmaxWithLoss", normal(len(target), 8), target, *weights, function=adaptive)
    loss("AdaptiveLogSoftmaxWithLoss", normal(len(target), 8), target, *weights, normal(5), function=adaptive)
    loss("AdaptiveLogSoftmaxWithLoss", normal(len(target), 8) * 3, target, *weights, function=adaptive, predict=True)

ctc = lambda logits, *rest, **options: F.ctc_loss(F.log_softmax(logits, -1), *rest, **options)
padded, lengths = torch.tensor([[1, 2, 3], [2, 2, 0], [3, 0, 0], [1, 1, 1]]), torch.tensor([3, 2, 0, 3])
times = torch.tensor([7, 5, 2, 4])
for blank, zero_infinity in itertools.product([0, 4], [False, True]):
    options = {"function": ctc, "blank": blank, "zero_infinity": zero_infinity}
    loss("ctc_loss", normal(7, 4, 5), padded, times, lengths, **options)
    loss("ctc_loss", normal(7, 4, 5), torch.tensor([1, 2, 3, 2, 2, 1, 1, 1]), times, lengths, **options)
    loss("ctc_loss", normal(7, 5), torch.tensor([1, 3, 3]), torch.tensor(6), torch.tensor(3), **options)
loss("ctc_loss", normal(2, 1, 3), torch.tensor([[1, 2, 1]]), torch.tensor([2]), torch.tensor([3]), function=ctc)
loss("ctc_loss", normal(3, 2, 4), torch.zeros(2, 0, dtype=torch.int64), torch.tensor([3, 1]), torch.tensor([0, 0]),
     function=ctc)
loss("ctc_loss", normal(3, 1, 4), torch.tensor([[1, 2]]), torch.tensor([0]), torch.tensor([2]), function=ctc)

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
        torch.testing.assert_close(torch.from_numpy(np.asarray(outputs[name])), value, rtol=rtol, atol=atol,
                                   equal_nan=True)
    except (AssertionError, KeyError) as error:
        failed.append(f"{name}: {error}")
print(*failed, sep="\n")
print(f"{len(lines)} cases, {len(expected)} results, {len(failed)} mismatches")
sys.exit(bool(failed) or not lines)
