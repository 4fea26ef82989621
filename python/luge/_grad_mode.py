import contextlib

from luge._native import NoGradGuard


class no_grad(contextlib.ContextDecorator):
    """A context, or a decorator of functions, in which results do not require gradients."""

    def __init__(self) -> None:
        self._guards: list[NoGradGuard] = []

    def __enter__(self) -> None:
        self._guards.append(NoGradGuard())

    def __exit__(self, *_: object) -> None:
        self._guards.pop()
