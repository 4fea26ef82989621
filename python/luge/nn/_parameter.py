from luge._native import Tensor
from luge._native._nn import make_parameter


class _Kind(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance.is_parameter


class Parameter(metaclass=_Kind):
    """A copy of a tensor that becomes a parameter of the module it is assigned to."""

    def __new__(cls, data: Tensor, requires_grad: bool = True) -> Tensor:  # type: ignore[misc]
        return make_parameter(data, requires_grad)
