"""Elementwise ops and conversions that a line of the table cannot say."""

import math

import luge
import luge.nn.functional as F


def convert(input, dtype=None, *rest):
    """`to` takes a type, or a tensor with one, or only what says where it is stored."""
    if isinstance(dtype, luge.Tensor):
        dtype = dtype.dtype
    return input.to(dtype) if isinstance(dtype, luge.dtype) else input


def full_like(input, value, dtype=None):
    result = luge.zeros_like(input)
    result = result if value == 0 else result + value
    return convert(result, dtype or input.dtype)


def elu(input, alpha=1.0, scale=1.0, input_scale=1.0):
    """ATen's general form, of which elu() has the first number only, and selu() numbers of its own."""
    if input_scale != 1:
        raise NotImplementedError("elu with a scale of its input")
    return F.elu(input, alpha) * scale if scale != 1 else F.elu(input, alpha)


def feature_dropout(input, p, training):
    kinds = {3: F.dropout1d, 4: F.dropout2d, 5: F.dropout3d}
    if input.ndim not in kinds:
        raise NotImplementedError(f"a tensor of {input.ndim} dimensions")
    return kinds[input.ndim](input, p, training)


def signbit(input):
    """Of -0, too, whose reciprocal is below 0."""
    return luge.logical_or(luge.lt(input, 0), luge.lt(luge.reciprocal(input), 0))


def fill(input, value):
    """Its gradient is 0, not none, as torch's."""
    return luge.masked_fill(input, luge.tensor(True), value)


def copysign(input, other):
    if not isinstance(other, luge.Tensor):
        return luge.abs(input) * math.copysign(1.0, other)
    one = fill(other, 1)
    return luge.abs(input) * luge.where(signbit(other), -one, one)


def logaddexp2(input, other):
    ln2 = math.log(2)
    return luge.logaddexp(input * ln2, other * ln2) / ln2


def sinc(input):
    angle = luge.where(input == 0, 1.0, input * math.pi)
    return luge.where(input == 0, 1.0, luge.sin(angle) / angle)


def entr(input):
    return luge.where(input < 0, -math.inf, -luge.xlogy(input, input))


def xlog1py(input, other):
    """As xlogy: 0 times what is not finite is 0, but for NaN."""
    undefined = luge.logical_or(luge.le(other, -1), luge.eq(other, math.inf))
    is_nothing = luge.logical_and(luge.eq(input, 0), undefined)
    product = luge.mul(input, luge.log1p(luge.where(is_nothing, 0.0, other)))
    return luge.where(is_nothing, 0.0, product)
