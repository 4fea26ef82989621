# RUN: %python %s %build/bin/test/schedulers-run
"""Learning-rate schedulers of the C++ API against PyTorch: the rates and momenta of two groups over 120 steps, and going
on with `last_epoch`."""

import collections
import math
import subprocess
import sys
import warnings

import torch
from torch.optim import lr_scheduler, swa_utils

STEPS, RESUMED = 120, 47
expected = collections.defaultdict(list)
warnings.simplefilter("ignore")  # of deprecated epochs, and of schedulers that run alone


def make_optimizer(adam):
    v, w = torch.zeros(2, requires_grad=True), torch.zeros(3, requires_grad=True)
    if adam:
        return torch.optim.Adam([dict(params=[v], lr=0.5), dict(params=[w], lr=0.03, betas=(0.7, 0.9))])
    return torch.optim.SGD([dict(params=[v], lr=0.5, momentum=0.9), dict(params=[w], lr=0.03, momentum=0.8)])


def record(name, optimizer):
    expected[name].append([number for group in optimizer.param_groups
                           for number in (group["lr"], group["betas"][0] if "betas" in group else group["momentum"])])


def run(name, cls, *args, adam=False, steps=STEPS, resume=True, **options):
    optimizer = make_optimizer(adam)
    scheduler = cls(optimizer, *args, **options)
    record(name, optimizer)
    for i in range(steps):
        scheduler.step()
        record(name, optimizer)
    if not resume:
        return
    optimizer = make_optimizer(adam)
    first = cls(optimizer, *args, **options)
    for i in range(RESUMED):
        first.step()
    second = cls(optimizer, *args, **options, last_epoch=RESUMED - 1)
    record(name + "_last_epoch", optimizer)
    for i in range(RESUMED, steps):
        second.step()
        record(name + "_last_epoch", optimizer)


def bumpy(epoch):
    return 1.0 / (1.0 + 0.1 * epoch)


def slow(epoch):
    return 0.9 if epoch % 7 == 3 else 1.01


def metric(i):
    return 100.0 / (i + 1) if i % 40 < 15 else 3 + math.sin(i * 0.3)


#===-----------------------------------------------------------------------------------------===#
# The rate as a function of the epoch
#===-----------------------------------------------------------------------------------------===#

run("lambda", lr_scheduler.LambdaLR, [bumpy, slow])
run("lambda_one", lr_scheduler.LambdaLR, bumpy)
run("multiplicative", lr_scheduler.MultiplicativeLR, [slow, bumpy])
run("step", lr_scheduler.StepLR, 13, 0.7)
run("multistep", lr_scheduler.MultiStepLR, [30, 5, 30, 80, 100], 0.3)
run("constant", lr_scheduler.ConstantLR, 0.4, 11)
run("constant_default", lr_scheduler.ConstantLR)
run("linear", lr_scheduler.LinearLR, 0.2, 0.9, 70)
run("linear_zero", lr_scheduler.LinearLR, 1.0, 0.0, 60)
run("exponential", lr_scheduler.ExponentialLR, 0.97)
run("polynomial", lr_scheduler.PolynomialLR, 90, 1.7)
run("cosine", lr_scheduler.CosineAnnealingLR, 23, 0.01)
run("swa_cos", swa_utils.SWALR, 0.05, 30, "cos")
run("swa_linear", swa_utils.SWALR, [0.05, 0.2], 17, "linear")
run("swa_at_once", swa_utils.SWALR, 0.05, 0, "cos")

#===-----------------------------------------------------------------------------------------===#
# Cycles
#===-----------------------------------------------------------------------------------------===#

run("restarts", lr_scheduler.CosineAnnealingWarmRestarts, 9)
run("restarts_longer", lr_scheduler.CosineAnnealingWarmRestarts, 7, 3, 0.001)
for adam, suffix in (False, ""), (True, "_adam"):
    for mode in "triangular", "triangular2", "exp_range":
        run(f"cyclic_{mode}{suffix}", lr_scheduler.CyclicLR, 0.01, [0.1, 0.3], 11, 6, mode, 0.99, adam=adam)
    for strategy in "cos", "linear":
        for three, phases in (False, ""), (True, "_three"):
            run(f"one_cycle_{strategy}{phases}{suffix}", lr_scheduler.OneCycleLR, [0.1, 0.3], total_steps=STEPS,
                anneal_strategy=strategy, three_phase=three, adam=adam, steps=STEPS - 1)
for mode in "cycle", "iterations":
    run(f"cyclic_custom_{mode}", lr_scheduler.CyclicLR, [0.01, 0.02], 0.1, 8, scale_fn=lambda x: 1 / (1 + 0.1 * x),
        scale_mode=mode, cycle_momentum=False, resume=False)
run("one_cycle_epochs", lr_scheduler.OneCycleLR, 0.2, epochs=11, steps_per_epoch=13, pct_start=0.45,
    base_momentum=[0.5, 0.6], max_momentum=0.97, div_factor=10, final_div_factor=100, resume=False)

#===-----------------------------------------------------------------------------------------===#
# Given epochs, and metrics
#===-----------------------------------------------------------------------------------------===#


def run_epochs(name, cls, *args, scale=1):
    optimizer = make_optimizer(False)
    scheduler = cls(optimizer, *args)
    for i in range(STEPS):
        scheduler.step(math.floor(i * 37 % 50 * scale * 8) / 8)
        record(name, optimizer)


run_epochs("restarts_to", lr_scheduler.CosineAnnealingWarmRestarts, 5, 2, scale=0.72)
run_epochs("restarts_same_to", lr_scheduler.CosineAnnealingWarmRestarts, 5, scale=0.72)
run_epochs("step_to", lr_scheduler.StepLR, 7, 0.5)
run_epochs("multistep_to", lr_scheduler.MultiStepLR, [5, 20, 20], 0.5)
run_epochs("constant_to", lr_scheduler.ConstantLR, 0.3, 11)
run_epochs("linear_to", lr_scheduler.LinearLR, 0.3, 0.8, 11)
run_epochs("exponential_to", lr_scheduler.ExponentialLR, 0.9)
run_epochs("polynomial_to", lr_scheduler.PolynomialLR, 31, 2)
run_epochs("cosine_to", lr_scheduler.CosineAnnealingLR, 13, 0.01)
run_epochs("lambda_to", lr_scheduler.LambdaLR, bumpy)

for mode in "min", "max":
    for threshold in "rel", "abs":
        for cooldown in 0, 4:
            optimizer = make_optimizer(False)
            scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, mode, 0.6, 3, 0.05, threshold, cooldown,
                                                       [0.02, 0.001], 1e-4)
            for i in range(STEPS):
                scheduler.step(metric(i))
                record(f"plateau_{mode}_{threshold}_{cooldown}", optimizer)

#===-----------------------------------------------------------------------------------------===#
# Combinations
#===-----------------------------------------------------------------------------------------===#


def sequential(optimizer):
    return lr_scheduler.SequentialLR(
        optimizer, [lr_scheduler.LinearLR(optimizer, 0.1, 1.0, 20), lr_scheduler.CosineAnnealingLR(optimizer, 70, 0.001),
                    lr_scheduler.ExponentialLR(optimizer, 0.9)], [20, 90])


def sequential_restarts(optimizer):
    return lr_scheduler.SequentialLR(
        optimizer, [lr_scheduler.ConstantLR(optimizer, 0.1, 20),
                    lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 10, 2)], [15])


def chained(optimizer):
    return lr_scheduler.ChainedScheduler([lr_scheduler.ConstantLR(optimizer, 0.1, 12),
                                          lr_scheduler.ExponentialLR(optimizer, 0.97)])


def sequential_of_chained(optimizer):
    first = lr_scheduler.ChainedScheduler([lr_scheduler.LinearLR(optimizer, 0.3, 1.0, 8),
                                           lr_scheduler.StepLR(optimizer, 9, 0.8)], optimizer)
    return lr_scheduler.SequentialLR(optimizer, [first, lr_scheduler.PolynomialLR(optimizer, 60, 2)], [40])


for function in sequential, sequential_restarts, chained, sequential_of_chained:
    run(function.__name__, function, resume=False)

#===-----------------------------------------------------------------------------------------===#

found = collections.defaultdict(list)
for line in subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.splitlines():
    name, *numbers = line.split()
    found[name].append([float(number) for number in numbers])

failed = [f"{name}: only in one of the two" for name in expected.keys() ^ found.keys()]
for name in expected.keys() & found.keys():
    if len(expected[name]) != len(found[name]):
        failed.append(f"{name}: expected {len(expected[name])} steps, got {len(found[name])}")
    for step, (wanted, given) in enumerate(zip(expected[name], found[name])):
        # What is left of a rate that goes to 0 is rounding.
        if not all(math.isclose(x, y, rel_tol=1e-12, abs_tol=1e-16) for x, y in zip(wanted, given, strict=True)):
            failed.append(f"{name}: expected {wanted} after step {step}, got {given}")
            break
print(*failed, sep="\n")
print(f"{len(expected)} cases, {sum(map(len, expected.values()))} steps, {len(failed)} mismatches")
sys.exit(bool(failed))
