# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/ops-run
"""Functions of the C++ API that move elements, and those that make tensors, against PyTorch."""

import torch
import torch.nn.functional as F
from frontend_ops import Suite, integers, mask, normal

suite = Suite()

for dim, sizes in (1, (2, 3)), (1, (-1, 2)), (2, (5, 1)), (-1, (1, -1)):
    suite.compare("unflatten", torch.unflatten, normal(3, 6, 5), dim=dim, sizes=sizes)
suite.compare("unflatten", torch.unflatten, normal(6), dim=0, sizes=(3, 2))
for source, destination in ((0,), (2,)), ((0, 2), (1, 0)), ((-1,), (0,)):
    suite.compare("movedim", torch.movedim, normal(3, 5, 7), source=source, destination=destination)
suite.compare("movedim", torch.movedim, mask(3, 5, 7), source=(0, 2), destination=(1, 0))
suite.compare("swapaxes", torch.swapaxes, normal(3, 5, 7), axis0=0, axis1=-1)
suite.compare("squeeze", torch.squeeze, normal(3, 1, 5, 1))
suite.compare("squeeze", torch.squeeze, normal(3, 1, 5, 1), dim=1)
suite.compare("expand_as", lambda x, y: x.expand_as(y) + 0 * y, normal(5), normal(11, 5), batch=[1],
              gradient=False)
suite.compare("expand_as", lambda x, y: x.expand_as(y), normal(3, 1, 5), mask(3, 2, 5), batch=[])
for repeats in (2, 3), (1, 3), (2, 1, 3), (1, 0), (2, 1, 1, 1):
    batch = None if repeats in ((1, 3), (2, 1, 3), (2, 1, 1, 1)) else []
    suite.compare("repeat", lambda x, repeats: x.repeat(repeats), normal(3, 5), batch=batch, repeats=repeats)
for dims in (3,), (2, 3), (2, 1, 1):
    suite.compare("tile", torch.tile, normal(3, 5), batch=None if dims == (3,) else [], dims=dims)
suite.compare("repeat", lambda x, repeats: x.repeat(repeats), normal(), repeats=(3,))
suite.compare("repeat", lambda x, repeats: x.repeat(repeats), integers(3, 5), repeats=(1, 2))

joined = lambda function: lambda *tensors, **options: function(tensors, **options)
for name in "cat", "stack":
    for dim in 0, 1, -1:
        suite.compare(name, joined(getattr(torch, name)), normal(3, 5), normal(3, 5), integers(3, 5),
                      batch=[] if dim == 0 else [0, 1, 2], dim=dim)
suite.compare("cat", joined(torch.cat), normal(3, 5), normal(3, 2), normal(3, 0), batch=[0, 1, 2], dim=1)
for name in "hstack", "vstack":
    for shape in (), (3,), (3, 5), (2, 3, 5):
        batch = [0, 1] if name == "hstack" and len(shape) > 1 else []
        suite.compare(name, joined(getattr(torch, name)), normal(*shape), normal(*shape), batch=batch)

for size in 1, 2, 3, 7, 9:
    suite.compare("split", lambda x, size, dim: x.split(size, dim), normal(3, 7), size=size, dim=1)
    suite.compare("chunk", torch.chunk, normal(3, 7), chunks=size, dim=1)
suite.compare("split", lambda x, sizes, dim: x.split(sizes, dim), normal(3, 7), sizes=(2, 0, 5), dim=1)
suite.compare("split", lambda x, size: x.split(size), normal(7), size=3)
suite.compare("split", lambda x, size: x.split(size), normal(0, 3), batch=[], size=3)
suite.compare("chunk", torch.chunk, normal(0, 3), batch=[], chunks=3)
for dim in 0, 1, -1:
    suite.compare("unbind", torch.unbind, normal(3, 2, 5), batch=[] if dim == 0 else None, dim=dim)

for shifts, dims in ((2,), (1,)), ((-1, 3), (1, 2)), ((16,), (-1,)), ((0,), (1,)):
    suite.compare("roll", torch.roll, normal(3, 5, 7), shifts=shifts, dims=dims)
suite.compare("roll", lambda x, shifts: torch.roll(x, shifts), normal(3, 5), batch=[], shifts=(4,))
suite.compare("roll", torch.roll, normal(3, 0), shifts=(4,), dims=(1,))
for extent in 0, 1, 2, 3, 4, 6, 7, 17:
    suite.compare("flip", torch.flip, normal(3, extent), dims=(1,))
suite.compare("flip", torch.flip, normal(3, 5, 2), dims=(1, -1))
suite.compare("flip", torch.flip, normal(3, 5), batch=[], dims=(0, 1))
suite.compare("flip", torch.flip, mask(5), dims=(0,))
for name in "tril", "triu":
    for diagonal in -2, 0, 1, 9:
        suite.compare(name, getattr(torch, name), normal(5, 7), batch=[], diagonal=diagonal)
        suite.compare(name, getattr(torch, name), normal(3, 7, 5), diagonal=diagonal)
    suite.compare(name, getattr(torch, name), mask(5, 7), batch=[])
    suite.compare(name, getattr(torch, name), torch.tensor([[1.0, float("inf")], [float("nan"), 1.0]]).double(),
                  batch=[])
for offset in -4, -1, 0, 2, 9:
    suite.compare("diagonal", torch.diagonal, normal(5, 7), batch=[], offset=offset)
    suite.compare("diagonal", torch.diagonal, normal(2, 5, 3), offset=offset, dim1=-1, dim2=1)

for pad in (1, 2), (0, 3), (-1, 2), (1, 0, 2, 3), (-1, -1, 2, -2), (0, 0, 1, 1):
    for value in 0.0, 2.5, float("-inf"):
        suite.compare("pad", lambda x, pad, value: F.pad(x, pad, value=value), normal(3, 5, 7), pad=pad, value=value)
suite.compare("pad", lambda x, pad: F.pad(x, pad), integers(3, 5), pad=(1, 2))
suite.compare("pad", lambda x, pad, value: F.pad(x, pad, value=value), integers(3, 5), pad=(1, 2), value=4)
suite.compare("pad", lambda x, pad, value: F.pad(x, pad, value=value), mask(3, 5), pad=(1, 2), value=1)

for operand in normal(3, 5), integers(7), mask(7):
    suite.compare("ones_like", torch.ones_like, operand)
    suite.compare("zeros_like", torch.zeros_like, operand)
    suite.compare("full_like", torch.full_like, operand, fill_value=3)
for dtype in torch.float32, torch.float64:
    suite.compare("arange", torch.arange, start=0.5, end=9.0, step=1.5, dtype=dtype)
    suite.compare("eye", lambda n, m=None, dtype=None: torch.eye(n, m or n, dtype=dtype), n=3, m=5, dtype=dtype)
    for steps in 0, 1, 2, 7:
        suite.compare("linspace", torch.linspace, start=-1.5, end=4.0, steps=steps, dtype=dtype)
suite.compare("eye", torch.eye, n=4)
suite.run()
