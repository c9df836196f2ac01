"""PrairieLearn's external grader: ``/grade/results/results.json``.

https://prairielearn.readthedocs.io/en/latest/externalGrading/
"""

from __future__ import annotations

from typing import Any

from grader.classroom.exports.paper import Line, Paper, Part, Standing
from grader.classroom.exports.scores import number
from grader.classroom.exports.texts import cut, to_json
from grader.verdict import Status

MOST_BYTES = 1_000_000
LONGEST_OUTPUT = 20_000


def paper_to_prairielearn(paper: Paper) -> bytes:
    """Return ``results.json``, of at most a megabyte.

    A submission of which nothing loads, or of which something could not be graded through no fault of the student's,
    is not gradable there: it uses up no attempt.
    """
    faults = _faults(paper)
    longest = LONGEST_OUTPUT
    while True:
        data = _data(paper, faults, longest)
        written = to_json(data)
        if len(written) <= MOST_BYTES:
            return written
        if longest < 16:  # thousands of checks; what counts is the score
            return to_json({key: value for key, value in data.items() if key != "tests"})
        longest //= 2


def _data(paper: Paper, faults: list[str], longest: int) -> dict[str, Any]:
    if faults:
        return {
            "gradable": False,
            "format_errors": [cut(fault, longest) for fault in faults],
            "message": cut(paper.head(), longest),
        }
    return {
        "gradable": True,
        "score": round(paper.fraction, 6),
        "message": cut(paper.head(), longest),
        "output": "",
        "tests": [test for part in paper.parts for test in _tests(part, longest)],
    }


def _tests(part: Part, longest: int) -> list[dict[str, Any]]:
    if not part.lines:
        points = {"points": 0, "max_points": number(part.most)}
        return [
            {"name": part.name, "description": "", **points, "message": cut(part.told, longest), "output": ""}
        ]
    return [_test(part, line, longest) for line in part.lines if not line.nobodys_fault]


def _test(part: Part, line: Line, longest: int) -> dict[str, Any]:
    return {
        "name": f"{part.name}: {line.name}",
        "description": line.device,
        "points": number(line.won),
        "max_points": number(line.most),
        "message": part.hint if line.status is Status.FAILED else "",
        "output": cut(line.told, longest),
    }


def _faults(paper: Paper) -> list[str]:
    """Return why a submission is not gradable; nothing where it is."""
    ours = [part for part in paper.parts if part.standing in (Standing.WAITING, Standing.NOT_GRADED)]
    theirs = [part for part in paper.parts if part.standing is not Standing.GRADED or not part.loads]
    unfit = ours or (theirs if len(theirs) == len(paper.parts) else [])
    return [f"{part.name}: {part.told or chr(10).join(line.told for line in part.lines)}" for part in unfit]
