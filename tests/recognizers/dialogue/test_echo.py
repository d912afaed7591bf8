"""Words that one side says after the other before it is known what they are."""

from __future__ import annotations

import pytest

from recognizers.engine import Engine
from recognizers.entities import Finding, Role, Turn
from tests.recognizers.conftest import counts, read_case

LATER = """
a: what's your address / c: <twelve oak> / a: <twelve oak>, yes? / c: <street>
a: what's your address / c: <twelve oak> / a: so <twelve oak> / c: <street> {in} <hartford>
a: Address? / c: <12 Oak> / a: <12 Oak>? / c: <Street>.
a: what's your date of birth / c: <march> / a: <march> / c: <fourth nineteen eighty two>
a: Date of birth? / c: <March> / a: <March>, okay. / c: <4th, 1982>
a: date of birth / c: {the} <fourth of march> / a: <fourth of march> okay / c: <nineteen eighty two>
a: account number / c: <seven seven oh triple> / a: <seven seven oh triple> / c: <four nine two>
a: phone number / c: <four one five double> / a: <four one five double> yes / c: <five five oh one one eight>
a: phone number / c: <four one five triple> / a: <triple>? / c: <five oh one one eight>
a: email / c: <jane dot doe> / a: <jane dot doe> yes / c: <at example dot com>
""".strip().splitlines()

KEPT = """
a: how can i help / c: it leaks / a: it leaks / c: all the time
a: what's your address / c: no thanks / a: no thanks / c: can you mail it
a: phone number / c: <four one five five five five oh one one nine> / a: one moment / c: that's all
a: anything else / c: one moment / a: one moment / c: okay
""".strip().splitlines()


def played(engine: Engine, case: str) -> tuple[list[list[Finding]], list[str], list[str]]:
    """Return what each turn of a call found, the marked words that nothing hides in the end, and others that are."""
    turns, dialogue, found = read_case(case), engine.begin(), []
    for number, (role, text, _) in enumerate(turns):
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        dialogue = analysis.dialogue
        found.append([finding for finding in analysis.findings if counts(finding)])
    left, taken = [], []
    for number, (_, text, ranges) in enumerate(turns):
        spans = [s for findings in found for f in findings for s in f.spans if s.segment_id == f"s{number}"]
        for start, end, kind in ranges:
            shown = [at for at in range(start, end) if not any(span.start <= at < span.end for span in spans)]
            left += [text[start:end]] if kind == ">" and any(text[at].isalnum() for at in shown) else []
        around = [at for at in range(len(text)) if not any(start <= at < end for start, end, _ in ranges)]
        taken += [text[at] for at in around if text[at].isalnum() and any(s.start <= at < s.end for s in spans)]
    return found, left, taken


@pytest.mark.parametrize("case", LATER)
def test_what_a_value_turns_out_to_be_holds_where_it_was_said_again(engine: Engine, case: str) -> None:
    """The other side's "twelve oak?" is hidden with the first, as the same entity, when "street" follows."""
    found, left, taken = played(engine, case)
    assert not left
    assert not taken
    again = {f.thread for findings in found for f in findings for span in f.spans if span.segment_id == "s2"}
    first = {f.thread for findings in found for f in findings for span in f.spans if span.segment_id == "s1"}
    assert again <= first


@pytest.mark.parametrize("case", KEPT)
def test_words_that_are_nothing_stay_when_they_are_said_again(engine: Engine, case: str) -> None:
    """An echo hides nothing by itself."""
    _, left, taken = played(engine, case)
    assert not left
    assert not taken


def test_an_echo_shows_no_more_of_a_number_than_what_it_repeats(engine: Engine) -> None:
    """The "double" that a number breaks off with is hidden in the read-back as in the first."""
    dialogue = engine.begin()
    for number, (role, text) in enumerate(
        [(Role.AGENT, "phone number"), (Role.CUSTOMER, "four one five double"), (Role.AGENT, "four one five double")]
    ):
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        dialogue = analysis.dialogue
        spans = [span for found in analysis.findings for span in found.spans if span.segment_id == f"s{number}"]
        hidden = {at for span in spans for at in range(span.start, span.end)}
        assert not number or {at for at, char in enumerate(text) if char.isalpha()} <= hidden


def test_an_interim_echo_shows_no_more_than_a_final_one(engine: Engine) -> None:
    """Each hypothesis of "four one five double" hides the figures that are hidden already, and the rest that waits."""
    dialogue = engine.begin()
    for number, (role, text) in enumerate([(Role.AGENT, "phone number"), (Role.CUSTOMER, "four one five double")]):
        dialogue = engine.analyze(Turn(f"s{number}", text, role), dialogue).dialogue
    text = "four one five double"
    analysis = engine.analyze(Turn("s2", text, Role.AGENT, final=False), dialogue)
    spans = [span for finding in analysis.findings for span in finding.spans] + [item.span for item in analysis.open]
    mine = [span for span in spans if span.segment_id == "s2"]
    assert all(any(span.start <= at < span.end for span in mine) for at in range(len(text)) if text[at] != " ")
