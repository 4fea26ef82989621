"""Layers and losses as functions."""

from luge._native._functional import *  # noqa: F403
