"""GitHub Classroom's reporter, which outlived it in many repositories: one JSON of results an exercise, in base64.

``autograding-grading-reporter`` reads them from ``<ID>_RESULTS``. The number that it sends is the sum of the tests'
scores. Its table shows passed tests over all tests instead, which is another number where weights differ.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from grader.classroom.exports.paper import Paper, Part, Standing
from grader.classroom.exports.scores import number
from grader.classroom.exports.texts import cut
from grader.verdict import Status

VERSION = 1
LONGEST_OUTPUT = 500  # the reporter's own graders cut there


def runner_name(exercise: str) -> str:
    """Return the id of an exercise's runner, of letters and digits only: "ex46maxpooling"."""
    return f"ex{re.sub('[^a-z0-9]', '', exercise.lower())}"


def paper_to_outputs(paper: Paper) -> dict[str, str]:
    """Return the outputs of the grading step: id of a runner -> its results in base64."""
    return {
        runner_name(part.item.exercise): base64.b64encode(
            json.dumps(_results(part), ensure_ascii=False, allow_nan=False).encode()
        ).decode()
        for part in paper.parts
    }


def _results(part: Part) -> dict[str, Any]:
    tests = [
        {
            "name": line.name + (f" [{line.device}]" if line.device else ""),
            "status": _status(line.status),
            "score": number(line.won),
            "message": cut(line.told, LONGEST_OUTPUT),
            "output": "",
            "test_code": cut(line.failure.call, LONGEST_OUTPUT) if line.failure is not None else "",
            "task_id": 0,
            "filename": "",
            "line_no": 0,
            "duration": round(line.seconds, 3),
        }
        for line in part.lines
        if not line.nobodys_fault
    ]
    if not tests:  # it divides by their number
        tests = [
            {
                "name": part.name,
                "status": "error" if part.standing in (Standing.NOT_GRADED, Standing.WAITING) else "fail",
                "score": 0,
                "message": cut(part.told, LONGEST_OUTPUT),
                "output": "",
                "test_code": "",
                "task_id": 0,
                "filename": "",
                "line_no": 0,
                "duration": 0,
            }
        ]
    statuses = {test["status"] for test in tests}
    status = next((word for word in ("error", "fail") if word in statuses), "pass")
    # Lateness is taken from the last tests that won something, so that the sum is what counts.
    _take(tests, sum(float(str(test["score"])) for test in tests) - float(part.won))
    return {"version": VERSION, "status": status, "max_score": number(part.most), "tests": tests}


def _take(tests: list[dict[str, Any]], points: float) -> None:
    for test in reversed(tests):
        taken = min(points, float(test["score"]))
        if taken > 0:
            test["score"] = number(float(test["score"]) - taken)
            points -= taken


def _status(status: Status) -> str:
    """Return the word for a status; a test that was not run is no pass, which other graders let it be."""
    return {Status.PASSED: "pass", Status.GRADER_ERROR: "error"}.get(status, "fail")
