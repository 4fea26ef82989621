# RUN: %python %s
"""Optimizers by torch's names and keywords, groups whose options change, and their state."""

import copy

import luge
import numpy as np
import torch

OPTIMIZERS = {
    "SGD": [{}, dict(lr=0.1, momentum=0.9, weight_decay=0.1), dict(momentum=0.9, nesterov=True)],
    "Adam": [{}, dict(lr=0.1, betas=(0.8, 0.9), eps=1e-3, amsgrad=True)],
    "AdamW": [{}, dict(lr=0.1, weight_decay=0.3, maximize=True)],
    "Adamax": [{}, dict(betas=(0.8, 0.9))],
    "NAdam": [{}, dict(momentum_decay=0.1, decoupled_weight_decay=True, weight_decay=0.1)],
    "RAdam": [{}, dict(lr=0.1)],
    "Adadelta": [{}, dict(rho=0.5)],
    "Adagrad": [{}, dict(lr_decay=0.1, initial_accumulator_value=0.5)],
    "RMSprop": [{}, dict(momentum=0.9, centered=True)],
    "ASGD": [{}, dict(alpha=0.5, t0=3)],
    "Adafactor": [{}, dict(lr=0.1, weight_decay=0.1)],
    "Rprop": [{}, dict(etas=(0.4, 1.3), step_sizes=(1e-3, 0.5))],
}


def train(torch, name, options, compiled, steps=8):
    a = torch.tensor([[1.0, -2.0, 0.5]], dtype=torch.float64, requires_grad=True)
    b = torch.tensor([3.0, 1.5], dtype=torch.float64, requires_grad=True)
    groups = [{"params": [a]}, {"params": [b], "lr": 0.05}]
    optimizer = getattr(torch.optim, name)(groups, **options)

    def step(x):
        optimizer.zero_grad()
        loss = (x * (a - 1) ** 2).sum() + ((b + 2) ** 4).sum()
        loss.backward()
        optimizer.step()
        return loss

    step = luge.compile(step) if compiled else step
    for i in range(steps):
        step(torch.tensor([[float(i), 1.0, 2.0]], dtype=torch.float64))
        if i == steps // 2:
            optimizer.param_groups[0]["lr"] *= 0.5
    return [a, b], optimizer, step


for name, variants in OPTIMIZERS.items():
    for options in variants:
        expected, reference, _ = train(torch, name, options, compiled=False)
        for compiled in False, True:
            params, optimizer, step = train(luge, name, options, compiled)
            for a, b in zip(params, expected):
                np.testing.assert_allclose(a.tolist(), b.tolist(), rtol=1e-9, err_msg=f"{name} {options}")
            if compiled:
                assert step.compilations == 1, (name, options)
            for group, other in zip(optimizer.param_groups, reference.param_groups):
                for key in group:
                    if key != "params" and key in other:
                        assert group[key] == other[key], (name, key, group[key], other[key])


# Each optimizer that is bound is tested; torch lacks some.
bound = {key for key, value in vars(luge.optim).items() if isinstance(value, type)}
untested = bound - OPTIMIZERS.keys() - {"Optimizer", "ParamGroup"}
assert untested <= {"Lion", "LAMB", "Muon", "LBFGS"}, untested

# LBFGS evaluates a closure, which may be compiled, several times in a step.
def fit(torch, compiled, saved=None, steps=4, **options):
    w = torch.tensor([[1.0, -2.0], [0.5, 3.0]], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], lr=0.5, max_iter=4, **options)

    def closure():
        optimizer.zero_grad()
        loss = ((w - 0.3) ** 4).sum() + (w[0, 0] * w[1, 1] - 2) ** 2
        loss.backward()
        return loss

    closure = luge.compile(closure) if compiled else closure
    losses = []
    for i in range(steps):
        if i == 2:  # goes on from a copy of itself
            state = optimizer.state_dict()
            optimizer = torch.optim.LBFGS([w], lr=0.1, max_iter=4, **options)
            optimizer.load_state_dict(state)
        losses.append(optimizer.step(closure).item())
    return losses, w.tolist()


for options in {}, dict(line_search_fn="strong_wolfe"), dict(history_size=2, max_eval=3):
    for compiled in False, True:
        for a, b in zip(fit(luge, compiled, **options), fit(torch, False, **options)):
            np.testing.assert_allclose(a, b, rtol=1e-9, err_msg=str(options))

# A group is a dict; what it does not know is kept for schedulers.
params, optimizer, _ = train(luge, "Adam", {}, compiled=False, steps=1)
group = optimizer.param_groups[0]
assert group is optimizer.param_groups[0] and group["params"][0] is params[0]
assert "lr" in group and "initial_lr" not in group and group.get("initial_lr", 3) == 3
assert group.setdefault("initial_lr", 0.5) == 0.5 and group["initial_lr"] == 0.5
group.update(dict(betas=(0.5, 0.6), eps=1e-4))
assert group["betas"] == (0.5, 0.6) and dict(group.items())["eps"] == 1e-4
optimizer.add_param_group({"params": [luge.ones(2, requires_grad=True)], "lr": 2.0})
assert len(optimizer.param_groups) == 3 and optimizer.param_groups[2]["lr"] == 2

# torch's choices among its implementations change nothing here; options may be tensors of one element.
expected, _, _ = train(luge, "AdamW", dict(lr=0.1), compiled=False)
for options in dict(foreach=True), dict(fused=True), dict(capturable=True, lr=luge.tensor([0.1], dtype=luge.float64)):
    params, _, _ = train(luge, "AdamW", {"lr": 0.1} | options, compiled=False)
    assert [p.tolist() for p in params] == [p.tolist() for p in expected], options
group["lr"], group["betas"] = np.array(0.25), (luge.tensor(0.5), torch.tensor(0.25))
assert group["lr"] == 0.25 and group["betas"] == (0.5, 0.25)

# The state is torch's, by parameter, and goes to torch and back.
params, optimizer, step = train(luge, "Adam", dict(lr=0.1), compiled=True)
assert sorted(optimizer.state[params[0]]) == ["exp_avg", "exp_avg_sq", "step"]
assert optimizer.state[params[1]]["step"].item() == 8
expected, reference, _ = train(torch, "Adam", dict(lr=0.1), compiled=False)
saved, other = optimizer.state_dict(), reference.state_dict()
assert saved["param_groups"][1]["params"] == [1] and saved["param_groups"][0]["lr"] == 0.05
for number, state in other["state"].items():
    for key, value in state.items():
        np.testing.assert_allclose(saved["state"][number][key].tolist(), value.tolist(), rtol=1e-6)

params, optimizer, step = train(luge, "Adam", {}, compiled=True, steps=2)
optimizer.load_state_dict(copy.deepcopy(other))
with luge.no_grad():
    for a, b in zip(params, expected):
        a.copy_(luge.tensor(b.detach()))
x = luge.tensor([[1.0, 2.0, 3.0]], dtype=luge.float64)
step(x)
for b in expected:
    b.grad = None
((torch.tensor(x.tolist()) * (expected[0] - 1) ** 2).sum() + ((expected[1] + 2) ** 4).sum()).backward()
reference.step()
for a, b in zip(params, expected):
    np.testing.assert_allclose(a.tolist(), b.tolist(), rtol=1e-6)

# step(closure).
w = luge.tensor([1.0], requires_grad=True)
optimizer = luge.optim.SGD([w], lr=0.25)


def closure():
    optimizer.zero_grad()
    loss = (w * 2).sum()
    loss.backward()
    return loss


assert optimizer.step(closure).item() == 2 and w.tolist() == [0.5]


def fails(kind, message, function):
    try:
        function()
    except kind as error:
        assert message in str(error) and isinstance(error, luge.Error), error
    else:
        raise AssertionError(f"no error: {message}")


fails(ValueError, "learning rate", lambda: luge.optim.Adam([w], lr=-1.0))
fails(ValueError, "more than once in a parameter group", lambda: luge.optim.Adam([w, w]))
fails(ValueError, "empty parameter list", lambda: luge.optim.Adam([]))
fails(ValueError, "no leaf", lambda: luge.optim.Adam([w * 2]))
# What lists of parameters may be wrong in is compared with torch in test/Conformance.
fails(TypeError, "tensors of Luge, got torch.nn.parameter.Parameter", lambda: luge.optim.Adam([torch.nn.Parameter(torch.ones(2))]))
fails(TypeError, "expected 'lr' to be float, got 'fast'", lambda: luge.optim.Adam([w], lr="fast"))
fails(TypeError, "expected 'betas' to be tuple[float, float], got (0.9,)", lambda: luge.optim.Adam([w], betas=(0.9,)))
fails(TypeError, "expected 'lr' to be float, got None", lambda: optimizer.param_groups[0].update({"lr": None}))
fails(ValueError, "'differentiable' to be False", lambda: luge.optim.Adam([w], differentiable=True))
fails(luge.Error, "left no gradient", lambda: luge.optim.LBFGS([w]).step(lambda: (w * 2).sum()))
fails(luge.Error, "LBFGS needs a closure", lambda: luge.optim.LBFGS([w]).step())
fails(luge.Error, "'none' or 'strong_wolfe'", lambda: luge.optim.LBFGS([w], line_search_fn="wolfe"))
fails(luge.Error, "no option 'foo'", lambda: luge.optim.Adam([{"params": [w], "foo": 1}]))
fails(luge.Error, "expected 1 parameter groups, got 2", lambda: optimizer.load_state_dict(saved))

# Clipping, between backward() and step().
for torch_or_luge in torch, luge:
    v = torch_or_luge.tensor([3.0, 4.0], requires_grad=True)
    (v * v).sum().backward()
    assert abs(torch_or_luge.nn.utils.clip_grad_norm_([v], 1.0).item() - 10) < 1e-5
    np.testing.assert_allclose(v.grad.tolist(), [0.6, 0.8], rtol=1e-5)
    torch_or_luge.nn.utils.clip_grad_value_(v, 0.7)
    np.testing.assert_allclose(v.grad.tolist(), [0.6, 0.7], rtol=1e-5)
