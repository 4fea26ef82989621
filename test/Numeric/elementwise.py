# RUN: %python %s
"""Every elementwise op and its gradient against PyTorch, on extents around the vector widths."""

import itertools
import math

import numeric
import torch
import torch.nn.functional as F

suite = numeric.Suite()
random = numeric.generator()

# Shapes, and the extent that is the batch, if any.
VARIANTS = [((2, 3, 5), None), ((17,), None), ((11, 5), 11)]
# For one op of each kind: no elements, one, around the widths of vectors, and batches of 0 and 1.
MANY_VARIANTS = [((), None), ((1,), None), ((7,), None), ((8,), None), ((15,), None), ((16,), None),
                 ((33,), None), ((0, 3), None), ((61, 13), None), ((0, 5), 0), ((1, 5), 1),
                 ((64, 3), 64), ((2, 17, 3), 17)]


def normal(shape, dtype):
    return torch.randn(shape, dtype=torch.float64, generator=random).to(dtype)


def positive(shape, dtype):
    return normal(shape, dtype).abs() + 0.1


def above_minus_one(shape, dtype):
    return positive(shape, dtype) - 0.9


def above_one(shape, dtype):
    return positive(shape, dtype) + 1


def within_one(shape, dtype):
    return (torch.rand(shape, dtype=torch.float64, generator=random) * 1.8 - 0.9).to(dtype)


def wide(shape, dtype):
    return normal(shape, dtype) * 6


def small_integers(shape, dtype):
    return torch.randint(-2, 3, shape, generator=random).to(dtype)


def mask(shape, _):
    return normal(shape, torch.float64) > 0


def cases(op, reference, *domains, many=False, dtypes=(torch.float32, torch.float64), **options):
    """One case per variant and type; the op's operands are %a, %b, ... from these domains."""
    for (shape, batch), dtype in itertools.product(VARIANTS + MANY_VARIANTS * many, dtypes):
        operands = {name: domain(shape, dtype) for name, domain in zip("abc", domains)}
        suite.compare(op, reference, batch=batch, **operands, **options)


for mnemonic, reference, domain in [
    ("neg", torch.neg, normal),
    ("abs", torch.abs, small_integers),
    ("exp", torch.exp, wide),
    ("expm1", torch.expm1, normal),
    ("log", torch.log, positive),
    ("log1p", torch.log1p, above_minus_one),
    ("sqrt", torch.sqrt, positive),
    ("rsqrt", torch.rsqrt, positive),
    ("sin", torch.sin, wide),
    ("cos", torch.cos, wide),
    ("tan", torch.tan, normal),
    ("asin", torch.asin, within_one),
    ("acos", torch.acos, within_one),
    ("atan", torch.atan, wide),
    ("sinh", torch.sinh, normal),
    ("cosh", torch.cosh, normal),
    ("tanh", torch.tanh, normal),
    ("asinh", torch.asinh, wide),
    ("acosh", torch.acosh, above_one),
    ("atanh", torch.atanh, within_one),
    ("erf", torch.erf, normal),
    ("sigmoid", torch.sigmoid, wide),
    ("relu", torch.relu, small_integers),
    ("floor", torch.floor, wide),
    ("ceil", torch.ceil, wide),
    ("round", torch.round, wide),
    ("trunc", torch.trunc, wide),
    ("gelu", F.gelu, wide),
]:
    cases(f"nn.{mnemonic} %a : {{a}}", reference, domain, many=mnemonic == "sigmoid")
cases("nn.gelu %a approximate tanh : {a}", lambda a: F.gelu(a, approximate="tanh"), wide)
# Not differentiable here; torch gives zeros.
cases("nn.sign %a : {a}", torch.sign, small_integers, gradient=False)
cases("nn.detach %a : {a}", torch.detach, normal)

cases("nn.add %a, %b : {a}", torch.add, normal, normal, many=True)
cases("nn.sub %a, %b : {a}", torch.sub, normal, normal)
cases("nn.mul %a, %b : {a}", torch.mul, normal, normal)
cases("nn.div %a, %b : {a}", torch.div, normal, positive)
cases("nn.pow %a, %b : {a}", torch.pow, positive, normal)
cases("nn.fmod %a, %b : {a}", torch.fmod, wide, positive)
cases("nn.atan2 %a, %b : {a}", torch.atan2, normal, normal)
cases("nn.maximum %a, %b : {a}", torch.maximum, small_integers, small_integers)
cases("nn.minimum %a, %b : {a}", torch.minimum, small_integers, small_integers)
cases("nn.add %a, %a : {a}", lambda a: a + a, normal)
for mnemonic in "add", "sub", "mul":
    cases(f"nn.{mnemonic} %a, %b : {{a}}", getattr(torch, mnemonic), small_integers, small_integers,
          dtypes=[torch.int64])

for predicate in "eq", "ne", "lt", "le", "gt", "ge":
    cases(f"nn.compare {predicate} %a, %b : {{a}}", getattr(torch, predicate), small_integers,
          small_integers, dtypes=[torch.float32, torch.float64, torch.int64])
cases("nn.select %a, %b, %c : {b}", torch.where, mask, normal, normal, many=True)
cases("nn.and %a, %b : {a}", torch.logical_and, mask, mask, dtypes=[torch.bool])
cases("nn.or %a, %b : {a}", torch.logical_or, mask, mask, dtypes=[torch.bool])
cases("nn.not %a : {a}", torch.logical_not, mask, dtypes=[torch.bool])

for source, target in itertools.permutations([torch.float32, torch.float64, torch.int64], 2):
    cases("nn.cast %a : {a} -> {result}", lambda a, target=target: a.to(target), wide, dtypes=[source])
for target in torch.float32, torch.float64, torch.int64:
    cases("nn.cast %a : {a} -> {result}", lambda a, target=target: a.to(target), mask,
          dtypes=[torch.bool])

# Denormals count as zero: as operands of arithmetic, and where it would give one.
def flushing(function):
    flush = lambda t: torch.where(t.abs() < torch.finfo(t.dtype).tiny, 0 * t, t)
    return lambda *operands: flush(function(*map(flush, operands)))


for dtype in torch.float32, torch.float64:
    tiny = torch.finfo(dtype).tiny
    tinies = tiny * torch.tensor([0, 1e-3, 0.5, 1, 1.5, -0.25, -1.25, 4], dtype=dtype)
    others = torch.tensor([tiny, 1.25 * tiny, 0.75, 1, 1 / tiny], dtype=dtype)
    left, right = (t.flatten() for t in torch.meshgrid(tinies, others, indexing="ij"))
    for mnemonic in "add", "sub", "mul", "div":
        suite.compare(f"nn.{mnemonic} %a, %b : {{a}}", flushing(getattr(torch, mnemonic)), gradient=False,
                      tolerance=numeric.EXACT, name=f"denormal {mnemonic}", a=left, b=right)
    suite.compare("nn.sqrt %a : {a}", flushing(torch.sqrt), gradient=False, tolerance=numeric.EXACT,
                  name="denormal sqrt", a=tinies.abs())

# Values at the edges of what a float can be.
inf, nan = math.inf, math.nan
EDGES = [nan, inf, -inf, 0.0, -0.0, 1e-30, -1e-30, 2e-37, 0.5, 1.0, -1.0, 20.0, -20.0, 88.5, -88.5,
         104.0, -104.0, 710.0, -746.0, 1e10, -1e10, 3e38, -3e38]
for dtype in torch.float32, torch.float64:
    edges = torch.tensor(EDGES, dtype=dtype)
    for mnemonic in ["neg", "abs", "sign", "exp", "expm1", "log", "log1p", "sqrt", "rsqrt", "sin",
                     "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh",
                     "atanh", "erf", "sigmoid", "relu", "floor", "ceil", "round", "trunc"]:
        suite.compare(f"nn.{mnemonic} %a : {{a}}", getattr(torch, mnemonic),
                      gradient=mnemonic != "sign", name=f"edges {mnemonic}", a=edges)
    # One element at a time: torch's vectors of f32 have another formula, which overflows sooner.
    for approximate in "none", "tanh":
        gelu = lambda a: torch.stack([F.gelu(x, approximate=approximate) for x in a])
        suite.compare(f"nn.gelu %a approximate {approximate} : {{a}}", gelu,
                      name=f"edges gelu {approximate}", a=edges)
    left, right = (t.flatten() for t in torch.meshgrid(edges, edges, indexing="ij"))
    for mnemonic in "add", "sub", "mul", "div", "maximum", "minimum", "pow", "atan2":
        suite.compare(f"nn.{mnemonic} %a, %b : {{a}}", getattr(torch, mnemonic),
                      name=f"edges {mnemonic}", a=left, b=right)
    fmod = lambda a, b: torch.stack([torch.fmod(*pair) for pair in zip(a, b)])
    suite.compare("nn.fmod %a, %b : {a}", fmod, name="edges fmod", a=left, b=right)
    for predicate in "eq", "ne", "lt", "le", "gt", "ge":
        suite.compare(f"nn.compare {predicate} %a, %b : {{a}}", getattr(torch, predicate),
                      gradient=False, name=f"edges {predicate}", a=left, b=right)

suite.main()
