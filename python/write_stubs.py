"""Writes the .pyi stubs of luge._native: nanobind's, made right where they name what they cannot see.

usage: write_stubs.py FOLDER, which holds the package luge"""

import re
import sys
from pathlib import Path

from nanobind import stubgen

NATIVE = "luge._native"
# What stubgen leaves out.
LEFT_OUT = """
__version__: str

class Error(RuntimeError): ...
class IndexError(Error, builtins.IndexError): ...
class TypeError(Error, builtins.TypeError): ...
class ValueError(Error, builtins.ValueError): ...
"""


def qualify_class(text, name):
    """In full the types that signatures of a class mean, where its own members have their names."""
    begin = text.index(f"\nclass {name}")
    end = text.find("\nclass ", begin + 1)
    lines = text[begin:end].split("\n")
    for i, line in enumerate(lines):
        if line.startswith("    def "):
            line = re.sub(r"(?<!def )\b(float|bool)\b", r"builtins.\1", line)
            line = re.sub(r"(: |\| |-> )dtype\b", rf"\1{NATIVE}.dtype", line)
            line = line.replace("numpy.ndarray", "_numpy.ndarray")
            # The result is a tensor.
            lines[i] = line + "  # type: ignore[override]" * line.startswith(("    def __eq__", "    def __ne__"))
    return text[:begin] + "\n".join(lines) + text[end:]


def correct_root(text):
    text = qualify_class(qualify_class(text, "dtype("), "Tensor:")
    # It would be imported from where it is imported from here.
    text = re.sub(r"from luge import \(.*?\)\n", "", text, count=1, flags=re.DOTALL)
    text = text.replace("\nimport numpy\n", "\nimport numpy as _numpy\n")
    text = re.sub(r"\n(?=(from|import) )", f"\nimport builtins\nimport {NATIVE}\n", text, count=1)
    place = text.index("\nclass ")
    return text[:place] + LEFT_OUT + text[place:]


def correct_submodule(text):
    text = re.sub(r"(: |\| |-> |\[|, )(Tensor|dtype)\b(?!: \w)", rf"\1{NATIVE}.\2", text)
    return text if f"import {NATIVE}\n" in text else text.replace("\n\n", f"\n\nimport {NATIVE}\n\n", 1)


def main():
    folder = Path(sys.argv[1])
    stubgen.main(["-q", "-r", "-P", "-m", NATIVE, "-i", str(folder), "-O", str(folder / "luge")])
    for file in (folder / "luge" / "_native").glob("*.pyi"):
        correct = correct_root if file.stem == "__init__" else correct_submodule
        file.write_text(correct(file.read_text()))


main()
