"""A step of the package's own modules, checked strictly."""
# mypy: disallow-any-explicit, disallow-untyped-calls, disallow-untyped-defs, warn-return-any

import luge
import luge.nn as nn
import luge.optim as optim

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
optimizer = optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.99))
criterion = nn.CrossEntropyLoss()


def step(x: luge.Tensor, y: luge.Tensor) -> luge.Tensor:
    optimizer.zero_grad()
    loss: luge.Tensor = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


loss = luge.compile(step)(luge.randn(8, 4), luge.zeros(8, dtype=luge.long))
shape: tuple[int, ...] = loss.shape
kind: luge.dtype = loss.dtype
