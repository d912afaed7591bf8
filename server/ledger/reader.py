"""Reads a SQLite ledger, also while another process writes it."""

from __future__ import annotations

import hmac
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from server.errors import ConfigInvalid, NotFound
from server.ledger.checkpoint import ConsistencyProof, InclusionProof
from server.ledger.database import check_revision, connect, guarded, transaction
from server.ledger.files import KEYS_FILE, LEDGER_FILE, RootSource, open_root
from server.ledger.keystore import FIRST_AUDIT, EpochKey, Keystore
from server.ledger.ledger import CallState, SpanRecord, StoredCall, StoredEntity, StoredSpan
from server.ledger.log import LogReader
from server.ledger.normalise import normalise
from server.ledger.openings import Opening
from server.ledger.recorder import LIVE
from server.ledger.tokens import ANY_TYPE, TOKEN_BYTES, Identity, token
from server.ledger.variants import Strength

CHUNK = 500
"""How many tokens one statement looks for."""

_CALL = (
    "SELECT tenant, call_id, state, policy, policy_fingerprint, engine_version, committed_sequence, opened_at,"
    " closed_at FROM calls WHERE tenant = ?"
)
_OPENINGS = (
    "SELECT o.leaf, o.entity_id, s.entity_type, s.epoch, o.key, o.tokens, o.sealed, c.call_id FROM openings o"
    " JOIN calls c ON c.id = o.call JOIN scopes s ON s.id = o.scope"
    " WHERE c.tenant = ? AND c.call_id = ? AND o.state = 0 AND s.state = 'LIVE'"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A type and a month of one tenant's evidence."""

    entity_type: str
    epoch: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that an identity was found as.

    Attributes:
        call_id: where it was said.
        entity: what is known of it.
        strength: of the strongest form that matched.
        identities: which of the identities matched, counted from 0.
    """

    call_id: str
    entity: StoredEntity
    strength: Strength
    identities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search answers.

    Attributes:
        hits: in order of recording.
        expired: what can no longer be searched, because its time was over; what was in it is not known any more.
    """

    hits: tuple[Hit, ...]
    expired: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One opening of an entity, opened: for an explanation, a proof or an export."""

    leaf: int
    entity_type: str
    epoch: str
    opening: Opening
    fingerprint: str = field(repr=False)


class SqliteReader:
    """The reading half of the ledger: it changes nothing. Any thread may use it."""

    __slots__ = ("_connection", "_gate", "_keystore")

    def __init__(self, connection: sqlite3.Connection, keystore: Keystore) -> None:
        """Put an opened reader together; use :meth:`open`."""
        self._connection = connection
        self._keystore = keystore
        self._gate = threading.Lock()

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

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment() as run:
            row = run(f"{_CALL} AND call_id = ?", (tenant, call_id)).fetchone()
        return _call(row) if row else None

    def calls(self, tenant: str, *, after: int = 0, limit: int = CHUNK) -> list[tuple[int, StoredCall]]:
        """Return calls in order of their opening, each with its place; begin after a place.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        select = _CALL.replace("SELECT ", "SELECT id, ", 1) + " AND id > ? ORDER BY id LIMIT ?"
        with self._moment() as run:
            rows = run(select, (tenant, after, limit)).fetchall()
        return [(row[0], _call(row[1:])) for row in rows]

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Return the entities of one call, in order of first appearance; their spans in order of speech.

        Everything is read before the first is returned: an open read would keep the log from being checkpointed.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment() as run:
            rows = run(f"{_OPENINGS} ORDER BY o.leaf", (tenant, call_id)).fetchall()
            found: dict[str, list[Record]] = {}
            for row in rows:
                record = self._opened(tenant, row)
                if record is not None:
                    found.setdefault(row[1], []).append(record)
        folded = [fold(entity_id, records) for entity_id, records in found.items()]
        return iter(sorted(folded, key=lambda entity: [(s.sequence, s.start) for s in entity.spans[:1]]))

    def records(self, tenant: str, call_id: str, entity_id: str) -> list[Record]:
        """Return all records of one entity in order of recording; none if there is no such entity, or no longer.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment():
            return self._records(tenant, call_id, entity_id)

    def expired(self, tenant: str) -> list[Scope]:
        """Return what a tenant had that retention has ended.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        select = "SELECT entity_type, epoch FROM scopes WHERE tenant = ? AND state <> 'LIVE' ORDER BY id"
        with self._moment() as run:
            return [Scope(*row) for row in run(select, (tenant,))]

    def find(self, tenant: str, identities: Sequence[Identity]) -> Found:
        """Find the entities that identities were recorded as, over all months and forms.

        Args:
            tenant: whose calls are searched.
            identities: any of them may match.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        with self._moment() as run:
            select = "SELECT id, entity_type, epoch, state FROM scopes WHERE tenant = ? ORDER BY id"
            scopes = run(select, (tenant,)).fetchall()
            sought, expired = self._sought(tenant, identities, scopes)
            matched: dict[tuple[str, str], list[tuple[Strength, int]]] = {}
            for found, call_id, entity_id in self._matches(tenant, list(sought)):
                matched.setdefault((call_id, entity_id), []).extend(sought[found])
            hits = [self._hit(tenant, call_id, entity_id, why) for (call_id, entity_id), why in matched.items()]
        return Found(tuple(hit for hit in hits if hit), expired)

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

    def close(self) -> None:
        """Close the connections."""
        with self._gate, guarded():
            self._connection.close()
            self._keystore.close()

    @contextmanager
    def _moment(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """Let one thread read everything as it is at one moment."""
        with self._gate, guarded(), transaction(self._connection):
            yield self._connection.execute

    def _records(self, tenant: str, call_id: str, entity_id: str) -> list[Record]:
        select = f"{_OPENINGS} AND o.entity_id = ? ORDER BY o.leaf"
        rows = self._connection.execute(select, (tenant, call_id, entity_id)).fetchall()
        return [record for record in (self._opened(tenant, row) for row in rows) if record]

    def _opened(self, tenant: str, row: tuple[int, str, str, str, int, bytes, bytes, str]) -> Record | None:
        """Open an opening, unless its key was destroyed meanwhile."""
        leaf, entity_id, entity_type, epoch, number, joined, sealed, call_id = row
        key = self._keystore.epoch_key(tenant, entity_type, epoch)
        secret = self._keystore.entity_key(number, key) if key else None
        opening = Opening.unseal(sealed, secret, tenant, call_id, entity_id) if secret else None
        if opening is None:
            return None
        # The subject's token comes last, and stands alone where the value has none.
        fingerprint = joined[:TOKEN_BYTES] if len(joined) > (TOKEN_BYTES if opening.subject_id else 0) else b""
        return Record(leaf, entity_type, epoch, opening, fingerprint.hex())

    def _sought(
        self, tenant: str, identities: Sequence[Identity], scopes: Sequence[tuple[int, str, str, str]]
    ) -> tuple[dict[bytes, list[tuple[Strength, int]]], tuple[Scope, ...]]:
        """Return every token to look for with what it would mean, and what can be searched no longer."""
        tokens: dict[bytes, list[tuple[Strength, int]]] = {}
        expired: dict[Scope, None] = {}
        for place, identity in enumerate(identities):
            forms = list(identity.sought())
            for _, entity_type, epoch, state in scopes:
                wanted = [form for form in forms if form.entity_type in (entity_type, ANY_TYPE)]
                key = self._keystore.epoch_key(tenant, entity_type, epoch) if wanted and state == LIVE else None
                if wanted and key is None:
                    expired[Scope(entity_type, epoch)] = None
                if key is None:
                    continue
                for form in wanted:
                    tokens.setdefault(token(key.index, form.variant, form.hashed), []).append((form.strength, place))
                if epoch == FIRST_AUDIT and identity.entity_type == entity_type and not identity.hashed:
                    tokens.setdefault(_first_token(key, identity), []).append((wanted[0].strength, place))
        return tokens, tuple(expired)

    def _matches(self, tenant: str, tokens: Sequence[bytes]) -> Iterator[tuple[bytes, str, str]]:
        """Yield token, call and entity of every match, in order of recording."""
        rows = []
        for at in range(0, len(tokens), CHUNK):
            chunk = tokens[at : at + CHUNK]
            rows += self._connection.execute(
                "SELECT t.leaf, t.token, c.call_id, o.entity_id FROM tokens t JOIN openings o ON o.leaf = t.leaf"  # noqa: S608 - marks
                " JOIN calls c ON c.id = o.call JOIN scopes s ON s.id = o.scope"
                f" WHERE t.token IN ({', '.join('?' * len(chunk))})"
                " AND c.tenant = ? AND o.state = 0 AND s.state = 'LIVE'",
                (*chunk, tenant),
            ).fetchall()
        return ((found, call_id, entity_id) for _, found, call_id, entity_id in sorted(rows))

    def _hit(self, tenant: str, call_id: str, entity_id: str, why: Sequence[tuple[Strength, int]]) -> Hit | None:
        records = self._records(tenant, call_id, entity_id)
        if not records:
            return None
        strongest = max((strength for strength, _ in why), key=lambda strength: strength.rank)
        return Hit(call_id, fold(entity_id, records), strongest, tuple(sorted({place for _, place in why})))


def _check(connection: sqlite3.Connection) -> None:
    if not check_revision(connection):
        raise ConfigInvalid(
            "An older version wrote the ledger.",
            action="Start the server of this version once: it brings the ledger up to date.",
        )


def fold(entity_id: str, records: Sequence[Record]) -> StoredEntity:
    """Return an entity as its records tell it: all their spans, and of the rest what was said last."""
    last = records[-1].opening
    spans = dict.fromkeys(span for record in records for span in record.opening.spans)
    return StoredEntity(
        entity_id=entity_id,
        entity_type=records[-1].entity_type,
        score=last.score,
        recognizer=last.recognizer,
        operator=last.operator,
        policy_fingerprint=last.policy_fingerprint,
        fingerprint=next((record.fingerprint for record in reversed(records) if record.fingerprint), ""),
        subject_id=next((record.opening.subject_id for record in reversed(records) if record.opening.subject_id), ""),
        recorded_at=records[0].opening.recorded_at,
        spans=tuple(map(_span, sorted(spans, key=lambda span: (span.sequence, span.start)))),
    )


def _call(row: Sequence[str]) -> StoredCall:
    tenant, call_id, state, policy, fingerprint, version, sequence, opened_at, closed_at = row
    return StoredCall(
        tenant, call_id, CallState(state), policy, fingerprint, version, int(sequence), opened_at, closed_at
    )


def _span(span: SpanRecord) -> StoredSpan:
    return StoredSpan(span.segment_id, span.sequence, span.start, span.end, span.start_offset, span.end_offset)


def _first_token(key: EpochKey, identity: Identity) -> bytes:
    """Return the token of a value in the first version, which knew one form of each."""
    normalised = normalise(identity.entity_type, identity.value)
    return hmac.digest(key.index, normalised.encode("utf-8", "surrogatepass"), "sha256")[:TOKEN_BYTES]
