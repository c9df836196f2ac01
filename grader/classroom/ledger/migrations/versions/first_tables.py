"""The first tables, and triggers that keep them append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = ("runs", "ends", "grades", "claims", "crashes", "overrides")
REFUSAL = "the ledger is append-only"


def upgrade() -> None:
    """Make the tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
    op.create_table(
        "ends",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("again", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id")),
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
        sa.Column("at", instant, nullable=False),
        sa.UniqueConstraint("digest", "again", name="a_grade_is_recorded_once"),
    )
    op.create_index("grades_of_an_exercise", "grades", ["seed", "exercise"])
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("again", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("worker", sa.String, nullable=False),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
    op.create_index("claims_of_a_run", "claims", ["run"])
    op.create_table(
        "crashes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("again", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("worker", sa.String, nullable=False),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assignment", sa.String, nullable=False),
        sa.Column("student", sa.String, nullable=False),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", instant, nullable=False),
    )
    op.create_index("overrides_of_an_assignment", "overrides", ["assignment"])
    _append_only(op.get_bind().dialect.name)


def _append_only(dialect: str) -> None:
    if dialect == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
    elif dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"
            )
