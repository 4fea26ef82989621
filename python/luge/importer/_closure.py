"""The training step of an optimizer that evaluates the loss several times."""

import torch

from luge._native import _importer
from luge.importer import _place
from luge.importer._train import Training


class ClosureStep(Training):
    """See luge.train_step: torch's own optimizer, around a compiled loss with its gradients."""

    optimizers = (torch.optim.LBFGS,)

    def __init__(
        self, model, criterion, optimizer, accumulate, clip_grad_norm, max_batch, threads
    ):
        super().__init__(model, criterion, optimizer, clip_grad_norm, max_batch, threads)
        if accumulate != 1:
            raise _place.error(
                f"{type(optimizer).__name__} evaluates the loss of one batch several times, and "
                f"cannot accumulate the gradients of {accumulate!r}"
            )

    def __call__(self, *args):
        return self._optimizer.step(lambda: self._evaluate(args))

    def _evaluate(self, args):
        """The loss; the gradients are in `parameter.grad`."""
        loss, *results = self._run(args)
        updated = self._variant.updated
        for parameter in self._parameters():
            parameter.grad = None
        for parameter, gradient in zip(updated, results):
            parameter.grad = _importer.to_torch(gradient, parameter)
        if self._keeps_outputs:
            self._outputs = self._variant.rebuild([loss, *results[len(updated) :]])[1]
        return _importer.to_torch(loss, args[0])

    def _parameters(self):
        return [p for group in self._optimizer.param_groups for p in group["params"]]

    def _complete(self, outputs):
        loss, *others = super()._complete(outputs)
        return [loss, *self._gradients, *others]

    def _train(self, loss):
        parameters = self._parameters()
        tensors = [self._tensors.of(parameter) for parameter in parameters]
        # What is left in `grad` would be a state of the program.
        for tensor in tensors:
            tensor.grad = None
        loss.backward()
        reached = [tensor.grad is not None for tensor in tensors]
        self._clip([tensor for tensor, is_reached in zip(tensors, reached) if is_reached])
        self._variant.updated = [p for p, is_reached in zip(parameters, reached) if is_reached]
        self._gradients = [tensor.grad.detach() for tensor, r in zip(tensors, reached) if r]
        for tensor in tensors:
            tensor.grad = None
