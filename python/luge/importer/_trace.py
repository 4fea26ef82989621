"""From torch's program to Luge's ops: torch.export, then the table of `_ops`."""

import contextlib
import logging
import operator
import warnings

import torch
from torch._ops import OpOverload
from torch.export.graph_signature import InputKind, OutputKind
from torch.fx.experimental.symbolic_shapes import free_unbacked_symbols

import luge
from luge.importer import _place
from luge.importer._losses import KeepWhole
from luge.importer._ops import OPS, RESHAPE, SIZED, STORAGE_ARGUMENTS
from luge.importer._shapes import BATCH

DTYPES = {
    torch.float32: luge.float32,
    torch.float64: luge.float64,
    torch.int64: luge.int64,
    torch.bool: luge.bool,
}
_TORCH = {ours: theirs for theirs, ours in DTYPES.items()}

# Any extent that models do not treat apart.
_EXAMPLE_BATCH = 7


def export(program, inputs):
    """Exports a module that takes a tuple of tensors like `inputs`, tensors of Luge."""
    examples = tuple(
        torch.empty(
            [_EXAMPLE_BATCH if extent == -1 else extent for extent in x.shape], dtype=_TORCH[x.dtype]
        )
        for x in inputs
    )
    batch = torch.export.Dim("batch")
    dynamic = tuple({0: batch} if x.ndim else {} for x in inputs)
    try:
        with _quiet(), KeepWhole():
            exported = torch.export.export(
                program, (examples,), dynamic_shapes=(dynamic,), strict=False
            )
            exported = _decompose(exported)
    except luge.Error:
        raise
    except Exception as failure:
        raise _place.error(_reason(failure), _place.of_error(failure)) from failure
    return exported


@contextlib.contextmanager
def _quiet():
    """Keeps torch from logging what becomes an error here, and from warning of itself."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logging.disable(before)


# Has a part that says less.
_READS = {torch.ops.aten.item.default}


def _decompose(exported):
    """Without ops in place, and with the parts of composite ops that the table does not have (torch
    differentiates through their parts, too)."""
    before = None
    while True:
        ops = {n.target for n in exported.graph.nodes if isinstance(n.target, OpOverload)}
        missing = {op for op in ops if _lookup(op) is None and op._can_decompose()} - _READS
        if missing == before or not (missing or any(op._schema.is_mutable for op in ops)):
            return exported
        known = torch.export.default_decompositions() if missing else {}
        exported = exported.run_decompositions({op: known[op] for op in missing if op in known})
        before = missing


def _reason(failure):
    """Why torch.export failed, for the user."""
    text = str(failure).strip().splitlines()
    text = text[0] if text else type(failure).__name__
    if "unbacked symbol" in text or "specialized integer" in text:
        return (
            "a place or an extent is read from a tensor, which is known only when the step runs "
            f"({text})"
        )
    if "data-dependent" in text or "DataDependent" in type(failure).__name__:
        return f"control flow that depends on data cannot be compiled; use torch.where ({text})"
    if "onstraint" in text:
        return (
            "the first extent of every input is the batch, which may differ from call to call, but "
            f"the model fixes it ({failure})"
        )
    return text


def interpret(exported, tensors, inputs):
    """Records the program in the current trace; returns its outputs, flat, and which of them are
    numbers.

    tensors: of a state of the module, by name, and of a constant, by its torch tensor."""
    signature, values = exported.graph_signature, {}
    specs = iter(signature.input_specs)
    given = iter(inputs)
    batch = _Batch(inputs)
    changed = set(signature.buffers_to_mutate.values())
    for node in exported.graph.nodes:
        if node.op == "placeholder":
            spec = next(specs)
            if spec.kind == InputKind.USER_INPUT:
                values[node] = next(given)
            elif spec.kind == InputKind.CONSTANT_TENSOR:
                values[node] = tensors.constant(spec.target, exported.constants[spec.target])
            else:
                state = tensors.named(spec.target)
                values[node] = _value_of(state) if spec.target in changed else state
        elif node.op == "call_function":
            values[node] = _call(node, values, batch)
        elif node.op == "output":
            results = node.args[0]
        else:
            raise _place.error(f"{node.op} '{node.target}' cannot be compiled", _place.of_node(node))
    outputs, numbers = [], set()
    for spec, result in zip(signature.output_specs, results):
        value = values[result] if isinstance(result, torch.fx.Node) else result
        if spec.kind == OutputKind.BUFFER_MUTATION:
            with luge.no_grad():
                tensors.named(spec.target).copy_(value.detach())
        elif spec.kind == OutputKind.USER_OUTPUT:
            if isinstance(value, (torch.SymInt, torch.SymFloat)):
                numbers.add(len(outputs))
                value = batch.evaluate(value)
            outputs.append(value)
        else:
            raise _place.error(f"the model writes to its input '{spec.target}'; clone() it first")
    return outputs, numbers


def _value_of(state):
    """What it is now, and stays when the state changes: another tensor."""
    return state.unsqueeze(0).squeeze(0)


# ---------------------------------------------------------------------------------------
# One op
# ---------------------------------------------------------------------------------------


def _call(node, values, batch):
    value = node.meta.get("val")
    if isinstance(value, (torch.SymInt, torch.SymFloat, torch.SymBool)):
        if free_unbacked_symbols(value):
            raise _place.error(
                f"'{node.target}' reads a value of a tensor, which is known only when the step runs",
                _place.of_node(node),
            )
        return value
    function = _find(node)
    with _place.at(node), _named(node):
        if function is RESHAPE:
            return RESHAPE(values[node.args[0]], _shape_of(value))
        args = [_argument(node, i, arg, values, batch) for i, arg in enumerate(node.args)]
        kwargs = {
            name: _argument(node, name, arg, values, batch)
            for name, arg in node.kwargs.items()
            if name not in STORAGE_ARGUMENTS
        }
        result = function(*args, **kwargs)
        if _name_of(node.target) in SIZED:
            result = batch.expand(result, _shape_of(value))
        _expect_same(result, value)
        return result


def _shape_of(value):
    """With -1 where the batch is, as in Luge."""
    return [_batch_as(-1, x) if isinstance(x, torch.SymInt) else x for x in value.shape]


def _batch_as(number, extent):
    """`number`, which stands for the batch, if the extent is the batch and no part or multiple of it."""
    if not extent.node.expr.is_symbol:
        raise NotImplementedError(f"an extent that is computed from the batch ({extent})")
    return number


def _expect_same(result, value):
    """Raises unless the shapes and types of an op's results are those of torch."""
    if isinstance(value, (tuple, list)):
        for item, expected in zip(result, value, strict=True):
            _expect_same(item, expected)
    elif isinstance(value, torch.Tensor):
        ours, theirs = list(result.shape), _shape_of(value)
        if ours != theirs:
            raise NotImplementedError(f"its result would have the shape {ours} instead of {theirs}")
        if result.dtype != DTYPES.get(value.dtype):
            raise NotImplementedError(f"its result would be {result.dtype} instead of {value.dtype}")


def _lookup(target):
    """The table's function of an op; None if it has none."""
    if not isinstance(target, OpOverload):
        return OPS["getitem"] if target is operator.getitem else None
    name = _name_of(target)
    return OPS.get(f"{name}.{target._overloadname}") or OPS.get(name)


def _name_of(target):
    return target._schema.name.split("::")[1] if isinstance(target, OpOverload) else None


def _find(node):
    function = _lookup(node.target)
    if function is None:
        raise _place.error(
            f"the op '{node.target}'{_module_of(node)} cannot be compiled: there is no line for it "
            "in the table OPS of luge/importer/_ops.py; to add it, write one that gives Luge's "
            "function",
            _place.of_node(node),
        )
    return function


def _module_of(node):
    """The module that the op is of, unless it is the whole."""
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    if not stack or not stack[-1][0]:
        return ""
    name, kind = stack[-1]
    kind = kind if isinstance(kind, str) else kind.__name__
    return f" of module '{name.removeprefix('model.')}' ({kind.rsplit('.', 1)[-1]})"


@contextlib.contextmanager
def _named(node):
    """Errors say which op they are of."""
    try:
        yield
    except luge.Error:
        raise
    except (NotImplementedError, TypeError) as failure:
        reason = "its arguments" if isinstance(failure, TypeError) else failure
        raise _place.error(
            f"the op '{node.target}'{_module_of(node)} cannot be compiled: {reason}",
            _place.of_node(node),
        ) from failure


def _argument(node, place, arg, values, batch):
    """What the table's function is given for an argument of a node."""

    def convert(value, in_list=False):
        if isinstance(value, (list, tuple)):
            return [convert(item, in_list=True) for item in value]
        if isinstance(value, torch.fx.Node):
            value = values[value]
        if isinstance(value, (torch.SymInt, torch.SymFloat)):
            if in_list:
                return _batch_as(1 if _name_of(node.target) in SIZED else -1, value)
            if not _is_extent(node, place):
                return batch.evaluate(value)
            return _batch_as(BATCH, value)
        if isinstance(value, torch.dtype):
            if value not in DTYPES:
                raise NotImplementedError(f"its type {value} is none of {', '.join(map(str, DTYPES))}")
            return DTYPES[value]
        return value

    return convert(arg)


def _is_extent(node, place):
    """Whether an argument is an extent or index, not an operand."""
    for position, argument in enumerate(node.target._schema.arguments):
        if place in (position, argument.name):
            return "SymInt" in str(argument.real_type)
    return False


# torch's own functions in expressions of extents.
_SYMBOLIC = {
    "FloatTrueDiv": operator.truediv,
    "FloorDiv": operator.floordiv,
    "IntTrueDiv": operator.truediv,
    "Mod": operator.mod,
    "PythonMod": operator.mod,
    "FloatPow": operator.pow,
    "PowByNatural": operator.pow,
    "ToFloat": lambda x: x.double(),
}


class _Batch:
    """The batch as a number of the program."""

    def __init__(self, inputs):
        self._input = next((x for x in inputs if x.ndim), None)
        self._ones = None

    def _rows(self):
        """A 1 for each row."""
        if self._ones is None:
            rows = self._input.detach()
            while rows.ndim > 1:
                rows = rows.select(1, 0)
            self._ones = luge.ones_like(rows.long())
        return self._ones

    def evaluate(self, extent):
        """A 0-d tensor of an expression of the batch."""
        import sympy

        expression = extent.node.expr
        (symbol,) = expression.free_symbols
        return sympy.lambdify(symbol, expression, modules=[_SYMBOLIC, "math"])(self._rows().sum())

    def expand(self, tensor, shape):
        """To a shape in which the batch, -1, is."""
        if list(tensor.shape) == shape or shape.count(-1) != 1:
            return tensor
        rows = self._rows().reshape([extent if extent == -1 else 1 for extent in shape])
        return tensor.expand_as(rows.expand(shape))
