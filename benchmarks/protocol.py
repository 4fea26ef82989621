"""How a measured system talks to bench.py: lines of JSON.

A worker prepares its step, prints {"version", "compile_seconds"}, then answers each line N on its input with
{"seconds", "loss"} after N steps, and at the end of input prints {"rss_mb"}.
"""

import json
import resource
import sys
import time


def serve(version, prepare):
    """`prepare()` returns a function that runs one step and returns its loss as a float, ready to be read."""
    start = time.perf_counter()
    step = prepare()
    step()
    emit(version=version, compile_seconds=time.perf_counter() - start)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            loss = step()
        emit(seconds=time.perf_counter() - start, loss=float(loss))
    emit(rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def emit(**fields):
    print(json.dumps(fields), flush=True)
