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
        ("uh um", "uh um", "PERSON"),
    ],
)
def test_what_is_nobodys_stays(text: str, part: str, kind: str) -> None:
    """The name of a value, an amount, a weekday, a function word: no name and no address, however sure the model is."""
    assert sifted(text, part, kind, 0.99) == []


def test_a_question_makes_it_likely_again() -> None:
    """What was asked for is not doubted: a street can be called anything."""
    assert sifted("fifty five gallons", "fifty five gallons", "ADDRESS", ADDRESS=1.0)
    assert sifted("sunday", "sunday", "PERSON", PERSON=1.0)


def test_hesitations_at_the_edges_are_left_out() -> None:
    """A range begins and ends with a word of its own."""
    text = "it's uh jane doe um thanks"
    assert [part for part, _ in sifted(text, "uh jane doe um", "PERSON")] == ["jane doe"]


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
