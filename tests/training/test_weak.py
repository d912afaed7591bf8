"""Raw dialogue is taught by the rules, and what they cannot judge is neither right nor wrong."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from training import holdout, raw
from training.examples import UNKNOWN, Example, Label, Piece, join
from training.raw import CORPORA, RawCall
from training.weak import Teacher


@pytest.fixture(scope="module")
def teacher() -> Teacher:
    return Teacher()


def labelled(teacher: Teacher, *turns: tuple[str, str], clinical: bool = False) -> list[list[tuple[str, str]]]:
    call = RawCall("x", tuple((speaker, (Piece(text),)) for speaker, text in turns), clinical=clinical)
    found = []
    for _, line in teacher.teach(call):
        text, labels = join(line)
        found.append([(text[label.start : label.end], label.kind) for label in labels])
    return found


def test_what_the_rules_hear_is_a_label(teacher: Teacher) -> None:
    """A name with a cue is a name; an ordinary sentence holds nothing."""
    assert labelled(teacher, ("customer", "my name is robert miller"), ("agent", "thank you how can i help")) == [
        [("robert miller", "PERSON")],
        [],
    ]


def test_a_capital_that_the_rules_passed_over_is_left_open(teacher: Teacher) -> None:
    """It may be a name, a brand or a town: calling it ordinary would unlearn names."""
    found = labelled(teacher, ("customer", "We went to see Vornholtz in the house"))
    assert ("Vornholtz", UNKNOWN) in found[0]


def test_a_rare_word_between_doctor_and_patient_is_left_open(teacher: Teacher) -> None:
    """The rules do not know every complaint; unlearning it cost most."""
    found = labelled(teacher, ("patient", "i feel kind of woozy"), clinical=True)
    assert any("woozy" in text and kind in {UNKNOWN, "HEALTH_SYMPTOM"} for text, kind in found[0])


def test_a_name_found_once_is_known_in_the_whole_call(teacher: Teacher) -> None:
    """Somebody introduced late was the same person before."""
    found = labelled(
        teacher, ("customer", "is Oyelaran there"), ("agent", "this is Oyelaran speaking, my name is Tunde Oyelaran")
    )
    assert any("Oyelaran" in text and kind == "PERSON" for text, kind in found[0])


def read(name: str, row: dict[str, object]) -> RawCall:
    corpus = next(one for one in CORPORA if one.name == name)
    return corpus.read(row, Random(1))


def test_slots_become_labels() -> None:
    """Where a corpus says what its values are, they are taken as it says."""
    slurp = {"id": "1", "turns": [["user", "x"]], "annotation": "call [person : raju] in [place_name : new delhi]"}
    text, labels = join(read("slurp", slurp).turns[0][1])
    assert [(text[label.start : label.end], label.kind) for label in labels] == [
        ("raju", "PERSON"),
        ("new delhi", "LOCATION"),
    ]
    evi = {"id": "1", "turns": [["customer:dob", "it's the 4th of May 1980"]]}
    text, labels = join(read("evi", evi).turns[1][1])
    assert text[labels[0].start : labels[0].end] == "4th of May 1980"
    assert labels[0].kind == "DATE_OF_BIRTH"


def test_long_speeches_are_cut_into_segments() -> None:
    """A recogniser ends a segment now and then; so does the reader, without losing a word."""
    speech = " ".join(f"This is sentence number {n} of a long speech." for n in range(60))
    call = read("earnings22", {"id": "e", "turns": [["speaker_1", speech]]})
    assert len(call.turns) > 5
    assert " ".join(join(line)[0] for _, line in call.turns) == speech


def test_what_is_measured_on_is_not_learned(tmp_path: Path) -> None:
    """A dialogue, a sentence or a value of a labelled set keeps an example out; a common illness does not."""
    name, ill = {"start": 11, "end": 21, "type": "PERSON"}, {"start": 7, "end": 15, "type": "HEALTH_SYMPTOM"}
    turns = [{"text": "My name is Zoltan Bux.", "entities": [name]}, {"text": "I have headache", "entities": [ill]}]
    call = {"call_id": "c-1", "source": "somewhere 17", "turns": turns}
    (tmp_path / "x.dev.jsonl").write_text(json.dumps(call) + "\n")
    clean = holdout.load(tmp_path)
    assert clean.has_dialogue("17")
    assert not clean.has_dialogue("")
    assert clean.touches(Example((), "customer", "my name is zoltan bux", (), "x"))
    assert clean.touches(Example((), "customer", "Zoltan Bux here", (Label(0, 10, "PERSON"),), "x"))
    assert not clean.touches(Example((), "customer", "a headache", (Label(2, 10, "HEALTH_SYMPTOM"),), "x"))


def test_a_missing_corpus_gives_no_calls(tmp_path: Path) -> None:
    """Training goes on with the corpora that are there."""
    assert not list(raw.calls(tmp_path, CORPORA[0], Random(1)))
