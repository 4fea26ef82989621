"""Tensors as text, as torch prints them."""


def text(tensor):
    return f"tensor({tensor.tolist()})"
