# RUN: env LUGE_CACHE_DIR= %python %s --check %if long %{ --all %}
"""Losses against PyTorch: torch.testing's samples and errors of `module_db` and `op_db`, a grid of options, and errors
that torch's lists lack (Inputs/loss_cases.py); in f32 and f64, the value and every gradient that torch gives.

    losses.py [--all] [--check | --write] [--only LOSS] [--jobs N]

Prints what passed, failed and was skipped, and why; then the table of losses in docs/coverage.md, which --check
compares and --write updates. By default one case in SHARE is run, and the others are counted as it; with --all and with
--write, all.
"""

import argparse
import dataclasses
import itertools
import multiprocessing
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent / "Inputs"))
import luge
import numpy as np
import torch
from loss_cases import DTYPES, FUNCTIONS, Case, all_cases

COVERAGE = Path(__file__).parents[2] / "docs/coverage.md"
SHARE = 8
# Cases whose programs are compiled together.
TOGETHER = 24
TOLERANCES = {torch.float64: dict(rtol=1e-7, atol=1e-7), torch.float32: dict(rtol=1.3e-6, atol=1e-5)}
SOURCES = "module_db", "op_db", "grid", "errors"


class Outcome(NamedTuple):
    result: str  # "passed", "failed" or "skipped"
    reason: str = ""


#===-----------------------------------------------------------------------------------------===#
# A call, in torch and in Luge
#===-----------------------------------------------------------------------------------------===#

class Call(NamedTuple):
    """A call under way: its results, and the tensors by their place in the call."""

    results: tuple
    leaves: dict[str, Any]


def tensors_of(case: Case, state: dict[str, torch.Tensor]) -> Iterator[tuple[str, torch.Tensor]]:
    made = case.constructor or ((), {})
    places = itertools.chain(enumerate(case.args), case.kwargs.items(), ((f"constructor {k}", v) for k, v in made[1].items()),
                             state.items())
    for place, value in places:
        if isinstance(value, torch.Tensor):
            yield str(place), value


def to_luge(value: Any) -> Any:
    """What stands for `value` in a call of Luge; tensors apart."""
    if isinstance(value, torch.dtype):
        return getattr(luge, str(value).removeprefix("torch."))
    if isinstance(value, torch.nn.PairwiseDistance):
        return lambda x, y: luge.nn.functional.pairwise_distance(x, y, value.norm, value.eps, value.keepdim)
    return value


def of_luge(tensor: torch.Tensor) -> luge.Tensor:
    """A copy. Luge's integers are of 64 bits."""
    tensor = tensor.detach() if tensor.is_floating_point() else tensor.long()
    return luge.from_numpy(np.array(tensor.numpy(), order="C"))


def begin(library: Any, case: Case, state: dict[str, torch.Tensor], differentiable: set[str]) -> Call:
    """The results, with gradients under way from random weights of each element."""
    is_torch, leaves = library is torch, {}

    def take(place, value):
        if not isinstance(value, torch.Tensor):
            return value if is_torch else to_luge(value)
        leaf = value.detach().clone() if is_torch else of_luge(value)
        if str(place) in differentiable:
            leaf.requires_grad_()
        leaves[str(place)] = leaf
        return leaf

    def options(kwargs, prefix=""):
        # Chunks are Luge's own matter, and there is one device.
        return {key: take(prefix + key, value) for key, value in kwargs.items()
                if is_torch or key not in ("options", "device")}

    args = [take(place, value) for place, value in enumerate(case.args)]
    kwargs = options(case.kwargs)
    if case.constructor is None:
        results = getattr(library.nn.functional, FUNCTIONS[case.loss])(*args, **kwargs)
    else:
        made_args, made_kwargs = case.constructor
        module = getattr(library.nn, case.loss)(*made_args, **options(made_kwargs, "constructor "))
        if state:
            module.load_state_dict({**dict(module.state_dict()), **{key: take("", value) for key, value in state.items()}})
            leaves |= {key: leaf for key, leaf in module.named_parameters()}
        results = getattr(module, case.method)(*args, **kwargs)
    results = tuple(results) if isinstance(results, tuple) else (results,)
    for number, result in enumerate(results):
        if result.requires_grad:
            generator = torch.Generator().manual_seed(number)
            weights = torch.rand(tuple(result.shape), dtype=torch.float64, generator=generator) + 0.5
            weights = weights.to(torch.float32 if str(result.dtype).endswith("32") else torch.float64)
            result.backward(gradient=weights if is_torch else of_luge(weights), retain_graph=number + 1 < len(results))
    return Call(results, leaves)


def values_of(call: Call) -> dict[str, torch.Tensor]:
    values = {f"result {number}": result for number, result in enumerate(call.results)}
    values |= {f"gradient of {place}": leaf.grad for place, leaf in call.leaves.items() if leaf.grad is not None}
    return {name: value.detach() if isinstance(value, torch.Tensor) else torch.from_numpy(np.array(value.detach().numpy()))
            for name, value in values.items()}


#===-----------------------------------------------------------------------------------------===#
# torch
#===-----------------------------------------------------------------------------------------===#

def parameters_of(case: Case) -> dict[str, torch.Tensor]:
    """Parameters that torch's module begins with."""
    if case.constructor is None or case.error or case.loss not in ("LinearCrossEntropyLoss", "AdaptiveLogSoftmaxWithLoss"):
        return {}
    torch.manual_seed(0)
    args, kwargs = case.constructor
    return {name: value.detach() for name, value in getattr(torch.nn, case.loss)(*args, **kwargs).named_parameters()}


class Expected(NamedTuple):
    state: dict[str, torch.Tensor]
    differentiable: set[str]
    values: dict[str, torch.Tensor]


def expect(case: Case) -> Expected:
    """What torch gives, with the gradient of each tensor that it differentiates the loss by. Throws what it throws."""
    state = parameters_of(case)

    def values(differentiable):
        """With the tensors that a gradient has come to; some are left out in silence."""
        found = values_of(begin(torch, case, state, differentiable))
        return Expected(state, {place for place in differentiable if f"gradient of {place}" in found}, found)

    floating = {place for place, tensor in tensors_of(case, state) if tensor.is_floating_point()}
    try:
        return values(floating)
    except (RuntimeError, NotImplementedError) as error:
        if not re.search("derivative|not implemented|not differentiable", str(error)):
            raise
    works = set()
    for place in sorted(floating):
        try:
            works = values(works | {place}).differentiable
        except (RuntimeError, NotImplementedError):
            pass
    return values(works)


def in_double(case: Case) -> Case:
    """The case in f64."""
    def convert(value):
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            return value.double()
        return torch.float64 if value is torch.float32 else value

    def convert_all(args, kwargs):
        return tuple(map(convert, args)), {key: convert(value) for key, value in kwargs.items()}

    args, kwargs = convert_all(case.args, case.kwargs)
    made = case.constructor and convert_all(*case.constructor)
    return dataclasses.replace(case, args=args, kwargs=kwargs, constructor=made)


#===-----------------------------------------------------------------------------------------===#
# Comparison
#===-----------------------------------------------------------------------------------------===#

def is_as_exact(case: Case, expected: Expected, name: str, actual: torch.Tensor) -> bool:
    """An f32 value is at most twice as far from that of f64 as torch's is: torch's, too, is further than its tolerance."""
    value = expected.values[name]
    if value.dtype != torch.float32:
        return False
    doubles = {key: tensor.double() for key, tensor in expected.state.items()}
    exact = values_of(begin(torch, in_double(case), doubles, expected.differentiable))[name]
    distances = [(given.double() - exact).abs().max() for given in (actual, value)]
    return bool(distances[0] <= 2 * distances[1])


def compare(case: Case, expected: Expected, call: Call) -> Outcome:
    actual = values_of(call)
    for name, value in expected.values.items():
        if name not in actual:
            return Outcome("failed", f"no {name}")
        try:
            torch.testing.assert_close(actual[name], value, equal_nan=True,
                                       **TOLERANCES.get(value.dtype, dict(rtol=0, atol=0)))
        except AssertionError as error:
            if is_as_exact(case, expected, name, actual[name]):
                continue
            return Outcome("failed", f"{name}: {error}\nLuge: {actual[name]}\ntorch: {value}")
    return Outcome("passed")


def fails_as_torch(case: Case) -> Outcome:
    """Of a case that torch rejects, or warns of as deprecated."""
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            begin(torch, case, {}, set()) if case.error else getattr(torch.nn, case.loss)(**case.constructor[1])
        if not any("size_average and reduce args will be deprecated" in str(warning.message) for warning in warned):
            return Outcome("failed", "torch does not reject it")
        given: type[Exception] = Exception
    except Exception as error:
        given = type(error)
    try:
        if case.error:
            values_of(begin(luge, case, {}, set()))
        else:
            getattr(luge.nn, case.loss)(**case.constructor[1])
    except Exception as error:
        text = str(error)
        if not isinstance(error, (luge.Error, TypeError)):
            return Outcome("failed", f"{type(error)}: {text}")
        if not isinstance(error, given):
            return Outcome("failed", f"torch raises {given.__name__}, Luge {type(error).__name__}: {text}")
        if not re.search(case.says, text):
            return Outcome("failed", f"expected {case.says!r}, got: {text}")
        return Outcome("passed")
    return Outcome("failed", "not rejected")


def run_alone(case: Case, expected: Expected) -> Outcome:
    try:
        return compare(case, expected, begin(luge, case, expected.state, expected.differentiable))
    except Exception as error:
        return Outcome("failed", f"{type(error).__name__}: {error}")


def run(cases: list[Case]) -> list[Outcome]:
    """The programs of the cases that torch accepts are compiled as one."""
    warnings.simplefilter("ignore")
    outcomes: list[Outcome] = [Outcome("passed")] * len(cases)
    calls = []
    for number, case in enumerate(cases):
        if case.source == "errors":
            outcomes[number] = fails_as_torch(case)
            continue
        try:
            expected = expect(case)
        except Exception as error:
            outcomes[number] = Outcome("skipped", f"torch: {str(error).splitlines()[0]}")
            continue
        try:
            calls.append((number, expected, begin(luge, case, expected.state, expected.differentiable)))
        except Exception as error:
            outcomes[number] = Outcome("failed", f"{type(error).__name__}: {error}")
    try:
        for number, expected, call in calls:
            outcomes[number] = compare(cases[number], expected, call)
    except Exception:
        for number, expected, call in calls:
            outcomes[number] = run_alone(cases[number], expected)
    return outcomes


def run_numbers(numbers: list[int]) -> list[Outcome]:
    return run([CASES[number] for number in numbers])


#===-----------------------------------------------------------------------------------------===#

def table(counts: Counter, skips: Counter) -> str:
    rows = ["| loss | " + " | ".join(SOURCES) + " | failed | skipped |",
            "| --- |" + " ---: |" * (len(SOURCES) + 1) + " --- |"]
    for loss in FUNCTIONS:
        reasons = [f"{count}: {reason}" for (of, reason), count in skips.items() if of == loss]
        passed = [str(counts[loss, source, "passed"]) for source in SOURCES]
        failed = sum(counts[loss, source, "failed"] for source in SOURCES)
        rows.append(f"| `{loss}` | " + " | ".join(passed) + f" | {failed} | {'; '.join(reasons)} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    share = 1 if arguments.all or arguments.write or arguments.only else SHARE
    numbers = [number for number, case in enumerate(CASES)
               if number % share == 0 and arguments.only in (None, case.loss)]
    groups = [numbers[begin:begin + TOGETHER] for begin in range(0, len(numbers), TOGETHER)]
    counts, skips = Counter(), Counter()
    with multiprocessing.get_context("spawn").Pool(arguments.jobs) as pool:
        outcomes = dict(zip(numbers, itertools.chain(*pool.imap(run_numbers, groups))))
    for number, case in enumerate(CASES):
        result, reason = outcomes.get(number, Outcome("passed"))
        counts[case.loss, case.source, result] += 1
        if result == "skipped":
            skips[case.loss, reason] += 1
        if result == "failed":
            print(f"{case}: {reason}")
    text = table(counts, skips)
    print(text)
    for (loss, reason), count in skips.items():
        print(f"skipped {count} of {loss}: {reason}")
    totals = {result: sum(count for (*_, of), count in counts.items() if of == result) for result in ("passed", "failed", "skipped")}
    print(f"{len(outcomes)} of {len(CASES)} cases run; {totals['passed']} passed, {totals['failed']} failed, "
          f"{totals['skipped']} skipped")
    begin, end = "<!-- losses -->\n", "<!-- end of losses -->"
    before, rest = COVERAGE.read_text().split(begin)
    current, after = rest.split(end)
    if arguments.write:
        COVERAGE.write_text(before + begin + text + end + after)
    if arguments.check and current != text:
        sys.exit(f"{COVERAGE} is not current: run `test/Conformance/losses.py --write`")
    sys.exit(totals["failed"] > 0)


warnings.simplefilter("ignore")
CASES = [case for dtype in DTYPES for case in all_cases(dtype)]
if __name__ == "__main__":
    main()
