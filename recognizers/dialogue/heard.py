"""What one turn taught: what was said, by whom, and what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from recognizers.artifacts import KnownValue
from recognizers.entities import Finding, OpenSpan, Role, Span
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, BACK_CHANNEL_PHRASES, HESITATIONS

_IDLE = BACK_CHANNEL | HESITATIONS
_MOMENTS = frozenset({"moment", "sec", "second", "minute"})

Participant = tuple[Role, int]


@dataclass(frozen=True, slots=True)
class Said:
    """The kept end of one recent segment.

    Attributes:
        segment_id: of the segment.
        participant: who said it.
        text: what is kept of it.
        offset: where the kept text begins in the segment.
        answered: True when the other side said something after it and before the next, if only "mm hm".
    """

    segment_id: str
    participant: Participant
    text: str = field(repr=False)
    offset: int = 0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a recent segment that was found to be part of an entity, and how surely."""

    span: Span
    entity_type: str
    thread: str
    score: float = 0.0

    def tells(self, span: Span, score: float) -> bool:
        """True when it says as much of a place as a finding of this score does."""
        same = self.span.segment_id == span.segment_id and self.score >= score
        return same and self.span.start <= span.start and span.end <= self.span.end


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was found at the end of somebody's last segment, as far as its last word may go on in the next.

    Attributes:
        participant: who said it.
        finding: what was found.
        refuted: True when the word has gone on since, and is an ordinary one as far as it is known: "nam" was a name,
            and "name" is none.
    """

    participant: Participant
    finding: Finding
    refuted: bool = False


@dataclass(frozen=True, slots=True)
class Echo:
    """Words said after the other side: each with the word that it repeats."""

    pairs: tuple[tuple[Span, Span], ...]

    def repeats(self, spans: Sequence[Span], taken: Sequence[Span] = ()) -> list[Span]:
        """Return where what is said at some places is said again, as few spans as that takes.

        Args:
            spans: the places.
            taken: where nothing more is to be told.
        """
        found: list[Span] = []
        last = -2
        for at, (said, again) in enumerate(self.pairs):
            if not any(said.overlaps(span) for span in spans) or any(again.overlaps(span) for span in taken):
                continue
            if at == last + 1 and found[-1].segment_id == again.segment_id:
                found[-1] = replace(found[-1], end=again.end)
            else:
                found.append(again)
            last = at
        return found


@dataclass(frozen=True, slots=True)
class Heard:
    """One final turn, as far as the memory needs to know it."""

    said: Said
    words: Sequence[Token] = field(repr=False)
    utterance: str = field(default="", repr=False)  # with what the speaker said just before, as one
    uttered: Sequence[Token] = field(default=(), repr=False)
    mentions: Sequence[Mention] = ()
    answered: Sequence[str] = ()  # the kinds and types that were found in it
    whole: frozenset[str] = frozenset()  # the kinds and types of which it ends with one of full length
    begun: str = ""  # the kind of which it says the beginning alone
    marks: Sequence[Mark] = ()
    known: Sequence[KnownValue] = field(default=(), repr=False)
    clinical: float = 0.0
    open: Sequence[OpenSpan] = ()
    doubts: Sequence[Doubt] = ()
    threads: int = 0
    echoes: tuple[Echo, ...] = ()
    shown: frozenset[str] = field(default=frozenset(), repr=False)  # its numbers that were nobody's, as written
    repeats: bool = False  # True when it says nothing but what was said before

    @property
    def is_idle(self) -> bool:
        """True when it neither asks nor answers."""
        return self.repeats or is_back_channel(self.words)

    @property
    def ends_inside(self) -> bool:
        """True when it ends with an entity: the next segment of its speaker may be the rest of it."""
        end = len(self.said.text.rstrip(" .,;!\n"))
        return any(m.span.segment_id == self.said.segment_id and m.span.end >= end for m in self.marks)


def is_back_channel(words: Sequence[Token]) -> bool:
    """Return True for a turn that neither asks nor answers: "mhm", "okay go on", "one moment"; an empty turn too."""
    said = [token.lower for token in words if token.kind is not Kind.MARK]
    if "one" in said and _MOMENTS.isdisjoint(said):
        return False
    left = list(said)
    for phrase in BACK_CHANNEL_PHRASES:
        size = len(phrase)
        for at in range(len(left) - size, -1, -1):
            if tuple(left[at : at + size]) == phrase:
                del left[at : at + size]
    return _IDLE.issuperset(left)
