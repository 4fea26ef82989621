"""Products that a line of the table cannot say."""

import luge


def plus(x, product, beta, alpha):
    """Of beta = 0, `x` is ignored, NaN or not."""
    return product * alpha if beta == 0 else x * beta + product * alpha


def tensordot(input, other, dims, other_dims):
    """Over an extent that meets one of 1, it is summed."""
    for dim, other_dim in zip(dims, other_dims):
        if input.shape[dim] != other.shape[other_dim] == 1:
            input = input.sum(dim, keepdim=True)
        elif other.shape[other_dim] != input.shape[dim] == 1:
            other = other.sum(other_dim, keepdim=True)
    return luge.tensordot(input, other, (dims, other_dims))
