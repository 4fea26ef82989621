"""Elementwise ops, reductions and conversions that a line of the table cannot say."""

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


def _spread(function, input, dim, correction, keepdim):
    correction = 1.0 if correction is None else float(correction)
    return function(input, dim, correction=correction, keepdim=keepdim)


def std(input, dim=None, correction=None, keepdim=False):
    return _spread(luge.std, input, dim, correction, keepdim)


def var(input, dim=None, correction=None, keepdim=False):
    return _spread(luge.var, input, dim, correction, keepdim)
