# RUN: %python %s
"""Functions, methods and modules have torch's names, arguments and defaults, and its results."""

import luge
import luge.nn as lnn
import luge.nn.functional as LF
import torch
import torch.nn as tnn
import torch.nn.functional as TF

torch.manual_seed(0)
x, y, z = torch.randn(3, 4), torch.randn(3, 4), torch.randn(4)
positive, mask, integers = x.abs() + 0.1, x > 0, torch.tensor([[3, -4, 5]])

failed = []


def ported(value):
    if torch.is_tensor(value):
        return luge.from_numpy(value.numpy().copy())
    if isinstance(value, torch.dtype):
        return getattr(luge, str(value).removeprefix("torch."))
    if isinstance(value, list) and value and torch.is_tensor(value[0]):
        return [ported(v) for v in value]
    return value


def compare(name, expected, actual):
    if not isinstance(expected, (tuple, list)):
        expected, actual = [expected], [actual]
    try:
        for e, a in zip(expected, actual, strict=True):
            torch.testing.assert_close(torch.from_numpy(a.detach().numpy()), e.detach())
    except (AssertionError, ValueError) as error:
        failed.append(f"{name}: {error}")


def check(name, *args, **options):
    """As a function of both, and as a method where torch has one."""
    theirs, ours = [ported(a) for a in args], {k: ported(v) for k, v in options.items()}
    compare(name, getattr(torch, name)(*args, **options), getattr(luge, name)(*theirs, **ours))
    if torch.is_tensor(args[0]) and hasattr(torch.Tensor, name):
        compare(f"Tensor.{name}", getattr(args[0], name)(*args[1:], **options),
                getattr(theirs[0], name)(*theirs[1:], **ours))


for name in ("log2", "log10", "exp2", "sqrt", "tan", "sinh", "cosh", "asinh", "atan", "erfc", "floor", "ceil", "round",
             "trunc", "frac", "isnan", "isinf", "isfinite", "positive", "square", "reciprocal", "logical_not", "nansum",
             "prod", "any", "all", "max", "min", "argmin", "count_nonzero", "norm", "var", "std", "var_mean", "std_mean",
             "tril", "triu", "diagonal", "unbind", "aminmax"):
    check(name, positive)
for name in ("fmod", "remainder", "floor_divide", "atan2", "hypot", "logaddexp", "xlogy", "fmax", "fmin", "heaviside",
             "logical_and", "logical_or", "logical_xor", "float_power", "max", "min", "inner"):
    check(name, positive, positive.flip(0))
for name in "bitwise_and", "bitwise_or", "bitwise_xor":
    check(name, mask, mask.flip(0))
check("bitwise_not", mask)
for name in "add", "sub", "rsub":
    check(name, x, y, alpha=2)
check("div", x, y, rounding_mode="floor")
check("round", x, decimals=2)
check("lerp", x, y, 0.3)
check("addcmul", x, y, z, value=2)
check("addcdiv", x, y, positive, value=2)
check("logit", torch.rand(5), 0.1)
check("nan_to_num", torch.tensor([float("nan"), float("inf")]), 1.0, posinf=2.0)
check("masked_fill", x, mask, 2.0)
check("clamp", x, min=-0.5)
check("clamp", x, min=y, max=y + 1)
check("clamp_min", x, 0.5)
check("clamp_max", x, 0.5)
for name in "sum", "mean", "nansum", "prod":
    check(name, x, 1, True)
    check(name, x, dim=1, dtype=torch.float64)
for name in "max", "min", "argmin", "any", "all", "cumsum", "logsumexp":
    check(name, x, 1)
for name in "var", "std", "var_mean", "std_mean":
    check(name, x, 1, correction=0, keepdim=True)
check("norm", x, 3, 1, True)
check("count_nonzero", integers, 1)
check("mv", x, z)
check("dot", z, z)
check("outer", z, z)
check("addmm", torch.ones(3), x, x.T, beta=2, alpha=3)
check("addmv", torch.ones(3), x, z)
check("baddbmm", torch.ones(2, 3, 3), x.expand(2, 3, 4), x.T.expand(2, 4, 3))
check("tensordot", x, y, 2)
check("tensordot", x, y, dims=([1], [1]))
compare("einsum", torch.einsum("ij,kj->ik", x, y), luge.einsum("ij,kj->ik", ported(x), ported(y)))
check("unflatten", x, 1, (2, -1))
check("swapaxes", x, 0, 1)
check("movedim", x, 0, 1)
check("tile", x, (2, 3))
check("split", x, 3, 1)
check("split", x, [1, 3], 1)
check("chunk", x, 2, dim=1)
check("roll", x, 1)
check("roll", x, (1, 2), (0, 1))
check("flip", x, [0, 1])
check("hstack", [x, y])
check("vstack", [x, y])
check("full_like", x, 2.5)
check("linspace", 0, 1, 5)
check("eye", 3, 4)
compare("repeat", x.repeat(2, 1), ported(x).repeat(2, 1))
compare("expand_as", z.expand_as(x), ported(z).expand_as(ported(x)))
compare("//", x // 0.3, ported(x) // 0.3)
compare("%", x % 0.3, ported(x) % 0.3)
compare("^", mask ^ mask.T.reshape(3, 4), ported(mask) ^ ported(mask.T.reshape(3, 4).contiguous()))

# In modules, options are given by name; functions take them, too.
MODULES = {
    "ReLU6": {}, "Hardsigmoid": {}, "Hardswish": {}, "SELU": {}, "LogSigmoid": {}, "SiLU": {}, "Mish": {}, "Tanhshrink": {},
    "Softsign": {}, "Threshold": dict(threshold=0.1, value=2.0), "Hardtanh": dict(min_val=-0.5, max_val=0.2),
    "LeakyReLU": dict(negative_slope=0.3), "Softshrink": dict(lambd=0.1), "Hardshrink": dict(lambd=0.1),
    "ELU": dict(alpha=0.5), "CELU": dict(alpha=0.5), "Softplus": dict(beta=2.0, threshold=1.0),
    "GELU": dict(approximate="tanh"), "GLU": dict(dim=1), "Softmax": dict(dim=0), "Softmin": dict(dim=0),
    "LogSoftmax": dict(dim=0), "PReLU": dict(init=0.5), "Unflatten": dict(dim=1, unflattened_size=(2, 2))}
for name, options in MODULES.items():
    compare(name, getattr(tnn, name)(**options)(x), getattr(lnn, name)(**options)(ported(x)))
    function = name.lower()
    if hasattr(TF, function) and hasattr(LF, function) and "init" not in options:
        compare(function, getattr(TF, function)(x, **options), getattr(LF, function)(ported(x), **options))
compare("bilinear", TF.bilinear(x, y, torch.ones(2, 4, 4)), LF.bilinear(*map(ported, (x, y, torch.ones(2, 4, 4)))))
compare("pad", TF.pad(x, (1, 2), value=3.0), LF.pad(ported(x), (1, 2), value=3.0))
assert lnn.Bilinear(2, 3, 5)(ported(torch.ones(7, 2)), ported(torch.ones(7, 3))).shape == (7, 5)
for name in "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout":
    layer = getattr(lnn, name)(p=0.3)
    layer.eval()
    compare(name, x, layer(ported(x)))

print(*failed, sep="\n")
raise SystemExit(bool(failed))
