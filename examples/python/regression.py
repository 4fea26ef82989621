"""Regression: a function of two numbers, by the mean squared error."""

import luge
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm


def data():
    x = torch.rand(2000, 2) * 4 - 2
    return TensorDataset(x, torch.sin(x[:, :1]) * torch.cos(x[:, 1:]))


def network():
    return nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))


criterion = nn.MSELoss()

if __name__ == "__main__":
    torch.manual_seed(0)
    train, test = torch.utils.data.random_split(data(), [0.8, 0.2])
    model = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)

    step = luge.train_step(model, criterion, optimizer)  # the one line

    for _ in (progress := tqdm(range(40))):
        for x, y in DataLoader(train, batch_size=50, shuffle=True):
            loss = step(x, y)
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.5f}")

    x, y = test[:]
    with torch.no_grad():
        print(f"test error {criterion(model(x), y).item():.5f}")
