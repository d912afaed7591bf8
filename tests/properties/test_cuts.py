"""A turn cut anywhere shows no more of a value than the whole turn does, by every cut point of calls like these."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from recognizers.entities import Role, Turn
from tests.properties.playing import ENGINE

# (the other side's question or "", the turn; <...> is the value)
NUMBERS = (
    (
        "what is your card number",
        "it's <four one one one two two two two three three three three four four four four> okay",
    ),
    ("", "my card number is <4111 2222 3333 4444> expires <05/29>"),
    ("can i get a phone number", "sure it's <four one five five five five oh one three four>"),
    ("", "call me back on <415-555-0134> please"),
    ("last four of your social", "<six six five oh>"),
    ("", "my social is <078-05-1120> thanks"),
    ("", "my account number is <00417288> and i need help"),
    ("", "my pin is <two nine four six>"),
    ("what's the security code", "<seven oh five>"),
    ("expiration date", "<oh nine twenty eight>"),
    ("and your passport number", "<five one nine oh oh two six seven one>"),
)
OTHERS = (
    ("confirmation code", "<x ray four papa lima seven two>"),
    ("", "the order number is <h as in hotel k two nine tango>"),
    ("and your order number", "sure that's <u as in uniform j as in juliet t as in tango seven>"),
    ("what is your policy number", "<k r eight x three l>"),
    ("what's the zip code", "<oh four one oh two>"),
    ("", "email me at <jane.doe@gmail.com> please"),
    ("what is your email", "it's <jane dot doe at gmail dot com>"),
    ("what is your email", "<tessa four seven at g m a i l dot com>"),
    ("date of birth", "<april twenty eighth nineteen eighty nine>"),
    ("what is your address", "<five nineteen harvest moon court>"),
    ("may i have your full name", "<marisol etcheverry>"),
    ("", "my name is <jennifer kowalczyk> and i want to pay"),
    ("what medication do you take", "<lisinopril> twenty milligrams"),
)
SAYS_NOTHING = {"dot", "at", "as", "in", "and"}


def parse(marked: str) -> tuple[str, set[int]]:
    """The text, and the code points of its values."""
    text, value, inside = "", set(), False
    for sign in marked:
        if sign in "<>":
            inside = sign == "<"
            continue
        if inside:
            value.add(len(text))
        text += sign
    return text, value


def shown(question: str, text: str, cut: int, edges: tuple[int, int] = (0, 0)) -> set[int]:
    """The code points of a turn, sent in two segments, that stay readable: what was found too late to hide stays so."""
    turns = [Turn("q", question, Role.AGENT)] if question else []
    turns += [Turn("a", text[:cut], Role.CUSTOMER), Turn("b", text[cut:], Role.CUSTOMER)]
    turns.append(Turn("c", "thank you and what else can i do for you", Role.AGENT))
    dialogue, released = replace(ENGINE.begin(), edges=edges), set[str]()
    visible = {"a": set(range(cut)), "b": set(range(cut, len(text)))}
    heard: list[str] = []
    for turn in turns:
        analysis = ENGINE.analyze(turn, dialogue)
        dialogue = analysis.dialogue
        heard.append(turn.segment_id)
        for span in (span for finding in analysis.findings if finding.score >= 0.5 for span in finding.spans):
            if span.segment_id in visible and span.segment_id not in released:
                shift = cut if span.segment_id == "b" else 0
                visible[span.segment_id] -= set(range(span.start + shift, span.end + shift))
        waiting = {item.span.segment_id for item in analysis.open}
        released.update(segment for segment in heard if segment not in waiting)
    return visible["a"] | visible["b"]


def leaks(question: str, marked: str, cuts: str, edges: tuple[int, int] = (0, 0)) -> list[str]:
    """What stays readable of the values, for every cut: "inside" words too, or only "between" them."""
    text, value = parse(marked)
    found = []
    for cut in range(1, len(text)):
        if cuts == "between" and not (text[cut - 1].isspace() or text[cut].isspace()):
            continue
        readable = shown(question, text, cut, edges) & value
        words = [
            m[0] for m in re.finditer(r"\w+", text) if readable & set(range(*m.span())) and m[0] not in SAYS_NOTHING
        ]
        if words:
            found.append(f"{text[:cut]}|{text[cut:]} shows {words}")
    return found


@pytest.mark.parametrize(("question", "marked"), NUMBERS)
def test_a_number_cut_at_any_character_is_hidden(question: str, marked: str) -> None:
    """Between figures, inside a number word, inside the word that announces it: no part of the number is shown."""
    assert leaks(question, marked, "inside") == []


@pytest.mark.parametrize(("question", "marked"), NUMBERS + OTHERS)
def test_a_value_cut_between_words_is_hidden(question: str, marked: str) -> None:
    """Names, addresses, dates and e-mail addresses too, when they were asked for or announced."""
    assert leaks(question, marked, "between") == []


AS_CUT = (4, 8)  # segments that showed that their client cuts anywhere, and how many there were


@pytest.mark.parametrize(("question", "marked"), NUMBERS + OTHERS)
def test_a_value_cut_between_words_is_hidden_from_a_client_that_cuts_within_them(question: str, marked: str) -> None:
    """What is held for the rest of a last word costs nothing of a value that was cut between words."""
    assert leaks(question, marked, "between", AS_CUT) == []


# "etc" is a word: what else it may begin is hidden late.
@pytest.mark.parametrize(("question", "marked"), [one for one in NUMBERS + OTHERS if "etcheverry" not in one[1]])
def test_a_value_cut_at_any_character_is_hidden_from_a_client_that_cuts_within_words(
    question: str, marked: str
) -> None:
    """Names, drugs, dates and e-mail addresses too: half a word waits for the other half, so none has left before."""
    assert leaks(question, marked, "inside", AS_CUT) == []
