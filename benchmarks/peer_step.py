"""One peer's process: prepares a workload's step, then runs it as often as it is asked to.

usage: peer_step.py SYSTEM WORKLOAD THREADS

It speaks lines of JSON, as luge-step.cpp does for Luge. When the first step is done, which is where systems compile, it
prints {"version", "compile_seconds"}; then it answers each line N on its input with {"seconds", "value"} after N
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
    step = family.torch_step(workload, system)
    if system == "torch-compile":
        step = torch.compile(step)
    return f"torch {torch.__version__}", step, lambda result: result


def prepare_jax(family, workload, system, threads):
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax

    return f"jax {jax.__version__}", family.jax_step(workload), jax.block_until_ready


def first_number(result):
    while isinstance(result, tuple):
        result = result[0]
    return float(result[(0,) * result.ndim])


def main():
    system, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    prepare = prepare_jax if system == "jax" else prepare_torch
    version, step, wait = prepare(FAMILIES[FAMILY_OF[name]], WORKLOADS[name], system, threads)

    def run(steps):
        result = None
        start = time.perf_counter()
        for _ in range(steps):
            result = None  # its memory may be used again
            result = step()
        wait(result)
        return time.perf_counter() - start, first_number(result)

    emit(version=version, compile_seconds=run(1)[0])
    for line in sys.stdin:
        seconds, value = run(int(line))
        emit(seconds=seconds, value=value)
    emit(rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def emit(**fields):
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    main()
