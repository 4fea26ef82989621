"""The training steps that are measured: one row each, the same for every system."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """A multi-layer perceptron with ReLU between its layers, trained on one batch."""

    extents: tuple[int, ...]
    batch: int
    loss: str  # "cross_entropy" (class indices) or "bce_with_logits" (targets in [0, 1])
    optimizer: str  # "adam" or "rmsprop"
    options: dict  # of the optimizer, by torch's names

    @property
    def flops(self):
        """Of the contractions in one step: forward, weight gradient, and input gradient beyond the first layer."""
        pairs = list(zip(self.extents, self.extents[1:]))
        return 2 * self.batch * (3 * sum(a * b for a, b in pairs) - pairs[0][0] * pairs[0][1])


WORKLOADS = {
    "tiny-mlp": Workload((4, 16, 3), 16, "cross_entropy", "adam", {"lr": 1e-3}),
    "digits-mlp": Workload((64, 128, 64, 10), 64, "cross_entropy", "adam", {"lr": 1e-3}),
    "mlp": Workload((784, 512, 512, 10), 128, "cross_entropy", "adam", {"lr": 1e-3}),
    "autoencoder": Workload(
        (784, 256, 64, 256, 784), 128, "bce_with_logits", "rmsprop", {"lr": 1e-3, "momentum": 0.9}
    ),
}
