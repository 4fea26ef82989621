"""What one writes in PyTorch to do what `luge train mlp --data=fashion-mnist --optimizer=adam` does."""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--batch-size", type=int, default=128)
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
torch.manual_seed(arguments.seed)


def read(split):
    folder = Path("/usr/share/datasets/fashion-mnist")
    with gzip.open(folder / f"{split}-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(folder / f"{split}-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return TensorDataset(torch.from_numpy(images / np.float32(255)), torch.from_numpy(labels.astype(np.int64)))


model = nn.Sequential(
    nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=arguments.lr)
train = DataLoader(read("train"), arguments.batch_size, shuffle=True)
test = DataLoader(read("t10k"), arguments.batch_size)

for epoch in range(arguments.epochs):
    for x, y in train:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        correct = sum((model(x).argmax(1) == y).sum().item() for x, y in test)
    print(json.dumps({"epoch": epoch + 1, "loss": loss.item(), "accuracy": correct / len(test.dataset)}))
