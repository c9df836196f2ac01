"""What a class is made of, as plain frozen data: every other module here reads or makes these, and no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from grader.language import Message
from grader.verdict import Verdict


class Visibility(StrEnum):
    """When a student sees a check."""

    VISIBLE = "visible"
    AFTER_DUE = "after_due"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


class Disclosure(StrEnum):
    """How much of a failure a student sees."""

    NOTHING = "nothing"
    NAME = "name"
    KIND = "kind"
    WHOLE = "whole"


class Record(StrEnum):
    """Which attempt counts where there are several."""

    LATEST = "latest"
    BEST = "best"
    LAST_BEFORE_DUE = "last_before_due"


class Lateness(StrEnum):
    """What becomes of work that was handed in after the due date."""

    NONE = "none"
    PERCENT_PER_DAY = "percent_per_day"
    HARD_STOP = "hard_stop"
    LATE_DAYS = "late_days"


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """How lateness, counted from the instant of handing in, changes a score.

    Work within `grace` of the due date is in time. PERCENT_PER_DAY takes `percent` of the points for every day
    begun after the due date. LATE_DAYS gives each student a budget of `days` days begun after it; what is later is
    not accepted, and the latest attempt that counts says how many are used. HARD_STOP accepts nothing late.
    Nothing is accepted after `Assignment.late_until`.
    """

    kind: Lateness = Lateness.NONE
    grace: timedelta = timedelta(0)
    percent: float = 0.0
    days: int = 0


@dataclass(frozen=True, slots=True)
class CheckRule:
    """What students see of the checks whose id matches `pattern` (as `fnmatch` has it); the first match counts."""

    pattern: str
    visibility: Visibility = Visibility.VISIBLE
    disclosure: Disclosure = Disclosure.WHOLE


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of an assignment.

    Args:
        exercise: the name of its folder, for instance ``46_max_pooling``.
        points: what it is worth here.
        extra_credit: whether its points come on top of the maximum.
        weights: id of a check, or a pattern -> weight that replaces the contract's; all others keep theirs.
        rules: what is seen of its checks, before the assignment's own rules.
    """

    exercise: str
    points: float
    extra_credit: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    rules: tuple[CheckRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """What ``assignment.toml`` says. Instants carry their time zone.

    Args:
        path: the file.
        id: a short name without spaces, part of every key.
        title: what people call it.
        items: the exercises, in order.
        secret: what the official seed is made from; never leaves the teacher's machine.
        devices: names of devices, or nothing for every one that is here.
        budget: "practice" or "official".
        isolation: the least that the locked room must give, as `grader.sandbox.levels` names it.
        release: when it opens.
        due: when it is due.
        late_until: when it closes.
        late: what becomes of late work.
        record: which attempt counts.
        attempts: how many may be handed in; None for any number.
        rules: what students see of the checks.
        published: whether results were published.
        pack: the pack's folder, or None for the built-in one.
        language: of what students read, "en" or "zh".
        groups: name of a group -> its students. What one of them hands in counts for all of them.
        ledger: the URL of the ledger, or nothing for the one in the assignment's folder.
    """

    path: Path
    id: str
    title: str
    items: tuple[Item, ...]
    secret: str = field(repr=False)
    devices: tuple[str, ...] = ()
    budget: str = "official"
    isolation: str = ""
    release: datetime | None = None
    due: datetime | None = None
    late_until: datetime | None = None
    late: LatePolicy = LatePolicy()
    record: Record = Record.LATEST
    attempts: int | None = None
    rules: tuple[CheckRule, ...] = ()
    published: bool = False
    pack: Path | None = None
    language: str = "en"
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ledger: str = field(default="", repr=False)

    @property
    def folder(self) -> Path:
        """Where the assignment lies, with what was collected and what is made from it."""
        return self.path.parent

    def seed(self, exercise: str) -> int:
        """Return the official seed of an exercise: the same for every student, and unknown without the secret."""
        digest = hashlib.sha256(f"{self.secret}\0{self.id}\0{exercise}".encode()).digest()
        return int.from_bytes(digest[:6], "big")

    @property
    def maximum(self) -> float:
        """All points but those of extra credit."""
        return sum(item.points for item in self.items if not item.extra_credit)


@dataclass(frozen=True, slots=True)
class Student:
    """One student. `ids` has the numbers that other systems know them by: system -> number."""

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file that was handed in for one exercise: where its copy lies and the SHA-256 of its bytes."""

    exercise: str
    path: Path
    sha256: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one student, or a group, handed in at one instant.

    `at` is None where no instant is known; such an attempt is in time, and a note says so. `notes` say what was
    understood and what was not; nothing is dropped without one.
    """

    id: str
    students: tuple[str, ...]
    at: datetime | None
    files: tuple[HandedIn, ...]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that was handed in for an assignment. `notes` are about what belongs to no student."""

    students: tuple[Student, ...]
    attempts: tuple[Attempt, ...]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a grade the same grade: two equal keys are recorded once."""

    sha256: str
    exercise: str
    devices: tuple[str, ...]
    seed: int
    budget: str
    grader: str
    pack: str
    torch: str


@dataclass(frozen=True, slots=True)
class Graded:
    """One row of the ledger: a verdict, or why there is none (``verdict`` is None and `reason` says why).

    Not gradable is not zero: it carries no score and uses up no attempt.
    """

    key: Key
    verdict: Verdict | None
    at: datetime
    seconds: float
    worker: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A score that a person set beside the automatic one. A later one replaces it; `score` None clears it."""

    student: str
    exercise: str
    score: float | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What one student gets for one item, and why.

    `automatic` is what the verdict is worth in the item's points, before lateness; `penalty` is what lateness
    takes away; `score` is what counts, the override where there is one. `score` is None where nothing was
    handed in that could be graded.
    """

    item: Item
    score: float | None
    automatic: float | None = None
    penalty: float = 0.0
    late: timedelta = timedelta(0)
    attempt: Attempt | None = None
    file: HandedIn | None = None
    graded: Graded | None = None
    override: Override | None = None
    notes: tuple[Message, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """The verdict behind the mark."""
        return self.graded.verdict if self.graded is not None else None


@dataclass(frozen=True, slots=True)
class Result:
    """What one student gets for the whole assignment; `total` is None while an item is not gradable."""

    student: Student
    marks: tuple[Mark, ...]
    total: float | None
    late_days_used: int = 0


@dataclass(frozen=True, slots=True)
class Gradebook:
    """The results of a class, one for each student, in the order of the collection."""

    assignment: Assignment
    results: tuple[Result, ...]
    made_at: datetime
