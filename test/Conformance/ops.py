# RUN: env LUGE_CACHE_DIR= %python %s --check --share 8
"""Ops of ATen against PyTorch's own lists of them: the samples that torch.testing's `op_db` and `module_db` give for
each op of FAMILIES, compiled through luge.train_step; results and the gradients of all operands are compared with
torch's, in f32 and f64 (bool, or else int64, where torch defines an op for no floats), with the tolerances of
torch.testing.assert_close.

    ops.py [--check | --write] [--share N] [--only REGEX]

Prints what passed, failed and was skipped, and why. --write runs all samples, which takes minutes, and updates the rows
of their ops in docs/coverage.md. --share runs every N-th sample, and at least one, of each op. --check fails if something
does, or if the table has other ops or another number of samples.
"""

import argparse
import random
import re
import sys
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from unittest import mock

import luge
import torch
from torch import nn
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import module_db
from torch.utils import _pytree as pytree

COVERAGE = Path(__file__).parents[2] / "docs/coverage.md"
FLOATS, OTHERS = (torch.float32, torch.float64), (torch.int64, torch.bool)
GROUP = 48  # samples of one program: a program each would be slow, all in one as well
FAMILIES = {
    "arithmetic": """
        __radd__ __rdiv__ __rmod__ __rmul__ __rpow__ __rsub__ abs acos acosh add addcdiv addcmul asin asinh atan atan2
        atanh ceil clamp clamp_max clamp_min copysign cos cosh deg2rad div erf erfc exp exp2 expm1 float_power floor
        floor_divide fmax fmin fmod frac heaviside hypot ldexp lerp log log10 log1p log2 logaddexp logaddexp2 logit
        maximum minimum mul nan_to_num neg positive pow rad2deg reciprocal remainder round rsqrt rsub sgn sigmoid sign
        sin sinc sinh special.entr special.xlog1py sqrt square sub tan tanh true_divide trunc xlogy
    """,
    "comparisons and logic": """
        __rand__ __ror__ __rxor__ bitwise_and bitwise_not bitwise_or bitwise_xor eq fill ge gt isclose isfinite isinf
        isnan isneginf isposinf isreal le logical_and logical_not logical_or logical_xor lt masked_fill ne signbit where
    """,
    "reductions": """
        all amax amin aminmax any argmax argmin count_nonzero cumprod cumsum dist linalg.vector_norm
        logsumexp max mean min nanmean nansum norm/ norm/fro norm/inf prod std std_mean sum sum_to_size trace var
        var_mean
    """,
    "shapes": """
        T __getitem__ alias_copy atleast_1d atleast_2d atleast_3d block_diag broadcast_tensors broadcast_to cat chunk
        clone column_stack constant_pad_nd contiguous diag diag_embed diagonal diagonal_copy dsplit dstack expand
        expand_as expand_copy flatten flip fliplr flipud hsplit hstack mT meshgrid movedim narrow narrow_copy permute
        permute_copy ravel repeat reshape reshape_as roll rot90 select slice split split_with_sizes
        split_with_sizes_copy squeeze squeeze_copy stack t t_copy tensor_split tile transpose transpose_copy tril triu
        unbind unbind_copy unflatten unsafe_chunk unsafe_split unsqueeze unsqueeze_copy view view_as view_copy vsplit
        vstack
    """,
    "products": """
        __rmatmul__ addbmm addmm addmv addr baddbmm bmm dot einsum inner kron linalg.multi_dot linalg.vecdot matmul mm
        mv nn.functional.bilinear nn.functional.linear outer tensordot vdot
    """,
    "activations and dropout": """
        log_softmax nn.functional.alpha_dropout nn.functional.celu nn.functional.dropout nn.functional.dropout2d
        nn.functional.dropout3d nn.functional.elu nn.functional.feature_alpha_dropout nn.functional.gelu
        nn.functional.glu nn.functional.hardshrink nn.functional.hardsigmoid nn.functional.hardswish
        nn.functional.hardtanh nn.functional.leaky_relu nn.functional.logsigmoid nn.functional.mish
        nn.functional.normalize nn.functional.one_hot nn.functional.pad/constant nn.functional.prelu nn.functional.relu
        nn.functional.relu6 nn.functional.rrelu nn.functional.selu nn.functional.silu nn.functional.softmin
        nn.functional.softplus nn.functional.softshrink nn.functional.softsign nn.functional.tanhshrink
        nn.functional.threshold softmax
    """,
    "losses": """
        nn.functional.binary_cross_entropy nn.functional.binary_cross_entropy_with_logits
        nn.functional.cosine_embedding_loss nn.functional.cosine_similarity nn.functional.cross_entropy
        nn.functional.gaussian_nll_loss nn.functional.hinge_embedding_loss nn.functional.huber_loss
        nn.functional.kl_div nn.functional.l1_loss nn.functional.margin_ranking_loss nn.functional.mse_loss
        nn.functional.multi_margin_loss nn.functional.multilabel_margin_loss
        nn.functional.multilabel_soft_margin_loss nn.functional.nll_loss nn.functional.pairwise_distance
        nn.functional.poisson_nll_loss nn.functional.smooth_l1_loss nn.functional.soft_margin_loss
        nn.functional.triplet_margin_loss nn.functional.triplet_margin_with_distance_loss
    """,
    "types and new tensors": """
        arange bool double eye float full full_like linspace long new_full new_ones new_zeros ones ones_like
        scalar_tensor to zeros zeros_like
    """,
    "modules": """
        nn.Bilinear nn.CELU nn.ELU nn.GELU nn.GLU nn.Hardshrink nn.Hardswish nn.Hardtanh nn.LeakyReLU nn.Linear
        nn.LogSigmoid nn.LogSoftmax nn.Mish nn.PReLU nn.ReLU nn.ReLU6 nn.SELU nn.SiLU nn.Sigmoid nn.Softmax
        nn.Softmax2d nn.Softmin nn.Softplus nn.Softshrink nn.Softsign nn.Tanh nn.Tanhshrink nn.Threshold
    """,
}
RANDOM = "elements drawn at random, by Luge from its own generator"
TYPE = "a type that Luge's tensors do not have"
# By what Luge's errors say.
REFUSED = {
    "known only when the step runs": "a shape that depends on values",
    "control flow that depends on data": "control flow that depends on values",
    "'aten.index.Tensor'": "positions in a tensor, which Luge cannot gather by",
}

# ---------------------------------------------------------------------------------------
# Samples
# ---------------------------------------------------------------------------------------


class Case:
    """A function of tensors and other arguments, and what torch makes of it."""

    def __init__(self, name, dtype, function, arguments):
        self.name, self.dtype, self._function = name, dtype, function
        leaves, self._structure = pytree.tree_flatten(arguments)
        given = {id(leaf): leaf for leaf in leaves if isinstance(leaf, torch.Tensor)}
        places = {key: place for place, key in enumerate(given)}
        # Of each argument: the place of its tensor, or None and what it is.
        self._leaves = [(places.get(id(leaf)), leaf) for leaf in leaves]
        self.tensors = [copy_of(tensor) for tensor in given.values()]

    def __str__(self):
        leaves = [shape_of(leaf) if isinstance(leaf, torch.Tensor) else leaf for _, leaf in self._leaves]
        args, kwargs = pytree.tree_unflatten(leaves, self._structure)
        return f"{self.name} {self.dtype} {args} {kwargs}"

    def __call__(self, tensors):
        """The tensors that the function returns."""
        leaves = [leaf if place is None else tensors[place] for place, leaf in self._leaves]
        args, kwargs = pytree.tree_unflatten(leaves, self._structure)
        results = pytree.tree_leaves(self._function(*args, **kwargs))
        return [result for result in results if isinstance(result, torch.Tensor)]

    def reason_to_skip(self):
        """Runs torch; why there is nothing to compare with, or None."""
        if self._draws():
            return RANDOM
        types = [leaf for _, leaf in self._leaves if isinstance(leaf, torch.dtype)]
        types += [tensor.dtype for tensor in self.tensors + self.results]
        if not set(types) <= {*FLOATS, *OTHERS}:
            return TYPE
        self.weights = [weights_of(result) for result in self.results]
        self.results, self.gradients = self.differentiate(self.tensors)
        return None

    def _draws(self):
        """Runs torch; whether other numbers would give other results. Some entries set a seed of their own."""
        generator = torch.default_generator
        before = generator.get_state()
        with mock.patch.object(torch, "manual_seed") as seeding:
            self.results = self(self.tensors)
            if not seeding.called and torch.equal(before, generator.get_state()):
                return False
            for seed in range(16):  # of which half give one element the same
                generator.manual_seed(seed)
                if not all(map(is_same, self.results, self(self.tensors))):
                    return True
        return False

    def differentiate(self, tensors):
        """torch's results, and of each tensor the gradient of their weighted sum, if there is one."""
        results = self(tensors)
        pairs = [(r, w.to(r.dtype)) for r, w in zip(results, self.weights) if w is not None]
        wanted = [tensor for tensor in tensors if tensor.requires_grad]
        gradients = [None] * len(wanted)
        if pairs and wanted:
            gradients = torch.autograd.grad(
                [r for r, _ in pairs], wanted, [w for _, w in pairs], allow_unused=True
            )
        gradients = iter(gradients)
        return [r.detach() for r in results], [next(gradients) if t.requires_grad else None for t in tensors]

    def compare(self, results, gradients):
        """Raises AssertionError unless they are torch's. Where torch's own roundings are larger than the tolerance,
        they may be as far as torch's from what it computes in f64."""
        exact = None
        pairs = zip(results + gradients, self.results + self.gradients, strict=True)
        for place, (actual, expected) in enumerate(pairs):
            if expected is None or actual is None and expected.numel() == 0:
                continue
            what = f"result {place}" if place < len(results) else f"gradient {place - len(results)}"
            assert actual is not None, f"there is no {what}"
            try:
                torch.testing.assert_close(actual, expected, equal_nan=True, msg=lambda text: f"{what}: {text}")
            except AssertionError:
                if self.dtype != torch.float32:
                    raise
                exact = exact or sum(self.differentiate(list(map(as_double, self.tensors))), [])
                if not is_as_near(actual, expected, exact[place]):
                    raise


def copy_of(tensor):
    copy = tensor.detach().clone(memory_format=torch.contiguous_format)
    return copy.requires_grad_(tensor.requires_grad)


def as_double(tensor):
    copy = tensor.detach().double() if tensor.is_floating_point() else tensor
    return copy.requires_grad_(tensor.requires_grad)


def shape_of(tensor):
    return str(tensor.dtype).removeprefix("torch.") + str(list(tensor.shape))


def is_same(a, b):
    return a.shape == b.shape and bool(((a == b) | (a != a) & (b != b)).all())


def is_as_near(actual, theirs, exact):
    """Whether a value in f32 is as near as torch's to the one in f64."""
    if actual.shape != theirs.shape or actual.dtype != theirs.dtype or not actual.is_floating_point():
        return is_same(actual, theirs)
    error, theirs_error = (torch.linalg.vector_norm((x.double() - exact).nan_to_num()) for x in (actual, theirs))
    return is_same(actual.isfinite(), theirs.isfinite()) and bool(error <= 2 * theirs_error)


def weights_of(result):
    """Those that a result's elements count with in the loss; None if no gradient flows through it."""
    if not result.requires_grad:
        return None
    return torch.randn(result.shape, generator=torch.Generator().manual_seed(0), dtype=result.dtype)


def types_of(info):
    return [d for d in FLOATS if d in info.dtypes] or [d for d in OTHERS if d in info.dtypes][-1:]


def cases_of_op(info):
    for dtype in types_of(info):
        torch.manual_seed(0)
        random.seed(0)
        gradient = dtype.is_floating_point and info.supports_autograd
        for sample in info.sample_inputs("cpu", dtype, requires_grad=gradient):
            yield Case(info.name, dtype, info.op, ((sample.input, *sample.args), sample.kwargs))


def cases_of_module(info):
    for dtype in FLOATS:
        for training in (True, False) if info.train_and_eval_differ else (True,):
            torch.manual_seed(0)
            inputs = info.module_inputs_func(info, "cpu", dtype, requires_grad=True, training=training)
            for given in inputs:
                made, called = given.constructor_input, given.forward_input
                module = info.module_cls(*made.args, **made.kwargs).to(dtype).train(training)

                def function(parameters, *args, module=module, **kwargs):
                    return torch.func.functional_call(module, parameters, args, kwargs)

                parameters = dict(module.named_parameters())
                yield Case(info.name, dtype, function, ((parameters, *called.args), called.kwargs))


# ---------------------------------------------------------------------------------------
# Programs
# ---------------------------------------------------------------------------------------


class Program(nn.Module):
    """Several cases: the loss, which is the weighted sum of all results, and the results. A tensor that requires a
    gradient is a buffer less a parameter of zeros, for an update may make NaN of infinities."""

    def __init__(self, cases):
        super().__init__()
        self.cases = cases
        for i, case in enumerate(cases):
            for j, tensor in enumerate(case.tensors):
                self.register_buffer(f"case{i}_{j}", tensor.detach())
                if tensor.requires_grad:
                    self.register_parameter(f"zeros{i}_{j}", nn.Parameter(torch.zeros_like(tensor)))
            for j, weights in enumerate(case.weights):
                if weights is not None:
                    self.register_buffer(f"weights{i}_{j}", weights)

    def tensors_of(self, i):
        for j, tensor in enumerate(self.cases[i].tensors):
            buffer = getattr(self, f"case{i}_{j}")
            yield buffer - getattr(self, f"zeros{i}_{j}") if tensor.requires_grad else buffer

    def gradients_of(self, i, optimizer):
        """After the first step, torch's momentum is the gradient."""
        for j in range(len(self.cases[i].tensors)):
            momentum = optimizer.state.get(getattr(self, f"zeros{i}_{j}", None), {}).get("momentum_buffer")
            yield None if momentum is None else -momentum

    def forward(self):
        loss, results = self.unused.sum(), []
        for i, case in enumerate(self.cases):
            results.append(case(list(self.tensors_of(i))))
            for j, (result, weights) in enumerate(zip(results[-1], case.weights)):
                if weights is not None:
                    loss = loss + (result * getattr(self, f"weights{i}_{j}")).sum()
        return loss, results


class Coverage:
    def __init__(self):
        self.passed, self.failed = Counter(), Counter()
        self.skipped = defaultdict(Counter)

    def run(self, cases):
        """Compiles the cases, all as one program if that can be compiled."""
        program = Program(cases)
        program.unused = nn.Parameter(torch.zeros(()))
        optimizer = torch.optim.SGD(program.parameters(), lr=0.0, momentum=0.5)
        step = luge.train_step(program, lambda outputs, target: outputs[0], optimizer, threads=1)
        step.keep_outputs = True
        try:
            step(torch.zeros(()))
        except (luge.Error, AssertionError, RuntimeError, TypeError, ValueError, IndexError) as error:
            if len(cases) > 1:
                half = len(cases) // 2
                self.run(cases[:half])
                self.run(cases[half:])
            elif reason := next((reason for text, reason in REFUSED.items() if text in str(error)), None):
                self.skipped[cases[0].name][reason] += 1
            else:
                self.fail(cases[0], error)
            return
        results = step.last_outputs[1]
        for i, case in enumerate(cases):
            try:
                case.compare(results[i], list(program.gradients_of(i, optimizer)))
            except AssertionError as error:
                self.fail(case, error)
            else:
                self.passed[case.name] += 1

    def fail(self, case, error):
        self.failed[case.name] += 1
        print(f"FAILED {case}: {error}\n", flush=True)


def infos_of(name):
    """torch's entries of an op, or the one variant that is named behind a slash."""
    for info in [*op_db, *module_db]:
        if name in (info.name, f"{info.name}/{getattr(info, 'variant_test_name', '')}"):
            yield info


def names_of_ops(only=""):
    """Those of FAMILIES that match, after "family: "; some with the variant of torch's entry that is meant."""
    pairs = [(family, name) for family, names in FAMILIES.items() for name in names.split()]
    return [name for family, name in pairs if re.search(only, f"{family}: {name}")]


def update(table, coverage, totals):
    """The table with the rows of those ops, in the order of FAMILIES."""
    rows = dict(re.findall(r"(?m)^\| `(.*?)` (.*)$", table))
    for name in totals:
        reasons = "; ".join(f"{count}: {reason}" for reason, count in coverage.skipped[name].items())
        rows[name] = f"| {coverage.passed[name]} | {coverage.failed[name]} | {reasons} |"
    names = dict.fromkeys(name.split("/")[0] for name in names_of_ops())
    lines = ["| op | passed | failed | skipped |", "| --- | ---: | ---: | --- |"]
    return "\n".join(lines + [f"| `{name}` {rows[name]}" for name in names if name in rows]) + "\n"


def expect_current(table, totals):
    """Exits unless the table has the ops, none failed, and their numbers of samples."""
    rows = re.findall(r"\| `(.*)` \| (\d+) \| 0 \| (.*) \|", table)
    found = {name: int(passed) + sum(map(int, re.findall(r"(\d+): ", skipped))) for name, passed, skipped in rows}
    if found != dict(totals):
        names = sorted(name for name in found.keys() | totals.keys() if found.get(name) != totals.get(name))
        sys.exit(f"{COVERAGE} is not current for {', '.join(names)}: run `test/Conformance/ops.py --write`")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--share", type=int, default=1, metavar="N")
    parser.add_argument("--only", default="", metavar="REGEX", help="matches of 'family: op'")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    coverage, chosen, totals, comparable = Coverage(), [], Counter(), Counter()
    for name in names_of_ops(arguments.only):
        op = name.split("/")[0]
        for info in infos_of(name):
            for case in (cases_of_module if hasattr(info, "module_cls") else cases_of_op)(info):
                totals[op] += 1
                if reason := case.reason_to_skip():
                    coverage.skipped[op][reason] += 1
                else:
                    if comparable[op] % arguments.share == 0:
                        chosen.append(case)
                    comparable[op] += 1
    for begin in range(0, len(chosen), GROUP):
        coverage.run(chosen[begin : begin + GROUP])
    begin, end = "<!-- ops -->\n", "<!-- end of ops -->"
    before, rest = COVERAGE.read_text().split(begin)
    current, after = rest.split(end)
    print(update("", coverage, totals))
    print(f"{coverage.passed.total()} passed, {coverage.failed.total()} failed, "
          f"{sum(reasons.total() for reasons in coverage.skipped.values())} skipped of {totals.total()}")
    if arguments.write:
        COVERAGE.write_text(before + begin + update(current, coverage, totals) + end + after)
    if arguments.check:
        expect_current(current, totals)
    sys.exit(coverage.failed.total() > 0)


main()
