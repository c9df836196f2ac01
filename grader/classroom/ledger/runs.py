"""One grading run: what it begins, what takes a worker along, what it records. One at a time for a ledger."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from grader.classroom.ledger.keys import digest
from grader.classroom.ledger.tables import CLAIMS, CRASHES, ENDS, RUNS
from grader.language import Problem, message

if TYPE_CHECKING:
    from grader.classroom.ledger.store import Ledger
    from grader.classroom.model import Graded, Key

# Any number that nobody else uses, and not that of the migrations.
RUN_LOCK = 0x6772616465
PATIENCE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Deaths:
    """How often a grader died over a key that was not graded yet.

    Attributes:
        crashes: how often it took its worker along, as the run itself saw.
        abandoned: how often it was being graded when the whole run died, of which it may be innocent.
        alone: whether it was graded alone at one of them, so that nothing else can have been the reason.
    """

    crashes: int = 0
    abandoned: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is going on. Make it with `Ledger.run`."""

    ledger: Ledger
    id: int

    def claim(self, key: Key, again: int, worker: str, *, alone: bool) -> None:
        """Note that a key is going to be graded: should the machine die over it, the next run knows."""
        self._note(CLAIMS, key, again, worker=worker, alone=alone)

    def crash(self, key: Key, again: int, worker: str, how: str, *, alone: bool) -> None:
        """Note that a key took its worker along."""
        self._note(CRASHES, key, again, worker=worker, alone=alone, how=how)

    def add(self, graded: Graded, again: int = 0) -> bool:
        """Record a grade; False when it was recorded already."""
        return self.ledger.add(graded, again, run=self.id)

    def _note(self, table: sa.Table, key: Key, again: int, **columns: object) -> None:
        with self.ledger.writing() as connection:
            connection.execute(
                sa.insert(table).values(
                    digest=digest(key), again=again, run=self.id, at=datetime.now(UTC), **columns
                )
            )


@contextlib.contextmanager
def running(ledger: Ledger, command: str) -> Iterator[Run]:
    """Begin a run and end it; raises Problem while another one is going on."""
    with _alone(ledger):
        with ledger.writing() as connection:
            made = connection.execute(
                sa.insert(RUNS).values(command=command, host=platform.node(), at=datetime.now(UTC))
            )
            run = Run(ledger, made.inserted_primary_key[0])  # type: ignore[index]
        outcome = "interrupted"
        try:
            yield run
            outcome = "done"
        finally:
            with ledger.writing() as connection:
                connection.execute(sa.insert(ENDS).values(run=run.id, outcome=outcome, at=datetime.now(UTC)))


@contextlib.contextmanager
def _alone(ledger: Ledger) -> Iterator[None]:
    """Hold what only one run can hold, and what the system takes back from one that died."""
    if ledger.engine.dialect.name == "postgresql":
        with _advisory_lock(ledger):
            yield
        return
    from filelock import FileLock, Timeout

    try:
        lock = FileLock(f"{ledger.engine.url.database}.lock").acquire(timeout=0)
    except Timeout:
        raise _busy(ledger) from None
    with lock:
        yield


@contextlib.contextmanager
def _advisory_lock(ledger: Ledger) -> Iterator[None]:
    with ledger.engine.connect() as connection:
        try:
            # A server notices the death of a client when it listens to it next.
            connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE_SECONDS}s'")
            connection.execute(sa.select(sa.func.pg_advisory_lock(RUN_LOCK)))
        except sa.exc.OperationalError:
            raise _busy(ledger) from None
        finally:
            connection.rollback()  # the lock is the session's, and stays
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(RUN_LOCK)))


def _busy(ledger: Ledger) -> Problem:
    return Problem(
        message("Another run is grading into the ledger {url}.", url=ledger.shown),
        message("Wait until it has ended, or end it; what it recorded stays."),
    )
