"""Redacts the calls of one file, by the same way that a live call takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.archive.transcript import Transcript
from server.calls import Calls
from server.errors import VeilscriptError
from server.redaction.messages import RedactedSegment


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
    transcript: Transcript, calls: Calls, *, tenant: str, policy: str, call_ids: Sequence[str]
) -> tuple[bytes, tuple[CallOutcome, ...]]:
    """Redact a whole file; nothing of it is returned unless all of it was released.

    Args:
        transcript: the file.
        calls: redacts a call and records it.
        tenant: whose calls these are.
        policy: a policy's name, or "" for ``default``.
        call_ids: a name in the ledger for each conversation of the file.

    Returns:
        The redacted file, and what became of its calls.

    Raises:
        VeilscriptError: a call could not be opened, judged or recorded.
    """
    redacted: dict[str, RedactedSegment] = {}
    outcomes = []
    for call_id, conversation in zip(call_ids, transcript.conversations, strict=True):
        call = await calls.redact(
            tenant=tenant,
            call_id=call_id,
            policy=policy,
            language_code="",
            known_identities=conversation.known,
            segments=conversation.segments,
        )
        released = {segment.segment_id: segment for segment in call.segments}
        if released.keys() != {segment.segment_id for segment in conversation.segments}:
            # Its text would stay in the file as it was.
            raise VeilscriptError("A call ended before all of its segments were released.")
        redacted |= released
        degraded = sum(segment.degraded for segment in call.segments)
        outcomes.append(CallOutcome(call_id, len(released), call.summary.entity_counts, degraded))
    return transcript.render(redacted), tuple(outcomes)
