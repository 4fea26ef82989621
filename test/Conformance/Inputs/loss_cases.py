"""What losses are compared on: torch's own samples and errors, a grid of options, and errors that torch has no list of."""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import ModuleErrorEnum, module_db

DTYPES = torch.float32, torch.float64
REDUCTIONS = "none", "mean", "sum"
# Each loss of torch.nn, and its function.
FUNCTIONS = {
    "L1Loss": "l1_loss", "MSELoss": "mse_loss", "CrossEntropyLoss": "cross_entropy", "NLLLoss": "nll_loss",
    "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "KLDivLoss": "kl_div", "PoissonNLLLoss": "poisson_nll_loss", "GaussianNLLLoss": "gaussian_nll_loss",
    "HuberLoss": "huber_loss", "SmoothL1Loss": "smooth_l1_loss", "HingeEmbeddingLoss": "hinge_embedding_loss",
    "SoftMarginLoss": "soft_margin_loss", "MarginRankingLoss": "margin_ranking_loss",
    "CosineEmbeddingLoss": "cosine_embedding_loss", "MultiMarginLoss": "multi_margin_loss",
    "MultiLabelMarginLoss": "multilabel_margin_loss",
    "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss", "TripletMarginLoss": "triplet_margin_loss",
    "TripletMarginWithDistanceLoss": "triplet_margin_with_distance_loss", "CTCLoss": "ctc_loss",
    "LinearCrossEntropyLoss": "linear_cross_entropy", "AdaptiveLogSoftmaxWithLoss": None,
}


@dataclass
class Case:
    """A call of a loss. `constructor` is what its module is made with, or None for the function; a module's `method`
    is called. With `error`, the type torch raises, it must fail, and say what `says`, a pattern, matches."""

    loss: str
    source: str
    args: tuple
    kwargs: dict[str, Any] = field(default_factory=dict)
    constructor: tuple[tuple, dict[str, Any]] | None = None
    method: str = "forward"
    error: type[Exception] | None = None
    says: str = ""

    def __str__(self) -> str:
        def say(value):
            if isinstance(value, torch.Tensor):
                return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
            return repr(value)

        def call(args, kwargs):
            return ", ".join([*map(say, args), *(f"{key}={say(value)}" for key, value in kwargs.items())])

        name = FUNCTIONS[self.loss] if self.constructor is None else f"{self.loss}({call(*self.constructor)})"
        return f"{self.source} {name}({call(self.args, self.kwargs)})"


#===-----------------------------------------------------------------------------------------===#
# torch's own
#===-----------------------------------------------------------------------------------------===#

def of_module_db(dtype: torch.dtype) -> Iterator[Case]:
    arguments = dict(device="cpu", dtype=dtype, requires_grad=False, training=True)
    for info in module_db:
        loss = info.name.removeprefix("nn.")
        if loss not in FUNCTIONS:
            continue
        torch.manual_seed(0)
        for sample in info.module_inputs_func(info, **arguments):
            made, given = sample.constructor_input, sample.forward_input
            yield Case(loss, "module_db", given.args, given.kwargs, (made.args, made.kwargs))
        for wrong in info.module_error_inputs_func(info, **arguments) if info.module_error_inputs_func else ():
            made, given = wrong.module_error_input.constructor_input, wrong.module_error_input.forward_input
            args, kwargs = ((), {}) if wrong.error_on is ModuleErrorEnum.CONSTRUCTION_ERROR else (given.args, given.kwargs)
            yield Case(loss, "errors", args, kwargs, (made.args, made.kwargs), error=wrong.error_type)


def of_op_db(dtype: torch.dtype) -> Iterator[Case]:
    losses = {f"nn.functional.{function}": loss for loss, function in FUNCTIONS.items()}
    for info in op_db:
        loss = losses.get(info.name)
        if not loss:
            continue
        torch.manual_seed(0)
        for sample in info.reference_inputs("cpu", dtype):
            yield Case(loss, "op_db", (sample.input, *sample.args), sample.kwargs)
        for wrong in info.error_inputs("cpu") if info.error_inputs_func else ():
            sample = wrong.sample_input
            yield Case(loss, "errors", (sample.input, *sample.args), sample.kwargs, error=wrong.error_type)


#===-----------------------------------------------------------------------------------------===#
# The grid
#===-----------------------------------------------------------------------------------------===#

def choices(**options: Iterable) -> Iterator[dict[str, Any]]:
    """Each combination of options and reductions; None leaves an option out."""
    options.setdefault("reduction", REDUCTIONS)
    for values in itertools.product(*options.values()):
        yield {name: value for name, value in zip(options, values) if value is not None}


class Random:
    """Tensors of one type, the same in each run."""

    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype, self.generator = dtype, torch.Generator().manual_seed(0)

    def normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, dtype=torch.float64, generator=self.generator).to(self.dtype)

    def unit(self, *shape: int) -> torch.Tensor:
        return torch.rand(shape, dtype=torch.float64, generator=self.generator).to(self.dtype)

    def signs(self, *shape: int) -> torch.Tensor:
        return torch.where(self.normal(*shape) < 0, -1.0, 1.0).to(self.dtype)

    def integers(self, end: int, *shape: int) -> torch.Tensor:
        return torch.randint(end, shape, generator=self.generator)

    def numbers(self, *values: Any) -> torch.Tensor:
        return torch.tensor(values, dtype=self.dtype)


SHAPES = (), (7,), (5, 3), (2, 3, 5), (2, 3, 1, 5), (0, 3)
# Logits beyond what an exponential can hold.
EXTREMES = -math.inf, -1000.0, -90.0, 0.0, 90.0, 1000.0, math.inf


def of_grid(dtype: torch.dtype) -> Iterator[Case]:
    r = Random(dtype)
    for loss, part in GRID.items():
        for args, kwargs in part(r):
            yield Case(loss, "grid", args, kwargs)
    yield from adaptive(r)


Calls = Iterator[tuple[tuple, dict[str, Any]]]


def distances(**options: Iterable) -> Callable[[Random], Calls]:
    def part(r: Random) -> Calls:
        for shape in SHAPES:
            for kwargs in choices(weight=(None, r.unit(*shape) + 0.1), **options) if "beta" not in options else choices(**options):
                yield (r.normal(*shape) * 2, r.normal(*shape)), kwargs
        for other in (3,), (5, 1), (1, 3):
            for kwargs in choices(**options):
                yield (r.normal(5, 3) * 2, r.normal(*other)), kwargs
        for kwargs in choices(**options):
            yield (r.numbers(-math.inf, -1e4, 1.0, 1e4, math.inf), r.numbers(0.0, 0.0, 1.0, 0.0, 0.0)), kwargs
    return part


def poisson(r: Random) -> Calls:
    for shape in SHAPES:
        for kwargs in choices(log_input=(True, False), full=(False, True), eps=(1e-8, 0.1)):
            yield (r.unit(*shape) * 2, r.integers(6, *shape).to(r.dtype)), kwargs
    for kwargs in choices(log_input=(True, False), full=(False, True)):
        yield (r.unit(5, 3), r.unit(3) * 3), kwargs


def gaussian(r: Random) -> Calls:
    for shape, variances in (((5, 3), [(5, 3), (5, 1), (1, 3), (5,)]), ((2, 3, 5), [(2, 3, 5), (2, 3), (2, 3, 1)]),
                             ((7,), [(7,), (1,), ()]), ((0, 3), [(0, 3), (0,)])):
        for of_variance in variances:
            for kwargs in choices(full=(False, True), eps=(1e-6, 0.3)):
                yield (r.normal(*shape), r.normal(*shape), r.unit(*of_variance)), kwargs
        for var in 0.0, 0.7:
            for kwargs in choices(full=(False, True)):
                yield (r.normal(*shape), r.normal(*shape), var), kwargs


def binary(r: Random) -> Calls:
    for shape in SHAPES:
        for weight in (None, r.unit(*shape), r.unit(*shape[-1:])):
            for kwargs in choices(weight=[weight]):
                yield (r.unit(*shape), r.unit(*shape)), kwargs
    for kwargs in choices(weight=(None, r.unit(5, 1))):
        yield (r.numbers(0.0, 1.0, 0.0, 1.0, 1e-30).reshape(5, 1), r.numbers(0.0, 1.0, 1.0, 0.0, 1.0).reshape(5, 1)), kwargs


def binary_with_logits(r: Random) -> Calls:
    for shape in SHAPES:
        for weight, pos_weight in itertools.product((None, r.unit(*shape), r.unit(*shape[-1:])), (None, r.unit(*shape[-1:]) * 4)):
            for kwargs in choices(weight=[weight], pos_weight=[pos_weight]):
                yield (r.normal(*shape), r.unit(*shape)), kwargs
    # Saturated.
    for kwargs in choices(weight=(None, r.unit(7)), pos_weight=(None, r.unit(7) * 4)):
        for target in 0.0, 0.5, 1.0:
            yield (r.numbers(*EXTREMES), torch.full((7,), target, dtype=r.dtype)), kwargs


def divergence(r: Random) -> Calls:
    reductions = *REDUCTIONS, "batchmean"
    for shape in SHAPES:
        for kwargs in choices(log_target=(False, True), reduction=reductions):
            target = r.unit(*shape)
            yield (r.normal(*shape), target.log() if kwargs["log_target"] else target), kwargs
    for kwargs in choices(reduction=reductions):
        yield (r.normal(5, 3), r.unit(3)), kwargs
        yield (r.numbers(-1.0, -math.inf, -2.0, -math.inf), r.numbers(0.0, 0.0, 1.0, 0.5)), kwargs


def soft_margin(r: Random) -> Calls:
    for shape in SHAPES:
        for kwargs in choices():
            yield (r.normal(*shape), r.signs(*shape)), kwargs
    for kwargs in choices():
        yield (r.numbers(*EXTREMES), r.numbers(*[1.0] * 7)), kwargs
        yield (r.normal(5, 3), r.signs(3)), kwargs


def multilabel_soft_margin(r: Random) -> Calls:
    for shape in (7,), (5, 3), (2, 3, 5), (0, 3):
        for kwargs in choices(weight=(None, r.unit(shape[-1]))):
            yield (r.normal(*shape), r.integers(2, *shape).to(r.dtype)), kwargs
    for kwargs in choices():
        yield (r.numbers(*EXTREMES), r.unit(7)), kwargs


def classes(r: Random, shape: tuple[int, ...]) -> torch.Tensor:
    """Class numbers for logits of this shape."""
    dim = min(1, len(shape) - 1)
    return r.integers(shape[dim], *shape[:dim], *shape[dim + 1:])


# Of classes: unbatched, batched, with further dimensions, and without rows.
LOGITS = (7,), (5, 7), (5, 7, 3), (5, 7, 2, 3), (2, 7, 1, 2, 3), (0, 7), (0, 7, 3)


def cross_entropy(r: Random) -> Calls:
    for shape in LOGITS:
        for weight in None, r.unit(7):
            for kwargs in choices(weight=[weight], ignore_index=(None, 2, -1), label_smoothing=(None, 0.2, 1.0)):
                target = classes(r, shape)
                if "ignore_index" in kwargs and target.dim() and target.numel():
                    target[..., 0] = kwargs["ignore_index"]
                yield (r.normal(*shape), target), kwargs
            for kwargs in choices(weight=[weight], label_smoothing=(None, 0.2)):
                yield (r.normal(*shape), r.normal(*shape).softmax(min(1, len(shape) - 1))), kwargs
    # Nothing that counts, and weights of 0.
    for kwargs in choices(weight=(None, r.unit(7)), label_smoothing=(None, 0.1)):
        yield (r.normal(5, 7), torch.full((5,), -100)), kwargs
    for kwargs in choices(label_smoothing=(None, 0.1)):
        yield (r.normal(5, 7), torch.full((5,), 1)), kwargs | {"weight": r.numbers(1, 0, 1, 1, 1, 1, 1)}
    inf = math.inf
    for logits in [[1000.0, 999, 990], [-inf, 0, 1], [inf, 0, 1], [-inf] * 3, [inf, inf, 0], [math.nan, 0, 1]]:
        for target in torch.tensor([0]), torch.tensor([2]), r.numbers([0.5, 0.5, 0.0]):
            for kwargs in choices(weight=(None, r.unit(3)), label_smoothing=(None, 0.1)):
                yield (r.numbers(logits), target), kwargs


def nll(r: Random) -> Calls:
    for shape in LOGITS:
        for kwargs in choices(weight=(None, r.unit(7)), ignore_index=(None, 2, -1)):
            target = classes(r, shape)
            if "ignore_index" in kwargs and target.dim() and target.numel():
                target[..., 0] = kwargs["ignore_index"]
            yield (r.normal(*shape).log_softmax(min(1, len(shape) - 1)), target), kwargs
    for kwargs in choices(weight=(None, r.unit(7))):
        yield (r.normal(5, 7), torch.full((5,), -100)), kwargs
    for kwargs in choices():
        yield (r.normal(5, 7), torch.full((5,), 1)), kwargs | {"weight": r.numbers(1, 0, 1, 1, 1, 1, 1)}
        yield (r.numbers([-math.inf, 0.0, math.inf]).repeat(3, 1), torch.arange(3)), kwargs


def linear_cross_entropy(r: Random) -> Calls:
    for rows, outputs in itertools.product(((), (5,), (0,)), ((), (2, 3))):
        if outputs and not rows:
            continue
        for bias, weight in itertools.product((None, r.normal(7, *outputs)), (None, r.unit(7))):
            for kwargs in choices(linear_bias=[bias], weight=[weight], ignore_index=(None, 2), label_smoothing=(None, 0.2)):
                target = r.integers(7, *rows, *outputs)
                if "ignore_index" in kwargs and target.dim() and target.numel():
                    target[..., 0] = 2
                yield (r.normal(*rows, 4), r.normal(7, *outputs, 4), target), kwargs
            for kwargs in choices(linear_bias=[bias], weight=[weight], label_smoothing=(None, 0.2)):
                yield (r.normal(*rows, 4), r.normal(7, *outputs, 4), r.unit(*rows, 7, *outputs)), kwargs
    for kwargs in choices(label_smoothing=(None, 0.1)):
        yield (r.normal(5, 4), r.normal(7, 4), torch.full((5,), -100)), kwargs
        # More than one part.
        yield (r.normal(3, 2), r.normal(8200, 2), torch.tensor([8199, 17, 4096])), kwargs


def hinge(r: Random) -> Calls:
    for shape in SHAPES:
        for kwargs in choices(margin=(None, 0.3, -0.5)):
            yield (r.normal(*shape), r.signs(*shape)), kwargs
    for kwargs in choices():
        yield (r.normal(5, 3), r.signs(3)), kwargs
        yield (r.normal(6), r.numbers(-1, 0, 1, 0.5, -1, 2)), kwargs


def margin_ranking(r: Random) -> Calls:
    for shape in SHAPES:
        for kwargs in choices(margin=(None, 0.5, -0.5)):
            yield (r.normal(*shape), r.normal(*shape), r.signs(*shape)), kwargs
    for kwargs in choices():
        yield (r.normal(5, 3), r.normal(5, 1), r.signs(1, 3)), kwargs


def cosine_embedding(r: Random) -> Calls:
    for shape in (7,), (5, 3), (1, 3), (0, 3):
        for kwargs in choices(margin=(None, 0.5, -0.5)):
            yield (r.normal(*shape), r.normal(*shape), r.signs(*shape[:-1])), kwargs
    for kwargs in choices():
        yield (torch.zeros(2, 3, dtype=r.dtype), r.normal(2, 3), r.numbers(1, -1)), kwargs


def multi_margin(r: Random) -> Calls:
    # Of no rows torch returns what is in memory that it has not written.
    for shape in (7,), (5, 7), (1, 7):
        for kwargs in choices(p=(1, 2), margin=(None, 0.3), weight=(None, r.unit(7))):
            yield (r.normal(*shape), classes(r, shape) if shape != (7,) else torch.tensor(3)), kwargs


def multilabel_margin(r: Random) -> Calls:
    for target in [[3, 0, -1, 1], [0, 1, 2, 3], [-1, 2, 2, 2], [2, 2, 1, -1]]:
        for kwargs in choices():
            yield (r.normal(4), torch.tensor(target)), kwargs
    for kwargs in choices():
        yield (r.normal(3, 4), torch.tensor([[3, 0, -1, 1], [0, 1, 2, 3], [-1, 2, 2, 2]])), kwargs


def triplet(r: Random) -> Calls:
    for shape in (7,), (5, 3), (2, 3, 5), (0, 3):
        for kwargs in choices(p=(None, 1, 3, 0.5, math.inf), margin=(None, 0.3), swap=(None, True), eps=(None, 0.1)):
            yield (r.normal(*shape), r.normal(*shape), r.normal(*shape)), kwargs
    for kwargs in choices():
        yield (r.normal(5, 3), r.normal(1, 3), r.normal(5, 1)), kwargs


def squared(x, y):
    return ((x - y) * (x - y)).sum(-1)


def triplet_with_distance(r: Random) -> Calls:
    for shape in (7,), (5, 3), (2, 3, 5):
        for kwargs in choices(distance_function=(None, squared), margin=(None, 0.3), swap=(None, True)):
            yield (r.normal(*shape), r.normal(*shape), r.normal(*shape)), kwargs


def ctc(r: Random) -> Calls:
    padded, lengths = torch.tensor([[1, 2, 3], [2, 2, 0], [3, 0, 0], [1, 1, 1]]), torch.tensor([3, 2, 0, 3])
    joined, times = torch.tensor([1, 2, 3, 2, 2, 1, 1, 1]), torch.tensor([7, 5, 2, 4])
    for kwargs in choices(blank=(None, 4), zero_infinity=(False, True)):
        yield (r.normal(7, 4, 5).log_softmax(2), padded, times, lengths), kwargs
        yield (r.normal(7, 4, 5).log_softmax(2), joined, times, lengths), kwargs
        yield (r.normal(7, 4, 5).log_softmax(2), padded, tuple(times.tolist()), tuple(lengths.tolist())), kwargs
        yield (r.normal(7, 5).log_softmax(1), torch.tensor([1, 3, 3]), torch.tensor(6), torch.tensor(3)), kwargs
    # No path, no label, and no time.
    for kwargs in choices(zero_infinity=(False, True)):
        yield (r.normal(2, 1, 3).log_softmax(2), torch.tensor([[1, 2, 1]]), torch.tensor([2]), torch.tensor([3])), kwargs
        yield (r.normal(3, 2, 4).log_softmax(2), torch.zeros(2, 0, dtype=torch.int64), torch.tensor([3, 1]),
               torch.tensor([0, 0])), kwargs
        yield (r.normal(3, 1, 4).log_softmax(2), torch.tensor([[1, 2]]), torch.tensor([0]), torch.tensor([2])), kwargs


def adaptive(r: Random) -> Iterator[Case]:
    """It is a module only."""
    for head_bias, div_value in itertools.product((False, True), (2.0, 4.0)):
        constructor = (8, 11, [3, 7]), dict(div_value=div_value, head_bias=head_bias, dtype=r.dtype)
        for target in (torch.tensor([0, 10, 2, 3, 6, 7]), torch.tensor([1, 1, 0, 2]), torch.tensor([8]), torch.tensor(4),
                       torch.tensor(0)):
            yield Case("AdaptiveLogSoftmaxWithLoss", "grid", (r.normal(*target.shape, 8), target), {}, constructor)
        for method in "log_prob", "predict":
            yield Case("AdaptiveLogSoftmaxWithLoss", "grid", (r.normal(6, 8) * 3,), {}, constructor, method)


GRID = {
    "L1Loss": distances(), "MSELoss": distances(), "HuberLoss": distances(delta=(None, 0.3, 2.5)),
    "SmoothL1Loss": distances(beta=(None, 0.0, 0.3, 2.5)), "PoissonNLLLoss": poisson, "GaussianNLLLoss": gaussian,
    "BCELoss": binary, "BCEWithLogitsLoss": binary_with_logits, "KLDivLoss": divergence, "SoftMarginLoss": soft_margin,
    "MultiLabelSoftMarginLoss": multilabel_soft_margin, "CrossEntropyLoss": cross_entropy, "NLLLoss": nll,
    "LinearCrossEntropyLoss": linear_cross_entropy, "HingeEmbeddingLoss": hinge, "MarginRankingLoss": margin_ranking,
    "CosineEmbeddingLoss": cosine_embedding, "MultiMarginLoss": multi_margin, "MultiLabelMarginLoss": multilabel_margin,
    "TripletMarginLoss": triplet, "TripletMarginWithDistanceLoss": triplet_with_distance, "CTCLoss": ctc,
}


#===-----------------------------------------------------------------------------------------===#
# Errors
#===-----------------------------------------------------------------------------------------===#

def errors(dtype: torch.dtype) -> Iterator[Case]:
    """What torch's lists lack: each deprecated option, and for each loss wrong shapes, types, options and numbers."""
    x, y = torch.zeros(2, 3, dtype=dtype), torch.zeros(2, dtype=dtype)
    other = torch.zeros(2, 4, dtype=dtype)
    t, n = torch.tensor([0, 1]), torch.zeros(2, 3, dtype=torch.int64)

    def wrong(loss: str, error: type[Exception], says: str, *args, **kwargs) -> Case:
        return Case(loss, "errors", args, kwargs, error=error, says=says)

    pairs = ("L1Loss", "MSELoss", "HuberLoss", "SmoothL1Loss", "PoissonNLLLoss", "BCELoss", "BCEWithLogitsLoss",
             "KLDivLoss", "SoftMarginLoss", "HingeEmbeddingLoss", "MultiLabelSoftMarginLoss")
    for loss in pairs:
        yield wrong(loss, Exception, r"'input' and 'target'.*\[2, 3\].*\[2, 4\]", x, other)
        yield wrong(loss, ValueError, r"reduction.*'none'.*'mean'.*'sum', got 'average'", x, x, reduction="average")
    for loss in "CrossEntropyLoss", "NLLLoss", "MultiMarginLoss":
        for number in 3, -1:
            yield wrong(loss, Exception, rf"{number} in row 1 of .*from 0 to 2", x, torch.tensor([0, number]))
        yield wrong(loss, Exception, r"'target' to hold class numbers of int64, got float", x, y)
        yield wrong(loss, Exception, r"'weight'.*3 classes, got shape \[2\]", x, t, weight=y)
        yield wrong(loss, ValueError, r"reduction.*got 'average'", x, t, reduction="average")
        yield wrong(loss, Exception, r"'target' to have the shape \[2\], got \[3\]", x, torch.tensor([0, 1, 2]))
    for name, args in ("input", lambda bad: (bad, x)), ("target", lambda bad: (x, bad)):
        for number in 1.5, -1e-30, math.nan, math.inf:
            bad = x.clone()
            bad[1, 2] = number
            for reduction in "mean", "none":
                yield wrong("BCELoss", RuntimeError, rf"'{name}' are from 0 to 1, got {number:g}", *args(bad), reduction=reduction)
    for weight in other, torch.zeros(4, dtype=dtype):
        yield wrong("BCELoss", Exception, r"'target' and 'weight': shapes \[2, 3\] and \[.*4\]", x, x, weight=weight)
        yield wrong("BCEWithLogitsLoss", Exception, r"'target' and 'weight': shapes \[2, 3\]", x, x, weight=weight)
        yield wrong("BCEWithLogitsLoss", Exception, r"'input' and 'pos_weight': shapes \[2, 3\]", x, x, pos_weight=weight)
        yield wrong("MSELoss", ValueError, r"'weight' and 'input' to have the same shape", x, x, weight=weight)
        yield wrong("L1Loss", ValueError, r"'weight' and 'input' to have the same shape", x, x, weight=weight)
        yield wrong("HuberLoss", ValueError, r"'weight' and 'input' to have the same shape", x, x, weight=weight)
        yield wrong("MultiLabelSoftMarginLoss", Exception, r"'input' and 'weight'", x, x, weight=weight)
    yield wrong("SmoothL1Loss", Exception, r"'beta' to be at least 0, got -0\.5", x, x, beta=-0.5)
    yield wrong("CrossEntropyLoss", Exception, r"'label_smoothing' to be in \[0, 1\], got 1\.1", x, t, label_smoothing=1.1)
    yield wrong("CrossEntropyLoss", Exception, r"'input' to be \[C\]", x[0, 0], torch.tensor(0))
    yield wrong("NLLLoss", Exception, r"'target' to have the shape \[2, 5\]", torch.zeros(2, 3, 5, dtype=dtype), n)
    yield wrong("GaussianNLLLoss", ValueError, r"'var'.*at least 0, got -1", x, x, -x.sum().item() - 1.0)
    yield wrong("GaussianNLLLoss", ValueError, r"no element of 'var' is below 0, got -1", x, x, x - 1)
    yield wrong("GaussianNLLLoss", ValueError, r"'var' to have the shape", x, x, torch.ones(3, 1, dtype=dtype))
    yield wrong("MultiLabelMarginLoss", Exception, r"4 in row 0 of .*from 0 to 2", x[0], torch.tensor([4, -1, 0]))
    yield wrong("MultiLabelMarginLoss", Exception, r"'target' to have the shape \[2, 3\], got \[2\]", x, t)
    yield wrong("MultiLabelMarginLoss", Exception, r"int64, got float", x, x)
    yield wrong("MarginRankingLoss", Exception, r"\[2, 3\].*\[2, 4\]", x, other, x)
    yield wrong("CosineEmbeddingLoss", Exception, r"\[N, D\] with a target \[N\]", x, x, x)
    yield wrong("CosineEmbeddingLoss", Exception, r"'input1' and 'input2'", x, other, y)
    yield wrong("CosineEmbeddingLoss", ValueError, r"reduction.*got 'average'", x, x, y, reduction="average")
    for loss in "TripletMarginLoss", "TripletMarginWithDistanceLoss":
        yield wrong(loss, ValueError, r"'margin' to be above 0, got 0", x, x, x, margin=0.0)

    linear = "LinearCrossEntropyLoss"
    w = torch.zeros(5, 3, dtype=dtype)
    yield wrong(linear, Exception, r"3 classes|5 classes, got shape \[3\]", x, w, t, weight=torch.zeros(3, dtype=dtype))
    yield wrong(linear, Exception, r"5 in row 1 of .*from 0 to 4", x, w, torch.tensor([0, 5]))
    yield wrong(linear, Exception, r"int64, got float", x, w, y)
    yield wrong(linear, Exception, r"'label_smoothing' to be in \[0, 1\], got 2", x, w, t, label_smoothing=2.0)
    yield wrong(linear, ValueError, r"reduction.*got 'average'", x, w, t, reduction="average")

    for cutoffs in [], [5, 3], [3, 3], [0, 3], [3, 11]:
        yield Case("AdaptiveLogSoftmaxWithLoss", "errors", (), {}, ((8, 11, cutoffs), {}), error=Exception,
                   says=r"'?cutoffs")
    made = (3, 11, [3, 7]), {"dtype": dtype}
    for target, says in ((torch.tensor([0, 11]), r"11 in row 1 of .*from 0 to 10"), (n, r"'input' \[N, in\] with 'target' \[N\]"),
                         (torch.tensor([0, 1, 2]), r"'input' \[N, in\] with 'target' \[N\]")):
        yield Case("AdaptiveLogSoftmaxWithLoss", "errors", (x, target), {}, made, error=Exception, says=says)

    p, s = torch.zeros(5, 2, 4, dtype=dtype), torch.tensor([2, 1])
    times, targets, joined = torch.tensor([5, 4]), torch.ones(2, 3, dtype=torch.int64), torch.tensor([1, 2, 3])

    def ctc_error(says: str, *args, **kwargs) -> Case:
        return wrong("CTCLoss", Exception, says, *args, **kwargs)

    yield ctc_error(r"'blank' to be one of the 4 classes, got 4", p, targets, times, s, blank=4)
    yield ctc_error(r"'blank' to be one of the 4 classes, got -1", p, targets, times, s, blank=-1)
    yield ctc_error(r"'targets' to be padded", p, torch.ones(3, 2, dtype=torch.int64), times, s)
    yield ctc_error(r"'input_lengths'.*got 6", p, targets, torch.tensor([6, 4]), s)
    yield ctc_error(r"'input_lengths'.*got -1", p, targets, torch.tensor([5, -1]), s)
    yield ctc_error(r"'target_lengths'.*got 4", p, targets, times, torch.tensor([2, 4]))
    yield ctc_error(r"'target_lengths'.*got -1", p, targets, times, torch.tensor([-1, 2]))
    yield ctc_error(r"'target_lengths'.*add up.*3.*got.*4", p, joined, times, torch.tensor([2, 2]))
    yield ctc_error(r"'target_lengths'.*add up.*3.*got.*2", p, joined, times, torch.tensor([1, 1]))
    none = torch.zeros(0, dtype=torch.int64)
    yield ctc_error(r"'log_probs' to have at least one sequence", p[:, :0], targets[:0], none, none)
    yield ctc_error(r"'input_lengths'.*shape \[2\], got \[1\]", p, targets, torch.tensor([5]), s)
    yield ctc_error(r"'target_lengths'.*shape \[2\], got \[3\]", p, targets, times, torch.tensor([1, 1, 1]))
    yield ctc_error(r"'target_lengths' .*int64, got float", p, targets, times, s.to(dtype))
    yield ctc_error(r"reduction.*got 'average'", p, targets, times, s, reduction="average")


def deprecated() -> Iterator[Case]:
    """torch warns of them, and they are not offered."""
    for loss in FUNCTIONS:
        if loss not in ("TripletMarginWithDistanceLoss", "LinearCrossEntropyLoss", "AdaptiveLogSoftmaxWithLoss", "CTCLoss",
                        "GaussianNLLLoss", "HuberLoss"):
            for option in "size_average", "reduce":
                yield Case(loss, "errors", (), {}, ((), {option: False}), error=None, says=rf"'{option}' is deprecated.*reduction=")


def all_cases(dtype: torch.dtype) -> Iterator[Case]:
    for part in of_module_db, of_op_db, of_grid, errors:
        yield from part(dtype)
    if dtype == torch.float32:
        yield from deprecated()
