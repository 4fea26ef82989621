# RUN: rm -rf %t && mkdir %t && %python %s %t write
# RUN: cd %t && luge compile step.mlir --emit=lib,header -o train_step
# RUN: %cc -I %t %S/Inputs/resume.c %t/train_step.a -lm -lpthread -o %t/resume
# RUN: %t/resume %t/python %t/c %t/data
# RUN: %python %s %t read
# RUN: %exit 1 %t/resume %t/wrong %t/c %t/data 2>&1 | FileCheck %s
# CHECK: resume: {{.*}}unexpected tensor
"""Checkpoints go from Python to a library in C and to `luge train`, and back."""

import json
import subprocess
import sys
from pathlib import Path

import luge
import numpy as np
import torch
from torch import nn

folder, task = Path(sys.argv[1]), sys.argv[2]
torch.set_num_threads(1)


def build(seed):
    """SGD's first step with momentum is another one; the loss has a tensor, dropout draws numbers."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(5, 7), nn.Dropout(0.25), nn.ReLU(), nn.Linear(7, 3))
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.5, 1.0, 2.0]))
    return model, torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, dampening=0.5), criterion


x, y = torch.from_numpy(np.random.default_rng(0).standard_normal((11, 5), np.float32)), torch.arange(11) % 3

if task == "write":
    luge.manual_seed(7)
    model, optimizer, criterion = build(0)
    step = luge.train_step(model, criterion, optimizer)
    for _ in range(3):
        step(x, y)
    step.save(folder / "step.mlir")
    (folder / "data").write_bytes(x.numpy().tobytes() + y.numpy().tobytes())
    everything = dict(criterion=criterion, rng=True)
    luge.save_checkpoint(folder / "python", model, optimizer, **everything)
    luge.save({**luge.load(folder / "python"), "more": torch.ones(1)}, folder / "wrong")
    step(x, y)
    luge.save_checkpoint(folder / "expected", model, optimizer, **everything)
    sys.exit()

# The library has made the fourth step; here it goes on from there.
found, expected = luge.load(folder / "c"), luge.load(folder / "expected")
assert found.keys() == expected.keys() and "rng.step" in found and "criterion.weight" in found
for name, tensor in expected.items():
    if not name.endswith(".step") or name == "rng.step":
        np.testing.assert_allclose(found[name].numpy(), tensor.numpy(), rtol=1e-5, atol=1e-7, err_msg=name)
model, optimizer, criterion = build(1)
luge.load_checkpoint(folder / "c", model, optimizer, criterion=criterion, rng=True)
assert model[3].bias.tolist() == found["3.bias"].tolist()
assert optimizer.state[model[0].weight]["momentum_buffer"].abs().sum() > 0


# `luge train` goes on from a checkpoint of Python as torch does.
np.savez(folder / "data.npz", x=(images := np.random.default_rng(1).standard_normal((96, 64), np.float32)),
         y=(classes := np.arange(96) % 10))
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters())
step = luge.train_step(model, nn.CrossEntropyLoss(), optimizer)
batches = [torch.from_numpy(part) for part in np.split(images, 3)], torch.from_numpy(classes).split(32)


def epoch():
    for batch in zip(*batches):
        step(*batch)


epoch()
position = {"luge.position": "1 0 0", "luge.seed": "0", "luge.batch_size": "32", "luge.shuffle": "0"}
luge.save_checkpoint(folder / "epoch", model, optimizer, metadata=position)
command = f"luge train digits-mlp --data={folder}/data.npz --batch-size=32 --shuffle=false --epochs=2 --json"
options = [f"--resume={folder}/epoch", f"--save={folder}/trained"]
output = subprocess.run([*command.split(), *options], check=True, capture_output=True, text=True).stdout
assert json.loads(output.splitlines()[-1])
epoch()
luge.save_checkpoint(folder / "both", model, optimizer)
trained, both = luge.load(folder / "trained"), luge.load(folder / "both")
assert trained.keys() == both.keys()
for name, tensor in both.items():
    np.testing.assert_allclose(trained[name].numpy(), tensor.numpy(), rtol=1e-4, atol=1e-6, err_msg=name)
luge.load_checkpoint(folder / "trained", model, optimizer)
assert optimizer.state[model[0].weight]["step"] == 6
