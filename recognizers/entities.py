"""What goes into detection and what comes out: turns, spans, findings.

Every range here is half-open and counts Unicode code points of one segment's text, exactly as it was
sent: nothing is normalised before offsets are taken.

Fields that can hold call text or a value have ``repr=False``, so that no traceback, log line or assertion
message can carry them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from recognizers.dialogue.memory import Dialogue


class Role(enum.Enum):
    """Who speaks. An automated agent asks and reads back like a human one."""

    UNSPECIFIED = 0
    AGENT = 1
    CUSTOMER = 2
    AUTOMATED_AGENT = 3

    @property
    def is_agent(self) -> bool:
        """True for the side that runs the call."""
        return self in (Role.AGENT, Role.AUTOMATED_AGENT)

    @property
    def speaker(self) -> str:
        """The side, as a model is told of it: ``agent``, ``customer`` or ``other``."""
        if self is Role.UNSPECIFIED:
            return "other"
        return "agent" if self.is_agent else "customer"


@dataclass(frozen=True, slots=True)
class Turn:
    """One segment of transcript.

    Attributes:
        segment_id: the client's name for the segment; an interim and its final share it.
        text: what speech-to-text wrote, untouched.
        role: who spoke.
        channel: the audio channel; (role, channel) is one participant.
        final: False for an interim result, which a later turn with the same ``segment_id`` replaces.
    """

    segment_id: str
    text: str = field(repr=False)
    role: Role = Role.UNSPECIFIED
    channel: int = 0
    final: bool = True

    @property
    def participant(self) -> tuple[Role, int]:
        """The key under which turns of one speaker are kept in order."""
        return (self.role, self.channel)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in one segment's text."""

    segment_id: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True when both lie in one segment and share a character."""
        return self.segment_id == other.segment_id and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """One entity, or one more part of an entity that earlier turns began.

    Attributes:
        entity_type: a type of the entity list, for example ``CREDIT_CARD``.
        spans: where it was said; the spans may lie in several segments, in order of speech.
        score: 0 to 1.
        recognizer: the name of the recognizer that found it.
        value: the value as it would be written ("4155550134", "jane doe"); it never leaves the process.
        thread: names the value that is being collected over turns. Findings of one call with the same thread are
            one entity, whatever their value is at the time: a card read out in four turns grows under one thread,
            and so does its read-back.
        subject_id: who it belongs to, when it came from the call's known identities.
        known: True for what the platform knew: it is hidden whatever the policy says of its type.
    """

    entity_type: str
    spans: tuple[Span, ...]
    score: float
    recognizer: str
    value: str = field(repr=False)
    thread: str
    subject_id: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """A range that is no entity yet, and that a later turn could still make part of one.

    When the wait is over, the range is masked as ``entity_type``; under ``thread``, where it is known which value it
    would belong to.
    """

    span: Span
    entity_type: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one turn taught.

    Attributes:
        findings: decided entities with a span in this turn, or in an earlier one still open; no two spans overlap.
        open: every range of the whole call that is undecided *after* this turn: the complete list, so that a
            range of an earlier segment which is no longer in it (and in no finding) has proved to be ordinary text.
        dialogue: what to remember for the next turn; unchanged after an interim result.
    """

    findings: tuple[Finding, ...]
    open: tuple[OpenSpan, ...]
    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """What the platform already knows of a party: always redacted, linked to the subject."""

    subject_id: str
    entity_type: str
    value: str = field(repr=False)


class Detector(Protocol):
    """Anything that judges turns. Pure: the same turn and dialogue give the same analysis.

    The engine is one; a pool of worker processes that runs engines is another (with an awaitable result).
    """

    version: str

    def begin(self, known: tuple[KnownIdentity, ...] = ()) -> Dialogue:
        """Return the memory of a call in which nothing was said yet."""

    def analyze(self, turn: Turn, dialogue: Dialogue) -> Analysis:
        """Judge one turn. Turns of a call must come one after the other, in order of their sequence."""

    def close(self, dialogue: Dialogue) -> Analysis:
        """Decide what is still open, at the end of the call or on a flush: nothing more is coming."""
