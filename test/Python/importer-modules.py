# RUN: %python %s
"""luge.train_step and luge.eval_step of modules: tied, frozen and viewed parameters, buffers, several
inputs and outputs, modes, shapes, dropout."""

import copy

import luge
import torch
from torch import nn
from torch.nn import functional as F


def expect_steps(make, batches, tolerance=1e-5, criterion=None, change=None):
    """Compares steps with eager torch; returns the compiled step and its model."""
    runs = []
    for _ in range(2):
        torch.manual_seed(0)
        model = make()
        trained = [p for p in model.parameters() if p.requires_grad]
        runs.append((model, torch.optim.SGD(trained, lr=0.1, momentum=0.9)))
    criterion = criterion or F.mse_loss
    (theirs, optimizer), (ours, our_optimizer) = runs
    step = luge.train_step(ours, criterion, our_optimizer)
    for i, batch in enumerate(batches):
        if change:
            change(i, theirs), change(i, ours)
        optimizer.zero_grad()
        expected = criterion(theirs(*batch[:-1]), batch[-1])
        expected.backward()
        optimizer.step()
        actual = step(*batch)
        torch.testing.assert_close(actual, expected.detach(), rtol=tolerance, atol=tolerance)
    state = ours.state_dict()
    for name, value in theirs.state_dict().items():
        torch.testing.assert_close(
            state[name], value, rtol=tolerance, atol=tolerance, msg=lambda m: f"{name}: {m}"
        )
    return step, ours


def rows(*sizes, inputs=5, outputs=3):
    generator = torch.Generator().manual_seed(1)
    for size in sizes:
        yield (
            torch.randn(size, inputs, generator=generator),
            torch.randn(size, outputs, generator=generator),
        )


# Tied parameters are one, and its gradient is of both uses.
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(5, 3)
        self.decoder = nn.Linear(3, 5)
        self.decoder.weight = nn.Parameter(self.encoder.weight.detach().t().contiguous())
        self.again = nn.Linear(5, 3)
        self.again.weight = self.encoder.weight

    def forward(self, x):
        return self.again(self.decoder(torch.tanh(self.encoder(x))))


step, model = expect_steps(Tied, rows(7, 7, 2, 1))
assert model.again.weight is model.encoder.weight


# A frozen parameter stays; one that is frozen later, or thawed, compiles once more.
def frozen():
    model = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))
    model[0].weight.requires_grad_(False)
    return model


before = frozen()
torch.manual_seed(0)
expect_steps(frozen, rows(7, 7, 7))


def toggle(i, model):
    model[2].bias.requires_grad_(i != 2)
    if i == 3:
        model[2].bias.grad = None


class Toggled(nn.Sequential):
    pass


def toggled():
    return Toggled(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))


expect_steps(toggled, rows(7, 7, 7, 7), change=toggle)


# Parameters that are views of one block of memory, none aligned to a cache line.
def viewed():
    model = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))
    block = torch.empty(1 + sum(p.numel() for p in model.parameters()))
    start = 1
    for parameter in model.parameters():
        view = block[start : start + parameter.numel()].view_as(parameter)
        view.copy_(parameter.detach())
        parameter.data = view
        start += parameter.numel()
    model.block = block
    return model


step, model = expect_steps(viewed, rows(7, 7, 3))
assert model[0].weight.data_ptr() == model.block.data_ptr() + 4


# Memory that is replaced between steps is followed.
def replace(i, model):
    if i == 2:
        model[0].weight.data = model[0].weight.data.clone() * 0.5


step, _ = expect_steps(toggled, rows(7, 7, 7, 7), change=replace)
assert step.compilations == 1, step.compilations


# So is another type, for which the step compiles once more.
runs = []
for _ in range(2):
    torch.manual_seed(0)
    model = nn.Linear(5, 3)
    runs.append((model, torch.optim.SGD(model.parameters(), lr=0.1)))
(theirs, optimizer), (ours, our_optimizer) = runs
step = luge.train_step(ours, F.mse_loss, our_optimizer)
for dtype in torch.float32, torch.float64, torch.float64:
    x, y = (tensor.to(dtype) for tensor in next(rows(7)))
    theirs.to(dtype), ours.to(dtype)
    optimizer.zero_grad()
    loss = F.mse_loss(theirs(x), y)
    loss.backward()
    optimizer.step()
    torch.testing.assert_close(step(x, y), loss.detach())
    torch.testing.assert_close(ours.weight, theirs.weight)


# Buffers are updated in place, ops in place are no different.
class Counting(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(5, 3)
        self.register_buffer("calls", torch.zeros(3))
        self.register_buffer("scale", torch.full((1, 3), 0.5), persistent=False)
        self.offset = torch.tensor([0.1, 0.2, 0.3])  # a constant

    def forward(self, x):
        self.calls += 1
        y = self.linear(x)
        y *= self.scale
        y += self.offset
        return F.relu(y, inplace=True)


expect_steps(Counting, rows(7, 7, 2))


# Outputs, and what buffers become, are values from before the update.
class Swapping(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([[1.0, 2, 3, 4, 5]]))
        self.register_buffer("before", torch.zeros(5))
        self.register_buffer("a", torch.ones(3))
        self.register_buffer("b", torch.zeros(3))

    def forward(self, x):
        self.before.copy_(self.weight.detach()[0])
        a = self.a.clone()
        self.a.copy_(self.b)
        self.b.copy_(a)
        return (x * self.weight).sum(1), self.weight.clone(), self.weight.reshape(-1), a


(batch,) = rows(7)
step, model = expect_steps(Swapping, [batch], criterion=lambda outputs, target: outputs[0].sum())
model = Swapping()
step = luge.train_step(model, lambda o, t: o[0].sum(), torch.optim.SGD(model.parameters(), lr=0.1))
step.keep_outputs = True
for _ in range(3):
    expected = Swapping.forward(copy.deepcopy(model), batch[0])
    step(*batch)
    torch.testing.assert_close(step.last_outputs, tuple(output.detach() for output in expected))


# Several inputs; outputs in dicts and tuples; a loss of several, written as a function.
class Many(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 3), nn.Linear(2, 3)

    def forward(self, x, z):
        a, b = self.a(x), self.b(z)
        return {"sum": a + b, "both": (a, b), "rows": x.shape[0]}


def criterion(outputs, target):
    a, b = outputs["both"]
    penalty = (a * b).abs().sum() / outputs["rows"]
    return F.mse_loss(outputs["sum"], target) + 0.1 * penalty + 0.01 * F.l1_loss(a, b)


generator = torch.Generator().manual_seed(1)
many = [[torch.randn(n, k, generator=generator) for k in (5, 2, 3)] for n in (7, 7, 4, 1)]
step, model = expect_steps(Many, many, criterion=criterion)
step.keep_outputs = True
expected = model(*many[2][:2])
step(*many[2])
assert step.last_outputs.keys() == expected.keys() and isinstance(step.last_outputs["both"], tuple)
torch.testing.assert_close(step.last_outputs["sum"], expected["sum"].detach(), rtol=1e-5, atol=1e-5)
torch.testing.assert_close(step.last_outputs["both"][1], expected["both"][1].detach())


# A target that is a dict.
def of_dict(outputs, target):
    return F.mse_loss(outputs, target["y"]) + F.l1_loss(outputs, target["z"])


expect_steps(
    toggled,
    [(x, {"y": y, "z": y * 2}) for x, y in rows(7, 7, 3)],
    criterion=of_dict,
)


# Shapes beside the batch, in torch's many ways to write them.
class Shapes(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(6, 4)

    def forward(self, x):
        rows = x.size(0)
        y = self.linear(x.view(rows, -1)).reshape(rows, 2, 2)
        a, b = y.chunk(2, dim=1)
        y = torch.cat([a, b.transpose(1, 2).reshape(b.shape)], dim=2).squeeze(1)
        y = torch.stack([y[:, 0], y[:, 1:3].sum(1), y[..., -1]], dim=1)
        y = y.permute(1, 0).t().unsqueeze(2).flatten(1) + torch.zeros(3)
        # Expanded to the batch.
        y = y + torch.arange(3.0).expand(rows, 3) + torch.tensor(2.0).expand(rows, 1)
        y = torch.cat([y, torch.zeros(rows, 2), y.new_full((rows, 1), 0.5)], 1)[:, :3]
        return y * (rows // 2) + rows**0.5


shapes = [(x.view(-1, 2, 3), y) for x, y in rows(7, 3, inputs=6)]
step, _ = expect_steps(Shapes, shapes)
assert step.compilations == 1

# Another shape compiles once more.
per_row = nn.Linear(5, 1)
step = luge.train_step(per_row, F.mse_loss, torch.optim.SGD(per_row.parameters(), lr=0.0))
for shape in (7, 5), (3, 5), (7, 2, 5), (4, 2, 5):
    x = torch.randn(*shape)
    y = torch.randn(*shape[:-1], 1)
    torch.testing.assert_close(step(x, y), F.mse_loss(per_row(x), y).detach())
assert step.compilations == 2, step.compilations

# Modes: dropout in training draws from Luge's generator, and in evaluation is nothing.
model = nn.Sequential(nn.Linear(5, 50), nn.Dropout(0.5), nn.Linear(50, 3))
step = luge.train_step(model, F.mse_loss, torch.optim.SGD(model.parameters(), lr=0.0))
((x, y),) = rows(7)
luge.manual_seed(5)
first = [step(x, y).item() for _ in range(3)]
luge.manual_seed(5)
assert [step(x, y).item() for _ in range(3)] == first and len(set(first)) == 3
model.eval()
torch.testing.assert_close(step(x, y), F.mse_loss(model(x), y).detach())
model.train()
assert step(x, y).item() not in first
assert step.compilations == 2
model[1].p = 0.0  # an attribute that the trace depends on
torch.testing.assert_close(step(x, y), F.mse_loss(model(x), y).detach())
assert step.compilations == 3

# Evaluation leaves everything as it is.
model = Many().eval()
x, z, y = many[0]
predict, evaluate = luge.eval_step(model), luge.eval_step(model, criterion)
for x, z, y in many:
    expected = model(x, z)
    actual = predict(x, z)
    torch.testing.assert_close(actual["sum"], expected["sum"].detach())
    assert actual["rows"] == expected["rows"]
    torch.testing.assert_close(evaluate(x, z, y), criterion(expected, y).detach())
assert predict.compilations == 1
