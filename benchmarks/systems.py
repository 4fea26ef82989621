"""Runs one workload on several systems, and the machine's peak beside them: a process each, which take turns."""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from workloads import COMPILED_FAMILIES, FAMILY_OF, WORKLOADS

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
SAMPLE_SECONDS = 0.03


def cores(threads):
    return set(sorted(os.sched_getaffinity(0))[:threads])


def build_machine():
    program = BUILD / "benchmarks" / "machine"
    program.parent.mkdir(exist_ok=True)
    flags = ["-O3", "-march=native", "-ffp-contract=fast", "-pthread"]
    subprocess.run(["cc", *flags, HERE / "machine.c", "-o", program], check=True)


def command(system, name, threads):
    workload = WORKLOADS[name]
    match system:
        case "peak":
            parts = [BUILD / "benchmarks" / "machine", workload.peak, threads]
        case "luge":
            fields = {"family": FAMILY_OF[name]} | asdict(workload)
            parts = [BUILD / "bin" / "luge-step", json.dumps(fields), threads]
        case _:
            parts = [sys.executable, HERE / "peer_step.py", system, name, threads]
    return [*map(str, parts)]


def environment(threads, cache):
    """`cache` is a folder for compiled code. The allocator keeps memory that is freed: without that, large results
    of PyTorch and JAX cost page faults at every step."""
    return os.environ | {
        "OMP_NUM_THREADS": str(threads),
        "PYTHONPATH": str(BUILD / "python"),
        "GLIBC_TUNABLES": f"glibc.malloc.mmap_threshold={1 << 40}:glibc.malloc.trim_threshold={1 << 40}",
        "LUGE_CACHE_DIR": f"{cache}/luge",
        "TORCHINDUCTOR_CACHE_DIR": f"{cache}/inductor",
        "JAX_COMPILATION_CACHE_DIR": f"{cache}/jax",
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }


class Failure(Exception):
    """A system could not run a workload."""


class Worker:
    """One system's process; peer_step.py says how it is spoken to."""

    def __init__(self, system, name, threads, cache):
        self.name = f"{system} on {name}"
        self.process = subprocess.Popen(
            command(system, name, threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(threads, f"{cache}/{system}"),
            preexec_fn=lambda: os.sched_setaffinity(0, cores(threads)),
        )
        self.result = self.read()
        self.samples = []
        self.steps = 1

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{self.name}: stopped with exit code {self.process.wait()}")
        return json.loads(line)

    def run(self):
        print(self.steps, file=self.process.stdin, flush=True)
        answer = self.read()
        if not math.isfinite(answer["value"]):
            raise Failure(f"{self.name}: the result is {answer['value']}")
        return answer["seconds"]

    def warm_up(self):
        """Finds how many steps make a sample."""
        while (seconds := self.run()) < SAMPLE_SECONDS:
            self.steps = math.ceil(self.steps * min(10, 1.2 * SAMPLE_SECONDS / seconds))

    def sample(self):
        self.samples.append(self.run() / self.steps)

    def finish(self):
        self.process.stdin.close()
        self.result |= self.read()
        self.process.wait()
        if self.samples:
            quartiles = statistics.quantiles(self.samples, n=4)
            self.result |= {
                "median": quartiles[1],
                "iqr": quartiles[2] - quartiles[0],
                "samples": len(self.samples),
            }
        return self.result


def busy_seconds(workers):
    """Processor time since start: of this machine, and of the measurement."""
    jiffies = os.sysconf("SC_CLK_TCK")
    with open("/proc/stat") as file:
        user, nice, system = map(int, file.readline().split()[1:4])
    own = time.process_time()
    for worker in workers:
        with open(f"/proc/{worker.process.pid}/stat") as file:
            own += sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13])) / jiffies
    return (user + nice + system) / jiffies, own


def take_samples(workers, samples):
    """Returns how much of a processor other programs used meanwhile."""
    before, start = busy_seconds(workers), time.perf_counter()
    for _ in range(samples):
        for worker in workers:
            worker.sample()
    after, seconds = busy_seconds(workers), time.perf_counter() - start
    return ((after[0] - before[0]) - (after[1] - before[1])) / seconds


def measure(name, threads, systems, samples):
    """The machine's peak, how busy it was with other programs, and by system: the version, the seconds to compile
    without and with the caches on disk, the peak memory, and the median and interquartile range of the samples."""
    with tempfile.TemporaryDirectory() as cache:
        workers = {system: Worker(system, name, threads, cache) for system in ["peak", *systems]}
        for worker in workers.values():
            worker.warm_up()
        others = take_samples(workers.values(), samples)
        results = {system: worker.finish() for system, worker in workers.items()}
        if FAMILY_OF[name] in COMPILED_FAMILIES:
            for system in systems:
                warm = Worker(system, name, threads, cache).finish()
                results[system]["warm_seconds"] = warm["compile_seconds"]
                if "export_seconds" in warm:
                    results[system]["warm_export_seconds"] = warm["export_seconds"]
    peak = results.pop("peak")
    return {
        "workload": name,
        "threads": threads,
        "peak": peak["work"] / peak["median"],
        "others": others,
        "systems": results,
    }
