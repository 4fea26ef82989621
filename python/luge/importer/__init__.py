"""Compiled steps of torch's own modules, losses and optimizers. Needs torch."""

from collections.abc import Callable
from typing import Any

import torch

from luge.importer._closure import ClosureStep
from luge.importer._step import EvalStep
from luge.importer._train import Training, TrainStep


def train_step(
    model: torch.nn.Module,
    criterion: Callable[[Any, Any], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    accumulate: int = 1,
    clip_grad_norm: float | None = None,
    max_batch: int | None = None,
    threads: int | None = None,
) -> Training:
    """A training step `loss = step(*inputs, target)`: the loss `criterion(model(*inputs), target)`,
    its gradients, and the update of `optimizer`, as one compiled program.

    It is compiled at the first call. Parameters, buffers and the optimizer's state are torch's own
    tensors, updated in place. The options of `optimizer.param_groups` are read at each call. The
    first extent of every input is the batch, which may differ from call to call; another shape, or
    a change of the model, compiles once more (LUGE_LOG=info says so). What else forward() or the
    loss reads (globals, closures, attributes of attributes) counts as it was at the first call.

    accumulate: update at every so many calls, by the mean of their gradients (which are not in
        `parameter.grad`).
    clip_grad_norm: the largest norm of all gradients together; a larger one is scaled down to it.
    max_batch: the largest batch, for which memory is planned.
    threads: of this step, instead of luge.get_num_threads().

    LBFGS evaluates the loss several times in a step: its update is torch's own, around a compiled
    loss with its gradients, which stay in `parameter.grad`.

    Returns a 0-d tensor. Raises luge.Error with a place in the user's program."""
    options = accumulate, clip_grad_norm, max_batch, threads
    if type(optimizer) in ClosureStep.optimizers:
        return ClosureStep(model, criterion, optimizer, *options)
    return TrainStep(model, criterion, optimizer, *options)


def eval_step(
    model: torch.nn.Module,
    criterion: Callable[[Any, Any], torch.Tensor] | None = None,
    *,
    max_batch: int | None = None,
    threads: int | None = None,
) -> EvalStep:
    """`step(*inputs)` is what the model returns; with a criterion, `loss = step(*inputs, target)`."""
    return EvalStep(model, criterion, max_batch, threads)
