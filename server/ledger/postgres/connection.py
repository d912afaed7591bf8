"""PostgreSQL as the ledger uses it: one connection that comes back when the server does, and errors that tell nothing.

Row-level security keeps tenants apart: within a transaction a connection sees and writes the rows of the tenant that it
has entered, and none before it has. Whoever forgets to enter one finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import psycopg

from server.errors import FieldViolation, InvalidField
from server.ledger.database import Rows, StoreError

WRITERS = 7_233_101
"""The advisory lock of writers: held by a session, alone while it prepares the ledger, shared afterwards."""
WRITING = 7_233_102
"""The advisory lock of the one transaction that writes: the log is one, whoever appends to it."""

CONNECT_SECONDS = 10
STATEMENT_MILLISECONDS = 60_000
NUL = "\0"

_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class PostgresConnection:
    """A :class:`server.ledger.database.Connection`. Used by one thread at a time.

    Args:
        conninfo: as libpq takes it.

    Raises:
        StoreError: the server cannot be reached, or turns us away.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._entered = ""
        self._waits = self._waiting = True
        self._opened = self._connect()
        self.greet: Callable[[PostgresConnection], object] = lambda _: None
        """Is called when the connection was lost and made anew, before it is used."""

    @property
    def in_transaction(self) -> bool:
        """True within a transaction."""
        return not self._opened.closed and self._opened.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """Run a statement.

        Raises:
            StoreError: the server could not, or would not.
        """
        match sql:
            case "BEGIN":
                self._begin(_READING)
                return self._run("SELECT 1", ())
            case "BEGIN IMMEDIATE":
                self._begin("BEGIN")
                return self._run("SELECT pg_advisory_xact_lock(%s)", (WRITING,))
        return self._run(_translated(sql), parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> None:
        """Run a statement for each of some parameters.

        Raises:
            StoreError: the server could not, or would not.
        """
        try:
            self._opened.cursor().executemany(_translated(sql).encode(), list(parameters))
        except psycopg.Error as error:
            raise _silent(error) from None

    def enter(self, tenant: str) -> None:
        """See and write a tenant's rows from here to the transaction's end."""
        if tenant != self._entered:
            self._run("SELECT set_config('veilscript.tenant', %s, true)", (tenant,))
            self._entered = tenant

    def sync(self, *, on: bool) -> None:
        """Say whether the transactions that follow wait for the disk."""
        self._waits = on

    def tenants(self) -> list[str]:
        """Return every tenant of the ledger."""
        return [row[0] for row in self._run("SELECT name FROM tenants ORDER BY name", ()).fetchall()]

    def next_id(self, table: str) -> int:
        """Return the number of the next row of a table, which no other tenant's has."""
        if table == "calls":
            self._run("INSERT INTO tenants (name) VALUES (%s) ON CONFLICT DO NOTHING", (self._entered,))
        return int(self._run("SELECT nextval(%s)", (f"{table}_ids",)).fetchone()[0])

    def close(self) -> None:
        """Close the connection."""
        self._opened.close()

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            opened = psycopg.connect(
                self._conninfo,
                autocommit=True,
                client_encoding="UTF8",
                connect_timeout=CONNECT_SECONDS,
                application_name="veilscript",
            )
            # What was acknowledged survives a loss of power, whatever the server's own default is.
            opened.execute("SET synchronous_commit = on")
            opened.execute(f"SET statement_timeout = {STATEMENT_MILLISECONDS}")
        except psycopg.Error as error:
            raise _silent(error) from None
        return opened

    def _begin(self, statement: str) -> None:
        """Begin a transaction; where the connection was lost since the last one, on a new one."""
        self._entered = ""
        if self._opened.closed:
            self._opened = self._connect()
            self._waiting = True
            self.greet(self)
        if self._waits != self._waiting:
            self._run(f"SET synchronous_commit = {'on' if self._waits else 'off'}", ())
            self._waiting = self._waits
        self._run(statement, ())

    def _run(self, sql: str, parameters: Sequence[Any]) -> Rows:
        if any(isinstance(value, str) and NUL in value for value in parameters):
            raise InvalidField((FieldViolation("", "Holds the character U+0000, which the store cannot keep."),))
        try:
            return self._opened.execute(sql.encode(), parameters)
        except psycopg.Error as error:
            raise _silent(error) from None


@lru_cache(maxsize=256)
def _translated(sql: str) -> str:
    """Return a statement with the driver's marks for parameters."""
    return sql.replace("%", "%%").replace("?", "%s")


def _silent(error: psycopg.Error) -> StoreError:
    """Return what may be told of an error: the server's own name for it. Its text may hold a row."""
    store = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.InsufficientPrivilege)
    return StoreError(type(error).__name__, failed=isinstance(error, store))
