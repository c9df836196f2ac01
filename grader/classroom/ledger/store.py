"""What is asked of a ledger: grades, overrides, and what became of runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grader.classroom.ledger.keys import digest
from grader.classroom.ledger.opening import READS, open_engine
from grader.classroom.ledger.runs import Deaths, Run, running
from grader.classroom.ledger.tables import CLAIMS, CRASHES, ENDS, GRADES, OVERRIDES
from grader.classroom.model import Graded, Key, Override
from grader.report.data import verdict_from_data, verdict_to_data
from grader.verdict import Status

# Both databases take thousands of parameters in a statement, and SQLite of before 2020 only 999.
AT_ONCE = 500
NOT_GRADABLE = "not gradable"
_KEY_COLUMNS = ("sha256", "exercise", "devices", "seed", "budget", "grader", "pack", "torch")


@dataclass(frozen=True, slots=True)
class Entry:
    """A grade without its verdict, for who looks at many.

    `outcome` is a Status or "not gradable"; `again` says how often the same key had been graded before.
    """

    key: Key
    again: int
    outcome: str
    at: datetime

    @property
    def gradable(self) -> bool:
        """Whether it carries a score."""
        return self.outcome not in (NOT_GRADABLE, Status.GRADER_ERROR)


class Ledger:
    """Grades as they were given, appended and never changed. Every one is written in a transaction of its own.

    Args:
        url: the address of a database as SQLAlchemy has it, or the path of an SQLite file.

    The database is made or brought up to date; raises Problem where that cannot be.
    """

    def __init__(self, url: str | Path) -> None:
        address = f"sqlite:///{url}" if isinstance(url, Path) or "://" not in url else url
        self.engine = open_engine(address)
        self._reader = self.engine.execution_options(**{READS: True})

    @property
    def shown(self) -> str:
        """The address without a password."""
        url = self.engine.url
        return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string()

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Return a transaction that is kept when its block ends well; for `Run`."""
        return self.engine.begin()

    # -- grades ---------------------------------------------------------------------------------------------

    def add(self, graded: Graded, again: int = 0, *, run: int | None = None) -> bool:
        """Record a grade; False when its key was recorded already, which then stays as it is.

        `again` is how often a person has asked for a grade of the same key once more.
        """
        verdict = graded.verdict
        key = {name: getattr(graded.key, name) for name in _KEY_COLUMNS}
        row = {
            **key,
            "devices": list(graded.key.devices),
            "digest": digest(graded.key),
            "again": again,
            "run": run,
            "outcome": NOT_GRADABLE if verdict is None else str(verdict.status),
            "score": None if verdict is None else verdict.score,
            "points": None if verdict is None else verdict.points,
            "verdict": None if verdict is None else verdict_to_data(verdict),
            "reason": graded.reason,
            "seconds": graded.seconds,
            "worker": graded.worker,
            "at": graded.at,
        }
        try:
            with self.writing() as connection:
                connection.execute(sa.insert(GRADES).values(**row))
        except sa.exc.IntegrityError:
            if self.times([graded.key]).get(graded.key, -1) >= again:
                return False
            raise
        return True

    def get(self, keys: Iterable[Key]) -> dict[Key, Graded]:
        """Return what was recorded of these keys; of a key that was graded again, the last."""
        found: dict[Key, Graded] = {}
        for some in _chunks({digest(key) for key in keys}):
            found |= {graded.key: graded for graded in self._grades(GRADES.c.digest.in_(some))}
        return found

    def history(self, exercise: str, seed: int) -> list[Graded]:
        """Return every grade of an exercise under a seed, whatever the versions, oldest first."""
        return list(self._grades((GRADES.c.seed == seed) & (GRADES.c.exercise == exercise)))

    def entries(self, exercise: str, seed: int) -> list[Entry]:
        """Return the same without the verdicts, which are long."""
        columns = [GRADES.c[name] for name in (*_KEY_COLUMNS, "again", "outcome", "at")]
        query = sa.select(*columns).where(GRADES.c.seed == seed, GRADES.c.exercise == exercise)
        with self._reader.connect() as connection:
            rows = connection.execute(query.order_by(GRADES.c.id)).mappings().all()
        return [Entry(_key(row), row["again"], row["outcome"], row["at"]) for row in rows]

    def times(self, keys: Iterable[Key]) -> dict[Key, int]:
        """Return how often each key was graded again: zero after the first grade. A key without a grade is left out."""
        by_digest = {digest(key): key for key in keys}
        found: dict[Key, int] = {}
        for some in _chunks(by_digest):
            query = sa.select(GRADES.c.digest, sa.func.max(GRADES.c.again)).where(GRADES.c.digest.in_(some))
            with self._reader.connect() as connection:
                for name, again in connection.execute(query.group_by(GRADES.c.digest)):
                    found[by_digest[name]] = again
        return found

    def named(self, beginning: str) -> list[Key]:
        """Return the keys whose digest begins so."""
        query = sa.select(*(GRADES.c[name] for name in _KEY_COLUMNS))
        query = query.where(GRADES.c.digest.startswith(beginning, autoescape=True)).order_by(GRADES.c.id)
        with self._reader.connect() as connection:
            return list(dict.fromkeys(_key(row) for row in connection.execute(query).mappings()))

    def _grades(self, condition: sa.ColumnElement[bool]) -> Iterator[Graded]:
        # The last comes last: who collects by key keeps it.
        with self._reader.connect() as connection:
            for row in connection.execute(
                sa.select(GRADES).where(condition).order_by(GRADES.c.id)
            ).mappings():
                verdict = row["verdict"]
                yield Graded(
                    key=_key(row),
                    verdict=None if verdict is None else verdict_from_data(verdict),
                    at=row["at"],
                    seconds=row["seconds"],
                    worker=row["worker"],
                    reason=row["reason"],
                )

    # -- runs -----------------------------------------------------------------------------------------------

    def run(self, command: str) -> AbstractContextManager[Run]:
        """Begin a run; its end is noted when the block ends. Raises Problem while another one is going on."""
        return running(self, command)

    def deaths(self, times: Mapping[Key, int]) -> dict[Key, Deaths]:
        """Return over which of these keys a grader died; with each key goes how often it was graded again before.

        To be asked within a run: another one that has not ended cannot be going on then.
        """
        wanted = {(digest(key), again): key for key, again in times.items()}
        graded = sa.exists().where(GRADES.c.digest == CLAIMS.c.digest, GRADES.c.again == CLAIMS.c.again)
        crashed = sa.exists().where(
            CRASHES.c.digest == CLAIMS.c.digest,
            CRASHES.c.again == CLAIMS.c.again,
            CRASHES.c.run == CLAIMS.c.run,
            CRASHES.c.worker == CLAIMS.c.worker,
        )
        ended = sa.exists().where(ENDS.c.run == CLAIMS.c.run)
        abandoned = sa.select(CLAIMS.c.digest, CLAIMS.c.again, CLAIMS.c.alone)
        abandoned = abandoned.where(~graded, ~crashed, ~ended)
        crashes = sa.select(CRASHES.c.digest, CRASHES.c.again, CRASHES.c.alone)
        found: dict[Key, Deaths] = {}
        with self._reader.connect() as connection:
            for query, of_a_worker in ((abandoned, False), (crashes, True)):
                for name, again, alone in connection.execute(query):
                    key = wanted.get((name, again))
                    if key is not None:
                        known = found.get(key, Deaths())
                        found[key] = Deaths(
                            known.crashes + of_a_worker,
                            known.abandoned + (not of_a_worker),
                            known.alone or alone,
                        )
        return found

    # -- overrides ------------------------------------------------------------------------------------------

    def override(self, assignment: str, override: Override) -> None:
        """Append an override to an assignment, by its id."""
        values = {name: getattr(override, name) for name in Override.__dataclass_fields__}
        with self.writing() as connection:
            connection.execute(sa.insert(OVERRIDES).values(assignment=assignment, **values))

    def overrides(self, assignment: str) -> list[Override]:
        """Return all overrides of an assignment, oldest first: the last of a student and exercise counts."""
        names = tuple(Override.__dataclass_fields__)
        query = sa.select(*(OVERRIDES.c[name] for name in names)).where(OVERRIDES.c.assignment == assignment)
        with self._reader.connect() as connection:
            return [Override(*row) for row in connection.execute(query.order_by(OVERRIDES.c.id))]


def _key(row: sa.RowMapping) -> Key:
    values: dict[str, Any] = {name: row[name] for name in _KEY_COLUMNS}
    return Key(**{**values, "devices": tuple(values["devices"])})


def _chunks(digests: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(digests)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
