# RUN: %python %s
"""Gradients of gradients against PyTorch's double backward: products of Hessians and vectors, for
ops and losses, and the gradient penalty of a multi-layer perceptron."""

import numeric
import torch
import torch.nn.functional as F
from torch.autograd import grad

suite = numeric.Suite()
random = numeric.generator()
FLOATS = torch.float32, torch.float64


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def positive(*shape):
    return normal(*shape).abs() + 0.2


def unit(*shape):
    return torch.rand(shape, dtype=torch.float64, generator=random) * 0.8 + 0.1


def hessian(op, reference, *operands, batch=None):
    """For each float operand: the gradients, with respect to all of them, of a random sum of the
    gradient with respect to that one."""
    for dtype in FLOATS:
        named = {k: v.to(dtype) if v.is_floating_point() else v for k, v in zip("abc", operands)}
        for first in [k for k, v in named.items() if v.is_floating_point()]:
            hessian_row(op, reference, named, first, batch)


def hessian_row(op, reference, operands, first, batch):
    leaves = {k: v.clone().requires_grad_(v.is_floating_point()) for k, v in operands.items()}
    wrt = {k: v for k, v in leaves.items() if v.requires_grad}
    result = reference(*leaves.values())
    weights, vector = (normal(*t.shape).to(result.dtype) for t in (result, leaves[first]))
    g, = grad((result * weights).sum(), leaves[first], create_graph=True)
    expected = grad((g * vector).sum(), list(wrt.values()), materialize_grads=True)

    types = {k: numeric.mlir_type(v, batch) for k, v in operands.items()}
    types["result"] = numeric.mlir_type(result, batch)
    scalar = numeric.mlir_type(g.sum())
    case = suite.add(f"{op.split()[0]} {first}", None, {}, {})
    arguments = operands | {"weights": weights, "vector": vector}
    case.arguments = {f"arg{i}": v for i, v in enumerate(arguments.values())}
    case.expected = {f"result{i}": v for i, v in enumerate(expected)}
    signature = ", ".join(f"%{k}: {numeric.mlir_type(v, batch)}" for k, v in arguments.items())
    wrt_types = ", ".join(types[k] for k in wrt)
    case.text = f"""func.func @{case.name}({signature}) -> ({wrt_types}) {{
  %result = {op.format(**types)}
  %weighted = nn.mul %result, %weights : {types["result"]}
  %loss = nn.sum %weighted dims {list(range(result.dim()))} : {types["result"]} -> {scalar}
  %g = autodiff.gradient %loss wrt %{first} : {scalar}, {types[first]}
  %along = nn.mul %g, %vector : {types[first]}
  %inner = nn.sum %along dims {list(range(vector.dim()))} : {types[first]} -> {scalar}
  %h:{len(wrt)} = autodiff.gradient %inner wrt {", ".join("%" + k for k in wrt)} : {scalar}, {wrt_types}
  return {", ".join(f"%h#{i}" for i in range(len(wrt)))} : {wrt_types}
}}
"""


for mnemonic, domain in [("exp", normal), ("expm1", normal), ("log", positive), ("log1p", positive),
                         ("sqrt", positive), ("rsqrt", positive), ("sin", normal), ("cos", normal),
                         ("tan", unit), ("asin", unit), ("acos", unit), ("atan", normal),
                         ("sinh", normal), ("cosh", normal), ("tanh", normal), ("asinh", normal),
                         ("acosh", lambda *shape: unit(*shape) + 1), ("atanh", unit), ("erf", normal), ("sigmoid", normal)]:
    hessian(f"nn.{mnemonic} %a : {{a}}", getattr(torch, mnemonic), domain(11, 5), batch=11)
for approximate in "none", "tanh":
    hessian(f"nn.gelu %a approximate {approximate} : {{a}}",
            lambda a: F.gelu(a, approximate=approximate), normal(11, 5), batch=11)
hessian("nn.mul %a, %b : {a}", torch.mul, normal(11, 5), normal(11, 5), batch=11)
hessian("nn.mul %a, %a : {a}", lambda a: a * a, normal(17))
hessian("nn.div %a, %b : {a}", torch.div, normal(11, 5), positive(11, 5), batch=11)
hessian("nn.pow %a, %b : {a}", torch.pow, positive(17), normal(17))

hessian("nn.contract %a, %b contracting [1] x [1] : {a}, {b} -> {result}",
        lambda a, b: a @ b.mT, normal(11, 17), normal(5, 17), batch=11)
hessian("nn.linear %a, %b : {a}, {b} -> {result}", F.linear, normal(11, 17), normal(5, 17), batch=11)
for dim in 0, 1:
    hessian(f"nn.softmax %a dim {dim} : {{a}}", lambda a: a.softmax(dim), normal(11, 5), batch=11)
    hessian(f"nn.log_softmax %a dim {dim} : {{a}}", lambda a: a.log_softmax(dim), normal(11, 5), batch=11)
hessian("nn.logsumexp %a dim 1 : {a} -> {result}", lambda a: a.logsumexp(1), normal(11, 5), batch=11)

for reduction in "none", "mean", "sum":
    types = f"reduction {reduction} : {{a}}, {{b}} -> {{result}}"
    hessian(f"nn.mse_loss %a, %b {types}", lambda a, b: F.mse_loss(a, b, reduction=reduction),
            normal(11, 5), normal(11, 5), batch=11)
    hessian(f"nn.bce_with_logits %a, %b {types}",
            lambda a, b: F.binary_cross_entropy_with_logits(a, b, reduction=reduction),
            normal(11, 5), unit(11, 5), batch=11)
    hessian(f"nn.bce_loss %a, %b {types}",
            lambda a, b: F.binary_cross_entropy(a, b, reduction=reduction),
            unit(11, 5), unit(11, 5), batch=11)
    cross_entropy = lambda a, b: F.cross_entropy(a, b, reduction=reduction)
    hessian(f"nn.cross_entropy %a, %b {types}", cross_entropy, normal(11, 5),
            torch.tensor([4, 0, -100, 2, 1, 1, -100, 3, 0, 4, 2]), batch=11)
    hessian(f"nn.cross_entropy %a, %b {types}", cross_entropy, normal(11, 5),
            normal(11, 5).softmax(1), batch=11)


def gradient_penalty(activation, function, dtype):
    """The gradient with respect to the weights of mean((|d f(x) / dx| - 1)^2), where f is a
    multi-layer perceptron."""
    x, w1, b1, w2, b2 = (normal(*shape).to(dtype) for shape in [(11, 5), (17, 5), (17,), (1, 17), (1,)])
    leaves = [t.clone().requires_grad_() for t in (x, w1, b1, w2)]
    score = F.linear(function(F.linear(*leaves[:3])), leaves[3], b2)
    slope, = grad(score.sum(), leaves[0], create_graph=True)
    penalty = ((slope.pow(2).sum(1).sqrt() - 1) ** 2).mean()
    expected = [penalty, *grad(penalty, leaves[1:], materialize_grads=True)]

    e = "f32" if dtype == torch.float32 else "f64"
    case = suite.add(f"gradient penalty {activation}", None, {}, {})
    case.arguments = {f"arg{i}": t for i, t in enumerate([x, w1, b1, w2, b2])}
    case.expected = {f"result{i}": t for i, t in enumerate(expected)}
    case.text = f"""func.func @{case.name}(
    %x: tensor<?x5x{e}>, %w1: tensor<17x5x{e}>, %b1: tensor<17x{e}>, %w2: tensor<1x17x{e}>, %b2: tensor<1x{e}>)
    -> (tensor<{e}>, tensor<17x5x{e}>, tensor<17x{e}>, tensor<1x17x{e}>) {{
  %h = nn.linear %x, %w1 bias %b1 : tensor<?x5x{e}>, tensor<17x5x{e}>, tensor<17x{e}> -> tensor<?x17x{e}>
  %a = nn.{activation} %h : tensor<?x17x{e}>
  %score = nn.linear %a, %w2 bias %b2 : tensor<?x17x{e}>, tensor<1x17x{e}>, tensor<1x{e}> -> tensor<?x1x{e}>
  %total = nn.sum %score dims [0, 1] : tensor<?x1x{e}> -> tensor<{e}>
  %slope = autodiff.gradient %total wrt %x : tensor<{e}>, tensor<?x5x{e}>
  %squares = nn.mul %slope, %slope : tensor<?x5x{e}>
  %square = nn.sum %squares dims [1] : tensor<?x5x{e}> -> tensor<?x{e}>
  %norm = nn.sqrt %square : tensor<?x{e}>
  %c1 = nn.constant dense<1.0> : tensor<{e}>
  %one = nn.broadcast %c1 dims [] like %norm : tensor<{e}>, tensor<?x{e}> -> tensor<?x{e}>
  %penalty = nn.mse_loss %norm, %one reduction mean : tensor<?x{e}>, tensor<?x{e}> -> tensor<{e}>
  %g:3 = autodiff.gradient %penalty wrt %w1, %b1, %w2
       : tensor<{e}>, tensor<17x5x{e}>, tensor<17x{e}>, tensor<1x17x{e}>
  return %penalty, %g#0, %g#1, %g#2 : tensor<{e}>, tensor<17x5x{e}>, tensor<17x{e}>, tensor<1x17x{e}>
}}
"""


for dtype in FLOATS:
    for activation, function in ("tanh", torch.tanh), ("gelu", F.gelu), ("relu", F.relu):
        gradient_penalty(activation, function, dtype)

suite.main()
