"""Reads a ledger, also while other processes write it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.errors import ConfigInvalid, NotFound
from server.ledger.checkpoint import ConsistencyProof, InclusionProof
from server.ledger.database import Connection, Rows, SqliteConnection, check_revision, connect, guarded, transaction
from server.ledger.files import KEYS_FILE, LEDGER_FILE, RootSource, open_root
from server.ledger.keystore import Keystore
from server.ledger.ledger import CallState, StoredCall, StoredEntity
from server.ledger.log import LogReader
from server.ledger.records import Record, Records, fold
from server.ledger.search import Found, Scope, Search
from server.ledger.tokens import Identity

PAGE = 500
"""How many calls are read at once where nobody says."""

_CALL = (
    "SELECT tenant, call_id, state, policy, policy_fingerprint, engine_version, committed_sequence, opened_at,"
    " closed_at FROM calls WHERE tenant = ?"
)


class LedgerReader:
    """The reading half of the ledger: it changes nothing. Any thread may use it."""

    __slots__ = ("_connection", "_gate", "_keystore", "_records")

    def __init__(self, connection: Connection, keystore: Keystore) -> None:
        """Put an opened reader together."""
        self._connection = connection
        self._keystore = keystore
        self._records = Records(connection, keystore)
        self._gate = threading.Lock()

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment(tenant) as run:
            row = run(f"{_CALL} AND call_id = ?", (tenant, call_id)).fetchone()
        return _call(row) if row else None

    def calls(self, tenant: str, *, after: int = 0, limit: int = PAGE) -> list[tuple[int, StoredCall]]:
        """Return calls in order of their opening, each with its place; begin after a place.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        select = _CALL.replace("SELECT ", "SELECT id, ", 1) + " AND id > ? ORDER BY id LIMIT ?"
        with self._moment(tenant) as run:
            rows = run(select, (tenant, after, limit)).fetchall()
        return [(row[0], _call(row[1:])) for row in rows]

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Return the entities of one call, in order of first appearance; their spans in order of speech.

        Everything is read before the first is returned: an open read would keep the log from being checkpointed.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment(tenant):
            records = self._records.of_call(tenant, call_id)
        found: dict[str, list[Record]] = {}
        for record in records:
            found.setdefault(record.entity_id, []).append(record)
        folded = [fold(entity_id, own) for entity_id, own in found.items()]
        return iter(sorted(folded, key=lambda entity: [(span.sequence, span.start) for span in entity.spans[:1]]))

    def records(self, tenant: str, call_id: str, entity_id: str) -> list[Record]:
        """Return all records of one entity in order of recording; none if there is no such entity, or no longer.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment(tenant):
            return self._records.of_entity(tenant, call_id, entity_id)

    def expired(self, tenant: str) -> list[Scope]:
        """Return what a tenant had that retention has ended.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        select = "SELECT entity_type, epoch FROM scopes WHERE tenant = ? AND state <> 'LIVE' ORDER BY id"
        with self._moment(tenant) as run:
            return [Scope(*row) for row in run(select, (tenant,))]

    def find(
        self, tenant: str, identities: Sequence[Identity], *, after: int = -1, limit: int | None = None
    ) -> Found:
        """Find the entities that identities were recorded as, over all months and forms.

        Args:
            tenant: whose calls are searched.
            identities: any of them may match.
            after: hits up to this leaf are left out.
            limit: the most hits; None for all.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment(tenant):
            return Search(self._records, tenant).find(identities, after=after, limit=limit)

    def checkpoint(self) -> str:
        """Return the latest signed checkpoint of the log.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment():
            return LogReader(self._connection).checkpoint()

    def inclusion_proof(self, leaf: int) -> InclusionProof:
        """Prove that a leaf is in the log.

        Raises:
            InvalidField: there is no such leaf.
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment():
            return LogReader(self._connection).inclusion(leaf)

    def consistency_proof(self, old_size: int) -> ConsistencyProof:
        """Prove that the log has only grown since it had ``old_size`` leaves.

        Raises:
            InvalidField: it never had so few or so many.
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment():
            return LogReader(self._connection).consistency(old_size)

    def public_key(self) -> str:
        """Return the key that checks the log's checkpoints, as c2sp.org/signed-note writes it.

        Raises:
            LedgerUnavailable: the keystore cannot be read.
        """
        with self._gate:
            return str(self._keystore.log_signer().verifier)

    def forget(self) -> None:
        """Forget the keys that are kept in memory: some were destroyed."""
        with self._gate:
            self._keystore.forget()

    def close(self) -> None:
        """Close the connections."""
        with self._gate, guarded():
            self._connection.close()
            self._keystore.close()

    @contextmanager
    def _moment(self, tenant: str = "") -> Iterator[Callable[..., Rows]]:
        """Let one thread read everything as it is at one moment."""
        with self._gate, guarded(), transaction(self._connection):
            if tenant:
                self._connection.enter(tenant)
            yield self._connection.execute


class SqliteReader(LedgerReader):
    """Reads the ledger of a data directory."""

    __slots__ = ()

    @classmethod
    def open(cls, data_dir: Path, *, root_secret: RootSource = None) -> SqliteReader:
        """Open the ledger in a data directory for reading.

        Args:
            data_dir: holds the files.
            root_secret: as for :meth:`server.ledger.sqlite.SqliteLedger.open`.

        Raises:
            NotFound: there is no ledger.
            ConfigInvalid: another version wrote it, or the root secret is not the right one.
            LedgerUnavailable: it cannot be read.
        """
        path = data_dir / LEDGER_FILE
        with guarded():
            if not path.is_file():
                raise NotFound("There is no ledger in the data directory.", action="Give the --data-dir of the server.")
            connection = connect(path, write=False)
            try:
                _check(connection)
                keystore = Keystore.open(data_dir / KEYS_FILE, open_root(data_dir, root_secret), write=False)
            except BaseException:
                connection.close()
                raise
        return cls(connection, keystore)


def _check(connection: SqliteConnection) -> None:
    if not check_revision(connection):
        raise ConfigInvalid(
            "An older version wrote the ledger.",
            action="Start the server of this version once: it brings the ledger up to date.",
        )


def _call(row: Sequence[str]) -> StoredCall:
    tenant, call_id, state, policy, fingerprint, version, sequence, opened_at, closed_at = row
    return StoredCall(
        tenant, call_id, CallState(state), policy, fingerprint, version, int(sequence), opened_at, closed_at
    )
