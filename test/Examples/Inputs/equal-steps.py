"""Trains the model of an example with each optimizer, compiled and by eager torch: equal losses,
parameters and states over 100 steps, through a schedule, a checkpoint and a last smaller batch.

In f64 they are equal to 1e-9; in f32 they are as near to those of f64 as eager torch's."""

import copy
import importlib.util
import itertools
import sys

import luge
import reference_optimizers
import torch
from torch import nn, optim
from torch.utils import _pytree as pytree
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
    "Adafactor": lambda p: optim.Adafactor(p, lr=0.02, weight_decay=0.01),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.01),
    "RMSprop": lambda p: optim.RMSprop(p, lr=1e-3, momentum=0.5, centered=True),
    "ASGD": lambda p: optim.ASGD(p, lr=0.05),
    "Rprop": lambda p: optim.Rprop(p, lr=1e-4, etas=(0.9, 1.05)),
    "Muon": lambda p: optim.Muon(matrices(p), lr=1e-3),
    "LBFGS": lambda p: optim.LBFGS(p, lr=0.05, max_iter=2, history_size=3),
}
STEPS = 100
torch.set_num_threads(1)  # with more, which wait for each other, small steps take long


def matrices(parameters):
    """Freezes the others, which Muon does not take."""
    parameters = list(parameters)
    for parameter in parameters:
        parameter.requires_grad_(parameter.dim() == 2)
    return [p for p in parameters if p.requires_grad]


spec = importlib.util.spec_from_file_location("example", sys.argv[1])
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)


def eager_step(model, criterion, optimizer):
    if type(optimizer) is optim.Muon:
        # Luge makes the momentum orthogonal in the parameter's type, as this one does.
        optimizer.__class__ = reference_optimizers.Muon

    def step(*batch):
        def closure():
            optimizer.zero_grad()
            loss = criterion(model(*batch[:-1]), batch[-1])
            loss.backward()
            return loss

        if type(optimizer) is optim.LBFGS:
            return optimizer.step(closure).detach()
        loss = closure()
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
    step = make_step(model, criterion, optimizer)
    schedule = optim.lr_scheduler.LambdaLR(optimizer, lambda i: 1 / (1 + 0.01 * i))
    torch.manual_seed(1)
    data = example.data()
    loader = DataLoader(data, batch_size=23, shuffle=True)
    batches = itertools.islice(itertools.chain.from_iterable(itertools.repeat(loader)), STEPS - 1)
    losses, saved = [], None
    for i, batch in enumerate([*batches, data[:5]]):
        batch = [t.to(dtype) if t.is_floating_point() else t for t in batch]
        losses.append(step(*batch, *batch[: 2 - len(batch)]))
        schedule.step()
        if i == STEPS // 3:
            saved = copy.deepcopy([optimizer.state_dict(), schedule.state_dict()])
        if i == STEPS // 2:
            optimizer.load_state_dict(saved[0])
            schedule.load_state_dict(saved[1])
    states = pytree.tree_leaves(optimizer.state_dict()["state"])
    states = [state for state in states if isinstance(state, torch.Tensor)]
    return {"losses": losses, "parameters": list(model.parameters()), "states": states}


def expect_equal(name, ours, theirs):
    for what in theirs:
        torch.testing.assert_close(
            ours[what], theirs[what], rtol=1e-9, atol=1e-9, msg=lambda m: f"{name}, {what}: {m}"
        )


def distance(results, exact):
    """Root mean square over all elements."""
    squares = [(a.double() - b.double()).square().flatten() for a, b in zip(results, exact, strict=True)]
    return torch.cat(squares).mean().sqrt().item()


def expect_as_near(name, ours, theirs, exact):
    for what in filter(exact.get, exact):
        size = distance([torch.zeros(())] * len(exact[what]), exact[what])
        near, far = (distance(results[what], exact[what]) for results in (theirs, ours))
        assert far <= 2 * near + 1e-6 * size, f"{name}, {what}: {far} from f64, torch {near}"


for name, make in OPTIMIZERS.items():
    exact = train(make, torch.float64, eager_step)
    assert len(exact["losses"]) == STEPS
    expect_equal(name, train(make, torch.float64, luge.train_step), exact)
    if name == "LBFGS":
        # Differences of nearly equal gradients, which are roundings' in f32.
        del exact["states"]
    ours, theirs = (train(make, torch.float32, kind) for kind in (luge.train_step, eager_step))
    expect_as_near(name, ours, theirs, exact)
