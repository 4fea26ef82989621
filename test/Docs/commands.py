# REQUIRES: fashion-mnist
# RUN: rm -rf %t && mkdir %t && %python %s %source %t
"""Every command of luge that the README and the examples' README show does what it says, here with one epoch."""

import pathlib
import re
import subprocess
import sys

source, folder = map(pathlib.Path, sys.argv[1:])
commands = []
for document in "README.md", "examples/README.md":
    text = (source / document).read_text()
    commands += re.findall(r"^    ((?:luge|cc|\./embed|mkdir|for) .*?)(?:  +#.*)?$", text, re.MULTILINE)
(folder / "main.c").symlink_to(source / "examples" / "embed" / "main.c")
for command in commands:
    command = re.sub(r"--epochs=\d+", "--epochs=1", command).replace("./embed data 5", "./embed data 1")
    print(command, flush=True)
    subprocess.run(["bash", "-c", "set -o pipefail; " + command], cwd=folder, check=True, stdout=subprocess.DEVNULL)

files = {path.name for path in folder.iterdir()}
expected = {"m.safetensors", "mlp.a", "mlp.h", "embed", "embed.safetensors"}
sys.exit(f"expected {expected - files}" if expected - files else len(commands) < 12)
