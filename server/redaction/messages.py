"""What a call takes in and gives out, in our own words: the contract without protobuf.

The gRPC edge converts these to and from ``veilscript.v1``; the archive and the command line use them as they are.
Offsets into text are half-open ranges of Unicode code points. Times are seconds since the start of the audio.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from recognizers.entities import Role


@dataclass(frozen=True, slots=True)
class TextRange:
    """A half-open range of code points of one segment's text."""

    start: int
    end: int

    def shifted(self, by: int) -> TextRange:
        """Return the range some characters further on."""
        return TextRange(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of speech-to-text output with its place in the audio."""

    text: str = field(repr=False)
    start_offset: float | None = None
    end_offset: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One transcript segment as a client sends it; see ``TranscriptSegment`` of the contract."""

    segment_id: str
    sequence: int
    text: str = field(repr=False)
    role: Role = Role.UNSPECIFIED
    final: bool = True
    channel: int = 0
    start_offset: float | None = None
    end_offset: float | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class EntitySpan:
    """One place where an entity was said, in the text that came in and in the text that went out."""

    segment_id: str
    source_range: TextRange
    redacted_range: TextRange
    start_offset: float | None = None
    end_offset: float | None = None

    def shifted(self, segment_id: str, start: int, by: int) -> EntitySpan:
        """Return the span as it is once the redacted text of a segment has grown ``by`` characters before ``start``."""
        if self.segment_id != segment_id or self.redacted_range.start < start:
            return self
        return replace(self, redacted_range=self.redacted_range.shifted(by))


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as a client sees it: never its value."""

    entity_id: str
    entity_type: str
    score: float
    operator: str
    spans: tuple[EntitySpan, ...]
    recognizer: str


@dataclass(frozen=True, slots=True)
class Started:
    """Answers the configuration of a stream."""

    next_sequence: int
    policy_fingerprint: str
    engine_version: str
    max_hold: float
    resume_token: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class RedactedSegment:
    """A segment that may leave."""

    segment_id: str
    sequence: int
    text: str
    final: bool
    entities: tuple[Entity, ...] = ()
    words: tuple[Word, ...] = ()
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """Hides a range of a segment's redacted text, as it was returned last, that has already left."""

    segment_id: str
    redacted_range: TextRange
    replacement: str
    entity: Entity


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the client may forget: everything up to and including ``committed_sequence``."""

    committed_sequence: int
    resume_token: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Summary:
    """Closes a call."""

    entity_counts: dict[str, int]
    segments: int
    ledger_head: str = ""


Response = Started | RedactedSegment | Revision | Checkpoint | Summary
