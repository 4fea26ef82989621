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
           ((11, 3, 5), 11), ((7, 515), None), ((11, 1000), 11)]
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
    # Rows of many classes, whose target is found by its place: first and last, ignored, of infinity; and NaN elsewhere.
    targets = torch.tensor([0, 1026, -100, 5, 6, 513, 1025])
    long = normal((7, 1027), dtype) * 4
    loss("cross_entropy", F.cross_entropy, long, targets, name="cross_entropy of many classes")
    long = long.clone()
    long[3, 5], long[4, 7], long[5, 100], long[6] = -math.inf, -math.inf, math.nan, -math.inf
    for reduction in REDUCTIONS:
        suite.compare(f"nn.cross_entropy %a, %b reduction {reduction} : {{a}}, {{b}} -> {{result}}",
                      lambda a, b: F.cross_entropy(a, b, reduction=reduction), a=long, b=targets,
                      gradient=reduction == "none", name="edges cross_entropy of many classes")

# Every option of cross entropy, for both kinds of targets.
for (shape, batch), dtype, smoothing, weighted in itertools.product(
        [((5,), None), ((11, 7), 11), ((4, 5, 3), None), ((11, 515), 11)], FLOATS, (0.0, 0.3, 1.0), (False, True)):
    dim = 0 if len(shape) == 1 else 1
    classes = shape[dim]
    weight = uniform((classes,), dtype) if weighted else None
    indices = torch.randint(0, classes, shape[:dim] + shape[dim + 1:], generator=random)
    ignore = 1 if len(shape) > 1 else -100
    attributes = f" {{{{ignore_index = {ignore} : i64, label_smoothing = {smoothing} : f64}}}}"
    for target in indices, torch.softmax(normal(shape, dtype), dim):
        if target.is_floating_point():
            attributes, ignore = f" {{{{label_smoothing = {smoothing} : f64}}}}", -100
        for reduction in REDUCTIONS:
            options = {"reduction": reduction, "label_smoothing": smoothing, "ignore_index": ignore}
            if weighted:
                suite.compare(
                    f"nn.cross_entropy %a, %b weight %c reduction {reduction}{attributes} "
                    ": {a}, {b}, {c} -> {result}",
                    lambda a, b, c: F.cross_entropy(a, b, weight=c.detach(), **options),
                    batch=batch, wrt=["a"] + ["b"] * target.is_floating_point(), a=normal(shape, dtype), b=target,
                    c=weight, name="cross_entropy weighted")
            else:
                suite.compare(
                    f"nn.cross_entropy %a, %b reduction {reduction}{attributes} : {{a}}, {{b}} -> {{result}}",
                    lambda a, b: F.cross_entropy(a, b, **options), batch=batch, a=normal(shape, dtype),
                    b=target, name="cross_entropy smoothed")

# In one part, and in three of which the last is of other extents.
for (rows, features, classes, batch), dtype, smoothing, weighted in itertools.product(
        [(5, 7, 11, 5), (3, 2, 8200, None), (0, 3, 5, 0)], FLOATS, (0.0, 0.1), (False, True)):
    x, w = normal((rows, features), dtype), normal((classes, features), dtype)
    target = torch.randint(0, classes, (rows,), generator=random)
    target[:1] = -100
    extra = {"d": uniform((classes,), dtype), "e": uniform((classes,), dtype)} if weighted else {}
    clauses = ("linear_bias %d weight %e ", ", {d} weight {e}") if weighted else ("", "")
    for reduction in REDUCTIONS if classes < 100 else ["mean"]:
        logsumexp = f"tensor<{'?' if batch is not None else rows}x{'f32' if dtype == torch.float32 else 'f64'}>"

        def reference(a, b, c, d=None, e=None):
            return F.linear_cross_entropy(a, b, c, linear_bias=d, weight=None if e is None else e.detach(),
                                          reduction=reduction, label_smoothing=smoothing)

        suite.compare(
            f"nn.linear_cross_entropy %a, %b, %c {clauses[0]}reduction {reduction} "
            f"{{{{label_smoothing = {smoothing} : f64}}}} : {{a}}, {{b}}, {{c}}{clauses[1]} "
            f"-> {{result}}, {logsumexp}",
            reference, batch=batch, outputs=2, wrt=["a", "b", "d"], a=x, b=w, c=target, **extra)

# Sequences: too short for their target, of one label, with repetitions, empty.
TIMES, BATCH, SYMBOLS, LABELS = 13, 6, 5, 4
for dtype, padded, zero_infinity, blank in itertools.product(FLOATS, (True, False), (True, False), (0, 3)):
    target_lengths = torch.tensor([4, 1, 0, 3, 4, 2])
    input_lengths = torch.tensor([13, 7, 5, 2, 4, 12])
    labels = [s for s in range(SYMBOLS) if s != blank]
    targets = torch.tensor(labels)[torch.randint(0, SYMBOLS - 1, (BATCH, LABELS), generator=random)]
    targets[0] = torch.tensor([labels[1], labels[1], labels[2], labels[2]])
    targets[4] = torch.tensor(labels)
    if not padded:
        targets = torch.cat([row[:n] for row, n in zip(targets, target_lengths)])
    logits = normal((TIMES, BATCH, SYMBOLS), dtype)
    states = 2 * min(targets.shape[-1], TIMES) + 1
    element = "f32" if dtype == torch.float32 else "f64"
    batch = BATCH if padded else None
    rows = "?" if padded else BATCH

    def reference(a, b, c, d):
        return F.ctc_loss(F.log_softmax(a, 2), b, c, d, blank, "none", zero_infinity)

    suite.compare(
        f"nn.ctc_loss %p, %b, %c, %d {{{{blank = {blank} : i64{', zero_infinity' * zero_infinity}}}}} "
        f": {{a}}, {{b}}, {{c}}, {{d}} -> {{result}}, tensor<{rows}x{TIMES}x{states}x{element}>",
        reference, batch=batch, outputs=2, before="%p = nn.log_softmax %a dim 2 : {a}", a=logits, b=targets,
        c=input_lengths, d=target_lengths)

for dtype in FLOATS:
    log_probs = F.log_softmax(normal((5, 3, 4), dtype), 2)
    sequences = torch.tensor([[1, 2], [3, 3], [2, 0]]), torch.tensor([5, 4, 3]), torch.tensor([2, 2, 1])
    losses, log_alpha = torch.ops.aten._ctc_loss(log_probs, *sequences)

    @torch.no_grad()
    def backward(grad, log_probs, log_alpha, *sequences):
        return torch.ops.aten._ctc_loss_backward(grad, log_probs, *sequences, losses, log_alpha, 0)

    suite.compare("nn.ctc_loss_grad %a, %b, %c, %d, %e, %f : {a}, {b}, {c}, {d}, {e}, {f} -> {result}", backward,
                  batch=3, a=normal((3,), dtype), b=log_probs, c=log_alpha, d=sequences[0], e=sequences[1],
                  f=sequences[2])

suite.main()
