"""Optimizers."""

from luge._native._optim import *  # noqa: F403
