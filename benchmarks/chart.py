"""Draws the results of bench.py: how many times faster than the best peer Luge is, one bar a workload and thread count."""

import math
from html import escape

import report
from workloads import FAMILIES, FAMILY_OF

LEFT, RIGHT, TOP, WIDTH = 190, 60, 46, 720
BAR, GAP, HEADING = 9, 5, 26
FASTER = {1: "#7aa6c2", 2: "#1f5f8b"}  # by threads; more take the last
SLOWER = {1: "#dba27c", 2: "#b3541e"}


def groups(results):
    """(family, [(workload, [run, ...]), ...])"""
    for family in FAMILIES:
        runs = {}
        for run in results["runs"]:
            if FAMILY_OF[run["workload"]] == family and report.ratio(run):
                runs.setdefault(run["workload"], []).append(run)
        if runs:
            yield family, list(runs.items())


def svg(results):
    ratios = [report.ratio(run) for run in results["runs"] if report.ratio(run)]
    low = math.floor(math.log2(min([*ratios, 0.5])))
    high = math.ceil(math.log2(max([*ratios, 2])))

    def at(ratio):
        return LEFT + (math.log2(ratio) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    parts, y = [], TOP

    def text(x, y, content, anchor="start", extra=""):
        parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(content)}</text>')

    for family, workloads in groups(results):
        text(8, y + 16, family, extra=' font-weight="bold"')
        y += HEADING
        for name, runs in workloads:
            text(LEFT - 8, y + len(runs) * BAR / 2 + 4, name, "end")
            for run in runs:
                ratio = report.ratio(run)
                begin, end = sorted((at(1), at(ratio)))
                color = (FASTER if ratio >= 1 else SLOWER)[min(run["threads"], 2)]
                parts.append(
                    f'<rect x="{begin:.1f}" y="{y}" width="{end - begin:.1f}" height="{BAR - 1}" fill="{color}"/>'
                )
                text(max(end, at(1)) + 4, y + BAR - 1, f"{ratio:.2f}", extra=' font-size="9"')
                y += BAR
            y += GAP
    height = y + 10
    axis = []
    for power in range(low, high + 1):
        x, strong = at(2.0**power), power == 0
        axis.append(
            f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 6}" '
            f'stroke="{"#333" if strong else "#ddd"}"/>'
            f'<text x="{x:.1f}" y="{TOP - 12}" text-anchor="middle">{2.0**power:g}x</text>'
        )
    title = f"Speed of Luge over the fastest of its peers, {results['date']}, {results['processor']}"
    key = "".join(
        f'<rect x="{WIDTH - 150 + 75 * i}" y="8" width="10" height="10" fill="{color}"/>'
        f'<text x="{WIDTH - 136 + 75 * i}" y="17">{report.count_threads(n)}</text>'
        for i, (n, color) in enumerate(FASTER.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="11" fill="#222">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n'
        f'<text x="8" y="17" font-weight="bold">{escape(title)}</text>\n{key}\n'
        + "\n".join(axis + parts)
        + "\n</svg>\n"
    )
