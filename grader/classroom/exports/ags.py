"""Scores for LTI Advantage's Assignment and Grade Services: the payloads, and a record by which none is sent twice.

https://www.imsglobal.org/spec/lti-ags/v2p0/#score-service-media-type-and-schema. A student is known there by the
``sub`` of a launch, which the roster has in a column ``lti``.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from grader.classroom.exports.matching import id_of
from grader.classroom.exports.scores import Standing, maximum, number, scores
from grader.classroom.model import Gradebook, Student
from grader.language import Problem, message, text

MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SYSTEMS = ("lti", "ltisub", "sub", "ltiuserid")


@dataclass(frozen=True, slots=True)
class Push:
    """One score for one student: `body` is what is sent, but for its timestamp."""

    student: Student
    user: str
    body: Mapping[str, Any]

    def digest(self, line_item: str) -> str:
        """Return a digest of what this says, to whom: equal ones say the same."""
        said = json.dumps([line_item, self.user, dict(self.body)], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Pushes:
    """All scores of a gradebook. `unknown` are students with a score and without a number there."""

    pushes: tuple[Push, ...]
    unknown: tuple[Student, ...]
    nothing: tuple[Student, ...]


def pushes_of(
    gradebook: Gradebook, exercise: str | None = None, *, comments: bool = True, missing_is_zero: bool = False
) -> Pushes:
    """Return what is to be sent for each student.

    Work that could not be graded is sent as ``gradingProgress`` Failed without a score, by which the platform keeps
    what it has. Who handed in nothing is not sent at all, unless `missing_is_zero`.
    """
    _ = text(gradebook.assignment.language)
    pushes, unknown, nothing = [], [], []
    most = number(maximum(gradebook, exercise))
    for score in scores(gradebook, exercise, missing_is_zero=missing_is_zero):
        student = score.result.student
        user = id_of(student, SYSTEMS)
        if score.value is None and score.standing is Standing.NOTHING_HANDED_IN:
            nothing.append(student)
            continue
        if user is None:
            unknown.append(student)
            continue
        body: dict[str, Any] = {"userId": user, "activityProgress": "Completed"}
        if score.value is None:
            body["gradingProgress"] = "Failed"
        else:
            body |= {
                "scoreGiven": number(score.value),
                "scoreMaximum": most,
                "gradingProgress": "FullyGraded",
            }
            late = max((mark.late for mark in score.result.marks), default=timedelta(0))
            if comments and late > timedelta(0):
                body["comment"] = _("{days} days late.", days=f"{late / timedelta(days=1):.1f}")
        instants = [mark.attempt.at for mark in score.result.marks if mark.attempt and mark.attempt.at]
        if instants:
            body["submission"] = {"submittedAt": instant(max(instants))}
        pushes.append(Push(student, user, body))
    return Pushes(tuple(pushes), tuple(unknown), tuple(nothing))


def instant(at: datetime) -> str:
    """Return an instant as ISO 8601 in UTC, with the microseconds by which platforms order scores."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass
class Record:
    """What was sent, in a file of lines of JSON that only grows: ``begun`` before a score leaves, ``done`` after.

    A score that begun and is not done may have arrived. It is sent again as exactly the same bytes, its timestamp
    included, which a platform takes for what it already has. Use it as a context manager: it is held by one at a
    time.
    """

    path: Path
    _file: IO[str] | None = None
    _begun: dict[str, str] = field(default_factory=dict)
    _latest: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Record:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise Problem(
                message(
                    "{path} cannot be written: {reason}.", path=self.path, reason=error.strerror or str(error)
                ),
                message(
                    "Without a record, scores could be sent twice; choose a folder that you may write to."
                ),
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._read()
        except OSError:
            self._file.close()
            raise Problem(
                message("Scores are being sent by somebody else at this moment ({path}).", path=self.path),
                message("Wait until that is over, and send again: what has arrived is not sent twice."),
            ) from None
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()

    def is_sent(self, push: Push, line_item: str) -> bool:
        """Whether this very score was the last one that arrived for the student."""
        return self._latest.get(f"{line_item}\n{push.user}") == push.digest(line_item)

    def begin(self, push: Push, line_item: str, now: datetime) -> str:
        """Return the body to send, and remember it before it leaves."""
        digest = push.digest(line_item)
        if digest not in self._begun:
            self._begun[digest] = json.dumps({**push.body, "timestamp": instant(now)}, ensure_ascii=False)
            self._add({"begun": digest, "body": self._begun[digest]})
        return self._begun[digest]

    def done(self, push: Push, line_item: str) -> None:
        """Remember that a score has arrived."""
        digest = push.digest(line_item)
        place = f"{line_item}\n{push.user}"
        self._begun.pop(digest, None)
        self._latest[place] = digest
        self._add({"done": digest, "place": place})

    def refused(self, push: Push, line_item: str) -> None:
        """Remember that the platform did not take a score, so that it is a new one the next time."""
        digest = push.digest(line_item)
        self._begun.pop(digest, None)
        self._add({"refused": digest})

    def _read(self) -> None:
        assert self._file is not None
        self._file.seek(0)
        lines = self._file.read().split("\n")
        for position, line in enumerate(lines[:-1], 1):
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Problem(
                    message("{path}:{line} is no record of scores.", path=self.path, line=position),
                    message("Move the file away if nothing was sent yet; else mend that line."),
                ) from error
        if lines[-1]:  # the machine stopped in the middle of this line, before anything it told of
            self._file.truncate(len("\n".join(lines[:-1]).encode()) + (1 if len(lines) > 1 else 0))

    def _take(self, data: Mapping[str, str]) -> None:
        if "begun" in data:
            self._begun[data["begun"]] = data["body"]
        elif "done" in data:
            self._begun.pop(data["done"], None)
            self._latest[data["place"]] = data["done"]
        else:
            self._begun.pop(data["refused"], None)

    def _add(self, data: Mapping[str, str]) -> None:
        assert self._file is not None
        self._file.write(json.dumps(data) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
