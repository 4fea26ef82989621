"""Modules: layers, losses, containers."""

from luge._native._nn import *  # noqa: F403
from luge.nn import functional, init, utils
from luge.nn._containers import ModuleDict, ModuleList
from luge.nn._parameter import Parameter
