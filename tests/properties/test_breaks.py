"""Whatever is lost on the way, and whenever the ledger is away, a client that comes back has what it would have had."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from recognizers.entities import Role
from server.calls import Call, Calls
from server.detection import InlineDetection
from server.errors import LedgerUnavailable
from server.redaction.messages import Checkpoint, RedactedSegment, Response, Revision, Segment, Started, Summary
from server.redaction.policy_store import PolicyStore
from tests.properties.playing import ENGINE
from tests.redaction.fakes import RecordingLedger

FEW = settings(max_examples=120, deadline=None, derandomize=True, phases=[Phase.generate])
AGENT, CUSTOMER, OTHER = (Role.AGENT, 0), (Role.CUSTOMER, 0), (Role.CUSTOMER, 1)
SAID = {
    AGENT: "what is your password / is that your password / mm hm / thank you / what is the card number / four oh one"
    " / can i take your name / one moment",
    CUSTOMER: "it was bramble / yeah that was my password / it was 6650 / that was my social / jane doe"
    " / four oh one two / eight eight eight eight / uh mulberry / that's my mother's maiden name / okay / 41",
    OTHER: "hello / my name is tom / five five five / oh one three four thanks / it was clover / that was my password",
}


@dataclass(frozen=True)
class Policy:
    name: str


@dataclass(frozen=True)
class Flush:
    pass


Message = Segment | Policy | Flush


@st.composite
def scripts(draw: st.DrawFn) -> list[tuple[float, Message]]:
    """What a client sends, with the pause before each: interim results, final ones, and what else there is."""
    sent: list[tuple[float, Message]] = []
    sequence = 0
    for number in range(draw(st.integers(3, 12))):
        pause = draw(st.sampled_from([0.0, 0.0, 0.4, 1.1, 3.0]))
        if draw(st.integers(0, 7)) == 0:
            sent.append((pause, draw(st.sampled_from([Policy("strict"), Policy("pci"), Policy("default"), Flush()]))))
            continue
        participant = draw(st.sampled_from([AGENT, CUSTOMER, CUSTOMER, CUSTOMER, OTHER]))
        text = draw(st.sampled_from(SAID[participant].split(" / ")))
        whole = Segment(f"s{number}", 0, text, *participant[:1], channel=participant[1])
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            sequence += 1
            heard = text[: draw(st.integers(1, len(text)))]
            sent.append((0.0, replace(whole, sequence=sequence, text=heard, final=False)))
        sequence += 1
        sent.append((pause, replace(whole, sequence=sequence)))
    return sent


@dataclass
class Line:
    """A call and its client, who sees answers one by one and may lose the stream between any two of them."""

    loses: Callable[[], bool]
    away: Callable[[], bool]
    ledger: RecordingLedger = field(default_factory=RecordingLedger)
    now: float = 0.0
    call: Call | None = None
    token: bytes = b""
    texts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    revised: list[tuple[str, str]] = field(default_factory=list)
    summary: Summary | None = None
    broken: bool = False

    async def open(self) -> None:
        self.calls = Calls(
            detection=InlineDetection(ENGINE), ledger=self.ledger, policies=PolicyStore(), resume_window=600
        )
        self.call, responses = await self.calls.open(
            tenant="t", call_id="c", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
        )
        (started,) = [response for response in responses if isinstance(response, Started)]
        self.token = started.resume_token

    async def play(self, script: Sequence[tuple[float, Message]]) -> None:
        """Send all of it and the end, again from where the call goes on whenever the stream broke."""
        await self.open()
        clock = [sum(pause for pause, _ in script[: place + 1]) for place in range(len(script))]
        at = 0
        while self.summary is None:
            if self.broken:
                at = await self.back(script)
            while at < len(script) and not self.broken:
                await self.wait_until(clock[at])
                if not self.broken:
                    await self.send(script[at][1])
                    at += 1
            if not self.broken:
                await self.asks(lambda: self.call.end(self.now))

    async def back(self, script: Sequence[tuple[float, Message]]) -> int:
        """Come back; return the place in the script from which to send again."""
        assert self.call is not None
        assert await self.calls.leave(self.call)
        self.broken = False
        self.ledger.broken = False
        self.call, responses = await self.calls.resume(tenant="t", call_id="c", token=self.token, now=self.now)
        (started,) = [response for response in responses if isinstance(response, Started)]
        self.take(responses)
        first = started.next_sequence
        known = [place for place, (_, m) in enumerate(script) if isinstance(m, Segment) and m.sequence < first]
        return known[-1] + 1 if known else 0

    async def wait_until(self, until: float) -> None:
        assert self.call is not None
        while self.call.deadline is not None and self.call.deadline <= until and not self.broken:
            self.now = max(self.now, self.call.deadline)
            await self.asks(lambda: self.call.tick(self.now))
        self.now = max(self.now, until)

    async def send(self, message: Message) -> None:
        call, now = self.call, self.now
        assert call is not None
        match message:
            case Segment():
                await self.asks(lambda: call.receive(message, now))
            case Policy():
                await self.asks(lambda: call.change_policy(message.name, now))
            case Flush():
                await self.asks(lambda: call.flush(now))

    async def asks(self, work: Callable[[], Awaitable[Sequence[Response]]]) -> None:
        self.ledger.broken = self.away()
        try:
            self.take(await work())
        except LedgerUnavailable:
            self.broken = True

    def take(self, responses: Sequence[Response]) -> None:
        """See answers, until the stream breaks: the rest is lost."""
        for response in responses:
            self.broken = self.broken or self.loses()
            if self.broken:
                return
            match response:
                case Started() | Checkpoint():
                    self.token = response.resume_token
                case RedactedSegment() if response.final:
                    self.segment(response)
                case Revision():
                    self.revise(response)
                case Summary():
                    self.summary = response

    def segment(self, answer: RedactedSegment) -> None:
        before = self.texts.get(answer.segment_id)
        assert before is None or shows(before) >= shows(answer.text), "what was hidden is shown"
        self.texts[answer.segment_id] = answer.text
        if answer.sequence not in self.order:
            self.order.append(answer.sequence)
        for entity in answer.entities:
            for span in entity.spans:
                if span.segment_id == answer.segment_id:
                    place = span.redacted_range
                    self.labels.setdefault(entity.entity_id, set()).add(answer.text[place.start : place.end])

    def revise(self, revision: Revision) -> None:
        text, at = self.texts[revision.segment_id], revision.redacted_range
        hidden = text[at.start : at.end]
        assert hidden.strip()
        assert "[" not in hidden, "it hides what was hidden"
        self.texts[revision.segment_id] = text[: at.start] + revision.replacement + text[at.end :]
        self.revised.append((revision.segment_id, hidden))


def shows(text: str) -> int:
    """How many letters and figures of a redacted text were said."""
    shown, depth = 0, 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        shown += depth == 0 and sign.isalnum()
    return shown


@FEW
@given(script=scripts(), data=st.data())
def test_a_client_that_loses_answers_has_them_in_the_end(
    script: list[tuple[float, Message]], data: st.DataObject
) -> None:
    """Broken between any two answers, with a ledger that comes and goes: the same texts, the same audit, once."""
    uncut = Line(lambda: False, lambda: False)
    asyncio.run(uncut.play(script))
    chance = data.draw(st.randoms(use_true_random=False))
    breaks = [0]

    def now_and_then(share: float) -> bool:
        breaks[0] += 1
        return breaks[0] < 150 and chance.random() < share

    line = Line(lambda: now_and_then(0.12), lambda: now_and_then(0.06))
    asyncio.run(line.play(script))
    assert line.texts == uncut.texts
    assert facts(line.ledger) == facts(uncut.ledger)
    assert line.summary == uncut.summary
    assert all(len(labels) == 1 for labels in line.labels.values())
    assert len(set(line.revised)) == len(line.revised)
    finals = [message for _, message in script if isinstance(message, Segment) and message.final]
    for participant in (AGENT, CUSTOMER, OTHER):
        sent = [one.sequence for one in finals if (one.role, one.channel) == participant]
        assert [sequence for sequence in uncut.order if sequence in sent] == sent


def facts(ledger: RecordingLedger) -> list[tuple[object, ...]]:
    """All that was recorded, as often as it was."""
    return sorted(
        (one.entity_id, one.entity_type, one.value, one.revises, span.segment_id, span.start, span.end)
        for batch in ledger.batches
        for one in batch.entities
        for span in one.spans
    )
