"""Learning-rate schedulers."""

from luge._native._lr_scheduler import *  # noqa: F403
