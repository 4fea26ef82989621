"""The same script of PyTorch, as it is and with one line: `luge.train_step`, or `torch.compile` of the model or of the step.

Each step is a call of Python. `python-empty` has two parameters and one sample: it takes the time of the call."""

from dataclasses import dataclass

from workloads import steps
from workloads.steps import eager_step, jax_step, torch_objects, torch_step  # noqa: F401


@dataclass(frozen=True)
class PythonStep(steps.Step):
    @property
    def systems(self):
        return ["luge.train_step", "torch", "torch-fused", "torch-compile-model", "torch-compile", "jax"]


WORKLOADS = {"python-empty": PythonStep((1, 1), 1, "relu", "mse", "sgd", {"lr": 1e-3})} | {
    f"python-{name}": PythonStep(**vars(steps.WORKLOADS[name])) for name in ("tiny-mlp", "digits-mlp", "mlp")
}
