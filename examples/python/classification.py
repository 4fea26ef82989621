"""Classification: which of three spirals a point lies on, by the cross entropy."""

import luge
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm


def data():
    y = torch.randint(3, (3000,))
    radius = torch.rand(3000)
    angle = 4 * radius + 2 * torch.pi / 3 * y + 0.15 * torch.randn(3000)
    x = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    return TensorDataset(x, y)


def network():
    return nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))


criterion = nn.CrossEntropyLoss()

if __name__ == "__main__":
    torch.manual_seed(0)
    train, test = torch.utils.data.random_split(data(), [0.8, 0.2])
    model = network()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)

    step = luge.train_step(model, criterion, optimizer)  # the one line

    for _ in (progress := tqdm(range(30))):
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            loss = step(x, y)
        progress.set_postfix(loss=f"{loss.item():.4f}")

    x, y = test[:]
    with torch.no_grad():
        print(f"test accuracy {(model(x).argmax(1) == y).float().mean().item():.3f}")
