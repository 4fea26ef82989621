# RUN: %python %s
"""luge.train_step of torch's objects: each optimizer as eager torch, through schedules, checkpoints
and steps of eager torch in between."""

import copy

import luge
import torch
from torch import nn, optim

OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p, lr=0.05),
    "SGD momentum": lambda p: optim.SGD(p, lr=0.05, momentum=0.9, dampening=0.1),
    "SGD nesterov": lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1),
    "Adam": lambda p: optim.Adam(p, lr=0.05),
    "AdamW": lambda p: optim.AdamW(p, lr=0.05, amsgrad=True),
    "Adamax": lambda p: optim.Adamax(p, lr=0.02),
    "NAdam": lambda p: optim.NAdam(p, lr=0.02, decoupled_weight_decay=True, weight_decay=0.1),
    "RAdam": lambda p: optim.RAdam(p, lr=0.02),
    "Adadelta": lambda p: optim.Adadelta(p, lr=0.5),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.05, initial_accumulator_value=0.1),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.01, momentum=0.9, centered=True),
    "ASGD": lambda p: optim.ASGD(p, lr=0.05, t0=5),
    "Rprop": lambda p: optim.Rprop(p, lr=0.01),
}


def build(dtype, make):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 3)).to(dtype)
    return model, nn.CrossEntropyLoss(), make(model.parameters())


def eager_step(model, criterion, optimizer):
    def step(x, y):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def batches(dtype, *sizes):
    generator = torch.Generator().manual_seed(1)
    for size in sizes:
        x = torch.randn(size, 5, generator=generator, dtype=dtype)
        yield x, torch.randint(3, (size,), generator=generator)


def expect_same(name, ours, theirs, tolerance):
    def close(a, b):
        torch.testing.assert_close(
            a, b, rtol=tolerance, atol=tolerance, msg=lambda m: f"{name}: {m}"
        )

    for a, b in zip(ours[0].parameters(), theirs[0].parameters()):
        close(a, b)
    ours, theirs = ours[2].state_dict()["state"], theirs[2].state_dict()["state"]
    assert ours.keys() == theirs.keys(), name
    for parameter in theirs:
        assert list(ours[parameter]) == list(theirs[parameter]), (name, list(ours[parameter]))
        for key, value in theirs[parameter].items():
            close(ours[parameter][key].to(value.dtype), value)


def check(name, dtype, tolerance):
    make = OPTIMIZERS[name]
    theirs, ours = build(dtype, make), build(dtype, make)
    eager, step = eager_step(*theirs), luge.train_step(*ours)
    schedulers = [optim.lr_scheduler.StepLR(run[2], 10, gamma=0.7) for run in (theirs, ours)]
    ours_eager, saved = eager_step(*ours), None
    for i, (x, y) in enumerate(batches(dtype, *[11] * 40, 4)):
        # A few steps of eager torch between ours.
        loss = (ours_eager if 22 <= i < 25 else step)(x, y)
        expected = eager(x, y)
        assert loss.shape == () and loss.dtype == dtype and not loss.requires_grad
        torch.testing.assert_close(loss, expected, rtol=tolerance, atol=tolerance, msg=f"{name} {i}")
        for scheduler in schedulers:
            scheduler.step()
        if i == 15:
            saved = copy.deepcopy([[r[0].state_dict(), r[2].state_dict()] for r in (ours, theirs)])
        if i == 30:
            for run, (model, optimizer) in zip((ours, theirs), saved):
                run[0].load_state_dict(model)
                run[2].load_state_dict(optimizer)
    expect_same(f"{name} {dtype}", ours, theirs, tolerance)
    assert ours[2].param_groups[0]["lr"] != ours[2].param_groups[0]["initial_lr"]


for name in OPTIMIZERS:
    check(name, torch.float32, 1e-4)
    # Numbers such as NAdam's mu_product are float32, which load_state_dict() of torch makes float64.
    check(name, torch.float64, 1e-6 if name in ("NAdam", "ASGD") else 1e-9)


# Groups with options of their own; numbers set by hand; a rate that is a tensor.
def groups(torch_model):
    first, last = torch_model[0].parameters(), torch_model[2].parameters()
    return optim.Adam(
        [{"params": first, "lr": torch.tensor(0.05)}, {"params": last, "betas": (0.7, 0.9)}], lr=0.01
    )


def with_groups():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 3))
    return model, nn.CrossEntropyLoss(), groups(model)


theirs, ours = with_groups(), with_groups()
eager, step = eager_step(*theirs), luge.train_step(*ours)
for i, (x, y) in enumerate(batches(torch.float32, *[11] * 12)):
    torch.testing.assert_close(step(x, y), eager(x, y), rtol=1e-5, atol=1e-5)
    for run in theirs, ours:
        run[2].param_groups[0]["lr"].mul_(0.9)
        run[2].param_groups[1]["weight_decay"] = 0.01 * i
    if i == 6:  # a flag: another program
        for run in theirs, ours:
            run[2].param_groups[1]["maximize"] = True
expect_same("groups", ours, theirs, 1e-5)
