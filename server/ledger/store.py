"""A ledger in a database: one thread writes, in transactions that all who wait share; readers read beside it.

What is the same for every database is here; a module for each stands beside this one.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from server.errors import CallExists, NotFound, TenantClosed
from server.ledger.checkpoint import Head
from server.ledger.database import StoreError, guarded, transaction, unavailable
from server.ledger.files import KEYS_FILE
from server.ledger.group import GroupWriter
from server.ledger.ledger import Batch, CallRecord, Event, StoredCall, StoredEntity
from server.ledger.reader import LedgerReader
from server.ledger.recorder import Recorder
from server.ledger.scrub import scrub_every_page, scrub_free_space

Made = TypeVar("Made")
Work = Callable[[Recorder], object]
"""Anything else to be written in a transaction; what it returns is its outcome."""

Fact = CallRecord | Batch | Event | Work


class StoredLedger:
    """A :class:`server.ledger.ledger.Ledger` that several processes may write and read at the same time.

    Args:
        recorder: writes, in the writer thread.
        reader: reads, in any.
        data_dir: holds the files that are ours.
    """

    __slots__ = ("_recorder", "_writer", "clock", "data_dir", "reader", "root_made", "rules", "transactions")

    forgets = True
    """Whether what is deleted is gone from the store's own files, once they were truncated."""

    databases: tuple[str, ...] = (KEYS_FILE,)
    """The databases in the data directory."""

    def __init__(self, recorder: Recorder, reader: LedgerReader, data_dir: Path) -> None:
        self._recorder = recorder
        self._writer: GroupWriter[Fact] = GroupWriter(self._commit)
        self.reader = reader
        self.data_dir = data_dir
        self.rules = recorder.rules
        self.clock = recorder.clock
        self.root_made = False
        """True if the root secret was made by this opening: somebody should keep a copy of it."""
        self.transactions = 0
        """How many transactions were made durable since the ledger was opened."""

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

    async def truncate(self) -> bool:
        """Do what the store can, so that deleted rows are on no disk page; return whether it was done.

        Raises:
            LedgerUnavailable: the store cannot be written.
        """
        return True

    async def scrub(self, places: Mapping[str, Sequence[int]]) -> None:
        """Overwrite what our databases hold of deleted rows where no row is.

        Args:
            places: offsets in files of the data directory, by the files' names; others are left alone.

        Raises:
            LedgerUnavailable: a file cannot be written.
        """
        for name in self.databases:
            if name in places:
                await asyncio.to_thread(scrub_free_space, self.data_dir / name, places[name])

    async def scrub_all(self) -> None:
        """Overwrite what is in no row on every page of our databases, some pages at a time.

        Raises:
            LedgerUnavailable: a file cannot be written.
        """
        for name in self.databases:
            await asyncio.to_thread(scrub_every_page, self.data_dir / name)

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None."""
        return self.reader.call(tenant, call_id)

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Yield the entities of one call, in order of first appearance."""
        return self.reader.entities(tenant, call_id)

    async def close(self) -> None:
        """Finish what is waiting, then close the store."""
        await self._writer.close()
        self.reader.close()
        self._recorder.keystore.close()
        with guarded():
            self._recorder.connection.close()

    def _commit(self, facts: Sequence[Fact]) -> Sequence[object]:
        log = self._recorder.log
        try:
            self._recorder.connection.sync(on=any(map(_is_evidence, facts)))
            with transaction(self._recorder.connection, "BEGIN IMMEDIATE"):
                log.begin()
                outcomes = [self._write(fact) for fact in facts]
                head = log.sign()
            log.committed()
            self._recorder.keystore.settle()
        except (sqlite3.OperationalError, sqlite3.InterfaceError, OSError) as error:
            # The store failed, whatever the facts are. Other errors come from one of the facts: they go on as they are.
            raise unavailable(error) from None
        except StoreError as error:
            raise (unavailable(error) if error.failed else error) from None
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
        except (CallExists, NotFound, TenantClosed) as refused:
            # These are raised before anything is written: the facts beside it stand.
            return refused
        return self


def _is_evidence(fact: Fact) -> bool:
    """False for a batch that says only how far its call has come: the call cannot outlive the machine in any case."""
    return not isinstance(fact, Batch) or bool(fact.entities) or fact.state is not None


def prepare(recorder: Recorder, *works: Callable[[Recorder], None]) -> None:
    """Write what has to be written before the first fact, and close the calls of dead processes."""
    with transaction(recorder.connection, "BEGIN IMMEDIATE"):
        recorder.log.begin()
        for work in works:
            work(recorder)
        recorder.abandon_calls()
        recorder.log.sign()
    recorder.log.committed()
