"""Run by Alembic: takes the steps in the transaction that `Ledger` has open."""

from __future__ import annotations

from alembic import context

from grader.classroom.ledger.opening import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
