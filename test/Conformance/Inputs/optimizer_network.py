"""The small network that optimizers are compared on."""

import reference_optimizers
import torch

STEPS = 100
# Roundings grow over the steps, until torch differs from itself where they began otherwise. So L-BFGS, 20 iterations a
# step, has one layer, whose optimum is the only one; and with Rprop, which multiplies each difference of sign, a gradient
# is rounded to zero or not behind a saturated tanh.
SHAPES = {"lbfgs": [[(3, 4), (3,)]], "muon": [[(5, 4)], [(3, 5)]]}
TOLERANCES = {torch.float64: dict(rtol=1e-7, atol=1e-9), torch.float32: dict(rtol=1.3e-6, atol=1e-5)}
# It ends where the gradient or a change is small enough, which is an iteration earlier or later: with lr=0.01 torch in f32
# is up to 0.024 from itself in f64, 0.002 in the median of 30 seeds.
TOLERANCES_OF = {("lbfgs", torch.float32): dict(rtol=5e-2, atol=5e-2),
                 ("lbfgs", torch.float64): dict(rtol=1e-6, atol=1e-6)}


def expect_close(kind, actual, expected):
    tolerances = TOLERANCES_OF.get((kind, expected.dtype), TOLERANCES[expected.dtype])
    torch.testing.assert_close(actual, expected, **tolerances)


def make_data(kind, dtype, seed):
    """Layers, each a weight and perhaps a bias; inputs and targets."""
    random = torch.Generator().manual_seed(seed)
    shapes = SHAPES.get(kind, [[(5, 4), (5,)], [(3, 5), (3,)]])
    layers = [[torch.randn(shape, dtype=torch.float64, generator=random).to(dtype) for shape in layer]
              for layer in shapes]
    x, y = (torch.randn(7, extent, dtype=torch.float64, generator=random).to(dtype) for extent in (4, 3))
    return layers, x, y


def network(library, kind, layers, x):
    F = library.nn.functional
    first, *rest = layers
    output = F.linear(x, *first)
    for layer in rest:
        output = F.linear(output.relu() if kind == "rprop" else output.tanh(), *layer)
    return output


def make_optimizer(kind, groups, **options):
    """torch's, or in the parameter's type, as Luge's."""
    if kind == "lbfgs":
        return torch.optim.LBFGS(groups, **options)
    return reference_optimizers.CLASSES[kind](groups, foreach=False, **options)


def train(library, kind, optimizer, layers, x, y):
    """All steps, with a schedule."""
    scheduler = library.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.8)

    def closure():
        optimizer.zero_grad()
        loss = library.nn.functional.mse_loss(network(library, kind, layers, x), y)
        loss.backward()
        return loss

    for _ in range(STEPS):
        if kind == "lbfgs":
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        scheduler.step()
