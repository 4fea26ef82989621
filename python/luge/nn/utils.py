"""What is done to gradients between `backward()` and `step()`."""

from luge._native._utils import *  # noqa: F403
