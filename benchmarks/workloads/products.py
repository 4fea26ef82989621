"""The three products of a linear layer, each alone, on plain row-major operands: packing is part of the time."""

from dataclasses import dataclass

SHAPES = [  # batch, out, in; the rectangular ones are tpp-mlir's benchmarks and the layers of steps.py
    (128, 128, 128),
    (256, 256, 256),
    (512, 512, 512),
    (1024, 1024, 1024),
    (128, 512, 784),
    (256, 768, 768),
    (256, 3072, 768),
    (256, 768, 3072),
    (256, 1024, 1024),
    (256, 4096, 4096),
    (1024, 352, 512),
    (1024, 2560, 1024),
]


@dataclass(frozen=True)
class Product:
    kind: str  # "forward": Y = X W^T, "dx": dX = dY W, "dw": dW = dY^T X
    batch: int
    outputs: int
    inputs: int

    peak = "fma"
    systems = ["luge", "torch", "jax"]

    @property
    def work(self):
        return 2 * self.batch * self.outputs * self.inputs

    @property
    def operands(self):
        """The shapes of both."""
        x, w, y = (self.batch, self.inputs), (self.outputs, self.inputs), (self.batch, self.outputs)
        return {"forward": (x, w), "dx": (y, w), "dw": (y, x)}[self.kind]


WORKLOADS = {
    f"{batch}x{outputs}x{inputs}-{kind}": Product(kind, batch, outputs, inputs)
    for batch, outputs, inputs in SHAPES
    for kind in ("forward", "dx", "dw")
}


def multiply(kind, a, b):
    """In NumPy's terms, which are torch's and JAX's."""
    return {"forward": lambda: a @ b.T, "dx": lambda: a @ b, "dw": lambda: a.T @ b}[kind]()


def torch_step(workload, system):
    import torch

    a, b = (torch.randn(shape) for shape in workload.operands)
    views = {"forward": (a, b.T), "dx": (a, b), "dw": (a.T, b)}[workload.kind]
    result = multiply(workload.kind, a, b)
    return lambda: torch.mm(*views, out=result)


def jax_step(workload):
    from functools import partial

    import jax

    keys = jax.random.split(jax.random.key(0))
    a, b = (jax.random.normal(key, shape) for key, shape in zip(keys, workload.operands))
    result = multiply(workload.kind, a, b)

    # The result before goes in to be overwritten, so that no memory is asked for.
    @partial(jax.jit, donate_argnums=2, keep_unused=True)
    def compiled(a, b, result):
        return multiply(workload.kind, a, b)

    def step():
        nonlocal result
        result = compiled(a, b, result)
        return result

    return step
