"""One update of 25 million parameters, in 24 matrices and 24 vectors, or of 1 million, in one of each, by each optimizer."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Update:
    optimizer: str
    options: dict  # by torch's names
    states: int  # tensors of a parameter's shape that are kept beside it
    layers: int = 24
    peak: str = "triad"

    @property
    def shapes(self):
        # Muon is for matrices.
        return [(1024, 1024), (1024,)][: 1 if self.optimizer == "muon" else 2] * self.layers

    @property
    def systems(self):
        # torch's by default, which for all but Muon and Adafactor could be foreach; what it lacks, JAX has.
        if self.optimizer in ("lamb", "lion"):
            return ["luge", "jax"]
        if self.optimizer == "muon":
            return ["luge", "torch"]
        fused = ["torch-fused"] if self.optimizer in ("sgd", "adagrad", "adam", "adamw") else []
        more = ["torch-compile", "jax"] if self.optimizer in ("sgd", "adagrad", "rmsprop", "adam", "adamw") else []
        # foreach adds Nesterov's momentum to the gradient itself, which without a backward pass grows to infinity.
        first = "torch" if self.options.get("nesterov") else "torch-foreach"
        return ["luge", first, *fused, *more]

    @property
    def work(self):
        """Bytes: the gradient is read, parameter and states are read and written. Of Muon, FLOPs: its products."""
        if self.optimizer == "muon":
            return self.layers * 5 * 3 * 2 * 1024**3
        return 4 * self.layers * 1024 * 1025 * (3 + 2 * self.states)


LARGE = {
    "sgd": Update("sgd", {"lr": 1e-3}, 0),
    "sgd-momentum": Update("sgd", {"lr": 1e-3, "momentum": 0.9}, 1),
    "sgd-nesterov": Update("sgd", {"lr": 1e-3, "momentum": 0.9, "nesterov": True}, 1),
    "asgd": Update("asgd", {"lr": 1e-2}, 1),
    "adadelta": Update("adadelta", {"lr": 1.0}, 2),
    # A tenth of torch's: it moves by parts of the parameter, which one gradient, taken 9,000 times, makes infinite.
    "adafactor": Update("adafactor", {"lr": 1e-3}, 0),
    "adagrad": Update("adagrad", {"lr": 1e-2}, 1),
    "rmsprop": Update("rmsprop", {"lr": 1e-3}, 1),
    "rmsprop-centered": Update("rmsprop", {"lr": 1e-3, "momentum": 0.9, "centered": True}, 3),
    "rprop": Update("rprop", {"lr": 1e-2}, 2),
    "adam": Update("adam", {"lr": 1e-3}, 2),
    "adam-amsgrad": Update("adam", {"lr": 1e-3, "amsgrad": True}, 3),
    "adamw": Update("adamw", {"lr": 1e-3}, 2),
    "adamax": Update("adamax", {"lr": 2e-3}, 2),
    "nadam": Update("nadam", {"lr": 2e-3}, 2),
    "radam": Update("radam", {"lr": 1e-3}, 2),
    "lamb": Update("lamb", {"lr": 1e-3}, 2),
    "lion": Update("lion", {"lr": 1e-4}, 1),
}
WORKLOADS = LARGE | {f"{name}-1m": replace(update, layers=1) for name, update in LARGE.items()}
# 25 million would take seconds.
WORKLOADS["muon-1m"] = Update("muon", {"lr": 1e-3}, 1, layers=1, peak="fma")
TORCH_NAMES = {"adadelta": "Adadelta", "adafactor": "Adafactor", "adagrad": "Adagrad", "adam": "Adam", "adamax": "Adamax",
               "adamw": "AdamW", "asgd": "ASGD", "muon": "Muon", "nadam": "NAdam", "radam": "RAdam",
               "rmsprop": "RMSprop", "rprop": "Rprop", "sgd": "SGD"}


def torch_optimizer(name, options, parameters, system):
    import torch

    implementation = {"torch-foreach": {"foreach": True}, "torch-fused": {"fused": True}}.get(system, {})
    return getattr(torch.optim, TORCH_NAMES[name])(parameters, **options, **implementation)


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
    if name == "lion":
        return optax.lion(lr, weight_decay=0)
    if name == "lamb":
        return optax.lamb(lr)
    if name == "adamw":
        return optax.adamw(lr, weight_decay=1e-2)
    return optax.amsgrad(lr) if amsgrad else optax.adam(lr)


def torch_step(workload, system):
    import torch

    parameters = [torch.nn.Parameter(torch.randn(shape)) for shape in workload.shapes]
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

    keys = iter(jax.random.split(jax.random.key(0), 2 * len(workload.shapes)))
    parameters, gradients = ([jax.random.normal(next(keys), shape) for shape in workload.shapes] for _ in range(2))
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
