"""One call in progress: state machine, detection and ledger, driven by what its client sends and by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from server.calls.resume import Pass, Position, rejected
from server.detection import Detection
from server.errors import CallEnded, DetectionFailed
from server.ledger.checkpoint import Head
from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, Ledger, SpanRecord
from server.ledger.ledger import Event as Happened
from server.redaction.events import (
    Abandoned,
    Commit,
    Committed,
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
from server.redaction.machine import Machine
from server.redaction.messages import Checkpoint, Response, Segment, Started, Summary
from server.redaction.policy_store import PolicyStore


class Call:
    """One call in progress. Methods take turns, all but ``meanwhile``; ``now`` is monotonic and never goes back.

    A method that raises LedgerUnavailable has released nothing. What it would have released is offered to the ledger
    again by the next one.

    Args:
        record: its beginning, as the ledger has it.
        machine: decides.
        detection: judges its turns.
        ledger: takes its audit.
        policies: of every tenant.
        max_hold: seconds a segment may wait, as the machine keeps it.
        began: when it was opened.
        region: of its language: where a phone number without a country code is from.
        resumable: False for a call that cannot be gone on with once its stream broke: it gives out no tokens.
    """

    def __init__(
        self,
        *,
        record: CallRecord,
        machine: Machine,
        detection: Detection,
        ledger: Ledger,
        policies: PolicyStore,
        max_hold: float,
        began: float,
        region: str = "",
        resumable: bool = False,
    ) -> None:
        self.record = record
        self._machine = machine
        self._detection = detection
        self._ledger = ledger
        self._policies = policies
        self._max_hold = max_hold
        self._region = region
        self._pass = Pass() if resumable else None
        self._turns = asyncio.Lock()
        self._steps = asyncio.Lock()  # of the machine: between two of one method, ``meanwhile`` may take one
        self._head: Head | None = None
        self._silent = False
        self._silence_told = False
        self.began = began
        self.taken_over = asyncio.Event()
        """Set when another stream goes on with the call. Each stream has an event of its own."""

    @property
    def name(self) -> tuple[str, str]:
        """Its tenant and its id."""
        return self.record.tenant, self.record.call_id

    @property
    def is_new(self) -> bool:
        """True until its first segment came."""
        return self._machine.is_new

    @property
    def has_ended(self) -> bool:
        """True when its end was recorded; it can be asked for its summary again."""
        return self._machine.has_ended

    @property
    def deadline(self) -> float | None:
        """When the oldest held segment must be let go, or None; call ``tick`` then."""
        return self._machine.deadline

    @property
    def is_judging(self) -> bool:
        """True while a method waits for detection, and time may go on: see ``meanwhile``."""
        return self._machine.is_judging and not self._steps.locked()

    async def receive(self, segment: Segment, now: float) -> Sequence[Response]:
        """Judge one segment; return what may leave now, this or earlier segments.

        Raises:
            SequenceGap, CallEnded, LedgerUnavailable, InvalidField.
        """
        return await self._take(SegmentReceived(segment, now))

    async def tick(self, now: float) -> Sequence[Response]:
        """Let go of what has waited long enough: open ranges masked, the rest shown.

        Raises:
            CallEnded, LedgerUnavailable.
        """
        return await self._take(Ticked(now))

    async def meanwhile(self, now: float) -> Sequence[Response]:
        """Do what ``tick`` does while another method waits for detection; otherwise nothing.

        What this returns comes before what that method is about to return.

        Raises:
            LedgerUnavailable
        """
        return await self._drive(Ticked(now)) if self.is_judging else ()

    async def flush(self, now: float, *, anew: bool = False) -> Sequence[Response]:
        """Decide and release everything held.

        Args:
            now: monotonic seconds.
            anew: True where it is not the client who asks. What a client asks for while it says again what we had,
                after a break, it has asked for before.

        Raises:
            CallEnded, LedgerUnavailable.
        """
        return await self._take(FlushAsked(now, anew))

    async def change_policy(self, policy: str, now: float) -> Sequence[Response]:  # noqa: ARG002  # an event has a time
        """Put a policy in force from the next segment.

        Raises:
            PolicyUnknown, ConfigInvalid, CallEnded.
        """
        return await self._take(PolicyChanged(self._policies.get(self.record.tenant, policy)))

    async def withdraw_consent(self, now: float) -> Sequence[Response]:
        """Judge nothing any more: a party no longer agrees. Again is no error.

        The log says so first; then what is held is released as by ``flush``. Every later segment is masked whole.

        Raises:
            CallEnded, LedgerUnavailable: ask again, and nothing is lost.
        """
        async with self._turns:
            if self._machine.has_ended:
                raise CallEnded("The call has ended.")
            # From here on nothing is judged, whatever the ledger answers; it is asked again until it has said so.
            self._silent = True
            if not self._silence_told:
                event = Happened("CONSENT_WITHDRAWN", self.record.tenant, {"call": self.record.call_id})
                await self._ledger.record(event)
                self._silence_told = True
            return await self._drive(FlushAsked(now, anew=True))

    async def end(self, now: float) -> Sequence[Response]:
        """Decide and release everything held, close the call in the ledger, and sum it up.

        Raises:
            CallEnded, LedgerUnavailable: ask again, and nothing is lost.
        """
        return await self._take(EndAsked(now))

    async def abandon(self) -> None:
        """The stream broke: record the call as ABANDONED. What is held never leaves. After ``end`` it does nothing.

        Raises:
            LedgerUnavailable
        """
        await self._take(Abandoned())

    def started(self, next_sequence: int = 1) -> Started:
        """Return what answers the configuration of a stream."""
        token = b"" if self._pass is None else self._pass.token(Position(next_sequence - 1, self._machine.revisions))
        return Started(
            next_sequence, self._machine.policy.fingerprint, self._detection.version, self._max_hold, token
        )

    async def resume(self, token: bytes, now: float, taken_over: asyncio.Event) -> Sequence[Response]:
        """Go on with the call on another stream: return what its client missed and cannot ask for, ``Started`` first.

        Whoever had the call before is told by ``taken_over``.

        Args:
            token: of a checkpoint, or of ``Started``.
            now: monotonic seconds.
            taken_over: of the new stream.

        Raises:
            ResumeRejected: the token is none of this call, or so old that what came after it is not kept any more.
            LedgerUnavailable
        """
        async with self._turns:
            position = self._pass.position(token) if self._pass is not None else None
            if position is None or not self._machine.reaches(position.sequence, position.revision):
                raise rejected()
            self.taken_over.set()
            self.taken_over = taken_over
            # Made before the call goes on: what leaves from here on comes after this position.
            started = replace(self.started(position.sequence + 1), resume_token=token)
            return [started, *await self._drive(Resumed(position.sequence, position.revision, now))]

    async def gather(self, segment: Segment) -> Sequence[Response]:
        """Judge one segment of a finished call: it is committed with all the others, by ``end``.

        Raises:
            SequenceGap, CallEnded, InvalidField.
        """
        return await self._drive(SegmentReceived(segment, 0.0), commit=False)

    async def _take(self, event: Event) -> list[Response]:
        async with self._turns:
            return await self._drive(event)

    async def _drive(self, event: Event, *, commit: bool = True) -> list[Response]:
        """Hand an event to the machine and carry out what it asks for; return what may leave.

        With ``commit`` False nothing is committed or released yet.
        """
        released: list[Response] = []
        while True:
            async with self._steps:
                answers, asked = await self._step(event, commit=commit)
            released += answers
            if asked is None:
                return released
            event = await self._judge(asked)

    async def _step(self, event: Event, *, commit: bool) -> tuple[list[Response], Judge | Settle | None]:
        """Hand one event to the machine; return what may leave, and what detection is asked."""
        released: list[Response] = []
        asked: Judge | Settle | None = None
        for effect in self._machine.handle(event):
            match effect:
                case Send(responses):
                    released += responses
                case Judge() | Settle():
                    asked = effect
                case Commit() if commit or effect.ended or effect.abandoned:
                    head = await self._ledger.commit(self._batch(effect))
                    if effect.ended:
                        self._head = head
                    if not effect.abandoned:
                        released += (await self._step(Committed(), commit=commit))[0]
        return [self._signed(response) for response in released], asked

    def _signed(self, response: Response) -> Response:
        """Give a checkpoint its token, and a summary the head of the log that holds its call."""
        if isinstance(response, Checkpoint) and self._pass is not None and not response.resume_token:
            position = Position(response.committed_sequence, self._machine.revisions)
            return replace(response, resume_token=self._pass.token(position))
        if isinstance(response, Summary) and self._head is not None:
            return replace(response, ledger_head=str(self._head))
        return response

    async def _judge(self, asked: Judge | Settle) -> Event:
        if self._silent:
            return Unjudged() if isinstance(asked, Judge) else Unsettled()
        try:
            if isinstance(asked, Judge):
                judgement = await self._detection.analyze(asked.turn, asked.memory)
                return Judged(judgement.findings, judgement.open, judgement.memory)
            judgement = await self._detection.close(asked.memory)
            return Settled(judgement.findings, judgement.open, judgement.memory)
        except DetectionFailed:
            return Unjudged() if isinstance(asked, Judge) else Unsettled()

    def _batch(self, commit: Commit) -> Batch:
        ended = CallState.ENDED if commit.ended else None
        return Batch(
            tenant=self.record.tenant,
            call_id=self.record.call_id,
            committed_sequence=commit.committed_sequence,
            entities=tuple(map(_record, commit.facts)),
            state=CallState.ABANDONED if commit.abandoned else ended,
            region=self._region,
        )


def _record(fact: Fact) -> EntityRecord:
    return EntityRecord(
        entity_id=fact.entity_id,
        entity_type=fact.entity_type,
        score=fact.score,
        recognizer=fact.recognizer,
        operator=fact.operator,
        policy_fingerprint=fact.policy_fingerprint,
        spans=tuple(
            SpanRecord(
                span.segment_id,
                fact.sequence,
                span.source_range.start,
                span.source_range.end,
                span.start_offset,
                span.end_offset,
            )
            for span in fact.spans
        ),
        value=fact.value,
        subject_id=fact.subject_id,
        revises=fact.revises,
    )
