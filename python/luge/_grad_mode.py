import contextlib

from luge._native import NoGradGuard


class no_grad(contextlib.ContextDecorator):
    """A context, or a decorator of functions, in which results do not require gradients."""

    def __init__(self):
        self._guards = []

    def __enter__(self):
        self._guards.append(NoGradGuard())

    def __exit__(self, *_):
        self._guards.pop()
