"""check50's JSON, in which a check that depends on a failed one is neither passed nor failed.

https://cs50.readthedocs.io/projects/check50/en/latest/json_specification.html
"""

from __future__ import annotations

from typing import Any

from grader import __version__
from grader.classroom.exports.paper import Line, Paper, Part, Standing
from grader.classroom.exports.texts import cut, to_json
from grader.verdict import Status

LONGEST_OUTPUT = 4_000
PASSED = {Status.PASSED: True, Status.FAILED: False}


def paper_to_check50(paper: Paper) -> bytes:
    """Return the file. Where nothing at all could be graded, `error` stands in place of the results."""
    data: dict[str, Any] = {"slug": paper.assignment.id}
    if paper.over and all(part.standing is Standing.NOT_GRADED for part in paper.parts):
        data["error"] = {
            "type": "NotGraded",
            "value": cut(paper.head(), LONGEST_OUTPUT),
            "traceback": [],
            "data": {},
        }
    else:
        data["results"] = [result for part in paper.parts for result in _results(part)]
    return to_json(data | {"version": f"torchgrade {__version__}"})


def _results(part: Part) -> list[dict[str, Any]]:
    if not part.lines:
        known = part.standing in (Standing.MISSING, Standing.UNREADABLE)
        return [
            {
                "name": part.item.exercise,
                "description": part.name,
                "passed": False if known else None,
                "log": [],
                "cause": {"rationale": part.told, "help": None},
                "data": {},
                "dependency": None,
            }
        ]
    names = {line.id: _name(part, line) for line in reversed(part.lines)}
    return [
        {
            "name": _name(part, line),
            "description": line.name,
            "passed": PASSED.get(line.status),
            "log": [],
            "cause": _cause(part, line),
            "data": {"exercise": part.item.exercise, "device": line.device},
            "dependency": names.get(line.after),
        }
        for line in part.lines
    ]


def _name(part: Part, line: Line) -> str:
    return f"{part.item.exercise}.{line.id}" + (f"@{line.device}" if line.device else "")


def _cause(part: Part, line: Line) -> dict[str, Any] | None:
    if line.status is Status.PASSED:
        return None
    cause: dict[str, Any] = {
        "rationale": cut(line.told, LONGEST_OUTPUT),
        "help": part.hint or None if line.status is Status.FAILED else None,
    }
    failure = line.failure
    if failure is not None and failure.expected is not None and failure.actual is not None:
        cause |= {
            "expected": cut(failure.expected, LONGEST_OUTPUT),
            "actual": cut(failure.actual, LONGEST_OUTPUT),
        }
    return cause
