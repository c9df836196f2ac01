"""Opens a database: settings that lose nothing, and the steps that bring it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from grader.classroom.ledger.tables import METADATA
from grader.language import Problem, message

MIGRATIONS = Path(__file__).with_name("migrations")
# A report that is being written beside a run holds the file for milliseconds, a copy of it for seconds.
PATIENCE_SECONDS = 30.0
# Any number that nobody else uses: PostgreSQL has one space of advisory locks a database.
MIGRATION_LOCK = 0x746F726368
VERSION_TABLE = "ledger_version"
#: The execution option of transactions that only read.
READS = "ledger_reads"


def open_engine(url: str) -> sa.Engine:
    """Return the engine of an up-to-date database, which is made where there is none.

    Raises Problem where it cannot be opened, is none of ours, or was written by a newer torchgrade.
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise Problem(
            message("“{url}” is no address of a ledger.", url=url),
            message("Write `ledger.sqlite`, or `postgresql+psycopg://user@host/database`."),
        ) from None
    shown = address.render_as_string(hide_password=True)
    try:
        engine = sa.create_engine(address, **_arguments(address))
    except (ModuleNotFoundError, sa.exc.NoSuchModuleError) as error:
        raise Problem(
            message("The ledger {url} needs a driver: {reason}.", url=shown, reason=error),
            message(
                "For PostgreSQL: pip install 'psycopg[binary]', and postgresql+psycopg:// as its address."
            ),
        ) from None
    if address.get_backend_name() == "sqlite":
        _settle(engine)
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection, shown)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise Problem(
            message("The ledger {url} cannot be opened: {reason}.", url=shown, reason=_first_line(error)),
            message("Check that it is there, that it is a ledger, and that you may write to it."),
        ) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def _arguments(address: sa.URL) -> dict[str, Any]:
    if address.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": PATIENCE_SECONDS}}
    return {"pool_pre_ping": True}


def _settle(engine: sa.Engine) -> None:
    """Have SQLite survive the death of the process and of the machine, and begin each transaction when told to."""

    @sa.event.listens_for(engine, "connect")
    def on_connect(raw: Any, _: Any) -> None:
        raw.isolation_level = (
            None  # the driver's own way of beginning leaves CREATE TABLE outside transactions
        )
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")  # WAL's usual NORMAL may lose the last grades with the power
        raw.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        # Who reads first and writes later could meet another writer in between, and neither would give way.
        reads = connection.get_execution_options().get(READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _bring_up_to_date(connection: sa.Connection, shown: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    options = {"version_table": VERSION_TABLE}
    current = MigrationContext.configure(connection, opts=options).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {step.revision for step in script.walk_revisions()}:
        raise Problem(
            message(
                "The ledger {url} was written by a newer torchgrade (step {step}).", url=shown, step=current
            ),
            message("Upgrade with `pip install -U torchgrade`; this one will not touch it."),
        )
    if current is None and not METADATA.tables.keys().isdisjoint(sa.inspect(connection).get_table_names()):
        raise Problem(
            message("{url} is a database, but no ledger: it has tables of the same names.", url=shown),
            message("Give the ledger a file, or a database or schema, of its own."),
        )
    command.upgrade(config, "head")


def _first_line(error: sa.exc.DBAPIError) -> str:
    return str(error.orig).strip().split("\n", 1)[0]
