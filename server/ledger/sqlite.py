"""The ledger in a SQLite file, for one machine: `ledger.db` in WAL mode and its keys in `keys.db` beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import InterfaceError, OperationalError

from server.errors import CallExists, ConfigInvalid, NotFound, VeilscriptError
from server.ledger.database import check_revision, connect, create_private, guarded, migrate, unavailable
from server.ledger.group import GroupWriter
from server.ledger.keystore import Keystore, load_root
from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, StoredCall, StoredEntity
from server.ledger.reader import LEDGER_FILE, SqliteReader
from server.ledger.schema import calls, entities, spans
from server.ledger.writers import WritersLock

KEYS_FILE = "keys.db"
LOCK_FILE = "ledger.lock"
ROOT_FILE = "root.key"


class SqliteLedger:
    """A :class:`server.ledger.ledger.Ledger` that several processes may write and read at the same time."""

    __slots__ = ("_engine", "_keystore", "_lock", "_reader", "_writer", "transactions")

    def __init__(self, engine: Engine, keystore: Keystore, reader: SqliteReader, lock: WritersLock) -> None:
        """Put an opened ledger together; use :meth:`open`."""
        self._engine = engine
        self._keystore = keystore
        self._reader = reader
        self._lock = lock
        self._writer: GroupWriter[CallRecord | Batch] = GroupWriter(self._commit)
        self.transactions = 0
        """How many transactions were made durable since the ledger was opened."""

    @classmethod
    async def open(cls, data_dir: Path, *, root_secret: bytes | Path | None = None) -> SqliteLedger:
        """Open the ledger in a data directory; create what is missing and bring it to this version.

        Calls that a dead process left ACTIVE become ABANDONED.

        Args:
            data_dir: holds all files of the ledger; created with mode 0700.
            root_secret: wraps the keys: at least 32 bytes, or a file that holds them. None: the file ``root.key`` in
                the data directory, which is made at the first start.

        Raises:
            ConfigInvalid: the root secret is not the right one, or the ledger is of a version that cannot be used.
            LedgerUnavailable: the files cannot be read or written.
        """
        return await asyncio.to_thread(cls._open, data_dir, root_secret)

    @classmethod
    def _open(cls, data_dir: Path, root_secret: bytes | Path | None) -> SqliteLedger:
        with guarded(), ExitStack() as undo:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = WritersLock(data_dir / LOCK_FILE)
            undo.callback(lock.release)
            keystore = Keystore.open(data_dir / KEYS_FILE, _root(data_dir, root_secret))
            undo.callback(keystore.close)
            create_private(data_dir / LEDGER_FILE)
            engine = connect(data_dir / LEDGER_FILE, write=True)
            undo.callback(engine.dispose)
            with engine.begin() as connection:
                _prepare(connection, alone=lock.alone)
            reader = SqliteReader.open(data_dir)
            lock.share()
            undo.pop_all()
            return cls(engine, keystore, reader, lock)

    async def open_call(self, record: CallRecord) -> None:
        """Record that a call has begun; see :class:`server.ledger.ledger.Ledger`."""
        await self._writer.write(record)

    async def commit(self, batch: Batch) -> None:
        """Make a batch durable; see :class:`server.ledger.ledger.Ledger`.

        An entity that is recorded again without a value or subject keeps the ones it had. The state of a call that has
        ended does not change any more.

        Raises:
            NotFound: the tenant has no call of this id.
            LedgerUnavailable: the store cannot be written.
        """
        await self._writer.write(batch)

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None."""
        return self._reader.call(tenant, call_id)

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Yield the entities of one call, in order of first appearance."""
        return self._reader.entities(tenant, call_id)

    async def close(self) -> None:
        """Finish what is waiting, then close the files."""
        await self._writer.close()
        self._reader.close()
        self._keystore.close()
        with guarded():
            self._engine.dispose()
        self._lock.release()

    def _commit(self, facts: Sequence[CallRecord | Batch]) -> Sequence[VeilscriptError | None]:
        try:
            with self._engine.begin() as connection:
                outcomes = [self._write(connection, fact) for fact in facts]
        except (OperationalError, InterfaceError, OSError) as error:
            # The store failed, whatever the facts are. Other errors come from one of the facts: they go on as they are.
            raise unavailable(error) from None
        self.transactions += 1
        return outcomes

    def _write(self, connection: Connection, fact: CallRecord | Batch) -> VeilscriptError | None:
        if isinstance(fact, CallRecord):
            return _write_call(connection, fact)
        query = select(calls.c.id).where(calls.c.tenant == fact.tenant, calls.c.call_id == fact.call_id)
        call = connection.scalar(query)
        if call is None:
            return NotFound("The tenant has no call of this id.")
        for entity in fact.entities:
            fingerprint = self._keystore.fingerprint(fact.tenant, entity.entity_type, entity.value)
            _write_entity(connection, call, entity, fingerprint)
        _write_progress(connection, call, fact)
        return None


def _root(data_dir: Path, given: bytes | Path | None) -> bytes:
    if isinstance(given, bytes):
        return given
    if given is not None:
        return load_root(given, create=False)
    # A new root beside old keys would only hide that the right one is lost.
    return load_root(data_dir / ROOT_FILE, create=not (data_dir / KEYS_FILE).exists())


def _prepare(connection: Connection, *, alone: bool) -> None:
    """Bring the ledger to this version and close the calls of dead processes, if no other process writes it."""
    current = check_revision(connection)
    if not alone:
        if not current:
            raise ConfigInvalid("An older version is writing this ledger.", action="Stop it first.")
        return
    if not current:
        migrate(connection)
    abandoned = {"state": CallState.ABANDONED.value, "closed_at": _now()}
    connection.execute(update(calls).where(calls.c.state == CallState.ACTIVE.value).values(abandoned))


def _write_call(connection: Connection, record: CallRecord) -> VeilscriptError | None:
    row = {
        "tenant": record.tenant,
        "call_id": record.call_id,
        "state": CallState.ACTIVE.value,
        "policy": record.policy,
        "policy_fingerprint": record.policy_fingerprint,
        "engine_version": record.engine_version,
        "committed_sequence": 0,
        "opened_at": _now(),
    }
    written = connection.execute(insert(calls).values(row).on_conflict_do_nothing())
    return None if written.rowcount else CallExists("The tenant already has a call of this id.")


def _write_entity(connection: Connection, call: int, entity: EntityRecord, fingerprint: bytes) -> None:
    facts: dict[str, object] = {
        "entity_type": entity.entity_type,
        "score": entity.score,
        "recognizer": entity.recognizer,
        "operator": entity.operator,
        "policy_fingerprint": entity.policy_fingerprint,
    }
    known = {name: value for name, value in (("fingerprint", fingerprint), ("subject_id", entity.subject_id)) if value}
    first = {"call": call, "entity_id": entity.entity_id, "recorded_at": _now(), "fingerprint": b"", "subject_id": ""}
    upsert = insert(entities).values(first | facts | known)
    upsert = upsert.on_conflict_do_update(index_elements=["call", "entity_id"], set_=facts | known)
    row = connection.execute(upsert.returning(entities.c.id)).scalar_one()
    places = [
        {
            "entity": row,
            "segment_id": span.segment_id,
            "sequence": span.sequence,
            "start": span.start,
            "end": span.end,
            "start_offset": span.start_offset,
            "end_offset": span.end_offset,
        }
        for span in entity.spans
    ]
    if places:
        connection.execute(insert(spans).on_conflict_do_nothing(), places)


def _write_progress(connection: Connection, call: int, batch: Batch) -> None:
    committed = func.max(calls.c.committed_sequence, batch.committed_sequence)
    connection.execute(update(calls).where(calls.c.id == call).values(committed_sequence=committed))
    if batch.state in (CallState.ENDED, CallState.ABANDONED):
        closing = update(calls).where(calls.c.id == call, calls.c.state == CallState.ACTIVE.value)
        connection.execute(closing.values(state=batch.state.value, closed_at=_now()))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
