"""Between the audit's protobuf and our own words, in both directions: the server writes what the client reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TypeAlias

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from server.errors import InvalidField
from server.grpc_edge.findings import ID_BYTES, NANOS, VALUE_BYTES, Findings, duration
from server.ledger.epochs import timestamp
from server.ledger.form import Strength
from server.ledger.ledger import CallState, StoredCall, StoredEntity, StoredSpan
from server.ledger.queries import MOST_IDENTITIES, Explanation, FoundPage
from server.ledger.search import Hit, Scope
from server.ledger.tokens import HASHED, Identity
from veilscript.v1 import audit_pb2 as pb
from veilscript.v1 import redaction_pb2

NAME = "veilscript.v1.AuditService"
HASH_BYTES = 32

_OfCall: TypeAlias = pb.GetCallRequest | pb.ListEntitiesRequest
_OfEntity: TypeAlias = pb.ExplainEntityRequest | pb.ReidentifyEntityRequest | pb.GetInclusionProofRequest


def check_call(asked: _OfCall) -> None:
    """Check which call is asked for.

    Raises:
        InvalidField
    """
    found = Findings("")
    found.text("call_id", asked.call_id, ID_BYTES)
    found.end()


def check_entity(asked: _OfEntity) -> None:
    """Check which entity is asked for.

    Raises:
        InvalidField
    """
    found = Findings("")
    found.text("call_id", asked.call_id, ID_BYTES)
    found.text("entity_id", asked.entity_id, ID_BYTES)
    found.end()


def identities(messages: Sequence[pb.Identity], path: str = "identities") -> tuple[Identity, ...]:
    """Read what a person is known by.

    Args:
        messages: as the client sent them.
        path: of the field that they came in.

    Raises:
        InvalidField: with the violations of all of them; none of it repeats a value.
    """
    found = Findings("")
    if not 0 < len(messages) <= MOST_IDENTITIES:
        found.add(path, f"Are none, or more than {MOST_IDENTITIES}.")
    read = [
        _identity(message, found.at(f"{path}[{place}]")) for place, message in enumerate(messages[:MOST_IDENTITIES])
    ]
    found.end()
    return tuple(identity for identity in read if identity)


def _identity(message: pb.Identity, found: Findings) -> Identity | None:
    if message.WhichOneof("known_as") == "sha256":
        if len(message.sha256) != HASH_BYTES:
            found.add("sha256", f"Has not {HASH_BYTES} bytes.")
            return None
        value = f"sha256:{message.sha256.hex()}"
    else:
        value = message.value
        found.text("value", value, VALUE_BYTES)
    try:
        return Identity(message.entity_type, value)
    except InvalidField as error:
        for violation in error.violations:
            found.add(violation.field.rpartition(".")[2], violation.description)
        return None


def identity_message(identity: Identity) -> pb.Identity:
    """Write something by which a person is known."""
    hashed = HASHED.fullmatch(identity.value)
    if hashed:
        return pb.Identity(entity_type=identity.entity_type, sha256=bytes.fromhex(hashed[1]))
    return pb.Identity(entity_type=identity.entity_type, value=identity.value)


def call(given: StoredCall) -> pb.Call:
    """Write a call."""
    return pb.Call(
        call_id=given.call_id,
        state=f"CALL_STATE_{given.state.value}",
        policy=given.policy,
        policy_fingerprint=given.policy_fingerprint,
        engine_version=given.engine_version,
        committed_sequence=given.committed_sequence,
        open_time=_time(given.opened_at),
        close_time=None if given.closed_at is None else _time(given.closed_at),
    )


def read_call(message: pb.Call, tenant: str) -> StoredCall:
    """Read a call of a tenant, of which the contract does not speak."""
    return StoredCall(
        tenant=tenant,
        call_id=message.call_id,
        state=CallState(pb.CallState.Name(message.state).removeprefix("CALL_STATE_")),
        policy=message.policy,
        policy_fingerprint=message.policy_fingerprint,
        engine_version=message.engine_version,
        committed_sequence=message.committed_sequence,
        opened_at=_read_time(message.open_time),
        closed_at=_read_time(message.close_time) if message.HasField("close_time") else None,
    )


def entity(given: StoredEntity) -> pb.RecordedEntity:
    """Write an entity."""
    return pb.RecordedEntity(
        entity_id=given.entity_id,
        entity_type=given.entity_type,
        score=given.score,
        recognizer=given.recognizer,
        operator=given.operator,
        policy_fingerprint=given.policy_fingerprint,
        fingerprint=given.fingerprint,
        subject_id=given.subject_id,
        record_time=_time(given.recorded_at),
        spans=map(_span, given.spans),
    )


def read_entity(message: pb.RecordedEntity) -> StoredEntity:
    """Read an entity."""
    return StoredEntity(
        entity_id=message.entity_id,
        entity_type=message.entity_type,
        score=message.score,
        recognizer=message.recognizer,
        operator=message.operator,
        policy_fingerprint=message.policy_fingerprint,
        fingerprint=message.fingerprint,
        subject_id=message.subject_id,
        recorded_at=_read_time(message.record_time),
        spans=tuple(map(_read_span, message.spans)),
    )


def found(given: FoundPage) -> pb.FindSubjectResponse:
    """Write a page of what a search found."""
    return pb.FindSubjectResponse(
        hits=map(_hit, given.hits),
        expired=[pb.ExpiredEvidence(entity_type=scope.entity_type, epoch=scope.epoch) for scope in given.expired],
        next_page_token=given.next_page_token,
    )


def read_found(message: pb.FindSubjectResponse) -> FoundPage:
    """Read a page of what a search found."""
    expired = tuple(Scope(scope.entity_type, scope.epoch) for scope in message.expired)
    return FoundPage(tuple(map(_read_hit, message.hits)), expired, message.next_page_token)


def explanation(given: Explanation) -> pb.ExplainEntityResponse:
    """Write why an entity was hidden."""
    return pb.ExplainEntityResponse(
        entity=entity(given.entity),
        engine_version=given.engine_version,
        policy=given.policy,
        leaves=given.leaves,
    )


def read_explanation(message: pb.ExplainEntityResponse) -> Explanation:
    """Read why an entity was hidden."""
    return Explanation(read_entity(message.entity), message.engine_version, message.policy, tuple(message.leaves))


def _hit(given: Hit) -> pb.SubjectHit:
    return pb.SubjectHit(
        call_id=given.call_id,
        entity=entity(given.entity),
        strength=f"MATCH_STRENGTH_{given.strength.value}",
        identities=given.identities,
        leaf=given.leaf,
    )


def _read_hit(message: pb.SubjectHit) -> Hit:
    strength = Strength(pb.MatchStrength.Name(message.strength).removeprefix("MATCH_STRENGTH_"))
    return Hit(message.call_id, read_entity(message.entity), strength, tuple(message.identities), message.leaf)


def _span(given: StoredSpan) -> pb.RecordedSpan:
    return pb.RecordedSpan(
        segment_id=given.segment_id,
        sequence=given.sequence,
        source_range=redaction_pb2.TextRange(start=given.start, end=given.end),
        start_offset=duration(given.start_offset),
        end_offset=duration(given.end_offset),
    )


def _read_span(message: pb.RecordedSpan) -> StoredSpan:
    return StoredSpan(
        segment_id=message.segment_id,
        sequence=message.sequence,
        start=message.source_range.start,
        end=message.source_range.end,
        start_offset=_seconds(message.start_offset) if message.HasField("start_offset") else None,
        end_offset=_seconds(message.end_offset) if message.HasField("end_offset") else None,
    )


def _seconds(given: Duration) -> float:
    return given.seconds + given.nanos / NANOS


def _time(given: str) -> Timestamp:
    made = Timestamp()
    made.FromJsonString(given)
    return made


def _read_time(given: Timestamp) -> str:
    return timestamp(given.ToDatetime(UTC))
