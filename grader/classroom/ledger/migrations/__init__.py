"""How a ledger came to be what it is, step by step, as Alembic keeps it. A step that was released never changes."""
