# RUN: env LUGE_CACHE_DIR= %python %s %build/bin/test/ops-run
"""Products of vectors, matrices and tensors of the C++ API against PyTorch."""

import torch
import torch.nn.functional as F
from frontend_ops import Suite, integers, normal

suite = Suite()
# Roundings of sums of products add up.
TOLERANCE = (1e-5, 1e-5)


def compare(name, reference, *args, **options):
    suite.compare(name, reference, *args, tolerance=TOLERANCE, **options)


for lhs, rhs in [((5,), (5,)), ((3, 5), (5,)), ((5,), (5, 7)), ((3, 5), (5, 7)), ((2, 3, 5), (5,)), ((2, 3, 5), (5, 7)),
                 ((5,), (2, 5, 7)), ((3, 5), (2, 5, 7)), ((2, 3, 5), (2, 5, 7)), ((2, 1, 3, 5), (4, 5, 7)),
                 ((3, 0), (0, 7)), ((0, 3), (3, 2))]:
    compare("matmul", torch.matmul, normal(*lhs), normal(*rhs), batch=[0, 1] if len(lhs) == len(rhs) == 3 else [0] if len(lhs) > 1 and lhs[0] else [])
compare("matmul", torch.matmul, integers(3, 5), integers(5, 7))
compare("mv", torch.mv, normal(11, 5), normal(5))
compare("dot", torch.dot, normal(17), normal(17))
compare("outer", torch.outer, normal(5), normal(7))
for lhs, rhs in ((5,), (5,)), ((3, 5), (2, 5)), ((), (3, 5)), ((3, 5), ()):
    compare("inner", torch.inner, normal(*lhs), normal(*rhs))
for options in {}, dict(beta=0.5, alpha=-2.0), dict(beta=0.0):
    for shape in (7,), (3, 7), (1,), ():
        compare("addmm", torch.addmm, normal(*shape), normal(3, 5), normal(5, 7), batch=[0, 1] if shape == (3, 7) else [1], **options)
    compare("addmv", torch.addmv, normal(3), normal(3, 5), normal(5), **options)
    compare("baddbmm", torch.baddbmm, normal(3, 7), normal(2, 3, 5), normal(2, 5, 7), batch=[1, 2], **options)
compare("addmm", torch.addmm, torch.full((7,), float("nan")).double(), normal(3, 5), normal(5, 7), gradient=False,
        batch=[], beta=0.0)
for dims in 0, 1, 2:
    compare("tensordot", torch.tensordot, normal(2, 3, 5), normal(3, 5, 7) if dims == 2 else normal(5, 3, 7), dims=dims)
compare("tensordot", lambda x, y, **_: torch.tensordot(x, y, dims=([0, -1], [1, 0])), normal(2, 3, 5), normal(5, 2, 7),
        batch=[], input_dims=(0, -1), other_dims=(1, 0))
compare("linear", F.linear, normal(2, 3, 5), normal(7, 5), normal(7))
compare("linear", F.linear, normal(5), normal(7, 5))
for shape in (), (3,), (3, 2):
    compare("bilinear", F.bilinear, normal(*shape, 5), normal(*shape, 2), normal(7, 5, 2), normal(7),
            batch=[0, 1] if shape else [])
compare("bilinear", F.bilinear, normal(3, 5), normal(3, 2), normal(7, 5, 2), batch=[0, 1])

EXTENTS = dict(a=2, b=3, c=5, d=7, e=4, A=3, B=2)
for equation in [
    # One operand: permuted, summed over, diagonals.
    "ab->ba", "abc->cab", "ab->", "abc->b", "aa->a", "aa->", "abab->ab", "abab->ba", "aab->b", "ba", "aab", "bA",
    # Two.
    "ab,bc->ac", "ab,bc->ca", "ab,bc", "ab,cb->abc", "abc,acd->abd", "abc,acd->dba", "a,b->ab", "a,b->ba", "a,a->",
    "a,a->a", "ab,ab->", "ab,cd->", "ab,cd->dbca", "abc,bd->", "aab,bc->ac", "ab,aB->bB", "a,->a", ",->",
    # Several, of which some labels meet later.
    "ab,bc,cd->ad", "ab,bc,cd", "ab,ac,ad->bcd", "a,ab,b->", "ba,c,bc->abc", "ab,ab,ab->ab", "abc,ad,be,ce->d",
    # Spaces.
    " ab , bc -> a c "]:
    words = equation.replace(" ", "")
    operands = [normal(*(EXTENTS[label] for label in labels)) for labels in words.split("->")[0].split(",")]
    compare("einsum", lambda *operands, equation: torch.einsum(equation, *operands), *operands,
            batch=[], equation=words)
for equation, shapes, batch in [
    ("...ij->...ji", [(2, 3, 5)], [0]), ("...", [(2, 3)], [0]), ("a...->...", [(2, 3, 5)], []),
    ("...ab,...bc->...ac", [(4, 2, 3), (4, 3, 5)], [0, 1]), ("...ab,...bc->...ac", [(4, 1, 2, 3), (7, 3, 5)], [0]),
    ("...ab,bc->...ac", [(4, 2, 3), (3, 5)], [0]), ("a...,a...->...", [(2, 3, 5), (2, 5)], []),
    ("a...b,b->...a", [(2, 3, 4, 5), (5,)], []), ("...a,...a", [(2, 3), (3,)], [0]),
    ("...a,...a->", [(4, 3), (4, 3)], []), ("...,...", [(), (3,)], []),
    ("ab->ba", [(2, 3)], [0]), ("abc->b", [(2, 3, 5)], [0]), ("ab,bc->ca", [(2, 3), (3, 5)], [0]),
    ("abc,acd->abd", [(2, 3, 5), (2, 5, 7)], [0, 1]), ("ab,ac->bc", [(4, 3), (4, 5)], [0, 1]),
    # Extents of 1.
    ("ab,bc->ac", [(2, 1), (3, 5)], [0]), ("ab,ab->ab", [(1, 3), (2, 3)], [1]), ("ab,ab->b", [(2, 1), (1, 3)], []),
    ("ab->ba", [(1, 3)], []), ("ab,ab->ab", [(1, 3), (1, 3)], []),
    # An attention, with the batch in front.
    ("bhqd,bhkd->bhqk", [(2, 3, 5, 4), (2, 3, 7, 4)], [0, 1]), ("bhqk,bhkd->bqhd", [(2, 3, 5, 7), (2, 3, 7, 4)], [0, 1])]:
    compare("einsum", lambda *operands, equation: torch.einsum(equation, *operands),
            *[normal(*shape) for shape in shapes], batch=batch, equation=equation)
compare("einsum", lambda *operands, equation: torch.einsum(equation, *operands), integers(3, 5), integers(5, 7),
        equation="ab,bc->ac")
suite.run()
