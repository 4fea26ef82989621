# RUN: %python %s
"""Schedulers of schedulers, clipping and averages, written with luge as with torch: the same numbers, compiled and not."""

import luge
import torch

STEPS = 40
SCHEDULERS = {
    "SequentialLR": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, 0.1, total_iters=10), s.CosineAnnealingLR(o, 30)], milestones=[10]
    ),
    "ChainedScheduler": lambda s, o: s.ChainedScheduler([s.ConstantLR(o, 0.1, 12), s.ExponentialLR(o, 0.97)]),
}


def groups(torch):
    return [{"params": [torch.zeros(3, requires_grad=True)], "lr": 0.5},
            {"params": [torch.zeros(2, requires_grad=True)], "lr": 0.03}]


def rates(torch, make, steps):
    optimizer = torch.optim.SGD(groups(torch), momentum=0.9)
    scheduler = make(torch.optim.lr_scheduler, optimizer)
    result = [list(scheduler.get_last_lr())]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        result.append(list(scheduler.get_last_lr()))
    return result


def check(name, actual, expected, tolerance):
    torch.testing.assert_close(torch.tensor(actual), torch.tensor(expected), rtol=tolerance, atol=1e-15,
                               msg=lambda text: f"{name}: {text}")


for name, make in SCHEDULERS.items():
    check(name, rates(luge, make, STEPS), rates(torch, make, STEPS), 1e-12)


def swa(torch):
    optimizer = torch.optim.SGD(groups(torch))
    scheduler = torch.optim.swa_utils.SWALR(optimizer, [0.05, 0.2], anneal_epochs=6, anneal_strategy="linear")
    for _ in range(4):
        optimizer.step()
        scheduler.step()
    return list(scheduler.get_last_lr())


check("SWALR", swa(luge), swa(torch), 1e-12)


def plateau(torch):
    optimizer = torch.optim.SGD(groups(torch))
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2, min_lr=[0.1, 0.001])
    for metric in [3, 2, 2, 2, 2, 2, 2, 2, 2, 1]:
        scheduler.step(metric)
    return list(scheduler.get_last_lr())


check("ReduceLROnPlateau", plateau(luge), plateau(torch), 1e-12)

# A scheduler takes up the state of another.
optimizer = luge.optim.SGD(groups(luge))
first = luge.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 5)
for _ in range(7):
    first.step()
second = luge.optim.lr_scheduler.CosineAnnealingWarmRestarts(luge.optim.SGD(groups(luge)), 5)
second.load_state_dict(first.state_dict())
first.step()
second.step()
assert first.get_last_lr() == second.get_last_lr() and second.last_epoch == 8

try:
    luge.optim.lr_scheduler.LinearLR(optimizer, start_factor=2.0)
    raise AssertionError("no error")
except luge.Error as error:
    assert f"{__file__}:" in str(error) and "less or equal to 1" in str(error), error


#===-----------------------------------------------------------------------------------------===#
# Steps
#===-----------------------------------------------------------------------------------------===#

def build(torch, average):
    nn, swa_utils = torch.nn, torch.optim.swa_utils
    make = lambda: nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3))
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    averages = average(swa_utils, model, make)

    def step(x, y):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), y)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 0.3)
        nn.utils.clip_grad_value_(model.parameters(), 0.1)
        optimizer.step()
        averages.update_parameters(model)
        return norm

    return model, averages, scheduler, step


def train(name, compiled):
    generator = torch.Generator().manual_seed(0)
    decay = 0.8
    reference, expected, reference_scheduler, reference_step = build(
        torch, lambda s, model, make: s.AveragedModel(model, multi_avg_fn=s.get_ema_multi_avg_fn(decay)))
    model, averages, scheduler, step = build(
        luge, lambda s, model, make: s.AveragedModel(model, make(), multi_avg_fn=s.get_ema_multi_avg_fn(decay)))
    for parameter, value in zip(model.parameters(), reference.parameters()):
        with luge.no_grad():
            parameter.copy_(luge.tensor(value.detach()))
    if compiled:
        step = luge.compile(step)
    for _ in range(15):
        x = torch.randn(11, 5, generator=generator)
        y = torch.randint(3, (11,), generator=generator)
        norm = reference_step(x, y).item()
        actual = step(luge.tensor(x), luge.tensor(y)).item()
        assert abs(actual - norm) <= 1e-4 * norm, (name, actual, norm)
        scheduler.step()
        reference_scheduler.step()
    for actual, wanted in ((model, reference), (averages, expected)):
        for parameter, value in zip(actual.parameters(), wanted.parameters(), strict=True):
            torch.testing.assert_close(torch.from_dlpack(parameter.detach()), value.detach(), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(torch.tensor(averages(luge.tensor(x)).detach().tolist()), expected(x).detach(),
                               rtol=1e-4, atol=1e-5)
    if compiled:
        assert step.compilations == 1, step.compilations


train("compiled", True)
train("eager", False)

w = luge.ones(2, requires_grad=True)
optimizer = luge.optim.SGD([w], lr=1.0)
(w * float("inf")).sum().backward()
assert optimizer.step_if_finite().item() and w.tolist() == [1, 1]
try:
    luge.nn.utils.clip_grad_norm_(w, 1.0, error_if_nonfinite=True)
    raise AssertionError("no error")
except luge.Error as error:
    assert "the total norm of order 2 of the gradients is finite" in str(error), error
