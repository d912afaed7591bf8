"""Short names for the facts that go into a ledger."""

from __future__ import annotations

from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, SpanRecord

TENANT = "acme"


def record(call_id: str, tenant: str = TENANT) -> CallRecord:
    return CallRecord(tenant, call_id, "default", "sha256:aa", "engine-1")


def entity(
    entity_id: str,
    *spans: SpanRecord,
    entity_type: str = "PHONE_NUMBER",
    score: float = 0.9,
    value: str = "4155550134",
    subject_id: str = "",
) -> EntityRecord:
    return EntityRecord(
        entity_id=entity_id,
        entity_type=entity_type,
        score=score,
        recognizer="PhoneRecognizer",
        operator="label",
        policy_fingerprint="sha256:aa",
        spans=spans or (span(),),
        value=value,
        subject_id=subject_id,
    )


def span(segment_id: str = "s1", sequence: int = 1, start: int = 0, end: int = 10) -> SpanRecord:
    return SpanRecord(segment_id, sequence, start, end, start_offset=1.5, end_offset=2.25)


def batch(
    call_id: str, *entities: EntityRecord, tenant: str = TENANT, upto: int = 1, state: CallState | None = None
) -> Batch:
    return Batch(tenant, call_id, upto, entities, state)
