"""Luge compiles whole training steps. Names and defaults are PyTorch's:

    import luge as torch
    import luge.nn as nn
    import luge.optim as optim
"""

from collections.abc import Callable as _Callable
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from luge._checkpoint import load, load_checkpoint, save, save_checkpoint
from luge._device import device
from luge._grad_mode import no_grad
from luge._native import *  # noqa: F403
from luge._native import Compiled as _Compiled
from luge._native import __version__ as __version__
from luge._native import dtype
from luge._size import Size

float32: dtype = dtype.float32
float64: dtype = dtype.float64
int64: dtype = dtype.int64
bool: dtype = dtype.bool
float, double, long = float32, float64, int64

import luge.cuda
import luge.nn
import luge.optim  # noqa: E402
from luge._format import set_printoptions  # noqa: E402


def compile(
    function: _Callable[..., _Any] | None = None,
    *,
    max_batch: int | None = None,
    name: str | None = None,
    threads: int | None = None,
) -> _Any:
    """A function of tensors as one compiled program: traced at its first call, with all that it
    does to parameters, optimizer states and other tensors from outside. Also a decorator.

    max_batch: the largest batch, for which memory is planned; without it a batch larger than those
    before compiles once more. name: the program's name. threads: of this program only.
    """
    options: dict[str, _Any] = dict(max_batch=max_batch, name=name, threads=threads)
    if function is None:
        return lambda function: compile(function, **options)
    options["name"] = name or getattr(function, "__name__", "program")
    return _Compiled(function, **options)


if _TYPE_CHECKING:
    from luge.importer import eval_step as eval_step
    from luge.importer import train_step as train_step


def __getattr__(name: str) -> _Any:
    # For torch's own modules; torch itself is imported only then.
    if name in ("train_step", "eval_step"):
        import luge.importer

        return getattr(luge.importer, name)
    raise AttributeError(f"module 'luge' has no attribute '{name}'")
