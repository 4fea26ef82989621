# RUN: %python %s
"""torch's losses, compiled by luge.train_step: values and updates as torch's, with a smaller last batch."""

import copy

import luge
import torch
from torch import nn
from torch.nn import functional as F

CLASSES, TIME = 5, 12


class Model(nn.Module):
    """A layer, and what makes of its results the input of a loss."""

    def __init__(self, function):
        super().__init__()
        self.layer = nn.Linear(6, CLASSES)
        self.function = function

    def forward(self, x):
        return self.function(self.layer(x))


def check(name, criterion, target, inputs=(), function=lambda x: x):
    """target: of a batch's extent; inputs: extents between the batch and the layer's features."""
    for dtype, tolerance in (torch.float32, 1e-4), (torch.float64, 1e-10):
        torch.manual_seed(0)
        ours = Model(function).to(dtype)
        theirs = copy.deepcopy(ours)
        step = luge.train_step(ours, criterion, torch.optim.SGD(ours.parameters(), lr=0.01))
        optimizer = torch.optim.SGD(theirs.parameters(), lr=0.01)
        torch.set_default_dtype(dtype)
        for batch in 7, 7, 3:
            x, y = torch.randn(batch, *inputs, 6), target(batch)
            expected = criterion(theirs(x), y)
            optimizer.zero_grad()
            expected.backward()
            optimizer.step()
            for actual, value in (step(x, y), expected), (ours.layer.weight, theirs.layer.weight):
                torch.testing.assert_close(
                    actual.detach(),
                    value.detach(),
                    rtol=tolerance,
                    atol=tolerance,
                    msg=lambda m: f"{name} {dtype}: {m}",
                )
        torch.set_default_dtype(torch.float32)


def log_softmax(x):
    return F.log_softmax(x, -1)


def classes(batch):
    return torch.randint(0, CLASSES, (batch,))


def classes_2d(batch):
    return torch.randint(0, CLASSES, (batch, 2, 3))


def real(batch):
    return torch.randn(batch, CLASSES)


def unit(batch):
    return torch.rand(batch, CLASSES)


def binary(batch):
    return torch.randint(0, 2, (batch, CLASSES)).to(torch.get_default_dtype())


def signs(batch):
    return 2 * torch.randint(0, 2, (batch,)).to(torch.get_default_dtype()) - 1


def probabilities(batch):
    return torch.softmax(torch.randn(batch, CLASSES), -1)


def labels(batch):
    return torch.stack([torch.randperm(CLASSES) for _ in range(batch)]).where(real(batch) > -1, -1)


def sequences(batch):
    targets = torch.randint(1, CLASSES, (batch, 4))
    return targets, torch.randint(9, TIME + 1, (batch,)), torch.randint(1, 5, (batch,))


def pairs(loss):
    return lambda outputs, target: loss(outputs[:, :2], outputs[:, 2:4], target)


def columns(loss):
    return lambda outputs, target: loss(outputs[:, 0], outputs[:, 1], target)


def triplets(loss):
    return lambda outputs, target: loss(outputs[:, :2], outputs[:, 2:4], target[:, :2])


def gaussian(outputs, target, **options):
    var = F.softplus(outputs[:, 2:4])
    return F.gaussian_nll_loss(outputs[:, :2], target[:, :2], var, **options)


def ctc(outputs, target, **options):
    return F.ctc_loss(outputs.transpose(0, 1), *target, **options)


def distance(a, b):
    return (a - b).abs().sum(-1)


for reduction in "mean", "sum":
    options = {"reduction": reduction}
    check("mse", nn.MSELoss(**options), real)
    check("l1", nn.L1Loss(**options), real)
    check("huber", nn.HuberLoss(delta=0.3, **options), real)
    check("smooth l1", nn.SmoothL1Loss(beta=0.3, **options), real)
    check("poisson nll", nn.PoissonNLLLoss(full=True, **options), unit)
    check("gaussian nll", lambda o, t: gaussian(o, t, full=True, **options), real)
    check("cross entropy", nn.CrossEntropyLoss(label_smoothing=0.1, **options), classes)
    check("cross entropy of probabilities", nn.CrossEntropyLoss(**options), probabilities)
    check(
        "cross entropy of images",
        nn.CrossEntropyLoss(ignore_index=2, **options),
        classes_2d,
        inputs=(2, 3),
        function=lambda x: x.movedim(-1, 1),
    )
    check("nll", nn.NLLLoss(**options), classes, function=log_softmax)
    check("ctc", lambda o, t: ctc(o, t, **options), sequences, inputs=(TIME,), function=log_softmax)
    check("bce", nn.BCELoss(**options), unit, function=torch.sigmoid)
    check("bce with logits", nn.BCEWithLogitsLoss(**options), unit)
    check("kl", nn.KLDivLoss(**options), probabilities, function=log_softmax)
    check("soft margin", nn.SoftMarginLoss(**options), lambda n: 2 * binary(n) - 1)
    check("hinge", nn.HingeEmbeddingLoss(**options), lambda n: 2 * binary(n) - 1)
    check("margin ranking", columns(nn.MarginRankingLoss(margin=0.2, **options)), signs)
    check("cosine", pairs(nn.CosineEmbeddingLoss(margin=0.2, **options)), signs)
    check("multi margin", nn.MultiMarginLoss(p=2, **options), classes)
    check("multi-label margin", nn.MultiLabelMarginLoss(**options), labels)
    check("multi-label soft margin", nn.MultiLabelSoftMarginLoss(**options), binary)
    check("triplet", triplets(nn.TripletMarginLoss(swap=True, **options)), real)
    check(
        "triplet with distance",
        triplets(nn.TripletMarginWithDistanceLoss(distance_function=distance, **options)),
        real,
    )


class Vocabulary(nn.Module):
    """Rows of a matrix for each class, which are trained, too."""

    def __init__(self):
        super().__init__()
        self.rows = nn.Parameter(torch.linspace(-1, 1, 11 * CLASSES).reshape(11, CLASSES))

    def forward(self, x):
        return x, self.rows


def linear_cross_entropy(outputs, target, **options):
    return F.linear_cross_entropy(*outputs, target, **options)


def vocabulary(batch):
    return torch.randint(0, 11, (batch,))


# What else they take.
check("linear cross entropy", linear_cross_entropy, vocabulary, function=Vocabulary())
check(
    "linear cross entropy with its options",
    lambda o, t: linear_cross_entropy(o, t, ignore_index=2, label_smoothing=0.1, reduction="none").mean(),
    vocabulary,
    function=Vocabulary(),
)
check("KL's batchmean", nn.KLDivLoss(reduction="batchmean"), probabilities, function=log_softmax)
check("no reduction", lambda o, t: gaussian(o, t, reduction="none").square().mean(), real)
check("a number as variance", lambda o, t: F.gaussian_nll_loss(o, t, 0.3), real)
check(
    "ctc with its options",
    lambda o, t: ctc(o, t, blank=0, zero_infinity=True, reduction="none").mean(),
    sequences,
    inputs=(TIME,),
    function=log_softmax,
)
