"""Activations that a line of the table cannot say."""

import luge.nn.functional as F


def elu(input, alpha=1.0, scale=1.0, input_scale=1.0):
    """ATen's general form, of which elu() has the first number only."""
    if scale != 1 or input_scale != 1:
        raise NotImplementedError("elu with a scale")
    return F.elu(input, alpha)
