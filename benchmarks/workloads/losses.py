"""Losses and their gradients: the mean loss and dx, from x and a target in memory.

Cross entropy of class indices at the extents of a picture's and of a word's classes; losses of single elements at a
million of them, whose target is read too.
"""

from dataclasses import dataclass

ELEMENTWISE = "mse_loss", "l1_loss", "smooth_l1_loss", "binary_cross_entropy_with_logits", "kl_div"


@dataclass(frozen=True)
class Loss:
    function: str  # of torch.nn.functional
    rows: int
    columns: int
    options: dict

    systems = ["luge", "torch", "torch-compile", "jax"]
    peak = "triad"

    @property
    def work(self):
        """Bytes: x is read and dx written; elementwise a target is read too."""
        arrays = 3 if self.function in ELEMENTWISE else 2
        return 4 * arrays * self.rows * self.columns


WORKLOADS = {
    "cross-entropy-4096x1000": Loss("cross_entropy", 4096, 1000, {}),
    "cross-entropy-256x50257": Loss("cross_entropy", 256, 50257, {}),
    "cross-entropy-smoothed": Loss("cross_entropy", 4096, 1000, {"label_smoothing": 0.1}),
    **{f"{name.replace('_', '-')}-1m": Loss(name, 1024, 1024, {}) for name in ELEMENTWISE},
}


def torch_step(workload, system):
    import torch
    from torch.nn import functional as F

    shape = workload.rows, workload.columns
    x = torch.randn(shape, requires_grad=system == "torch")
    if workload.function == "cross_entropy":
        target = torch.randint(0, workload.columns, (workload.rows,))
    else:
        target = torch.rand(shape)

    def function(x):
        return getattr(F, workload.function)(x, target, **workload.options)

    def eager():
        x.grad = None
        loss = function(x)
        loss.backward()
        return loss.detach()

    # torch.compile would cut `eager` in two at backward(); this stays one.
    def functional():
        loss, vjp = torch.func.vjp(function, x)
        return loss, vjp(torch.ones(()))[0]

    return functional if system == "torch-compile" else eager


def jax_step(workload):
    from functools import partial

    import jax
    import jax.numpy as jnp
    import optax

    def function(x, target):
        match workload.function:
            case "cross_entropy":
                smoothing = workload.options.get("label_smoothing", 0)
                losses = optax.softmax_cross_entropy_with_integer_labels(x, target)
                if smoothing:
                    uniform = jax.nn.logsumexp(x, -1) - x.mean(-1)
                    losses = (1 - smoothing) * losses + smoothing * uniform
                return losses.mean()
            case "mse_loss":
                return ((x - target) ** 2).mean()
            case "l1_loss":
                return jnp.abs(x - target).mean()
            case "smooth_l1_loss":
                return optax.huber_loss(x, target).mean()
            case "binary_cross_entropy_with_logits":
                return optax.sigmoid_binary_cross_entropy(x, target).mean()
            case "kl_div":
                return (jax.scipy.special.xlogy(target, target) - target * x).mean()

    keys = jax.random.split(jax.random.key(0), 2)
    x = jax.random.normal(keys[0], (workload.rows, workload.columns))
    if workload.function == "cross_entropy":
        target = jax.random.randint(keys[1], (workload.rows,), 0, workload.columns)
    else:
        target = jax.random.uniform(keys[1], x.shape)
    results = (jnp.zeros(()), jnp.zeros_like(x))

    # The results before go in to be overwritten, so that no memory is asked for.
    @partial(jax.jit, donate_argnums=2, keep_unused=True)
    def compiled(x, target, results):
        return jax.value_and_grad(function)(x, target)

    def step():
        nonlocal results
        results = compiled(x, target, results)
        return results

    return step
