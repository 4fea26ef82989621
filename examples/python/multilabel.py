"""Multi-label classification: which of five patterns are in a signal, by the binary cross entropy."""

import luge
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm


def data():
    y = (torch.rand(4000, 5) < 0.3).float()
    time = torch.arange(40) / 40
    patterns = torch.stack([torch.sin(2 * torch.pi * (k + 1) * time) for k in range(5)])
    return TensorDataset(y @ patterns + 0.5 * torch.randn(4000, 40), y)


def network():
    return nn.Sequential(nn.Linear(40, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 5))


# What is there is rarer than what is not.
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.full((5,), 2.0))

if __name__ == "__main__":
    torch.manual_seed(0)
    luge.manual_seed(0)  # dropout's
    train, test = torch.utils.data.random_split(data(), [0.8, 0.2])
    model = network()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)

    step = luge.train_step(model, criterion, optimizer)  # the one line

    for _ in (progress := tqdm(range(20))):
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            loss = step(x, y)
        progress.set_postfix(loss=f"{loss.item():.4f}")

    x, y = test[:]
    model.eval()
    with torch.no_grad():
        print(f"test accuracy {((model(x) > 0) == y.bool()).float().mean().item():.3f}")
