"""Steps: when they are traced, what they are bound to, and their calls."""

import inspect
import os
import re
import sys
import time
from typing import Any

import torch
from torch.utils import _pytree as pytree

import luge
from luge._native import Compiled, _importer
from luge.importer import _optim, _place, _trace
from luge.importer._tensors import ModuleTensors, check


class _Arguments:
    """What forward() of a program reads, that is no attribute of the model: `structure` is that of
    the arguments, or their number, if all are tensors."""

    def __init__(self, program):
        # torch.export has others in the place of modules that are used under two names.
        self.program = program
        self.structure = None


class _Program(torch.nn.Module):
    """What is exported: the model and the loss, of a flat tuple of tensors."""

    def __init__(self, model, criterion):
        super().__init__()
        self.model = model
        if criterion is not None:
            self.criterion = criterion
        self.has_criterion = criterion is not None
        self.arguments = _Arguments(self)

    def forward(self, tensors):
        args, structure = tensors, self.arguments.structure
        if not isinstance(structure, int):
            args = pytree.tree_unflatten(tensors, structure)
        before = _fingerprint(self.arguments.program)
        loss = None
        outputs = self.model(*(args[:-1] if self.has_criterion else args))
        if self.has_criterion:
            loss = self.criterion(outputs, args[-1])
        for was, now in zip(before, _fingerprint(self.arguments.program)):
            if was != now:
                raise _place.error(
                    f"forward() changes '{now[0]}', which a compiled step would not; make it a "
                    "buffer"
                )
        return loss, outputs


class _Variant:
    """A compiled function, and what torch's program returns: tensors are the function's, in order."""

    def __init__(self, compiled):
        self.compiled = compiled
        self.outputs = self.numbers = self.spec = None
        self.updated = []  # parameters whose gradients the function returns

    def rebuild(self, tensors):
        """What the program of torch returns."""
        tensors = iter(tensors)
        flat = [
            torch.from_dlpack(next(tensors)) if isinstance(output, luge.Tensor) else output
            for output in self.outputs
        ]
        for place in self.numbers:
            flat[place] = flat[place].item() if flat[place] is not None else None
        return pytree.tree_unflatten(flat, self.spec)


def log(message):
    if os.environ.get("LUGE_LOG") in ("info", "debug"):
        print(f"luge: {message}", file=sys.stderr)


class Step:
    """A program of torch, compiled for what its modules are at a call."""

    def __init__(self, model, criterion, max_batch, threads):
        if not isinstance(model, torch.nn.Module):
            raise _place.error(f"expected a torch.nn.Module, got {type(model).__name__}")
        if criterion is not None and not callable(criterion):
            raise _place.error(f"expected a loss to call, got {type(criterion).__name__}")
        self._program = _Program(model, criterion)
        self._tensors = ModuleTensors()
        self._max_batch = max_batch
        self._variants = {}
        self._variant = None
        self._watch = None
        self._threads = threads

    # ------------------------------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------------------------------

    def _run(self, args):
        if torch.is_autocast_enabled("cpu"):
            raise _place.error("a compiled step computes in the model's types, not by torch.autocast")
        structure = len(args)
        for arg in args:
            if type(arg) is not torch.Tensor or arg.is_neg():
                args, structure = pytree.tree_flatten(args)
                self._check_inputs(args)
                break
        if self._watch is None or structure != self._program.arguments.structure or self._has_changed():
            self._watch = None
            self._program.arguments.structure = structure
            self._prepare()
        try:
            results = self._variant.compiled(*args)
        except luge.Error:
            self._check_inputs(args)
            raise
        if self._watch is None:
            self._watch = self._make_watch()
        return results

    def _has_changed(self):
        return self._watch.changed() is not None

    def _check_inputs(self, args):
        for place, arg in enumerate(args):
            if not isinstance(arg, torch.Tensor):
                raise _place.error(f"input {place} is no tensor, but {type(arg).__name__}")
            check(f"input {place}", arg)
            if arg.requires_grad:
                raise _place.error(
                    f"input {place} requires a gradient, which a step does not make; detach() it"
                )

    # ------------------------------------------------------------------------------------
    # What the step is made for
    # ------------------------------------------------------------------------------------

    def _prepare(self):
        """Reads the modules, and chooses or makes the program for what they are."""
        self._tensors.update(
            self._program.named_parameters(remove_duplicate=False),
            self._program.named_buffers(remove_duplicate=False),
        )
        key = self._program.arguments.structure, _fingerprint(self._program), self._options()
        if key not in self._variants:
            if self._variants:
                log(f"the model changed: {self._kind} is compiled once more")
            self._variants[key] = _Variant(
                Compiled(
                    self._trace,
                    max_batch=self._max_batch,
                    threads=self._threads,
                    name=self._kind,
                    inputs=self._input_names(),
                    outputs=["loss"] if self._program.has_criterion else [],
                )
            )
        self._variant = self._variants[key]

    def _input_names(self):
        """Those of forward()'s parameters, where the arguments are tensors; a name is one thing's."""
        structure = self._program.arguments.structure
        if not isinstance(structure, int):
            return []
        names = list(inspect.signature(self._program.model.forward).parameters)[:structure]
        if self._program.has_criterion:
            names = names[: structure - 1] + ["target"]
        taken = self._tensors.names()
        is_clear = len(names) == structure == len(set(names)) and not taken.intersection(names)
        return names if is_clear else []

    def _options(self):
        """What else decides the program."""

    def _make_watch(self):
        watch = _importer.Watch()
        for module in self._program.modules():
            watch.add_dict(module.__dict__)
            for value in module.__dict__.values():
                if isinstance(value, dict):
                    watch.add_dict(value)
                elif isinstance(value, list):
                    watch.add_list(value)
        for tensor in self._tensors.all():
            watch.add_tensor(tensor, isinstance(tensor, torch.nn.Parameter))
        return watch

    # ------------------------------------------------------------------------------------
    # Traces
    # ------------------------------------------------------------------------------------

    def _trace(self, *inputs):
        """What is compiled: called with placeholders."""
        begin = time.perf_counter()
        self._watch = None
        exported = _trace.export(self._program, inputs)
        outputs, numbers = _trace.interpret(exported, self._tensors, inputs)
        shapes = ", ".join(str(list(x.shape)).replace("-1", "?") for x in inputs)
        log(f"traced {self._kind} of {shapes} in {time.perf_counter() - begin:.2f} s")
        results = self._complete(outputs)
        self._variant.outputs, self._variant.numbers = outputs, numbers
        self._variant.spec = exported.call_spec.out_spec
        return results

    @property
    def compilations(self) -> int:
        """How often the step was traced and compiled."""
        return sum(variant.compiled.compilations for variant in self._variants.values())

    def ir(self, stage: str = "trace") -> str:
        """The program after a stage: trace, autodiff, simplify, linalg, vector, memory or llvm."""
        if self._variant is None:
            raise _place.error("the step has not been compiled; call it first")
        return self._variant.compiled.ir(stage)

    def memory(self) -> dict[str, int]:
        """Bytes: what one program keeps for its temporaries at the largest batch ("planned"), the
        least that any plan needs ("lower_bound"), and parameters, buffers and states ("state")."""
        text = self.ir("memory")
        sizes = [
            int(re.findall(rf"luge\.arena_{key} = (\d+)", text)[0])
            for key in ("bytes", "lower_bound")
        ]
        state = sum(tensor.nbytes for tensor in self._state())
        return {"planned": sizes[0], "lower_bound": sizes[1], "state": state}

    def _state(self):
        return self._tensors.all()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the program as MLIR, for `luge compile`."""
        with open(path, "w") as file:
            file.write(self.ir())


def _fingerprint(program):
    """All of a module that a trace depends on, beside the values of tensors: pairs of a name and
    what has it."""
    parts = []
    for name, module in program.named_modules():
        parts.append((name, type(module)))
        for key, value in module.__dict__.items():
            parts.append((f"{name}.{key}".removeprefix("model."), _digest(value)))
    return tuple(parts)


def _digest(value):
    """Something that is equal for what a trace cannot tell apart."""
    if isinstance(value, torch.Tensor):
        return tuple(value.shape), value.dtype, value.requires_grad
    if isinstance(value, (bool, int, float, str, type(None), torch.dtype, torch.Size)):
        return value
    if isinstance(value, (tuple, list)):
        return tuple(map(_digest, value))
    if isinstance(value, dict):
        return tuple((key, _digest(item)) for key, item in value.items())
    return _Same(value)


class _Same:
    """Equal for the same object, which it keeps alive."""

    def __init__(self, value):
        self._value = value

    def __eq__(self, other):
        return isinstance(other, _Same) and self._value is other._value

    def __hash__(self):
        return id(self._value)


class EvalStep(Step):
    """See luge.eval_step."""

    _kind = "eval_step"

    def __call__(self, *args: Any) -> Any:
        results = self._run(args)
        loss, outputs = self._variant.rebuild(results)
        return outputs if loss is None else loss

    def _complete(self, outputs):
        if self._program.has_criterion:
            outputs[1:] = [None] * len(outputs[1:])
        return [output.detach() for output in outputs if isinstance(output, luge.Tensor)]
