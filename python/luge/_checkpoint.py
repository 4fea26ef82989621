"""Checkpoints as safetensors files (https://huggingface.co/docs/safetensors): tensors under torch's names, with the
optimizer's state and the scheduler's step, which `luge train`, a library of `luge compile` and the package safetensors read.
They are written beside the file and renamed over it."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from luge._grad_mode import no_grad
from luge._native import Tensor, _fail, _generator_state, _load_file, _save_file

_RNG = "rng.seed", "rng.step"
# The metadata of a checkpoint, beside the user's.
_OPTIMIZER, _GROUP, _SCHEDULER = "optimizer", "optimizer.group", "scheduler"


def save(obj: Mapping[str, Any], f: str | os.PathLike[str]) -> None:
    """Writes tensors (of Luge or torch, or arrays of NumPy) by name, as of `model.state_dict()`.

    Raises luge.Error for anything else, which a safetensors file cannot hold; save_checkpoint() writes
    an optimizer and a scheduler. See https://docs.pytorch.org/docs/stable/generated/torch.save.html."""
    if not isinstance(obj, Mapping):
        _fail(f"expected tensors by name, such as state_dict() gives, got {type(obj).__name__}")
    for name, value in obj.items():
        if not hasattr(value, "__dlpack__"):
            _fail(f"expected a tensor for '{name}', got {type(value).__name__}")
    _save_file({name: _plain(value) for name, value in obj.items()}, os.fspath(f), {})


def load(f: str | os.PathLike[str]) -> dict[str, Tensor]:
    """The tensors of a safetensors file, by name; `torch.from_dlpack()` and `numpy()` share their memory.

    Raises luge.Error for a malformed file, or elements other than float32, float64, int64 and bool.
    See https://docs.pytorch.org/docs/stable/generated/torch.load.html."""
    return _load_file(os.fspath(f))[0]


def save_checkpoint(
    f: str | os.PathLike[str],
    model: Any,
    optimizer: Any = None,
    scheduler: Any = None,
    *,
    criterion: Any = None,
    rng: bool = False,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Writes a model, of torch or Luge, and what is needed to go on training it.

    optimizer: its states under `PARAMETER.KEY` (`0.weight.exp_avg`), also before the first step, and
        the options of its groups. Each state must be a tensor, which those of LBFGS are not.
    scheduler: its state_dict(), as text.
    criterion: a module, whose tensors get `criterion.` before their names.
    rng: also Luge's generator of random numbers, `rng.seed` and `rng.step`, which is among the states
        of programs with dropout.
    metadata: further text by name.

    A file of a model with all that its step reads (optimizer, criterion with tensors, rng with
    dropout) is one that the library of `luge compile` loads for the file of `step.save()`."""
    tensors = {name: _plain(tensor) for name, tensor in _named_tensors(model, criterion)}
    texts = dict(metadata or {})
    if optimizer is not None:
        texts[_OPTIMIZER] = type(optimizer).__name__
        for number, group in enumerate(optimizer.param_groups):
            options = {name: value for name, value in group.items() if name != "params"}
            texts[f"{_GROUP}{number}"] = _to_text(f"the options of {type(optimizer).__name__}", options)
        for state in _named_states(model, optimizer):
            tensors[f"{state.name}.{state.key}"] = _plain(state.value)
    if scheduler is not None:
        texts[_SCHEDULER] = _to_text(f"the state of {type(scheduler).__name__}", scheduler.state_dict())
    if rng:
        tensors |= zip(_RNG, _generator_state())
    _save_file(tensors, os.fspath(f), texts)


def load_checkpoint(
    f: str | os.PathLike[str],
    model: Any,
    optimizer: Any = None,
    scheduler: Any = None,
    *,
    criterion: Any = None,
    rng: bool = False,
) -> dict[str, str]:
    """Reads what save_checkpoint() wrote for the same model, optimizer and scheduler; or a file with tensors
    of the same names, in which case options and scheduler stay as they are. Returns the metadata.

    Raises luge.Error, before anything is changed, for a file that is malformed, or whose tensors have
    other names, shapes or types."""
    path = os.fspath(f)
    tensors, texts = _load_file(path)
    targets = dict(_named_tensors(model, criterion))
    if rng:
        targets |= zip(_RNG, _generator_state())
    states = list(_named_states(model, optimizer)) if optimizer is not None else []
    _expect_same(path, tensors, targets | {f"{state.name}.{state.key}": state.value for state in states})
    if optimizer is not None and texts.get(_OPTIMIZER, kind := type(optimizer).__name__) != kind:
        _fail(f"cannot load '{path}': it was saved with {texts[_OPTIMIZER]}, got {kind}")
    groups = list(optimizer.param_groups) if optimizer is not None else []
    options = [_from_text(path, texts, f"{_GROUP}{number}") for number in range(len(groups))]
    if any("params" in option for option in options):
        _fail(f"cannot load '{path}': the parameters of a group cannot be replaced")
    position = _from_text(path, texts, _SCHEDULER) if scheduler is not None else {}
    if position and position.keys() != scheduler.state_dict().keys():
        _fail(f"cannot load '{path}': its scheduler is no {type(scheduler).__name__}")

    for name, target in targets.items():
        _copy(target, tensors[name])
    if rng:
        _generator_state()[1].item()  # is written now
    for state in states:
        _load_state(optimizer, state, tensors)
    for group, option in zip(groups, options):
        group.update({name: _revive(value, group.get(name)) for name, value in option.items()})
    if position:
        scheduler.load_state_dict(_revive(position, scheduler.state_dict()))
    return texts


# ------------------------------------------------------------------------------------
# Tensors
# ------------------------------------------------------------------------------------


def _named_tensors(model: Any, criterion: Any) -> Iterator[tuple[str, Any]]:
    """Parameters and buffers that are kept; tied ones once, by their first names."""
    for prefix, module in ("", model), ("criterion.", criterion):
        if hasattr(module, "state_dict"):  # a loss may be a function
            kept = module.state_dict()
            for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
                if name in kept:
                    yield prefix + name, tensor


def _plain(value: Any) -> Any:
    """A tensor that can be written out."""
    if isinstance(value, Tensor) or not hasattr(value, "detach"):
        return value
    return value.detach().contiguous()


def _copy(target: Any, source: Tensor) -> None:
    if isinstance(target, Tensor):
        with no_grad():
            target.copy_(source)
    else:
        target.detach().copy_(_to_torch(source))


def _to_torch(tensor: Tensor) -> Any:
    import torch

    return torch.from_dlpack(tensor)


def _expect_same(path: str, tensors: dict[str, Tensor], targets: dict[str, Any]) -> None:
    """Numbers may be of either float type, as load_state_dict() of torch changes that."""
    for what, names in ("no tensor", targets.keys() - tensors), ("an unexpected tensor", tensors.keys() - targets):
        if names:
            _fail(f"cannot load '{path}': it has {what} '{min(names)}'")
    for name, target in targets.items():
        found = tensors[name]
        kinds = [str(tensor.dtype).rsplit(".")[-1] for tensor in (found, target)]
        shapes = [list(tensor.shape) for tensor in (found, target)]
        is_number = shapes[0] == [] and all(kind.startswith("float") for kind in kinds)
        if shapes[0] != shapes[1] or (kinds[0] != kinds[1] and not is_number):
            _fail(
                f"cannot load '{path}': expected {kinds[1]} of shape {shapes[1]} for '{name}', got "
                f"{kinds[0]} of shape {shapes[0]}"
            )


# ------------------------------------------------------------------------------------
# States of optimizers
# ------------------------------------------------------------------------------------


class _State(NamedTuple):
    name: str
    key: str
    value: Any
    parameter: Any


def _named_states(model: Any, optimizer: Any) -> Iterator[_State]:
    """States by the names of their parameters; those that torch makes at the first step, as it makes them."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            if id(parameter) not in names:
                _fail("a parameter of the optimizer is none of the model's")
            for key, value in _states_of(optimizer, group, parameter).items():
                name = names[id(parameter)]
                if not hasattr(value, "__dlpack__"):
                    _fail(
                        f"the state '{key}' of '{name}' is no tensor, but {type(value).__name__}: the "
                        f"states of {type(optimizer).__name__} cannot be saved here"
                    )
                yield _State(name, key, value, parameter)


def _states_of(optimizer: Any, group: Any, parameter: Any) -> dict[str, Any]:
    if isinstance(parameter, Tensor):
        return optimizer.state[parameter]
    from luge.importer._optim import KINDS

    state = optimizer.state.get(parameter, {})
    kind = KINDS.get(type(optimizer))
    if kind is None or not (state or parameter.requires_grad):
        return state
    states = {}
    for key, make in kind.states.items():
        if (value := state[key] if state.get(key) is not None else make(parameter, group)) is not None:
            states[key] = value
    if kind.counts and states:
        # A program tells its first step, which is another one, by this number.
        states["step"] = parameter.new_tensor(state.get("momentum_buffer") is not None).float()
    return states


def _load_state(optimizer: Any, state: _State, tensors: dict[str, Tensor]) -> None:
    value = tensors[f"{state.name}.{state.key}"]
    if isinstance(state.value, Tensor):
        _copy(state.value, value)
        return
    from luge.importer._optim import KINDS

    kind = KINDS.get(type(optimizer))
    if kind is not None and kind.counts:
        # Before its first step, torch's has no state.
        if state.key == "step" or tensors[f"{state.name}.step"].item() == 0:
            return
    own = optimizer.state[state.parameter]
    if own.get(state.key) is not None and own[state.key].dtype == _to_torch(value).dtype:
        _copy(own[state.key], value)
    else:
        own[state.key] = _to_torch(value)


# ------------------------------------------------------------------------------------
# Options and schedulers
# ------------------------------------------------------------------------------------


def _to_text(what: str, value: Any) -> str:
    def number(value: Any) -> Any:
        """A rate may be a tensor."""
        if not hasattr(value, "item"):
            raise TypeError(f"{value!r} is no number, text, list or dict")
        return value.item()

    try:
        return json.dumps(value, default=number)
    except TypeError as failure:
        _fail(f"{what} cannot be saved: {failure}")


def _from_text(path: str, texts: dict[str, str], key: str) -> dict[str, Any]:
    """Nothing, if the file does not say."""
    try:
        value = json.loads(texts.get(key, "{}"))
    except ValueError as failure:
        _fail(f"cannot load '{path}': '{key}' is no JSON: {failure}")
    if not isinstance(value, dict):
        _fail(f"cannot load '{path}': expected options by name in '{key}', got {value!r}")
    return value


def _revive(value: Any, like: Any) -> Any:
    """What JSON made of an object like `like`."""
    if isinstance(like, tuple):
        return tuple(value)
    if hasattr(like, "fill_"):
        return like.fill_(value)
    if isinstance(like, list) and len(like) == len(value):
        return [_revive(item, other) for item, other in zip(value, like)]
    if isinstance(like, dict):
        names = {str(key): key for key in like}
        if all(isinstance(key, int) for key in like):
            names = {key: int(key) for key in value}
        items = {names.get(key, key): item for key, item in value.items()}
        return type(like)({key: _revive(item, like.get(key)) for key, item in items.items()})
    return value
