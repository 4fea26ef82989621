# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/ops-run
"""Elementwise functions of the C++ API against PyTorch: on numbers of each type, with numbers in place of tensors,
and at edges."""

import math

import torch
from frontend_ops import Suite, integers, mask, normal, positive, random

suite = Suite()
inf, nan = math.inf, math.nan
EDGES = [0.0, -0.0, nan, inf, -inf, 1.0, -1.0, 0.5, -2.5, 3.5, 30.0, -30.0, 1e-4, -1e-4]


def unit(*shape):
    return torch.rand(shape, dtype=torch.float64, generator=random) * 1.8 - 0.9


# Of one operand, and where it is defined.
for name, domain in [
    ("neg", normal), ("abs", normal), ("sign", normal), ("exp", normal), ("expm1", normal), ("log", positive),
    ("log1p", positive), ("log2", positive), ("log10", positive), ("exp2", normal), ("sqrt", positive),
    ("rsqrt", positive), ("sin", normal), ("cos", normal), ("tan", normal), ("asin", unit), ("acos", unit),
    ("atan", normal), ("sinh", normal), ("cosh", normal), ("tanh", normal), ("asinh", normal),
    ("acosh", lambda *shape: positive(*shape) + 1), ("atanh", unit), ("erf", normal), ("erfc", normal),
    ("sigmoid", normal), ("relu", normal), ("floor", normal), ("ceil", normal), ("round", normal),
    ("trunc", normal), ("frac", normal), ("isnan", normal), ("isinf", normal), ("isfinite", normal),
    ("logical_not", normal), ("positive", normal), ("square", normal), ("reciprocal", positive)]:
    function = getattr(torch, name)
    # The sign has no rule of differentiation.
    options = dict(gradient=name != "sign")
    scale = 3 if domain is normal else 1
    suite.compare(name, function, domain(11, 5) * scale, batch=[] if name == "sign" else None, **options)
    suite.compare(name, function, domain(), **options)
    suite.compare(name, function, domain(0, 3), batch=[], **options)
    suite.edges(name, function, EDGES, **options)
    if name not in ("frac",):
        suite.compare(name, function, integers(7))
    if name not in ("neg", "abs", "frac", "positive", "relu", "floor", "ceil", "round", "trunc"):
        suite.compare(name, function, mask(7))
suite.compare("round_decimals", torch.round, normal(11, 5) * 100, decimals=1)
suite.compare("round_decimals", torch.round, normal(17) * 1000, decimals=-2)
suite.compare("logit", torch.logit, torch.rand(11, 5, dtype=torch.float64, generator=random))
suite.compare("logit", torch.logit, torch.tensor([0.0, 0.1, 0.5, 0.9, 1.0]).double(), eps=0.1)
for options in {}, dict(nan=2.0), dict(posinf=5.0, neginf=-7.0):
    suite.compare("nan_to_num", torch.nan_to_num, torch.tensor([nan, inf, -inf, 0.5, -3.0]).double(), **options)

# Of two operands: each broadcasts, is a number, or an integer.
pairs = torch.cartesian_prod(torch.tensor(EDGES), torch.tensor(EDGES)).double().unbind(1)
for name in ("fmod", "remainder", "floor_divide", "atan2", "hypot", "logaddexp", "xlogy", "heaviside", "mul", "pow",
             "float_power", "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor",
             "maximum", "minimum", "fmax", "fmin", "add", "sub", "rsub", "div"):
    function = getattr(torch, name)
    first = positive if name in ("pow", "float_power") else normal
    second = positive if name == "xlogy" else normal
    # torch has no derivative of these.
    options = dict(gradient=name not in ("floor_divide", "heaviside"))
    suite.compare(name, function, first(11, 5) * 3, second(11, 5) * 2, batch=[0, 1], **options)
    suite.compare(name, function, first(2, 3, 5), second(3, 1), batch=[], **options)
    if name not in ("atan2", "hypot", "logaddexp", "heaviside", "logical_and", "logical_or", "logical_xor", "maximum",
                    "minimum", "fmax", "fmin"):
        suite.compare(name, lambda x, other, f=function: f(x, other), first(11, 5), other=2.5, **options)
        suite.compare(name, lambda x, other, f=function: f(x, other), first(7), other=2, **options)
    if name not in ("hypot", "logaddexp"):
        divisor = integers(7)
        suite.compare(name, function, integers(7) if first is normal else integers(7) + 4,
                      torch.where(divisor == 0, 2, divisor).abs() if name == "pow" else
                      torch.where(divisor == 0, 2, divisor))
    suite.compare(name, function, *pairs, batch=[], gradient=False)
for name in "pow", "xlogy":
    suite.compare(name, lambda x, first, f=getattr(torch, name): f(torch.tensor(first, dtype=x.dtype), x),
                  positive(7), first=2.5)
for name in "add", "sub", "rsub":
    suite.compare(name, getattr(torch, name), normal(11, 5), normal(5), alpha=-2.5)
    suite.compare(name, getattr(torch, name), integers(7), integers(7), alpha=3)
for mode in "floor", "trunc":
    suite.compare("div", torch.div, normal(11, 5) * 10, normal(5), rounding_mode=mode)
    suite.compare("div", torch.div, integers(7) * 5, positive(7).long() * 2 + 3, rounding_mode=mode)
    suite.compare("div", torch.div, *pairs, gradient=False, batch=[], rounding_mode=mode)
for name in "bitwise_and", "bitwise_or", "bitwise_xor":
    suite.compare(name, getattr(torch, name), mask(11, 5), mask(5))
suite.compare("bitwise_not", torch.bitwise_not, mask(11, 5))

# At kinks, where operands are equal.
steps = integers(11, 5).double()
for name in "maximum", "minimum", "fmax", "fmin":
    suite.compare(name, getattr(torch, name), steps, steps.flip(0), batch=[0, 1])

# Of three.
suite.compare("lerp", torch.lerp, normal(11, 5), normal(5), normal(11, 1), batch=[0, 2])
suite.compare("lerp", torch.lerp, normal(11, 5), normal(5), weight=0.3)
for options in {}, dict(value=-0.5):
    suite.compare("addcmul", torch.addcmul, normal(11, 5), normal(5), normal(11, 1), batch=[0, 2], **options)
    suite.compare("addcdiv", torch.addcdiv, normal(11, 5), normal(5), positive(11, 1), batch=[0, 2], **options)
suite.compare("where", torch.where, mask(11, 5), normal(5), normal(11, 5), batch=[0, 2])
suite.compare("where", torch.where, mask(11, 5), normal(5), other=2.5)
suite.compare("masked_fill", torch.masked_fill, normal(11, 5), mask(5), value=2.5)
suite.compare("masked_fill", torch.masked_fill, integers(11, 5), mask(5), value=2)
for options in dict(min=-1.0, max=1.0), dict(min=0.5), dict(max=0.5), dict(min=1.0, max=-1.0):
    suite.compare("clamp", torch.clamp, steps, **options)
    suite.edges("clamp", torch.clamp, [inf, -inf, 0.0], **options)
suite.compare("clamp", torch.clamp, integers(7), min=-1, max=1)
suite.compare("clamp", torch.clamp, integers(7), min=-0.5)
suite.compare("clamp", torch.clamp, normal(11, 5), normal(5) - 1, normal(11, 1) + 1, batch=[0, 2])
suite.compare("clamp_min", torch.clamp_min, steps, min=1.0)
suite.compare("clamp_max", torch.clamp_max, steps, max=1.0)
for dtype in torch.float32, torch.float64, torch.int64, torch.bool:
    for operand in normal(11, 5) * 3, integers(7), mask(7):
        suite.compare("to", lambda x, dtype: x.to(dtype), operand, dtype=dtype)
suite.run()
