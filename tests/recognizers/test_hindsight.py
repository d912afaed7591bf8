"""Hindsight: which turns say what an earlier one was, and of which."""

from __future__ import annotations

import pytest

from recognizers.engine import Engine
from recognizers.entities import Role, Turn


def found_in_first(engine: Engine, *turns: tuple[Role, str]) -> set[tuple[str, str]]:
    """(type, words) of what all turns find in the first of them."""
    dialogue, found = engine.begin(), set()
    for number, (role, text) in enumerate(turns):
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        dialogue = analysis.dialogue
        for finding in analysis.findings:
            spans = [span for span in finding.spans if span.segment_id == "s0"]
            found |= {(finding.entity_type, turns[0][1][span.start : span.end]) for span in spans}
    return found


@pytest.mark.parametrize(
    "pointer",
    [
        "that was my password",
        "that's my password",
        "that would be the old password",
        "which was my password",
        "is that your password",
        "was that the password",
        "it's my password",
        "i just gave you my password",
        "that is actually my wifi password there",
    ],
)
@pytest.mark.parametrize("role", [Role.AGENT, Role.CUSTOMER])
def test_words_that_point_back_tell_what_an_earlier_segment_was(engine: Engine, pointer: str, role: Role) -> None:
    """Whoever says them."""
    assert ("PASSWORD", "bramble") in found_in_first(engine, (Role.CUSTOMER, "it was bramble"), (role, pointer))


@pytest.mark.parametrize(
    "said",
    [
        "i forgot my password",
        "what is your password",
        "my password is tulip",
        "that's my password manager acting up again",
        "the password was reset",
        "that was my point",
        "is that all",
    ],
)
def test_words_that_do_not_point_back_tell_nothing(engine: Engine, said: str) -> None:
    """A question, an announcement, another matter."""
    assert not found_in_first(engine, (Role.CUSTOMER, "it was bramble"), (Role.CUSTOMER, said))


def test_the_latest_segment_that_is_an_answer_is_meant(engine: Engine) -> None:
    """Not the one before it, and not one that could not be."""
    turns = [(Role.CUSTOMER, "it was bramble"), (Role.CUSTOMER, "uh tulip"), (Role.CUSTOMER, "that's my password")]
    assert not found_in_first(engine, *turns)
    assert found_in_first(engine, *turns[1:]) == {("PASSWORD", "tulip")}


@pytest.mark.parametrize(
    "asked", ["was that the password", "was that your password", "is it the same password as before"]
)
@pytest.mark.parametrize("pointer", ["yes that's my password", "that was the password"])
def test_a_question_about_a_value_is_not_the_value(engine: Engine, asked: str, pointer: str) -> None:
    """What points is passed over for what it points at, and its words stay."""
    dialogue, found = engine.begin(), set()
    turns = [(Role.CUSTOMER, "tangerine skies"), (Role.AGENT, asked), (Role.CUSTOMER, pointer)]
    for number, (role, text) in enumerate(turns):
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        dialogue = analysis.dialogue
        spans = [span for finding in analysis.findings for span in finding.spans if finding.entity_type == "PASSWORD"]
        found |= {(span.segment_id, turns[int(span.segment_id[1:])][1][span.start : span.end]) for span in spans}
    assert found == {("s0", "tangerine skies")}


@pytest.mark.parametrize(
    ("before", "said", "secrets"),
    [
        ("i forgot my password", "the old one was tulip and the new one is crocus", {"tulip", "crocus"}),
        ("let's reset your password", "my current one is marigold", {"marigold"}),
        ("the blue chair please", "the old one was tulip wood", set()),
        ("i forgot my password", "the old one is not working", set()),
    ],
)
def test_a_call_about_a_password_makes_the_next_one_a_secret(
    engine: Engine, before: str, said: str, secrets: set[str]
) -> None:
    """Where no password was named, "the old one" is anything."""
    dialogue = engine.analyze(Turn("a", before, Role.CUSTOMER), engine.begin()).dialogue
    findings = engine.analyze(Turn("b", said, Role.CUSTOMER), dialogue).findings
    spans = [span for finding in findings if finding.entity_type == "PASSWORD" for span in finding.spans]
    assert {said[span.start : span.end] for span in spans if span.segment_id == "b"} == secrets
