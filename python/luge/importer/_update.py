"""torch's optimizer beside Luge's over the same parameters, numbers and states."""

import torch

import luge
from luge._native import _importer
from luge.importer._optim import KINDS, LOADED_NUMBERS
from luge.importer._place import error
from luge.importer._tensors import check


class Update:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.luge = None
        self._kind = _kind_of(optimizer)
        self._made_for = self._loaded = None
        # Whether an option is a tensor, or has one, which may change in place.
        self.has_tensors = False
        # Of every parameter that is updated: Luge's tensor, and the states that it was bound to.
        self._bound = {}

    def refresh(self, tensor_of):
        """Follows torch's groups, numbers and states; whether Luge's optimizer was made anew.

        tensor_of: Luge's tensor of a parameter."""
        self._expect_nothing_else()
        groups = self.optimizer.param_groups
        made_for, loaded = self._programs_groups(), self._loaded_numbers()
        is_new = made_for != self._made_for or loaded != self._loaded
        if is_new:
            self._made_for, self._loaded = made_for, loaded
            self._bound = {}
            self._read = [self._options(group) for group in groups]
            self.luge = self._kind.update(
                [
                    {"params": list(map(tensor_of, group["params"])), **options}
                    for group, options in zip(groups, self._read)
                ]
            )
        self.read_numbers()
        self.groups = self._watch_groups()
        for parameter in list(self._bound):
            self._bind_states(parameter)
        return is_new

    def follow_numbers(self):
        """Reads the numbers of groups that were changed; whether nothing else of them was."""
        if self.groups.changed() is None:
            return True
        if self._programs_groups() != self._made_for:
            return False
        self._expect_nothing_else()
        self.read_numbers()
        self.groups = self._watch_groups()
        return True

    def _programs_groups(self):
        """What decides the program."""
        groups = self.optimizer.param_groups
        kinds = [[(id(p), p.dtype, p.shape) for p in group["params"]] for group in groups]
        return list(zip(map(self._flags, groups), kinds))

    def _loaded_numbers(self):
        """Which numbers of the states are of f64, as load_state_dict() makes them."""
        return {
            (id(parameter), key)
            for parameter, state in self.optimizer.state.items()
            for key in LOADED_NUMBERS
            if isinstance(state.get(key), torch.Tensor) and state[key].dtype == torch.float64
        }

    def _watch_groups(self):
        watch = _importer.Watch()
        self.has_tensors = False
        for group in self.optimizer.param_groups:
            watch.add_dict(group)
            for name in self._kind.options.split():
                value = group[name]
                items = value if isinstance(value, (tuple, list)) else [value]
                self.has_tensors |= any(isinstance(item, torch.Tensor) for item in items)
        return watch

    def _expect_nothing_else(self):
        optimizer = self.optimizer
        if optimizer._optimizer_step_pre_hooks or optimizer._optimizer_step_post_hooks:
            raise error("the optimizer has hooks, which a compiled step would not call")
        for group in optimizer.param_groups:
            if group.get("differentiable"):
                raise error("an optimizer with differentiable=True cannot be compiled")

    # ------------------------------------------------------------------------------------
    # Options
    # ------------------------------------------------------------------------------------

    def _flags(self, group):
        """What decides the program: flags, choices, and whether there is a momentum to keep."""
        options = self._options(group)
        flags = {k: v for k, v in options.items() if isinstance(v, (bool, str))}
        return flags | ({"momentum": options["momentum"] != 0} if "momentum" in group else {})

    def _options(self, group):
        return {name: _option(name, group[name]) for name in self._kind.options.split()}

    def read_numbers(self):
        """Reads what may change at any step without another program."""
        for place, group in enumerate(self.optimizer.param_groups):
            before, now = self._read[place], self._options(group)
            for name, value in now.items():
                if value == before[name] or isinstance(value, (bool, str)):
                    continue
                if isinstance(value, tuple):
                    self.luge.param_groups[place][name] = value
                else:
                    self.luge._set_number(place, name, value)
            self._read[place] = now

    # ------------------------------------------------------------------------------------
    # States
    # ------------------------------------------------------------------------------------

    def bind(self, tensor_of):
        """Shares the states of all parameters that have a gradient in the current trace, and
        returns Luge's tensors of them."""
        updated = []
        for group in self.optimizer.param_groups:
            for parameter in group["params"]:
                tensor = tensor_of(parameter)
                if tensor.grad is None:
                    continue
                updated.append(tensor)
                if parameter not in self._bound:
                    self._bound[parameter] = (tensor, group, {})
                    self._bind_states(parameter)
        return updated

    def _bind_states(self, parameter):
        tensor, group, memories = self._bound[parameter]
        state = self.optimizer.state.get(parameter, {})
        is_old = any(value is not None for value in state.values())
        for key, make in self._kind.states.items():
            if state.get(key) is None and (made := make(parameter, group)) is not None:
                state = self.optimizer.state[parameter]
                state[key] = made
            if isinstance(state.get(key), torch.Tensor):
                if key == "step":
                    # Of torch's default type.
                    state[key] = state[key].float()
                self._share(tensor, key, state[key], memories)
        if self._kind.counts and self.luge._state(tensor, "step") is not None:
            # Whether there was a step before.
            if "step" not in memories or not is_old:
                self._share(tensor, "step", torch.tensor(float(is_old)), memories)

    def _share(self, tensor, key, memory, memories):
        if memories.get(key) is memory:
            return
        check(f"the optimizer's state '{key}' of '{tensor.name}'", memory)
        rebind = _importer.rebind_number if key in LOADED_NUMBERS else _importer.rebind
        rebind(self.luge._state(tensor, key), memory)
        memories[key] = memory

    def states(self):
        return [memory for _, _, memories in self._bound.values() for memory in memories.values()]

    def watch(self, watch):
        """Adds what the update depends on, beside numbers."""
        watch.add_dict(self.optimizer.__dict__)
        watch.add_list(self.optimizer.param_groups)
        watch.add_dict(self.optimizer.state)
        for group in self.optimizer.param_groups:
            watch.add_list(group["params"])
        for parameter in self._bound:
            if parameter in self.optimizer.state:
                watch.add_dict(self.optimizer.state[parameter])
        for memory in self.states():
            watch.add_tensor(memory)


def _option(name, value):
    """As Luge's optimizers take it."""
    if name == "adjust_lr_fn":
        return value or "original"
    if isinstance(value, (tuple, list)):
        return tuple(None if item is None else _number(name, item) for item in value)
    return value if isinstance(value, bool) else _number(name, value)


def _number(name, value):
    try:
        return float(value)
    except (RuntimeError, TypeError, ValueError):
        raise error(
            f"expected the optimizer's '{name}' to be a number or a tensor of one element, got {value!r}"
        ) from None


def _kind_of(optimizer):
    """The entry of the optimizer's class; a class derived from a known one may do anything else."""
    kind = KINDS.get(type(optimizer))
    if kind is None:
        known = ", ".join(sorted(known.__name__ for known in KINDS))
        raise error(
            f"the optimizer {type(optimizer).__name__} is not known: expected one of {known}; a new "
            "one is an entry of KINDS in luge/importer/_optim.py"
        )
    return kind
