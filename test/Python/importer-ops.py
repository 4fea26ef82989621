# RUN: %python %s
"""Functions of torch, compiled by luge.train_step: values and gradients as torch's, in f32 and f64."""

import luge
import torch
from torch import nn
from torch.nn import functional as F

GENERATOR = torch.Generator().manual_seed(0)


class Model(nn.Module):
    """A function of the input scaled by a parameter, whose gradient is then the function's."""

    def __init__(self, function, x):
        super().__init__()
        self.function = function
        self.scale = nn.Parameter(torch.ones(x.shape[1:], dtype=x.dtype))

    def forward(self, x):
        return self.function(x * self.scale)


def check(name, function, shape=(7, 6)):
    # torch computes hardsigmoid's gradient with 1/6 in float32.
    double = 1e-7 if name.lower() == "hardsigmoid" else 1e-10
    for dtype, tolerance in (torch.float32, 1e-5), (torch.float64, double):
        x = 2 * torch.randn(*shape, generator=GENERATOR, dtype=dtype)
        with torch.no_grad():
            y = torch.randn(function(x).shape, generator=GENERATOR, dtype=dtype)
        ours, theirs = Model(function, x), Model(function, x)
        criterion = lambda o, t: ((o - t) * (o - t)).sum()  # noqa: E731
        step = luge.train_step(ours, criterion, torch.optim.SGD(ours.parameters(), lr=0.1))
        loss = criterion(theirs(x), y)
        loss.backward()
        updated = theirs.scale - 0.1 * theirs.scale.grad
        actual = step(x, y)
        for what, a, b in ("loss", actual, loss.detach()), ("gradient", ours.scale, updated):
            torch.testing.assert_close(
                a.detach(),
                b.detach(),
                rtol=tolerance * 10,
                atol=tolerance * 10,
                msg=lambda m: f"{name} {dtype} {what}: {m}",
            )


ACTIVATIONS = {
    "celu": lambda x: F.celu(x, 1.5),
    "elu": lambda x: F.elu(x, 0.7),
    "gelu": F.gelu,
    "gelu tanh": lambda x: F.gelu(x, approximate="tanh"),
    "glu": F.glu,
    "hardshrink": F.hardshrink,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "hardtanh": lambda x: F.hardtanh(x, -0.7, 0.5),
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "log_softmax": lambda x: F.log_softmax(x, 1),
    "logsigmoid": F.logsigmoid,
    "mish": F.mish,
    "relu": F.relu,
    "relu6": F.relu6,
    "rrelu": lambda x: F.rrelu(x, training=False),
    "selu": F.selu,
    "sigmoid": torch.sigmoid,
    "silu": F.silu,
    "softmax": lambda x: F.softmax(x, -1),
    "softmin": lambda x: F.softmin(x, 1),
    "softplus": lambda x: F.softplus(x, 2.0, 3.0),
    "softshrink": F.softshrink,
    "softsign": F.softsign,
    "tanh": torch.tanh,
    "tanhshrink": F.tanhshrink,
    "threshold": lambda x: F.threshold(x, 0.1, -0.5),
}
ELEMENTWISE = {
    "abs": torch.abs,
    "atan2": lambda x: torch.atan2(x, x * x + 1) + torch.hypot(x, x + 3),
    "hyperbolic": lambda x: x.sinh() + x.cosh() + x.asinh() + (x * x + 1.5).acosh(),
    "logarithms": lambda x: (x * x + 1).log2() + (x * x + 1).log10() + torch.logaddexp(x, -x),
    "masked_fill": lambda x: x.masked_fill(x > 0.5, 2.0),
    "rounded": lambda x: x * (x * 3).floor() + x * (x * 3).round() + x.frac(),
    "remainder": lambda x: torch.remainder(x, 0.7) + torch.fmod(x, 0.3) * x,
    "tangent": lambda x: (x / 3).tan() + x.atan() + (x / 9).asin() + (x / 9).acos(),
    "xlogy": lambda x: torch.xlogy(x, x * x + 1),
    "add": lambda x: torch.add(x, x * x, alpha=0.5),
    "addcmul": lambda x: x.addcmul(x, x, value=0.3).addcdiv(x, x * x + 1).lerp(x * x, 0.2),
    "clamp": lambda x: x.clamp(-0.5, 1.0) + x.clamp(min=0.2) + x.clamp(max=0.3),
    "div": lambda x: x / (2 + x * x),
    "erf": torch.erf,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "log": lambda x: (x * x + 1).log() + torch.log1p(x * x),
    "logical": lambda x: torch.where((x > 0.1) & ~(x >= 1.0) | (x < -1), x, x * 2),
    "maximum": lambda x: torch.maximum(x, x * x) + torch.minimum(x, -x),
    "pow": lambda x: x**3 + 2.0 ** (0.1 * x),
    "reciprocal": lambda x: (x * x + 1).reciprocal() + (x * x + 1).rsqrt() + (x * x + 2).sqrt(),
    "rsub": lambda x: 1 - x + torch.sub(x, 3, alpha=2),
    "sin": lambda x: x.sin() * x.cos(),
    "square": torch.square,
}
OTHERS = {
    # Ops of which torch itself knows only the parts.
    "einsum": lambda x: torch.einsum("bi,ij->bj", x, torch.ones(6, 4, dtype=x.dtype)),
    "inner": lambda x: torch.inner(x, torch.ones(2, 6, dtype=x.dtype)),
    "std": lambda x: x.std(1) + x.var(0, keepdim=True).sum() + x.var(unbiased=False),
    "amax": lambda x: torch.amax(x, 1) + torch.amin(x, -1),
    "cat": lambda x: torch.cat([x, x * 2], 1),
    "chunk": lambda x: torch.chunk(x, 2, 1)[1] * torch.split(x, [3, 3], 1)[0],
    "logsumexp": lambda x: torch.logsumexp(x, 1, keepdim=True),
    "max": lambda x: torch.max(x, 1)[0] + torch.min(x, 1, keepdim=True)[0].squeeze(1) + x.max(),
    "matmul": lambda x: torch.matmul(x, torch.ones(6, 3, dtype=x.dtype)),
    "mean": lambda x: x.mean(1) + x.mean(),
    "stack": lambda x: torch.stack([x[:, 0], x[:, -1], x.select(1, 2)], 1),
    "pad": lambda x: F.pad(x, (1, 2), value=0.5).roll(1, 1).flip(1).repeat(1, 2),
    "prod": lambda x: x.prod(1) + x.cumsum(1).sum(1),
    "sum": lambda x: x.sum(1, keepdim=True) * x,
    "unflatten": lambda x: x.unflatten(1, (2, 3)).movedim(1, 2).flatten(1),
    "types": lambda x: x * torch.tensor(1.5, dtype=torch.float64) + torch.ones(6, dtype=torch.long),
    "unbind": lambda x: x.unbind(1)[3],
    "tril": lambda x: x.unflatten(1, (2, 3)).tril() + x.unflatten(1, (2, 3)).triu(1),
    "zeros_like": lambda x: x + torch.zeros_like(x) + torch.ones_like(x) + torch.full_like(x, 3),
}
# Those that torch.testing's list of modules lacks (the others are in Conformance/ops.py).
MODULES = {
    "Dropout": nn.Dropout(0.0),
    "Dropout of evaluation": nn.Dropout(0.5).eval(),
    "Flatten": nn.Sequential(nn.Unflatten(1, (2, 3)), nn.Flatten()),
    "Hardsigmoid": nn.Hardsigmoid(),
    "Identity": nn.Identity(),
    "RReLU": nn.RReLU().eval(),
    "Unflatten": nn.Unflatten(1, (2, 3)),
}
for table in ACTIVATIONS, ELEMENTWISE, OTHERS, MODULES:
    for name, function in table.items():
        check(name, function)

# A parameter of an activation.
for slopes in 1, 6:
    runs = [nn.PReLU(slopes), nn.PReLU(slopes)]
    x, y = torch.randn(2, 7, 6, generator=GENERATOR)
    step = luge.train_step(runs[0], F.mse_loss, torch.optim.SGD(runs[0].parameters(), lr=0.1))
    optimizer = torch.optim.SGD(runs[1].parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        loss = F.mse_loss(runs[1](x), y)
        loss.backward()
        optimizer.step()
        torch.testing.assert_close(step(x, y), loss.detach())
    torch.testing.assert_close(runs[0].weight, runs[1].weight)
