"""Whole training steps of multi-layer perceptrons: forward, loss, backward, optimizer."""

from dataclasses import dataclass

ADAM = {"lr": 1e-3}


@dataclass(frozen=True)
class Step:
    """An activation stands between the layers; the step is trained on one batch again and again."""

    extents: tuple[int, ...]
    batch: int
    activation: str  # "relu" or "gelu"
    loss: str  # "cross_entropy" (class indices), "bce_with_logits" (targets in [0, 1]) or "mse"
    optimizer: str  # one of optimizers.py
    options: dict  # of the optimizer, by torch's names

    peak = "fma"

    @property
    def systems(self):
        fused = [] if self.optimizer == "rmsprop" else ["torch-fused"]
        return ["luge", "torch", *fused, "torch-compile", "jax"]

    @property
    def work(self):
        """Of the contractions: forward, weight gradient, and input gradient beyond the first layer."""
        pairs = list(zip(self.extents, self.extents[1:]))
        return 2 * self.batch * (3 * sum(a * b for a, b in pairs) - pairs[0][0] * pairs[0][1])


MLP = (784, 512, 512, 10)
WORKLOADS = {
    "tiny-mlp": Step((4, 16, 3), 16, "relu", "cross_entropy", "adam", ADAM),
    "digits-mlp": Step((64, 128, 64, 10), 64, "relu", "cross_entropy", "adam", ADAM),
    "mlp-32": Step(MLP, 32, "relu", "cross_entropy", "adam", ADAM),
    "mlp": Step(MLP, 128, "relu", "cross_entropy", "adam", ADAM),
    "autoencoder": Step(
        (784, 256, 64, 256, 784), 128, "relu", "bce_with_logits", "rmsprop", {"lr": 1e-3, "momentum": 0.9}
    ),
    "mlp-1024": Step((1024, 1024, 1024, 1024), 256, "gelu", "cross_entropy", "adam", ADAM),
    "ffn": Step((1024, 4096, 4096, 1024), 256, "relu", "mse", "adam", ADAM),
}


def torch_objects(workload, system):
    """Model, loss, optimizer, and one batch."""
    import torch
    from torch import nn

    from workloads.optimizers import torch_optimizer

    activations = {"relu": nn.ReLU, "gelu": nn.GELU}
    losses = {"cross_entropy": nn.CrossEntropyLoss, "bce_with_logits": nn.BCEWithLogitsLoss, "mse": nn.MSELoss}
    layers = []
    for inputs, outputs in zip(workload.extents, workload.extents[1:]):
        layers += [nn.Linear(inputs, outputs), activations[workload.activation]()]
    model = nn.Sequential(*layers[:-1])
    optimizer = torch_optimizer(workload.optimizer, workload.options, model.parameters(), system)
    x = torch.randn(workload.batch, workload.extents[0])
    if workload.loss == "cross_entropy":
        y = torch.randint(0, workload.extents[-1], (workload.batch,))
    else:
        y = torch.rand(workload.batch, workload.extents[-1])
    return model, losses[workload.loss](), optimizer, x, y


def eager_step(model, criterion, optimizer, x, y):
    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def torch_step(workload, system):
    return eager_step(*torch_objects(workload, system))


def jax_step(workload):
    from functools import partial

    import jax
    import jax.numpy as jnp
    import optax

    from workloads.optimizers import jax_optimizer

    activations = {"relu": jax.nn.relu, "gelu": partial(jax.nn.gelu, approximate=False)}
    losses = {
        "cross_entropy": optax.softmax_cross_entropy_with_integer_labels,
        "bce_with_logits": optax.sigmoid_binary_cross_entropy,
        "mse": optax.squared_error,
    }
    activation, criterion = activations[workload.activation], losses[workload.loss]
    keys = iter(jax.random.split(jax.random.key(0), 32))
    layers = [
        (jax.random.uniform(next(keys), (i, o), minval=-(i**-0.5), maxval=i**-0.5), jnp.zeros(o))
        for i, o in zip(workload.extents, workload.extents[1:])
    ]
    x = jax.random.normal(next(keys), (workload.batch, workload.extents[0]))
    if workload.loss == "cross_entropy":
        y = jax.random.randint(next(keys), (workload.batch,), 0, workload.extents[-1])
    else:
        y = jax.random.uniform(next(keys), (workload.batch, workload.extents[-1]))
    optimizer = jax_optimizer(workload.optimizer, workload.options)
    state = optimizer.init(layers)

    def loss_of(layers, x, y):
        h = x
        for weight, bias in layers[:-1]:
            h = activation(h @ weight + bias)
        weight, bias = layers[-1]
        return criterion(h @ weight + bias, y).mean()

    @partial(jax.jit, donate_argnums=(0, 1))
    def compiled(layers, state, x, y):
        loss, gradients = jax.value_and_grad(loss_of)(layers, x, y)
        updates, state = optimizer.update(gradients, state)
        return optax.apply_updates(layers, updates), state, loss

    def step():
        nonlocal layers, state
        layers, state, loss = compiled(layers, state, x, y)
        return loss

    return step
