"""One update of 25 million parameters, in 24 matrices and 24 vectors, by each optimizer."""

from dataclasses import dataclass

SHAPES = [(1024, 1024), (1024,)] * 24
PARAMETERS = 24 * 1024 * 1025


@dataclass(frozen=True)
class Update:
    optimizer: str
    options: dict  # by torch's names
    states: int  # tensors of a parameter's shape that are kept beside it

    peak = "triad"

    @property
    def systems(self):
        fused = [] if self.optimizer == "rmsprop" else ["torch-fused"]
        return ["luge", "torch-foreach", *fused, "torch-compile", "jax"]

    @property
    def work(self):
        """Bytes: the gradient is read, parameter and states are read and written."""
        return 4 * PARAMETERS * (3 + 2 * self.states)


WORKLOADS = {
    "sgd": Update("sgd", {"lr": 1e-3}, 0),
    "sgd-momentum": Update("sgd", {"lr": 1e-3, "momentum": 0.9}, 1),
    "sgd-nesterov": Update("sgd", {"lr": 1e-3, "momentum": 0.9, "nesterov": True}, 1),
    "adagrad": Update("adagrad", {"lr": 1e-2}, 1),
    "rmsprop": Update("rmsprop", {"lr": 1e-3}, 1),
    "rmsprop-centered": Update("rmsprop", {"lr": 1e-3, "momentum": 0.9, "centered": True}, 3),
    "adam": Update("adam", {"lr": 1e-3}, 2),
    "adam-amsgrad": Update("adam", {"lr": 1e-3, "amsgrad": True}, 3),
    "adamw": Update("adamw", {"lr": 1e-3}, 2),
}


def torch_optimizer(name, options, parameters, system):
    import torch

    kinds = {
        "sgd": torch.optim.SGD,
        "adagrad": torch.optim.Adagrad,
        "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }
    implementation = {"torch-foreach": {"foreach": True}, "torch-fused": {"fused": True}}.get(system, {})
    return kinds[name](parameters, **options, **implementation)


def jax_optimizer(name, options):
    """With torch's defaults."""
    import optax

    options = dict(options)
    lr, amsgrad = options.pop("lr"), options.pop("amsgrad", False)
    if name == "sgd":
        return optax.sgd(lr, **options)
    if name == "adagrad":
        return optax.adagrad(lr, initial_accumulator_value=0, eps=1e-10)
    if name == "rmsprop":
        return optax.rmsprop(lr, decay=0.99, eps=1e-8, **options)
    if name == "adamw":
        return optax.adamw(lr, weight_decay=1e-2)
    return optax.amsgrad(lr) if amsgrad else optax.adam(lr)


def torch_step(workload, system):
    import torch

    parameters = [torch.nn.Parameter(torch.randn(shape)) for shape in SHAPES]
    for parameter in parameters:
        parameter.grad = torch.randn_like(parameter)
    optimizer = torch_optimizer(workload.optimizer, workload.options, parameters, system)

    def step():
        optimizer.step()
        return parameters[0].detach()

    return step


def jax_step(workload):
    from functools import partial

    import jax
    import optax

    keys = iter(jax.random.split(jax.random.key(0), 2 * len(SHAPES)))
    parameters, gradients = ([jax.random.normal(next(keys), shape) for shape in SHAPES] for _ in range(2))
    optimizer = jax_optimizer(workload.optimizer, workload.options)
    state = optimizer.init(parameters)

    @partial(jax.jit, donate_argnums=(0, 1))
    def compiled(parameters, state, gradients):
        updates, state = optimizer.update(gradients, state, parameters)
        return optax.apply_updates(parameters, updates), state

    def step():
        nonlocal parameters, state
        parameters, state = compiled(parameters, state, gradients)
        return parameters[0]

    return step
