"""What was found in a last word that may go on is decided when it has gone on, or when somebody else speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recognizers.entities import Analysis, Role, Turn
from tests.properties.playing import ENGINE

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER
AS_CUT, TRIMMED = (4, 8), (0, 8)


def play(*turns: tuple[Role, str], edges: tuple[int, int] = AS_CUT) -> list[Analysis]:
    """The judgement of each turn of a call whose client cuts so, and of its end."""
    dialogue, done = replace(ENGINE.begin(), edges=edges), []
    for number, (role, text) in enumerate(turns):
        done.append(ENGINE.analyze(Turn(str(number), text, role), dialogue))
        dialogue = done[-1].dialogue
    return [*done, ENGINE.close(dialogue)]


def hidden(analysis: Analysis) -> set[str]:
    """The segments of which something is decided to be hidden."""
    return {span.segment_id for finding in analysis.findings for span in finding.spans if finding.score >= 0.5}


def waiting(analysis: Analysis) -> set[str]:
    """The segments that are held."""
    return {item.span.segment_id for item in analysis.open}


NAME = (AGENT, "what is your name"), (CUSTOMER, "it's jenn")


def test_a_last_word_that_may_go_on_is_held_and_not_hidden() -> None:
    """What was hidden once stays hidden, so half a word is not judged."""
    analysis = play(*NAME)[1]
    assert waiting(analysis) == {"1"}
    assert hidden(analysis) == set()


def test_its_speaker_ends_the_word() -> None:
    """Then all of it is hidden, and nothing is held for it any more."""
    analysis = play(*NAME, (CUSTOMER, "ifer and i want to pay "))[2]
    assert hidden(analysis) >= {"1", "2"}
    assert "1" not in waiting(analysis)


@pytest.mark.parametrize("said", ["thank you and what else can i do", "mm hm"])
def test_somebody_else_speaks(said: str) -> None:
    """Then the word was whole, if only a back-channel word was said."""
    analysis = play(*NAME, (AGENT, said))[2]
    assert "1" in hidden(analysis)
    assert "1" not in waiting(analysis)


def test_the_call_ends() -> None:
    """Then the word was whole."""
    assert "1" in hidden(play(*NAME)[-1])


def test_a_word_in_three_segments_is_held_to_its_end() -> None:
    """The piece in the middle decides nothing."""
    analyses = play((AGENT, "what is your name"), (CUSTOMER, "it's jen"), (CUSTOMER, "ni"), (CUSTOMER, "fer yes "))
    assert "1" in waiting(analyses[2]) | hidden(analyses[2]) | waiting(analyses[1])
    assert hidden(analyses[3]) >= {"1", "2", "3"}


def test_half_a_word_that_proves_ordinary_is_shown() -> None:
    """Half of "appointment" may be taken for a name; no part of the whole is hidden."""
    turns = (AGENT, "and your name please"), (CUSTOMER, "i'd like an app"), (CUSTOMER, "ointment for friday ")
    shown = set().union(*map(hidden, play(*turns)))
    assert shown & {"1", "2"} == set()


def test_a_client_that_trims_its_segments_waits_for_nothing() -> None:
    """Its last words are whole: what is found is hidden at once, and the segment leaves."""
    analysis = play(*NAME, edges=TRIMMED)[1]
    assert hidden(analysis) == {"1"}
    assert waiting(analysis) == set()
