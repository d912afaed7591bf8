"""What the ledger asks of a database, and SQLite as it uses it: private files, durable commits, silent errors."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as Opened
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.errors import ConfigInvalid, LedgerUnavailable
from server.ledger.schema import REVISION

BUSY_SECONDS = 10.0
"""How long a connection waits for another process's transaction."""

_MIGRATIONS = Path(__file__).with_name("migrations")


class StoreError(Exception):
    """A database refused what it was asked: its own name for why, and nothing of what it was asked.

    Args:
        name: a constant of the database, as "DISK_FULL".
        failed: True when the store failed, whatever it was asked; False when this could not be written.
    """

    def __init__(self, name: str, *, failed: bool) -> None:
        super().__init__(name)
        self.name = name
        self.failed = failed


class Rows(Protocol):
    """What a statement answers."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row has the types of its columns
        """Return the next row, or None."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection to a ledger. Statements have ``?`` for parameters, and SQL that every store understands.

    Transactions are begun by hand; see :func:`transaction`.
    """

    @property
    def in_transaction(self) -> bool:
        """True within a transaction."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> object:
        """Run a statement for each of some parameters."""

    def enter(self, tenant: str) -> None:
        """See and write a tenant's rows from here to the transaction's end, where the store keeps them apart."""

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the condition that a column has one of some values, and its parameters."""

    def sync(self, *, on: bool) -> None:
        """Say, between transactions, whether those that follow wait for the disk; at first they do."""

    def tenants(self) -> list[str]:
        """Return every tenant of the ledger."""

    def requesters(self) -> list[str]:
        """Return every tenant that may have requests of data subjects; it is asked every few seconds."""

    def next_id(self, table: str) -> int:
        """Return the number of the next row of ``calls``, ``scopes`` or ``erasure_requests``."""

    def close(self) -> None:
        """Close the connection."""


class SqliteConnection(sqlite3.Connection):
    """A connection to a ledger's file, in which every statement names its tenant itself."""

    _synced = True

    def enter(self, tenant: str) -> None:
        """Do nothing: see above."""

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the condition that a column has one of some values, and its parameters."""
        return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)

    def sync(self, *, on: bool) -> None:
        """Say whether the transactions that follow wait for the disk; one that does takes those before it along."""
        if on != self._synced:
            self.execute(f"PRAGMA synchronous={'FULL' if on else 'NORMAL'}")
            self._synced = on

    def tenants(self) -> list[str]:
        """Return every tenant of the ledger."""
        return [row[0] for row in self.execute("SELECT DISTINCT tenant FROM calls UNION SELECT tenant FROM scopes")]

    def requesters(self) -> list[str]:
        """Return the tenants that have requests of data subjects."""
        return [row[0] for row in self.execute("SELECT DISTINCT tenant FROM erasure_requests")]

    def next_id(self, table: str) -> int:
        """Return the number of the next row of a table."""
        (number,) = self.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()  # noqa: S608 - a constant
        return int(number)


def unavailable(error: BaseException | None = None) -> LedgerUnavailable:
    """Return the error that stands for a failure of the store.

    Of the failure it keeps the constant name that SQLite or the system has for it ("SQLITE_FULL", "ENOSPC"): an
    error's text may hold a row.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = cause.name if isinstance(cause, StoreError) else getattr(cause, "sqlite_errorname", "")
    if not name and isinstance(cause, OSError):
        name = errno.errorcode.get(cause.errno or 0, "")
    action = f"The store answered {name}." if name else ""
    return LedgerUnavailable("The ledger cannot be written or read.", action=action)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn every failure of the store into LedgerUnavailable."""
    try:
        yield
    except (SQLAlchemyError, StoreError, sqlite3.Error, OSError) as error:
        raise unavailable(error) from None


def create_private(path: Path, content: bytes = b"") -> None:
    """Create a file that only its owner may read, mode 0600, and write it through to the disk.

    SQLite gives the files that it puts beside a database the database's own mode.
    A file that is there already keeps what it has.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Write the names in a directory through to the disk: a file whose name is lost is lost."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def connect(path: Path, *, write: bool) -> SqliteConnection:
    """Return a connection to a ledger file that exists; transactions are begun by hand.

    Args:
        path: the database.
        write: otherwise the connection cannot write.
    """
    # No isolation level: the driver would leave BEGIN out before DDL and a SELECT.
    source = f"{path.absolute().as_uri()}?mode=rw"
    opened = sqlite3.connect(
        source,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        factory=SqliteConnection,
    )
    if write:
        opened.execute("PRAGMA journal_mode=WAL")
        # FULL syncs the log at every commit: what was acknowledged survives a loss of power.
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute("PRAGMA foreign_keys=ON")
        opened.execute("PRAGMA secure_delete=ON")
    else:
        opened.execute("PRAGMA query_only=ON")
    return opened


@contextmanager
def transaction(connection: Connection, begin: str = "BEGIN") -> Iterator[None]:
    """Begin a transaction, and commit it; roll it back when anything is raised.

    Args:
        connection: a ledger's.
        begin: ``BEGIN`` for reading at one moment, ``BEGIN IMMEDIATE`` for writing.
    """
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Some failures of the disk have rolled it back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def engine(path: Path) -> Engine:
    """Return what migrations run on: SQLAlchemy, on connections of ours."""
    made = create_engine("sqlite://", creator=lambda: connect(path, write=True), hide_parameters=True)

    @event.listens_for(made, "begin")
    def _begin(connection: Opened) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def revision_of(connection: sqlite3.Connection) -> str | None:
    """Return the version of a ledger, or None for an empty file."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_ERROR":
            raise
        return None  # there is no such table
    return row[0] if row else None


def check_revision(connection: sqlite3.Connection) -> bool:
    """Return True if the ledger is of this version, False if it is new or of an older one.

    Raises:
        ConfigInvalid: a newer version wrote it.
    """
    current = revision_of(connection)
    if current == REVISION:
        return True
    known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    if current is not None and current not in known:
        raise ConfigInvalid("A newer version wrote the ledger.", action="Run that version or a later one.")
    return False


def migrate(connection: Opened) -> None:
    """Bring the ledger to this version, within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def schema() -> frozenset[str]:
    """Return the statements of everything that a ledger of this version has.

    The tables of the first version are none of it: they are dropped once their rows are adopted.
    """
    made = create_engine("sqlite://")
    try:
        with made.begin() as connection:
            migrate(connection)
            rows = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'first!_%' ESCAPE '!'"
            ).fetchall()
    finally:
        made.dispose()
    return frozenset(sql for (sql,) in rows)
