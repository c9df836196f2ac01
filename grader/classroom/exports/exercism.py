"""Exercism's test runner interface, version 3: ``results.json``.

https://exercism.org/docs/building/tooling/test-runners/interface
"""

from __future__ import annotations

from typing import Any

from grader.classroom.exports.paper import Line, Paper, Part
from grader.classroom.exports.texts import cut, to_json
from grader.verdict import Status

VERSION = 3
LONGEST_OUTPUT = 500
LONGEST_MESSAGE = 65_535
STATUSES = {Status.PASSED: "pass", Status.GRADER_ERROR: "error"}


def paper_to_exercism(paper: Paper) -> bytes:
    """Return ``results.json``. The whole is an `error` only where no check was run at all, as there."""
    tests = [test for place, part in enumerate(paper.parts, 1) for test in _tests(part, place)]
    statuses = {test["status"] for test in tests}
    if statuses <= {"error"}:
        said = "\n".join(str(test["message"]) for test in tests) or paper.head()
        error = {"version": VERSION, "status": "error", "message": cut(said, LONGEST_MESSAGE // 4)}
        return to_json({**error, "tests": []})
    status = "pass" if statuses == {"pass"} else "fail"
    return to_json({"version": VERSION, "status": status, "message": None, "tests": tests})


def _tests(part: Part, place: int) -> list[dict[str, Any]]:
    tests = [_test(place, line) for line in part.lines if part.loads and not line.nobodys_fault]
    if tests:
        return tests
    said = "\n".join([part.told, *(line.told for line in part.lines)]).strip() or part.name
    return [{"name": part.name, "status": "error", "test_code": part.name, "task_id": place, "message": said}]


def _test(place: int, line: Line) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": line.name + (f" [{line.device}]" if line.device else ""),
        "status": STATUSES.get(line.status, "fail"),
        "test_code": line.failure.call if line.failure is not None and line.failure.call else line.name,
        "task_id": place,
    }
    if test["status"] != "pass":
        test["message"] = line.told or line.name
    if line.failure is not None and line.failure.printed:
        test["output"] = cut(line.failure.printed, LONGEST_OUTPUT)
    return test
