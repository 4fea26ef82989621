# RUN: %python %s
"""Every loss, as module and as function, with every option, against torch."""

import inspect

import luge
import torch

random = torch.Generator().manual_seed(0)


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def uniform(*shape):
    return torch.rand(shape, dtype=torch.float64, generator=random)


def classes(count, *shape):
    return torch.randint(count, shape, generator=random)


def signs(*shape):
    return classes(2, *shape) * 2.0 - 1


N, C = 5, 3
weight = uniform(C)
# Module, function, inputs, and options beside the reduction.
LOSSES = [
    ("MSELoss", "mse_loss", (normal(N, C), normal(N, C)), [{}]),
    ("L1Loss", "l1_loss", (normal(N, C), normal(N, C)), [{}]),
    ("HuberLoss", "huber_loss", (normal(N, C), normal(N, C)), [{}, dict(delta=0.3)]),
    ("SmoothL1Loss", "smooth_l1_loss", (normal(N, C), normal(N, C)), [{}, dict(beta=0.3)]),
    ("PoissonNLLLoss", "poisson_nll_loss", (normal(N, C), uniform(N, C) * 4),
     [{}, dict(full=True), dict(eps=0.1)]),
    ("PoissonNLLLoss", "poisson_nll_loss", (uniform(N, C), uniform(N, C)), [dict(log_input=False, eps=0.1)]),
    ("GaussianNLLLoss", "gaussian_nll_loss", (normal(N, C), normal(N, C), uniform(N, C)),
     [{}, dict(full=True), dict(eps=0.5)]),
    ("CrossEntropyLoss", "cross_entropy", (normal(N, C), classes(C, N)),
     [{}, dict(weight=weight), dict(ignore_index=1), dict(label_smoothing=0.2)]),
    ("NLLLoss", "nll_loss", (normal(N, C).log_softmax(1), classes(C, N)),
     [{}, dict(weight=weight), dict(ignore_index=1)]),
    ("CTCLoss", "ctc_loss",
     (normal(7, 2, C).log_softmax(2), torch.tensor([[1, 2, 2], [2, 1, 0]]), torch.tensor([7, 6]), torch.tensor([3, 2])),
     [{}, dict(zero_infinity=True)]),
    ("CTCLoss", "ctc_loss",
     (normal(7, 2, C).log_softmax(2), torch.tensor([[1, 0, 0], [0, 1, 0]]), torch.tensor([7, 6]), torch.tensor([3, 2])),
     [dict(blank=2)]),
    ("BCELoss", "binary_cross_entropy", (uniform(N, C), uniform(N, C)), [{}, dict(weight=weight)]),
    ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", (normal(N, C), uniform(N, C)),
     [{}, dict(weight=weight), dict(pos_weight=weight)]),
    ("KLDivLoss", "kl_div", (normal(N, C).log_softmax(1), uniform(N, C)), [{}]),
    ("KLDivLoss", "kl_div", (normal(N, C), normal(N, C)), [dict(log_target=True)]),
    ("SoftMarginLoss", "soft_margin_loss", (normal(N, C), signs(N, C)), [{}]),
    ("MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", (normal(N, C), uniform(N, C)),
     [{}, dict(weight=weight)]),
    ("HingeEmbeddingLoss", "hinge_embedding_loss", (normal(N, C), signs(N, C)), [{}, dict(margin=0.3)]),
    ("MarginRankingLoss", "margin_ranking_loss", (normal(N), normal(N), signs(N)), [{}, dict(margin=0.3)]),
    ("CosineEmbeddingLoss", "cosine_embedding_loss", (normal(N, C), normal(N, C), signs(N)),
     [{}, dict(margin=0.3)]),
    ("MultiMarginLoss", "multi_margin_loss", (normal(N, C), classes(C, N)),
     [{}, dict(p=2), dict(margin=0.3), dict(weight=weight)]),
    ("MultiLabelMarginLoss", "multilabel_margin_loss",
     (normal(2, 4), torch.tensor([[3, 0, -1, 1], [1, -1, 0, 2]])), [{}]),
    ("TripletMarginLoss", "triplet_margin_loss", (normal(N, C), normal(N, C), normal(N, C)),
     [{}, dict(margin=0.3), dict(p=3), dict(eps=0.1), dict(swap=True)]),
    ("TripletMarginWithDistanceLoss", "triplet_margin_with_distance_loss",
     (normal(N, C), normal(N, C), normal(N, C)),
     [{}, dict(margin=0.3), dict(swap=True), dict(distance_function=lambda x, y: ((x - y) * (x - y)).sum(-1))]),
]


def of(torch, values):
    """Copies for torch, or for luge; tensors of numbers take gradients where the target does not."""
    result = {}
    for key, value in values.items():
        result[key] = value
        if hasattr(value, "dtype"):
            result[key] = torch.tensor(value.tolist(), dtype=getattr(torch, str(value.dtype).split(".")[1]))
    return result


def evaluate(torch, module, function, inputs, options):
    """The loss by both ways, and the gradient of its first input."""
    options = of(torch, options)
    first, *others = of(torch, dict(enumerate(inputs))).values()
    first.requires_grad = True
    results = [
        getattr(torch.nn, module)(**options)(first, *others),
        getattr(torch.nn.functional, function)(first, *others, **options),
    ]
    results[0].sum().backward()
    return [*results, first.grad]


count = 0
for module, function, inputs, variants in LOSSES:
    for variant in variants:
        for reduction in ("mean", "sum", "none") + (("batchmean",) if module == "KLDivLoss" else ()):
            options = variant | dict(reduction=reduction)
            expected = evaluate(torch, module, function, inputs, options)
            actual = evaluate(luge, module, function, inputs, options)
            for a, b in zip(actual, expected):
                torch.testing.assert_close(
                    torch.tensor(a.tolist(), dtype=torch.float64), b.detach(), rtol=1e-7, atol=1e-7,
                    msg=lambda text: f"{module} {options}: {text}",
                )
            count += 1
    # Options have torch's names and defaults, without those that torch has deprecated.
    deprecated = {"self", "size_average", "reduce"}
    expected = inspect.signature(getattr(torch.nn, module)).parameters
    text = getattr(luge.nn, module).__init__.__doc__
    for name, parameter in expected.items():
        assert name in deprecated or f"{name}: " in text, (module, name, text)
print(count, "cases")

# Each loss of the C++ API that is bound is tested here, or, with layers or functions, in test/Conformance.
tested = {module for module, *_ in LOSSES} | {
    "AdaptiveLogSoftmaxWithLoss", "LinearCrossEntropyLoss", "TripletMarginWithDistanceLoss",
}
bound = {name for name in vars(luge.nn) if name.endswith("Loss")}
assert bound <= tested, bound - tested

# What is checked of a loss's arguments is found in its own loop.
step = luge.compile(lambda x, y: luge.nn.functional.binary_cross_entropy(x, y))
step(luge.ones(64, 3), luge.ones(64, 3))
assert step.ir("memory").count("scf.for ") == 1, step.ir("memory")

# Errors name what is allowed.
for wrong, kind in (
    (lambda: luge.nn.MSELoss(reduction="average"), ValueError),
    (lambda: luge.nn.functional.mse_loss(luge.ones(2), luge.ones(3)), RuntimeError),
    (lambda: luge.nn.CrossEntropyLoss(foo=1), TypeError),
    (lambda: luge.nn.CrossEntropyLoss()(luge.ones(2, 3), luge.tensor([0, 3])).item(), RuntimeError),
):
    try:
        wrong()
        raise AssertionError("no error")
    except kind as error:
        assert isinstance(error, luge.Error) == (kind is not TypeError), error
