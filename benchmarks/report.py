"""Turns the results of bench.py into tables."""

import statistics

from workloads import COMPILED_FAMILIES, FAMILIES, FAMILY_OF, OURS, PEAKS, WORKLOADS

REGRESSION = 1.05
BUSY = 0.05


def count_threads(threads):
    return f"{threads} thread" if threads == 1 else f"{threads} threads"


def duration(seconds):
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def table(header, rows):
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in (header, rule, *rows)) + "\n"


def best_peer(run):
    """(system, seconds), or None."""
    peers = {system: result["median"] for system, result in run["systems"].items() if system not in OURS}
    return min(peers.items(), key=lambda item: item[1]) if peers else None


def ours(run):
    """Luge's result, or None."""
    return next((run["systems"][system] for system in OURS if system in run["systems"]), None)


def ratio(run):
    """How many times faster than the best peer Luge is; None where one of them is missing."""
    peer = best_peer(run)
    return peer[1] / ours(run)["median"] if peer and ours(run) else None


def spread(result):
    return f"{duration(result['median'])} ± {result['iqr'] / 2 / result['median']:.0%}"


def of_peak(run, seconds):
    """Share of the peak that bounds the workload."""
    return WORKLOADS[run["workload"]].work / seconds / run["peak"]


def name_of(run):
    """Marked if other programs were at work."""
    return run["workload"] + (" (!)" if run["others"] > BUSY else "")


def time_rows(runs, systems):
    for run in runs:
        workload, results = WORKLOADS[run["workload"]], run["systems"]
        row = [name_of(run), run["threads"], *(spread(results[s]) if s in results else "" for s in systems)]
        if ours(run):
            seconds = ours(run)["median"]
            row.append(f"{workload.work / seconds * 1e-9:.1f} {PEAKS[workload.peak]} ({of_peak(run, seconds):.0%})")
        else:
            row.append("")
        peer = best_peer(run)
        row.append(f"{of_peak(run, peer[1]):.0%}" if peer else "")
        row.append(f"**{ratio(run):.2f}**" if ratio(run) else "")
        yield row


def cost_rows(runs, systems):
    for run in runs:
        results = [run["systems"].get(system) for system in systems]
        yield [
            run["workload"],
            run["threads"],
            *(
                r and f"{duration(r['compile_seconds'])} / {duration(r['warm_seconds'])}, {r['rss_mb']:.0f} MB" or ""
                for r in results
            ),
        ]


def ratio_rows(runs, systems):
    for run in runs:
        results, luge = run["systems"], ours(run)
        if luge:
            own = luge["warm_seconds"] - luge["warm_export_seconds"]
            peers = [results[system] for system in systems if system in results]
            ratios = [
                f"{peer['median'] / luge['median']:.1f} / {peer['compile_seconds'] / luge['compile_seconds']:.1f}"
                for peer in peers
            ]
            yield [run["workload"], run["threads"], *ratios, duration(own)]


def peak_rows(runs):
    """What each peak came to beside all workloads that it bounds."""
    peaks = {}
    for run in runs:
        peaks.setdefault((WORKLOADS[run["workload"]].peak, run["threads"]), []).append(run["peak"] * 1e-9)
    for (kind, threads), rates in sorted(peaks.items()):
        values = f"{statistics.median(rates):.0f} ({min(rates):.0f}–{max(rates):.0f}) {PEAKS[kind]}"
        yield [kind.replace("_", " "), threads, values]


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
    runs = results["runs"]
    versions = {result["version"] for run in runs for result in run["systems"].values()}
    lines = [f"{results['date']}, {results['processor']}; {', '.join(sorted(versions))}\n"]
    if runs:
        lines.append(table(("peak of the machine", "threads", "median (range)"), peak_rows(runs)))
    if any(run["others"] > BUSY for run in runs):
        lines.append(f"(!): other programs used more than {BUSY:.0%} of a processor meanwhile.\n")
    for family, module in FAMILIES.items():
        of_family = [run for run in runs if FAMILY_OF[run["workload"]] == family]
        if not of_family:
            continue
        lines.append(f"## {family.capitalize()}\n\n{module.__doc__.strip()}\n")
        systems = list(dict.fromkeys(system for run in of_family for system in run["systems"]))
        header = ("workload", "threads", *systems, "Luge (of peak)", "best peer's", "to best peer")
        lines.append(table(header, time_rows(of_family, systems)))
        if family in COMPILED_FAMILIES:
            lines.append("First step, cold / from the caches on disk, and peak memory of the process:\n")
            lines.append(table(("workload", "threads", *systems), cost_rows(of_family, systems)))
        if family == "python":
            peers = [system for system in systems if system not in OURS]
            lines.append(
                "Times of the peers over Luge's, of a step / of the first step, cold; and what of Luge's first step from the "
                "cache is not torch.export:\n"
            )
            lines.append(table(("workload", "threads", *peers, "beside torch.export"), ratio_rows(of_family, peers)))
    if results["train"]:
        header = ("`mlp`, 5 epochs, 2 threads", "seeds", "mean accuracy", "each", "median wall time")
        lines.append("## Train\n")
        lines.append(table(header, train_rows(results["train"])))
    return "\n".join(lines)


def comparison(old, new):
    """A table, and whether Luge has become slower."""
    before = {(run["workload"], run["threads"]): run["systems"] for run in old["runs"]}
    rows, regressed = [], False
    for run in new["runs"]:
        earlier = before.get((run["workload"], run["threads"]), {})
        for system, now in run["systems"].items():
            if system not in earlier:
                continue
            then = earlier[system]
            growth = now["median"] / then["median"]
            noise = max(now["iqr"], then["iqr"])
            slower = growth > REGRESSION and now["median"] - then["median"] > noise
            regressed |= slower and system in OURS
            verdict = "slower" if slower else ""
            rows.append((name_of(run), run["threads"], system, spread(then), spread(now), f"{growth:.2f}", verdict))
    header = ("workload", "threads", "system", f"on {old['date']}", f"on {new['date']}", "new / old", "")
    return table(header, rows), regressed
