"""Autolab: what an autograder prints, whose last line holds the scores.

Where a run is cut off, Autolab takes the last line that came for the scores all the same
(https://github.com/autolab/Autolab/issues/2142). So every text goes out together with the scores so far as its last
line, and no line of a student's may look like one.
"""

from __future__ import annotations

import json
from typing import Any

from grader.classroom.exports.paper import Paper, Standing
from grader.classroom.exports.scores import number
from grader.classroom.exports.texts import cut
from grader.verdict import Status

LONGEST_OUTPUT = 4_000
STAGE = "Checks"


def paper_to_autolab(paper: Paper) -> bytes:
    """Return what is printed next, in one piece: a text, and below it the lines that Autolab reads.

    A problem on the site is called like its exercise, for instance ``46_max_pooling``. What could not be graded
    through no fault of the student's has no score.
    """
    said = cut(_text(paper), LONGEST_OUTPUT * max(1, len(paper.parts))) if paper.over else paper.head()
    lines = [f"| {line}" for line in said.split("\n")]
    lines += [_one_line(_presentation(paper))] if paper.over else []
    scored = [part for part in paper.parts if part.standing is not Standing.NOT_GRADED]
    lines.append(_one_line({"scores": {part.item.exercise: number(part.won) for part in scored}}))
    return ("\n".join(lines) + "\n").encode()


def _text(paper: Paper) -> str:
    lines = [paper.head()]
    for part in paper.parts:
        failed = [line for line in part.lines if line.status is Status.FAILED]
        lines += [f"{part.name}: {line.name}\n{cut(line.told, LONGEST_OUTPUT)}" for line in failed]
        lines += [part.hint] if part.hint else []
    return "\n".join(lines)


def _presentation(paper: Paper) -> dict[str, Any]:
    cases: dict[str, Any] = {}
    for part in paper.parts:
        for line in part.lines:
            if not line.nobodys_fault:
                name = f"{part.name}: {line.name}" + (f" [{line.device}]" if line.device else "")
                case: dict[str, Any] = {"passed": line.status is Status.PASSED}
                cases[name] = case if case["passed"] else case | {"hint": line.told.split("\n")[0]}
        if not part.lines:
            cases[part.name] = {"passed": False, "hint": part.told}
    return {"_presentation": "semantic", "stages": [STAGE], STAGE: cases}


def _one_line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=True, allow_nan=False)
