"""Short names for the facts that go into a ledger."""

from __future__ import annotations

from typing import Any

from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, SpanRecord

TENANT = "acme"


def record(call_id: str, tenant: str = TENANT) -> CallRecord:
    return CallRecord(tenant, call_id, "default", "sha256:aa", "engine-1")


def entity(entity_id: str, *spans: SpanRecord, **facts: Any) -> EntityRecord:
    given: dict[str, Any] = {
        "entity_type": "PHONE_NUMBER",
        "score": 0.9,
        "recognizer": "PhoneRecognizer",
        "operator": "label",
        "policy_fingerprint": "sha256:aa",
        "value": "4155550134",
    }
    return EntityRecord(entity_id=entity_id, spans=spans or (span(),), **(given | facts))


def span(segment_id: str = "s1", sequence: int = 1, start: int = 0, end: int = 10) -> SpanRecord:
    return SpanRecord(segment_id, sequence, start, end, start_offset=1.5, end_offset=2.25)


def batch(
    call_id: str, *entities: EntityRecord, tenant: str = TENANT, upto: int = 1, state: CallState | None = None
) -> Batch:
    return Batch(tenant, call_id, upto, entities, state)
