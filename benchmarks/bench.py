"""Measures whole training steps beside PyTorch and JAX. usage: ./dev bench [--help] [WORKLOAD...]

Each system runs in its own process, pinned to as many cores as it has threads. The processes stay alive and take
turns, so that a change of the machine's speed meets all of them. A sample is the mean over enough steps to last
`SAMPLE_SECONDS`; the table gives the median of the samples and their interquartile range. The time to compile, the
peak memory of the process, and the machine's peaks (machine.c) are measured in the same run.
"""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import report
from workloads import WORKLOADS

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
SAMPLE_SECONDS = 0.03
SYSTEMS = {
    "luge": [BUILD / "bin" / "luge-step"],
    "torch": [sys.executable, HERE / "torch_step.py"],
    "torch-compile": [sys.executable, HERE / "torch_step.py"],
    "jax": [sys.executable, HERE / "jax_step.py"],
}
MODES = {"torch": ["eager"], "torch-compile": ["compile"]}


class Worker:
    """One system's process; see protocol.py."""

    def __init__(self, system, workload, threads):
        argument = json.dumps(asdict(WORKLOADS[workload])) if system == "luge" else workload
        self.process = subprocess.Popen(
            [*map(str, SYSTEMS[system]), argument, str(threads), *MODES.get(system, [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OMP_NUM_THREADS": str(threads), "LUGE_CACHE_DIR": ""},
            preexec_fn=lambda: os.sched_setaffinity(0, cores(threads)),
        )
        self.result = self.read()
        self.samples = []
        self.steps = 1
        while (seconds := self.run()) < SAMPLE_SECONDS:  # warms up, too
            self.steps = math.ceil(self.steps * min(10, 1.2 * SAMPLE_SECONDS / seconds))

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.process.args)} stopped with exit code {self.process.wait()}")
        return json.loads(line)

    def run(self):
        print(self.steps, file=self.process.stdin, flush=True)
        answer = self.read()
        if not math.isfinite(answer["loss"]):
            raise RuntimeError(f"{' '.join(self.process.args)} reached a loss of {answer['loss']}")
        return answer["seconds"]

    def sample(self):
        self.samples.append(self.run() / self.steps)

    def finish(self):
        self.process.stdin.close()
        quartiles = statistics.quantiles(self.samples, n=4)
        self.result |= self.read() | {
            "median": quartiles[1],
            "iqr": quartiles[2] - quartiles[0],
            "samples": len(self.samples),
        }
        self.process.wait()
        return self.result


def cores(threads):
    return set(sorted(os.sched_getaffinity(0))[:threads])


def measure(workload, threads, systems, samples):
    workers = {system: Worker(system, workload, threads) for system in systems}
    for _ in range(samples):
        for worker in workers.values():
            worker.sample()
    return {system: worker.finish() for system, worker in workers.items()}


def machine(threads):
    program = BUILD / "benchmarks" / "machine"
    program.parent.mkdir(exist_ok=True)
    flags = ["-O3", "-march=native", "-ffp-contract=fast", "-pthread"]
    subprocess.run(["cc", *flags, HERE / "machine.c", "-o", program], check=True)
    return {
        str(n): json.loads(
            subprocess.check_output([program, str(n)], preexec_fn=lambda: os.sched_setaffinity(0, cores(n)))
        )
        for n in threads
    }


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(": ")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def train(systems, seeds):
    """Wall time and accuracy of the whole of `luge train mlp` and of the same run as a plain PyTorch script."""
    settings = ["--epochs=5", "--batch-size=128", "--lr=1e-3", "--threads=2"]
    commands = {
        "luge": [BUILD / "bin" / "luge", "train", "mlp", "--data=fashion-mnist", "--optimizer=adam", "--json", *settings],
        "torch": [sys.executable, HERE / "torch_train.py", *settings],
    }
    results = {system: [] for system in systems if system in commands}
    for seed in range(seeds):
        for system, runs in results.items():
            start = time.perf_counter()
            output = subprocess.check_output([*map(str, commands[system]), f"--seed={seed}"], text=True)
            seconds = time.perf_counter() - start
            events = [json.loads(line) for line in output.splitlines()]
            runs.append({"seconds": seconds, "accuracy": [e["accuracy"] for e in events if "accuracy" in e][-1]})
    return results


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.split("\n")[0].split(" usage")[0])
    parser.add_argument("workload", nargs="*", help=f"of {', '.join(WORKLOADS)}, train (default: all)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3, help="runs of `train`")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="of an earlier --json: show what changed")
    arguments = parser.parse_args()
    names = arguments.workload or [*WORKLOADS, "train"]
    if unknown := set(names) - {*WORKLOADS, "train"}:
        parser.error(f"unknown workload {sorted(unknown)[0]!r}; expected one of {', '.join(WORKLOADS)}, train")

    results = {
        "date": time.strftime("%Y-%m-%d"),
        "processor": processor(),
        "machine": machine(arguments.threads),
        "steps": {
            name: {str(n): measure(name, n, arguments.systems, arguments.samples) for n in arguments.threads}
            for name in names
            if name in WORKLOADS
        },
        "train": train(arguments.systems, arguments.seeds) if "train" in names else {},
    }
    print(report.markdown(results))
    if arguments.compare:
        print(report.comparison(json.loads(arguments.compare.read_text()), results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
