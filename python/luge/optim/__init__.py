"""Optimizers."""

from luge._native._optim import *  # noqa: F403
from luge.optim import lr_scheduler, swa_utils  # noqa: F401
