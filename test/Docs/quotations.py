# RUN: %python %s %source
"""What docs/adding-an-op.md quotes stands in the file that its heading names, and files it links to exist."""

import pathlib
import re
import sys

docs = pathlib.Path(sys.argv[1]) / "docs"
text = (docs / "adding-an-op.md").read_text()
links = re.findall(r"\]\(([^)]+)\)", text)
quotations = re.findall(r"^## .*\]\((.+)\)\n\n```\w+\n([^`]*)```$", text, re.MULTILINE)

wrong = [link for link in links if not (docs / link).exists()]
wrong += [file for file, quotation in quotations if quotation not in (docs / file).read_text()]
print(f"{len(links)} links, {len(quotations)} quotations; wrong:", *wrong or ["none"])
sys.exit(bool(wrong) or len(quotations) != len(re.findall("^```", text, re.MULTILINE)) // 2)
