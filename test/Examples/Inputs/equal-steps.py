"""Trains the model of an example with each optimizer, compiled and by eager torch: equal losses,
parameters and states over 100 steps, through a schedule, a checkpoint and a last smaller batch."""

import copy
import importlib.util
import sys

import luge
import torch
from torch import nn, optim
from torch.utils.data import DataLoader

OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p, lr=0.05),
    "SGD momentum": lambda p: optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True),
    "Adam": lambda p: optim.Adam(p, lr=1e-3, weight_decay=0.01),
    "AdamW": lambda p: optim.AdamW(p, lr=1e-3, amsgrad=True),
    "Adamax": lambda p: optim.Adamax(p, lr=2e-3),
    "NAdam": lambda p: optim.NAdam(p, lr=1e-3),
    "RAdam": lambda p: optim.RAdam(p, lr=1e-3),
    "Adadelta": lambda p: optim.Adadelta(p, lr=0.1),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.01),
    "RMSprop": lambda p: optim.RMSprop(p, lr=1e-3, momentum=0.5, centered=True),
    "ASGD": lambda p: optim.ASGD(p, lr=0.05),
    "Rprop": lambda p: optim.Rprop(p, lr=1e-4, etas=(0.9, 1.05)),
}
# Their numbers are float32 here, and float64 in torch once they were loaded.
ROUNDED = {"NAdam", "ASGD"}
STEPS = 100

spec = importlib.util.spec_from_file_location("example", sys.argv[1])
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)


def eager_step(model, criterion, optimizer):
    def step(*batch):
        optimizer.zero_grad()
        loss = criterion(model(*batch[:-1]), batch[-1])
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def train(make, dtype, make_step):
    """The losses of all steps, the parameters and the states at the end."""
    torch.manual_seed(0)
    model = example.network().to(dtype)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0  # the masks are other ones
    criterion = example.criterion
    if isinstance(criterion, nn.Module):
        criterion = criterion.to(dtype)
    optimizer = make(model.parameters())
    schedule = optim.lr_scheduler.LambdaLR(optimizer, lambda i: 1 / (1 + 0.01 * i))
    step = make_step(model, criterion, optimizer)
    torch.manual_seed(1)
    data = example.data()
    batches = [b for _ in range(5) for b in DataLoader(data, batch_size=23, shuffle=True)]
    losses, saved = [], None
    for i, batch in enumerate(batches[: STEPS - 1] + [data[:5]]):
        batch = [t.to(dtype) if t.is_floating_point() else t for t in batch]
        losses.append(step(*batch, *batch[: 2 - len(batch)]))
        schedule.step()
        if i == STEPS // 3:
            saved = copy.deepcopy([optimizer.state_dict(), schedule.state_dict()])
        if i == STEPS // 2:
            optimizer.load_state_dict(saved[0])
            schedule.load_state_dict(saved[1])
    states = {
        (p, key): value
        for p, state in optimizer.state_dict()["state"].items()
        for key, value in state.items()
    }
    return torch.stack(losses), list(model.parameters()), states


def expect_equal(name, ours, theirs, tolerance):
    for what, a, b in zip(("losses", "parameters", "states"), ours, theirs):
        if isinstance(b, dict):
            assert a.keys() == b.keys(), (name, a.keys(), b.keys())
            a, b = list(a.values()), [b[key] for key in a]
        torch.testing.assert_close(
            a,
            b,
            rtol=tolerance,
            atol=tolerance,
            check_dtype=False,
            msg=lambda m: f"{name}, {what}: {m}",
        )


for name, make in OPTIMIZERS.items():
    types = [(torch.float64, 1e-9)]
    if name in ("SGD", "Adam"):
        types.append((torch.float32, 2e-3))
    for dtype, tolerance in types:
        ours, theirs = train(make, dtype, luge.train_step), train(make, dtype, eager_step)
        assert len(theirs[0]) == STEPS
        if name in ROUNDED and dtype == torch.float64:
            tolerance = 1e-6
        expect_equal(f"{name} {dtype}", ours, theirs, tolerance)
