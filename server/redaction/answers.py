"""The answers a client may ask for again, kept in a window of bounded size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from server.redaction.messages import RedactedSegment, Segment

MOST = 64
"""How many answers are kept at most."""

WEIGHT = 24_000
"""How heavy the answers kept may be together, in bytes as a rough measure; the last one is kept whatever it weighs."""


@dataclass(frozen=True, slots=True)
class Print:
    """What a repeat is known by: a hash of the text, seeded by the process, and not the text."""

    segment_id: str
    final: bool
    text_hash: int

    @classmethod
    def of(cls, segment: Segment) -> Print:
        """Return the print of a segment."""
        return cls(segment.segment_id, segment.final, hash(segment.text))


class Answers:
    """Redacted segments by their sequence, the oldest dropped first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[RedactedSegment, Print]] = OrderedDict()
        self._weight = 0

    def keep(self, answer: RedactedSegment, known: Print) -> None:
        """Keep an answer; forget the oldest ones when there are too many."""
        self._kept[answer.sequence] = (answer, known)
        self._weight += _weigh(answer)
        while len(self._kept) > 1 and (len(self._kept) > MOST or self._weight > WEIGHT):
            _, (oldest, _) = self._kept.popitem(last=False)
            self._weight -= _weigh(oldest)

    def get(self, sequence: int) -> tuple[RedactedSegment, Print] | None:
        """Return the answer to a sequence and the print of what it answered, or None when it is kept no more."""
        return self._kept.get(sequence)


def _weigh(answer: RedactedSegment) -> int:
    spans = sum(len(entity.spans) for entity in answer.entities)
    return 400 + len(answer.text) + 200 * len(answer.words) + 200 * len(answer.entities) + 250 * spans
