# RUN: rm -rf %t && mkdir %t && %python %s %t
"""Checkpoints go from Luge to PyTorch and back, through the safetensors package."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import torch
from safetensors.torch import load_file, save_file

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(0)
x = random.standard_normal((96, 64), np.float32)
y = random.integers(0, 10, 96)
np.savez(folder / "data.npz", x=x, y=y)
inputs, targets = torch.from_numpy(x), torch.from_numpy(y)
criterion = torch.nn.CrossEntropyLoss()


def train(*options):
    """The last epoch of `luge train`."""
    command = ["luge", "train", "digits-mlp", f"--data={folder}/data.npz", "--batch-size=32", "--shuffle=false"]
    output = subprocess.run([*command, "--json", *options], check=True, capture_output=True, text=True).stdout
    return [event for event in map(json.loads, output.splitlines()) if event["event"] == "epoch"][-1]


def make_model():
    return torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64), torch.nn.ReLU(),
                               torch.nn.Linear(64, 10))


# PyTorch takes a model that Luge has trained: it has the same loss and accuracy.
epoch = train("--epochs=3", f"--save={folder}/luge")
tensors = load_file(folder / "luge")
model = make_model()
model.load_state_dict({name: tensors[name] for name in model.state_dict()})
with torch.no_grad():
    logits = model(inputs)
assert abs(criterion(logits, targets).item() - epoch["test_loss"]) < 1e-5
assert (logits.argmax(1) == targets).double().mean().item() == epoch["accuracy"]
assert all(tensors[f"{name}.step"] == 9 for name in model.state_dict())

# Luge goes on from PyTorch's model and optimizer as PyTorch itself does.
torch.manual_seed(0)
model = make_model()
optimizer = torch.optim.Adam(model.parameters())


def step():
    for batch in torch.arange(96).split(32):
        optimizer.zero_grad()
        criterion(model(inputs[batch]), targets[batch]).backward()
        optimizer.step()


def state():
    """The names that Luge gives to what PyTorch keeps."""
    tensors = {name: value.clone() for name, value in model.state_dict().items()}
    for name, parameter in model.named_parameters():
        for key, value in optimizer.state[parameter].items():
            tensors[f"{name}.{key}"] = value.clone()
    return tensors


step()
position = {"luge.position": "1 0 0", "luge.seed": "0", "luge.batch_size": "32", "luge.shuffle": "0"}
save_file(state(), folder / "torch", position)
train("--epochs=2", f"--resume={folder}/torch", f"--save={folder}/continued")
step()
continued, expected = load_file(folder / "continued"), state()
assert continued.keys() == expected.keys()
for name in expected:
    torch.testing.assert_close(continued[name], expected[name], msg=lambda text: f"{name}: {text}")
