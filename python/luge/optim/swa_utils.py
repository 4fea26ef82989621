"""Averages of parameters, and their learning rate; `update_bn` waits for batch normalization."""

from luge._native._swa_utils import *  # noqa: F403
