"""Writes facts into a ledger, within a transaction that others begin and commit."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from server.errors import CallExists, LedgerUnavailable, NotFound, TenantClosed
from server.ledger.database import Connection
from server.ledger.epochs import epoch_of, timestamp
from server.ledger.images import Leaf, commitment, image, salt
from server.ledger.keystore import EpochKey, Keystore
from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, Event
from server.ledger.log import LogWriter
from server.ledger.openings import Opening
from server.ledger.rules import Rules
from server.ledger.suppression import Suppressions
from server.ledger.tokens import TOKEN_BYTES, apart, tokens

LIVE = "LIVE"
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """What a record needs to know of its call."""

    id: int
    tenant: str
    call_id: str
    epoch: str
    opened: int


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """An opening as it is stored; see the table."""

    call: int
    entity_id: str
    scope: int
    key: int
    digest: bytes
    tokens: bytes
    sealed: bytes

    def committed(self, salted: bytes) -> bytes:
        """Return the commitment to it."""
        return commitment(
            salted, self.call, self.entity_id, self.scope, self.key, self.digest, self.tokens, self.sealed
        )


class Recorder:
    """Turns facts into rows and leaves.

    Args:
        connection: of the ledger, with a transaction begun by whoever calls.
        keystore: its keys.
        log: its log.
        rules: of its tenants.
        clock: tells the time.
    """

    __slots__ = ("clock", "connection", "keystore", "log", "rules", "suppressions")

    def __init__(
        self,
        connection: Connection,
        keystore: Keystore,
        log: LogWriter,
        rules: Rules,
        clock: Callable[[], datetime],
    ) -> None:
        self.connection = connection
        self.keystore = keystore
        self.log = log
        self.rules = rules
        self.clock = clock
        self.suppressions = Suppressions(connection, keystore)

    def open_call(self, record: CallRecord) -> None:
        """Record that a call has begun; its epoch is that of all its entities.

        Raises:
            CallExists: the tenant already has a call of this id.
            TenantClosed: everything that the tenant had was destroyed, and nothing is taken from it any more.
        """
        if self.keystore.is_closed(record.tenant):
            raise TenantClosed("The tenant was off-boarded.", action="Remove its credentials.")
        self.connection.enter(record.tenant)
        select = "SELECT 1 FROM calls WHERE tenant = ? AND call_id = ?"
        if self.connection.execute(select, (record.tenant, record.call_id)).fetchone():
            raise CallExists("The tenant already has a call of this id.")
        moment = self.clock()
        self.write_call(record, epoch_of(moment), timestamp(moment))

    def write_call(self, record: CallRecord, epoch: str, opened_at: str) -> OpenedCall:
        """Write a call and the leaf of its beginning."""
        number = self.connection.next_id("calls")
        salted = salt()
        facts = (record.policy, record.policy_fingerprint, record.engine_version)
        committed = call_opened(salted, number, record.tenant, record.call_id, epoch, *facts, opened_at)
        leaf = self.log.append(Leaf.CALL_OPENED, committed)
        self.connection.execute(
            "INSERT INTO calls (id, tenant, call_id, epoch, state, policy, policy_fingerprint, engine_version,"
            " committed_sequence, opened_at, salt, opened) VALUES (?, ?, ?, ?, 'ACTIVE', ?, ?, ?, 0, ?, ?, ?)",
            (number, record.tenant, record.call_id, epoch, *facts, opened_at, salted, leaf),
        )
        return OpenedCall(number, record.tenant, record.call_id, epoch, leaf)

    def commit(self, batch: Batch) -> None:
        """Record new facts of one call; see :meth:`server.ledger.ledger.Ledger.commit`.

        Raises:
            NotFound: the tenant has no call of this id.
        """
        self.connection.enter(batch.tenant)
        select = "SELECT id, tenant, call_id, epoch, opened, state FROM calls WHERE tenant = ? AND call_id = ?"
        row = self.connection.execute(select, (batch.tenant, batch.call_id)).fetchone()
        if row is None:
            raise NotFound("The tenant has no call of this id.")
        *known, state = row
        call = OpenedCall(*known)
        for entity in batch.entities:
            self._write_entity(call, entity, batch.region)
        if state == CallState.ACTIVE.value:
            update = "UPDATE calls SET committed_sequence = ? WHERE id = ? AND committed_sequence < ?"
            self.connection.execute(update, (batch.committed_sequence, call.id, batch.committed_sequence))
            if batch.state in (CallState.ENDED, CallState.ABANDONED):
                self.close_call(call.id, batch.state, timestamp(self.clock()))

    def abandon_calls(self) -> None:
        """Close the calls of dead processes."""
        for tenant in self.connection.tenants():
            self.connection.enter(tenant)
            select = "SELECT id FROM calls WHERE tenant = ? AND state = 'ACTIVE' ORDER BY id"
            for (number,) in self.connection.execute(select, (tenant,)).fetchall():
                self.close_call(number, CallState.ABANDONED, timestamp(self.clock()))

    def close_call(self, number: int, state: CallState, closed_at: str) -> None:
        """Write how a call ended, and the leaf of its end."""
        select = "SELECT salt, committed_sequence FROM calls WHERE id = ?"
        salted, sequence = self.connection.execute(select, (number,)).fetchone()
        leaf = self.log.append(Leaf.CALL_CLOSED, call_closed(salted, number, state.value, sequence, closed_at))
        update = "UPDATE calls SET state = ?, closed_at = ?, closed = ? WHERE id = ?"
        self.connection.execute(update, (state.value, closed_at, leaf, number))

    def write_event(self, event: Event) -> int:
        """Write an event; return its leaf."""
        self.connection.enter(event.tenant)
        at = timestamp(self.clock())
        body = json.dumps(event.body, sort_keys=True, separators=(",", ":"))
        salted = salt()
        leaf = self.log.append(Leaf.EVENT, commitment(salted, event.kind, event.tenant, at, body))
        insert = "INSERT INTO events (leaf, kind, tenant, at, body, salt) VALUES (?, ?, ?, ?, ?, ?)"
        self.connection.execute(insert, (leaf, event.kind, event.tenant, at, body, salted))
        return leaf

    def scope(self, tenant: str, entity_type: str, epoch: str) -> tuple[int, EpochKey] | None:
        """Return a scope and its key, new ones if there never were any; None once they expired."""
        name = (tenant, entity_type, epoch)
        select = "SELECT id, state FROM scopes WHERE tenant = ? AND entity_type = ? AND epoch = ?"
        row = self.connection.execute(select, name).fetchone()
        if row is not None and row[1] != LIVE:
            return None
        key = self.keystore.epoch_key(*name, create=True)
        if key is None:
            return None
        return (row[0] if row else self._make_scope(name)), key

    def _make_scope(self, name: tuple[str, str, str]) -> int:
        number = self.connection.next_id("scopes")
        tenant, entity_type, epoch = name
        insert = "INSERT INTO scopes (id, tenant, entity_type, epoch, state) VALUES (?, ?, ?, ?, 'LIVE')"
        self.connection.execute(insert, (number, *name))
        self.write_event(Event("SCOPE", tenant, scope_body(number, entity_type, epoch)))
        return number

    def _write_entity(self, call: OpenedCall, entity: EntityRecord, region: str) -> None:
        # A call that outlives its month's keys goes on in the present month.
        found = self.scope(call.tenant, entity.entity_type, call.epoch) or self.scope(
            call.tenant, entity.entity_type, epoch_of(self.clock())
        )
        if found is None:
            raise LedgerUnavailable("The keys of this month were destroyed.")
        scope, key = found
        suppressed = self.suppressions.of(call.tenant, entity, region)
        if suppressed:
            entity = replace(entity, value="", subject_id="")
        made = tokens(key.index, entity.entity_type, entity.value, entity.subject_id, region)
        digest = hmac.digest(key.index, _record_image(entity, made), "sha256")[:DIGEST_BYTES]
        select = "SELECT 1 FROM openings WHERE call = ? AND entity_id = ? AND digest = ?"
        if self.connection.execute(select, (call.id, entity.entity_id, digest)).fetchone():
            return
        number, secret, known = self._entity_key(call, entity, scope, key, made)
        value = entity.value if entity.value and self.rules.reversible(call.tenant, entity.entity_type) else None
        opening = Opening(
            spans=entity.spans,
            score=entity.score,
            recognizer=entity.recognizer,
            operator=entity.operator,
            policy_fingerprint=entity.policy_fingerprint,
            subject_id=entity.subject_id,
            recorded_at=timestamp(self.clock()),
            value=value,
        )
        sealed = opening.seal(secret, call.tenant, call.call_id, entity.entity_id)
        row = OpeningRow(call.id, entity.entity_id, scope, number, digest, b"" if known else made, sealed)
        leaf = self.write_opening(row)
        if entity.revises:
            self.write_event(Event("REVISED", call.tenant, {"call": call.id, "opening": leaf}))
        if suppressed:
            self.suppressions.note(leaf, suppressed)

    def write_opening(self, row: OpeningRow) -> int:
        """Write an opening and its tokens; return its leaf."""
        salted = salt()
        leaf = self.log.append(Leaf.OPENING, row.committed(salted), row.scope)
        self.connection.execute(
            "INSERT INTO openings (leaf, call, entity_id, scope, state, key, salt, digest, tokens, sealed)"
            " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
            (leaf, row.call, row.entity_id, row.scope, row.key, salted, row.digest, row.tokens, row.sealed),
        )
        found = [(token, leaf) for token in dict.fromkeys(apart(row.tokens))]
        self.connection.executemany("INSERT INTO tokens (token, leaf) VALUES (?, ?)", found)
        return leaf

    def _entity_key(
        self, call: OpenedCall, entity: EntityRecord, scope: int, key: EpochKey, made: bytes
    ) -> tuple[int, bytes, bool]:
        """Return the key of an entity's value: the one that it has, or a new one; and if its tokens are filed.

        Two entities never share one: either may be erased while the other stays.
        """
        if len(made) > (TOKEN_BYTES if entity.subject_id else 0):
            row = self.connection.execute(
                "SELECT o.key, o.tokens = ? FROM tokens t JOIN openings o ON o.leaf = t.leaf WHERE t.token = ?"
                " AND t.leaf > ? AND o.call = ? AND o.entity_id = ? AND o.scope = ? AND o.state = 0"
                " ORDER BY 2 DESC LIMIT 1",
                (made, made[:TOKEN_BYTES], call.opened, call.id, entity.entity_id, scope),
            ).fetchone()
            secret = self.keystore.entity_key(row[0], key) if row else None
            if secret is not None:
                return row[0], secret, bool(row[1])
        return *self.keystore.new_entity_key(key), False


def call_opened(salted: bytes, number: int, *facts: str) -> bytes:
    """Return the commitment to a call's beginning; facts are its columns from ``tenant`` to ``opened_at``."""
    return commitment(salted, "opened", number, *facts)


def call_closed(salted: bytes, number: int, state: str, sequence: int, closed_at: str) -> bytes:
    """Return the commitment to a call's end."""
    return commitment(salted, "closed", number, state, sequence, closed_at)


def scope_body(number: int, entity_type: str, epoch: str) -> Mapping[str, object]:
    """Return what the event of a scope's beginning says."""
    return {"scope": number, "entity_type": entity_type, "epoch": epoch}


def _record_image(entity: EntityRecord, made: bytes) -> bytes:
    """Return a record as bytes that only equal records share; of its value, the tokens."""
    facts = (
        entity.entity_id,
        entity.entity_type,
        str(entity.score),
        entity.recognizer,
        entity.operator,
        entity.policy_fingerprint,
        entity.subject_id,
        made,
    )
    places = [
        str(field)
        for span in entity.spans
        for field in (span.segment_id, span.sequence, span.start, span.end, span.start_offset, span.end_offset)
    ]
    return image(*facts, *places)
