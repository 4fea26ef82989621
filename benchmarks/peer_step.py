"""One peer's process: prepares a workload's step, then runs it as often as it is asked to.

usage: peer_step.py SYSTEM WORKLOAD THREADS

It speaks lines of JSON, as luge-step.cpp does for Luge. When the first step is done, which is where systems compile and
import what they need for it, it prints {"version", "compile_seconds"}, and of "luge.train_step" "export_seconds", which are
those of torch.export; then it answers each line N on its input with {"seconds", "value"} after N
steps, where `value` is the first number of the last result; and at the end of input it prints {"rss_mb"}.
"""

import json
import os
import resource
import sys
import time

from workloads import FAMILIES, FAMILY_OF, WORKLOADS


def prepare_torch(family, workload, system, threads):
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    version = f"torch {torch.__version__}"
    if system == "torch-compile-model":
        model, *others = family.torch_objects(workload, system)
        return version, lambda: family.eager_step(torch.compile(model), *others), lambda result: result
    step = family.torch_step(workload, system)
    return version, lambda: torch.compile(step) if system == "torch-compile" else step, lambda result: result


def prepare_train_step(family, workload, system, threads):
    import torch

    import luge

    luge.set_num_threads(threads)
    torch.manual_seed(0)
    model, criterion, optimizer, x, y = family.torch_objects(workload, system)

    def make():
        start = time.perf_counter()
        step = luge.train_step(model, criterion, optimizer)  # imports torch.export
        details["export_seconds"] = time.perf_counter() - start

        from luge.importer import _trace

        export = _trace.export

        def timed(*args):
            start = time.perf_counter()
            exported = export(*args)
            details["export_seconds"] += time.perf_counter() - start
            return exported

        _trace.export = timed
        return lambda: step(x, y)

    return "luge", make, lambda result: result


def prepare_jax(family, workload, system, threads):
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax

    step = family.jax_step(workload)
    return f"jax {jax.__version__}", lambda: step, jax.block_until_ready


details = {}
PREPARE = {"jax": prepare_jax, "luge.train_step": prepare_train_step}


def first_number(result):
    while isinstance(result, tuple):
        result = result[0]
    return float(result[(0,) * result.ndim])


def main():
    system, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    prepare = PREPARE.get(system, prepare_torch)
    version, make, wait = prepare(FAMILIES[FAMILY_OF[name]], WORKLOADS[name], system, threads)
    step = None

    def run(steps):
        nonlocal step
        result = None
        start = time.perf_counter()
        step = step or make()
        for _ in range(steps):
            result = None  # its memory may be used again
            result = step()
        wait(result)
        return time.perf_counter() - start, first_number(result)

    emit(version=version, compile_seconds=run(1)[0], **details)
    for line in sys.stdin:
        seconds, value = run(int(line))
        emit(seconds=seconds, value=value)
    emit(rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def emit(**fields):
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    main()
