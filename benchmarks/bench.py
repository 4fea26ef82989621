"""Measures Luge beside PyTorch and JAX on the same workloads, in the same run."""

import argparse
import json
import platform
import sys
import textwrap
import time
from pathlib import Path

import chart
import report
import training
from systems import Failure, build_machine, measure
from workloads import FAMILIES, FAMILY_OF, SYSTEMS, WORKLOADS

EPILOG = f"""\
Each system runs in its own process, pinned to as many cores as it has threads. The processes of a workload stay alive
and take turns, so that a change of the machine's speed meets all of them. A sample is the mean over enough steps to
last 30 ms; the tables give the median of the samples. The peak that bounds a workload takes its turns, too (machine.c).
Run it on a quiet machine: everything takes about an hour, half of that torch.compile.

workloads, by family:
{chr(10).join(textwrap.fill(f"{name}: {', '.join(family.WORKLOADS)}", 110, initial_indent="  ", subsequent_indent="    ") for name, family in FAMILIES.items())}
  train: a whole run of `luge train mlp`, against the same in plain PyTorch

systems:
{chr(10).join(f"  {name:14} {text}" for name, text in SYSTEMS.items())}

examples:
  ./dev bench mlp ffn --threads 2
  ./dev bench steps --json=new.json --compare=old.json
  ./dev bench --from monday.json tuesday.json --markdown=table.md --chart=chart.svg
"""


def parse():
    parser = argparse.ArgumentParser(
        prog="./dev bench",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="workloads or families of them (default: all)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N", help="default: 1 2")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS), metavar="SYSTEM")
    parser.add_argument("--samples", type=int, default=40, help="of each system; default: 40")
    parser.add_argument("--seeds", type=int, default=3, help="runs of `train`; default: 3")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables, which are also printed")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="write a bar chart, as SVG")
    parser.add_argument(
        "--compare",
        type=Path,
        metavar="FILE",
        help=f"show what changed since an earlier --json; exit with 1 if Luge is slower anywhere by more than "
        f"{report.REGRESSION - 1:.0%}% and by more than both interquartile ranges",
    )
    parser.add_argument(
        "--from", type=Path, nargs="+", metavar="FILE", dest="files", help="measure nothing: join earlier --json"
    )
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in {*WORKLOADS, *FAMILIES, "train"}:
            parser.error(f"unknown workload {name!r}; --help lists them")
    return arguments


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(": ")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def measure_all(arguments):
    names = arguments.names or [*FAMILIES, "train"]
    build_machine()
    results = {"date": time.strftime("%Y-%m-%d"), "processor": processor(), "runs": [], "train": {}, "failures": []}
    for name, workload in WORKLOADS.items():
        if name not in names and FAMILY_OF[name] not in names:
            continue
        for threads in arguments.threads:
            print(f"{name}, {report.count_threads(threads)}", file=sys.stderr)
            systems = [system for system in workload.systems if system in arguments.systems]
            try:
                results["runs"].append(measure(name, threads, systems, arguments.samples))
            except Failure as failure:
                results["failures"].append(str(failure))
    if "train" in names:
        results["train"] = training.measure(arguments.systems, arguments.seeds)
    return results


def join(files):
    """Of a workload that several files have, the last counts."""
    parts = [json.loads(file.read_text()) for file in files]
    runs = {(run["workload"], run["threads"]): run for part in parts for run in part["runs"]}
    order = list(WORKLOADS)
    train = {}
    for part in parts:
        train |= part["train"]
    return parts[-1] | {
        "runs": sorted(runs.values(), key=lambda run: (order.index(run["workload"]), run["threads"])),
        "train": train,
        "failures": [failure for part in parts for failure in part["failures"]],
    }


def main():
    arguments = parse()
    results = join(arguments.files) if arguments.files else measure_all(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))
    text = report.markdown(results)
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text)
    if arguments.chart:
        arguments.chart.write_text(chart.svg(results))
    failed = bool(results["failures"])
    if arguments.compare:
        text, regressed = report.comparison(json.loads(arguments.compare.read_text()), results)
        print(text)
        failed |= regressed
    for failure in results["failures"]:
        print(f"error: {failure}", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
