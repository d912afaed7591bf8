"""One call as a pure state machine: events in, effects out. It knows no clock, no socket and no detector.

The tables and the essay that explains them are in ``states.py``; the words it speaks are in ``events.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from recognizers.entities import Turn
from server.errors import CallEnded, FieldViolation, InvalidField, SequenceGap
from server.redaction.answers import Print
from server.redaction.book import Book
from server.redaction.events import (
    Abandoned,
    Commit,
    Committed,
    Effect,
    EndAsked,
    Event,
    FlushAsked,
    Judge,
    Judged,
    PolicyChanged,
    Resumed,
    SegmentReceived,
    Send,
    Settle,
    Settled,
    Ticked,
    Unjudged,
    Unsettled,
)
from server.redaction.held import Held
from server.redaction.messages import Segment, Summary
from server.redaction.outbox import Outbox
from server.redaction.pending import Pending
from server.redaction.policy import Policy
from server.redaction.states import CALL, CallPhase, Cause

FINALS_KNOWN = 64
"""How many of the latest final segments are known by their id, so that none is replaced after it was final."""


_Handler = Callable[["Machine", Any, CallPhase], tuple[Effect, ...]]


class OutOfTurn(RuntimeError):
    """Our fault: an event came that whoever drives the machine must not send in this phase."""


class Machine:
    """The state machine of one call.

    Args:
        policy: in force for the first segment.
        max_hold: seconds a segment may wait.
        memory: what the detector remembers of a call in which nothing was said.
        key: of the operator ``hash``.
    """

    def __init__(self, *, policy: Policy, max_hold: float, memory: object, key: bytes = b"") -> None:
        self.phase = CallPhase.OPEN
        self._policy = policy
        self._is_live = math.isfinite(max_hold)
        self._memory = memory
        self._book = Book()
        self._held = Held(max_hold)
        self._outbox = Outbox(self._book, key)
        self._finals: dict[str, None] = {}
        self._sequence = 0
        self._replays_to = 0  # a client that is back says again what we had up to here
        self._segments = 0
        self._judging: Pending | None = None
        self._summary: Summary | None = None

    @property
    def policy(self) -> Policy:
        """In force for the next segment."""
        return self._policy

    @property
    def durable(self) -> int:
        """The sequence up to which everything has left."""
        return self._outbox.durable

    @property
    def revisions(self) -> int:
        """How many revisions have left."""
        return self._outbox.revisions

    @property
    def is_new(self) -> bool:
        """True until the first segment came."""
        return not self._sequence

    @property
    def has_ended(self) -> bool:
        """True when the end is in the audit: what is left is to answer again."""
        return self._summary is not None

    def reaches(self, sequence: int, revision: int) -> bool:
        """True when a client that was told to forget up to a sequence can be given all that came after.

        Args:
            sequence: of a checkpoint.
            revision: how many revisions had left before it.
        """
        known = sequence <= self.durable and revision <= self.revisions
        return known and self._outbox.answers.reach(sequence, revision)

    @property
    def is_judging(self) -> bool:
        """True while the detector has something to answer. Until then only the time is taken in."""
        return self.phase in (CallPhase.JUDGING, CallPhase.ENDING)

    @property
    def deadline(self) -> float | None:
        """When the segment that has waited longest must be let go, or None when none waits."""
        if self.is_judging and self._outbox.has_cleared:
            return -math.inf  # its time was over when the segment under judgement came
        return self._held.deadline

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """Take an event in; return what is to be done, in order.

        Raises:
            SequenceGap: a segment's sequence is neither the next one nor one whose answer is kept.
            CallEnded: the call takes nothing more.
            InvalidField: a segment uses a sequence or an id for something else than before.
            OutOfTurn: the event does not belong in this phase.
        """
        following = CALL[self.phase].get(type(event))
        repeatable = following is not None or self.phase in (CallPhase.CLOSING, CallPhase.RECALLED)
        if isinstance(event, SegmentReceived) and repeatable:
            if event.segment.sequence >= self._replays_to:
                self._replays_to = 0
            repeated = self._repeat(event.segment)
            if repeated is not None:
                return repeated
        if following is None:
            raise self._refusal()
        was, self.phase = self.phase, following
        return self._HANDLERS[type(event)](self, event, was)

    def _refusal(self) -> Exception:
        if self.phase in (CallPhase.CLOSING, CallPhase.ENDED, CallPhase.RECALLED, CallPhase.ABANDONED):
            return CallEnded("The call has ended.")
        return OutOfTurn(f"not while the call is {self.phase.value}")

    # What arrives ---------------------------------------------------------------------------------------------------

    def _repeat(self, segment: Segment) -> tuple[Effect, ...] | None:
        """Answer a segment that was seen before; None for a new one. Refuse what is neither."""
        expected = self._sequence + 1
        if segment.sequence == expected:
            if segment.segment_id in self._finals:
                raise _violation("segment.segment_id", "Names a segment that was final already.")
            return None
        answers = self._outbox.answers
        kept = answers.get(segment.sequence)
        known = kept.known if kept else self._held.print_of(segment.sequence) or self._outbox.print_of(segment.sequence)
        if known is None:
            newer = None if segment.final else answers.newer(segment.sequence, segment.segment_id)
            if newer is None:
                raise SequenceGap(expected, segment.sequence)
            return (Send((replace(newer.answer, sequence=segment.sequence),)),)
        if Print.of(segment) != known:
            raise _violation("segment.sequence", "Was used for another segment.")
        # What a revision hid may be in an answer before its audit is durable: then the audit comes first here, too.
        if self.phase is CallPhase.CLOSING and kept and kept.revision > self.revisions:
            self._outbox.again_at_the_end(kept.answer)
            return ()
        unwritten = self._outbox.has_unwritten_revisions or not kept
        waiting_for_audit = self._commit() if self.phase is CallPhase.OPEN and unwritten else ()
        return (*waiting_for_audit, Send((kept.answer,))) if kept else waiting_for_audit

    def _received(self, event: SegmentReceived, _: CallPhase) -> tuple[Effect, ...]:
        self._clear(Cause.EXPIRED, math.inf if self._owes_too_much() else event.now)
        segment = event.segment
        self._sequence = segment.sequence
        self._judging = Pending(segment, self._policy, event.now)
        turn = Turn(segment.segment_id, segment.text, segment.role, segment.channel, segment.final)
        return (Judge(turn, self._memory),)

    def _judged(self, event: Judged | Unjudged, _: CallPhase) -> tuple[Effect, ...]:
        pending, self._judging = self._judging, None
        if pending is None:  # the tables let no judgement in without a segment
            raise OutOfTurn("no segment is with the detector")
        if not pending.segment.final:
            return self._answer(pending, event)
        if isinstance(event, Unjudged):
            pending.degraded = True
        pending.move(Cause.UNJUDGED if pending.degraded else Cause.JUDGED)
        self._segments += 1
        self._held.add(pending)
        self._finals[pending.segment.segment_id] = None
        if len(self._finals) > FINALS_KNOWN:
            del self._finals[next(iter(self._finals))]
        if isinstance(event, Judged):
            self._learn(event)
        self._clear(Cause.DECIDED)
        self._clear(Cause.EXPIRED, pending.since)
        return self._commit()

    def _answer(self, pending: Pending, event: Judged | Unjudged) -> tuple[Effect, ...]:
        """Answer an interim result in a safe form. It moves nothing: not the memory, not the book, not the audit."""
        if isinstance(event, Judged):
            pending.learn(event.findings)
            pending.wait_for(event.open)
        pending.degraded = isinstance(event, Unjudged)
        pending.move(Cause.INTERIM)
        answer = self._outbox.answered(pending)
        # The answer first: a checkpoint behind it may tell the client to forget what it answers.
        return (Send((answer,)), *self._commit(owed=self._owes_too_much()))

    def _owes_too_much(self) -> bool:
        """True when a client that resumes could ask for more than a call keeps: it is to be told what to forget.

        A finished call is owed whole at its end.
        """
        return self._is_live and (self._held.are_too_many or self._outbox.answers.owe_too_much(self.durable))

    def _learn(self, event: Judged | Settled) -> None:
        self._memory = event.memory
        self._held.learn(event.findings, event.open)
        self._outbox.revise(event.findings, self._held.names, self._policy)
        self._book.trim()

    # What is asked --------------------------------------------------------------------------------------------------

    def _ticked(self, event: Ticked, _: CallPhase) -> tuple[Effect, ...]:
        self._clear(Cause.EXPIRED, event.now)
        return self._commit()

    def _changed(self, event: PolicyChanged, was: CallPhase) -> tuple[Effect, ...]:
        if was is CallPhase.OPEN and not self._replays_to:
            self._policy = event.policy
        return ()

    def _flushed(self, event: FlushAsked, was: CallPhase) -> tuple[Effect, ...]:
        if was is not CallPhase.OPEN or (self._replays_to and not event.anew):
            return ()
        self._clear(Cause.FORCED, event.now)
        return self._commit()

    def _resumed(self, event: Resumed, was: CallPhase) -> tuple[Effect, ...]:
        """Tell what the client missed and cannot ask for: revisions of what it was told to forget.

        In a call that was to end, those that are not in the audit yet leave when its client asks for the end again.
        """
        missed = self._outbox.missed(event.sequence, event.revision)
        again = (Send(missed),) if missed else ()
        if was is not CallPhase.OPEN:
            return again
        # Between segments that we had nothing is said that we had not: what is said again there is done already.
        self._replays_to = self._sequence if event.sequence < self._sequence else 0
        self._clear(Cause.EXPIRED, event.now)
        return (*again, *self._commit())

    def _ending(self, event: EndAsked, was: CallPhase) -> tuple[Effect, ...]:
        if was is CallPhase.RECALLED and self._summary is not None:
            return (Send((self._summary,)),)
        if was is CallPhase.CLOSING:
            return self._commit()
        self._clear(Cause.EXPIRED, event.now)
        return (Settle(self._memory),)

    def _settled(self, event: Settled | Unsettled, _: CallPhase) -> tuple[Effect, ...]:
        if isinstance(event, Settled):
            self._learn(event)
        self._clear(Cause.FORCED)
        return self._commit()

    def _abandoned(self, _: Abandoned, was: CallPhase) -> tuple[Effect, ...]:
        if was in (CallPhase.ENDED, CallPhase.RECALLED, CallPhase.ABANDONED):
            return ()
        self._judging = None
        self._held.drop()
        self._outbox.drop()
        return (Commit((), self.durable, abandoned=True),)

    # What leaves ----------------------------------------------------------------------------------------------------

    def _clear(self, cause: Cause, now: float = 0.0) -> None:
        """Fix the form of every segment that need not wait any more."""
        for pending in self._held.let_go(cause, now):
            self._outbox.put(pending)
        self._book.trim()

    def _commit(self, *, owed: bool = False) -> tuple[Effect, ...]:
        """Offer what was cleared for the audit, with the word that the call is over when it is."""
        ended = self.phase is CallPhase.CLOSING
        return self._outbox.commit(self._reached, ended=ended, owed=owed)

    @property
    def _reached(self) -> int:
        """The sequence up to which nothing waits, neither for more to be said nor for its judgement."""
        return self._held.reached(self._sequence - (self._judging is not None))

    def _committed(self, _: Committed, was: CallPhase) -> tuple[Effect, ...]:
        responses = self._outbox.committed(self._reached)
        if was is CallPhase.CLOSING:
            self._summary = Summary(self._book.counts(), self._segments)
            self._memory = None
            responses.append(self._summary)
        return (Send(tuple(responses)),)

    _HANDLERS: ClassVar[Mapping[type[Event], _Handler]] = MappingProxyType(
        {
            SegmentReceived: _received,
            Judged: _judged,
            Unjudged: _judged,
            Ticked: _ticked,
            PolicyChanged: _changed,
            FlushAsked: _flushed,
            Resumed: _resumed,
            EndAsked: _ending,
            Settled: _settled,
            Unsettled: _settled,
            Committed: _committed,
            Abandoned: _abandoned,
        }
    )


def _violation(path: str, description: str) -> InvalidField:
    return InvalidField((FieldViolation(path, description),))
