"""Redacts the calls of one file, by the same way that a live call takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from server.archive.transcript import Conversation, Malformed, Transcript
from server.calls import Call, Calls
from server.errors import InvalidField, SegmentTooLarge, VeilscriptError
from server.redaction.messages import RedactedSegment, Response, Summary

NOW = 0.0
"""The time of every event: in a file nobody waits, so no segment is masked because a wait was over."""


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What became of one call: its name in the ledger, and counts.

    Attributes:
        call_id: the call's id in the ledger.
        segments: how many segments were judged.
        entity_counts: how many entities of each type were hidden.
        degraded: how many segments could not be judged, and were hidden whole.
    """

    call_id: str
    segments: int
    entity_counts: Mapping[str, int]
    degraded: int


async def redact(
    transcript: Transcript, calls: Calls, *, tenant: str, policy: str, language_code: str, call_ids: Sequence[str]
) -> tuple[bytes, tuple[CallOutcome, ...]]:
    """Redact a whole file; nothing of it is returned unless all of it was released.

    Args:
        transcript: the file.
        calls: opens calls on an engine and a ledger.
        tenant: whose calls these are.
        policy: a policy's name, or "" for ``default``.
        language_code: BCP-47; "" means English.
        call_ids: a name for each conversation of the file.

    Returns:
        The redacted file, and what became of its calls.

    Raises:
        Malformed: a segment cannot be taken; the error names its line.
        VeilscriptError: a call could not be opened or recorded.
    """
    redacted: dict[str, RedactedSegment] = {}
    outcomes = []
    for call_id, conversation in zip(call_ids, transcript.conversations, strict=True):
        call, responses = await calls.open(
            tenant=tenant,
            call_id=call_id,
            policy=policy,
            language_code=language_code,
            max_hold=None,
            known_identities=conversation.known,
            now=NOW,
        )
        try:
            responses = [*responses, *await _play(call, conversation)]
        except BaseException:
            # The first failure is the one to tell; whoever opens the ledger next finds the call and abandons it.
            with suppress(VeilscriptError):
                await call.abandon()
            raise
        released = _released(conversation, responses)
        redacted |= released
        outcomes.append(_outcome(call_id, released, responses))
    return transcript.render(redacted), tuple(outcomes)


async def _play(call: Call, conversation: Conversation) -> list[Response]:
    """Send a conversation segment by segment, and end it."""
    responses: list[Response] = []
    for segment in conversation.segments:
        try:
            responses += await call.receive(segment, NOW)
        except (InvalidField, SegmentTooLarge) as error:
            reasons = [violation.description for violation in getattr(error, "violations", ())] or [error.message]
            raise Malformed(int(segment.segment_id.partition(".")[0]), " ".join(reasons)) from None
    return [*responses, *await call.end(NOW)]


def _released(conversation: Conversation, responses: Sequence[Response]) -> dict[str, RedactedSegment]:
    """Return the released segments by id.

    Raises:
        VeilscriptError: one is missing: its text must not stay in the file as it was.
    """
    released = {answer.segment_id: answer for answer in responses if isinstance(answer, RedactedSegment)}
    if released.keys() != {segment.segment_id for segment in conversation.segments}:
        raise VeilscriptError("A call ended before all of its segments were released.")
    return released


def _outcome(call_id: str, released: Mapping[str, RedactedSegment], responses: Sequence[Response]) -> CallOutcome:
    counts = next((answer.entity_counts for answer in responses if isinstance(answer, Summary)), {})
    degraded = sum(answer.degraded for answer in released.values())
    return CallOutcome(call_id, len(released), counts, degraded)
