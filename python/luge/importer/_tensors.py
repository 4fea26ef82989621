"""torch's tensors, as tensors of Luge over the same memory."""

import torch

import luge
from luge._native import _importer
from luge.importer._place import error
from luge.importer._trace import DTYPES


def check(name, tensor):
    """Raises for a tensor whose memory Luge cannot use."""
    if tensor.layout != torch.strided:
        raise error(f"{name} is sparse ({tensor.layout}); expected a dense tensor")
    if tensor.device.type != "cpu":
        raise error(f"{name} is on device '{tensor.device}'; expected one on 'cpu'")
    if tensor.dtype not in DTYPES:
        allowed = ", ".join(map(str, DTYPES))
        raise error(f"{name} has elements of {tensor.dtype}; expected one of {allowed}")
    if tensor.is_neg():
        raise error(f"{name} is the negative of its memory; use tensor.resolve_neg()")
    if not tensor.is_contiguous():
        raise error(
            f"{name}, of shape {list(tensor.shape)} and strides {list(tensor.stride())}, is not "
            "contiguous; use tensor.contiguous()"
        )


class Shared:
    """A tensor of torch and Luge's over its memory."""

    def __init__(self, tensor, name, is_parameter=False):
        check(f"'{name}'", tensor)
        self.tensor = tensor
        self.address = tensor.data_ptr()
        self.luge = _importer.share(tensor.detach(), name, is_parameter, tensor.requires_grad)

    def update(self, tensor):
        """Follows the name to what torch's tensor is now."""
        if tensor is not self.tensor or tensor.data_ptr() != self.address:
            check(f"'{self.luge.name}'", tensor)
            _importer.rebind(self.luge, tensor.detach())
            self.tensor, self.address = tensor, tensor.data_ptr()
        if tensor.requires_grad != self.luge.requires_grad:
            self.luge.requires_grad = tensor.requires_grad


class ModuleTensors:
    """Parameters, buffers and constants of a module, by name; tied ones are one."""

    def __init__(self):
        self._shared = {}
        self._by_id = {}
        self._names = {}

    def update(self, named_parameters, named_buffers):
        """Reads what the module holds now."""
        self._by_id, self._names = {}, {}
        for group, is_parameter in (named_parameters, True), (named_buffers, False):
            for name, tensor in group:
                if torch.nn.parameter.is_lazy(tensor):
                    name = name.removeprefix("model.")
                    raise error(f"'{name}' has no shape yet; call the model once before")
                first = self._by_id.get(id(tensor))
                if first is None:
                    key = name, tuple(tensor.shape), tensor.dtype
                    first = self._shared.get(key)
                    if first is None:
                        first = Shared(tensor, name.removeprefix("model."), is_parameter)
                        self._shared[key] = first
                    first.update(tensor)
                    self._by_id[id(tensor)] = first
                self._names[name] = first
        self._expect_apart()

    def _expect_apart(self):
        """A step that updates one tensor must not change another."""
        by_address = sorted(self._by_id.values(), key=lambda shared: shared.address)
        for first, second in zip(by_address, by_address[1:]):
            if first.address + first.tensor.nbytes > second.address and second.tensor.nbytes:
                raise error(f"'{first.luge.name}' and '{second.luge.name}' share memory")

    def of(self, tensor, name="parameter"):
        """Luge's tensor of a torch tensor, which need not belong to the module."""
        known = self._by_id.get(id(tensor))
        if known is None:
            known = self._by_id[id(tensor)] = Shared(tensor, name, is_parameter=True)
        return known.luge

    def named(self, name):
        return self._names[name].luge

    def constant(self, name, tensor):
        known = self._by_id.get(id(tensor))
        if known is None:
            known = self._by_id[id(tensor)] = Shared(tensor, name)
        return known.luge

    def names(self):
        return {shared.luge.name for shared in self._by_id.values()}

    def all(self):
        return [shared.tensor for shared in self._by_id.values()]
