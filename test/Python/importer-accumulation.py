# RUN: %python %s
"""luge.train_step(accumulate=k, clip_grad_norm=c) as eager torch does it."""

import luge
import torch
from torch import nn
from torch.nn import functional as F


def check(accumulate, clip, dtype, tolerance):
    runs = []
    for _ in range(2):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3)).to(dtype)
        runs.append((model, torch.optim.Adam(model.parameters(), lr=0.05)))
    (theirs, optimizer), (ours, our_optimizer) = runs
    step = luge.train_step(
        ours, F.mse_loss, our_optimizer, accumulate=accumulate, clip_grad_norm=clip
    )
    before = [p.detach().clone() for p in ours.parameters()]
    for i in range(13):
        n = 4 if i % 5 == 4 else 11
        x, y = torch.randn(n, 5, dtype=dtype), torch.randn(n, 3, dtype=dtype)
        expected = F.mse_loss(theirs(x), y)
        (expected / accumulate).backward()
        if (i + 1) % accumulate == 0:
            if clip:
                norm = nn.utils.clip_grad_norm_(theirs.parameters(), clip)
                assert norm > clip or clip > 1
            optimizer.step()
            optimizer.zero_grad()
        elif i < accumulate:
            assert all(torch.equal(a, b) for a, b in zip(before, ours.parameters()))
        torch.testing.assert_close(step(x, y), expected.detach(), rtol=tolerance, atol=tolerance)
        for a, b in zip(ours.parameters(), theirs.parameters()):
            torch.testing.assert_close(a, b, rtol=tolerance, atol=tolerance)
    assert step.compilations == (2 if accumulate > 1 else 1), step.compilations


for accumulate in 1, 2, 3:
    for clip in None, 0.01, 100.0:
        check(accumulate, clip, torch.float64, 1e-9)
check(3, 0.01, torch.float32, 1e-4)

model = nn.Linear(5, 3)
for options in {"accumulate": 0}, {"accumulate": 1.5}, {"clip_grad_norm": -1.0}:
    try:
        luge.train_step(model, F.mse_loss, torch.optim.SGD(model.parameters()), **options)
        raise AssertionError(f"no error for {options}")
    except luge.Error as error:
        assert "expected a positive" in str(error) and f"{__file__}:" in str(error), error
