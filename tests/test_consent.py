"""A party withdraws their consent within a call: from then on nothing is judged, whatever breaks meanwhile."""

from __future__ import annotations

import pytest

from recognizers.entities import Turn
from server.calls import Call, Calls
from server.detection import InlineDetection, Judgement
from server.errors import CallEnded, LedgerUnavailable
from server.ledger.ledger import CallState
from server.redaction.messages import RedactedSegment, Started
from server.redaction.policy_store import PolicyStore
from tests.redaction.fakes import Digits, RecordingLedger, said, segments


class Listening(InlineDetection):
    """Notes what it was given to judge."""

    def __init__(self) -> None:
        super().__init__(Digits())
        self.heard: list[str] = []

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        self.heard.append(turn.text)
        return await super().analyze(turn, memory)


async def opened(detection: InlineDetection, ledger: RecordingLedger) -> tuple[Calls, Call, bytes]:
    calls = Calls(detection=detection, ledger=ledger, policies=PolicyStore(), resume_window=60)
    call, (started,) = await calls.open(
        tenant="acme", call_id="call-1", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
    )
    assert isinstance(started, Started)
    return calls, call, started.resume_token


def masked(answers: list[RedactedSegment]) -> bool:
    return all(answer.degraded and answer.text == "[REDACTED]" for answer in answers)


async def test_nothing_is_judged_from_then_on() -> None:
    """Not what follows, final or not, and not what was still open; the log says so once, and before anything leaves."""
    detection, ledger = Listening(), RecordingLedger()
    _, call, _ = await opened(detection, ledger)
    assert list(await call.receive(said(1, "the number is 4155"), 0.0)) == []
    (held, *_) = segments(await call.withdraw_consent(1.0))
    assert (held.sequence, held.degraded, "4155" in held.text) == (1, False, False)
    assert list(segments(await call.withdraw_consent(1.5))) == []
    heard = list(detection.heard)
    answers = segments(await call.receive(said(2, "jane 550134", final=False), 2.0))
    answers += segments(await call.receive(said(3, "jane 550134 and more"), 3.0))
    assert len(answers) == 2
    assert masked(answers)
    await call.end(4.0)
    assert detection.heard == heard
    assert [(event.kind, dict(event.body)) for event in ledger.events] == [("CONSENT_WITHDRAWN", {"call": "call-1"})]
    later = [fact for batch in ledger.batches for fact in batch.entities if fact.spans[0].sequence > 1]
    assert {(fact.entity_type, fact.value) for fact in later} == {("UNJUDGED", "")}
    assert ledger.states == [CallState.ENDED]
    with pytest.raises(CallEnded):
        await call.withdraw_consent(5.0)


async def test_a_ledger_that_is_away_changes_nothing() -> None:
    """The client is told to ask again; until then nothing is judged all the same, and the log says it once."""
    detection, ledger = Listening(), RecordingLedger()
    _, call, _ = await opened(detection, ledger)
    ledger.broken = True
    with pytest.raises(LedgerUnavailable):
        await call.withdraw_consent(0.0)
    ledger.broken = False
    assert masked(segments(await call.receive(said(1, "jane 4155550134"), 1.0)))
    assert detection.heard == []
    for _ in range(2):
        await call.withdraw_consent(2.0)
    assert len(ledger.events) == 1


async def test_it_holds_when_the_stream_breaks() -> None:
    """The call that is gone on with on another stream is as silent as it was."""
    detection, ledger = Listening(), RecordingLedger()
    calls, call, token = await opened(detection, ledger)
    await call.withdraw_consent(0.0)
    await calls.leave(call)
    again, _ = await calls.resume(tenant="acme", call_id="call-1", token=token, now=1.0)
    assert masked(segments(await again.receive(said(1, "jane 4155550134"), 2.0)))
    assert detection.heard == []
    await calls.close()
