"""One function and its gradient over many elements: y = f(x) and dx = f'(x) dy, all four arrays in memory.

Cross entropy has the mean loss instead of y, and no dy. A sweep "in cache" has its arrays in a core's L2 cache.
"""

from dataclasses import dataclass

SIZES = {"in-cache": (64, 512), "memory": (16384, 1024)}  # rows, columns


@dataclass(frozen=True)
class Sweep:
    function: str
    rows: int
    columns: int

    systems = ["luge", "torch", "torch-compile", "jax"]

    @property
    def peak(self):
        return "triad_in_cache" if (self.rows, self.columns) == SIZES["in-cache"] else "triad"

    @property
    def work(self):
        """Bytes, if x is read once."""
        arrays = 2 if self.function == "cross-entropy" else 4
        return 4 * arrays * self.rows * self.columns


WORKLOADS = {
    f"{function}-{size}": Sweep(function, *extents)
    for size, extents in SIZES.items()
    for function in ("relu", "gelu", "tanh", "sigmoid", "exp", "softmax", "layer-norm", "cross-entropy")
}


def torch_step(workload, system):
    import torch
    from torch.nn import functional as F

    x = torch.randn(workload.rows, workload.columns, requires_grad=system == "torch")
    dy = torch.randn(workload.rows, workload.columns)
    target = torch.randint(0, workload.columns, (workload.rows,))
    functions = {
        "relu": F.relu,
        "gelu": F.gelu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "exp": torch.exp,
        "softmax": lambda x: F.softmax(x, -1),
        "layer-norm": lambda x: F.layer_norm(x, x.shape[-1:]),
        "cross-entropy": lambda x: F.cross_entropy(x, target),
    }
    function = functions[workload.function]
    if workload.function == "cross-entropy":
        dy = torch.ones(())

    def eager():
        x.grad = None
        y = function(x)
        y.backward(dy)
        return y.detach()

    # torch.compile would cut `eager` in two at backward(); this stays one.
    def functional():
        y, vjp = torch.func.vjp(function, x)
        return y, vjp(dy)[0]

    return functional if system == "torch-compile" else eager


def jax_step(workload):
    from functools import partial

    import jax
    import jax.numpy as jnp
    import optax

    def function(x, target):
        match workload.function:
            case "relu":
                return jax.nn.relu(x)
            case "gelu":
                return jax.nn.gelu(x, approximate=False)
            case "tanh":
                return jnp.tanh(x)
            case "sigmoid":
                return jax.nn.sigmoid(x)
            case "exp":
                return jnp.exp(x)
            case "softmax":
                return jax.nn.softmax(x)
            case "layer-norm":
                centered = x - x.mean(-1, keepdims=True)
                return centered * jax.lax.rsqrt((centered**2).mean(-1, keepdims=True) + 1e-5)
            case "cross-entropy":
                return optax.softmax_cross_entropy_with_integer_labels(x, target).mean()

    keys = jax.random.split(jax.random.key(0), 3)
    x = jax.random.normal(keys[0], (workload.rows, workload.columns))
    dy = jax.random.normal(keys[1], x.shape)
    target = jax.random.randint(keys[2], (workload.rows,), 0, workload.columns)
    if workload.function == "cross-entropy":
        dy = jnp.ones(())
    results = (jnp.zeros_like(dy), jnp.zeros_like(x))

    # The results before go in to be overwritten, so that no memory is asked for.
    @partial(jax.jit, donate_argnums=3, keep_unused=True)
    def compiled(x, dy, target, results):
        y, vjp = jax.vjp(lambda x: function(x, target), x)
        return y, vjp(dy)[0]

    def step():
        nonlocal results
        results = compiled(x, dy, target, results)
        return results

    return step
