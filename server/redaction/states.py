"""The life of a call and of its segments, as two tables.

Theory of operation
===================

Two kinds of state machine run side by side: one for the call, and one for each final segment that has not left yet.

The **call** goes around between OPEN and JUDGING, once for every segment: the machine asks for a judgement and waits
for it. What has waited long enough meanwhile is let go: a slow judgement holds nobody else's text. A flush leaves the
call OPEN: what is undecided may still go on, so it is masked, as at the end of its wait. At the end of the call nothing
more is coming, so the detector decides what is still open (ENDING); then the audit of what is left is written
(CLOSING), and the call has ENDED. A call whose client does not come back is ABANDONED from wherever it stood. ENDED and
ABANDONED are for good. A client whose stream broke after the end was recorded may come back for what
it missed (RECALLED): answers and the summary are given again, and nothing else. What such a client says again in its
place, to change the policy or to flush, changes nothing any more.

A **segment** is HELD as soon as it was judged. It is CLEARED when nothing in it can change any more (DECIDED), when it
has waited as long as it may (EXPIRED), or when nothing more is coming (FORCED): its redacted form is then fixed, and
exists before its audit does. Only COMMITTED, the word that the audit is durable, makes it RELEASED. There is no other
way into RELEASED for a final segment: "ledger first, then release" is a property of this table, not of the code around
it. What is learnt of a segment after it was CLEARED can only hide more of it: a revision, which leaves when its own
audit is durable. A segment that was not released when its call is abandoned is DROPPED. An interim result is ANSWERED
at once and forgotten: it has no audit, because what it hides its final segment hides again.

What a table cannot say
=======================

The machine (``machine.py``) adds three rules to the tables:

- a segment whose sequence was seen before never reaches the tables: it is a repeat and gets the answer it had, as it
  stands now;
- a HELD segment holds the later segments of its own participant and of nobody else;
- a segment that was CLEARED stays so until its audit is committed: if the commit fails, it is offered for commit again
  with the next event, and not one character of it has left.

``python -m server.redaction.diagram`` draws both tables for docs/PROTOCOL.md; a test holds the page to them.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType

from server.redaction.events import (
    Abandoned,
    Committed,
    EndAsked,
    Event,
    FlushAsked,
    Judged,
    PolicyChanged,
    Resumed,
    SegmentReceived,
    Settled,
    Ticked,
    Unjudged,
    Unsettled,
)


class CallPhase(enum.Enum):
    """Where a call stands."""

    OPEN = "open"
    JUDGING = "judging"
    ENDING = "ending"
    CLOSING = "closing"
    ENDED = "ended"
    RECALLED = "recalled"
    ABANDONED = "abandoned"


class SegmentPhase(enum.Enum):
    """Where a segment stands."""

    JUDGING = "judging"
    HELD = "held"
    CLEARED = "cleared"
    RELEASED = "released"
    ANSWERED = "answered"
    DROPPED = "dropped"


class Cause(enum.Enum):
    """What moves a segment."""

    JUDGED = "judged"
    UNJUDGED = "could not be judged"
    INTERIM = "judged, an interim result"
    DECIDED = "every part decided"
    EXPIRED = "waited max_hold"
    FORCED = "flush or end of call"
    COMMITTED = "audit committed"
    ABANDONED = "stream broke"


CALL: Mapping[CallPhase, Mapping[type[Event], CallPhase]] = MappingProxyType(
    {
        CallPhase.OPEN: {
            SegmentReceived: CallPhase.JUDGING,
            Ticked: CallPhase.OPEN,
            PolicyChanged: CallPhase.OPEN,
            Committed: CallPhase.OPEN,
            FlushAsked: CallPhase.OPEN,
            EndAsked: CallPhase.ENDING,
            Resumed: CallPhase.OPEN,
            Abandoned: CallPhase.ABANDONED,
        },
        CallPhase.JUDGING: {
            Judged: CallPhase.OPEN,
            Unjudged: CallPhase.OPEN,
            Ticked: CallPhase.JUDGING,
            Committed: CallPhase.JUDGING,
            Abandoned: CallPhase.ABANDONED,
        },
        CallPhase.ENDING: {
            Settled: CallPhase.CLOSING,
            Unsettled: CallPhase.CLOSING,
            Ticked: CallPhase.ENDING,
            Committed: CallPhase.ENDING,
            Abandoned: CallPhase.ABANDONED,
        },
        CallPhase.CLOSING: {
            Committed: CallPhase.ENDED,
            EndAsked: CallPhase.CLOSING,
            Resumed: CallPhase.CLOSING,
            PolicyChanged: CallPhase.CLOSING,
            FlushAsked: CallPhase.CLOSING,
            Abandoned: CallPhase.ABANDONED,
        },
        # Whoever drives a call abandons it when its stream is over; after a proper end nothing is left to abandon.
        CallPhase.ENDED: {Resumed: CallPhase.RECALLED, Abandoned: CallPhase.ENDED},
        CallPhase.RECALLED: {
            Resumed: CallPhase.RECALLED,
            PolicyChanged: CallPhase.RECALLED,
            FlushAsked: CallPhase.RECALLED,
            EndAsked: CallPhase.ENDED,
            Abandoned: CallPhase.ENDED,
        },
        CallPhase.ABANDONED: {Abandoned: CallPhase.ABANDONED},
    }
)

SEGMENT: Mapping[SegmentPhase, Mapping[Cause, SegmentPhase]] = MappingProxyType(
    {
        SegmentPhase.JUDGING: {
            Cause.JUDGED: SegmentPhase.HELD,
            Cause.UNJUDGED: SegmentPhase.HELD,
            Cause.INTERIM: SegmentPhase.ANSWERED,
            Cause.ABANDONED: SegmentPhase.DROPPED,
        },
        SegmentPhase.HELD: {
            Cause.DECIDED: SegmentPhase.CLEARED,
            Cause.EXPIRED: SegmentPhase.CLEARED,
            Cause.FORCED: SegmentPhase.CLEARED,
            Cause.ABANDONED: SegmentPhase.DROPPED,
        },
        SegmentPhase.CLEARED: {
            Cause.COMMITTED: SegmentPhase.RELEASED,
            Cause.ABANDONED: SegmentPhase.DROPPED,
        },
        SegmentPhase.RELEASED: {},
        SegmentPhase.ANSWERED: {},
        SegmentPhase.DROPPED: {},
    }
)
