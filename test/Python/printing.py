# RUN: %python %s
"""Tensors are printed as torch prints them."""

import luge
import numpy as np
import torch

inf, nan = float("inf"), float("nan")
random = np.random.default_rng(0)
normal = random.standard_normal
arrays = [
    np.array(1.4848),
    np.array(3.0),
    np.array(-0.0),
    np.array(1e-7),
    np.array(nan),
    np.array(-inf),
    np.array([1.0, 2.0, -30.0]),
    np.array([1.0, 2.5, -30.0]),
    np.array([1.0, 0.001, 0.0]),
    np.array([1.0, 0.0009, 0.0]),
    np.array([2e8, 1e8, 5e5]),
    np.array([12345678.0, 1.0]),
    np.array([1e-5, 2e-5]),
    np.array([1.0, nan, inf, -inf]),
    np.array([1.5, nan, inf, -inf, 1e6]),
    np.array([nan, inf]),
    np.zeros(37),
    np.zeros((0,)),
    np.zeros((2, 0, 3)),
    np.arange(13.0),
    normal((1,)),
    normal((29,)),
    normal((2, 3)),
    normal((3, 17)),
    normal((2, 3, 5)),
    normal((2, 1, 3, 2)),
    normal((1000,)),
    normal((1001,)),
    normal((7, 150)),
    normal((150, 7)),
    normal((6, 250)),
    normal((11, 3, 101)),
    normal((2, 2, 2, 500)) * 1e6,
    np.exp(normal((40,)) * 8),
]
cases = [array.astype(dtype) for array in arrays for dtype in (np.float32, np.float64)]
cases += [
    np.array(5),
    np.array([5, -17, 0]),
    np.arange(24).reshape(2, 3, 4),
    random.integers(-(10**6), 10**6, (5, 7)),
    np.arange(5000).reshape(50, 100),
    np.zeros((0, 3), dtype=np.int64),
    np.array(True),
    random.integers(0, 2, (3, 5)).astype(bool),
    np.zeros((0,), dtype=bool),
]

for array in cases:
    expected, actual = repr(torch.tensor(array)), repr(luge.tensor(array))
    assert actual == expected, f"{array.shape} {array.dtype}\n{actual}\n{expected}"
    if array.dtype.kind == "f":
        expected = repr(torch.tensor(array, requires_grad=True))
        actual = repr(luge.tensor(array, requires_grad=True))
        assert actual == expected, f"{array.shape} {array.dtype}\n{actual}\n{expected}"

# A parameter says so.
value = normal((2, 3)).astype(np.float32)
expected = repr(torch.nn.Parameter(torch.tensor(value)))
assert repr(luge.nn.Parameter(luge.tensor(value))) == expected, expected

# Options.
for options in (
    dict(precision=2),
    dict(threshold=5, edgeitems=2),
    dict(linewidth=40),
    dict(sci_mode=True),
    dict(sci_mode=False),
    dict(profile="short"),
    dict(profile="full"),
    dict(profile="default"),
):
    luge.set_printoptions(**options)
    torch.set_printoptions(**options)
    for array in normal((7, 150)), np.exp(normal((9,)) * 8), np.arange(2.0, 30.0):
        assert repr(luge.tensor(array)) == repr(torch.tensor(array)), (options, array)
luge.set_printoptions(profile="default")

# The shape and the type, and a value computed.
x = luge.tensor([[1.0, 2.0, 4.0]])
assert repr(x.shape) == "torch.Size([1, 3])" and x.shape == (1, 3)
assert repr(x.dtype) == "torch.float32"
assert repr(luge.nn.MSELoss()(x, x * 2)) == "tensor(7.)"
