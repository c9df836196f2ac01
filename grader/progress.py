"""Keeps what a learner did in a workspace: every grade, every hint taken, every solution revealed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from grader.language import Message, message, system_error
from grader.recall import FOLDER
from grader.verdict import Status, Verdict

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")

FILE = "progress.sqlite"
# Two graders that end at the same moment wait for each other; nobody waits longer for his verdict.
PATIENCE_SECONDS = 2.0

# Statement N brings a file from version N to N + 1. A file knows its version as SQLite's `user_version`.
MIGRATIONS = (
    # A seed may have more digits than SQLite's integers.
    """
    CREATE TABLE events (
        id TEXT PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, exercise TEXT NOT NULL,
        status TEXT, score REAL, points REAL, seed TEXT, sha256 TEXT, step INTEGER, gave_up INTEGER
    )
    """,
)


class Kind(StrEnum):
    """What happened."""

    GRADE = "grade"
    HINT = "hint"
    SOLUTION = "solution"


class BadEventError(ValueError):
    """Something is no event; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a learner did; what does not belong to its kind is None.

    `exercise` is the name of its folder, `at` the time in UTC as ISO 8601. A grade has `status`, `score`,
    `points`, `seed` and the `sha256` of the file; a hint has its `step`, counted from 1; a solution says
    whether it was revealed by giving up.
    """

    id: str
    at: str
    kind: Kind
    exercise: str
    status: str | None = None
    score: float | None = None
    points: float | None = None
    seed: str | None = None
    sha256: str | None = None
    step: int | None = None
    gave_up: bool | None = None

    @classmethod
    def graded(cls, exercise: str, verdict: Verdict) -> Event:
        """Return the event of a verdict on the learner's own file."""
        return cls(
            _new_id(),
            _now(),
            kind=Kind.GRADE,
            exercise=exercise,
            status=str(verdict.status),
            score=float(verdict.score),
            points=float(verdict.points),
            seed=str(verdict.seed),
            sha256=verdict.submission_sha256,
        )

    @classmethod
    def hinted(cls, exercise: str, step: int) -> Event:
        """Return the event of a hint that is shown for the first time."""
        return cls(_new_id(), _now(), kind=Kind.HINT, exercise=exercise, step=step)

    @classmethod
    def revealed(cls, exercise: str, *, gave_up: bool) -> Event:
        """Return the event of a solution that is shown."""
        return cls(_new_id(), _now(), kind=Kind.SOLUTION, exercise=exercise, gave_up=gave_up)

    @classmethod
    def from_data(cls, data: Any) -> Event:
        """Return the event that `to_data` made `data` of. Raises BadEventError for anything else."""
        if not isinstance(data, Mapping):
            raise BadEventError(message("an event is an object"))
        for name in data:
            if name not in _TYPES:
                raise BadEventError(message("“{name}” is no field of an event", name=name))
        for name, (kinds, needed) in _TYPES.items():
            value = data.get(name)
            if needed if value is None else type(value) not in kinds:
                raise BadEventError(message("its “{name}” is {value}", name=name, value=repr(value)))
        try:
            datetime.fromisoformat(data["at"])
        except ValueError as error:
            raise BadEventError(
                message("its “{name}” is {value}", name="at", value=repr(data["at"]))
            ) from error
        if data["kind"] not in {*Kind}:
            raise BadEventError(message("its “{name}” is {value}", name="kind", value=repr(data["kind"])))
        return cls(**{**data, "kind": Kind(data["kind"])})

    def to_data(self) -> dict[str, Any]:
        """Return the event as plain data, without what does not belong to its kind."""
        data = {**asdict(self), "kind": str(self.kind)}
        return {name: value for name, value in data.items() if value is not None}


# What a field may be, and whether every event has it.
_TYPES: Mapping[str, tuple[tuple[type, ...], bool]] = {
    **dict.fromkeys(("id", "at", "kind", "exercise"), ((str,), True)),
    **dict.fromkeys(("status", "seed", "sha256"), ((str,), False)),
    **dict.fromkeys(("score", "points"), ((int, float), False)),
    "step": ((int,), False),
    "gave_up": ((bool,), False),
}
_COLUMNS = tuple(field.name for field in fields(Event))


class State(StrEnum):
    """How far a learner is with an exercise."""

    SOLVED = "solved"
    TRIED = "tried"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events of one exercise come to.

    Args:
        grades: how often a file was graded.
        score: the best one, in points.
        solved: whether a file passed once; a later failure does not take that back.
        hints: how many steps of the hints were shown.
        gave_up: whether the solution was revealed before a file passed.
    """

    grades: int = 0
    score: float = 0.0
    solved: bool = False
    hints: int = 0
    gave_up: bool = False

    @property
    def state(self) -> State:
        """The standing in one word."""
        if self.solved:
            return State.SOLVED
        return State.TRIED if self.grades or self.hints or self.gave_up else State.UNTOUCHED

    def after(self, event: Event) -> Standing:
        """Return the standing when `event` has happened too."""
        return Standing(
            self.grades + (event.kind is Kind.GRADE),
            max(self.score, event.score or 0.0),
            self.solved or event.status == Status.PASSED,
            max(self.hints, event.step or 0),
            self.gave_up or (bool(event.gave_up) and not self.solved),
        )


class Progress:
    """The events of one workspace, in the file ``.grade/progress.sqlite``.

    The file is a convenience: where it cannot be read or written, `trouble` says why, what was asked for is
    empty, and no grade depends on it.

    Args:
        workspace: the folder that holds ``.grade/``.
    """

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / FOLDER / FILE
        self.trouble: Message | str = ""

    def record(self, event: Event) -> None:
        """Keep an event."""
        self.merge([event])

    def merge(self, events: Iterable[Event]) -> int:
        """Keep those of `events` that are not there yet, and return how many these were."""
        rows = [tuple(getattr(event, name) for name in _COLUMNS) for event in events]
        marks = ", ".join("?" for _ in _COLUMNS)
        statement = f"INSERT OR IGNORE INTO events ({', '.join(_COLUMNS)}) VALUES ({marks})"

        def insert(connection: sqlite3.Connection) -> int:
            before = connection.total_changes
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, rows)
            connection.execute("COMMIT")
            return connection.total_changes - before

        return self._with_file(insert, 0, create=True)

    def events(self) -> list[Event]:
        """Return all events, the oldest first."""
        statement = f"SELECT {', '.join(_COLUMNS)} FROM events ORDER BY at, id"

        def select(connection: sqlite3.Connection) -> list[Event]:
            return [_from_row(row) for row in connection.execute(statement)]

        return self._with_file(select, [], create=False)

    def standings(self) -> dict[str, Standing]:
        """Return name of a folder -> standing, for every exercise of which there are events."""
        standings: dict[str, Standing] = {}
        for event in self.events():
            standings[event.exercise] = standings.get(event.exercise, Standing()).after(event)
        return standings

    def standing(self, exercise: str) -> Standing:
        """Return the standing of one exercise."""
        return self.standings().get(exercise, Standing())

    def _with_file(self, work: Callable[[sqlite3.Connection], T], otherwise: T, *, create: bool) -> T:
        try:
            if not create and not self.path.exists():
                return otherwise
            import sqlite3  # here, because `grade list` of a new learner does without it
        except (ImportError, OSError) as error:  # some builds of Python lack it
            self.trouble = str(error)
            return otherwise
        try:
            self.path.parent.mkdir(exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=PATIENCE_SECONDS, isolation_level=None)
            ) as connection:
                _migrate(connection)
                return work(connection)
        except _NewerError:
            self.trouble = message("it was written by a newer version of the grader")
        except OSError as error:
            self.trouble = system_error(error)
        except BadEventError as error:
            self.trouble = error.reason
        except (sqlite3.Error, ValueError, OverflowError) as error:
            self.trouble = str(error)
        return otherwise


class _NewerError(Exception):
    """The file has a version that this program does not know."""


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file up to this program's version, so that it is either the old or the new one."""
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for statement in MIGRATIONS[_version(connection) :]:  # asked again: another grader may have been first
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise _NewerError
    return version


def _from_row(row: tuple[Any, ...]) -> Event:
    data = dict(zip(_COLUMNS, row, strict=True))
    if data["gave_up"] is not None:
        data["gave_up"] = bool(data["gave_up"])
    return Event.from_data(data)


def _new_id() -> str:
    return secrets.token_hex(8)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
