"""The losses' part of the table of `_ops`, and torch's losses that are kept whole while a step is traced.

torch's forms of the latter read values of tensors (the variance's sign, the lengths of sequences) or
hold all logits; each becomes one op of the exported program, with the schema given here."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as torch_functional
from torch.overrides import TorchFunctionMode

import luge.nn.functional as F

_REDUCTIONS = ("none", "mean", "sum")
_TENSORS = {"input", "target", "input1", "input2", "anchor", "positive", "negative"}


def _loss(function, names):
    """A loss whose arguments are, in ATen's order, those of `names`."""
    names = names.split()

    def call(*args, **kwargs):
        kwargs |= zip(names, args)
        if "reduction" in kwargs:
            kwargs["reduction"] = _REDUCTIONS[kwargs["reduction"]]
        tensors = [kwargs.pop(name) for name in names if name in kwargs and name in _TENSORS]
        return function(*tensors, **kwargs)

    return call


OPS: dict[str, Callable[..., Any]] = {
    "binary_cross_entropy": _loss(F.binary_cross_entropy, "input target weight reduction"),
    "binary_cross_entropy_with_logits": _loss(
        F.binary_cross_entropy_with_logits, "input target weight pos_weight reduction"
    ),
    "cosine_embedding_loss": _loss(
        F.cosine_embedding_loss, "input1 input2 target margin reduction"
    ),
    "cross_entropy_loss": _loss(
        F.cross_entropy, "input target weight reduction ignore_index label_smoothing"
    ),
    "hinge_embedding_loss": _loss(F.hinge_embedding_loss, "input target margin reduction"),
    "huber_loss": _loss(F.huber_loss, "input target reduction delta"),
    "kl_div": _loss(F.kl_div, "input target reduction log_target"),
    "l1_loss": _loss(F.l1_loss, "input target reduction"),
    "margin_ranking_loss": _loss(F.margin_ranking_loss, "input1 input2 target margin reduction"),
    "mse_loss": _loss(F.mse_loss, "input target reduction"),
    "multi_margin_loss": _loss(F.multi_margin_loss, "input target p margin weight reduction"),
    "multilabel_margin_loss": _loss(F.multilabel_margin_loss, "input target reduction"),
    "nll_loss_nd": _loss(F.nll_loss, "input target weight reduction ignore_index"),
    "poisson_nll_loss": _loss(F.poisson_nll_loss, "input target log_input full eps reduction"),
    "smooth_l1_loss": _loss(F.smooth_l1_loss, "input target reduction beta"),
    "soft_margin_loss": _loss(F.soft_margin_loss, "input target reduction"),
    "triplet_margin_loss": _loss(
        F.triplet_margin_loss, "anchor positive negative margin p eps swap reduction"
    ),
    "ctc_loss.default": F.ctc_loss,
    "gaussian_nll_loss": F.gaussian_nll_loss,
    "linear_cross_entropy": F.linear_cross_entropy,
}

# ---------------------------------------------------------------------------------------
# Kept whole
# ---------------------------------------------------------------------------------------

_LIBRARY = torch.library.Library("luge", "DEF")
_WHOLE: dict[Callable[..., Any], Callable[..., torch.Tensor]] = {}


def _whole(schema):
    """Makes an op of `schema`, called as the decorated function calls it, of torch's function of that
    name."""

    def define(call):
        _LIBRARY.define(schema)
        name = schema.split("(")[0]
        _WHOLE[getattr(torch_functional, name)] = call
        return call

    return define


def _loss_like(elements, reduction):
    return elements if reduction == "none" else elements.new_empty(())


@_whole(
    "gaussian_nll_loss(Tensor input, Tensor target, Tensor var, bool full, float eps, "
    "str reduction) -> Tensor"
)
def _gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if not isinstance(var, torch.Tensor):
        var = torch.full_like(input, var)
    return torch.ops.luge.gaussian_nll_loss(input, target, var, full, eps, reduction)


@torch.library.register_fake("luge::gaussian_nll_loss")
def _(input, target, var, full, eps, reduction):
    return _loss_like(input - target, reduction)


@_whole(
    "ctc_loss(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, "
    "int blank, str reduction, bool zero_infinity) -> Tensor"
)
def _ctc_loss(
    log_probs,
    targets,
    input_lengths,
    target_lengths,
    blank=0,
    reduction="mean",
    zero_infinity=False,
):
    lengths = (
        x if isinstance(x, torch.Tensor) else torch.tensor(x) for x in (input_lengths, target_lengths)
    )
    return torch.ops.luge.ctc_loss(log_probs, targets, *lengths, blank, reduction, zero_infinity)


@torch.library.register_fake("luge::ctc_loss")
def _(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity):
    return _loss_like(log_probs.new_empty(log_probs.shape[1:-1]), reduction)


@_whole(
    "linear_cross_entropy(Tensor input, Tensor linear_weight, Tensor target, *, "
    "Tensor? linear_bias=None, Tensor? weight=None, str reduction='mean', int? ignore_index=None, "
    "float label_smoothing=0.0) -> Tensor"
)
def _linear_cross_entropy(*args, options=None, **kwargs):
    # torch's options say how it cuts the logits into parts.
    return torch.ops.luge.linear_cross_entropy(*args, **kwargs)


@torch.library.register_fake("luge::linear_cross_entropy")
def _(input, linear_weight, target, *, reduction="mean", **_):
    extents = list(target.shape)
    if target.is_floating_point():
        del extents[input.ndim - 1]  # of the classes
    return _loss_like(input.new_empty(extents), reduction)


class KeepWhole(TorchFunctionMode):
    """While it is entered, torch's losses of this file become one op each."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        return _WHOLE.get(function, function)(*args, **(kwargs or {}))
