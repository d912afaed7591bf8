"""PostgreSQL as the ledger uses it: one connection that comes back when the server does, and errors that tell nothing.

Row-level security keeps tenants apart: within a transaction a connection sees and writes the rows of the tenant that it
has entered, and none before it has. Whoever forgets to enter one finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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

_WRITES = ("INSERT", "UPDATE", "DELETE")
_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class _Nothing:
    """What a statement answers that has no rows."""

    def fetchone(self) -> None:
        """Return None."""

    def fetchall(self) -> list[Any]:
        """Return no rows."""
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


_NOTHING = _Nothing()


class PostgresConnection:
    """A :class:`server.ledger.database.Connection`. Used by one thread at a time.

    A statement that only writes waits, within its transaction, for the next that asks or commits: they go together, and
    what was wrong with one of them is told then.

    Args:
        conninfo: as libpq takes it.

    Raises:
        StoreError: the server cannot be reached, or turns us away.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._entered = ""
        self._synced = self._wanted = True
        self._waiting: list[tuple[str, Sequence[Any]]] = []
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
                return _NOTHING
            case "BEGIN IMMEDIATE":
                self._begin("BEGIN")
                return self._run("SELECT pg_advisory_xact_lock(%s)", (WRITING,))
            case "ROLLBACK":
                self._waiting.clear()
        statement = _translated(sql)
        if self.in_transaction and statement.startswith(_WRITES) and "RETURNING" not in statement:
            self._wait(statement, parameters)
            return _NOTHING
        return self._run(statement, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> None:
        """Run a statement for each of some parameters.

        Raises:
            StoreError: the server could not, or would not.
        """
        for each in parameters:
            self.execute(sql, each)

    def enter(self, tenant: str) -> None:
        """See and write a tenant's rows from here to the transaction's end."""
        if tenant != self._entered:
            self._wait("SELECT set_config('veilscript.tenant', %s, true)", (tenant,))
            self._entered = tenant

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the condition that a column has one of some values, and its parameters."""
        return f"{column} = ANY(?)", (list(values),)

    def sync(self, *, on: bool) -> None:
        """Say whether the transactions that follow wait for the disk."""
        self._wanted = on

    def tenants(self) -> list[str]:
        """Return every tenant of the ledger."""
        return [row[0] for row in self._run("SELECT name FROM tenants ORDER BY name", ()).fetchall()]

    def requesters(self) -> list[str]:
        """Return every tenant that may have requests of data subjects: which of them do, only the tenant sees."""
        return self.tenants()

    def next_id(self, table: str) -> int:
        """Return the number of the next row of a table, which no other tenant's has."""
        if table in ("calls", "erasure_requests"):
            self._wait("INSERT INTO tenants (name) VALUES (%s) ON CONFLICT DO NOTHING", (self._entered,))
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
        self._waiting.clear()
        if self._opened.closed:
            self._opened = self._connect()
            self._synced = True
            self.greet(self)
        if self._wanted != self._synced:
            self._run(f"SET synchronous_commit = {'on' if self._wanted else 'off'}", ())
            self._synced = self._wanted
        self._run(statement, ())

    def _wait(self, sql: str, parameters: Sequence[Any]) -> None:
        """Let a statement that answers nothing wait for the next one that does."""
        if any(isinstance(value, str) and NUL in value for value in parameters):
            raise InvalidField((FieldViolation("", "Holds the character U+0000, which the store cannot keep."),))
        self._waiting.append((sql, parameters))

    def _run(self, sql: str, parameters: Sequence[Any]) -> Rows:
        """Run a statement, and before it those that wait, all on one way to the server and back."""
        self._wait(sql, parameters)
        together, self._waiting = self._waiting, []
        try:
            if len(together) == 1:
                return self._opened.execute(sql.encode(), parameters)
            with self._opened.pipeline():
                for statement, values in together:
                    answer = self._opened.execute(statement.encode(), values)
        except psycopg.Error as error:
            raise _silent(error) from None
        return answer


@lru_cache(maxsize=256)
def _translated(sql: str) -> str:
    """Return a statement with the driver's marks for parameters."""
    return sql.replace("%", "%%").replace("?", "%s")


def _silent(error: psycopg.Error) -> StoreError:
    """Return what may be told of an error: the server's own name for it. Its text may hold a row."""
    store = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.InsufficientPrivilege)
    # A statement before it in the pipeline was refused: one of the facts is to blame.
    failed = isinstance(error, store) and not isinstance(error, psycopg.errors.PipelineAborted)
    return StoreError(type(error).__name__, failed=failed)
