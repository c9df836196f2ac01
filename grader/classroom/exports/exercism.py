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
    tests = [
        _test(part, place, line)
        for place, part in enumerate(paper.parts, 1)
        for line in part.lines
        if part.loads and not line.nobodys_fault
    ]
    statuses = {test["status"] for test in tests}
    if not statuses - {"error"}:
        told = [part.told or line.told for part in paper.parts for line in part.lines or (None,) if line or part.told]
        said = "\n".join(text for text in told if text) or paper.head()
        return to_json({"version": VERSION, "status": "error", "message": cut(said, LONGEST_MESSAGE // 4), "tests": []})
    for place, part in enumerate(paper.parts, 1):
        if not part.lines or not part.loads:
            tests.append(_whole(part, place))
    whole = all(test["status"] == "pass" for test in tests)
    return to_json({"version": VERSION, "status": "pass" if whole else "fail", "message": None, "tests": tests})


def _test(part: Part, place: int, line: Line) -> dict[str, Any]:
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


def _whole(part: Part, place: int) -> dict[str, Any]:
    said = part.told or "\n".join(line.told for line in part.lines)
    return {"name": part.name, "status": "error", "test_code": part.name, "task_id": place, "message": said}
