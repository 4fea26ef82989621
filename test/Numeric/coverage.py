# RUN: %python %s %source
"""Every op of the nn and optim dialects has a case in one of the numeric tests."""

import glob
import os
import re
import subprocess
import sys

source = sys.argv[1]


def registered(dialect, file):
    """The ops that TableGen knows, from the headings of their documentation."""
    command = ["mlir-tblgen", "-gen-op-doc", f"-dialect={dialect}", f"-I{source}",
               f"-I{mlir_include()}", f"{source}/dialects/{file}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(re.findall(rf"^### `({dialect}\.\w+)`", text, re.MULTILINE))


def mlir_include():
    command = ["llvm-config", "--includedir"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def covered():
    """The ops in the cases of every suite beside this file."""
    for path in glob.glob(os.path.join(os.path.dirname(__file__), "*.py")):
        with open(path) as file:
            if "numeric.Suite()" not in file.read() or os.path.samefile(path, __file__):
                continue
        command = [sys.executable, path, "--ops"]
        yield from subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


ops = registered("nn", "Nn/NnOps.td") | registered("optim", "Optim/OptimOps.td")
missing = sorted(ops - set(covered()))
print(f"{len(ops)} ops; without a numeric test:", *missing or ["none"])
sys.exit(bool(missing) or not ops)
