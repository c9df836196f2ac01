"""Gradescope: ``results.json``, and what ``submission_metadata.json`` says of a submission.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from grader import __version__
from grader.classroom.exports.paper import Line, Paper, Part, Standing
from grader.classroom.exports.scores import number
from grader.classroom.exports.texts import cut, to_json
from grader.classroom.model import Visibility
from grader.language import Problem, message, text
from grader.verdict import Status

VISIBILITIES = {
    Visibility.VISIBLE: "visible",
    Visibility.AFTER_DUE: "after_due_date",
    Visibility.AFTER_PUBLISHED: "after_published",
    Visibility.HIDDEN: "hidden",
}
LONGEST_OUTPUT = 20_000
# Of the results of a submission, what a later one takes over.
KEPT = ("score", "tests", "test_output_format", "test_name_format", "stdout_visibility", "visibility")
UNGRADED = (Standing.WAITING, Standing.NOT_GRADED)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What Gradescope knows of a submission.

    Attributes:
        id: its number.
        at: when it was handed in, which stays the same however often it is graded.
        students: who handed it in, by their addresses.
        used: how many were handed in before; those over which the autograder failed are none.
        last: the results of the one before, where there are some.
    """

    id: str
    at: datetime
    students: tuple[str, ...]
    used: int = 0
    last: Mapping[str, Any] | None = None


def paper_to_gradescope(paper: Paper) -> bytes:
    """Return ``results.json``.

    Gradescope itself hides each check until it may be seen, and the total while a check is hidden. So a check
    that is hidden and carries no points is left out: it would hide the total for nothing. Where an exercise has
    no grade through no fault of the student's, there is no total, and Gradescope adds up what was graded; where
    none has one, there is no score at all, which Gradescope tells as a fault of the autograder.
    """
    data: dict[str, Any] = {
        "output": cut(paper.head(), LONGEST_OUTPUT),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "execution_time": round(paper.seconds, 1),
        "extra_data": {"torchgrade": __version__, "isolation": paper.isolation},
    }
    if paper.graded:
        data["score"] = number(paper.won)
    if not all(part.standing in UNGRADED for part in paper.parts):
        data["tests"] = [test for place, part in enumerate(paper.parts, 1) for test in _tests(part, place)]
    return to_json(data)


def read_metadata(path: Path) -> Metadata:
    """Return what ``submission_metadata.json`` says. Raises Problem where it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(data["created_at"])
        users = data.get("users") or []
        students = tuple(str(user.get("email") or user["id"]) for user in users)
        before = [each for each in data.get("previous_submissions") or [] if not each.get("autograder_error")]
        last = before[-1].get("results") if before else None
        found = Metadata(str(data["id"]), at, students, len(before), last if isinstance(last, dict) else None)
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Gradescope puts it there; leave --metadata away elsewhere."),
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Problem(
            message("{path} is no metadata of Gradescope: {reason}.", path=path, reason=repr(error)),
            message("It needs at least id and created_at."),
        ) from error
    if at.tzinfo is None:
        raise Problem(
            message("{path} says created_at without a time zone.", path=path),
            message(
                "Lateness is counted from that instant: it needs its offset, like 2026-11-21T10:00:00-08:00."
            ),
        )
    return found


def no_attempt_left(metadata: Metadata, most: int, language: str) -> bytes:
    """Return ``results.json`` for a submission beyond the `most` that count: the results of the last one stay."""
    _ = text(language)
    said = _("No more than {count} attempts count; the results below are those of the last one.", count=most)
    before = dict(metadata.last or {})
    kept = {key: value for key, value in before.items() if key in KEPT}
    return to_json(
        {**kept, "output": f"{said}\n{before.get('output') or ''}".rstrip("\n"), "output_format": "text"}
    )


def _tests(part: Part, place: int) -> list[Mapping[str, Any]]:
    if not part.lines:
        test: dict[str, Any] = {
            "name": part.name,
            "number": f"{place}",
            "status": "failed",
            "output": part.told,
            "tags": [part.item.exercise],
        }
        if part.standing not in UNGRADED:  # where there is no grade, there is no 0 either
            test |= {"score": number(part.won), "max_score": number(part.most)}
        return [test]
    lines = [line for line in part.lines if not line.nobodys_fault and (line.most or _is_open(line))]
    return [
        {
            "name": f"{part.name}: {line.name}" + (f" [{line.device}]" if line.device else ""),
            "number": f"{place}.{position}",
            "score": number(line.won),
            "max_score": number(line.most),
            "status": "passed" if line.status is Status.PASSED else "failed",
            "output": cut(_output(line, part), LONGEST_OUTPUT),
            "tags": [part.item.exercise],
            "visibility": VISIBILITIES[line.visibility],
        }
        for position, line in enumerate(lines, 1)
    ]


def _is_open(line: Line) -> bool:
    return line.visibility is Visibility.VISIBLE


def _output(line: Line, part: Part) -> str:
    if line.status is Status.FAILED and part.hint and _is_open(line):
        return f"{line.told}\n{part.hint}" if line.told else part.hint
    return line.told
