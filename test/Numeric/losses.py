# RUN: %python %s
"""Every loss with every reduction, and its gradients, against PyTorch."""

import itertools
import math

import numeric
import torch
import torch.nn.functional as F

suite = numeric.Suite()
random = numeric.generator()
FLOATS = torch.float32, torch.float64
REDUCTIONS = "none", "mean", "sum"
SHAPES = [((), None), ((1,), None), ((17,), None), ((2, 3, 5), None), ((33, 16), None), ((11, 5), 11),
          ((1, 5), 1), ((0, 3), None), ((0, 3), 0)]


def normal(shape, dtype):
    return torch.randn(shape, dtype=torch.float64, generator=random).to(dtype)


def uniform(shape, dtype):
    return torch.rand(shape, dtype=torch.float64, generator=random).to(dtype)


def loss(mnemonic, function, input, target, batch=None, attributes="", **options):
    for reduction in REDUCTIONS:
        suite.compare(
            f"nn.{mnemonic} %a, %b reduction {reduction}{attributes} : {{a}}, {{b}} -> {{result}}",
            lambda a, b: function(a, b, reduction=reduction), batch=batch, a=input, b=target, **options)


for (shape, batch), dtype in itertools.product(SHAPES, FLOATS):
    loss("mse_loss", F.mse_loss, normal(shape, dtype), normal(shape, dtype), batch)
    loss("l1_loss", F.l1_loss, normal(shape, dtype), normal(shape, dtype), batch)
    loss("bce_loss", F.binary_cross_entropy, uniform(shape, dtype), uniform(shape, dtype), batch)
    loss("bce_with_logits", F.binary_cross_entropy_with_logits, normal(shape, dtype) * 5,
         uniform(shape, dtype), batch)

for dtype in FLOATS:
    # Certain and wrong: the logarithm is -100, not -infinity.
    loss("bce_loss", F.binary_cross_entropy, torch.tensor([0, 1, 0, 1, 1e-30, 0.5], dtype=dtype),
         torch.tensor([0, 1, 1, 0, 1, 0.25], dtype=dtype), name="edges bce_loss")
    loss("bce_with_logits", F.binary_cross_entropy_with_logits,
         torch.tensor([100, -100, 1000, -1000, 0], dtype=dtype),
         torch.tensor([0, 1, 1, 0, 0.5], dtype=dtype), name="edges bce_with_logits")
    loss("l1_loss", F.l1_loss, torch.tensor([1, 2, -3], dtype=dtype),
         torch.tensor([1, 1, -1], dtype=dtype), name="edges l1_loss")

# Classes along dimension 1, or 0 if there is no other.
CLASSES = [((5,), None), ((2, 3), None), ((1, 1), None), ((33, 10), None), ((17, 16), None),
           ((2, 5, 3), None), ((2, 3, 4, 5), None), ((11, 10), 11), ((1, 17), 1), ((64, 10), 64),
           ((11, 3, 5), 11)]
for (shape, batch), dtype in itertools.product(CLASSES, FLOATS):
    dim = 0 if len(shape) == 1 else 1
    logits = normal(shape, dtype) * 4
    indices = torch.randint(0, shape[dim], shape[:dim] + shape[dim + 1:], generator=random)
    loss("cross_entropy", F.cross_entropy, logits, indices, batch)
    probabilities = torch.softmax(normal(shape, dtype), dim)
    loss("cross_entropy", F.cross_entropy, logits, probabilities, batch, name="cross_entropy of probabilities")
    ignored = indices.clone().flatten()
    ignored[::2] = -100
    if ignored.numel() > 1:
        loss("cross_entropy", F.cross_entropy, logits, ignored.reshape(indices.shape), batch,
             name="cross_entropy ignoring")

for dtype in FLOATS:
    logits = normal((4, 3), dtype)
    ignoring_1 = lambda a, b, reduction: F.cross_entropy(a, b, ignore_index=1, reduction=reduction)
    loss("cross_entropy", ignoring_1, logits, torch.tensor([1, 0, 2, 1]),
         attributes=" {{ignore_index = 1 : i64}}", name="cross_entropy ignore_index")
    # With nothing to count the mean is NaN.
    loss("cross_entropy", F.cross_entropy, logits, torch.full((4,), -100), gradient=False,
         name="cross_entropy of nothing")
    loss("cross_entropy", F.cross_entropy, normal((0, 3), dtype), torch.zeros(0, dtype=torch.int64), 0,
         name="cross_entropy of no rows")
    large = torch.tensor([[1000, 0, -1000], [-math.inf, 0, 1], [3e38, 0, 0]], dtype=dtype)
    loss("cross_entropy", F.cross_entropy, large, torch.tensor([0, 2, 0]), gradient=False,
         name="edges cross_entropy")

suite.main()
