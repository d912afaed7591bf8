"""A stand-in for detection: it hides what is marked, so that a test of a file format says itself what is personal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from server.archive.transcript import Transcript
from server.redaction.messages import Entity, EntitySpan, RedactedSegment, Segment, TextRange, Word

SECRET = re.compile(r"zanzibar(?: quillfeather)?|\d{3}[ -]?\d{3}[ -]?\d{4}", re.IGNORECASE)


@dataclass(frozen=True)
class Marker:
    """Redacts segments one by one.

    Attributes:
        placeholder: what stands for a secret.
        degraded: every segment comes back masked whole, and no entity explains it.
    """

    placeholder: str = "[PHONE_NUMBER_1]"
    degraded: bool = False

    def __call__(self, transcript: Transcript) -> dict[str, RedactedSegment]:
        segments = [segment for conversation in transcript.conversations for segment in conversation.segments]
        return {segment.segment_id: self.redact(segment) for segment in segments}

    def redact(self, segment: Segment) -> RedactedSegment:
        if self.degraded:
            return RedactedSegment(segment.segment_id, segment.sequence, "[HIDDEN]", final=True, degraded=True)
        spans, shift = [], 0
        for match in SECRET.finditer(segment.text):
            start = match.start() + shift
            shift += len(self.placeholder) - len(match[0])
            out = TextRange(start, start + len(self.placeholder))
            spans.append(EntitySpan(segment.segment_id, TextRange(*match.span()), out))
        entities = (Entity("e1", "PHONE_NUMBER", 0.9, "label", tuple(spans), "marker"),) if spans else ()
        words = tuple(self._word(word) for word in segment.words)
        text = SECRET.sub(lambda _: self.placeholder, segment.text)
        return RedactedSegment(segment.segment_id, segment.sequence, text, True, entities, words)

    def _word(self, word: Word) -> Word:
        return replace(word, text=self.placeholder) if SECRET.search(word.text) else word
