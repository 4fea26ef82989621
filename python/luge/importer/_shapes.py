"""Ops on shapes that a line of the table cannot say. A symbolic extent, the batch, is -1."""

import builtins

_END = 2**63 - 1


class BATCH:
    """The batch as an index, whose value is known only when the step runs."""


def broadcast_tensors(tensors):
    rank = max(tensor.ndim for tensor in tensors)
    shape = [1] * rank
    for tensor in tensors:
        for place, extent in enumerate(tensor.shape, rank - tensor.ndim):
            if extent != 1:
                shape[place] = extent
    return [t.expand(shape) if list(t.shape) != shape else t for t in tensors]


def slice(input, dim=0, start=None, end=None, step=1):
    extent = input.shape[dim]
    if end is BATCH and extent != -1 or start is BATCH:
        raise NotImplementedError("the batch as an index")
    if end is BATCH or end == _END:  # torch.export's for an end at or beyond the last
        end = None
    if (start or 0) == 0 and step == 1 and end is None:
        return input
    if extent == -1:
        raise NotImplementedError("a part of the batch, whose extent is known only at run time")
    places = range(extent)[start:end:step]
    index = (builtins.slice(None),) * (dim % input.ndim)
    return input[index + (builtins.slice(places.start, places.stop, places.step),)]
