"""The table from ATen's ops to Luge's functions.

To add an op: a line here, `"name": function` or, for one overload alone, `"name.overload"`. The
function takes what ATen's op takes, with tensors of Luge; a symbolic extent in a shape is -1, and
elsewhere, as an operand, a 0-d tensor. What a line cannot say is a function of its family's file."""

import operator

import luge
import luge.nn.functional as F
from luge.importer import _activations, _elementwise, _shapes

_REDUCTIONS = ("none", "mean", "sum")


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


_TENSORS = {"input", "target", "input1", "input2", "anchor", "positive", "negative"}


# A function of the tensor and the shape that torch.export found for the result.
RESHAPE = luge.reshape


def _same(x, *_, **__):
    return x


OPS = {
    # Contractions.
    "linear": F.linear,
    "addmm": _elementwise.addmm,
    "bmm": luge.bmm,
    "matmul": luge.matmul,
    "mm": luge.mm,
    # Elementwise.
    "abs": luge.abs,
    "addcdiv": lambda x, a, b, value=1: _elementwise.add(x, luge.div(a, b), value),
    "addcmul": lambda x, a, b, value=1: _elementwise.add(x, luge.mul(a, b), value),
    "add": _elementwise.add,
    "bitwise_and": operator.and_,
    "bitwise_not": luge.logical_not,
    "bitwise_or": operator.or_,
    "clamp": luge.clamp,
    "clamp_max": lambda x, max: luge.clamp(x, None, max),
    "clamp_min": lambda x, min: luge.clamp(x, min),
    "cos": luge.cos,
    "div": _elementwise.div,
    "eq": luge.eq,
    "erf": luge.erf,
    "exp": luge.exp,
    "expm1": luge.expm1,
    "ge": luge.ge,
    "gt": luge.gt,
    "le": luge.le,
    "log": luge.log,
    "log1p": luge.log1p,
    "logical_and": lambda a, b: a.bool() & b.bool(),
    "logical_not": luge.logical_not,
    "logical_or": lambda a, b: a.bool() | b.bool(),
    "lerp": lambda x, end, weight: _elementwise.add(x, luge.sub(end, x), weight),
    "lt": luge.lt,
    "maximum": luge.maximum,
    "minimum": luge.minimum,
    "mul": luge.mul,
    "ne": luge.ne,
    "neg": luge.neg,
    "pow": lambda a, b: a**b,
    "reciprocal": luge.reciprocal,
    "rsqrt": luge.rsqrt,
    "rsub": lambda a, b, alpha=1: _elementwise.sub(b, a, alpha=alpha),
    "sign": luge.sign,
    "sin": luge.sin,
    "sqrt": luge.sqrt,
    "square": luge.square,
    "sub": _elementwise.sub,
    "where": _elementwise.where,
    # Types.
    "_to_copy": _elementwise.convert,
    "to": _elementwise.convert,
    "type_as": lambda x, other: x.to(other.dtype),
    # Activations.
    "celu": F.celu,
    "dropout": F.dropout,
    "elu": _activations.elu,
    "gelu": lambda x, approximate="none": F.gelu(x, approximate=approximate),
    "glu": F.glu,
    "hardshrink": F.hardshrink,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "hardtanh": F.hardtanh,
    "leaky_relu": F.leaky_relu,
    "log_sigmoid": F.logsigmoid,
    "log_softmax": lambda x, dim, dtype=None: F.log_softmax(_elementwise.convert(x, dtype), dim),
    "mish": F.mish,
    "prelu": F.prelu,
    "relu": luge.relu,
    "relu6": F.relu6,
    "rrelu": lambda x, lower=1 / 8, upper=1 / 3, training=False: F.rrelu(x, lower, upper, training),
    "selu": F.selu,
    "sigmoid": luge.sigmoid,
    "silu": F.silu,
    "softmax": lambda x, dim, dtype=None: F.softmax(_elementwise.convert(x, dtype), dim),
    "softplus": F.softplus,
    "softshrink": F.softshrink,
    "tanh": luge.tanh,
    "threshold": F.threshold,
    # Reductions.
    "amax": luge.amax,
    "amin": luge.amin,
    "argmax": luge.argmax,
    "logsumexp": luge.logsumexp,
    "max": _elementwise.max,
    "mean": _elementwise.mean,
    "min": _elementwise.min,
    "std.correction": lambda *args, **kwargs: luge.sqrt(_elementwise.var(*args, **kwargs)),
    "sum": _elementwise.sum,
    "var.correction": _elementwise.var,
    # Shapes.
    "_unsafe_view": RESHAPE,
    "broadcast_tensors": _shapes.broadcast_tensors,
    "cat": luge.cat,
    "chunk": _shapes.chunk,
    "expand": _shapes.expand,
    "expand_as": lambda x, other: _shapes.expand(x, list(other.shape)),
    "flatten": RESHAPE,
    "movedim": _shapes.movedim,
    "narrow": luge.narrow,
    "permute": luge.permute,
    "reshape": RESHAPE,
    "reshape_as": RESHAPE,
    "select": luge.select,
    "slice": _shapes.slice,
    "split": _shapes.split,
    "split_with_sizes": _shapes.split,
    "squeeze": RESHAPE,
    "stack": luge.stack,
    "t": luge.t,
    "transpose": luge.transpose,
    "unbind": _shapes.unbind,
    "unflatten": RESHAPE,
    "unsqueeze": RESHAPE,
    "view": RESHAPE,
    "view_as": RESHAPE,
    # Values that are what they were.
    "alias": _same,
    "clone": _same,
    "contiguous": _same,
    "lift_fresh_copy": _same,
    "detach": lambda x: x.detach(),
    "detach_": lambda x: x.detach(),
    # Made anew.
    "full_like": _elementwise.full_like,
    "ones_like": lambda x, dtype=None: _elementwise.full_like(x, 1, dtype),
    "zeros_like": lambda x, dtype=None: _elementwise.full_like(x, 0, dtype),
    "full": lambda size, value, dtype=None: luge.full(size, value, dtype=dtype),
    "ones": lambda size, dtype=None: luge.full(size, 1.0, dtype=dtype),
    "zeros": lambda size, dtype=None: luge.full(size, 0.0, dtype=dtype),
    "scalar_tensor": lambda value, dtype=None: luge.tensor(value, dtype=dtype),
    # Losses.
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
    "poisson_nll_loss": _loss(F.poisson_nll_loss, "input target log_input full eps reduction"),
    "smooth_l1_loss": _loss(F.smooth_l1_loss, "input target reduction beta"),
    "soft_margin_loss": _loss(F.soft_margin_loss, "input target reduction"),
    "triplet_margin_loss": _loss(
        F.triplet_margin_loss, "anchor positive negative margin p eps swap reduction"
    ),
    # Python's own, on extents and on results of several tensors.
    "getitem": operator.getitem,
}

# ATen's arguments that say how torch stores a tensor, not what it is.
STORAGE_ARGUMENTS = {"layout", "device", "pin_memory", "memory_format", "non_blocking", "copy"}

