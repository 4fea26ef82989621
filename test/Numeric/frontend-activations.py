# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/ops-run
"""Activations of the C++ API against PyTorch: each with its options, at kinks, infinities and NaN."""

import math

import torch
import torch.nn.functional as F
from frontend_ops import Suite, normal

suite = Suite()
EDGES = [0.0, -0.0, math.nan, math.inf, -math.inf, 100.0, -100.0, 1e-4, -1e-4]

# Function, options, and where it has kinks.
FUNCTIONS = [
    ("relu", F.relu, [{}], []),
    ("relu6", F.relu6, [{}], [6.0]),
    ("threshold", F.threshold, [dict(threshold=0.1, value=20.0), dict(threshold=-1.0, value=-0.5)], [0.1, -1.0]),
    ("hardtanh", F.hardtanh, [{}, dict(min_val=-0.3, max_val=1.7)], [1.0, -1.0, -0.3]),
    ("hardsigmoid", F.hardsigmoid, [{}], [-3.0, 3.0]),
    ("hardswish", F.hardswish, [{}], [-3.0, 3.0]),
    ("leaky_relu", F.leaky_relu, [{}, dict(negative_slope=-0.4), dict(negative_slope=0.0)], []),
    ("rrelu", F.rrelu, [{}, dict(lower=0.2, upper=0.7)], []),
    ("softshrink", F.softshrink, [{}, dict(lambd=0.0), dict(lambd=1.3)], [0.5, -0.5]),
    ("hardshrink", F.hardshrink, [{}, dict(lambd=0.0), dict(lambd=-1.3)], [0.5, -0.5]),
    ("elu", F.elu, [{}, dict(alpha=0.3)], []),
    ("selu", F.selu, [{}], []),
    ("celu", F.celu, [{}, dict(alpha=2.5), dict(alpha=-0.5)], []),
    ("sigmoid", torch.sigmoid, [{}], []),
    ("logsigmoid", F.logsigmoid, [{}], []),
    ("softplus", F.softplus, [{}, dict(beta=2.0, threshold=1.5), dict(beta=0.3)], [20.0, 21.0]),
    ("silu", F.silu, [{}], []),
    ("mish", F.mish, [{}], [20.0, 21.0]),
    ("gelu", F.gelu, [{}, dict(approximate="tanh")], []),
    ("tanh", torch.tanh, [{}], []),
    ("tanhshrink", F.tanhshrink, [{}], []),
    ("softsign", F.softsign, [{}], []),
]
for name, reference, variants, kinks in FUNCTIONS:
    for options in variants:
        suite.compare(name, reference, normal(11, 5) * 3, **options)
        suite.edges(name, reference, EDGES + kinks, **options)
    for shape in (), (1,), (0, 3), (2, 17, 3):
        suite.compare(name, reference, normal(*shape) * 3, batch=[], **variants[0])

for shape in (), (7,), (5, 7), (5, 7, 3), (5, 7, 2, 3):
    suite.compare("prelu", F.prelu, normal(*shape), normal(1))
    if len(shape) > 1:
        suite.compare("prelu", F.prelu, normal(*shape), normal(7))
suite.compare("prelu", F.prelu, torch.tensor([0.0, math.inf, -1.0]).double(), normal(1))
suite.compare("prelu_module", lambda x: F.prelu(x, x.new_full((1,), 0.25)), normal(5, 3))
suite.compare("prelu_module", lambda x, init, **_: F.prelu(x, x.new_full((1,), init)), normal(5, 3),
              num_parameters=3, init=-0.5)

for dim in -1, 1:
    suite.compare("glu", F.glu, normal(5, 6, 2), dim=dim)
suite.compare("glu", F.glu, normal(8))
suite.compare("glu", F.glu, normal(3, 0))
for name, reference in ("softmax", F.softmax), ("softmin", F.softmin), ("log_softmax", F.log_softmax):
    for dim in 0, 1, -1:
        suite.compare(name, reference, normal(5, 7, 3), batch=None if dim else [], dim=dim)
    suite.compare(name, reference, normal(5, 7) * 100, dim=1)
suite.compare("softmax2d", torch.nn.Softmax2d(), normal(5, 3, 2, 2))
suite.compare("softmax2d", torch.nn.Softmax2d(), normal(3, 2, 5), batch=[])
suite.run()
