# RUN: %python %s %source
"""What the documents quote stands in the files they name, and what they link to exists."""

import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
wrong, links, quotations = [], 0, 0


def compact(text):
    """Without comments and spaces."""
    return re.sub(r"//.*|\s", "", text)


rooms = [folder for folder in source.iterdir() if folder.is_dir() and not folder.name.startswith((".", "build"))]
for document in [*source.glob("*.md"), *(path for room in rooms for path in room.rglob("*.md"))]:
    for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
        links += 1
        if not (document.parent / link).exists():
            wrong.append(f"{document}: no '{link}'")

# In the guide, of each heading's file as a whole.
guide = source / "docs" / "adding-an-op.md"
for file, quotation in re.findall(r"^## .*\]\((.+)\)\n\n```\w+\n([^`]*)```$", guide.read_text(), re.MULTILINE):
    quotations += 1
    if quotation not in (guide.parent / file).read_text():
        wrong.append(f"{guide}: '{file}' does not have: {quotation}")

# In the README, each line of the training program.
example = compact((source / "examples" / "cpp" / "train.cpp").read_text())
program = re.search(r"```cpp\n(.*?)```", (source / "README.md").read_text(), re.DOTALL).group(1)
for line in program.splitlines():
    if compact(line) not in example:
        wrong.append(f"README.md: train.cpp does not have: {line}")

print(f"{links} links, {quotations} quotations")
print(*wrong, sep="\n")
sys.exit(bool(wrong) or quotations != 5)
