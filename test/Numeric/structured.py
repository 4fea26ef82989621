# RUN: %python %s
"""Contractions, reductions, normalizations and ops that move elements, with their gradients,
against PyTorch, on extents around the vector widths."""

import itertools
import math

import numeric
import torch
import torch.nn.functional as F

suite = numeric.Suite()
random = numeric.generator()
FLOATS = torch.float32, torch.float64


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64, generator=random)


def cases(op, reference, *operands, batch=None, dtypes=FLOATS, **options):
    """One case per type; the op's operands are %a, %b, ..., here given as doubles."""
    for dtype in dtypes:
        named = {name: operand.to(dtype) for name, operand in zip("abc", operands)}
        suite.compare(op, reference, batch=batch, **named, **options)


#===-----------------------------------------------------------------------------------------===#
# Contractions
#===-----------------------------------------------------------------------------------------===#

def contract(equation, a, b, batch=None):
    """torch.einsum of two operands, as nn.contract; the result is batch, free of a, free of b."""
    (left, right), result = equation.split("->")[0].split(","), equation.split("->")[1]
    shared = [i for i in left if i in right]
    batches = [i for i in shared if i in result]
    summed = [i for i in shared if i not in result]
    lists = [[side.index(i) for i in dims] for dims in (batches, summed) for side in (left, right)]
    batch_clause = f"batch {lists[0]} x {lists[1]} " if batches else ""
    cases(f"nn.contract %a, %b {batch_clause}contracting {lists[2]} x {lists[3]} "
          ": {a}, {b} -> {result}", lambda a, b: torch.einsum(equation, a, b), a, b, batch=batch,
          name=f"contract {equation}")


for m, n, k in [(2, 3, 5), (1, 1, 1), (15, 16, 17), (33, 7, 64), (17, 31, 1), (0, 3, 5), (2, 3, 0),
                (61, 67, 71)]:
    contract("mk,nk->mn", normal(m, k), normal(n, k))
contract("mk,kn->mn", normal(13, 19), normal(19, 37))
contract("km,kn->mn", normal(19, 13), normal(19, 37))
contract("km,nk->mn", normal(19, 13), normal(37, 19))
contract("m,n->mn", normal(5), normal(17))
contract("k,k->", normal(37), normal(37))
contract("mk,k->m", normal(5, 37), normal(37))
contract("k,kn->n", normal(37), normal(37, 19))
contract("bmk,bkn->bmn", normal(3, 5, 7), normal(3, 7, 17))
contract("abmk,bank->abmn", normal(2, 3, 5, 7), normal(3, 2, 4, 7))
contract("mkl,lkn->mn", normal(5, 2, 3), normal(3, 2, 7))
# Columns that no cache holds, with tails in every dimension and two blocks of k.
contract("mk,kn->mn", normal(7, 1031) / 32, normal(1031, 1049) / 32)
for batch in 0, 1, 11, 64:
    contract("mk,nk->mn", normal(batch, 5), normal(17, 5), batch=batch)
    contract("bm,bn->mn", normal(batch, 19), normal(batch, 17), batch=batch)

for batch, inputs, outputs in [(None, 5, 3), (11, 17, 33), (0, 5, 3), (1, 64, 10), (64, 31, 16)]:
    cases("nn.linear %a, %b : {a}, {b} -> {result}", F.linear, normal(batch or 2, inputs),
          normal(outputs, inputs), batch=batch)
    cases("nn.linear %a, %b bias %c : {a}, {b}, {c} -> {result}", F.linear,
          normal(2 if batch is None else batch, inputs), normal(outputs, inputs), normal(outputs),
          batch=batch)
# Two layers and their gradients, which go through blocks of 32 rows together.
for batch in 64, 63, 33, 7, 0:
    for dtype, element in zip(FLOATS, ("f32", "f64")):
        hidden = f"tensor<?x19x{element}>"
        cases(f"nn.linear %hidden, %c : {hidden}, {{c}} -> {{result}}",
              lambda a, b, c: F.linear(torch.tanh(F.linear(a, b)), c), normal(batch, 13),
              normal(19, 13), normal(37, 19), batch=batch, dtypes=(dtype,), name=f"layers {batch}",
              before=f"%before = nn.linear %a, %b : {{a}}, {{b}} -> {hidden}\n"
                     f"  %hidden = nn.tanh %before : {hidden}")
cases("nn.linear %a, %b bias %c : {a}, {b}, {c} -> {result}", F.linear, normal(5), normal(3, 5),
      normal(3))
cases("nn.linear %a, %b bias %c : {a}, {b}, {c} -> {result}", F.linear, normal(11, 2, 5),
      normal(3, 5), normal(3), batch=11)

#===-----------------------------------------------------------------------------------------===#
# Reductions
#===-----------------------------------------------------------------------------------------===#

SHAPES = [((2, 3, 5), None), ((17,), None), ((33, 16), None), ((11, 5), 11), ((61, 37), None),
          ((1, 7), 1)]
for (shape, batch), name in itertools.product(SHAPES, ["sum", "mean", "amax", "amin"]):
    for count in range(1, len(shape) + 1):
        for dims in itertools.combinations(range(len(shape)), count):
            cases(f"nn.{name} %a dims {list(dims)} : {{a}} -> {{result}}",
                  lambda a: getattr(torch, name)(a, dims), normal(*shape), batch=batch)
# Nothing to reduce, in both senses.
cases("nn.sum %a dims [] : {a} -> {result}", lambda a: a * 1, normal(3))
for shape, dims in [((0, 3), [0]), ((3, 0), [1]), ((0,), [0]), ((0, 5), [0, 1])]:
    for batch in None, 0:
        cases(f"nn.sum %a dims {dims} : {{a}} -> {{result}}", lambda a: torch.sum(a, dims),
              normal(*shape), batch=batch)
        cases(f"nn.mean %a dims {dims} : {{a}} -> {{result}}", lambda a: torch.mean(a, dims),
              normal(*shape), batch=batch)
# Long sums, of terms whose rounding errors all go one way.
for shape, dims in [((1 << 20,), [0]), ((3, 70000), [1]), ((70000, 3), [0]), ((4096, 272), [0]),
                    ((300, 7, 200), [0, 2]), ((900, 40, 17), [0, 1])]:
    cases(f"nn.sum %a dims {dims} : {{a}} -> {{result}}", lambda a: a.double().sum(dims).float(),
          torch.full(shape, 0.1), dtypes=[torch.float32], gradient=False, tolerance=(1.3e-6, 0),
          name="long sum")
for shape, batch in SHAPES:
    cases("nn.count %a dims [0] : {a} -> {result}", lambda a: torch.tensor(len(a)).to(a.dtype),
          normal(*shape), batch=batch)
# Equal elements share the gradient of an extremum; NaN is one.
ties = torch.tensor([[1.0, 2, 2], [-1, -1, -1], [3, 0, math.nan], [-math.inf, 0, math.inf]]).double()
for name in "amax", "amin":
    cases(f"nn.{name} %a dims [1] : {{a}} -> {{result}}", lambda a: getattr(torch, name)(a, 1),
          ties[:2], name=f"ties {name}")
    cases(f"nn.{name} %a dims [1] : {{a}} -> {{result}}", lambda a: getattr(torch, name)(a, 1), ties,
          name=f"edges {name}")

for shape, batch in SHAPES:
    for dim in range(len(shape)):
        cases(f"nn.argmax %a dim {dim} : {{a}} -> {{result}}", lambda a: torch.argmax(a, dim),
              normal(*shape), batch=batch)
        cases(f"nn.softmax %a dim {dim} : {{a}}", lambda a: torch.softmax(a, dim), normal(*shape) * 5,
              batch=batch)
        cases(f"nn.log_softmax %a dim {dim} : {{a}}", lambda a: torch.log_softmax(a, dim),
              normal(*shape) * 5, batch=batch)
        cases(f"nn.logsumexp %a dim {dim} : {{a}} -> {{result}}", lambda a: torch.logsumexp(a, dim),
              normal(*shape) * 5, batch=batch)
cases("nn.argmax %a dim 1 : {a} -> {result}", lambda a: torch.argmax(a, 1), ties, name="ties argmax")

inf, nan = math.inf, math.nan
rows = torch.tensor([[1000.0, 1001, 999], [-1000, -1001, -999], [-inf, 0, 1], [-inf, -inf, -inf],
                     [inf, 0, 1], [nan, 0, 1], [3e38, -3e38, 0]]).double()
for name in "softmax", "log_softmax":
    cases(f"nn.{name} %a dim 1 : {{a}}", lambda a: getattr(torch, name)(a, 1), rows,
          name=f"edges {name}")
cases("nn.logsumexp %a dim 1 : {a} -> {result}", lambda a: torch.logsumexp(a, 1), rows,
      name="edges logsumexp")

def one_hot(classes, dim):
    def reference(a):
        places = torch.arange(classes).reshape([-1] + [1] * (a.dim() - dim))
        return (a.unsqueeze(dim) == places).to(torch.float32)
    return reference

indices = torch.tensor([[0, 4, 2], [-1, 5, -100]])
for dim in 0, 1, 2:
    cases(f"nn.one_hot %a dim {dim} : {{a}} -> {{result}}", one_hot(5, dim), indices,
          dtypes=[torch.int64])
cases("nn.one_hot %a dim 1 : {a} -> {result}", one_hot(10, 1), torch.arange(11), batch=11,
      dtypes=[torch.int64])

#===-----------------------------------------------------------------------------------------===#
# Ops that move elements
#===-----------------------------------------------------------------------------------------===#

def broadcast(shape, dims, result, batch=None):
    def reference(a, like):
        full = [1] * len(result)
        for dim, extent in zip(dims, a.shape):
            full[dim] = extent
        return a.reshape(full).expand(result)
    op = f"nn.broadcast %a dims {dims} : {{a}} -> {{result}}"
    if batch is not None:
        op = f"nn.broadcast %a dims {dims} like %b : {{a}}, {{b}} -> {{result}}"
        cases(op, lambda a, b: reference(a, b) + b * 0, normal(*shape), normal(*result), batch=batch)
    else:
        cases(op, lambda a: reference(a, None), normal(*shape))


broadcast([], [], [2, 3])
broadcast([3], [1], [2, 3])
broadcast([2], [0], [2, 3])
broadcast([3, 1], [0, 1], [3, 17])
broadcast([1, 3, 1], [0, 2, 3], [2, 5, 3, 7])
broadcast([1, 1], [0, 1], [16, 5])
broadcast([2, 3], [0, 1], [2, 3])
broadcast([5], [1], [11, 5], batch=11)
broadcast([], [], [11], batch=11)
broadcast([1, 5], [0, 1], [11, 5], batch=11)
broadcast([11], [0], [11, 5], batch=11)
broadcast([5], [1], [0, 5], batch=0)

cases("nn.constant dense<[[1.0, 2.0, -0.5], [0.0, 4.0, 1.0e-3]]> : {result}",
      lambda a: torch.tensor([[1, 2, -0.5], [0, 4, 1e-3]], dtype=a.dtype), normal(1))
for shape, permutation, batch in [((2, 3), [1, 0], None), ((17, 33), [1, 0], None),
                                  ((2, 3, 5), [2, 0, 1], None), ((2, 3, 5), [0, 2, 1], None),
                                  ((11, 5), [1, 0], 11), ((3, 11, 2, 5), [1, 3, 0, 2], 11),
                                  ((5,), [0], None)]:
    cases(f"nn.transpose %a perm {permutation} : {{a}} -> {{result}}",
          lambda a: a.permute(permutation), normal(*shape), batch=batch)

for shape, result, batch in [((2, 3, 5), (6, 5), None), ((6, 5), (2, 3, 5), None),
                             ((2, 15), (6, 5), None), ((), (1, 1), None), ((1, 1), (), None),
                             ((4, 3), (3, 4), None), ((5,), (1, 5, 1), None), ((0, 3), (3, 0), None),
                             ((11, 2, 3), (11, 6), 11), ((11, 6), (11, 3, 2), 11),
                             ((11, 2, 6), (11, 3, 4), 11), ((11, 1, 5), (11, 5), 11),
                             ((11,), (11, 1), 11), ((11, 1), (11,), 11), ((0, 2, 3), (0, 6), 0),
                             ((11, 0, 3), (11, 0), 11), ((11, 0), (11, 3, 0), 11)]:
    cases("nn.reshape %a : {a} -> {result}", lambda a: a.reshape(result), normal(*shape), batch=batch)

cases("nn.slice %a [1, 0] [2, 3] [1, 2] : {a} -> {result}", lambda a: a[1:3, 0:5:2], normal(4, 5))
cases("nn.slice %a [0, 2] [?, 16] [1, 1] : {a} -> {result}", lambda a: a[:, 2:18], normal(11, 20),
      batch=11)
cases("nn.slice %a [3] [0] [1] : {a} -> {result}", lambda a: a[3:3], normal(7))
cases("nn.slice %a [0] [4] [3] : {a} -> {result}", lambda a: a[0:10:3], normal(10))
cases("nn.pad %a low [1, 0] high [2, 3] : {a} -> {result}", lambda a: F.pad(a, (0, 3, 1, 2)),
      normal(2, 5))
cases("nn.pad %a low [0, 2] high [0, 1] : {a} -> {result}", lambda a: F.pad(a, (2, 1)), normal(11, 17),
      batch=11)
cases("nn.concat %a, %b dim 0 : {a}, {b} -> {result}", lambda a, b: torch.cat([a, b], 0), normal(2, 5),
      normal(3, 5))
cases("nn.concat %a, %b, %c dim 1 : {a}, {b}, {c} -> {result}",
      lambda a, b, c: torch.cat([a, b, c], 1), normal(11, 17), normal(11, 2), normal(11, 0), batch=11)

suite.main()
