"""usage: check_trace.py FILE.json [THREADS]: checks a trace and prints its names, a line each: GROUP NAME COUNT."""

import collections
import json
import sys

with open(sys.argv[1]) as file:
    events = json.load(file)["traceEvents"]
groups = {e["pid"]: e["args"]["name"] for e in events if e["ph"] == "M" and e["name"] == "process_name"}
rows = collections.defaultdict(list)
for event in events:
    if event["ph"] == "X":
        assert event["dur"] >= 0, event
        rows[groups[event["pid"]], event["tid"]].append((event["ts"], event["ts"] + event["dur"], event["name"]))
if len(sys.argv) > 2:
    assert sum(group == "program" for group, _ in rows) == int(sys.argv[2]), rows.keys()

# Spans of a row nest or follow each other; times are rounded to a nanosecond.
for spans in rows.values():
    open_ends = []
    for begin, end, name in sorted(spans, key=lambda span: (span[0], -span[1])):
        while open_ends and open_ends[-1] <= begin + 2e-3:
            open_ends.pop()
        assert not open_ends or end <= open_ends[-1] + 2e-3, (name, begin, end, open_ends[-1])
        open_ends.append(end)

counts = collections.Counter((group, name) for (group, _), spans in rows.items() for _, _, name in spans)
for (group, name), count in sorted(counts.items()):
    print(group, name, count)
