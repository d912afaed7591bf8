"""A finished call, redacted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from server.errors import CallEnded
from server.redaction.messages import Entity, EntitySpan, RedactedSegment, Response, Summary


@dataclass(frozen=True, slots=True)
class Transcript:
    """Its segments in order, its entities with all their spans, its summary."""

    segments: tuple[RedactedSegment, ...]
    entities: tuple[Entity, ...]
    summary: Summary


def gathered(released: Iterable[Response]) -> Transcript:
    """Gather what a whole call has released."""
    segments: list[RedactedSegment] = []
    entities: dict[str, Entity] = {}
    summary: Summary | None = None
    for response in released:
        if isinstance(response, RedactedSegment):
            segments.append(response)
            entities.update((entity.entity_id, entity) for entity in response.entities if response.final)
        elif isinstance(response, Summary):
            summary = response
    if summary is None:
        raise CallEnded("The call has ended.")
    segments.sort(key=lambda segment: segment.sequence)
    spans: dict[str, dict[EntitySpan, None]] = {entity_id: {} for entity_id in entities}
    for segment in segments:
        for entity in segment.entities if segment.final else ():
            # Where a span stands in its redacted segment is known for sure to the answer of that segment alone.
            own = (span for span in entity.spans if span.segment_id == segment.segment_id)
            spans[entity.entity_id].update(dict.fromkeys(own))
    whole = tuple(replace(entity, spans=tuple(spans[entity_id])) for entity_id, entity in entities.items())
    return Transcript(tuple(segments), whole, summary)
