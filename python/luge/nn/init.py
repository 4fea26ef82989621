"""Initial values, written where a tensor is (https://docs.pytorch.org/docs/stable/nn.init.html). They are drawn from
luge.manual_seed's generator, whose numbers are not torch's."""

import math

import luge
from luge._grad_mode import no_grad
from luge._native import Tensor


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By which factor to widen values before an activation; `param` is leaky_relu's slope (0.01)."""
    if nonlinearity in ("linear", "sigmoid", *(f"conv{t}{n}d" for t in ("", "_transpose") for n in (1, 2, 3))):
        return 1.0
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    if nonlinearity not in gains:
        raise luge.ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gains[nonlinearity]


@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    return tensor.uniform_(a, b)


@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    return tensor.normal_(mean, std)


@no_grad()
def trunc_normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0) -> Tensor:
    """Normal numbers within [a, b]."""
    # Uniform ones are taken as often as their density says; farther out than 8 `std` there are none in practice.
    nearest = min(max(mean, a), b)
    low, high = max(a, nearest - 8 * std), min(b, nearest + 8 * std)
    offset = ((nearest - mean) / std) ** 2
    result, missing = luge.zeros_like(tensor), luge.ones_like(tensor) != 0
    while bool(missing.any()):
        drawn = luge.zeros_like(tensor).uniform_(low, high)
        chance = luge.exp((offset - ((drawn - mean) / std) ** 2) / 2)
        taken = missing & (luge.rand_like(tensor) < chance)
        result, missing = luge.where(taken, drawn, result), missing & luge.logical_not(taken)
    return tensor.copy_(result)


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    return constant_(tensor, 0.0)


@no_grad()
def eye_(tensor: Tensor) -> Tensor:
    """Of two dimensions: ones on the diagonal."""
    rows, columns = _matrix(tensor, "eye_")
    return tensor.copy_(luge.eye(rows, columns))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    bound = gain * math.sqrt(6.0 / sum(_fans(tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_fans(tensor))))


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    if 0 in tensor.shape:
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    if 0 in tensor.shape:
        return tensor
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity))


@no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1) -> Tensor:
    """Orthogonal rows or columns, whichever are fewer, of all dimensions after the first as one."""
    if tensor.ndim < 2:
        raise luge.ValueError("Only tensors with 2 or more dimensions are supported")
    rows, columns = tensor.shape[0], tensor.numel() // max(tensor.shape[0], 1)
    x = luge.randn(min(rows, columns), max(rows, columns), dtype=luge.float64)
    # The orthogonal matrix nearest to a normal one, of all equally likely: Newton and Schulz's iteration.
    x = x / x.square().sum().sqrt()
    identity = luge.eye(x.shape[0], dtype=luge.float64)
    while True:
        gram = x @ x.t()
        if float((gram - identity).abs().amax()) < 1e-12:
            break
        x = 1.5 * x - 0.5 * gram @ x
    x = x if rows <= columns else x.t()
    return tensor.copy_((gain * x).reshape(list(tensor.shape)))


def _matrix(tensor: Tensor, name: str) -> tuple[int, int]:
    if tensor.ndim != 2:
        raise luge.ValueError(f"{name} is for tensors with 2 dimensions, got shape {list(tensor.shape)}")
    return tensor.shape[0], tensor.shape[1]


def _fans(tensor: Tensor) -> tuple[int, int]:
    """How many numbers go into an output and come from an input of a layer with this weight."""
    if tensor.ndim < 2:
        raise luge.ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    if mode not in ("fan_in", "fan_out"):
        raise luge.ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan = _fans(tensor)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)
