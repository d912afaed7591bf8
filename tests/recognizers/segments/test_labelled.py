"""A call in one segment, with a label before each turn: read as the turns it has."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.engine import Engine
from recognizers.entities import Finding, Role, Turn
from tests.properties.playing import ENGINE, PHRASES

FEW = settings(max_examples=30, deadline=None, derandomize=True)
LABELS = {"Agent": Role.AGENT, "Customer": Role.CUSTOMER, "caller 1": Role.CUSTOMER, "Bot": Role.AUTOMATED_AGENT}


def hidden(text: str, findings: list[Finding], segment_id: str = "s") -> str:
    """The text with everything hidden as "#", as far as a default policy would."""
    places = {
        at
        for finding in findings
        for span in finding.spans
        if span.segment_id == segment_id and finding.score >= 0.5
        for at in range(span.start, span.end)
    }
    return "".join("#" if at in places and sign.isalnum() else sign for at, sign in enumerate(text))


def read(engine: Engine, text: str, **more: object) -> str:
    return hidden(text, engine.analyze(Turn("s", text, **more), engine.begin()).findings)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Agent: what is your mother's maiden name?\nCustomer: mulberry",
            "Agent: what is your mother's maiden name?\nCustomer: ########",
        ),
        (
            "agent: may i have your name please\ncaller: june park",
            "agent: may i have your name please\ncaller: #### ####",
        ),
        (
            "AGENT (00:12): security code?\r\nCUSTOMER (00:15): one two three\r\n",
            "AGENT (00:12): security code?\r\nCUSTOMER (00:15): ### ### #####\r\n",
        ),
        ("Speaker 1: what's your password\nSpeaker 2: bramble", "Speaker 1: what's your password\nSpeaker 2: #######"),
    ],
)
def test_an_answer_is_read_as_one_to_the_question_before_it(engine: Engine, text: str, shown: str) -> None:
    """Whichever way the labels are written; the labels stay."""
    assert read(engine, text) == shown


def test_what_is_asked_in_one_segment_is_answered_in_the_next(engine: Engine) -> None:
    """With a label or by the segment's role, and told at its place there."""
    first = engine.analyze(Turn("a", "Customer: hi\nAgent: what's your password?"), engine.begin())
    labelled = ("Customer: bramble\nAgent: thanks", "Customer: #######\nAgent: thanks")
    for text, shown in (labelled, ("bramble", "#######")):
        after = engine.analyze(Turn("b", text, Role.CUSTOMER), first.dialogue)
        assert hidden(text, after.findings, "b") == shown


def test_hindsight_and_what_is_open_tell_places_of_the_segment(engine: Engine) -> None:
    """A number that may go on is open where it stands; a later turn finds what an earlier line was."""
    text = "Agent: can i take the card number\nCustomer: four one one one two two two two"
    first = engine.analyze(Turn("a", text), engine.begin())
    assert {(item.span.segment_id, text[item.span.start : item.span.end]) for item in first.open} <= {
        ("a", "four one one one two two two two")
    }
    text = "Customer: it was bramble\nAgent: one moment"
    first = engine.analyze(Turn("a", text), engine.begin())
    assert hidden(text, first.findings, "a") == text
    later = engine.analyze(Turn("b", "that was my password", Role.CUSTOMER), first.dialogue)
    assert hidden(text, later.findings, "a") == "Customer: it was #######\nAgent: one moment"


@pytest.mark.parametrize(
    "text", ["Agent: how can i help you", "the system: it failed", "note\nuser: root\n", ":", "\n:\n"]
)
def test_a_text_of_one_turn_is_read_as_it_was(engine: Engine, text: str) -> None:
    """A label alone changes nothing."""
    findings = engine.analyze(Turn("s", text), engine.begin()).findings
    assert hidden(text, findings) == text


def test_a_form_is_read_as_a_whole_too(engine: Engine) -> None:
    """"Patient:" may announce a name as well as a turn."""
    text = "Patient: Marisol Etcheverry\nDoctor: Owen Brannigan\n"
    assert read(engine, text) == "Patient: ####### ##########\nDoctor: #### #########\n"


@FEW
@given(st.lists(st.tuples(st.sampled_from(sorted(LABELS)), st.sampled_from(PHRASES)), min_size=2, max_size=6))
def test_in_one_segment_no_less_is_hidden_than_turn_by_turn(turns: list[tuple[str, str]]) -> None:
    """What each turn hides when it comes by itself it hides in the segment of all, at the same words."""
    text = "\n".join(f"{label}: {said}" for label, said in turns)
    one = hidden(text, list(ENGINE.analyze(Turn("s", text), ENGINE.begin()).findings))
    dialogue, found = ENGINE.begin(), []
    for number, (label, said) in enumerate(turns):
        analysis = ENGINE.analyze(Turn(f"s{number}", said, LABELS[label]), dialogue)
        dialogue, found = analysis.dialogue, [*found, *analysis.findings]
    for number, ((_, said), line) in enumerate(zip(turns, one.split("\n"), strict=True)):
        alone = hidden(said, found, f"s{number}")
        assert all(sign == "#" for sign, before in zip(line[-len(said) :], alone, strict=True) if before == "#")


@FEW
@given(st.text(alphabet="ab:\n\x1fAgent 1Customer", max_size=60), st.text(alphabet="s\x1f0123", min_size=1, max_size=6))
def test_places_are_those_of_the_segment_whatever_it_is_called(noise: str, segment_id: str) -> None:
    """An id may hold any character; spans are inside of the text and of the segments that were sent."""
    dialogue, texts = ENGINE.begin(), {}
    for name, text in ((segment_id, f"{noise}\nAgent: the password?\nCustomer: bramble"), (segment_id + "0", noise)):
        texts[name] = text
        for final in (False, True):
            analysis = ENGINE.analyze(Turn(name, text, final=final), dialogue)
            for span in [s for f in analysis.findings for s in f.spans] + [item.span for item in analysis.open]:
                assert 0 <= span.start < span.end <= len(texts[span.segment_id])
        dialogue = analysis.dialogue
