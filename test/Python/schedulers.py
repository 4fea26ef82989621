# RUN: %python %s
"""Learning-rate schedulers against torch, on a step that is compiled once."""

import luge
import torch

SCHEDULERS = {
    "LambdaLR": [dict(lr_lambda=lambda epoch: 0.9**epoch), dict(lr_lambda=[lambda e: 1 / (e + 1), lambda e: 0.5])],
    "MultiplicativeLR": [dict(lr_lambda=lambda epoch: 0.8)],
    "StepLR": [dict(step_size=3), dict(step_size=2, gamma=0.5)],
    "MultiStepLR": [dict(milestones=[2, 5], gamma=0.3)],
    "ConstantLR": [{}, dict(factor=0.5, total_iters=3)],
    "LinearLR": [{}, dict(start_factor=0.2, end_factor=0.9, total_iters=4)],
    "ExponentialLR": [dict(gamma=0.7)],
    "PolynomialLR": [{}, dict(total_iters=8, power=2.0)],
    "CosineAnnealingLR": [dict(T_max=6, eta_min=0.01)],
    "CosineAnnealingWarmRestarts": [dict(T_0=3, T_mult=2)],
    "CyclicLR": [dict(base_lr=0.01, max_lr=[0.1, 0.2], step_size_up=3, mode="triangular2"),
                 dict(base_lr=0.01, max_lr=0.1, step_size_up=3, scale_fn=lambda x: 1 / x)],
    "OneCycleLR": [dict(max_lr=0.2, total_steps=13), dict(max_lr=[0.1, 0.2], epochs=7, steps_per_epoch=2, three_phase=True)],
}


def run(torch, name, options):
    w = torch.tensor([1.0], requires_grad=True)
    v = torch.tensor([2.0], requires_grad=True)
    optimizer = torch.optim.SGD([{"params": [w]}, {"params": [v], "lr": 0.5}], lr=0.1, momentum=0.5)
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)

    def step(x):
        optimizer.zero_grad()
        loss = (x * w * v).sum()
        loss.backward()
        optimizer.step()
        return loss

    if torch is luge:
        step = luge.compile(step)
    history = []
    for _ in range(12):
        step(torch.ones(1))
        scheduler.step()
        assert scheduler.get_last_lr() == [group["lr"] for group in optimizer.param_groups]
        history += [*scheduler.get_last_lr(), w.item(), v.item(), optimizer.param_groups[0]["momentum"]]
    assert "CycleLR" in name or "Cyclic" in name or optimizer.param_groups[1]["initial_lr"] == 0.5
    assert torch is not luge or step.compilations == 1
    return history


for name, variants in SCHEDULERS.items():
    for options in variants:
        actual, expected = run(luge, name, options), run(torch, name, options)
        torch.testing.assert_close(torch.tensor(actual), torch.tensor(expected), msg=lambda m: f"{name} {options}: {m}")

losses = [1.0, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5]
rates = []
for module in luge, torch:
    w = module.tensor([1.0], requires_grad=True)
    optimizer = module.optim.SGD([w], lr=0.1)
    scheduler = module.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, factor=0.5)
    rates.append([])
    for loss in losses:
        optimizer.step()
        scheduler.step(module.tensor(loss))
        rates[-1].append(optimizer.param_groups[0]["lr"])
assert rates[0] == rates[1], rates

# A state goes to a scheduler of the same options.
w = luge.tensor([1.0], requires_grad=True)
first, second = (
    luge.optim.lr_scheduler.StepLR(luge.optim.SGD([w], lr=0.1), step_size=2) for _ in range(2)
)
for _ in range(3):
    first.step()
second.load_state_dict(first.state_dict())
assert second.last_epoch == 3 and second.get_last_lr() == first.get_last_lr()
