"""The ledger in PostgreSQL, for servers that share one; its keys stay in `keys.db` of the data directory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from server.ledger.buckets import BucketKeystore
from server.ledger.database import create_private, guarded
from server.ledger.epochs import now
from server.ledger.files import KEYS_FILE, PUBLIC_KEY_FILE, ROOT_FILE, RootSource, open_root
from server.ledger.log import LogWriter
from server.ledger.postgres.connection import WRITERS, PostgresConnection
from server.ledger.postgres.schema import check_ready
from server.ledger.reader import LedgerReader
from server.ledger.recorder import Recorder
from server.ledger.roots import Root
from server.ledger.rules import Rules
from server.ledger.store import StoredLedger, prepare


class PostgresLedger(StoredLedger):
    """The ledger of a database. Servers that share it share the data directory with its keys, too."""

    __slots__ = ()

    forgets = False

    @classmethod
    async def open(
        cls,
        conninfo: str,
        data_dir: Path,
        *,
        root_secret: RootSource = None,
        rules: Rules | None = None,
        clock: Callable[[], datetime] = now,
    ) -> PostgresLedger:
        """Open a ledger that `veilscript migrate` has made. Calls that a dead process left ACTIVE become ABANDONED.

        Args:
            conninfo: as libpq takes it, of a role that row-level security binds.
            data_dir: holds the keys; created with mode 0700.
            root_secret: as for :meth:`server.ledger.sqlite.SqliteLedger.open`.
            rules: what tenants want kept, and for how long; by default everything, for ever, and no value.
            clock: tells the time.

        Raises:
            ConfigInvalid: the root secret is not the right one, the ledger is of a version that cannot be used, or the
                role is one that row-level security does not bind.
            LedgerUnavailable: the database or the keys cannot be read or written.
        """
        return await asyncio.to_thread(cls._open, conninfo, data_dir, root_secret, rules or Rules(), clock)

    @classmethod
    def _open(
        cls, conninfo: str, data_dir: Path, root_secret: RootSource, rules: Rules, clock: Callable[[], datetime]
    ) -> PostgresLedger:
        with guarded(), ExitStack() as undo:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            root_made = root_secret is None and not (data_dir / ROOT_FILE).exists()
            root = open_root(data_dir, root_secret, write=True)
            keystore = BucketKeystore.open(data_dir / KEYS_FILE, root)
            undo.callback(keystore.close)
            connection = PostgresConnection(conninfo)
            undo.callback(connection.close)
            check_ready(connection)
            keystore.attach(connection)
            signer = keystore.log_signer()
            create_private(data_dir / PUBLIC_KEY_FILE, f"{signer.verifier}\n".encode())
            recorder = Recorder(connection, keystore, LogWriter(connection, signer), rules, clock)
            if _alone(connection):
                prepare(recorder, lambda _: keystore.resume())
                keystore.settle()
            _share(connection)
            reader = open_reader(conninfo, data_dir, root)
            undo.pop_all()
            # A connection that was lost took the lock with it.
            connection.greet = _share
            ledger = cls(recorder, reader, data_dir)
            ledger.root_made = root_made
            return ledger


def open_reader(conninfo: str, data_dir: Path, root: Root) -> LedgerReader:
    """Open a ledger for reading.

    Raises:
        ConfigInvalid: as :meth:`PostgresLedger.open`.
        LedgerUnavailable: the database or the keys cannot be read.
    """
    with guarded(), ExitStack() as undo:
        connection = PostgresConnection(conninfo)
        undo.callback(connection.close)
        check_ready(connection)
        keystore = BucketKeystore.open(data_dir / KEYS_FILE, root, write=False)
        keystore.attach(connection)
        undo.pop_all()
        return LedgerReader(connection, keystore)


def _alone(connection: PostgresConnection) -> bool:
    """Take the writers' lock alone, if nobody has it."""
    return bool(connection.execute(f"SELECT pg_try_advisory_lock({WRITERS})").fetchone()[0])


def _share(connection: PostgresConnection) -> None:
    """Let other writers in; waits while one prepares the ledger."""
    connection.execute(f"SELECT pg_advisory_lock_shared({WRITERS})")
    connection.execute(f"SELECT pg_advisory_unlock({WRITERS})")
