"""Turns the results of bench.py into tables."""

import statistics

from workloads import WORKLOADS


def time(seconds):
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def table(header, rows):
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in (header, rule, *rows)) + "\n"


def step_rows(workload, threads, systems, peak):
    peers = [result["median"] for system, result in systems.items() if system != "luge"]
    for system, result in systems.items():
        ratio = f"{min(peers) / result['median']:.2f}x" if system == "luge" and peers else ""
        rate = WORKLOADS[workload].flops / result["median"] * 1e-9
        yield (
            workload,
            threads,
            system,
            time(result["median"]),
            time(result["iqr"]),
            f"{rate:.1f} ({100 * rate / peak['gflops']:.0f}%)",
            f"{result['compile_seconds']:.2f} s",
            f"{result['rss_mb']:.0f} MB",
            ratio,
        )


def train_rows(train):
    for system, runs in train.items():
        accuracy = statistics.mean(run["accuracy"] for run in runs)
        yield (
            system,
            len(runs),
            f"{100 * accuracy:.2f}%",
            " ".join(f"{100 * run['accuracy']:.2f}" for run in runs),
            f"{statistics.median(run['seconds'] for run in runs):.1f} s",
        )


def markdown(results):
    steps = results["steps"]
    versions = {r["version"] for w in steps.values() for t in w.values() for r in t.values()}
    lines = [f"{results['date']}, {results['processor']}; {', '.join(sorted(versions))}\n"]
    for threads, peak in results["machine"].items():
        lines.append(f"{threads} thread(s): {peak['gflops']} GFLOP/s of f32 FMA, {peak['gbs']} GB/s of triad\n")
    if steps:
        header = ("step", "threads", "system", "median", "IQR", "GFLOP/s (of peak)", "compile", "peak RSS", "to best peer")
        rows = [
            row
            for workload, by_threads in steps.items()
            for threads, systems in by_threads.items()
            for row in step_rows(workload, threads, systems, results["machine"][threads])
        ]
        lines.append(table(header, rows))
    if results["train"]:
        header = ("`mlp`, 5 epochs, 2 threads", "seeds", "mean accuracy", "each", "median wall time")
        lines.append(table(header, train_rows(results["train"])))
    return "\n".join(lines)


def comparison(old, new):
    rows = [
        (workload, threads, system, time(before["median"]), time(after["median"]), f"{after['median'] / before['median']:.2f}")
        for workload, by_threads in new["steps"].items()
        for threads, systems in by_threads.items()
        for system, after in systems.items()
        if (before := old["steps"].get(workload, {}).get(threads, {}).get(system))
    ]
    return table(("step", "threads", "system", f"on {old['date']}", f"on {new['date']}", "new / old"), rows)
