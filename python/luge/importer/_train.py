"""The training step."""

from typing import Any

import torch

import luge
from luge._native import _importer
from luge.importer import _place
from luge.importer._step import Step
from luge.importer._update import Update


class Training(Step):
    """What steps of all optimizers share."""

    _kind = "train_step"
    # What call_same() takes for the next call, if it may be used.
    _same = None

    def __init__(self, model, criterion, optimizer, clip_grad_norm, max_batch, threads):
        super().__init__(model, criterion, max_batch, threads)
        if criterion is None:
            raise _place.error("a training step needs a loss")
        if not isinstance(optimizer, torch.optim.Optimizer):
            raise _place.error(f"expected a torch.optim.Optimizer, got {type(optimizer).__name__}")
        if clip_grad_norm is not None and not clip_grad_norm > 0:
            raise _place.error(f"expected a positive clip_grad_norm, got {clip_grad_norm!r}")
        self._optimizer, self._clip_grad_norm = optimizer, clip_grad_norm
        self._keeps_outputs = False
        self._outputs = None

    def __call__(self, *args: Any) -> torch.Tensor:
        """A step of the inputs and the target: the loss."""
        raise NotImplementedError

    @property
    def keep_outputs(self) -> bool:
        """Whether steps keep what the model returned, as `last_outputs`."""
        return self._keeps_outputs

    @keep_outputs.setter
    def keep_outputs(self, value: bool) -> None:
        self._keeps_outputs = value
        self._watch = self._same = None

    @property
    def last_outputs(self) -> Any:
        """What the model returned in the last step, if `keep_outputs` was set before."""
        if self._outputs is None:
            raise _place.error("set keep_outputs = True before the step whose outputs you want")
        return self._outputs

    def _prepare(self):
        super()._prepare()
        self._expect_owned()

    def _expect_owned(self):
        owned = {id(p) for group in self._optimizer.param_groups for p in group["params"]}
        for name, parameter in self._program.named_parameters():
            name = name.removeprefix("model.")
            if parameter.requires_grad and id(parameter) not in owned:
                raise _place.error(
                    f"the parameter '{name}' is none of the optimizer's: give it the parameter, or "
                    "freeze it with requires_grad_(False); for a parameter that was replaced, make "
                    "a new optimizer and a new step"
                )
            if parameter._backward_hooks:
                raise _place.error(
                    f"the parameter '{name}' has hooks, which a compiled step would not call"
                )

    def _options(self):
        return self._keeps_outputs

    def _complete(self, outputs):
        loss = outputs[0]
        if not isinstance(loss, luge.Tensor) or loss.ndim or not loss.dtype.is_floating_point:
            what = f"shape {list(loss.shape)}" if isinstance(loss, luge.Tensor) else repr(loss)
            raise _place.error(f"expected a loss that is a 0-d tensor of floats, got {what}")
        if not self._keeps_outputs:
            outputs[1:] = [None] * len(outputs[1:])
        # As they are before the update: an output may be a parameter.
        values = [output.detach() for output in outputs if isinstance(output, luge.Tensor)]
        self._train(loss)
        return values

    def _clip(self, parameters):
        if self._clip_grad_norm is not None:
            luge.nn.utils.clip_grad_norm_(parameters, self._clip_grad_norm)


class TrainStep(Training):
    """See luge.train_step."""

    def __init__(
        self, model, criterion, optimizer, accumulate, clip_grad_norm, max_batch, threads
    ):
        super().__init__(model, criterion, optimizer, clip_grad_norm, max_batch, threads)
        if not isinstance(accumulate, int) or accumulate < 1:
            raise _place.error(f"expected a positive number for accumulate, got {accumulate!r}")
        self._accumulate = accumulate
        self._calls = 0
        self._update = Update(optimizer)

    def __call__(self, *args):
        if self._same is not None and not torch.is_autocast_enabled("cpu"):
            try:
                loss = _importer.call_same(*self._same, args)
            except luge.Error:
                self._check_inputs(args)
                raise
            if loss is not None:
                return loss
        self._same = None
        if self._update.has_tensors:
            self._update.read_numbers()
        if self._accumulate > 1 and self._calls % self._accumulate in (0, self._accumulate - 1):
            self._watch = None  # another program than at the call before
        results = self._run(args)
        self._calls += 1
        if self._keeps_outputs:
            self._outputs = self._variant.rebuild(results)[1]
        elif self._accumulate == 1 and self._watch is not None and not self._update.has_tensors:
            self._same = self._for_same_calls()
        return _importer.to_torch(results[0], args[0])

    def _for_same_calls(self):
        inputs = self._program.arguments.structure
        if not isinstance(inputs, int) or not inputs:
            return None
        return self._variant.compiled, self._update.groups, self._watch, torch.Tensor, inputs

    def _prepare(self):
        super()._prepare()
        if self._update.refresh(self._tensors.of):
            self._variants.clear()
            super()._prepare()

    def _has_changed(self):
        return not self._update.follow_numbers() or super()._has_changed()

    def _options(self):
        return super()._options(), self._updates()

    def _updates(self):
        """Whether this call is one that updates the parameters."""
        return (self._calls + 1) % self._accumulate == 0

    def _train(self, loss):
        update = self._update
        self._same = None
        if self._accumulate == 1:
            update.luge.zero_grad()
            loss.backward()
        else:
            (loss / self._accumulate).backward()
        if self._updates():
            self._clip(update.bind(self._tensors.of))
            update.luge.step()
            if self._accumulate > 1:
                update.luge.zero_grad()
            # Schedulers ask whether there was a step.
            self._optimizer._opt_called = True

    def _state(self):
        return super()._state() + self._update.states()

    def _make_watch(self):
        watch = super()._make_watch()
        self._update.watch(watch)
        return watch
