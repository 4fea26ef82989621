"""An autoencoder: curves of 50 points through 3 numbers, with a loss of two terms."""

import luge
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm


def data():
    time = torch.arange(50) / 50
    phase, speed, height = torch.rand(3, 3000, 1)
    return TensorDataset((0.5 + height) * torch.sin(6 * (0.5 + speed) * time + 2 * phase))


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(50, 32), nn.GELU(), nn.Linear(32, 3))
        self.decoder = nn.Sequential(nn.Linear(3, 32), nn.GELU(), nn.Linear(32, 50))

    def forward(self, x):
        code = self.encoder(x)
        return {"code": code, "decoded": self.decoder(code)}


network = Autoencoder


def criterion(outputs, x):
    return F.mse_loss(outputs["decoded"], x) + 1e-4 * outputs["code"].square().mean()


if __name__ == "__main__":
    torch.manual_seed(0)
    train, test = torch.utils.data.random_split(data(), [0.8, 0.2])
    model = network()
    optimizer = torch.optim.NAdam(model.parameters(), lr=3e-3)

    step = luge.train_step(model, criterion, optimizer)  # the one line

    for _ in (progress := tqdm(range(30))):
        for (x,) in DataLoader(train, batch_size=64, shuffle=True):
            loss = step(x, x)
        progress.set_postfix(loss=f"{loss.item():.5f}")

    (x,) = test[:]
    with torch.no_grad():
        print(f"test error {F.mse_loss(model(x)['decoded'], x).item():.5f}")
