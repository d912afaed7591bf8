"""Between protobuf and our own words. Everything that is wrong with a message is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recognizers.entities import KnownIdentity, Role
from server.calls import Transcript
from server.errors import FieldViolation, InvalidField, SegmentTooLarge
from server.grpc_edge.findings import ID_BYTES, VALUE_BYTES, Findings, duration
from server.grpc_edge.limits import Limits
from server.redaction.messages import (
    Checkpoint,
    Entity,
    EntitySpan,
    RedactedSegment,
    Response,
    Revision,
    Segment,
    Started,
    Summary,
    TextRange,
    Word,
)
from veilscript.v1 import redaction_pb2 as pb

IDENTITIES = 1000

_TYPE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a call is opened with; see ``Calls.open``."""

    call_id: str
    policy: str
    language_code: str
    known_identities: tuple[KnownIdentity, ...]
    max_hold: float | None = None
    resume_token: bytes = field(repr=False, default=b"")


def opening(config: pb.StreamingConfig | pb.RedactRequest, path: str) -> Opening:
    """Read what a call is opened with.

    Args:
        config: of a stream, or a finished transcript.
        path: what to put before the names of fields.

    Raises:
        InvalidField
    """
    found = Findings(path)
    found.text("call_id", config.call_id, ID_BYTES)
    if len(config.known_identities) > IDENTITIES:
        found.add("known_identities", f"Has more than {IDENTITIES} entries.")
    known = tuple(
        _identity(identity, found.at(f"known_identities[{place}]"))
        for place, identity in enumerate(config.known_identities[:IDENTITIES])
    )
    streamed = config if isinstance(config, pb.StreamingConfig) else pb.StreamingConfig()
    hold = found.time("max_hold", streamed)
    found.end()
    asked = config.redaction
    return Opening(config.call_id, asked.policy, asked.language_code, known, hold, streamed.resume_token)


def segment(message: pb.TranscriptSegment, limits: Limits, path: str = "segment", *, numbered: bool = True) -> Segment:
    """Read a segment.

    Args:
        message: as the client sent it.
        limits: on its text and words.
        path: what to put before the names of fields.
        numbered: False where a sequence of 0 means the next number.

    Raises:
        InvalidField, SegmentTooLarge.
    """
    if len(message.text.encode()) > limits.segment_bytes:
        raise SegmentTooLarge(f"A segment has more than {limits.segment_bytes} bytes of text.")
    if len(message.words) > limits.words:
        raise SegmentTooLarge(f"A segment has more than {limits.words} words.")
    found = Findings(path)
    found.text("segment_id", message.segment_id, ID_BYTES)
    if message.sequence < int(numbered):
        found.add("sequence", "Is less than 1.")
    if message.channel < 0:
        found.add("channel", "Is negative.")
    if message.participant_role not in pb.ParticipantRole.values():
        found.add("participant_role", "Is none of the contract's.")
    start, end = found.times(message)
    words = tuple(_word(word, found.at(f"words[{place}]")) for place, word in enumerate(message.words))
    found.end()
    return Segment(
        segment_id=message.segment_id,
        sequence=message.sequence,
        text=message.text,
        role=Role(message.participant_role),
        final=message.is_final,
        channel=message.channel,
        start_offset=start,
        end_offset=end,
        words=words,
    )


def segments(messages: Sequence[pb.TranscriptSegment], limits: Limits) -> tuple[Segment, ...]:
    """Read the segments of a finished transcript.

    Raises:
        InvalidField: with the violations of all of them.
        SegmentTooLarge
    """
    read: list[Segment] = []
    violations: list[FieldViolation] = []
    for place, message in enumerate(messages):
        try:
            read.append(segment(message, limits, f"segments[{place}]", numbered=False))
        except InvalidField as error:
            violations += error.violations
    if violations:
        raise InvalidField(tuple(violations))
    return tuple(read)


def response(given: Response) -> pb.StreamingRedactResponse:
    """Write one answer of a stream."""
    match given:
        case Started():
            started = pb.StreamStarted(
                next_sequence=given.next_sequence,
                policy_fingerprint=given.policy_fingerprint,
                engine_version=given.engine_version,
                max_hold=duration(given.max_hold),
                resume_token=given.resume_token,
            )
            return pb.StreamingRedactResponse(started=started)
        case RedactedSegment():
            return pb.StreamingRedactResponse(segment=_redacted(given))
        case Revision():
            revision = pb.Revision(
                segment_id=given.segment_id,
                redacted_range=_range(given.redacted_range),
                replacement=given.replacement,
                entity=_entity(given.entity),
            )
            return pb.StreamingRedactResponse(revision=revision)
        case Checkpoint():
            checkpoint = pb.Checkpoint(committed_sequence=given.committed_sequence, resume_token=given.resume_token)
            return pb.StreamingRedactResponse(checkpoint=checkpoint)
        case Summary():
            return pb.StreamingRedactResponse(summary=_summary(given))


def transcript(given: Transcript) -> pb.RedactResponse:
    """Write a finished transcript."""
    return pb.RedactResponse(
        segments=map(_redacted, given.segments),
        entities=map(_entity, given.entities),
        summary=_summary(given.summary),
    )


def drain(grace: float) -> pb.StreamingRedactResponse:
    """Write that the server is going away."""
    return pb.StreamingRedactResponse(drain=pb.Drain(grace=duration(grace)))


def _identity(message: pb.KnownIdentity, found: Findings) -> KnownIdentity:
    found.text("subject_id", message.subject_id, ID_BYTES, required=False)
    found.text("value", message.value.strip(), VALUE_BYTES)
    if not _TYPE.fullmatch(message.entity_type):
        found.add("entity_type", "Is not an entity type: capital letters, digits and underscores.")
    return KnownIdentity(message.subject_id, message.entity_type, message.value)


def _word(message: pb.Word, found: Findings) -> Word:
    return Word(message.text, *found.times(message))


def _redacted(given: RedactedSegment) -> pb.RedactedSegment:
    return pb.RedactedSegment(
        segment_id=given.segment_id,
        sequence=given.sequence,
        text=given.text,
        is_final=given.final,
        entities=map(_entity, given.entities),
        words=_words(given.words),
        degraded=given.degraded,
    )


def _words(given: Iterable[Word]) -> Iterable[pb.Word]:
    for word in given:
        yield pb.Word(text=word.text, start_offset=duration(word.start_offset), end_offset=duration(word.end_offset))


def _entity(given: Entity) -> pb.Entity:
    return pb.Entity(
        entity_id=given.entity_id,
        entity_type=given.entity_type,
        score=given.score,
        operator=given.operator,
        spans=map(_span, given.spans),
        recognizer=given.recognizer,
    )


def _span(given: EntitySpan) -> pb.EntitySpan:
    return pb.EntitySpan(
        segment_id=given.segment_id,
        source_range=_range(given.source_range),
        redacted_range=_range(given.redacted_range),
        start_offset=duration(given.start_offset),
        end_offset=duration(given.end_offset),
    )


def _range(given: TextRange) -> pb.TextRange:
    return pb.TextRange(start=given.start, end=given.end)


def _summary(given: Summary) -> pb.CallSummary:
    return pb.CallSummary(entity_counts=given.entity_counts, segments=given.segments, ledger_head=given.ledger_head)
