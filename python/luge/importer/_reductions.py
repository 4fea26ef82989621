"""Reductions that a line of the table cannot say."""

import luge
from luge.importer._elementwise import convert


def spread(function):
    """A variance or deviation, whose correction is 1 unless given."""

    def call(input, dim=None, correction=None, keepdim=False):
        correction = 1.0 if correction is None else float(correction)
        return function(input, dim, correction=correction, keepdim=keepdim)

    return call


def vector_norm(input, ord=2, dim=None, keepdim=False, dtype=None):
    return luge.norm(convert(input, dtype), float(ord), dim, keepdim)


def norm(input, p=2, dim=None, keepdim=False, dtype=None):
    return vector_norm(input, 2 if p is None else p, dim, keepdim, dtype)


def cumprod(input, dim, dtype=None):
    """After each round, of twice as many elements."""
    result = convert(input, dtype)
    extent, reach = result.shape[dim] if result.ndim else 1, 1
    while reach < extent:
        first = luge.ones_like(result.narrow(dim, 0, reach))
        result = result * luge.cat([first, result.narrow(dim, 0, extent - reach)], dim)
        reach *= 2
    return result
