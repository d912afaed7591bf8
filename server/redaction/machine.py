"""One call as a pure state machine: events in, effects out. It knows no clock, no socket and no detector.

The tables and the essay that explains them are in ``states.py``; the words it speaks are in ``events.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from recognizers.entities import Finding, Role, Turn
from server.errors import CallEnded, FieldViolation, InvalidField, SequenceGap
from server.redaction.answers import Answers, Given, Print
from server.redaction.book import Book
from server.redaction.events import (
    Abandoned,
    Commit,
    Committed,
    Effect,
    EndAsked,
    Event,
    Fact,
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
from server.redaction.messages import Checkpoint, RedactedSegment, Response, Revision, Segment, Summary
from server.redaction.pending import Cleared, Pending
from server.redaction.policy import Policy
from server.redaction.revise import fact_of, revise
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
        self._max_hold = max_hold
        self._memory = memory
        self._key = key
        self._book = Book()
        self._answers = Answers()
        self._finals: dict[str, None] = {}
        self._sequence = 0
        self._segments = 0
        self._durable = 0
        self._judging: Pending | None = None
        self._held: list[Pending] = []
        self._cleared: list[Cleared] = []
        self._revising: list[Revision | RedactedSegment] = []
        self._numbered = 0
        self._named: list[Fact] = []
        self._summary: Summary | None = None
        self.revisions = 0
        """How many revisions have left."""

    @property
    def policy(self) -> Policy:
        """In force for the next segment."""
        return self._policy

    @property
    def durable(self) -> int:
        """The sequence up to which everything has left."""
        return self._durable

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
        return sequence <= self._durable and revision <= self.revisions and self._answers.reach(sequence, revision)

    @property
    def deadline(self) -> float | None:
        """When the segment that has waited longest must be let go, or None when none waits."""
        return min((pending.since + self._max_hold for pending in self._held), default=None)

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
        kept = self._answers.get(segment.sequence)
        waiting = [Print.of(held.segment) for held in self._held if held.segment.sequence == segment.sequence]
        waiting += [cleared.known for cleared in self._cleared if cleared.composed.answer.sequence == segment.sequence]
        if kept is None and not waiting:
            newer = None if segment.final else self._answers.newer(segment.sequence, segment.segment_id)
            if newer is None:
                raise SequenceGap(expected, segment.sequence)
            return (Send((replace(newer.answer, sequence=segment.sequence),)),)
        if Print.of(segment) != (kept.known if kept else waiting[0]):
            raise _violation("segment.sequence", "Was used for another segment.")
        # What a revision hid may be in an answer before its audit is durable: then the audit comes first here, too.
        if self.phase is CallPhase.CLOSING and kept and kept.revision > self.revisions:
            if kept.answer not in self._revising:
                self._revising.append(kept.answer)
            return ()
        unwritten = self._numbered > self.revisions or not kept
        waiting_for_audit = self._commit() if self.phase is CallPhase.OPEN and unwritten else ()
        return (*waiting_for_audit, Send((kept.answer,))) if kept else waiting_for_audit

    def _received(self, event: SegmentReceived, _: CallPhase) -> tuple[Effect, ...]:
        self._clear(Cause.EXPIRED, event.now)
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
        self._held.append(pending)
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
        composed = pending.compose(self._book.fork(), self._key)
        self._answers.keep(Given(composed, Print.of(pending.segment), pending.policy), self._durable)
        return (*self._commit(), Send((composed.answer,)))

    def _learn(self, event: Judged | Settled) -> None:
        self._memory = event.memory
        for held in self._held:
            held.learn(event.findings)
            held.wait_for(event.open)
        self._revise(event.findings)

    def _revise(self, findings: Iterable[Finding]) -> None:
        """Hide what was found too late: in a segment that has left by a revision, in one that has not as if at once."""
        self._name(findings)
        held = {pending.segment.segment_id for pending in self._held}
        cleared = {one.composed.answer.segment_id: one for one in self._cleared}
        for name in dict.fromkeys(span.segment_id for finding in findings for span in finding.spans):
            if name in held:
                continue
            if name in cleared:
                one = cleared[name]
                revised = revise(one.composed, findings, one.pending.policy, self._book, self._key)
                one.composed = replace(revised.composed, facts=(*one.composed.facts, *revised.facts))
                continue
            given = self._answers.final(name)
            if given is not None:
                revised = revise(given.composed, findings, given.policy, self._book, self._key)
                if revised.revisions:
                    self._named += revised.facts
                    self._revising += revised.revisions
                    self._numbered += len(revised.revisions)
                    given = replace(given, composed=revised.composed, revision=self._numbered)
                    self._answers.keep(given, self._durable)
        self._book.trim()

    def _name(self, findings: Iterable[Finding]) -> None:
        """Have the audit learn the type and value of what left hidden as something else: "6650" was a social."""
        for finding in findings:
            named = self._book.named(finding) if self._policy.hides(finding.entity_type, finding.score) else None
            for span in named.spans if named is not None else ():
                given = self._answers.final(span.segment_id)
                if named is not None and given is not None:
                    self._named.append(fact_of(named, given.answer.sequence, span, finding.value, given.policy))

    # What is asked --------------------------------------------------------------------------------------------------

    def _ticked(self, event: Ticked, _: CallPhase) -> tuple[Effect, ...]:
        self._clear(Cause.EXPIRED, event.now)
        return self._commit()

    def _changed(self, event: PolicyChanged, _: CallPhase) -> tuple[Effect, ...]:
        self._policy = event.policy
        return ()

    def _flushed(self, event: FlushAsked, _: CallPhase) -> tuple[Effect, ...]:
        self._clear(Cause.FORCED, event.now)
        return self._commit()

    def _resumed(self, event: Resumed, was: CallPhase) -> tuple[Effect, ...]:
        """Tell what the client missed and cannot ask for: revisions of what it was told to forget.

        What was revised and is not in the audit yet leaves once it is, whole as well: a client that missed a revision
        could not apply the next one. In a call that was to end, that is when its client asks for the end again.
        """
        missed = self._answers.revised(event.sequence, event.revision, self.revisions)
        again = (Send(missed),) if missed else ()
        self._revising = list(self._answers.revised(event.sequence, self.revisions, self._numbered))
        if was is not CallPhase.OPEN:
            return again
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
        for pending in (*self._held, *(cleared.pending for cleared in self._cleared)):
            pending.move(Cause.ABANDONED)
        self._judging, self._held, self._cleared, self._revising, self._named = None, [], [], [], []
        return (Commit((), self._durable, abandoned=True),)

    # What leaves ----------------------------------------------------------------------------------------------------

    def _clear(self, cause: Cause, now: float = 0.0) -> None:
        """Fix the form of every segment that need not wait any more, each participant's in order."""
        blocked: set[tuple[Role, int]] = set()
        still: list[Pending] = []
        for pending in self._held:
            due = cause is Cause.FORCED or (cause is Cause.EXPIRED and now >= pending.since + self._max_hold)
            if pending.participant in blocked or not (due or not pending.open):
                blocked.add(pending.participant)
                still.append(pending)
                continue
            pending.move(cause if due else Cause.DECIDED)
            composed = pending.compose(self._book, self._key)
            self._cleared.append(Cleared(pending, composed, Print.of(pending.segment)))
            pending.segment = replace(pending.segment, text="", words=())
            pending.marks, pending.open = {}, ()
        self._held = still
        self._book.trim()

    def _commit(self) -> tuple[Effect, ...]:
        """Offer what was cleared for the audit, with the word that the call is over when it is."""
        ended = self.phase is CallPhase.CLOSING
        if not self._cleared and not self._named and not ended:
            return ()
        facts = [fact for cleared in self._cleared for fact in cleared.composed.facts]
        facts += self._named
        return (Commit(tuple(facts), self._reached(), ended=ended),)

    def _committed(self, _: Committed, was: CallPhase) -> tuple[Effect, ...]:
        responses: list[Response] = []
        for cleared in self._cleared:
            cleared.pending.move(Cause.COMMITTED)
            given = Given(replace(cleared.composed, facts=()), cleared.known, cleared.pending.policy)
            self._answers.keep(given, self._durable)
            responses.append(given.answer)
        responses += self._revising
        if self._reached() > self._durable or self._numbered > self.revisions:
            self._durable = self._reached()
            responses.append(Checkpoint(self._durable))
        self.revisions = self._numbered
        self._cleared, self._revising, self._named = [], [], []
        if was is CallPhase.CLOSING:
            self._summary = Summary(self._book.counts(), self._segments)
            self._memory = None
            responses.append(self._summary)
        return (Send(tuple(responses)),)

    def _reached(self) -> int:
        """Return the sequence up to which nothing is held any more."""
        return min((pending.segment.sequence for pending in self._held), default=self._sequence + 1) - 1

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
