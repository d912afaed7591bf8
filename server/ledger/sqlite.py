"""The ledger in a SQLite file, for one machine: `ledger.db` in WAL mode and its keys in `keys.db` beside it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from server.errors import CallExists, ConfigInvalid, NotFound
from server.ledger.adoption import adopt
from server.ledger.checkpoint import Head
from server.ledger.database import (
    check_revision,
    connect,
    create_private,
    engine,
    guarded,
    migrate,
    transaction,
    unavailable,
)
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
from server.ledger.group import GroupWriter
from server.ledger.keystore import Keystore
from server.ledger.ledger import Batch, CallRecord, Event, StoredCall, StoredEntity
from server.ledger.log import LogWriter
from server.ledger.reader import SqliteReader
from server.ledger.recorder import Recorder
from server.ledger.rules import Rules
from server.ledger.writers import WritersLock

Made = TypeVar("Made")
Work = Callable[[Recorder], object]
"""Anything else to be written in a transaction; what it returns is its outcome."""

Fact = CallRecord | Batch | Event | Work


class SqliteLedger:
    """A :class:`server.ledger.ledger.Ledger` that several processes may write and read at the same time."""

    __slots__ = ("_lock", "_path", "_recorder", "_writer", "clock", "reader", "root_made", "rules", "transactions")

    def __init__(self, path: Path, recorder: Recorder, reader: SqliteReader, lock: WritersLock) -> None:
        """Put an opened ledger together; use :meth:`open`."""
        self._path = path
        self._recorder = recorder
        self._lock = lock
        self._writer: GroupWriter[Fact] = GroupWriter(self._commit)
        self.reader = reader
        self.rules = recorder.rules
        self.clock = recorder.clock
        self.root_made = False
        """True if the root secret was made by this opening: somebody should keep a copy of it."""
        self.transactions = 0
        """How many transactions were made durable since the ledger was opened."""

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
                _prepare(recorder)
            reader = SqliteReader.open(data_dir, root_secret=root)
            lock.share()
            undo.pop_all()
            ledger = cls(data_dir / LEDGER_FILE, recorder, reader, lock)
            ledger.root_made = root_made
            return ledger

    async def open_call(self, record: CallRecord) -> None:
        """Record that a call has begun; see :class:`server.ledger.ledger.Ledger`."""
        await self._writer.write(record)

    async def commit(self, batch: Batch) -> Head:
        """Make a batch durable; see :class:`server.ledger.ledger.Ledger`.

        An entity that is recorded again without a value or subject keeps the ones it had. The state of a call that has
        ended does not change any more.

        Raises:
            NotFound: the tenant has no call of this id.
            LedgerUnavailable: the store cannot be written.
        """
        head: Head = await self._writer.write(batch)
        return head

    async def record(self, event: Event) -> Head:
        """Make an event durable, as a leaf of the log.

        Raises:
            LedgerUnavailable: the store cannot be written.
        """
        head: Head = await self._writer.write(event)
        return head

    async def transact(self, work: Callable[[Recorder], Made]) -> Made:
        """Run work of other rooms in a transaction of the writer thread; return what it returns, once it is durable.

        It may be run again when something beside it failed.

        Raises:
            VeilscriptError: what the work raised; nothing of it is written.
            LedgerUnavailable: the store cannot be written.
        """
        made: Made = await self._writer.write(work)
        return made

    async def truncate(self) -> None:
        """Write the write-ahead log into the database and empty it: deleted rows are then on no disk page.

        An open reader holds it off; then what can be done is done.

        Raises:
            LedgerUnavailable: the store cannot be written.
        """
        await asyncio.to_thread(self._truncate)

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None."""
        return self.reader.call(tenant, call_id)

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Yield the entities of one call, in order of first appearance."""
        return self.reader.entities(tenant, call_id)

    async def close(self) -> None:
        """Finish what is waiting, then close the files."""
        await self._writer.close()
        self.reader.close()
        self._recorder.keystore.close()
        with guarded():
            self._recorder.connection.close()
        self._lock.release()

    def _commit(self, facts: Sequence[Fact]) -> Sequence[object]:
        log = self._recorder.log
        try:
            with transaction(self._recorder.connection, "BEGIN IMMEDIATE"):
                log.begin()
                outcomes = [self._write(fact) for fact in facts]
                head = log.sign()
            log.committed()
        except (sqlite3.OperationalError, sqlite3.InterfaceError, OSError) as error:
            # The store failed, whatever the facts are. Other errors come from one of the facts: they go on as they are.
            raise unavailable(error) from None
        self.transactions += 1
        return [head if outcome is self else outcome for outcome in outcomes]

    def _write(self, fact: Fact) -> object:
        """Write one fact; return its outcome, or this ledger where that is the head of the log."""
        try:
            match fact:
                case CallRecord():
                    self._recorder.open_call(fact)
                case Batch():
                    self._recorder.commit(fact)
                case Event():
                    self._recorder.write_event(fact)
                case _:
                    return fact(self._recorder)
        except (CallExists, NotFound) as refused:
            # These are raised before anything is written: the facts beside it stand.
            return refused
        return self

    def _truncate(self) -> None:
        with guarded():
            connection = sqlite3.connect(self._path, isolation_level=None)
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()


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


def _prepare(recorder: Recorder) -> None:
    """Take over what an older version wrote, and close the calls of dead processes."""
    with transaction(recorder.connection, "BEGIN IMMEDIATE"):
        recorder.log.begin()
        adopt(recorder)
        recorder.abandon_calls()
        recorder.log.sign()
    recorder.log.committed()
