"""Grades the one submission in a consumer's container, and shows after every step how far it has come."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from grader import __version__
from grader.classroom.exports.handed_in import Found, find_files
from grader.classroom.exports.paper import Answer, Paper, Standing, make_paper
from grader.classroom.exports.sight import Sees, student_in_time, student_now
from grader.classroom.exports.supervisor import (
    COMMAND,
    Ended,
    Errand,
    Job,
    Locked,
    Outcome,
    Refused,
    supervise,
)
from grader.classroom.model import (
    Assignment,
    Attempt,
    Collection,
    Graded,
    HandedIn,
    Key,
    Mark,
    Student,
)
from grader.classroom.policy import gradebook, worth
from grader.language import Message, message, text
from grader.packs import Exercise


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be graded.

    Attributes:
        assignment: whose exercises, seeds and policies count.
        exercises: name of the folder -> exercise.
        folder: where the submission lies.
        at: when it was handed in; None where that is not known.
        students: who handed it in.
        seconds: after so long nothing more is waited for.
        user: as whom it is graded; None for whoever runs this.
        open_seed: take the seeds from the submission's own bytes, where the assignment's secret is none because
            everybody can read it: nobody can write answers to questions that depend on those very answers.
    """

    assignment: Assignment
    exercises: Mapping[str, Exercise]
    folder: Path
    at: datetime | None = None
    students: tuple[str, ...] = ()
    seconds: float = 600.0
    user: str | None = None
    open_seed: bool = False


@dataclass
class Run:
    """One submission on its way.

    Args:
        order: what is to be graded.
        show: is given the paper before anything was graded, after each exercise and at the end.
        tell: is given what the teacher should know, a sentence at a time.
        in_time: whether the consumer itself hides checks until their time.
        command: what starts the grading process.
    """

    order: Order
    show: Callable[[Paper], None]
    tell: Callable[[Message], None]
    in_time: bool = False
    command: Sequence[str] = COMMAND
    _outcomes: dict[str, Outcome] = field(default_factory=dict)
    _isolation: str = ""
    _why_not: Message | None = None

    def __post_init__(self) -> None:
        self._started = time.monotonic()
        self._now = datetime.now(UTC)
        self._assignment = self.order.assignment
        self._found = find_files(self.order.folder, [item.exercise for item in self._assignment.items])
        if self.order.open_seed:
            self._assignment = replace(self._assignment, secret=_digest(self._found))

    def grade(self) -> Paper:
        """Grade, and return the last paper that was shown."""
        self.show(self._paper(over=False))
        pack = self._assignment.pack
        errand = Errand(
            jobs=tuple(
                Job(
                    found.exercise, found.source, Path(found.name).name, self._assignment.seed(found.exercise)
                )
                for found in self._found
                if found.source is not None
            ),
            pack=None if pack is None else str(pack),
            budget=self._assignment.budget,
            devices=self._assignment.devices,
            isolation=self._assignment.isolation,
        )
        if errand.jobs:
            for event in supervise(
                errand, seconds=self.order.seconds, user=self.order.user, command=self.command
            ):
                self._hear(event)
        paper = self._paper(over=True)
        self.show(paper)
        return paper

    def _hear(self, event: Locked | Refused | Outcome | Ended) -> None:
        match event:
            case Locked(isolation):
                self._isolation = isolation
            case Refused(reason):
                self.tell(message("{reason}", reason=reason[self._assignment.language]))
            case Ended(why) if why is not None:
                self._why_not = why
                self.tell(why)
            case Outcome():
                self._outcomes[event.exercise] = event
                if event.reason:
                    self.tell(message("{exercise}: {told}", exercise=event.exercise, told=event.reason))
                self.show(self._paper(over=False))

    def _paper(self, *, over: bool) -> Paper:
        marks = self._marks()
        sees = student_in_time if self.in_time else student_now
        seen: Sees = sees(self._assignment, self._now)
        return make_paper(
            self._assignment,
            [self._answer(found, mark, over) for found, mark in zip(self._found, marks, strict=True)],
            seen,
            at=self.order.at,
            now=self._now,
            seconds=time.monotonic() - self._started,
            over=over,
            isolation=self._isolation,
            seeds_shown=self.order.open_seed,
        )

    def _answer(self, found: Found, mark: Mark, over: bool) -> Answer:
        exercise = self.order.exercises[found.exercise]
        outcome = self._outcomes.get(found.exercise)
        verdict = outcome.verdict if outcome is not None else None
        reason: Message | None = None
        if found.source is None:
            standing, reason = Standing.MISSING if found.missing else Standing.UNREADABLE, found.reason
        elif verdict is not None and worth(mark.item, verdict) is not None:
            standing = Standing.GRADED
        elif outcome is not None or over:
            standing = Standing.NOT_GRADED
            if outcome is None and self._why_not is not None:
                reason = message(
                    "could not be graded, which is no fault of yours ({why}); tell your teacher",
                    why=self._why_not,
                )
        else:
            standing = Standing.WAITING
        return Answer(mark, exercise.number, exercise.title, standing, verdict, reason)

    def _marks(self) -> tuple[Mark, ...]:
        """Return what the assignment's policies make of what was graded so far."""
        who = self.order.students or ("student",)
        assignment = self._assignment
        files = tuple(
            HandedIn(found.exercise, Path(found.name), hashlib.sha256(found.source).hexdigest())
            for found in self._found
            if found.source is not None
        )
        name = text(assignment.language)("This submission")
        collection = Collection((Student(who[0]),), (Attempt(name, who, self.order.at, files),))
        digests = {file.exercise: file.sha256 for file in files}
        grades = {}
        for exercise, outcome in self._outcomes.items():
            versions = outcome.verdict.versions if outcome.verdict is not None else {}
            key = Key(
                sha256=digests[exercise],
                exercise=exercise,
                devices=assignment.devices,
                seed=assignment.seed(exercise),
                budget=assignment.budget,
                grader=__version__,
                pack=versions.get("pack", ""),
                torch=versions.get("torch", ""),
            )
            grades[key] = Graded(key, outcome.verdict, self._now, outcome.seconds, reason=outcome.reason)
        return gradebook(assignment, collection, grades, (), self._now).results[0].marks


def _digest(found: Sequence[Found]) -> str:
    digest = hashlib.sha256()
    for each in sorted(found, key=lambda each: each.exercise):
        digest.update(f"{each.exercise}\0".encode())
        digest.update(hashlib.sha256(each.source or b"").digest())
    return digest.hexdigest()
