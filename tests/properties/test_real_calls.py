"""Labelled calls of real people and of hard cases, cut, interrupted, broken off, with a clock: nothing gets out."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from recognizers.entities import Role
from server.calls import Call, Calls
from server.detection import InlineDetection
from server.redaction.messages import Checkpoint, Entity, RedactedSegment, Response, Revision, Segment, Started
from server.redaction.policy_store import PolicyStore
from tests.properties.playing import ENGINE
from tests.properties.test_cuts import SAYS_NOTHING
from tests.redaction.fakes import RecordingLedger

DATA = Path(__file__).parents[3] / "shared" / "data"
SETS = ("hard_cases", "star", "abcd", "evi")
CALLS = 4  # of each set, with each seed
HOLD = 2.0
NUMBERS = frozenset(
    """PHONE_NUMBER EMAIL_ADDRESS CREDIT_CARD CARD_CVV CARD_EXPIRY BANK_ACCOUNT US_SSN GOV_ID ACCOUNT_ID NUMBER_SEQUENCE
    IP_ADDRESS""".split()
)
ASIDE = SAYS_NOTHING | set("uh um er is the it it's of my number dash no okay then a i".split())


@dataclass
class Client:
    """Sends a call as its clock goes, and remembers what came back, and when."""

    calls: Calls
    chance: random.Random
    call: Call | None = None
    token: bytes = b""
    now: float = 0.0
    sent: list[Segment] = field(default_factory=list)
    due: dict[int, float] = field(default_factory=dict)
    back: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    hidden: dict[str, set[int]] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)

    async def open(self) -> None:
        self.call, responses = await self.calls.open(
            tenant="t", call_id="c", policy="", language_code="", max_hold=HOLD, known_identities=(), now=0.0
        )
        self.take(responses)

    async def say(self, segment: Segment) -> None:
        assert self.call is not None
        self.sent.append(segment)
        self.due[segment.sequence] = self.now + HOLD
        self.take(await self.call.receive(segment, self.now))
        if self.chance.random() < 0.08:
            assert await self.calls.leave(self.call)
            self.call, responses = await self.calls.resume(tenant="t", call_id="c", token=self.token, now=self.now)
            self.take(responses)
            (started,) = [response for response in responses if isinstance(response, Started)]
            for again in self.sent[started.next_sequence - 1 :]:
                self.take(await self.call.receive(again, self.now))

    async def wait(self, seconds: float) -> None:
        until = self.now + seconds
        assert self.call is not None
        while self.call.deadline is not None and self.call.deadline <= until:
            self.now = self.call.deadline
            self.take(await self.call.tick(self.now))
        self.now = until

    def take(self, responses: Sequence[Response]) -> None:
        for response in responses:
            match response:
                case Started() | Checkpoint():
                    self.token = response.resume_token
                case RedactedSegment() if response.final:
                    if response.sequence not in self.back:
                        self.back.append(response.sequence)
                        self.late += [response.sequence] if self.now > self.due[response.sequence] else []
                    self.hide(response.entities)
                    self.read_labels(response)
                case Revision():
                    self.hide((response.entity,))

    def hide(self, entities: Sequence[Entity]) -> None:
        for span in (span for entity in entities for span in entity.spans):
            places = range(span.source_range.start, span.source_range.end)
            self.hidden.setdefault(span.segment_id, set()).update(places)

    def read_labels(self, answer: RedactedSegment) -> None:
        for entity in answer.entities:
            for span in entity.spans:
                if span.segment_id == answer.segment_id:
                    at = span.redacted_range
                    self.labels.setdefault(entity.entity_id, set()).add(answer.text[at.start : at.end])


Piece = tuple[Segment, int, int]
"""A segment, which turn it is of, and where it begins there."""


def turns_of(call: dict) -> list[Segment]:
    agents = {"agent", "doctor", "system", "assistant"}
    return [
        Segment(f"t{n}", 0, turn["text"], Role.AGENT if turn["speaker"].lower() in agents else Role.CUSTOMER)
        for n, turn in enumerate(call["turns"])
    ]


def cut(turns: Sequence[Segment], chance: random.Random) -> list[Piece]:
    pieces = []
    for number, turn in enumerate(turns):
        places = [m.end() for m in re.finditer(r"(?<=\S)\s+(?=\S)", turn.text)]
        chosen = sorted(chance.sample(places, min(chance.choice([0, 1, 2, 3]), len(places))))
        for part, (low, high) in enumerate(zip([0, *chosen], [*chosen, len(turn.text)], strict=True)):
            segment = replace(turn, segment_id=f"t{number}.{part}", text=turn.text[low:high].rstrip())
            pieces.append((segment, number, low))
    return pieces


async def play(pieces: Sequence[Piece], chance: random.Random) -> Client:
    calls = Calls(
        detection=InlineDetection(ENGINE), ledger=RecordingLedger(), policies=PolicyStore(), resume_window=60
    )
    client, sequence = Client(calls, chance), 0
    await client.open()
    for piece, _, _ in pieces:
        for _ in range(chance.choice([0, 0, 1, 2])):
            sequence += 1
            heard = piece.text[: chance.randint(1, max(1, len(piece.text)))]
            await client.say(replace(piece, sequence=sequence, text=heard, final=False))
        sequence += 1
        await client.say(replace(piece, sequence=sequence))
        await client.wait(chance.choice([0.1, 0.5, 1.0, 1.7]))
    assert client.call is not None
    client.take(await client.call.end(client.now))
    return client


async def whole(turns: Sequence[Segment]) -> dict[int, set[int]]:
    """Turn -> the places that the whole call hides as a number or an address."""
    calls = Calls(detection=InlineDetection(ENGINE), ledger=RecordingLedger(), policies=PolicyStore())
    transcript = await calls.redact(
        tenant="t", call_id="c", policy="", language_code="", known_identities=(), segments=turns
    )
    found: dict[int, set[int]] = {}
    for span in (span for entity in transcript.entities if entity.entity_type in NUMBERS for span in entity.spans):
        places = range(span.source_range.start, span.source_range.end)
        found.setdefault(int(span.segment_id[1:]), set()).update(places)
    return found


def leaks(call: dict, pieces: Sequence[Piece], hides: dict[int, set[int]], hidden: dict[str, set[int]]) -> list[str]:
    """The words of a labelled value that the whole call hides, and that can be read of the pieces in the end."""
    found = []
    for piece, number, low in pieces:
        spans = call["turns"][number].get("entities", [])
        value = {at for span in spans for at in range(span["start"], span["end"])} & hides.get(number, set())
        shown = value - {low + at for at in hidden.get(piece.segment_id, ())}
        for word in re.finditer(r"[\w'@.]+", piece.text):
            places = {low + at for at in range(*word.span()) if piece.text[at].isalnum()}
            if places & shown and word[0].lower() not in ASIDE:
                found.append(f"{call['call_id']}: {piece.text!r} shows {word[0]!r}")
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", SETS)
def test_no_cut_interruption_or_break_of_a_real_call_shows_a_value(name: str, seed: int) -> None:
    """Each segment comes back once, in order, on time; an entity has one placeholder; no value the whole call hides."""
    path = DATA / f"{name}.dev.jsonl"
    if not path.exists():
        pytest.skip("the labelled calls are not here")
    chance = random.Random(seed)  # it only has to be repeatable
    chosen = chance.sample(path.read_text(encoding="utf-8").splitlines(), CALLS)
    for call in map(json.loads, chosen):
        turns = turns_of(call)
        pieces = cut(turns, chance)
        client = asyncio.run(play(pieces, chance))
        finals = {segment.sequence: segment for segment in client.sent if segment.final}
        for role in {segment.role for segment in finals.values()}:
            sent = [sequence for sequence, segment in finals.items() if segment.role is role]
            assert [sequence for sequence in client.back if finals[sequence].role is role] == sent
        assert client.late == []
        assert all(len(labels) == 1 for labels in client.labels.values())
        assert leaks(call, pieces, asyncio.run(whole(turns)), client.hidden) == []
