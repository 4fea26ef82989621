"""Luge compiles whole training steps. Names and defaults are PyTorch's:

    import luge as torch
    import luge.nn as nn
    import luge.optim as optim
"""

from luge._device import device
from luge._grad_mode import no_grad
from luge._native import *  # noqa: F403
from luge._native import Compiled as _Compiled
from luge._native import dtype
from luge._size import Size

float32 = float = dtype.float32
float64 = double = dtype.float64
int64 = long = dtype.int64
bool = dtype.bool

import luge.cuda
import luge.nn
import luge.optim  # noqa: E402
from luge._format import set_printoptions  # noqa: E402


def compile(function=None, *, max_batch=None, name=None, threads=None):
    """A function of tensors as one compiled program: traced at its first call, with all that it
    does to parameters, optimizer states and other tensors from outside. Also a decorator.

    max_batch: the largest batch, for which memory is planned; without it a batch larger than those
    before compiles once more. name: the program's name. threads: of this program only.
    """
    options = dict(max_batch=max_batch, name=name, threads=threads)
    if function is None:
        return lambda function: compile(function, **options)
    options["name"] = name or getattr(function, "__name__", "program")
    return _Compiled(function, **options)


def __getattr__(name):
    # For torch's own modules; torch itself is imported only then.
    if name in ("train_step", "eval_step"):
        import luge.importer

        return getattr(luge.importer, name)
    raise AttributeError(f"module 'luge' has no attribute '{name}'")
