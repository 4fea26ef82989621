"""The table from ATen's ops to Luge's functions.

To add an op: a line here, `"name": function` or, for one overload alone, `"name.overload"`. The
function takes what ATen's op takes, with tensors of Luge; a symbolic extent in a shape is -1, and
elsewhere, as an operand, a 0-d tensor. What a line cannot say is a function of its family's file."""

import math
import operator
from collections.abc import Callable
from typing import Any

import luge
import luge.nn.functional as F
from luge.importer import _elementwise, _factories, _losses, _products, _reductions, _shapes


def _same(x, *_, **__):
    return x


# A function of the tensor and the shape that torch.export found for the result.
RESHAPE = luge.reshape

# Names and arguments are the same.
_ELEMENTWISE = """
    abs acos acosh add asin asinh atan atan2 atanh ceil clamp cos cosh div eq erf erfc exp exp2 expm1
    float_power floor floor_divide fmax fmin fmod frac ge gt heaviside hypot isfinite isinf isnan le
    lerp log log10 log1p log2 logaddexp logical_and logical_not logical_or logical_xor logit lt
    masked_fill maximum minimum mul nan_to_num ne neg positive pow reciprocal relu remainder round
    rsqrt sigmoid sign sin sinh sqrt square sub tan tanh trunc where xlogy
"""
_CONTRACTIONS = "addmm addmv baddbmm bmm dot einsum inner matmul mm mv outer"
_REDUCED = """
    all amax amin any argmax argmin count_nonzero logsumexp max mean min nansum prod sum
"""
_MOVED = """
    chunk diagonal flip movedim narrow permute roll select split stack t tile tril triu unbind
"""
_FUNCTIONAL = """
    alpha_dropout bilinear celu dropout feature_alpha_dropout glu hardshrink hardsigmoid hardswish
    hardtanh leaky_relu linear mish one_hot prelu relu6 selu silu softplus softshrink threshold
"""

OPS: dict[str, Callable[..., Any]] = {
    name: getattr(luge, name)
    for names in (_ELEMENTWISE, _CONTRACTIONS, _REDUCED, _MOVED)
    for name in names.split()
} | {name: getattr(F, name) for name in _FUNCTIONAL.split()}

OPS |= _losses.OPS | {
    # Elementwise.
    "addcdiv": lambda x, a, b, value=1: luge.add(x, luge.div(a, b), alpha=value),
    "addcmul": lambda x, a, b, value=1: luge.add(x, luge.mul(a, b), alpha=value),
    "bitwise_and": operator.and_,
    "bitwise_not": luge.logical_not,
    "bitwise_or": operator.or_,
    "bitwise_xor": operator.xor,
    "clamp_max": lambda x, max: luge.clamp(x, None, max),
    "clamp_min": lambda x, min: luge.clamp(x, min),
    "copysign": _elementwise.copysign,
    "deg2rad": lambda x: x * (math.pi / 180),
    "isneginf": lambda x: x == -math.inf,
    "isposinf": lambda x: x == math.inf,
    "ldexp": lambda x, exponent: x * luge.pow(2.0, exponent),
    "logaddexp2": _elementwise.logaddexp2,
    "rad2deg": lambda x: x * (180 / math.pi),
    "rsub": lambda a, b, alpha=1: luge.sub(b, a, alpha=alpha),
    "sgn": luge.sign,
    "signbit": _elementwise.signbit,
    "sinc": _elementwise.sinc,
    "special_entr": _elementwise.entr,
    "special_xlog1py": _elementwise.xlog1py,
    # Types.
    "_assert_tensor_metadata": lambda *_, **__: None,  # of what is known here
    "_to_copy": _elementwise.convert,
    "to": _elementwise.convert,
    "to.device": lambda x, device, dtype=None, *_: _elementwise.convert(x, dtype),
    "type_as": lambda x, other: x.to(other.dtype),
    # Activations.
    "elu": _elementwise.elu,
    "feature_dropout": _elementwise.feature_dropout,
    "gelu": lambda x, approximate="none": F.gelu(x, approximate=approximate),
    "log_sigmoid": F.logsigmoid,
    "log_softmax": lambda x, dim, dtype=None: F.log_softmax(_elementwise.convert(x, dtype), dim),
    "rrelu": lambda x, lower=1 / 8, upper=1 / 3, training=False: F.rrelu(x, lower, upper, training),
    "softmax": lambda x, dim, dtype=None: F.softmax(_elementwise.convert(x, dtype), dim),
    # Reductions.
    "aminmax": lambda x, dim=None, keepdim=False: luge.aminmax(x, dim=dim, keepdim=keepdim),
    "cumprod": _reductions.cumprod,
    "cumsum": lambda x, dim, dtype=None: luge.cumsum(_elementwise.convert(x, dtype), dim),
    "dist": lambda x, y, p=2: luge.norm(x - y, float(p)),
    "linalg_vector_norm": _reductions.vector_norm,
    "norm": _reductions.norm,
    "std.correction": _reductions.spread(luge.std),
    "std_mean.correction": _reductions.spread(luge.std_mean),
    "trace": lambda x: luge.diagonal(x).sum(),
    "var.correction": _reductions.spread(luge.var),
    "var_mean.correction": _reductions.spread(luge.var_mean),
    # Products.
    "addbmm": lambda x, a, b, beta=1, alpha=1: _products.plus(x, luge.bmm(a, b).sum(0), beta, alpha),
    "addr": lambda x, a, b, beta=1, alpha=1: _products.plus(x, luge.outer(a, b), beta, alpha),
    "tensordot": _products.tensordot,
    "vdot": luge.dot,
    # Shapes.
    "block_diag": _shapes.block_diag,
    "cat": _shapes.cat,
    "diag_embed": _shapes.diag_embed,
    "rot90": _shapes.rot90,
    "unsafe_split": luge.split,
    "unsafe_split_with_sizes": luge.split,
    "_unsafe_view": RESHAPE,
    "broadcast_tensors": _shapes.broadcast_tensors,
    "constant_pad_nd": lambda x, pad, value=0: F.pad(x, pad, "constant", float(value)),
    "expand": _shapes.expand,
    "expand_as": lambda x, other: x.expand(list(other.shape)),
    "flatten": RESHAPE,
    "pad": lambda x, pad, mode="constant", value=None: F.pad(x, pad, mode, float(value or 0)),
    "repeat": lambda x, sizes: x.repeat(sizes),
    "reshape": RESHAPE,
    "reshape_as": RESHAPE,
    "slice": _shapes.slice,
    "split_with_sizes": luge.split,
    "squeeze": RESHAPE,
    "transpose": lambda x, dim0, dim1: luge.transpose(x, dim0, dim1) if x.ndim else x,
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
    "full": lambda size, value, dtype=None: luge.full(size, value, dtype=dtype),
    "arange": _factories.arange,
    "eye": lambda n, m=None, dtype=None: luge.eye(n, m, dtype=dtype),
    "fill": _elementwise.fill,
    "full_like": _elementwise.full_like,
    "linspace": _factories.linspace,
    "new_full": lambda x, size, value, dtype=None: luge.full(size, value, dtype=dtype or x.dtype),
    "new_ones": lambda x, size, dtype=None: luge.full(size, 1, dtype=dtype or x.dtype),
    "new_zeros": lambda x, size, dtype=None: luge.full(size, 0, dtype=dtype or x.dtype),
    "ones": lambda size, dtype=None: luge.full(size, 1.0, dtype=dtype),
    "ones_like": lambda x, dtype=None: _elementwise.full_like(x, 1, dtype),
    "scalar_tensor": lambda value, dtype=None: luge.tensor(value, dtype=dtype),
    "zeros": lambda size, dtype=None: luge.full(size, 0.0, dtype=dtype),
    "zeros_like": lambda x, dtype=None: _elementwise.full_like(x, 0, dtype),
    # Python's own, on results of several tensors.
    "getitem": operator.getitem,
}

# Copies in torch of what are views there.
OPS |= {
    f"{name}_copy": OPS[name]
    for name in """
        alias diagonal expand narrow permute select slice split split_with_sizes squeeze t transpose
        unbind unsqueeze view
    """.split()
}

# ATen's arguments that say how torch stores a tensor, not what it is.
STORAGE_ARGUMENTS = {"layout", "device", "pin_memory", "memory_format", "non_blocking", "copy"}

# Ops that are given the shape of their result: 1 where that has the batch, to which it is expanded then.
SIZED = {"expand", "full", "new_full", "new_ones", "new_zeros", "ones", "zeros"}
