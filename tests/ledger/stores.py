"""Every store of the ledger, seen alike: what is asked of one is asked of all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

from server.ledger import fsck
from server.ledger.checkpoint import Head
from server.ledger.epochs import now
from server.ledger.files import open_root
from server.ledger.fsck import Report
from server.ledger.notes import Verifier
from server.ledger.postgres import fsck as postgres_fsck
from server.ledger.postgres.connection import WRITERS, WRITING
from server.ledger.postgres.ledger import PostgresLedger
from server.ledger.rules import Rules
from server.ledger.sqlite import SqliteLedger
from server.ledger.store import StoredLedger
from tests.ledger.postgres_server import OWNER, ROLE, Cluster

Clock = Callable[[], datetime]


class Store(Protocol):
    """A place for a ledger; nothing is there yet."""

    @property
    def named(self) -> tuple[str, ...]:
        """What names the store besides the data directory."""

    async def open(
        self, *, root_secret: bytes | None = None, rules: Rules | None = None, clock: Clock = now
    ) -> StoredLedger:
        """Open the ledger."""

    def until_alone(self) -> None:
        """Wait until the store has noticed that its writers are dead."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement answers, whoever's rows they are."""

    def check(self, verifier: Verifier, earlier: Iterable[Head] = ()) -> Report:
        """What `verify` says, with every opening opened."""

    def held(self) -> AbstractContextManager[None]:
        """Keep everybody from writing as long as the context lasts."""


class SqliteStore:
    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self.named: tuple[str, ...] = ()

    def until_alone(self) -> None:
        """A lock on a file dies with its process."""

    async def open(
        self, *, root_secret: bytes | None = None, rules: Rules | None = None, clock: Clock = now
    ) -> StoredLedger:
        return await SqliteLedger.open(self._data_dir, root_secret=root_secret, rules=rules, clock=clock)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._data_dir / "ledger.db")) as database:
            return database.execute(statement).fetchall()

    def check(self, verifier: Verifier, earlier: Iterable[Head] = ()) -> Report:
        return fsck.check(self._data_dir, verifier, earlier=earlier, root=open_root(self._data_dir, None))

    @contextmanager
    def held(self) -> Iterator[None]:
        with closing(sqlite3.connect(self._data_dir / "ledger.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


class PostgresStore:
    def __init__(self, data_dir: Path, cluster: Cluster, database: str) -> None:
        self.data_dir = data_dir
        self.cluster = cluster
        self.database = database

    @property
    def named(self) -> tuple[str, ...]:
        return (self.conninfo,)

    def until_alone(self) -> None:
        while self.rows(f"SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = {WRITERS}"):
            time.sleep(0.01)

    @property
    def conninfo(self) -> str:
        return self.cluster.conninfo(self.database, ROLE)

    @property
    def owner(self) -> str:
        return self.cluster.conninfo(self.database, OWNER)

    async def open(
        self, *, root_secret: bytes | None = None, rules: Rules | None = None, clock: Clock = now
    ) -> StoredLedger:
        return await PostgresLedger.open(
            self.conninfo, self.data_dir, root_secret=root_secret, rules=rules, clock=clock
        )

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.cluster.conninfo(self.database, "postgres"), autocommit=True) as admin:
            return admin.execute(statement.encode()).fetchall()

    def check(self, verifier: Verifier, earlier: Iterable[Head] = ()) -> Report:
        root = open_root(self.data_dir, None)
        return postgres_fsck.check(self.owner, self.data_dir, verifier, earlier=earlier, root=root)

    @contextmanager
    def held(self) -> Iterator[None]:
        with psycopg.connect(self.conninfo) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (WRITING,))
            yield
            other.rollback()
