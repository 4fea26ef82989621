"""Segmentation: a class for every pixel of an image, by the cross entropy of logits [N, C, H, W]."""

import luge
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

HEIGHT, WIDTH, CLASSES = 6, 8, 4


def data():
    colors = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    y = torch.randint(CLASSES, (600, HEIGHT // 2, WIDTH // 2))
    y = y.repeat_interleave(2, 1).repeat_interleave(2, 2)
    x = colors[y].permute(0, 3, 1, 2).contiguous() + 0.25 * torch.randn(600, 3, HEIGHT, WIDTH)
    y[torch.rand(y.shape) < 0.05] = 255  # pixels that nobody labelled
    return TensorDataset(x, y)


class PerPixel(nn.Module):
    """The same layers for every pixel, with the mean of its image."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, CLASSES))

    def forward(self, images):
        pixels = images.permute(0, 2, 3, 1)
        means = pixels.mean((1, 2), keepdim=True).expand_as(pixels)
        return self.layers(torch.cat([pixels, means], dim=-1)).permute(0, 3, 1, 2)


network = PerPixel
criterion = nn.CrossEntropyLoss(ignore_index=255)

if __name__ == "__main__":
    torch.manual_seed(0)
    train, test = torch.utils.data.random_split(data(), [0.8, 0.2])
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps=20 * 30)

    step = luge.train_step(model, criterion, optimizer)  # the one line

    for _ in (progress := tqdm(range(20))):
        for x, y in DataLoader(train, batch_size=16, shuffle=True):
            loss = step(x, y)
            schedule.step()
        progress.set_postfix(loss=f"{loss.item():.4f}")

    x, y = test[:]
    with torch.no_grad():
        right = (model(x).argmax(1) == y)[y != 255]
    print(f"test accuracy {right.float().mean().item():.3f}")
