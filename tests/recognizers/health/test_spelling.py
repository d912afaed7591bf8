"""Health words spelled as people type and speech-to-text hears them, and the words that only come near one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.health import lexicon, spelling
from recognizers.health.recognizer import HealthRecognizer
from recognizers.health.spelling import Spelling
from recognizers.health.words import fold


@pytest.fixture(scope="module")
def speller() -> Spelling:
    return spelling.build(lexicon.load())


@pytest.fixture(scope="module")
def recognizer() -> HealthRecognizer:
    return HealthRecognizer()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("athsma", "asthma"),
        ("paracetemol", "paracetamol"),
        ("amoxacilin", "amoxicillin"),
        ("diziness", "dizziness"),
        ("diabetis", "diabetes"),
        ("metforman", "metformin"),
        ("bronchitus", "bronchitis"),
        ("mygraine", "migraine"),
        ("alergic", "allergic"),
    ],
)
def test_a_slip_is_put_right(speller: Spelling, written: str, meant: str) -> None:
    """A letter wrong, missing, too many or out of its place, and what only sounds right."""
    assert speller.correct(("my", written)) == {1: meant}


@pytest.mark.parametrize("word", "novato ramping journey colour stelling minute bendik asthma diabetic".split())
def test_another_word_stays_what_it_is(speller: Spelling, word: str) -> None:
    """A word, a name or a place is not put right, however near it comes to a drug, nor is what is spelled well."""
    assert speller.correct((fold(word),)) == {}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("i have athsma since i was a child", "athsma"),
        ("i take paracetemol twice a day", "paracetemol"),
        ("he got diagnosed with diabetis", "diabetis"),
        ("i've had diziness and a fever", "diziness"),
    ],
)
def test_a_misspelled_health_word_is_found(recognizer: HealthRecognizer, text: str, hidden: str) -> None:
    """Where somebody has it, takes it, or speaks of health anyway."""
    found = [text[one.start : one.end] for one in recognizer.analyze(text, recognizer.supported_entities)]
    assert hidden in found


@pytest.mark.parametrize("text", ["the altima is a standard car", "we stay in novato that night", "enjoy your journey"])
def test_a_word_near_a_drug_needs_more(recognizer: HealthRecognizer, text: str) -> None:
    """Nothing else speaks of health, so a word that is one letter away from a drug is none."""
    assert recognizer.analyze(text, recognizer.supported_entities) == []


@given(st.lists(st.text("abcdefghilmnoprstuvyz", max_size=40), max_size=30))
def test_every_word_is_judged_alone_and_bounded(words: list[str]) -> None:
    """Only words of six to twenty-four letters are put right, each with the letter it begins with."""
    for at, meant in _SPELLER.correct(words).items():
        assert 6 <= len(words[at]) <= 24
        assert meant[0] == words[at][0]
        assert meant in _SPELLER.lexicon.terms


_SPELLER = spelling.build(lexicon.load())
