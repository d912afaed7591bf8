"""Health in calls: what must be hidden, what must stay, and what the dialogue changes."""

from __future__ import annotations

import itertools
import time
from types import SimpleNamespace

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from recognizers.health import lexicon as health_lexicon
from recognizers.health import sounds as health_sounds
from recognizers.health.recognizer import CUES, HEALTH_TYPES, HealthRecognizer
from recognizers.health.words import fold, read_words, singulars
from recognizers.speech.cues import Cue, CueMatcher
from recognizers.speech.tokens import tokenize

ALL = list(HEALTH_TYPES)
CONDITION, MEDICATION, PROCEDURE, SYMPTOM = HEALTH_TYPES


@pytest.fixture(scope="module")
def recognizer() -> HealthRecognizer:
    return HealthRecognizer()


def found(
    recognizer: HealthRecognizer, text: str, *, clinical: float = 0.0, expected: dict[str, float] | None = None
) -> list[tuple[str, str]]:
    around = SimpleNamespace(expected=expected or {}, clinical=clinical)
    results = recognizer.analyze(text, ALL, around)  # type: ignore[arg-type]
    return [(result.entity_type, text[result.start : result.end]) for result in results]


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("my dad was just diagnosed with pancreatic cancer", CONDITION, "pancreatic cancer"),
        ("she's got c o p d and it's worse", CONDITION, "c o p d"),
        ("He has P.T.S.D. from the army", CONDITION, "P.T.S.D"),
        ("my sugar has been running high", CONDITION, "sugar"),
        ("i'm three months along", CONDITION, "months along"),
        ("i broke my left wrist", CONDITION, "broke my left wrist"),
        ("he's allergic to bee stings", CONDITION, "allergic to bee stings"),
        ("she is allergic to peanuts and shellfish", CONDITION, "allergic to peanuts and shellfish"),
        ("One of us has a severe Peanut Allergy.", CONDITION, "Peanut Allergy"),
        ("the anaemia came back", CONDITION, "anaemia"),
        ("it turned out to be costochondritis", CONDITION, "costochondritis"),
        ("i had covid last week", CONDITION, "covid"),
        ("he tried to kill himself", CONDITION, "kill himself"),
        ("i'm on a water pill", MEDICATION, "water pill"),
        ("the doctor put me on ozempic", MEDICATION, "ozempic"),
        ("i take an experimental drug called zolutinib", MEDICATION, "zolutinib"),
        ("need my birth control refilled", MEDICATION, "birth control"),
        ("i have an appointment for a colonoscopy", PROCEDURE, "colonoscopy"),
        ("recovering from a c section", PROCEDURE, "c section"),
        ("booking a flu jab please", PROCEDURE, "flu jab"),
        ("Your X-rays are back", PROCEDURE, "X-rays"),
        ("they did a thyroidectomy", PROCEDURE, "thyroidectomy"),
        ("surgery on my right knee", PROCEDURE, "surgery on my right knee"),
        ("i've got a pain in my, like, lower stomach", SYMPTOM, "pain in my, like, lower stomach"),
        ("my ankle is really swollen", SYMPTOM, "ankle is really swollen"),
        ("i have had these headaches", SYMPTOM, "headaches"),
        ("i'm short of breath", SYMPTOM, "short of breath"),
    ],
)
def test_health_is_found(recognizer: HealthRecognizer, text: str, kind: str, span: str) -> None:
    """Clinical and lay words, spelled abbreviations and built phrases are found, without article or possessive."""
    assert (kind, span) in found(recognizer, text)


@pytest.mark.parametrize(
    "text",
    [
        "that price is killing me",
        "we ran a virus scan on the laptop",
        "we have a healthy pipeline",
        "tell me your pain points and stop the bleeding on renewals",
        "the new album has a sick beat",
        "that is a sick deal, crazy low",
        "i bought it blind and they were tone deaf about it",
        "my boss is allergic to long contracts",
        "our fund took a broken leg and the surgical cuts did not help",
        "at the heart of the matter",
        "i'm sick of waiting",
        "what are your operation hours",
        "it's cold outside",
        "a stroke of luck in the great depression",
        "an injection of cash was their best shot",
        "my tablet needs a stress test",
        "thanks for being patient",
        "scan the qr code before the film screening",
        "block my card",
        "i'm a cancer and she's a virgo",
        "your website is a headache",
        "confirmation number gfr 568",
        "the code is x ray four papa lima",
        "thank you ms czarnecki",
        "blackout dates and a hot lead",
    ],
)
def test_ordinary_talk_stays(recognizer: HealthRecognizer, text: str) -> None:
    """Words that only sound like health are left alone."""
    assert found(recognizer, text) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("metformin five hundred twice a day", "metformin five hundred"),
        ("Amlodipine 10 mg", "Amlodipine 10 mg"),
        ("coumadin, four milligrams", "coumadin, four milligrams"),
        ("hydrochlorothiazide 12.5 mg daily", "hydrochlorothiazide 12.5 mg"),
        ("lexapro for nine months", "lexapro"),
    ],
)
def test_a_dose_goes_with_its_drug(recognizer: HealthRecognizer, text: str, span: str) -> None:
    """A strength said right after a drug is part of it; a duration is not."""
    assert found(recognizer, text) == [(MEDICATION, span)]


@pytest.mark.parametrize(
    "text",
    [
        "my medication is lie sin a pril",
        "i take a tour of a statin",
        "the amox a sill in prescription",
        "sir tra lean fifty milligrams",
    ],
)
def test_drug_names_torn_by_recognition_are_heard(recognizer: HealthRecognizer, text: str) -> None:
    """Near a sign that a drug is meant, words that sound like a drug are one."""
    assert [kind for kind, _ in found(recognizer, text)] == [MEDICATION]


def test_torn_drug_names_need_a_sign(recognizer: HealthRecognizer) -> None:
    """The same sounds without a drug anywhere near stay, until a question asked for one."""
    text = "it's uh lie sin a pril"
    assert found(recognizer, text) == []
    assert found(recognizer, text, expected={MEDICATION: 1.0}) == [(MEDICATION, "lie sin a pril")]


def test_a_word_that_sounds_like_a_drug_and_reads_unlike_it_stays() -> None:
    """The same consonants are not enough: "execution" is no oxycodone."""
    sounds = health_sounds.load()
    assert health_sounds.key("execution") == health_sounds.key("oxycodone")
    assert sounds.window(("execution",), 0) is None


@pytest.mark.parametrize("text", ["the temperature", "any potassium", "depression"])
def test_an_ambiguous_word_needs_something_to_speak_for_it(recognizer: HealthRecognizer, text: str) -> None:
    """Alone it stays; in a clinical call it is found."""
    assert found(recognizer, text) == []
    assert found(recognizer, text, clinical=0.8) != []


def test_the_sentence_speaks_for_an_ambiguous_word(recognizer: HealthRecognizer) -> None:
    """A second health word, or somebody who says that they have it, is enough."""
    assert found(recognizer, "a virus") == []
    assert (CONDITION, "virus") in found(recognizer, "i have a virus")
    assert (CONDITION, "virus") in found(recognizer, "a virus and then pneumonia")


def test_the_question_speaks_for_the_answer(recognizer: HealthRecognizer) -> None:
    """After a question for conditions a bare word is an answer; after a weak one it is not."""
    assert found(recognizer, "depression", expected={CONDITION: 0.9}) == [(CONDITION, "depression")]
    assert found(recognizer, "depression", expected={CONDITION: 0.2}) == []


def test_a_call_becomes_clinical_by_what_is_said(recognizer: HealthRecognizer) -> None:
    """A few turns with symptoms make a call clinical; a sales call never becomes so."""
    visit = ("what brings you in today", "i've had a fever and a sore throat", "any vomiting or diarrhoea")
    sale = ("can you scan the contract", "the price is killing me", "our operations are growing")
    assert sum(recognizer.weigh(turn) for turn in visit) > 0.45
    assert sum(recognizer.weigh(turn) for turn in sale) < 0.1


def test_one_health_word_in_a_long_speech_weighs_little(recognizer: HealthRecognizer) -> None:
    """An earnings call that mentions a vaccine is no visit to the doctor."""
    speech = "revenue grew across all segments and markets in the quarter " * 20
    assert recognizer.weigh(speech + "after the flu vaccine") < 0.05


def test_questions_for_health_are_cues(recognizer: HealthRecognizer) -> None:
    """The exported cues name what a question asks for, and work with the matcher of all cues."""
    matcher = CueMatcher(Cue(kind, phrases) for kind, phrases in CUES)
    kinds = {
        mention.kind for mention in matcher.find(tokenize("Any known allergies? And what medications do you take?"))
    }
    assert kinds == {CONDITION, MEDICATION}
    assert {kind for kind, _ in CUES} == set(HEALTH_TYPES)


def test_only_the_types_asked_for_come_back(recognizer: HealthRecognizer) -> None:
    """A policy that asks for drugs gets drugs."""
    results = recognizer.analyze("metformin for my diabetes", [MEDICATION])
    assert [result.entity_type for result in results] == [MEDICATION]


def test_results_carry_the_normalised_value_and_do_not_overlap(recognizer: HealthRecognizer) -> None:
    """The value is folded, so that both spellings of one thing are one; offsets are those of the text."""
    text = "Leukaemia, and a swollen left ankle."
    results = recognizer.analyze(text, ALL)
    assert [result.recognition_metadata["value"] for result in results] == ["leukemia", "swollen left ankle"]
    assert [text[result.start : result.end] for result in results] == ["Leukaemia", "swollen left ankle"]
    assert all(one.end <= other.start for one, other in itertools.pairwise(results))


def test_it_works_in_a_stock_analyzer() -> None:
    """The recognizer can be added to anyone's AnalyzerEngine."""
    # Tokens only: the recognizer needs no trained model.
    nlp = SpacyNlpEngine()
    nlp.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]
    analyzer = AnalyzerEngine(
        registry=RecognizerRegistry([HealthRecognizer()], supported_languages=["en"]),
        nlp_engine=nlp,
        supported_languages=["en"],
    )
    results: list[RecognizerResult] = analyzer.analyze("i take lisinopril 20 mg", language="en")
    assert [(result.entity_type, result.start, result.end) for result in results] == [(MEDICATION, 7, 23)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "...",
        "\u200b",
        "😀😀",
        "'s 's",
        "a" * 60_000,
        "pain " * 13_000,
        "pain in my " * 6_000,
        "my knee is " + "is " * 20_000,
        "sick of " * 8_000,
        "x ray " * 10_000,
        "lie sin a pril " * 4_000,
    ],
    ids=lambda text: f"{text[:12]!r} of {len(text)}",
)
def test_odd_text_is_judged_quickly(recognizer: HealthRecognizer, text: str) -> None:
    """Nothing a client sends breaks it or takes time out of proportion to its length."""
    start = time.process_time()
    recognizer.analyze(text, ALL, SimpleNamespace(expected={MEDICATION: 1.0}, clinical=1.0))  # type: ignore[arg-type]
    assert time.process_time() - start < 4.0


def test_no_word_of_the_text_is_kept(recognizer: HealthRecognizer) -> None:
    """The recognizer holds nothing of what it judged."""
    before = {name: repr(value) for name, value in vars(recognizer).items()}
    recognizer.analyze("zyxwvut takes metformin", ALL)
    assert {name: repr(value) for name, value in vars(recognizer).items()} == before


def test_every_listed_phrase_is_looked_up_as_it_is_written() -> None:
    """A phrase that reading a text could never produce would be dead weight; the public lists hold none."""
    lexicon = health_lexicon.load()
    dead = [phrase for phrase in lexicon.terms if " ".join(read_words(tokenize(phrase)).folded) != phrase]
    assert dead == []


def test_folding_joins_spellings() -> None:
    """British and American spelling, possessive and plural come together."""
    assert fold("oedema") == fold("edema") == "edema"
    assert fold("tumour") == "tumor"
    assert fold("crohn's") == "crohn"
    assert "headache" in singulars("headaches")
    assert "biopsy" in singulars("biopsies")
    assert singulars("diagnosis") == ()
    assert read_words(tokenize("An M.R.I. of 12.5, type 2")).folded == (
        "an",
        "m",
        "r",
        "i",
        "of",
        "12",
        "five",
        ",",
        "type",
        "two",
    )
