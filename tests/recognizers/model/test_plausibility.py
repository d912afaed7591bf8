"""What the model says against what the rules know: words and numbers that are nobody's."""

from __future__ import annotations

import pytest

from recognizers.artifacts import CallArtifacts, CallContext
from recognizers.model.plausibility import moved, sift
from recognizers.model.tagged import Tagged


def sifted(text: str, part: str, kind: str, score: float = 0.9, **asked: float) -> list[tuple[str, float]]:
    """What is left when the model takes a part of a text for something."""
    start = text.index(part)
    call = CallArtifacts(text, CallContext(asked), [Tagged(start, start + len(part), kind, score)])
    return [(text[one.start : one.end], one.score) for one in sift(call)]


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("routing number please", "routing", "PERSON"),
        ("the tank holds fifty five gallons", "fifty five gallons", "ADDRESS"),
        ("the train leaves at ten thirty pm", "ten thirty pm", "ADDRESS"),
        ("we're in suite 200 on the second floor", "suite 200", "LOCATION"),
        ("i prefer wed as i am off", "wed", "PERSON"),
        ("and then the", "the", "ADDRESS"),
        ("we are calling it a row", "calling it a row", "ADDRESS"),
        ("yahoo dot com, t as in tango", "t as in tango", "ADDRESS"),
        ("it's m like mike", "m like mike", "PERSON"),
        ("uh um", "uh um", "PERSON"),
        ("i'm gon na go", "gon na", "PERSON"),
        ("Hello gent- ladies", "gent", "PERSON"),
        ("the Scottish league", "Scottish", "PERSON"),
        ("does it hurt in your elbow", "your elbow", "HEALTH_CONDITION"),
        ("your treatment goes well", "treatment", "HEALTH_PROCEDURE"),
    ],
)
def test_what_is_nobodys_stays(text: str, part: str, kind: str) -> None:
    """The name of a value, an amount, a weekday, a function word: no name and no address, however sure the model is."""
    assert sifted(text, part, kind, 0.99) == []


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("This is the chairman of Altamira.", "Altamira", "ORGANIZATION"),
        ("At Altamira, we grow.", "Altamira", "ORGANIZATION"),
        ("Altamira's revenue grew.", "Altamira", "ORGANIZATION"),
        ("We spoke with Morgan Stanley today.", "Morgan Stanley", "ORGANIZATION"),
        ("It was in Stone Creek then.", "Stone Creek", "ORGANIZATION"),
        ("As for Brazil and others.", "Brazil", "LOCATION"),
    ],
)
def test_a_firm_and_a_country_are_nobody(text: str, part: str, kind: str) -> None:
    """What stands in a firm's place is a firm, and a country is a place: few policies hide the one, most the other."""
    start = text.index(part)
    (found,) = sift(CallArtifacts(text, CallContext(), [Tagged(start, start + len(part), "PERSON", 0.99)]))
    assert (found.kind, text[found.start : found.end].removesuffix("'s")) == (kind, part)


@pytest.mark.parametrize(("text", "part"), [("We met at Priya's.", "Priya"), ("He looked at Altamira.", "Altamira")])
def test_somebody_in_a_firms_place_is_somebody(text: str, part: str) -> None:
    """A given name is a person wherever it stands, and so is who is looked at."""
    start = text.index(part)
    (found,) = sift(CallArtifacts(text, CallContext(), [Tagged(start, start + len(part), "PERSON", 0.99)]))
    assert found.kind == "PERSON"


def test_half_a_name_taken_for_a_firm_is_put_right() -> None:
    """A capital right before a sure name is the rest of it."""
    text = "including Niko Hattori and others"
    tagged = [Tagged(10, 14, "ORGANIZATION", 0.6), Tagged(15, 22, "PERSON", 0.9)]
    (found,) = sift(CallArtifacts(text, CallContext(), tagged))
    assert (found.kind, text[found.start : found.end]) == ("PERSON", "Niko Hattori")


def test_a_name_said_twice_in_a_turn_is_heard_twice() -> None:
    """The doubtful place of a name gains by the sure one; another word does not."""
    text = "bram oost is here and i ask bram or bindo"
    tagged = [Tagged(0, 9, "PERSON", 0.99), Tagged(28, 32, "PERSON", 0.4), Tagged(36, 41, "PERSON", 0.4)]
    scores = [one.score for one in sift(CallArtifacts(text, CallContext(), tagged))]
    assert scores[1] > 0.7
    assert scores[2] == pytest.approx(0.4)


def test_a_question_makes_it_likely_again() -> None:
    """What was asked for is not doubted: a street can be called anything."""
    assert sifted("fifty five gallons", "fifty five gallons", "ADDRESS", ADDRESS=1.0)
    assert sifted("sunday", "sunday", "PERSON", PERSON=1.0)


def test_hesitations_at_the_edges_are_left_out() -> None:
    """A range begins and ends with a word of its own."""
    text = "it's uh jane doe um thanks"
    assert [part for part, _ in sifted(text, "uh jane doe um", "PERSON")] == ["jane doe"]


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("found a lump", "HEALTH_CONDITION", "lump"),
        ("try monica", "PERSON", "monica"),
        ("how far is B2", "ADDRESS", "B2"),
        ("definitely marsden", "PERSON", "marsden"),
    ],
)
def test_what_leads_up_to_a_range_is_left_out(text: str, kind: str, left: str) -> None:
    """Articles of a health word, a verb before a name, and what was heard before a dictated code stay readable."""
    assert [part for part, _ in sifted(text, text, kind, **{kind: 1.0})] == [left]


def test_ordinary_words_count_for_less() -> None:
    """A dictionary's words need more than a name does."""
    assert sifted("she said gazebo tonight", "gazebo", "PERSON")[0][1] < 0.6
    assert sifted("she said jungkook tonight", "jungkook", "PERSON")[0][1] == pytest.approx(0.9)


def test_a_capital_inside_a_sentence_speaks_for_a_name() -> None:
    """Whoever wrote it took it for one."""
    assert sifted("we asked Table about it", "Table", "PERSON")[0][1] == pytest.approx(0.9)


def test_parts_side_by_side_speak_for_each_other() -> None:
    """A doubtful family name after a sure given name is more likely one."""
    text = "ask Bishop Sue about it"
    tagged = [Tagged(4, 10, "PERSON", 0.95), Tagged(11, 14, "PERSON", 0.5)]
    scores = [one.score for one in sift(CallArtifacts(text, CallContext(), tagged))]
    assert scores[0] == pytest.approx(0.95)
    assert scores[1] > 0.6


def test_evidence_moves_log_odds() -> None:
    """Evidence for and against cancels out; certainty stays within bounds."""
    assert moved(moved(0.7, 2.0), -2.0) == pytest.approx(0.7)
    assert 0 < moved(0.0, 1.0) < moved(1.0, -1.0) < 1


def test_a_place_that_is_written_like_a_pronoun_is_one() -> None:
    """"ME" is Maine and "US" a country: neither is taken for somebody."""
    assert sifted("he moved to Portland, ME last year", "Portland, ME", "ADDRESS")
    assert sifted("we came from the Dominica US border", "Dominica US", "LOCATION")
