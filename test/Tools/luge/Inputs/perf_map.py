"""usage: perf_map.py COMMAND...: runs it and prints its /tmp/perf-PID.map, after checking each line's form."""

import re
import subprocess
import sys
from pathlib import Path

process = subprocess.Popen(sys.argv[1:])
status = process.wait()
path = Path(f"/tmp/perf-{process.pid}.map")
text = path.read_text()
path.unlink()
last_end = {}
for line in text.splitlines():
    begin, size, name = re.fullmatch(r"([0-9a-f]+) ([0-9a-f]+) (\S+)", line).groups()
    assert int(size, 16) > 0, line
    last_end[int(begin, 16)] = int(begin, 16) + int(size, 16)
places = sorted(last_end.items())
assert all(end <= following for (_, end), (following, _) in zip(places, places[1:])), "functions overlap"
print(text)
sys.exit(status)
