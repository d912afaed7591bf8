"""One call = state machine + engine + ledger. Both edges, live and archive, go through here.

Ledger first, then release: what a method returns has been committed already.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from recognizers.entities import KnownIdentity
from server.detection import Detection
from server.errors import (
    CallEnded,
    DetectionFailed,
    FieldViolation,
    InvalidField,
    LanguageUnsupported,
    LedgerUnavailable,
    NotReady,
)
from server.ledger.checkpoint import Head
from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, Ledger, SpanRecord
from server.ledger.variants import region_of
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
    SegmentReceived,
    Send,
    Settle,
    Settled,
    Ticked,
    Unjudged,
    Unsettled,
)
from server.redaction.machine import Machine
from server.redaction.messages import Entity, EntitySpan, RedactedSegment, Response, Segment, Started, Summary
from server.redaction.policy_store import PolicyStore

DEFAULT_HOLD = 2.0
LONGEST_HOLD = 10.0


@dataclass(frozen=True, slots=True)
class Transcript:
    """A finished call, redacted: its segments in order, its entities with all their spans, its summary."""

    segments: tuple[RedactedSegment, ...]
    entities: tuple[Entity, ...]
    summary: Summary


class Call:
    """One call in progress. Methods are called one at a time; ``now`` is monotonic seconds and never goes back.

    A method that raises LedgerUnavailable has released nothing. What it would have released is offered to the ledger
    again by the next one.
    """

    def __init__(
        self,
        *,
        tenant: str,
        call_id: str,
        machine: Machine,
        detection: Detection,
        ledger: Ledger,
        policies: PolicyStore,
        region: str = "",
    ) -> None:
        self._tenant = tenant
        self._region = region
        self._call_id = call_id
        self._machine = machine
        self._detection = detection
        self._ledger = ledger
        self._policies = policies

    @property
    def deadline(self) -> float | None:
        """When the oldest held segment must be let go, or None; call ``tick`` then."""
        return self._machine.deadline

    async def receive(self, segment: Segment, now: float) -> Sequence[Response]:
        """Judge one segment; return what may leave now, this or earlier segments.

        Raises:
            SequenceGap, CallEnded, LedgerUnavailable, InvalidField.
        """
        return await self._drive(SegmentReceived(segment, now))

    async def tick(self, now: float) -> Sequence[Response]:
        """Let go of what has waited long enough: open ranges masked, the rest shown.

        Raises:
            CallEnded, LedgerUnavailable.
        """
        return await self._drive(Ticked(now))

    async def flush(self, now: float) -> Sequence[Response]:
        """Decide and release everything held.

        Raises:
            CallEnded, LedgerUnavailable.
        """
        return await self._drive(FlushAsked(now))

    async def change_policy(self, policy: str, now: float) -> Sequence[Response]:  # noqa: ARG002  # an event has a time
        """Put a policy in force from the next segment.

        Raises:
            PolicyUnknown, ConfigInvalid, CallEnded.
        """
        return await self._drive(PolicyChanged(self._policies.get(self._tenant, policy)))

    async def end(self, now: float) -> Sequence[Response]:
        """Decide and release everything held, close the call in the ledger, and sum it up.

        Raises:
            CallEnded, LedgerUnavailable: ask again, and nothing is lost.
        """
        return await self._drive(EndAsked(now))

    async def abandon(self) -> None:
        """The stream broke: record the call as ABANDONED. What is held never leaves. After ``end`` it does nothing.

        Raises:
            LedgerUnavailable
        """
        await self._drive(Abandoned())

    async def _drive(self, event: Event, *, commit: bool = True) -> list[Response]:
        """Hand an event to the machine and carry out what it asks for; return what may leave.

        With ``commit`` False nothing is committed or released yet.
        """
        released: list[Response] = []
        for effect in self._machine.handle(event):
            match effect:
                case Send(responses):
                    released += responses
                case Judge() | Settle():
                    released += await self._drive(await self._judge(effect), commit=commit)
                case Commit() if commit or effect.ended or effect.abandoned:
                    head = await self._ledger.commit(self._batch(effect))
                    if not effect.abandoned:
                        released += [_with_head(response, head) for response in await self._drive(Committed())]
        return released

    async def _judge(self, asked: Judge | Settle) -> Event:
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
            tenant=self._tenant,
            call_id=self._call_id,
            committed_sequence=commit.committed_sequence,
            entities=tuple(map(_record, commit.facts)),
            state=CallState.ABANDONED if commit.abandoned else ended,
            region=self._region,
        )


class Calls:
    """Opens calls.

    Args:
        detection: judges turns; shared by all calls.
        ledger: shared by all calls.
        policies: of every tenant.
        salt: what the operator ``hash`` is keyed with, for each tenant differently; empty when none is configured.
        default_hold: seconds a segment may wait when the client does not say.
        longest_hold: the most a client may ask for.
    """

    def __init__(
        self,
        *,
        detection: Detection,
        ledger: Ledger,
        policies: PolicyStore,
        salt: bytes = b"",
        default_hold: float = DEFAULT_HOLD,
        longest_hold: float = LONGEST_HOLD,
    ) -> None:
        self._detection = detection
        self._ledger = ledger
        self._policies = policies
        self._salt = salt
        self._default_hold = default_hold
        self._longest_hold = longest_hold

    async def open(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        max_hold: float | None,
        known_identities: Sequence[KnownIdentity],
        now: float,  # noqa: ARG002  # a call's time begins with its opening
    ) -> tuple[Call, Sequence[Response]]:
        """Begin a call; the responses start with ``Started``.

        Args:
            tenant: whose call it is, from the credential.
            call_id: the client's name for the call, unique for the tenant.
            policy: a name, or "" for ``default``.
            language_code: BCP-47; "" means English.
            max_hold: seconds the client lets a segment wait, or None for the server's default; capped by the server.
            known_identities: what the platform knows of the parties.
            now: monotonic seconds.

        Raises:
            PolicyUnknown, LanguageUnsupported, ConfigInvalid, CallExists, LedgerUnavailable, NotReady, InvalidField.
        """
        hold = self._hold(max_hold)
        return await self._open(
            tenant=tenant,
            call_id=call_id,
            policy=policy,
            language_code=language_code,
            hold=hold,
            known_identities=known_identities,
        )

    async def _open(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        hold: float,
        known_identities: Sequence[KnownIdentity],
    ) -> tuple[Call, Sequence[Response]]:
        rules = self._policies.get(tenant, policy)
        if language_code and language_code.replace("_", "-").split("-")[0].lower() != "en":
            raise LanguageUnsupported("This engine judges English.")
        try:
            memory = await self._detection.begin(known_identities)
        except DetectionFailed:
            raise NotReady("Detection cannot begin a call now.") from None
        version = self._detection.version
        await self._ledger.open_call(CallRecord(tenant, call_id, rules.name, rules.fingerprint, version))
        key = hmac.new(self._salt, tenant.encode(), hashlib.sha256).digest()
        call = Call(
            tenant=tenant,
            call_id=call_id,
            machine=Machine(policy=rules, max_hold=hold, memory=memory, key=key),
            detection=self._detection,
            ledger=self._ledger,
            policies=self._policies,
            region=region_of(language_code),
        )
        return call, (Started(1, rules.fingerprint, version, hold),)

    async def redact(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        known_identities: Sequence[KnownIdentity],
        segments: Iterable[Segment],
    ) -> Transcript:
        """Redact a finished call: the same as streaming it with all the time in the world, committed once.

        Args:
            tenant: whose call it is.
            call_id: unique for the tenant.
            policy: as in ``open``.
            language_code: as in ``open``.
            known_identities: as in ``open``.
            segments: in order; one whose ``sequence`` is 0 gets the next one.

        Raises:
            As ``open``, and SequenceGap. The call is then recorded as ABANDONED.
        """
        call, _ = await self._open(
            tenant=tenant,
            call_id=call_id,
            policy=policy,
            language_code=language_code,
            hold=math.inf,
            known_identities=known_identities,
        )
        try:
            released: list[Response] = []
            for place, segment in enumerate(segments, start=1):
                numbered = segment if segment.sequence else replace(segment, sequence=place)
                released += await call._drive(SegmentReceived(numbered, 0.0), commit=False)  # noqa: SLF001  # its own
            released += await call.end(0.0)
        except BaseException:
            with contextlib.suppress(LedgerUnavailable):
                await call.abandon()
            raise
        return _transcript(released)

    def _hold(self, asked: float | None) -> float:
        if asked is None:
            return self._default_hold
        if not asked >= 0:
            raise InvalidField((FieldViolation("config.max_hold", "Is negative."),))
        return min(asked, self._longest_hold)


def _with_head(response: Response, head: Head | None) -> Response:
    """Give the summary of a call the head of the log that holds it."""
    return replace(response, ledger_head=str(head)) if head is not None and isinstance(response, Summary) else response


def _transcript(released: Iterable[Response]) -> Transcript:
    """Gather what a whole call has released."""
    segments: list[RedactedSegment] = []
    entities: dict[str, Entity] = {}
    spans: dict[str, dict[EntitySpan, None]] = {}
    summary: Summary | None = None
    for response in released:
        if isinstance(response, RedactedSegment):
            segments.append(response)
            for entity in response.entities if response.final else ():
                entities[entity.entity_id] = entity
                spans.setdefault(entity.entity_id, {}).update(dict.fromkeys(entity.spans))
        elif isinstance(response, Summary):
            summary = response
    if summary is None:
        raise CallEnded("The call has ended.")
    segments.sort(key=lambda segment: segment.sequence)
    whole = tuple(replace(entity, spans=tuple(spans[entity_id])) for entity_id, entity in entities.items())
    return Transcript(tuple(segments), whole, summary)


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
    )
