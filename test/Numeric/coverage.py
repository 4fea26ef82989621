# RUN: %python %s %source
"""Every op of the nn and optim dialects has a case in one of the numeric tests."""

import glob
import os
import subprocess
import sys

from registry import registered

source = sys.argv[1]


def covered():
    """The ops in the cases of every suite beside this file."""
    for path in glob.glob(os.path.join(os.path.dirname(__file__), "*.py")):
        with open(path) as file:
            if "\nsuite.main(" not in file.read():
                continue
        command = [sys.executable, path, "--ops"]
        yield from subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


ops = registered("nn", source).keys() | registered("optim", source).keys()
missing = sorted(ops - set(covered()))
print(f"{len(ops)} ops; without a numeric test:", *missing or ["none"])
sys.exit(bool(missing) or not ops)
