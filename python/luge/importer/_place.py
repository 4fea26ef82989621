"""Places in the user's program."""

import os
import re
import traceback

import torch

import luge
from luge._native import _importer

_FRAME = re.compile(r'File "(.*)", line (\d+), in ')
_TORCH = os.path.dirname(torch.__file__) + os.sep
_OURS = os.path.dirname(luge.__file__) + os.sep


# What Python calls code that is typed in; others in brackets are generated code.
_TYPED = ("<stdin>", "<ipython-input")


def _is_users(file):
    return not file.startswith((_TORCH, _OURS)) and (
        not file.startswith("<") or file.startswith(_TYPED)
    )


def of_node(node):
    """The innermost line of the user's that made a node, as (file, line); None if there is none."""
    frames = _FRAME.findall(node.meta.get("stack_trace") or "")
    return next(((file, int(line)) for file, line in reversed(frames) if _is_users(file)), None)


def of_error(error):
    """The innermost line of the user's that raised an error; None if there is none."""
    frames = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
    return next((frame for frame in reversed(frames) if _is_users(frame[0])), None)


def error(message, place=None):
    """An error at a place, or else at the innermost line of the user's that runs."""
    if place is None:
        stack = [(f.filename, f.lineno) for f in traceback.extract_stack()]
        place = next((frame for frame in reversed(stack) if _is_users(frame[0])), ("<python>", 0))
    return luge.Error(f"{place[0]}:{place[1]}: {message}")


class at:
    """Within it, Luge's ops and errors are at a node's place."""

    def __init__(self, node):
        self._place = of_node(node)

    def __enter__(self):
        if self._place:
            _importer.set_place(*self._place)

    def __exit__(self, *_):
        _importer.clear_place()
