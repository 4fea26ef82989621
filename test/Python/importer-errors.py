# RUN: %python %s
"""What luge.train_step cannot compile, or is given wrong, is named with its place."""

import inspect
import re
import warnings

import luge
import torch
from torch import nn, optim
from torch.nn import functional as F


def expect_error(pattern, function, line=None):
    """`function` raises luge.Error that says `pattern`, at `line` of this file if that is given."""
    try:
        function()
    except luge.Error as error:
        text = str(error)
        assert re.search(pattern, text), f"expected '{pattern}' in:\n{text}"
        assert __file__ + ":" in text, f"expected a place in this file:\n{text}"
        if line:
            assert text.startswith(f"{__file__}:{line}: "), f"expected line {line}:\n{text}"
        return
    raise AssertionError(f"no error: expected '{pattern}'")


def line_of(function, text):
    """The line of a function's source that holds `text`."""
    lines, first = inspect.getsourcelines(function)
    return first + next(i for i, line in enumerate(lines) if text in line)


X, Y = torch.randn(7, 5), torch.randn(7, 3)


def linear():
    return nn.Linear(5, 3)


def step_of(model, criterion=F.mse_loss, make=lambda p: optim.SGD(p, lr=0.1), **options):
    return luge.train_step(model, criterion, make(model.parameters()), **options)


# torch.export's places are those of forward().
class Calls(nn.Module):
    """A layer, then a function."""

    def __init__(self, function):
        super().__init__()
        self.linear = linear()
        self.function = function

    def forward(self, x):
        return self.function(self.linear(x))


# What cannot be compiled.
def unknown(x):
    return torch.special.bessel_j0(x)


expect_error(
    r"op 'aten.special_bessel_j0.default'.* cannot be compiled.*_ops.py",
    lambda: step_of(Calls(unknown))(X, Y),
    line_of(Calls.forward, "self.function"),
)


def scaled(x):
    return torch.ops.aten.elu.default(x, 1.0, 1.0, 2.0)


expect_error(
    "op 'aten.elu.default' .* cannot be compiled: elu with a scale of its input",
    lambda: step_of(Calls(scaled))(X, Y),
)


def branches(x):
    if x.sum() > 0:
        return x
    return -x


expect_error(
    "control flow that depends on data",
    lambda: step_of(Calls(branches))(X, Y),
    line_of(branches, "if x"),
)


def reads(x):
    return x * x.mean().item()


expect_error(
    "'aten.item.default' reads a value of a tensor",
    lambda: step_of(Calls(reads))(X, Y),
    line_of(Calls.forward, "self.function"),
)


def fixed(x):
    return x.view(7, 3) + x.reshape(7, 3)


expect_error("first extent of every input is the batch", lambda: step_of(Calls(fixed))(X, Y))


def index(x):
    return x[:, : x.shape[0]].sum(1, keepdim=True) + x


def all_but_one(x):
    return x[: x.shape[0] - 1].sum() * x


def twice(x):
    return torch.stack([x, x], 1).flatten(0, 1).sum() * x


def numbered(x):
    return x + torch.arange(x.shape[0]).unsqueeze(1)


def halved(x):
    return x.half().float()


def complex_parts(x):
    return torch.view_as_real(torch.complex(x, x)).sum(-1)


def place(x):
    return x.narrow(1, x.sum().long(), 1) + x


def classes(x):
    return torch.nn.functional.one_hot(x.long()).sum(-1) * x


expect_error(
    r"op 'aten.flatten.using_ints' .* an extent that is computed from the batch \(2\*",
    lambda: step_of(Calls(twice))(X, Y),
    line_of(Calls.forward, "self.function"),
)
expect_error(
    "op 'aten.arange.default' .* as many elements as the batch has",
    lambda: step_of(Calls(numbered))(X, Y),
)
expect_error("its type torch.float16 is none of", lambda: step_of(Calls(halved))(X, Y))
expect_error("op 'aten.complex.default'", lambda: step_of(Calls(complex_parts))(X, Y))
for function in place, classes:
    expect_error(
        "read from a tensor, which is known only when the step runs", lambda: step_of(Calls(function))(X, Y)
    )
for function in index, all_but_one:
    expect_error("the model fixes it", lambda: step_of(Calls(function))(X, Y))


class Counts(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear, self.calls = linear(), 0

    def forward(self, x):
        self.calls += 1
        return self.linear(x)


expect_error(r"forward\(\) changes 'calls'", lambda: step_of(Counts())(X, Y))

# Losses.
expect_error(
    r"0-d tensor of floats, got shape \[-?1?\??.*3\]",
    lambda: step_of(linear(), lambda o, t: (o - t).square())(X, Y),
)
expect_error("a training step needs a loss", lambda: step_of(linear(), None))
expect_error("no parameter", lambda: step_of(linear(), lambda o, t: t.sum())(X, Y))

# Shapes and types of the batch.
step = step_of(linear())
step(X, Y)
expect_error(r"same reduction dim, but got \[.*4\] X \[5, 3\]", lambda: step(X[:, :4].contiguous(), Y))
expect_error("agree on the batch", lambda: step(X[:4], Y))
expect_error("input 0.*strides.*not contiguous", lambda: step(torch.randn(5, 7).t(), Y))
expect_error(r"input 0.*strides \[0, 1\].*not contiguous", lambda: step(X[:1].expand(7, 5), Y))
expect_error("input 1.*strides.*not contiguous", lambda: step(X, torch.randn(3, 7).t()))
expect_error("input 0 is the negative of its memory", lambda: step(torch._neg_view(X), Y))
expect_error("a dimension of length|shape", lambda: step(torch.randn(7, 2, 5), Y))
expect_error("missing 1 required positional argument", lambda: step(X))
expect_error("takes 2 positional arguments but 3", lambda: step(X, X, Y))
expect_error("input 0 has elements of torch.float16", lambda: step(X.half(), Y))
expect_error("input 0 has elements of torch.complex64", lambda: step(X.to(torch.complex64), Y))
expect_error("input 0 is sparse", lambda: step(X.to_sparse(), Y))
expect_error("input 0 is sparse", lambda: step(X.to_sparse_csr(), Y))
expect_error("input 1 is sparse", lambda: step(X, Y.to_sparse()))
expect_error("input 1 has elements of torch.int32", lambda: step(X, Y.int()))
expect_error("operands of one element type", lambda: step(X.long(), Y))
expect_error("input 0 is on device 'meta'", lambda: step(X.to("meta"), Y))
expect_error("input 0 requires a gradient", lambda: step(X.clone().requires_grad_(), Y))
expect_error("input 1 is no tensor, but ndarray", lambda: step(X, Y.numpy()))
expect_error("Float and Double|dtype|type", lambda: step(X.double(), Y.double()))
expect_error("above the maximum of 4", lambda: step_of(linear(), max_batch=4)(X, Y))
step(X, Y)
classes = step_of(linear(), F.cross_entropy)
classes(X, torch.zeros(7, dtype=torch.long))
expect_error("3 in row 2 of", lambda: classes(X, torch.tensor([0, 0, 3, 0, 0, 0, 0])))
shifted = step_of(linear(), lambda o, t: F.cross_entropy(o, t + 1))
shifted(X, torch.ones(7, dtype=torch.long))
expect_error(
    "all elements of 'target' are from 0 to 2 or -100, got 3",
    lambda: shifted(X, torch.tensor([0, 0, 2, 0, 0, 0, 0])),
)

# Probabilities. An error leaves the parameters alone.
model = nn.Sequential(linear(), nn.Sigmoid())
optimizer = torch.optim.Adam(model.parameters())
binary = luge.train_step(model, nn.BCELoss(), optimizer)
binary(X, torch.rand(7, 3))
before = [parameter.detach().clone() for parameter in model.parameters()]
for name, number, x, y in (
    ("target", "1.5", X, torch.full((7, 3), 1.5)),
    ("input", "nan", X * torch.nan, torch.rand(7, 3)),
):
    expect_error(
        f"all elements of binary_cross_entropy's '{name}' are from 0 to 1, got {number}; nothing was updated",
        lambda: binary(x, y),
    )
assert all(torch.equal(*pair) for pair in zip(before, model.parameters()))
assert all(state["step"] == 1 for state in optimizer.state.values())

with torch.autocast("cpu"):
    expect_error("not by torch.autocast", lambda: step(X, Y))

# Modules.
expect_error("'weight' has elements of torch.bfloat16", lambda: step_of(linear().bfloat16())(X, Y))
expect_error("'weight' is on device 'meta'", lambda: step_of(nn.Linear(5, 3, device="meta"))(X, Y))
expect_error(
    "'weight' has elements of torch.complex64",
    lambda: step_of(nn.Linear(5, 3, dtype=torch.complex64))(X.to(torch.complex64), Y),
)
expect_error("'weight' has no shape yet", lambda: step_of(nn.LazyLinear(3))(X, Y))
sparse = linear()
sparse.register_buffer("mask", torch.eye(3).to_sparse())
expect_error("'mask' is sparse", lambda: step_of(sparse)(X, Y))
strided = linear()
strided.weight.data = torch.randn(5, 3).t()
expect_error(r"'weight', of shape \[3, 5\] and strides \[1, 3\]", lambda: step_of(strided)(X, Y))
expect_error("expected a torch.nn.Module, got function", lambda: luge.eval_step(linear))

overlapping = nn.Sequential(nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False))
block = torch.randn(12)
overlapping[0].weight.data, overlapping[1].weight.data = block[:9].view(3, 3), block[3:].view(3, 3)
expect_error("'0.weight' and '1.weight' share memory", lambda: step_of(overlapping)(Y, Y))

# A model that changes between calls.
def changed(change, make=lambda p: optim.SGD(p, lr=0.1, momentum=0.9)):
    """A step that was called, then `change` of its model."""
    model = nn.Sequential(linear(), nn.Linear(3, 3))
    step = step_of(model, make=make)
    step(X, Y)
    change(model)
    return step


expect_error("'0.weight' is on device 'meta'", lambda: changed(lambda m: m.to("meta"))(X, Y))
expect_error("'0.weight' has elements of torch.float16", lambda: changed(lambda m: m.half())(X, Y))
expect_error("float64 .* for 'momentum_buffer', got float32", lambda: changed(lambda m: m.double())(X.double(), Y.double()))
expect_error("'1.weight' is none of the optimizer's", lambda: changed(lambda m: m.append(nn.Linear(3, 3)).pop(1))(X, Y))
expect_error("no parameter", lambda: changed(lambda m: m.requires_grad_(False))(X, Y))

# Parameters and their optimizer.
model = nn.Sequential(linear(), nn.Linear(3, 3))
step = luge.train_step(model, F.mse_loss, optim.SGD(model[0].parameters(), lr=0.1))
expect_error("'1.weight' is none of the optimizer's", lambda: step(X, Y))
model[1].requires_grad_(False)
step(X, Y)
model[0].weight = nn.Parameter(torch.zeros(3, 5))
expect_error("'0.weight' is none of the optimizer's.*replaced", lambda: step(X, Y))
hooked = linear()
hooked.weight.register_hook(lambda g: g * 2)
expect_error("'weight' has hooks", lambda: step_of(hooked)(X, Y))


class Mine(optim.SGD):
    pass


expect_error("optimizer Mine is not known.*_optim.py", lambda: step_of(linear(), make=Mine))
expect_error("SparseAdam is not known: expected one of ASGD, Adadelta", lambda: step_of(linear(), make=optim.SparseAdam))
hooked = optim.SGD(model.parameters(), lr=0.1)
hooked.register_step_pre_hook(lambda *_: None)
expect_error("the optimizer has hooks", lambda: luge.train_step(model, F.mse_loss, hooked)(X, Y))
expect_error("expected a torch.optim.Optimizer, got float", lambda: luge.train_step(model, F.mse_loss, 0.1))
model = linear()
negative = optim.SGD(model.parameters(), lr=0.1)
step = luge.train_step(model, F.mse_loss, negative)
step(X, Y)
negative.param_groups[0]["lr"] = -1.0
expect_error("[Ii]nvalid learning rate", lambda: step(X, Y))
negative.param_groups[0]["lr"] = torch.tensor([0.1, 0.2])
expect_error(r"the optimizer's 'lr' to be a number or a tensor of one element, got tensor\(\[0.1", lambda: step(X, Y))
negative.param_groups[0]["lr"] = 0.1
step(X, Y)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # torch warns of it
    twice = optim.SGD([model.weight, model.bias, model.weight], lr=0.1)
expect_error("more than once in a parameter group: 'weight'", lambda: luge.train_step(model, F.mse_loss, twice)(X, Y))
other = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
step = luge.train_step(model, F.mse_loss, other)
step(X, Y)
other.state[model.weight]["momentum_buffer"] = torch.zeros(2)
expect_error(r"of shape \[3, 5\] for 'momentum_buffer'", lambda: step(X, Y))

expect_error("there is no stage 'x'", lambda: step.ir("x"))
expect_error("call it first", lambda: step_of(linear()).ir())
