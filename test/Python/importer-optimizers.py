# RUN: %python %s
"""luge.train_step of torch's objects: each optimizer as eager torch, through schedules, checkpoints
and steps of eager torch in between."""

import copy

import luge
import reference_optimizers
import torch
from torch import nn, optim

torch.set_num_threads(1)  # with more, which wait for each other, small steps take long

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
    "Adafactor": lambda p: optim.Adafactor(p, lr=0.02),
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
    # load_state_dict() gives numbers such as NAdam's mu_product the parameters' type.
    check(name, torch.float64, 1e-9)


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


# A number that becomes a tensor is read at each call from then on. A group may be empty.
def with_one_rate():
    torch.manual_seed(0)
    model = nn.Linear(5, 3)
    optimizer = optim.SGD([{"params": model.parameters()}, {"params": []}], lr=0.1, momentum=0.9)
    return model, nn.CrossEntropyLoss(), optimizer


theirs, ours = with_one_rate(), with_one_rate()
eager, step = eager_step(*theirs), luge.train_step(*ours)
for i, (x, y) in enumerate(batches(torch.float32, *[11] * 8)):
    torch.testing.assert_close(step(x, y), eager(x, y), rtol=1e-5, atol=1e-5)
    for run in theirs, ours:
        group = run[2].param_groups[0]
        if i == 2:
            group["lr"] = torch.tensor(0.2)
        if i >= 4:
            group["lr"].mul_(0.5)
expect_same("one rate", ours, theirs, 1e-5)
assert step.compilations == 1


# Options of several numbers, and choices, of which Muon is the one with both; its momentum is made
# orthogonal in the parameter's type, torch's in bfloat16.
def with_matrices(kind, **options):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7, bias=False), nn.ReLU(), nn.Linear(7, 3, bias=False)).double()
    return model, nn.CrossEntropyLoss(), kind(model.parameters(), lr=0.01, **options)


theirs, ours = with_matrices(reference_optimizers.Muon), with_matrices(optim.Muon)
eager, step = eager_step(*theirs), luge.train_step(*ours)
for i, (x, y) in enumerate(batches(torch.float64, *[11] * 12)):
    torch.testing.assert_close(step(x, y), eager(x, y), rtol=1e-9, atol=1e-9)
    for run in theirs, ours:
        run[2].param_groups[0]["eps"] = 1e-7 * i
        if i == 3:
            run[2].param_groups[0]["ns_coefficients"] = (2.0, -1.5, 0.5)
        if i == 6:  # a choice, then a number that decides the program
            run[2].param_groups[0]["adjust_lr_fn"] = "match_rms_adamw"
        if i == 9:
            run[2].param_groups[0]["ns_steps"] = 3
expect_same("Muon", ours, theirs, 1e-9)

theirs, ours = with_matrices(optim.Adafactor), with_matrices(optim.Adafactor)
eager, step = eager_step(*theirs), luge.train_step(*ours)
for i, (x, y) in enumerate(batches(torch.float64, *[11] * 6)):
    torch.testing.assert_close(step(x, y), eager(x, y), rtol=1e-9, atol=1e-9)
    for run in theirs, ours:
        run[2].param_groups[0]["eps"] = (None if i % 2 else 1e-3, 1e-3 * i)
expect_same("Adafactor", ours, theirs, 1e-9)
assert step.compilations == 1


# LBFGS is torch's, around a compiled loss with its gradients; frozen parameters have none.
def with_lbfgs():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3)).double()
    model[0].bias.requires_grad_(False)
    optimizer = optim.LBFGS(model.parameters(), max_iter=5, line_search_fn="strong_wolfe")
    return model, nn.CrossEntropyLoss(), optimizer


theirs, ours = with_lbfgs(), with_lbfgs()
step = luge.train_step(*ours, clip_grad_norm=0.5)
step.keep_outputs = True
for x, y in list(batches(torch.float64, 11, 4)) * 2:

    def closure():
        theirs[2].zero_grad()
        loss = theirs[1](theirs[0](x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(theirs[0].parameters(), 0.5)
        return loss

    loss = step(x, y)
    torch.testing.assert_close(loss, theirs[2].step(closure).detach(), rtol=1e-9, atol=1e-9)
    assert not loss.requires_grad and step.last_outputs.shape == (len(x), 3)
for a, b in zip(ours[0].parameters(), theirs[0].parameters()):
    torch.testing.assert_close(a, b, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(a.grad, b.grad, rtol=1e-9, atol=1e-9)
assert step.compilations == 1 and ours[0][0].bias.grad is None
try:
    luge.train_step(*ours, accumulate=2)
except luge.Error as error:
    assert "LBFGS evaluates the loss of one batch several times" in str(error), error
else:
    raise AssertionError("no error for LBFGS that accumulates")
