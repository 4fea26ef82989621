"""The ops that Luge's dialects register, from the documentation that TableGen makes of them."""

import re
import subprocess


def registered(dialect, source):
    """{op: names of its interfaces and traits}; `source` is the project's root."""
    include = subprocess.run(["llvm-config", "--includedir"], check=True, capture_output=True, text=True)
    name = dialect.capitalize()
    command = ["mlir-tblgen", "-gen-op-doc", f"-dialect={dialect}", f"-I{source}",
               f"-I{include.stdout.strip()}", f"{source}/dialects/{name}/{name}Ops.td"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    headings = re.split(rf"^### `({dialect}\.\w+)`", text, flags=re.MULTILINE)[1:]
    return {op: {word for line in re.findall(r"^(?:Traits|Interfaces): (.*)", body, re.MULTILINE)
                 for word in re.findall(r"`(\w+)", line)}
            for op, body in zip(headings[::2], headings[1::2])}
