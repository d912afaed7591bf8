"""The answers that were given, in a window of bounded size: to be asked for again, and to be revised."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from server.redaction.compose import Composed
from server.redaction.messages import RedactedSegment, Segment
from server.redaction.policy import Policy

MOST = 64
"""How many answers are kept at most, besides those that a client has not been told to forget."""

WEIGHT = 14_000
"""How heavy the answers kept may be together, in bytes as a rough measure; the last one is kept whatever it weighs."""


OWED = 48
"""How many answers a client that has not been told to forget them may ask for …"""

OWED_WEIGHT = 131_072
"""… and how heavy they may be together; one is owed whatever it weighs."""


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


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and what it takes to give it again or to hide more of it.

    Attributes:
        composed: the answer as it stands now.
        known: the print of the segment that it answers.
        policy: in force when the segment came.
        revision: the number of the call's revision that changed it last, or 0.
    """

    composed: Composed
    known: Print
    policy: Policy
    revision: int = 0

    @property
    def answer(self) -> RedactedSegment:
        """What the client has, or is to have."""
        return self.composed.answer


class Answers:
    """Answers by their sequence; what was given or revised longest ago is forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Given] = OrderedDict()
        self._finals: dict[str, int] = {}
        self._interims: dict[str, int] = {}
        self._weight = 0
        self._forgotten = 0
        self._forgotten_revision = 0

    def keep(self, given: Given, durable: int) -> None:
        """Keep an answer; forget the oldest ones when there are too many.

        Of the interim results of one segment the latest is kept: it stands for those before it.

        Args:
            given: in the place of what was kept of its sequence.
            durable: up to this sequence a client has been told to forget, and so may we.
        """
        sequence = given.answer.sequence
        self._drop(sequence)
        self._kept[sequence] = given
        self._weight += _weigh(given)
        if given.answer.final:
            self._finals[given.answer.segment_id] = sequence
        else:
            self._drop(self._interims.get(given.answer.segment_id, 0))
            self._interims[given.answer.segment_id] = sequence
        while durable and len(self._kept) > 1 and (len(self._kept) > MOST or self._weight > WEIGHT):
            old = next((kept for kept in self._kept if kept <= durable and kept != sequence), None)
            if old is None:
                return
            self._forgotten = max(self._forgotten, old)
            self._forgotten_revision = max(self._forgotten_revision, self._kept[old].revision)
            self._drop(old)

    def get(self, sequence: int) -> Given | None:
        """Return the answer to a sequence, or None when it is kept no more."""
        return self._kept.get(sequence)

    def final(self, segment_id: str) -> Given | None:
        """Return the answer to a final segment, or None when it is kept no more."""
        return self._kept.get(self._finals.get(segment_id, 0))

    def newer(self, sequence: int, segment_id: str) -> Given | None:
        """Return the answer to the interim result that replaced one of its segment, or None when it is kept no more."""
        given = self._kept.get(self._interims.get(segment_id, 0))
        return given if given is not None and self._forgotten < sequence < given.answer.sequence else None

    def owe_too_much(self, durable: int) -> bool:
        """True when the client is to be told to forget some of the answers after a sequence.

        Args:
            durable: up to this sequence it was told to.
        """
        if len(self._kept) <= OWED and self._weight <= OWED_WEIGHT:
            return False
        owed = [given for sequence, given in self._kept.items() if sequence > durable]
        return len(owed) > 1 and (len(owed) > OWED or sum(map(_weigh, owed)) > OWED_WEIGHT)

    def reach(self, sequence: int, revision: int) -> bool:
        """True when every answer after a sequence, and everything revised after a revision, is still here."""
        return sequence >= self._forgotten and revision >= self._forgotten_revision

    def revised(self, sequence: int, after: int, last: int) -> tuple[RedactedSegment, ...]:
        """Return the answers up to a sequence whose latest revision came after one and not after another."""
        late = (kept for kept in self._kept.values() if after < kept.revision <= last)
        return tuple(kept.answer for kept in late if kept.answer.sequence <= sequence)

    def _drop(self, sequence: int) -> None:
        given = self._kept.pop(sequence, None)
        if given is not None:
            self._weight -= _weigh(given)
            if self._finals.get(given.answer.segment_id) == sequence:
                del self._finals[given.answer.segment_id]
            if self._interims.get(given.answer.segment_id) == sequence:
                del self._interims[given.answer.segment_id]


def _weigh(given: Given) -> int:
    answer = given.answer
    spans = sum(len(entity.spans) for entity in answer.entities)
    # A span of another segment is the same object in every answer.
    heard = 200 * len(answer.words) + 200 * len(answer.entities) + 8 * spans + 500 * len(given.composed.cuts)
    return 700 + len(answer.text) + heard
