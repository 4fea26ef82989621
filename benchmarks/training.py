"""A whole run of `luge train mlp` on Fashion-MNIST, start to end, and the same as a plain PyTorch script."""

import json
import subprocess
import sys
import time

from systems import BUILD, HERE

SETTINGS = ["--epochs=5", "--batch-size=128", "--lr=1e-3", "--threads=2"]
COMMANDS = {
    "luge": [BUILD / "bin" / "luge", "train", "mlp", "--data=fashion-mnist", "--optimizer=adam", "--json"],
    "torch": [sys.executable, HERE / "torch_train.py"],
}


def measure(systems, seeds):
    """By system, wall time and accuracy of each seed."""
    results = {system: [] for system in systems if system in COMMANDS}
    for seed in range(seeds):
        for system, runs in results.items():
            start = time.perf_counter()
            command = [*map(str, COMMANDS[system]), *SETTINGS, f"--seed={seed}"]
            output = subprocess.check_output(command, text=True)
            seconds = time.perf_counter() - start
            events = [json.loads(line) for line in output.splitlines()]
            runs.append({"seconds": seconds, "accuracy": [e["accuracy"] for e in events if "accuracy" in e][-1]})
    return results
