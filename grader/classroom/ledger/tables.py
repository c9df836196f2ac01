"""The tables as they are today; how a database comes to have them is in `migrations`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

METADATA = sa.MetaData()


class Instant(sa.TypeDecorator[datetime]):
    """An instant with its time zone, kept in UTC: SQLite keeps none."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, the interface's
        """Return the instant in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the instant in UTC, and say so."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _about_a_key() -> tuple[sa.Column[str], sa.Column[int]]:
    # A person may ask for a grade of the same key once more: that is a row of its own, and `again` counts them from 0.
    return sa.Column("digest", sa.String(64), nullable=False), sa.Column("again", sa.Integer, nullable=False)


RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("command", sa.String, nullable=False),
    sa.Column("host", sa.String, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

ENDS = sa.Table(
    "ends",
    METADATA,
    sa.Column("run", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

GRADES = sa.Table(
    "grades",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *_about_a_key(),
    sa.Column("run", sa.ForeignKey("runs.id")),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("exercise", sa.String, nullable=False),
    sa.Column("devices", sa.JSON, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("budget", sa.String, nullable=False),
    sa.Column("grader", sa.String, nullable=False),
    sa.Column("pack", sa.String, nullable=False),
    sa.Column("torch", sa.String, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("score", sa.Float),
    sa.Column("points", sa.Float),
    sa.Column("verdict", sa.JSON(none_as_null=True)),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("worker", sa.String, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.UniqueConstraint("digest", "again", name="a_grade_is_recorded_once"),
    sa.Index("grades_of_an_exercise", "seed", "exercise"),
)

CLAIMS = sa.Table(
    "claims",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *_about_a_key(),
    sa.Column("run", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("worker", sa.String, nullable=False),
    sa.Column("alone", sa.Boolean, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("claims_of_a_run", "run"),
)

CRASHES = sa.Table(
    "crashes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *_about_a_key(),
    sa.Column("run", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("worker", sa.String, nullable=False),
    sa.Column("alone", sa.Boolean, nullable=False),
    sa.Column("how", sa.String, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

OVERRIDES = sa.Table(
    "overrides",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("assignment", sa.String, nullable=False),
    sa.Column("student", sa.String, nullable=False),
    sa.Column("exercise", sa.String, nullable=False),
    sa.Column("score", sa.Float),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("overrides_of_an_assignment", "assignment"),
)
