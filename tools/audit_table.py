"""Writes docs/audit.md from reports: `grade audit all --json > audit.json; python tools/audit_table.py audit.json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "audit.md"

HEAD = """# The grader's own exam

<!-- Written by tools/audit_table.py from `grade audit all --json`. -->

Right files (the solution and its alternates) must pass, and wrong ones fail by the check that they name. Chaff is a
solution that the audit spoilt by itself, in one function and one way; some of it is no mistake in an exercise, and its
contract says why. *Inputs* is how many inputs it took to catch what is wrong, in the median; *ms* is how long a right
file took to grade, in the median, on the machine that wrote this.

| exercise | checks | right passed | wrong caught | chaff caught | no mistake | inputs | ms |
|---|---:|---:|---:|---:|---:|---:|---:|
"""


def row(report: dict[str, Any]) -> tuple[str, list[int]]:
    """Return the line of one exercise, and its numbers for the sum: right, passed, wrong, caught, chaff, caught."""
    counts = []
    for kinds in (("solution", "alternate"), ("wrong",), ("chaff",)):
        files = [file for file in report["files"] if file["kind"] in kinds]
        good = [file for file in files if file["well"] and not file["equivalent"]]
        counts += [len(files) - sum(bool(file["equivalent"]) for file in files), len(good)]
    equivalent = sum(bool(file["equivalent"]) for file in report["files"])
    shares = [
        f"{good}/{count}" if count else "-" for count, good in zip(counts[::2], counts[1::2], strict=True)
    ]
    cells = [
        f"{report['exercise']:02d} {report['slug']}",
        str(len(report["checks"])),
        *shares,
        str(equivalent or "-"),
        f"{report['inputs_to_kill']:g}",
        f"{1000 * report['seconds_a_wheat']:.0f}",
    ]
    return f"| {' | '.join(cells)} |\n", [*counts, equivalent]


def page(reports: Sequence[dict[str, Any]]) -> str:
    """Return the page."""
    rows = [row(report) for report in sorted(reports, key=lambda report: report["exercise"])]
    sums = [sum(numbers) for numbers in zip(*(numbers for _, numbers in rows), strict=True)]
    shares = [f"{good}/{count}" for count, good in zip(sums[:6:2], sums[1:6:2], strict=True)]
    total = f"| **all {len(rows)}** | | {' | '.join(shares)} | {sums[6]} | | |\n"
    return HEAD + "".join(line for line, _ in rows) + total


def main() -> int:
    """Write the page from the reports in the named files."""
    reports = [report for name in sys.argv[1:] for report in json.loads(Path(name).read_text("utf-8"))]
    PAGE.write_text(page(reports), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
