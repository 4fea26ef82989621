# RUN: rm -rf %t && mkdir %t && %python %s %t
"""A run that is killed while it saves leaves the last checkpoint whole, and can be resumed from it."""

import json
import pathlib
import random
import subprocess
import sys
import time

import numpy as np
from safetensors import safe_open

folder = pathlib.Path(sys.argv[1])
checkpoint = folder / "checkpoint"
# Few samples for a large model: most of the time goes into saving.
np.savez(folder / "data.npz", x=np.zeros((16, 784), np.float32), y=np.zeros(16, np.int64))
command = ["luge", "train", "mlp", f"--data={folder}/data.npz", "--epochs=1000000", f"--save={checkpoint}", "--json"]
delays = random.Random(0)


def run_and_kill():
    """Kills a run at some moment after its second save."""
    resume = [f"--resume={checkpoint}"] if checkpoint.exists() else []
    process = subprocess.Popen(command + resume, stdout=subprocess.PIPE, text=True)
    saves = (line for line in process.stdout if json.loads(line)["event"] == "saved")
    next(saves), next(saves)
    time.sleep(delays.uniform(0, 0.05))
    process.kill()
    process.wait()


def read_epoch():
    """The checkpoint's epoch; every tensor can be read, and was initialized."""
    with safe_open(checkpoint, "numpy") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        assert tensors["0.weight"].shape == (512, 784) and tensors["0.weight"].all()
        epoch = int(file.metadata()["luge.position"].split()[0])
        assert tensors["0.weight.step"] == epoch
        return epoch


epoch = 0
for _ in range(10):
    run_and_kill()
    before, epoch = epoch, read_epoch()
    assert epoch >= before + 2, f"resumed after epoch {before}, found {epoch}"
interrupted = len(list(folder.glob("checkpoint.*.tmp")))
print(f"10 runs killed, {interrupted} while saving; epoch {epoch}")
sys.exit(interrupted == 0)
