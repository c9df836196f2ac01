"""Classroom 50: ``result.json`` of the schema ``classroom50/result/v1``.

https://raw.githubusercontent.com/foundation50/classroom50/main/schemas/result-v1.schema.json. Scores are integers
there, so that a point is a hundred of theirs, always: a maximum must not change with what was won.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from grader.classroom.exports.paper import Line, Paper, Part, Standing
from grader.classroom.exports.texts import cut, to_json
from grader.language import Problem, message
from grader.verdict import Status

SCHEMA = "classroom50/result/v1"
TYPES = ("individual", "group", "team")
PER_POINT = 100
LONGEST_OUTPUT = 4_000
# Name of the field -> the variable in which the runner gives it.
IDENTITY = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


def paper_to_classroom50(paper: Paper, environment: Mapping[str, str]) -> bytes:
    """Return ``result.json`` for the submission that `environment` names.

    Every reader of a release sees the file, so that it holds what the student may see. Raises Problem where
    `environment` is not that of the runner.
    """
    identity = {field: environment.get(name, "").strip() for field, name in IDENTITY.items()}
    lacking = [IDENTITY[field] for field, value in identity.items() if not value]
    owner = environment.get("OWNER", "").strip() or environment.get("USERNAME", "").strip()
    lacking += [] if owner else ["OWNER"]
    if lacking or not identity["submission"].startswith("submit/"):
        raise Problem(
            message(
                "This is not the runner of Classroom 50: {names} is missing or wrong.",
                names=", ".join(lacking) or "SUBMISSION_TAG",
            ),
            message("Run this from an autograder.py, or set the variables as that runner does."),
        )
    kind = environment.get("ASSIGNMENT_TYPE", "").strip() or TYPES[0]
    if kind not in TYPES:
        raise Problem(
            message("ASSIGNMENT_TYPE is {value}.", value=kind),
            message("It is one of {names}.", names=", ".join(TYPES)),
        )
    most = _units(sum((part.most for part in paper.parts), Decimal(0)))
    data: dict[str, Any] = {
        "schema": SCHEMA,
        **identity,
        "assignment_type": kind,
        "owner": owner,
        "review": environment.get("REVIEW_URL", "").strip() or identity["commit"],
        "datetime": _instant(paper.at or paper.now),
        "graded_at": _instant(paper.now),
        "score": min(_units(paper.won), most),
        "max-score": most,
        "tests": [test for part in paper.parts for test in _tests(part)],
    }
    actor = environment.get("GITHUB_ACTOR", "").strip()
    if actor:
        number = environment.get("GITHUB_ACTOR_ID", "").strip()
        data["submitted_by"] = {"username": actor, "id": int(number) if number.isdecimal() else None}
    return to_json(data)


def summary(paper: Paper) -> tuple[str, str]:
    """Return the status of the commit, "success" or "failure", and one line about it."""
    lines = [line for part in paper.parts for line in part.lines if not line.nobodys_fault]
    passed = sum(line.status is Status.PASSED for line in lines)
    whole = bool(lines) and passed == len(lines) and all(part.lines for part in paper.parts)
    return "success" if whole else "failure", " ".join(paper.head().split("\n")[0].split())


def _tests(part: Part) -> list[dict[str, Any]]:
    if not part.lines:
        return [
            {
                "test-name": part.name,
                "passed": False,
                "score": 0,
                "max-score": _units(part.most),
                "exercise": part.item.exercise,
                "message": part.told,
            }
        ]
    return [_test(part, line) for line in part.lines if not line.nobodys_fault]


def _test(part: Part, line: Line) -> dict[str, Any]:
    test: dict[str, Any] = {
        "test-name": f"{part.name}: {line.name}" + (f" [{line.device}]" if line.device else ""),
        "passed": line.status is Status.PASSED,
        "score": _units(line.won),
        "max-score": _units(line.most),
        "exercise": part.item.exercise,
        "check": line.id,
        "device": line.device,
    }
    if line.told:
        test["message"] = cut(line.told, LONGEST_OUTPUT)
    if line.failure is not None and line.failure.call:
        test["counterexample"] = cut(line.failure.call, LONGEST_OUTPUT)
    if part.standing is Standing.GRADED and part.seed is not None:
        test["seed"] = part.seed
    return test


def _units(points: Decimal) -> int:
    return int(points * PER_POINT)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
