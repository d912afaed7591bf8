"""What happens to a call, and what is to be done about it: the words the machine speaks.

An event goes into the machine; effects come out of it, to be carried out in order. Time is part of an event: monotonic
seconds that never go back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recognizers.entities import Finding, OpenSpan, Turn
from server.redaction.messages import EntitySpan, Response, Segment
from server.redaction.policy import Policy


@dataclass(frozen=True, slots=True)
class SegmentReceived:
    """The client sent a segment."""

    segment: Segment
    now: float


@dataclass(frozen=True, slots=True)
class Judged:
    """The detector has judged the segment it was asked about. ``memory`` is what to hand it with the next turn."""

    findings: tuple[Finding, ...]
    open: tuple[OpenSpan, ...]
    memory: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unjudged:
    """The detector failed, or took too long."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time has passed."""

    now: float


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """A policy comes into force with the next segment."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class FlushAsked:
    """Everything that is held is to be released.

    Attributes:
        now: monotonic seconds.
        anew: True where a client that says all again after a break cannot have said it before.
    """

    now: float
    anew: bool = False


@dataclass(frozen=True, slots=True)
class EndAsked:
    """The client says that the call is over."""

    now: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The detector has decided what was open."""

    findings: tuple[Finding, ...]
    open: tuple[OpenSpan, ...]
    memory: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The detector could not decide what was open."""


@dataclass(frozen=True, slots=True)
class Committed:
    """The audit of what was cleared is durable."""


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The stream is over."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The client is back on another stream. It has what was released up to a sequence, and revised up to a revision."""

    sequence: int
    revision: int
    now: float


Event = (
    SegmentReceived
    | Judged
    | Unjudged
    | Ticked
    | PolicyChanged
    | FlushAsked
    | EndAsked
    | Settled
    | Unsettled
    | Committed
    | Abandoned
    | Resumed
)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judge a turn; answer with Judged or Unjudged."""

    turn: Turn
    memory: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settle:
    """Decide what is open, since nothing more is coming; answer with Settled or Unsettled."""

    memory: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """One entity with the spans that one segment adds to it, for the audit.

    Attributes:
        sequence: of the segment that adds the spans.
        value: the value as far as it is known; for a fingerprint, never to be stored.
        revises: True when the segment had its redacted form already, and more of it was hidden afterwards.
    """

    entity_id: str
    entity_type: str
    score: float
    recognizer: str
    operator: str
    policy_fingerprint: str
    sequence: int
    spans: tuple[EntitySpan, ...]
    value: str = field(repr=False)
    subject_id: str = ""
    revises: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """Make these facts durable; answer with Committed. If that fails, the machine offers them again."""

    facts: tuple[Fact, ...]
    committed_sequence: int
    ended: bool = False
    abandoned: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """These may leave."""

    responses: tuple[Response, ...]


Effect = Judge | Settle | Commit | Send
