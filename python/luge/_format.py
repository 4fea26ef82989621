"""Tensors as text, as torch prints them (https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html)."""

import math

from luge._native import corners, dtype

_PROFILES: dict[str, dict[str, float]] = {
    "default": dict(precision=4, threshold=1000, edgeitems=3, linewidth=80),
    "short": dict(precision=2, threshold=1000, edgeitems=2, linewidth=80),
    "full": dict(precision=4, threshold=math.inf, edgeitems=3, linewidth=80),
}
_options: dict[str, float | None] = {**_PROFILES["default"], "sci_mode": None}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """How tensors are printed: digits after the point; how many elements are printed in full; how
    many of each dimension otherwise; characters per line; a set of these by name ("default",
    "short", "full"); whether numbers have exponents (None: where they are far apart)."""
    given = dict(precision=precision, threshold=threshold, edgeitems=edgeitems, linewidth=linewidth)
    if profile is not None:
        _options.update(_PROFILES.get(profile, {}))
    _options.update({name: value for name, value in given.items() if value is not None})
    _options["sci_mode"] = sci_mode


def _flatten(items):
    if not isinstance(items, list):
        return [items]
    return [number for item in items for number in _flatten(item)]


class _NumberFormat:
    """One width for all numbers of a tensor; for floating-point ones also one notation."""

    def __init__(self, numbers, is_float):
        self.spec = "" if not is_float else ".0f"
        self.point = ""
        shown = numbers
        if is_float:
            shown = [value for value in numbers if math.isfinite(value) and value != 0]
            sizes = [abs(value) for value in shown]
            integral = all(value == math.ceil(value) for value in shown)
            scientific = _options["sci_mode"]
            if scientific is None:
                scientific = bool(sizes) and (
                    max(sizes) / min(sizes) > 1000 or max(sizes) > 1e8 or min(sizes) < 1e-4
                )
            if shown and (scientific or not integral):
                self.spec = f".{_options['precision']}{'e' if scientific else 'f'}"
            else:
                self.point = "."
        self.width = 1
        self.width = max([1, *(len(self(value)) for value in shown)])

    def __call__(self, value):
        text = format(value, self.spec) if self.spec else str(value)
        if self.point and math.isfinite(value):
            text += self.point
        return text.rjust(self.width)


def _elide(parts, extent, mark):
    """The parts of a dimension, with a mark where some of them are left out."""
    if len(parts) == extent:
        return parts
    edge = len(parts) // 2
    return parts[:edge] + [mark] + parts[edge:]


def _body(items, shape, indent, number):
    if not shape:
        return number(items)
    if len(shape) > 1:
        parts = [_body(item, shape[1:], indent + 1, number) for item in items]
        separator = "," + "\n" * (len(shape) - 1) + " " * (indent + 1)
        return "[" + separator.join(_elide(parts, shape[0], "...")) + "]"
    parts = _elide([number(item) for item in items], shape[0], " ...")
    per_line = max(1, (_options["linewidth"] - indent) // (number.width + 2))
    lines = [", ".join(parts[i : i + per_line]) for i in range(0, len(parts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def text(tensor):
    prefix = "tensor("
    shape, kind, suffixes = tensor.shape, tensor.dtype, []
    if shape.numel():
        edge = _options["edgeitems"] if shape.numel() > _options["threshold"] else max(shape, default=0)
        items = corners(tensor, edge)
        number = _NumberFormat(_flatten(items), kind.is_floating_point)
        body = _body(items, shape, len(prefix), number)
        implied = (dtype.float32, dtype.int64, dtype.bool)
    else:
        body = "[]"
        implied = (dtype.float32,)
        if len(shape) != 1:
            suffixes.append(f"size={tuple(shape)}")
    if kind not in implied:
        suffixes.append(f"dtype={kind}")
    if tensor.requires_grad and tensor.is_leaf:
        suffixes.append("requires_grad=True")
    result = prefix + body
    length = len(result) - result.rfind("\n") + 1
    for suffix in suffixes:
        if length + len(suffix) + 2 > _options["linewidth"]:
            result += ",\n" + " " * len(prefix) + suffix
            length = len(prefix) + len(suffix)
        else:
            result += ", " + suffix
            length += len(suffix) + 2
    return ("Parameter containing:\n" if tensor.is_parameter else "") + result + ")"
