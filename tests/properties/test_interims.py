"""Interim results as recognizers send them: growing, rewritten, shrinking; the final one with figures for words."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.entities import Role
from server.redaction.messages import RedactedSegment, Segment
from tests.properties.playing import made
from tests.properties.test_cuts import NUMBERS, OTHERS, SAYS_NOTHING, parse
from tests.redaction.fakes import RecordingLedger

FEW = settings(max_examples=150, deadline=None, derandomize=True)
# A word that was cut may be one that says nothing: "a" of "april", "i" of "in".
SHORT = SAYS_NOTHING | set("aio")

# (the other side's question or "", what the recognizer hears, what it writes in the end; the value is in <...>)
FIGURES = (
    ("can i get a phone number", "it's <four one five five five five oh one three four>", "It's 415-555-0134."),
    ("what is your card number", "<four one one one two two two two three three four four>", "4111 2222 3344"),
    ("", "my social is <oh seven eight oh five one one two oh>", "My social is 078-05-1120."),
    ("date of birth", "<april twenty eighth nineteen eighty nine>", "April 28, 1989."),
    ("what is your email", "it's <jane dot doe at gmail dot com>", "It's jane.doe@gmail.com."),
)


def readable(answer: RedactedSegment, value: set[int], text: str) -> list[str]:
    """The words of a value that can still be read in an answer."""
    spans = [span for entity in answer.entities for span in entity.spans if span.segment_id == answer.segment_id]
    hidden = {place for span in spans for place in range(span.source_range.start, span.source_range.end)}
    words = [m for m in re.finditer(r"\w+", text) if set(range(*m.span())) & value - hidden]
    return [m[0] for m in words if m[0] not in SHORT]


async def hear(question: str, hypotheses: list[tuple[str, set[int]]], final: str = "") -> tuple[list[str], str]:
    """What could be read of a value in interim results that follow each other, and the final text."""
    call, _ = await made("engine", RecordingLedger()).open(
        tenant="t", call_id="c", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
    )
    await call.receive(Segment("question", 1, question, Role.AGENT), 0.0)
    found = []
    for sequence, (text, value) in enumerate(hypotheses, start=2):
        answers = await call.receive(Segment("answer", sequence, text, Role.CUSTOMER, final=False), 0.0)
        (answer,) = [a for a in answers if isinstance(a, RedactedSegment) and a.segment_id == "answer"]
        found += [f"{text!r} shows {word}" for word in readable(answer, value, text)]
    answers = await call.receive(Segment("answer", len(hypotheses) + 2, final, Role.CUSTOMER), 0.0)
    answers = [*answers, *await call.end(0.0)]
    texts = [a.text for a in answers if isinstance(a, RedactedSegment) and a.segment_id == "answer" and a.final]
    return found, texts[0]


@pytest.mark.parametrize(("question", "marked"), NUMBERS + OTHERS)
def test_no_beginning_of_a_value_is_readable(question: str, marked: str) -> None:
    """Character by character, as the hypothesis grows: no part of the value is shown, a word not yet whole neither."""
    text, value = parse(marked)
    grows = [(text[:end], value) for end in range(1, len(text) + 1)]
    assert asyncio.run(hear(question, grows, text))[0] == []


@pytest.mark.parametrize(("question", "marked"), NUMBERS + OTHERS)
def test_a_space_at_the_end_hides_no_less(question: str, marked: str) -> None:
    """Some recognizers end every hypothesis with a space: more of the value may follow all the same."""
    text, value = parse(marked)
    grows = [(text[: m.end()] + " ", value) for m in re.finditer(r"\S+", text)]
    assert asyncio.run(hear(question, grows, text))[0] == []


@FEW
@given(case=st.sampled_from(NUMBERS + OTHERS), data=st.data())
def test_no_rewritten_hypothesis_shows_a_value(case: tuple[str, str], data: st.DataObject) -> None:
    """It grows, shrinks, loses a word, hears one twice: whatever of the value it holds is hidden."""
    question, marked = case
    text, value = parse(marked)
    words = [(m.group(), m.start() in value) for m in re.finditer(r"\S+", text)]
    hypotheses = []
    for _ in range(data.draw(st.integers(1, 5))):
        heard = words[: data.draw(st.integers(1, len(words)))]
        at = data.draw(st.integers(0, len(heard) - 1))
        change = data.draw(st.sampled_from(["none", "twice", "lost"]))
        if change == "twice":
            heard = [*heard[: at + 1], *heard[at:]]
        elif change == "lost" and heard[at][1] and len(heard) > 1:
            heard = [*heard[:at], *heard[at + 1 :]]
        said, places = "", set[int]()
        for word, secret in heard:
            said += " " if said else ""
            places |= set(range(len(said), len(said) + len(word))) if secret else set()
            said += word
        hypotheses.append((said, places))
    assert asyncio.run(hear(question, hypotheses, text))[0] == []


@pytest.mark.parametrize(("question", "marked", "written"), FIGURES)
def test_figures_may_come_with_the_final_result(question: str, marked: str, written: str) -> None:
    """Words in every hypothesis, figures in the final one: no figure of the value is in it, and no word before it."""
    text, value = parse(marked)
    grows = [(text[: m.end()], value) for m in re.finditer(r"\S+", text)]
    shown, final = asyncio.run(hear(question, grows, written))
    assert shown == []
    assert not re.search(r"\d{2}|jane|gmail|April", re.sub(r"\[\w+\]", "", final))
