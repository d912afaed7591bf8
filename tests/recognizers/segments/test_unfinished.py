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


@pytest.mark.parametrize(
    "turns",
    [
        ((AGENT, "what is your name"), (CUSTOMER, "no tha"), (CUSTOMER, "nks"), (AGENT, "okay then")),
        ((AGENT, "what is your ful"), (AGENT, "l nam"), (AGENT, "e"), (CUSTOMER, "let me see")),
        ((AGENT, "anything else today"), (CUSTOMER, "no don"), (CUSTOMER, "'t worry"), (AGENT, "okay then")),
    ],
)
def test_a_word_that_has_gone_on_is_judged_as_what_it_is(turns: tuple[tuple[Role, str], ...]) -> None:
    """Half of it was taken for a name; that the other side speaks then tells nothing more of that half."""
    assert set().union(*map(hidden, play(*turns))) == set()


def test_what_was_found_whole_is_decided_though_it_is_a_word_too() -> None:
    """A name in three pieces that is a noun as well stays one, when its speaker goes on with something else."""
    turns = (AGENT, "what is your name"), (CUSTOMER, "wo"), (CUSTOMER, "o"), (CUSTOMER, "d"), (CUSTOMER, "Please help")
    assert hidden(play(*turns)[-2]) | hidden(play(*turns)[-1]) >= {"1", "2", "3"}


def test_what_is_judged_again_in_part_loses_nothing() -> None:
    """A figure that ended a number stays hidden when what follows may be the rest of its word."""
    turns = [(AGENT, "what is your phone number"), (CUSTOMER, "zero seven five four two ei"), (CUSTOMER, "ght")]
    analyses = play(*turns, (CUSTOMER, "i"), (CUSTOMER, " see "), (AGENT, "thank you"))
    assert set().union(*map(hidden, analyses)) >= {"1", "2"}


@pytest.mark.parametrize(
    ("question", "begun"),
    [
        ("what is your date of birth", "a"),
        ("what is your email", "it's jane dot do"),
        ("", "you can call me back at fo"),
        ("", "email me at jan"),
        ("", "i used to live in Massach"),
    ],
)
def test_what_may_begin_something_is_held_before_anything_is_found(question: str, begun: str) -> None:
    """A month, an address, a figure, a name: it is not left to a revision."""
    turns = [(AGENT, question)] if question else []
    assert str(len(turns)) in waiting(play(*turns, (CUSTOMER, begun))[len(turns)])


@pytest.mark.parametrize("said", ["i want to pay today", "what is your account balance", "a", "thank you"])
def test_an_everyday_word_is_not_held(said: str) -> None:
    """It may go on as another, and then that is revised: else the last word of every turn would wait."""
    assert waiting(play((CUSTOMER, said))[0]) == set()


def test_half_a_word_is_held_before_it_is_known_how_a_client_cuts() -> None:
    """In the first segments of a call, where it looks like one: what follows tells."""
    turns = (CUSTOMER, "Hel"), (CUSTOMER, "lo, i need help")
    analyses = play(*turns, edges=(0, 0))
    assert set().union(*map(hidden, analyses)) == set()


CALLS = (
    ("what is your name", "i don't remember that"),
    ("is there anything else", "no that's all goodbye"),
    ("whats your date of birth", "one moment please"),
    ("what medication do you take", "nothing at the moment thanks"),
    ("", "i want to check the balance of my account today"),
)


@pytest.mark.parametrize(("question", "said"), CALLS)
def test_ordinary_words_stay_wherever_they_are_cut(question: str, said: str) -> None:
    """By every cut point: half a word that looks like a name hides nothing of the whole one."""
    lost = []
    for cut in range(1, len(said)):
        turns = [(AGENT, question)] if question else []
        turns += [(CUSTOMER, said[:cut]), (CUSTOMER, said[cut:]), (AGENT, "okay and what else can i do")]
        if set().union(*map(hidden, play(*turns))):
            lost.append(f"{said[:cut]}|{said[cut:]}")
    assert lost == []
