"""Adds up the JUnit reports of all test runners; the last line of `./dev test`.

usage: summarize.py REPORT.xml...
"""

import sys
import xml.etree.ElementTree as xml


def outcome(case):
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"


outcomes = [outcome(case) for report in sys.argv[1:] for case in xml.parse(report).iter("testcase")]
passed, failed, skipped = (outcomes.count(kind) for kind in ("passed", "failed", "skipped"))
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(failed > 0 or passed == 0)
