# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/ops-run
"""Reductions of the C++ API against PyTorch: over each choice of dimensions, empty ones and numbers."""

import math

import torch
from frontend_ops import Suite, integers, mask, normal

suite = Suite()
nan, inf = math.nan, math.inf
SHAPES = [(), (1,), (7,), (11, 5), (2, 3, 17)]


def dims_of(shape):
    return [None, *range(-1, len(shape)), *([(0, 1), (0, -1)] if len(shape) > 1 else [])]


def ties(*shape):
    return integers(*shape).double()


def over(function):
    """Of torch, with no dimensions given as none."""
    return lambda x, dim=None, **options: function(x, **options) if dim is None else function(x, dim=dim, **options)


# A number has a first dimension.
for shape in SHAPES:
    for dim in dims_of(shape):
        for keepdim in (False, True) if dim is not None and shape in SHAPES[-1:] else (False,):
            options = dict(dim=dim, keepdim=True) if keepdim else dict(dim=dim)
            for name in "sum", "mean", "amax", "amin", "nansum":
                suite.compare(name, over(getattr(torch, name)), normal(*shape), **options)
            for name in "amax", "amin":
                suite.compare(name, over(getattr(torch, name)), ties(*shape), **options)
            for name in "any", "all":
                suite.compare(name, over(getattr(torch, name)), mask(*shape), **options)
            if dim is not None:
                suite.compare("logsumexp", torch.logsumexp, normal(*shape), **options)
            if shape and math.prod(shape) > 1:
                for name in "var", "std", "var_mean", "std_mean":
                    suite.compare(name, over(getattr(torch, name)), normal(*shape), **options)
            if isinstance(dim, int):
                batch = None if dim not in (0, -len(shape)) else []
                suite.compare("prod", torch.prod, normal(*shape), batch=batch, **options)
                for name in "max", "min":
                    function = lambda x, f=getattr(torch, name), **o: tuple(f(x, **o))
                    suite.compare(name, function, normal(*shape), batch=batch, **options)
                    suite.compare(name, function, ties(*shape), batch=batch, **options)
                    suite.compare(name, function, integers(*shape), batch=batch, **options)
            if dim is None or isinstance(dim, int):
                for name in "argmax", "argmin":
                    suite.compare(name, getattr(torch, name), ties(*shape), batch=[] if dim is None else None, **options)
                suite.compare("aminmax", lambda x, **o: tuple(torch.aminmax(x, **o)), ties(*shape), **options)
            for ord in (2.0, 1.0, inf, 3.0) if len(shape) == 2 else (2.0,):
                suite.compare("vector_norm", torch.linalg.vector_norm, normal(*shape), dtypes=[torch.float64],
                              ord=ord, **options)

for name in "sum", "mean":
    for dtype in torch.float32, torch.float64:
        suite.compare(name, getattr(torch, name), normal(5, 7), dim=1, dtype=dtype)
        suite.compare(name, getattr(torch, name), integers(5, 7), dim=1, dtype=dtype)
for name in "sum", "nansum", "amax", "amin", "prod":
    suite.compare(name, getattr(torch, name), integers(5, 7), batch=[])
suite.compare("sum", torch.sum, mask(5, 7))
suite.compare("prod", torch.prod, mask(5, 7), batch=[])
for correction in 0, 1, 2.5, 7:
    for name in "var", "std":
        suite.compare(name, getattr(torch, name), normal(5, 7), dim=1, gradient=correction < 7, correction=correction)
suite.compare("std", torch.std, torch.full((2, 3), 0.5).double(), dim=1)
for operand in integers(5, 7), normal(5, 7).round():
    suite.compare("count_nonzero", torch.count_nonzero, operand)
    suite.compare("count_nonzero", torch.count_nonzero, operand, dim=1)
    suite.compare("any", torch.any, operand, dim=1)
    suite.compare("all", torch.all, operand, dim=1)

# A product with zeros; what is empty; what is not a number.
zeros = torch.tensor([[2.0, 0, 3], [0, 0, 1], [1, 2, 4]]).double()
suite.compare("prod", torch.prod, zeros, dim=1)
for name in "sum", "mean", "prod", "nansum", "any", "all", "var", "std":
    suite.compare(name, over(getattr(torch, name)), normal(0), gradient=False)
    for dim in 0, 1:
        suite.compare(name, over(getattr(torch, name)), normal(3, 0), batch=[], gradient=False, dim=dim)
suite.compare("logsumexp", torch.logsumexp, normal(3, 0), batch=[], gradient=False, dim=1)
suite.compare("amax", torch.amax, normal(0, 3), batch=[], dim=1)
for points in [nan, 1, 2], [inf, 1, 2], [-inf, inf, 2], [-inf, -inf, -inf]:
    x = torch.tensor(points).double()
    for name in "sum", "mean", "amax", "amin", "nansum", "prod", "argmax", "argmin", "any", "all":
        suite.compare(name, over(getattr(torch, name)), x, gradient=name != "prod")
    for name in "max", "min":
        suite.compare(name, lambda x, f=getattr(torch, name), **o: tuple(f(x, **o)), x, dim=0)
suite.compare("logsumexp", torch.logsumexp, torch.tensor([[-inf, -inf], [inf, 1]]).double(), gradient=False, dim=1)
for ord in 2.0, 1.0, 0.0, inf, -inf, 3.0, 1.5, 0.5, -1.0:
    suite.compare("vector_norm", torch.linalg.vector_norm, torch.tensor([[0.0, 0], [0, 2], [-3, 4]]).double(),
                  ord=ord, dim=1)

for shape, dim in ((7,), 0), ((5, 17), 1), ((5, 4, 3), -2), ((), 0), ((5, 1), 1), ((5, 0), 1):
    suite.compare("cumsum", torch.cumsum, normal(*shape), dim=dim)
suite.compare("cumsum", torch.cumsum, integers(5, 7), dim=1)
suite.compare("cumsum", torch.cumsum, mask(5, 7), dim=1)
suite.compare("cumsum", torch.cumsum, torch.tensor([1.0, inf, 2, nan, 3]).double(), gradient=False, dim=0)
suite.run()
