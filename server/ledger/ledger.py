"""The ledger's interface: what was hidden, where, by which rule. Never the value itself.

One file per implementation stands beside this one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from server.ledger.checkpoint import Head


class CallState(enum.Enum):
    """How a call stands. ABANDONED: its stream broke before the end of the call was said."""

    ACTIVE = "ACTIVE"
    ENDED = "ENDED"
    ABANDONED = "ABANDONED"


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of one tenant, opened before its first segment is judged."""

    tenant: str
    call_id: str
    policy: str
    policy_fingerprint: str
    engine_version: str


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """One place where an entity was hidden: source range in code points, audio offsets in seconds."""

    segment_id: str
    sequence: int
    start: int
    end: int
    start_offset: float | None = None
    end_offset: float | None = None


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity as it is known now. A later record with the same ``entity_id`` adds its spans and replaces the rest.

    ``value`` is what the ledger makes tokens of, under its keys. It is not stored, unless the tenant's rules make its
    type reversible: then it is sealed with the opening. ``revises`` is True where the text had already left, and this
    was hidden in it afterwards: the ledger's log then says so, too.
    """

    entity_id: str
    entity_type: str
    score: float
    recognizer: str
    operator: str
    policy_fingerprint: str
    spans: tuple[SpanRecord, ...]
    value: str = field(repr=False, default="")
    subject_id: str = ""
    revises: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What must be on disk before one release: new facts of one call.

    Idempotent: the same record of an entity of a call is recorded once, however often it is sent.

    ``region`` is where the call was held, as "GB", or "": a phone number that is said without a country code is that
    region's.
    """

    tenant: str
    call_id: str
    committed_sequence: int
    entities: tuple[EntityRecord, ...] = ()
    state: CallState | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the ledger itself, as a leaf of its log.

    Attributes:
        kind: a constant, for example ``READ``.
        tenant: whose evidence it was about.
        body: more on it; names and counts, never a value. It is JSON in the store.
    """

    kind: str
    tenant: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A span read back."""

    segment_id: str
    sequence: int
    start: int
    end: int
    start_offset: float | None
    end_offset: float | None


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """An entity read back.

    ``fingerprint`` is its strongest token in hexadecimal: keyed, and equal for equal values of one tenant, type and
    month; "" for a type that cannot be searched by.
    """

    entity_id: str
    entity_type: str
    score: float
    recognizer: str
    operator: str
    policy_fingerprint: str
    fingerprint: str
    subject_id: str
    recorded_at: str
    spans: tuple[StoredSpan, ...]


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call read back; times are RFC 3339 in UTC."""

    tenant: str
    call_id: str
    state: CallState
    policy: str
    policy_fingerprint: str
    engine_version: str
    committed_sequence: int
    opened_at: str
    closed_at: str | None


class Ledger(Protocol):
    """Evidence of what was hidden.

    Writing is asynchronous and returns only when the facts are durable: nothing may be released before.

    Raises:
        server.errors.LedgerUnavailable: from every method, when the store cannot be written or read.
    """

    async def open_call(self, record: CallRecord) -> None:
        """Record that a call has begun.

        Raises:
            server.errors.CallExists: the tenant already has a call of this id.
        """

    async def commit(self, batch: Batch) -> Head | None:
        """Make a batch durable. Batches of several calls that wait at once share one transaction.

        Returns:
            The head of the log with the batch in it, or None from a ledger that keeps no log. The one of a call's end
            is its receipt: the log can never again be without this call and stay consistent with it.
        """

    async def record(self, event: Event) -> Head | None:
        """Make an event durable, as a leaf of the log; a ledger that keeps no log forgets it."""

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None."""

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Yield the entities of one call, in order of first appearance."""

    async def close(self) -> None:
        """Finish what is waiting, then close the store."""
