"""Tensors for pickle: their elements as Python's numbers."""

from collections.abc import Callable
from typing import Any

import luge
from luge._native import Tensor
from luge._native._nn import make_parameter


def reduce(tensor: Tensor) -> tuple[Callable[..., Tensor], tuple[Any, ...]]:
    detached = tensor.detach()
    parts = detached.tolist(), list(tensor.shape), tensor.dtype.name
    return _rebuild, (*parts, tensor.requires_grad and tensor.is_leaf, tensor.is_parameter)


def _rebuild(
    elements: Any, shape: list[int], dtype: str, requires_grad: bool, is_parameter: bool
) -> Tensor:
    tensor = luge.tensor(elements, dtype=luge.dtype[dtype]).reshape(shape).detach()
    if is_parameter:
        return make_parameter(tensor, requires_grad)
    return tensor.requires_grad_(requires_grad)
