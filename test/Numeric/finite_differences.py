# RUN: rm -rf %t.cache && env LUGE_CACHE_DIR=%t.cache %python %s %source
"""The gradient of every differentiable op against central differences of the op itself, in f64.

All cases are one program, which is run again for each element that an operand has, with that
element moved up, then down.
"""

import sys
import tempfile

import numeric
import numpy as np
import torch
from registry import registered

EPSILON, ATOL, RTOL = 1e-6, 1e-5, 1e-3

suite = numeric.Suite()
random = numeric.generator()
covered = set()


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def positive(*shape):
    return normal(*shape).abs() + 0.2


def apart(*shape):
    """All different, and away from zero, by more than a difference moves them."""
    count = int(np.prod(shape))
    values = (torch.randperm(count, generator=random) - count / 2 + 0.25) * 0.3
    return values.double().reshape(shape)


def unit(*shape):
    return torch.rand(shape, dtype=torch.float64, generator=random) * 0.8 + 0.1


def case(op, *operands, result=None, batch=None, **options):
    """A case of operands %a, %b, ...; the result has the shape `result`, or that of %a."""
    named = dict(zip("abcd", operands))
    like = torch.empty(operands[0].shape if result is None else result, dtype=torch.float64)
    wrt = {name: operand for name, operand in named.items() if operand.is_floating_point()}
    suite.differentiate(op, like, named, list(wrt), batch, **options).operands = list(wrt.values())
    covered.add(op.split()[0])


# In pairs: a static shape, and one with a batch.
for mnemonic, domain in [("neg", normal), ("abs", apart), ("exp", normal), ("expm1", normal),
                         ("log", positive), ("log1p", positive), ("sqrt", positive),
                         ("rsqrt", positive), ("sin", normal), ("cos", normal), ("tan", unit), ("asin", unit),
                         ("acos", unit), ("atan", normal), ("sinh", normal), ("cosh", normal), ("tanh", normal),
                         ("asinh", normal), ("acosh", lambda *shape: unit(*shape) + 1), ("atanh", unit),
                         ("erf", normal), ("sigmoid", normal), ("relu", apart), ("gelu", normal),
                         ("floor", apart), ("ceil", apart), ("round", apart), ("trunc", apart)]:
    case(f"nn.{mnemonic} %a : {{a}}", domain(2, 3))
    case(f"nn.{mnemonic} %a : {{a}}", domain(3, 2), batch=3)
case("nn.gelu %a approximate tanh : {a}", normal(3, 2), batch=3)
case("nn.cast %a : {a} -> {result}", normal(2, 3))
for mnemonic in "add", "sub", "mul", "div":
    case(f"nn.{mnemonic} %a, %b : {{a}}", normal(2, 3), positive(2, 3))
    case(f"nn.{mnemonic} %a, %b : {{a}}", normal(3, 2), positive(3, 2), batch=3)
case("nn.mul %a, %a : {a}", normal(3, 2), batch=3)
case("nn.pow %a, %b : {a}", positive(3, 2), normal(3, 2), batch=3)
case("nn.fmod %a, %b : {a}", apart(3, 2), torch.full((3, 2), 0.7).double(), batch=3)
case("nn.atan2 %a, %b : {a}", normal(3, 2), positive(3, 2), batch=3)
for mnemonic in "maximum", "minimum":
    a, b = apart(2, 3, 2).unbind(2)
    case(f"nn.{mnemonic} %a, %b : {{a}}", a, b)
case("nn.select %a, %b, %c : {b}", normal(3, 2) > 0, normal(3, 2), normal(3, 2), result=(3, 2), batch=3)

case("nn.contract %a, %b contracting [1] x [0] : {a}, {b} -> {result}", normal(3, 2), normal(2, 2),
     result=(3, 2), batch=3)
case("nn.contract %a, %b contracting [0] x [0] : {a}, {b} -> {result}", normal(3, 2), normal(3, 1),
     result=(2, 1), batch=3)
case("nn.contract %a, %b batch [2] x [0] contracting [1] x [2] : {a}, {b} -> {result}",
     normal(1, 3, 2), normal(2, 2, 3), result=(2, 1, 2))
case("nn.contract %a, %b contracting [] x [] : {a}, {b} -> {result}", normal(2), normal(3),
     result=(2, 3))
case("nn.linear %a, %b : {a}, {b} -> {result}", normal(2, 1, 3), normal(2, 3), result=(2, 1, 2))
case("nn.linear %a, %b bias %c : {a}, {b}, {c} -> {result}", normal(3, 2), normal(2, 2), normal(2),
     result=(3, 2), batch=3)

for mnemonic in "sum", "mean", "amax", "amin":
    case(f"nn.{mnemonic} %a dims [0, 2] : {{a}} -> {{result}}", apart(2, 3, 2), result=(3,))
    case(f"nn.{mnemonic} %a dims [0] : {{a}} -> {{result}}", apart(3, 2), result=(2,), batch=3)
for mnemonic in "softmax", "log_softmax":
    case(f"nn.{mnemonic} %a dim 0 : {{a}}", normal(3, 2))
    case(f"nn.{mnemonic} %a dim 1 : {{a}}", normal(3, 2), batch=3)
case("nn.logsumexp %a dim 1 : {a} -> {result}", normal(3, 4), result=(3,), batch=3)

case("nn.broadcast %a dims [0, 2] : {a} -> {result}", normal(2, 1), result=(2, 3, 4))
case("nn.broadcast %a dims [1] like %b : {a}, {b} -> {result}", normal(2), normal(3, 2), result=(3, 2),
     batch=3)
case("nn.reshape %a : {a} -> {result}", normal(3, 4), result=(3, 2, 2), batch=3)
case("nn.transpose %a perm [1, 2, 0] : {a} -> {result}", normal(3, 2, 2), result=(2, 2, 3), batch=3)
case("nn.slice %a [0, 1] [?, 2] [1, 2] : {a} -> {result}", normal(3, 4), result=(3, 2), batch=3)
case("nn.pad %a low [0, 1] high [0, 2] : {a} -> {result}", normal(3, 2), result=(3, 5), batch=3)
case("nn.concat %a, %b, %a dim 1 : {a}, {b}, {a} -> {result}", normal(3, 2), normal(3, 1),
     result=(3, 5), batch=3)

counters = torch.tensor(3), torch.tensor(5)
case("nn.dropout %a, %b, %c p 0.5 id 1 : {a}", normal(3, 4), *counters, batch=3)
for reduction, shape in ("none", (3, 2)), ("mean", ()), ("sum", ()):
    for mnemonic, a, b in [("mse_loss", normal(3, 2), normal(3, 2)),
                           ("l1_loss", *apart(3, 2, 2).unbind(2)),
                           ("bce_loss", unit(3, 2), unit(3, 2)),
                           ("bce_with_logits", normal(3, 2), unit(3, 2))]:
        case(f"nn.{mnemonic} %a, %b reduction {reduction} : {{a}}, {{b}} -> {{result}}", a, b,
             result=shape, batch=3)
    losses = (3,) if reduction == "none" else ()
    cross_entropy = f"nn.cross_entropy %a, %b reduction {reduction} : {{a}}, {{b}} -> {{result}}"
    case(cross_entropy, normal(3, 4), torch.tensor([2, -100, 0]), result=losses, batch=3)
    case(cross_entropy, normal(3, 2), torch.softmax(normal(3, 2), 1), result=losses, batch=3)
    case(f"nn.cross_entropy %a, %b weight %c reduction {reduction} {{{{label_smoothing = 0.2 : f64}}}} "
         ": {a}, {b}, {c} -> {result}", normal(3, 4), torch.tensor([2, -100, 0]), unit(4), result=losses, batch=3)
    case(f"nn.linear_cross_entropy %a, %b, %c linear_bias %d reduction {reduction} "
         "{{label_smoothing = 0.2 : f64}} : {a}, {b}, {c}, {d} -> {result}, tensor<?xf64>", normal(3, 2), normal(4, 2),
         torch.tensor([2, -100, 0]), normal(4), result=losses, batch=3, outputs=2)
case("nn.cross_entropy %a, %b reduction none : {a}, {b} -> {result}", normal(1, 3, 4),
     torch.tensor([[2, 0, 1, 1]]), result=(1, 4))
# As in torch, the gradient is that of log_softmax's operand.
case("nn.ctc_loss %p, %b, %c, %d {{blank = 1 : i64}} : {a}, {b}, {c}, {d} -> {result}, tensor<?x5x5xf64>",
     normal(5, 3, 4), torch.tensor([[0, 2], [3, 3], [2, 0]]), torch.tensor([5, 4, 3]), torch.tensor([2, 2, 1]),
     result=(3,), batch=3, outputs=2, before="%p = nn.log_softmax %a dim 2 : {a}")


def loss(case, results):
    return float((results[f"{case.name}.result0"] * case.weights.numpy()).sum())


def move(case, index, distance):
    """Moves an element, counted through the operands; whether there is one of that index."""
    for operand in case.operands:
        if index < operand.numel():
            operand.view(-1)[index] += distance
            return True
        index -= operand.numel()
    return False


def differences(folder):
    """Each case's gradient, as one vector, by central differences."""
    gradients = {case: [] for case in suite.cases}
    moved = suite.cases
    while moved := [case for case in moved if move(case, len(gradients[case]), EPSILON)]:
        up = run(folder)
        for case in moved:
            move(case, len(gradients[case]), -2 * EPSILON)
        down = run(folder)
        for case in moved:
            move(case, len(gradients[case]), EPSILON)
            gradients[case].append((loss(case, up) - loss(case, down)) / (2 * EPSILON))
    return gradients


def run(folder):
    return numeric.run(suite.cases, folder, "--cache")


rules = {"DifferentiableOpInterface", "DecomposableOpInterface"}
missing = {op for op, has in registered("nn", sys.argv[1]).items() if has & rules} - covered
failed = 0
with tempfile.TemporaryDirectory() as folder:
    analytic = run(folder)
    for case, expected in differences(folder).items():
        actual = np.concatenate([analytic[f"{case.name}.result{i + 1}"].ravel()
                                 for i in range(len(case.operands))])
        if not np.allclose(actual, expected, rtol=RTOL, atol=ATOL):
            failed += 1
            print(f"{case.name}: gradient {actual}\n  by differences {np.array(expected)}")
print(f"{len(suite.cases)} cases, {failed} mismatches; without a case:", *sorted(missing) or ["none"])
sys.exit(bool(failed or missing))
