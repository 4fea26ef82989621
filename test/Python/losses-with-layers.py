# RUN: %python %s
"""Losses that have layers of their own, or take functions, against torch."""

import luge
import torch

torch.manual_seed(0)


def of(value):
    return luge.tensor(value.detach().tolist(), dtype=getattr(luge, str(value.dtype).split(".")[1]))


def same(a, b, what):
    torch.testing.assert_close(
        torch.tensor(a.tolist(), dtype=b.dtype), b.detach(), rtol=1e-9, atol=1e-9, msg=lambda m: f"{what}: {m}"
    )


def load(ours, theirs):
    """torch's values for Luge's parameters, under the same names."""
    ours.load_state_dict({name: of(value) for name, value in theirs.state_dict().items()})


def compare(ours, theirs, inputs, what):
    """Values, and gradients of parameters and of the first input."""
    mine = [of(x) for x in inputs]
    mine[0].requires_grad = inputs[0].requires_grad = True
    inputs[0].grad = None
    a, b = ours(*mine), theirs(*inputs)
    same(a, b, what)
    a.sum().backward()
    b.sum().backward()
    same(mine[0].grad, inputs[0].grad, what)
    for name, parameter in theirs.named_parameters() if hasattr(theirs, "named_parameters") else ():
        same(dict(ours.named_parameters())[name].grad, parameter.grad, f"{what} {name}")


x, classes = torch.randn(5, 4, dtype=torch.float64), torch.tensor([0, 6, 2, -100, 3])

# linear_cross_entropy
for options in (
    {},
    dict(bias=True, reduction="sum"),
    dict(weight=torch.rand(7, dtype=torch.float64), label_smoothing=0.2),
    dict(ignore_index=2, reduction="none"),
):
    target = classes.clamp(min=0) if "ignore_index" in options else classes
    theirs = torch.nn.LinearCrossEntropyLoss(4, 7, **options, dtype=torch.float64)
    ours = luge.nn.LinearCrossEntropyLoss(
        4, 7, **{k: of(v) if k == "weight" else v for k, v in options.items()}, dtype=luge.float64
    )
    load(ours, theirs)
    compare(ours, theirs, [x, target], options)
    weight = torch.randn(7, 4, dtype=torch.float64)
    options.pop("bias", None)
    a = luge.nn.functional.linear_cross_entropy(
        of(x), of(weight), of(target), **{k: of(v) if k == "weight" else v for k, v in options.items()}
    )
    same(a, torch.nn.functional.linear_cross_entropy(x, weight, target, **options), options)
weight, bias = torch.randn(7, 4, dtype=torch.float64), torch.randn(7, dtype=torch.float64)
same(
    luge.nn.functional.linear_cross_entropy(of(x), of(weight), of(classes), linear_bias=of(bias)),
    torch.nn.functional.linear_cross_entropy(x, weight, classes, linear_bias=bias),
    "bias",
)
theirs = torch.nn.LinearCrossEntropyLoss(4, 3, out_features=(2,), dtype=torch.float64)
ours = luge.nn.LinearCrossEntropyLoss(4, 3, out_features=(2,), dtype=luge.float64)
load(ours, theirs)
compare(ours, theirs, [x, torch.randint(3, (5, 2))], "out_features")

# AdaptiveLogSoftmaxWithLoss
for options in {}, dict(div_value=2.0, head_bias=True):
    theirs = torch.nn.AdaptiveLogSoftmaxWithLoss(16, 20, [4, 10], **options, dtype=torch.float64)
    ours = luge.nn.AdaptiveLogSoftmaxWithLoss(16, 20, [4, 10], **options, dtype=luge.float64)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    load(ours, theirs)
    rows, target = torch.randn(6, 16, dtype=torch.float64), torch.tensor([0, 19, 5, 10, 3, 9])
    compare(lambda *a: ours(*a).loss, lambda *a: theirs(*a).loss, [rows, target], options)
    a, b = ours(of(rows), of(target)), theirs(rows, target)
    assert a._fields == b._fields == ("output", "loss")
    same(a.output, b.output, options)
    same(ours.log_prob(of(rows)), theirs.log_prob(rows), options)
    assert ours.predict(of(rows)).tolist() == theirs.predict(rows).tolist()

# TripletMarginWithDistanceLoss, with functions of either library
triplet = [torch.randn(5, 3, dtype=torch.float64) for _ in range(3)]
for distance in None, lambda a, b: (a - b).abs().amax(1):
    for options in {}, dict(margin=0.3, swap=True), dict(reduction="none"):
        options |= dict(distance_function=distance)
        compare(
            luge.nn.TripletMarginWithDistanceLoss(**options),
            torch.nn.TripletMarginWithDistanceLoss(**options),
            triplet,
            options,
        )
        same(
            luge.nn.functional.triplet_margin_with_distance_loss(*map(of, triplet), **options),
            torch.nn.functional.triplet_margin_with_distance_loss(*triplet, **options),
            options,
        )

for wrong in (
    lambda: luge.nn.TripletMarginWithDistanceLoss(reduction="average"),
    lambda: luge.nn.AdaptiveLogSoftmaxWithLoss(16, 20, [10, 4]),
    lambda: luge.nn.LinearCrossEntropyLoss(4, 7)(luge.ones(2, 3), luge.tensor([0, 1])),
):
    try:
        wrong()
    except luge.Error:
        pass
    else:
        raise AssertionError("no error")
