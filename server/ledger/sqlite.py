"""The ledger in a SQLite file, for one machine: `ledger.db` in WAL mode and its keys in `keys.db` beside it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from server.errors import ConfigInvalid
from server.ledger.adoption import adopt
from server.ledger.database import check_revision, connect, create_private, engine, guarded, migrate
from server.ledger.epochs import now
from server.ledger.files import (
    KEYS_FILE,
    LEDGER_FILE,
    LOCK_FILE,
    PUBLIC_KEY_FILE,
    ROOT_FILE,
    RootSource,
    open_root,
)
from server.ledger.keystore import Keystore
from server.ledger.log import LogWriter
from server.ledger.reader import SqliteReader
from server.ledger.recorder import Recorder
from server.ledger.rules import Rules
from server.ledger.store import StoredLedger, prepare
from server.ledger.writers import WritersLock

TRUNCATE_SECONDS = 2.0
"""How long emptying the write-ahead log waits for readers."""
PAUSE = 0.01


class SqliteLedger(StoredLedger):
    """The ledger of a data directory."""

    __slots__ = ("_checkpointing", "_lock", "_path")

    databases = (LEDGER_FILE, KEYS_FILE)

    def __init__(self, path: Path, recorder: Recorder, reader: SqliteReader, lock: WritersLock) -> None:
        """Put an opened ledger together; use :meth:`open`."""
        super().__init__(recorder, reader, path.parent)
        self._path = path
        self._lock = lock
        self._checkpointing = threading.Lock()

    @classmethod
    async def open(
        cls,
        data_dir: Path,
        *,
        root_secret: RootSource = None,
        rules: Rules | None = None,
        clock: Callable[[], datetime] = now,
    ) -> SqliteLedger:
        """Open the ledger in a data directory; create what is missing and bring it to this version.

        Calls that a dead process left ACTIVE become ABANDONED.

        Args:
            data_dir: holds all files of the ledger; created with mode 0700.
            root_secret: wraps the keys: a root, at least 32 bytes, or a file that holds them. None: the file
                ``root.key`` in the data directory, which is made at the first start.
            rules: what tenants want kept, and for how long; by default everything, for ever, and no value.
            clock: tells the time.

        Raises:
            ConfigInvalid: the root secret is not the right one, or the ledger is of a version that cannot be used.
            LedgerUnavailable: the files cannot be read or written.
        """
        return await asyncio.to_thread(cls._open, data_dir, root_secret, rules or Rules(), clock)

    @classmethod
    def _open(
        cls, data_dir: Path, root_secret: RootSource, rules: Rules, clock: Callable[[], datetime]
    ) -> SqliteLedger:
        with guarded(), ExitStack() as undo:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = WritersLock(data_dir / LOCK_FILE)
            undo.callback(lock.release)
            root_made = root_secret is None and not (data_dir / ROOT_FILE).exists()
            root = open_root(data_dir, root_secret, write=True)
            keystore = Keystore.open(data_dir / KEYS_FILE, root)
            undo.callback(keystore.close)
            create_private(data_dir / LEDGER_FILE)
            _bring_up(data_dir / LEDGER_FILE, alone=lock.alone)
            connection = connect(data_dir / LEDGER_FILE, write=True)
            undo.callback(connection.close)
            signer = keystore.log_signer()
            create_private(data_dir / PUBLIC_KEY_FILE, f"{signer.verifier}\n".encode())
            recorder = Recorder(connection, keystore, LogWriter(connection, signer), rules, clock)
            if lock.alone:
                prepare(recorder, adopt)
            reader = SqliteReader.open(data_dir, root_secret=root)
            lock.share()
            undo.pop_all()
            ledger = cls(data_dir / LEDGER_FILE, recorder, reader, lock)
            ledger.root_made = root_made
            return ledger

    async def truncate(self) -> bool:
        """Write the write-ahead log into the database and empty it: deleted rows are then on no disk page.

        Returns:
            False if an open reader holds it off; then what can be done is done.

        Raises:
            LedgerUnavailable: the store cannot be written.
        """
        return await asyncio.to_thread(self._truncate)

    async def close(self) -> None:
        """Finish what is waiting, then close the files."""
        await super().close()
        self._lock.release()

    def _truncate(self) -> bool:
        with guarded():
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=TRUNCATE_SECONDS)
            until = time.monotonic() + TRUNCATE_SECONDS
            try:
                # Two at one time: SQLite turns the second away at once, and does not let it wait.
                with self._checkpointing:
                    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                        if time.monotonic() > until:
                            return False
                        time.sleep(PAUSE)
            finally:
                connection.close()
        return True


def _bring_up(path: Path, *, alone: bool) -> None:
    """Bring the ledger to this version, if no other process writes it."""
    connection = connect(path, write=True)
    try:
        current = check_revision(connection)
    finally:
        connection.close()
    if current:
        return
    if not alone:
        raise ConfigInvalid("An older version is writing this ledger.", action="Stop it first.")
    migrating = engine(path)
    try:
        with migrating.begin() as opened:
            migrate(opened)
    finally:
        migrating.dispose()
