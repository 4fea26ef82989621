"""New tensors that a line of the table cannot say."""

import luge
from luge.importer._shapes import BATCH


def arange(start, end=None, step=1, dtype=None):
    if end is None:
        start, end = 0, start
    if any(isinstance(bound, luge.Tensor) for bound in (start, end, step)):
        raise NotImplementedError("as many elements as the batch has")
    return luge.arange(start, end, step, dtype=dtype)


def linspace(start, end, steps, dtype=None):
    """The ends may be 0-d tensors."""
    if steps is BATCH:
        raise NotImplementedError("as many elements as the batch has")
    if not isinstance(start, luge.Tensor) and not isinstance(end, luge.Tensor):
        return luge.linspace(start, end, steps, dtype=dtype)
    dtype = dtype or luge.float32
    places = luge.arange(0, steps, dtype=luge.float64)
    fraction, length = places / max(steps - 1, 1), end - start
    # From both ends, so that both are exact.
    forward, backward = start + fraction * length, end - (1 - fraction) * length
    return luge.where(fraction < 0.5, forward, backward).to(dtype)
