"""One workload's training step in JAX, jitted, with its state donated. usage: jax_step.py WORKLOAD THREADS"""

import os
import sys
from functools import partial

if sys.argv[2] == "1":
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import optax

from protocol import serve
from workloads import WORKLOADS

workload = WORKLOADS[sys.argv[1]]
LOSSES = {
    "cross_entropy": optax.softmax_cross_entropy_with_integer_labels,
    "bce_with_logits": optax.sigmoid_binary_cross_entropy,
}


def make_optimizer():
    options = workload.options
    if workload.optimizer == "rmsprop":  # torch's alpha and eps
        return optax.rmsprop(options["lr"], 0.99, 1e-8, momentum=options["momentum"])
    return optax.adam(options["lr"])


def prepare():
    keys = iter(jax.random.split(jax.random.PRNGKey(0), 32))
    layers = [
        (jax.random.uniform(next(keys), (i, o), minval=-(i**-0.5), maxval=i**-0.5), jnp.zeros(o))
        for i, o in zip(workload.extents, workload.extents[1:])
    ]
    x = jax.random.normal(next(keys), (workload.batch, workload.extents[0]))
    if workload.loss == "cross_entropy":
        y = jax.random.randint(next(keys), (workload.batch,), 0, workload.extents[-1])
    else:
        y = jax.random.uniform(next(keys), (workload.batch, workload.extents[-1]))
    optimizer = make_optimizer()

    def loss_of(layers):
        h = x
        for weight, bias in layers[:-1]:
            h = jax.nn.relu(h @ weight + bias)
        weight, bias = layers[-1]
        return LOSSES[workload.loss](h @ weight + bias, y).mean()

    @partial(jax.jit, donate_argnums=(0, 1))
    def compiled(layers, state):
        loss, gradients = jax.value_and_grad(loss_of)(layers)
        updates, state = optimizer.update(gradients, state)
        return optax.apply_updates(layers, updates), state, loss

    state = optimizer.init(layers)

    def step():
        nonlocal layers, state
        layers, state, loss = compiled(layers, state)
        return loss.block_until_ready()

    return step


serve(f"jax {jax.__version__}", prepare)
