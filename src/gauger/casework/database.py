"""The connection to the store: SQLite for one machine, PostgreSQL for teams; nothing else differs.

A write takes the store's lock at its start (SQLite: the file's; PostgreSQL: the row of `chain`), so
two writers queue instead of failing half way, and the audit log stays one chain.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from gauger.casework.tables import chain
from gauger.errors import InputError, UsageError

ONE_STATE: dict[str, dict[str, str]] = {
    "sqlite": {},  # a transaction always sees one
    "postgresql": {"isolation_level": "REPEATABLE READ"},  # else each statement sees its own
}
WAIT_S = 30
"""A writer waits so long for another before it gives up."""


@dataclass(frozen=True, slots=True)
class Database:
    """An engine whose schema is current."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store, whoever writes meanwhile."""
        with self.engine.connect() as raw:
            connection = raw.execution_options(**ONE_STATE[raw.dialect.name])
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the store's lock; all of it happens, or nothing."""
        with self.engine.connect() as raw:
            connection = raw.execution_options(gauger_writes=True)
            with connection.begin():
                connection.execute(select(chain.c.id).with_for_update())
                yield connection


def open_database(url: str) -> Database:
    """Connect and bring the schema up to date. Takes a URL, or the path of a SQLite file.

    Raises UsageError for a URL that names no database, InputError when it cannot be reached.
    """
    target = url if "://" in url else f"sqlite:///{Path(url).expanduser()}"
    try:
        parsed = make_url(target)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
            raise UsageError(f"{parsed.drivername} is not supported; give sqlite or postgresql.")
        engine = _engine(parsed)
    except (ArgumentError, NoSuchModuleError) as seen:
        raise UsageError(
            f"{url!r} names no store: give a path such as cases.db, or postgresql://HOST/NAME."
        ) from seen
    try:
        _migrate(engine)
    except DBAPIError as seen:
        engine.dispose()
        where = parsed.render_as_string(hide_password=True)
        said = str(seen.orig).strip().splitlines()[0]
        raise InputError(f"the store {where} cannot be used: {said}. Check --store.") from seen
    return Database(engine)


def _engine(url: Any) -> Engine:
    if url.drivername != "sqlite":
        return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": WAIT_S, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    """Write-ahead log: readers never wait. FULL: a commit that was answered survives power loss."""
    connection.isolation_level = None  # SQLAlchemy's "begin" event says BEGIN, not the driver
    for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {line}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("gauger_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "gauger.casework:migrations")
    return config


def _migrate(engine: Engine) -> None:
    config = _config()
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    if now == head:
        return
    if now is not None and now not in {s.revision for s in script.walk_revisions()}:
        raise UsageError(f"the store is of a newer Gauger (schema {now}). Upgrade Gauger.")
    with engine.connect() as raw:
        connection = raw.execution_options(gauger_writes=True)
        with connection.begin():  # whole or not at all: both databases roll a schema back
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
