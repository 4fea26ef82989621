"""Results of more than one tensor, named as in torch.return_types."""

from typing import NamedTuple

from luge._native import Tensor


class ASMoutput(NamedTuple):
    output: Tensor
    loss: Tensor


class max(NamedTuple):
    values: Tensor
    indices: Tensor


class min(NamedTuple):
    values: Tensor
    indices: Tensor
