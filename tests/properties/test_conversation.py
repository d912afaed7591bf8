"""A value is hidden however the call is cut, interrupted, heard in pieces, and broken off."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.entities import Role
from server.calls import Call, Calls
from server.detection import InlineDetection
from server.redaction.messages import Checkpoint, Entity, RedactedSegment, Response, Revision, Segment, Started
from server.redaction.policy_store import PolicyStore
from tests.properties.playing import ENGINE
from tests.properties.test_cuts import NUMBERS, OTHERS, SAYS_NOTHING, parse
from tests.redaction.fakes import RecordingLedger

FEW = settings(max_examples=200, deadline=None, derandomize=True)
IDLE = ("mm hm", "okay", "uh huh", "go on", "right")
EMAIL = [case for case in OTHERS if "@" in case[1] or " at " in case[1]]


@dataclass
class Line:
    """A client with a call: it remembers what it sent, and comes back when its stream breaks."""

    calls: Calls
    call: Call | None = None
    token: bytes = b""
    sent: list[Segment] = field(default_factory=list)
    hidden: dict[str, set[int]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    async def open(self) -> None:
        self.call, responses = await self.calls.open(
            tenant="t", call_id="c", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
        )
        self.take(responses)

    async def say(self, segment: Segment) -> None:
        self.sent.append(segment)
        assert self.call is not None
        self.take(await self.call.receive(segment, 0.0))

    async def break_off(self) -> None:
        """Lose the stream, come back, and send again what was not to be forgotten."""
        assert self.call is not None
        assert await self.calls.leave(self.call)
        self.call, responses = await self.calls.resume(tenant="t", call_id="c", token=self.token, now=0.0)
        self.take(responses)
        (started,) = [response for response in responses if isinstance(response, Started)]
        for segment in self.sent[started.next_sequence - 1 :]:
            self.take(await self.call.receive(segment, 0.0))

    def take(self, responses: Sequence[Response]) -> None:
        for response in responses:
            match response:
                case Started() | Checkpoint():
                    self.token = response.resume_token
                case RedactedSegment() if response.final:
                    self.texts[response.segment_id] = response.text
                    self.hide(response.entities)
                case Revision():
                    text, at = self.texts[response.segment_id], response.redacted_range
                    self.texts[response.segment_id] = text[: at.start] + response.replacement + text[at.end :]
                    self.hide((response.entity,))

    def hide(self, entities: Sequence[Entity]) -> None:
        for span in (span for entity in entities for span in entity.spans):
            places = range(span.source_range.start, span.source_range.end)
            self.hidden.setdefault(span.segment_id, set()).update(places)


def made(ledger: RecordingLedger) -> Calls:
    return Calls(detection=InlineDetection(ENGINE), ledger=ledger, policies=PolicyStore(), resume_window=60)


@st.composite
def cuts(draw: st.DrawFn, text: str) -> list[str]:
    """A turn in up to ten segments, cut between words."""
    places = [m.end() for m in re.finditer(r"(?<=\S)\s+(?=\S)", text)]
    chosen = sorted(draw(st.sets(st.sampled_from(places), max_size=9))) if places else []
    return [text[low:high] for low, high in zip([0, *chosen], [*chosen, len(text)], strict=True)]


@FEW
@given(case=st.sampled_from([*NUMBERS, *EMAIL]), data=st.data())
def test_no_cut_interruption_or_break_shows_a_value(case: tuple[str, str], data: st.DataObject) -> None:
    """Up to ten segments, interim results before them, "mm hm" between them, the stream broken anywhere."""
    question, marked = case
    text, value = parse(marked)
    pieces = data.draw(cuts(text))

    async def play() -> dict[str, set[int]]:
        line = Line(made(RecordingLedger()))
        await line.open()
        sequence = 1
        await line.say(Segment("q", sequence, question, Role.AGENT))
        for number, piece in enumerate(pieces):
            if data.draw(st.booleans()):
                sequence += 1
                heard = piece.rstrip()[: data.draw(st.integers(1, len(piece)))]
                await line.say(Segment(f"s{number}", sequence, heard, Role.CUSTOMER, final=False))
            sequence += 1
            await line.say(Segment(f"s{number}", sequence, piece.rstrip(), Role.CUSTOMER))
            if data.draw(st.sampled_from([True, False, False])):
                await line.break_off()
            if number + 1 < len(pieces) and data.draw(st.booleans()):
                sequence += 1
                await line.say(Segment(f"i{number}", sequence, data.draw(st.sampled_from(IDLE)), Role.AGENT))
        await line.say(Segment("z", sequence + 1, "thank you and what else can i do for you", Role.AGENT))
        assert line.call is not None
        line.take(await line.call.end(0.0))
        return line.hidden

    hidden = asyncio.run(play())
    position, shown = 0, set[int]()
    for number, piece in enumerate(pieces):
        shown |= {position + place for place in range(len(piece)) if place not in hidden.get(f"s{number}", set())}
        position += len(piece)
    words = [m[0] for m in re.finditer(r"\w+", text) if set(range(*m.span())) & value & shown]
    assert [word for word in words if word not in SAYS_NOTHING] == []


def said(turns: Sequence[tuple[Role, str]]) -> tuple[list[str], RecordingLedger]:
    """What comes back of a call in the end, its revisions made; time enough passes between turns that none waits."""

    async def play() -> tuple[list[str], RecordingLedger]:
        ledger = RecordingLedger()
        line = Line(made(ledger))
        await line.open()
        assert line.call is not None
        for sequence, (role, text) in enumerate(turns, start=1):
            line.take(await line.call.tick(10.0 * sequence - 1))
            line.take(await line.call.receive(Segment(f"s{sequence}", sequence, text, role), 10.0 * sequence))
        line.take(await line.call.end(10.0 * len(turns)))
        return [line.texts[f"s{n}"] for n in range(1, len(turns) + 1)], ledger

    return asyncio.run(play())


AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("it was bramble", (CUSTOMER, "yeah that was my password")),
        ("it's whiskers", (AGENT, "is that your password")),
        ("uh mulberry", (CUSTOMER, "that's my mother's maiden name")),
    ],
)
def test_what_a_later_turn_proves_is_hidden_in_the_earlier_one(earlier: str, later: tuple[Role, str]) -> None:
    """The earlier segment has left; a revision hides the word, and the ledger has it as what it was."""
    texts, ledger = said([(CUSTOMER, earlier), later, (AGENT, "thank you")])
    assert earlier.rsplit(maxsplit=1)[-1] not in texts[0]
    assert "[PASSWORD_1]" in texts[0]
    assert [(e.entity_type, e.revises) for batch in ledger.batches for e in batch.entities] == [("PASSWORD", True)]


def test_what_was_hidden_unplaced_is_known_by_its_name_later() -> None:
    """A number was hidden as nobody's; "that was my social" changes nothing in the text, and all in the audit."""
    texts, ledger = said([(CUSTOMER, "it was 6650"), (CUSTOMER, "that was my social"), (AGENT, "thank you")])
    assert texts[0] == "it was [NUMBER_SEQUENCE_1]"
    recorded = [(e.entity_id, e.entity_type, e.value) for batch in ledger.batches for e in batch.entities]
    assert recorded[-1] == ("e1", "US_SSN", "6650")


@pytest.mark.parametrize(
    "later", ["that was my dog", "that's my point", "that was it thanks", "that was my password manager acting up"]
)
def test_what_proves_nothing_hides_nothing(later: str) -> None:
    """Words that point back, and name no value of the caller's."""
    texts, _ = said([(CUSTOMER, "it was bramble"), (CUSTOMER, later), (AGENT, "thank you")])
    assert texts[0] == "it was bramble"


CONVERSATIONS = (
    # a card read out and read back in part, then its other values
    """a: what is the card number / c: four one one one two two two two / a: uh huh two two two two
    / c: three three three three four four four five / a: ending in four four four five
    / c: no sorry four four four six / a: expiry / c: oh nine twenty eight / a: and the three digits on the back
    / c: one two three / a: zip code / c: nine oh two one oh / a: thank you""",
    # digits dictated by two people in turn
    """a: what is your phone number / c: four one five / a: four one five / c: five five five / a: five five five
    / c: oh one / a: oh one / c: three four / a: great""",
    # ten turns, with side talk
    """a: can i get the account number / c: it's seven seven / a: okay / c: oh one / a: is it raining there / c: it is
    / a: go on / c: four four / a: yes / c: nine two / a: uh huh / c: one one / a: perfect""",
    # a refused answer, then another question
    """a: what is your social / c: i'd rather not say / a: okay the last four then / c: six six five oh / a: thanks""",
    # begun again
    """a: card number please / c: four one one one no wait wrong card / c: five two oh oh eight two eight two
    / c: eight two eight two eight two one oh / a: thanks""",
    # two values at once
    """a: can i take your name and date of birth / c: jane doe / c: june fifth nineteen eighty four / a: perfect""",
)


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_no_figure_of_a_conversation_is_shown(conversation: str) -> None:
    """Two sides, read-backs, corrections, restarts, side talk: no figure that was dictated can be read."""
    turns = [(AGENT if line[0] == "a" else CUSTOMER, line[3:]) for line in re.split(r"\s*/\s*", conversation)]
    texts, _ = said(turns)
    figures = set("zero oh one two three four five six seven eight nine nineteen eighty twenty jane doe".split())
    allowed = {"the three digits on the back", "okay the last four then"}
    kept = [word for text in texts for word in re.sub("|".join(allowed), "", text).split() if word in figures]
    assert kept == [], texts


def test_a_known_address_spelled_over_segments_is_hidden() -> None:
    """Two letters say nothing, and wait; once the rest has come they are a part of the address."""
    texts, _ = said(
        [
            (CUSTOMER, "send it to ap at coppermill logistics dot com"),
            (AGENT, "coppermill with a c"),
            *((CUSTOMER, part) for part in ("yes c o p", "p e", "r", "m i l l")),
            (AGENT, "thank you"),
        ]
    )
    assert [re.sub(r"\[\w+\]", "", text) for text in texts[2:6]] == ["yes ", "", "", ""]
    assert texts[5] == "[EMAIL_ADDRESS_1]"


def test_a_read_back_is_the_same_entity() -> None:
    """Whole, in part, or put right in one place: one placeholder."""
    texts, _ = said(
        [
            (AGENT, "what is the card number"),
            (CUSTOMER, "four one one one two two two two three three three three four four four five"),
            (AGENT, "so that's ending in four four four five"),
            (AGENT, "the last four is four four four five"),
            (CUSTOMER, "no it's four four four six"),
            (AGENT, "thank you"),
        ]
    )
    assert {label for text in texts for label in re.findall(r"\[\w+\]", text)} == {"[CREDIT_CARD_1]"}, texts
