"""Elementwise ops, reductions and conversions that a line of the table cannot say."""

import luge


def _scaled(other, alpha):
    return other if alpha == 1 else other * alpha


def add(input, other, alpha=1):
    return luge.add(input, _scaled(other, alpha))


def sub(input, other, alpha=1):
    return luge.sub(input, _scaled(other, alpha))


def addmm(input, mat1, mat2, beta=1, alpha=1):
    return luge.add(_scaled(input, beta), _scaled(luge.mm(mat1, mat2), alpha))


def div(input, other, rounding_mode=None):
    if rounding_mode is not None:
        raise NotImplementedError(f"rounding_mode={rounding_mode!r}")
    return luge.div(input, other)


def where(condition, input, other):
    return luge.where(condition, input, other)


def convert(input, dtype=None, *rest):
    """`to` takes a type, or a tensor with one, or only what says where it is stored."""
    if isinstance(dtype, luge.Tensor):
        dtype = dtype.dtype
    return input.to(dtype) if isinstance(dtype, luge.dtype) else input


def full_like(input, value, dtype=None):
    result = luge.zeros_like(input)
    result = result if value == 0 else result + value
    return convert(result, dtype or input.dtype)


def sum(input, dim=None, keepdim=False, dtype=None):
    if not input.dtype.is_floating_point and dtype is None:
        dtype = luge.int64
    return luge.sum(convert(input, dtype), dim or None, keepdim)


def mean(input, dim=None, keepdim=False, dtype=None):
    return luge.mean(convert(input, dtype), dim or None, keepdim)


def var(input, dim=None, correction=1, keepdim=False):
    """The number of elements of the batch is known only when the step runs."""
    deviations = input - luge.mean(input, dim or None, True)
    squares = luge.sum(deviations * deviations, dim or None, keepdim)
    dims = dim or range(input.ndim)
    counted = luge.sum(luge.ones_like(input.detach()), list(dims), keepdim)
    return squares / (counted - correction)


def max(input, *args):
    if args:
        raise NotImplementedError("max with indices or of two tensors")
    return luge.amax(input)


def min(input, *args):
    if args:
        raise NotImplementedError("min with indices or of two tensors")
    return luge.amin(input)
