"""Records of entities, opened: what the ledger knows of each, as its openings tell it one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.ledger.database import Connection
from server.ledger.keystore import Keystore
from server.ledger.ledger import SpanRecord, StoredEntity, StoredSpan
from server.ledger.openings import Opening
from server.ledger.tokens import TOKEN_BYTES

LIVE_ROW = 0
RESTRICTED = 1
ERASING = 2
"""How an opening stands: see the table."""

_OPENINGS = (
    "SELECT o.leaf, o.entity_id, s.entity_type, s.epoch, o.key, o.tokens, o.sealed, c.call_id FROM openings o"
    " JOIN calls c ON c.id = o.call JOIN scopes s ON s.id = o.scope"
    " WHERE c.tenant = ? AND c.call_id = ? AND o.state <= ? AND s.state = 'LIVE'"
)

_Row = tuple[int, str, str, str, int, bytes, bytes, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One opening of an entity, opened: for an explanation, a proof or an export."""

    leaf: int
    entity_id: str
    entity_type: str
    epoch: str
    opening: Opening
    fingerprint: str = field(repr=False)


class Records:
    """Reads and opens records, within a transaction of whoever asks.

    Args:
        connection: of the ledger.
        keystore: its keys.
        restricted: see what is restricted, too: for the requests of its subjects alone.
    """

    __slots__ = ("connection", "keystore", "upto")

    def __init__(self, connection: Connection, keystore: Keystore, *, restricted: bool = False) -> None:
        self.connection = connection
        self.keystore = keystore
        self.upto = RESTRICTED if restricted else LIVE_ROW

    def of_call(self, tenant: str, call_id: str) -> list[Record]:
        """Return all records of one call, in order of recording."""
        rows = self.connection.execute(f"{_OPENINGS} ORDER BY o.leaf", (tenant, call_id, self.upto)).fetchall()
        return self._opened(tenant, rows)

    def of_entity(self, tenant: str, call_id: str, entity_id: str) -> list[Record]:
        """Return all records of one entity, in order of recording."""
        select = f"{_OPENINGS} AND o.entity_id = ? ORDER BY o.leaf"
        return self._opened(tenant, self.connection.execute(select, (tenant, call_id, self.upto, entity_id)).fetchall())

    def _opened(self, tenant: str, rows: Sequence[_Row]) -> list[Record]:
        return [record for record in (self._open(tenant, row) for row in rows) if record]

    def _open(self, tenant: str, row: _Row) -> Record | None:
        """Open an opening, unless its key was destroyed meanwhile."""
        leaf, entity_id, entity_type, epoch, number, joined, sealed, call_id = row
        key = self.keystore.epoch_key(tenant, entity_type, epoch)
        secret = self.keystore.entity_key(number, key) if key else None
        opening = Opening.unseal(sealed, secret, tenant, call_id, entity_id) if secret else None
        if opening is None:
            return None
        # The subject's token comes last, and stands alone where the value has none.
        fingerprint = joined[:TOKEN_BYTES] if len(joined) > (TOKEN_BYTES if opening.subject_id else 0) else b""
        return Record(leaf, entity_id, entity_type, epoch, opening, fingerprint.hex())


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


def _span(span: SpanRecord) -> StoredSpan:
    return StoredSpan(span.segment_id, span.sequence, span.start, span.end, span.start_offset, span.end_offset)
