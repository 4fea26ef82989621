# RUN: rm -rf %t && mkdir %t && %python %s %t
"""Checkpoints of models, optimizers and schedulers as safetensors: what the package safetensors reads and
writes, and training that goes on as if never stopped."""

import sys
from pathlib import Path

import luge
import numpy as np
import safetensors.torch
import torch
from safetensors import safe_open
from torch import nn, optim

folder = Path(sys.argv[1])
torch.set_num_threads(1)


def fails(message, function):
    try:
        function()
    except luge.Error as error:
        assert message in str(error) and str(error).startswith(__file__), error
    else:
        raise AssertionError(f"no error: {message}")


# ---------------------------------------------------------------------------------------
# Tensors by name
# ---------------------------------------------------------------------------------------

tensors = {
    "torch": torch.randn(2, 3),
    "transposed": torch.randn(4, 5).t(),
    "luge": luge.tensor([[1.0, -2.0]], dtype=luge.float64, requires_grad=True),
    "numpy": np.arange(6).reshape(3, 2),
    "bool": torch.tensor([True, False]),
    "number": torch.tensor(3.5),
    "empty": torch.zeros(0, 7),
}
luge.save(tensors, folder / "tensors")
theirs = safetensors.torch.load_file(folder / "tensors")
ours = luge.load(folder / "tensors")
assert theirs.keys() == ours.keys() == tensors.keys()
for name, tensor in tensors.items():
    expected = torch.tensor(tensor.tolist()) if name == "luge" else torch.as_tensor(tensor)
    assert theirs[name].tolist() == ours[name].tolist() == expected.tolist(), name
    assert list(ours[name].shape) == list(expected.shape), name
assert ours["luge"].dtype == luge.float64 and ours["numpy"].dtype == luge.int64
safetensors.torch.save_file(theirs, folder / "theirs", {"key": "value"})
assert luge.load(str(folder / "theirs"))["torch"].tolist() == tensors["torch"].tolist()

model = luge.nn.Sequential(luge.nn.Linear(3, 4), luge.nn.ReLU(), luge.nn.Linear(4, 2))
luge.save(model.state_dict(), folder / "weights")
same = luge.nn.Sequential(luge.nn.Linear(3, 4), luge.nn.ReLU(), luge.nn.Linear(4, 2))
same.load_state_dict(luge.load(folder / "weights"))
assert same[0].weight.tolist() == model[0].weight.tolist()

fails("expected tensors by name", lambda: luge.save(torch.ones(2), folder / "x"))
fails("expected a tensor for 'epoch', got int", lambda: luge.save({"epoch": 3}, folder / "x"))
fails("float32, float64, int64 or bool", lambda: luge.save({"h": torch.ones(2).half()}, folder / "x"))
fails("No such file or directory", lambda: luge.load(folder / "none"))
fails("No such file or directory", lambda: luge.save(tensors, folder / "none" / "file"))
fails("not a regular file", lambda: luge.load(folder))
assert not (folder / "x").exists()


# ---------------------------------------------------------------------------------------
# Malformed files
# ---------------------------------------------------------------------------------------


def malformed(message, header, data=bytes(24), length=None):
    header = header.encode()
    length = len(header) if length is None else length
    (folder / "bad").write_bytes(length.to_bytes(8, "little") + header + data)
    fails(message, lambda: luge.load(folder / "bad"))


def entry(name="w", dtype="F32", shape="[2,3]", offsets="[0,24]"):
    return f'"{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}'


(folder / "bad").write_bytes(b"1234567")
fails("file ends within the header's length", lambda: luge.load(folder / "bad"))
malformed("header is longer than 100 MB", "{" + entry() + "}", length=1 << 40)
malformed("header is longer than 100 MB", "{" + entry() + "}", length=(1 << 64) - 1)
malformed("file ends within the header", "{" + entry() + "}", length=1000)
malformed("header does not begin with '{'", "[" + entry() + "]")
malformed("expected ',' or '}'", "{" + entry())
malformed("expected a string", "{" + entry() + ",}")
malformed("data_offsets outside the file", "{" + entry(offsets="[8,32]") + "}")
malformed("data_offsets outside the file", "{" + entry(offsets="[24,0]") + "}")
malformed("data_offsets outside the file", "{" + entry() + "}", data=bytes(23))
malformed("bytes that belong to no tensor", "{" + entry() + "}", data=bytes(25))
malformed("data_offsets do not agree", "{" + entry(shape="[2,4]") + "}")
malformed("shape is too large", "{" + entry(shape="[4611686018427387904,4]", offsets="[0,0]") + "}")
malformed("tensors overlap", "{" + entry() + "," + entry("v") + "}")
malformed(
    "tensors overlap",
    "{" + entry("v", shape="[2,2]", offsets="[0,16]") + "," + entry(offsets="[12,36]") + "}",
    data=bytes(40),
)
malformed("tensor given twice", "{" + entry(offsets="[0,24]") + "," + entry(offsets="[24,48]") + "}", bytes(48))
malformed("expected elements of F32, F64, I64 or BOOL, got BF16 in 'w'", "{" + entry(dtype="BF16", offsets="[0,12]") + "}", bytes(12))
malformed("unknown type", "{" + entry(dtype="F31") + "}")
malformed("expected a string", '{"__metadata__":{"step":12},' + entry() + "}")


# ---------------------------------------------------------------------------------------
# Training that goes on
# ---------------------------------------------------------------------------------------

OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p, lr=0.05),
    "SGD momentum": lambda p: optim.SGD(p, lr=0.05, momentum=0.9, dampening=0.1),
    "Adam": lambda p: optim.Adam(p, lr=torch.tensor(0.05)),
    "AdamW": lambda p: optim.AdamW(p, lr=0.05, amsgrad=True),
    "NAdam": lambda p: optim.NAdam(p, lr=0.02),
    "Adafactor": lambda p: optim.Adafactor(p, lr=0.02),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.01, momentum=0.9, centered=True),
    "ASGD": lambda p: optim.ASGD(p, lr=0.05, t0=5),
    "Rprop": lambda p: optim.Rprop(p, lr=0.01, etas=(0.4, 1.3)),
}
SCHEDULERS = {
    "StepLR": lambda o: optim.lr_scheduler.StepLR(o, 3, gamma=0.7),
    "MultiStepLR": lambda o: optim.lr_scheduler.MultiStepLR(o, [2, 8, 8, 10], gamma=0.5),
    "SequentialLR": lambda o: optim.lr_scheduler.SequentialLR(
        o, [optim.lr_scheduler.ConstantLR(o, 0.3), optim.lr_scheduler.ExponentialLR(o, 0.9)], [9]
    ),
    "OneCycleLR": lambda o: optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=20, cycle_momentum=False),
}
criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64))


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(5, 5)
        self.again = self.first
        self.last = nn.Linear(5, 3)
        self.register_buffer("scale", torch.tensor(0.5))
        self.register_buffer("unsaved", torch.tensor(2.0), persistent=False)

    def forward(self, x):
        return self.last(torch.tanh(self.again(torch.tanh(self.first(x)) * self.scale * self.unsaved)))


def build(make, schedule, seed):
    torch.manual_seed(seed)
    model = Tied().double()
    optimizer = make(model.parameters())
    return model, optimizer, schedule(optimizer)


def eager(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()


def batches(count):
    generator = torch.Generator().manual_seed(1)
    for _ in range(count):
        yield torch.randn(11, 5, generator=generator, dtype=torch.float64), torch.arange(11) % 3


def check(name, make, schedule):
    """Steps of eager torch, compiled, and of a run in between that starts from a file at each third step."""
    theirs, ours = build(make, schedule, 0), build(make, schedule, 0)
    step = luge.train_step(ours[0], criterion, ours[1])
    for i, (x, y) in enumerate(batches(14)):
        if i % 3 == 0:  # also before the first step
            luge.save_checkpoint(folder / "run", *ours, metadata={"step": str(i)})
            # Whatever the new ones are when they load, compiled or not.
            ours = build(make, schedule, 100 + i)
            step = luge.train_step(ours[0], criterion, ours[1])
            if i == 6:
                step(x, y)
            if i == 9:
                eager(*ours[:2], x, y)
            metadata = luge.load_checkpoint(folder / "run", *ours)
            assert metadata["step"] == str(i) and metadata["optimizer"] == type(ours[1]).__name__
        expected = eager(*theirs[:2], x, y)
        loss = step(x, y) if i % 2 else eager(*ours[:2], x, y)
        torch.testing.assert_close(loss, expected, rtol=1e-9, atol=1e-9, msg=lambda m: f"{name}, {i}: {m}")
        for run in theirs, ours:
            run[2].step()
        assert ours[1].param_groups[0]["lr"] == theirs[1].param_groups[0]["lr"], name
        assert ours[2].state_dict().keys() == theirs[2].state_dict().keys()
    a, b = ours[1].state_dict()["state"], theirs[1].state_dict()["state"]
    assert a.keys() == b.keys()
    for number, state in b.items():
        assert a[number].keys() == state.keys(), (name, a[number].keys())


for number, (name, make) in enumerate(OPTIMIZERS.items()):
    kinds = list(SCHEDULERS.values())
    check(name, make, kinds[number % len(kinds)])
check("OneCycleLR", OPTIMIZERS["SGD momentum"], lambda o: optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=20))

# The file, as the package safetensors sees it: tied parameters once, torch's keys after their names.
model, optimizer, scheduler = build(OPTIMIZERS["Adam"], SCHEDULERS["StepLR"], 0)
eager(model, optimizer, *next(batches(1)))
luge.save_checkpoint(folder / "adam", model, optimizer, scheduler, criterion=criterion, metadata={"note": "é"})
parameters = ["first.bias", "first.weight", "last.bias", "last.weight"]
states = [f"{p}.{key}" for p in parameters for key in ("exp_avg", "exp_avg_sq", "step")]
with safe_open(folder / "adam", "pt") as file:
    assert sorted(file.keys()) == sorted([*parameters, *states, "scale", "criterion.weight"])
    torch.testing.assert_close(file.get_tensor("last.weight.exp_avg"), optimizer.state[model.last.weight]["exp_avg"])
    assert file.metadata()["note"] == "é" and '"last_epoch": 0' in file.metadata()["scheduler"]
luge.save_checkpoint(folder / "model", model)
state = safetensors.torch.load_file(folder / "model")
Tied().load_state_dict({**state, **{f"again.{k}": state[f"first.{k}"] for k in ("weight", "bias")}})

# A file of the package safetensors, without options.
safetensors.torch.save_file(safetensors.torch.load_file(folder / "adam"), folder / "plain")
other, other_optimizer, _ = build(lambda p: optim.Adam(p, lr=0.3), SCHEDULERS["StepLR"], 1)
assert luge.load_checkpoint(folder / "plain", other, other_optimizer, criterion=criterion) == {}
assert other_optimizer.param_groups[0]["lr"] == 0.3
torch.testing.assert_close(other.first.weight, model.first.weight)
assert other_optimizer.state[other.first.weight]["step"] == 1

# What does not fit changes nothing.
before = other.first.weight.clone()
whole = safetensors.torch.load_file(folder / "adam")
for texts, message in (
    ({"optimizer.group0": "[1"}, "'optimizer.group0' is no JSON"),
    ({"optimizer.group0": "[1]"}, "expected options by name in 'optimizer.group0'"),
    ({"optimizer.group0": '{"params": []}'}, "cannot be replaced"),
    ({"scheduler": '{"optimizer": 1}'}, "its scheduler is no StepLR"),
):
    safetensors.torch.save_file({k: v + 1 for k, v in whole.items()}, folder / "wrong", texts)
    schedule = SCHEDULERS["StepLR"](other_optimizer)
    fails(message, lambda: luge.load_checkpoint(folder / "wrong", other, other_optimizer, schedule, criterion=criterion))
safetensors.torch.save_file({**state, "more": torch.ones(1)}, folder / "wrong")
fails("an unexpected tensor 'more'", lambda: luge.load_checkpoint(folder / "wrong", other))
safetensors.torch.save_file({k: v + 1 for k, v in state.items() if k != "last.bias"}, folder / "wrong")
fails("no tensor 'last.bias'", lambda: luge.load_checkpoint(folder / "wrong", other))
safetensors.torch.save_file({**state, "last.bias": torch.ones(4).double()}, folder / "wrong")
fails(
    "expected float64 of shape [3] for 'last.bias', got float64 of shape [4]",
    lambda: luge.load_checkpoint(folder / "wrong", other),
)
safetensors.torch.save_file({**state, "last.bias": torch.ones(3)}, folder / "wrong")
fails("got float32 of shape [3]", lambda: luge.load_checkpoint(folder / "wrong", other))
fails("no tensor 'first.bias.exp_avg'", lambda: luge.load_checkpoint(folder / "model", other, other_optimizer))
fails(
    "it was saved with Adam, got AdamW",
    lambda: luge.load_checkpoint(
        folder / "adam", other, optim.AdamW(other.parameters()), criterion=criterion
    ),
)
fails(
    "none of the model's",
    lambda: luge.save_checkpoint(folder / "wrong", nn.Linear(2, 2), other_optimizer),
)
assert torch.equal(before, other.first.weight)
scheduler = optim.lr_scheduler.LambdaLR(other_optimizer, type("Callable", (), {"__call__": lambda self, i: 1.0})())
scheduler.lr_lambdas[0].extra = {1}
fails("the state of LambdaLR cannot be saved: {1} is no", lambda: luge.save_checkpoint(folder / "wrong", other, other_optimizer, scheduler))
lbfgs = optim.LBFGS(other.parameters())
lbfgs.step(lambda: (loss := criterion(other(next(batches(1))[0]), torch.arange(11) % 3), loss.backward())[0])
fails("states of LBFGS cannot be saved", lambda: luge.save_checkpoint(folder / "wrong", other, lbfgs))


# ---------------------------------------------------------------------------------------
# Modules of Luge, and its generator
# ---------------------------------------------------------------------------------------


def native(seed):
    luge.manual_seed(seed)
    nn = luge.nn
    model = nn.Sequential(nn.Linear(5, 7), nn.Dropout(0.3), nn.ReLU(), nn.Linear(7, 3))
    optimizer = luge.optim.Adam(model.parameters(), lr=0.05)
    scheduler = luge.optim.lr_scheduler.StepLR(optimizer, 3, gamma=0.7)
    criterion = nn.CrossEntropyLoss()

    @luge.compile
    def step(x, y):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return model, optimizer, scheduler, step


def losses(run, count):
    for x, y in batches(count):
        yield run[3](x.float(), y).item()
        run[2].step()


run = native(0)
first = list(losses(run, 5))
luge.save_checkpoint(folder / "native", *run[:3], rng=True)
expected = list(losses(run, 5))
run = native(3)
luge.load_checkpoint(folder / "native", *run[:3], rng=True)
assert list(losses(run, 5)) == expected
assert run[1].param_groups[0]["lr"] != 0.05 and "rng.seed" in luge.load(folder / "native")

# Between the two: names and types are the same.
theirs = nn.Sequential(nn.Linear(5, 7), nn.Dropout(0.3), nn.ReLU(), nn.Linear(7, 3))
optimizer = optim.Adam(theirs.parameters())
luge.save_checkpoint(folder / "native", *run[:2])
luge.load_checkpoint(folder / "native", theirs, optimizer)
assert theirs[3].weight.tolist() == run[0][3].weight.tolist()
assert optimizer.state[theirs[0].bias]["step"] == 10
assert optimizer.param_groups[0]["lr"] == run[1].param_groups[0]["lr"]
