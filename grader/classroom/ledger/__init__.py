"""The ledger: every grade that was ever given, appended and never changed, in SQLite or PostgreSQL."""

from __future__ import annotations

from grader.classroom.ledger.keys import digest, short
from grader.classroom.ledger.runs import Deaths, Run
from grader.classroom.ledger.store import Entry, Ledger

__all__ = ["Deaths", "Entry", "Ledger", "Run", "digest", "short"]
