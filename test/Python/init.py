# RUN: %python %s
"""luge.nn.init: bounds, means and deviations are torch's."""

import math

import luge
import luge.nn.init as init
import torch

luge.manual_seed(0)
w = luge.zeros(40, 50)
shapes = {"xavier_uniform_": {"gain": 2.0}, "xavier_normal_": {}, "kaiming_uniform_": {"a": 0.2, "mode": "fan_out"},
          "kaiming_normal_": {"nonlinearity": "relu"}, "uniform_": {"a": -2.0, "b": 3.0}, "normal_": {"mean": 1.0, "std": 0.5},
          "trunc_normal_": {"mean": 0.5, "std": 2.0, "a": -1.0, "b": 4.0}}
for name, options in shapes.items():
    torch.manual_seed(0)
    theirs = getattr(torch.nn.init, name)(torch.empty(400, 500), **options)
    ours = getattr(init, name)(luge.empty(400, 500) if hasattr(luge, "empty") else luge.zeros(400, 500), **options)
    a = torch.tensor(ours.tolist())
    scale = theirs.std()
    assert abs(a.mean() - theirs.mean()) < 0.01 * scale and abs(a.std() / scale - 1) < 0.01, name
    if "normal" not in name or name.startswith("trunc"):
        assert a.min() >= theirs.min() - 0.01 * scale and a.max() <= theirs.max() + 0.01 * scale, name

# Far from the mean, too.
far = torch.tensor(init.trunc_normal_(luge.zeros(20000), 0.0, 1.0, 3.0, 9.0).tolist())
assert far.min() >= 3 and abs(far.mean() - 3.2831) < 0.01, far.mean()

for fill, value in (init.ones_, 1), (init.zeros_, 0), (lambda t: init.constant_(t, 2.5), 2.5):
    assert fill(w) is w and w.tolist() == [[value] * 50] * 40
assert init.eye_(luge.ones(2, 3)).tolist() == [[1, 0, 0], [0, 1, 0]]
for shape in (5, 8), (8, 5), (6, 2, 3), (1, 4):
    q = torch.tensor(init.orthogonal_(luge.zeros(shape, dtype=luge.float64), gain=2.0).tolist(), dtype=torch.float64)
    q = q.reshape(shape[0], -1)
    q = q if q.shape[0] <= q.shape[1] else q.t()
    torch.testing.assert_close(q @ q.t(), 4 * torch.eye(len(q), dtype=torch.float64), rtol=0, atol=1e-9)
for nonlinearity in "linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu":
    assert init.calculate_gain(nonlinearity) == torch.nn.init.calculate_gain(nonlinearity)
assert init.calculate_gain("leaky_relu", 0.5) == math.sqrt(2 / 1.25)

# Of a layer: in place, without a gradient, under its name.
layer = luge.nn.Linear(3, 4)
weight = layer.weight
assert init.xavier_uniform_(layer.weight) is weight and weight.is_leaf and weight.requires_grad
assert layer.weight.abs().amax().item() <= math.sqrt(6 / 7)

for wrong, message in (
    (lambda: init.xavier_uniform_(luge.ones(3)), "fewer than 2 dimensions"),
    (lambda: init.kaiming_normal_(luge.ones(3, 3), mode="fan"), "Mode fan not supported"),
    (lambda: init.calculate_gain("none"), "Unsupported nonlinearity none"),
    (lambda: init.eye_(luge.ones(3)), "2 dimensions"),
    (lambda: init.orthogonal_(luge.ones(3)), "2 or more dimensions"),
):
    try:
        wrong()
    except ValueError as error:
        assert isinstance(error, luge.Error) and message in str(error), error
    else:
        raise AssertionError(message)
