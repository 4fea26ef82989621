# RUN: %python %s
"""A training step, written with luge as with torch: the same numbers, compiled and not."""

import luge
import torch


def build(torch, dtype):
    """The program, with torch as it is or with luge in its place."""
    nn = torch.nn
    model = nn.Sequential(nn.Linear(5, 7, dtype=dtype), nn.Tanh(), nn.Linear(7, 3, dtype=dtype))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05, betas=(0.8, 0.99))
    criterion = nn.CrossEntropyLoss()

    def step(x, y):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return model, step


def check(name, dtype, compiled, tolerance):
    generator = torch.manual_seed(0)
    reference, reference_step = build(torch, getattr(torch, dtype))
    model, step = build(luge, getattr(luge, dtype))
    for parameter, value in zip(model.parameters(), reference.parameters()):
        with luge.no_grad():
            parameter.copy_(luge.tensor(value.detach()))
    if compiled:
        step = luge.compile(step)
    for batch in [11] * 20 + [4]:
        x = torch.randn(batch, 5, dtype=getattr(torch, dtype), generator=generator)
        y = torch.randint(3, (batch,), generator=generator)
        expected = reference_step(x, y).item()
        actual = step(luge.tensor(x), luge.tensor(y)).item()
        assert abs(actual - expected) <= tolerance * abs(expected), (name, actual, expected)
    names = [key for key, _ in model.named_parameters()]
    assert names == [key for key, _ in reference.named_parameters()], names
    for parameter, value in zip(model.parameters(), reference.parameters()):
        torch.testing.assert_close(
            torch.from_dlpack(parameter.detach()), value.detach(), rtol=tolerance, atol=tolerance
        )
    if compiled:
        assert step.compilations == 1, step.compilations


for dtype, tolerance in ("float32", 2e-5), ("float64", 1e-10):
    for compiled in False, True:
        check(f"{dtype}, compiled={compiled}", dtype, compiled, tolerance)


# A batch that does not fit is an error at the line of the call that made it.
def misuse():
    model, step = build(luge, luge.float32)
    step(luge.zeros(2, 4), luge.zeros(2, dtype=luge.long))


try:
    misuse()
    raise AssertionError("no error")
except luge.Error as error:
    assert isinstance(error, RuntimeError)
    line = build.__code__.co_firstlineno + 9
    assert f"{__file__}:{line}: " in str(error), error
    assert "[2, 4] of float32 and [7, 5] of float32" in str(error), error
