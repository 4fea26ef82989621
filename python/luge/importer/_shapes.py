"""Ops on shapes that a line of the table cannot say. A symbolic extent, the batch, is -1."""

import builtins

import luge
import luge.nn.functional as F

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


def expand(input, size, implicit=False):
    """Where `input` has the batch, it keeps it."""
    before = len(size) - input.ndim
    kept = [1] * before + list(input.shape)
    return input.expand([-1 if own == -1 else extent for own, extent in zip(kept, size)])


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


def cat(tensors, dim=0):
    """Without those of shape [0], which torch lets stand beside tensors of any rank."""
    return luge.cat([t for t in tensors if list(t.shape) != [0]] or tensors, dim)


def block_diag(tensors):
    matrices = [tensor.reshape([1] * (2 - tensor.ndim) + list(tensor.shape)) for tensor in tensors]
    columns, before, rows = sum(matrix.shape[1] for matrix in matrices), 0, []
    for matrix in matrices:
        after = columns - before - matrix.shape[1]
        rows.append(F.pad(matrix, [before, after]))
        before += matrix.shape[1]
    return luge.cat(rows, 0)


def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Rows along the diagonal: result[..., i, i + offset] = input[..., i], or [..., i - offset, i]."""
    rows = F.pad(input, [0, abs(offset)]).unsqueeze(-1 if offset >= 0 else -2)
    places = luge.arange(rows.shape[-2 if offset >= 0 else -1])
    is_diagonal = places - places.unsqueeze(1) == offset
    return luge.where(is_diagonal, rows, 0).movedim([-2, -1], [dim1, dim2])


def rot90(input, k=1, dims=(0, 1)):
    turns, (first, second) = k % 4, dims
    if turns == 0:
        return input
    if turns == 2:
        return luge.flip(input, [first, second])
    return luge.flip(input, [second if turns == 1 else first]).transpose(first, second)
