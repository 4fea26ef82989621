"""Modules: layers, losses, containers."""

from luge._native._nn import *  # noqa: F403
from luge.nn import functional  # noqa: F401
