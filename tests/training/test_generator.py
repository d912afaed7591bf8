"""The generator invents calls: the same ones by the same seed, in every form, with every type and with its traps."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from training.examples import KINDS, UNKNOWN, Example, Piece, cut, in_context, join
from training.generator import asr, disfluency, forms
from training.generator.calls import calls
from training.generator.forms import Form
from training.generator.grammar import expand, play
from training.generator.lists import Lists, load, scenes
from training.generator.values import Cast


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    """Without the data folder the recognizers' own lists are enough."""
    return load(tmp_path_factory.mktemp("no data"))


@pytest.fixture(scope="module")
def invented(lists: Lists) -> list[Example]:
    return list(calls(lists, seed=7, turns=6000))


def test_the_same_seed_gives_the_same_calls(lists: Lists) -> None:
    """Another process with the same seed trains on the same turns; another seed, on others."""
    first, again = list(calls(lists, 3, 300)), list(calls(lists, 3, 300))
    assert first == again
    assert first != list(calls(lists, 4, 300))


def test_every_type_is_there_and_ordinary_turns_outnumber_them(invented: list[Example]) -> None:
    """Each type is learned, and at least as many turns hold nothing at all."""
    kinds = Counter(label.kind for example in invented for label in example.labels)
    assert set(kinds) == {*KINDS, UNKNOWN}
    assert all(kinds[kind] >= 20 for kind in KINDS)
    assert sum(not example.labels for example in invented) >= len(invented) / 2


def test_labels_lie_on_whole_words(invented: list[Example]) -> None:
    """No label begins or ends inside a word or on a space, and none overlaps the next."""
    for example in invented:
        end = 0
        for label in example.labels:
            value = example.text[label.start : label.end]
            assert value == value.strip() != ""
            assert label.start >= end
            end = label.end
            before = example.text[label.start - 1 : label.start]
            assert not (before.isalnum() and value[0].isalnum())


def test_a_turn_knows_what_was_said_before(invented: list[Example]) -> None:
    """An answer comes with its question, three turns at most."""
    assert max(len(example.context) for example in invented) == 3
    answers = [e for e in invented if e.labels and len(e.text.split()) == 1 and e.context]
    assert any("name" in example.context[-1][1].lower() for example in answers)


def test_a_lexical_call_has_no_figures_capitals_or_marks(lists: Lists) -> None:
    """The lexical form is words alone."""
    line = (Piece("My name is "), Piece("Anna-Lena O'Hara", "PERSON"), Piece(", born on the 22nd; 4 of us."))
    text, labels = join(forms.write(line, Form.LEXICAL, Random(1)))
    assert text == "my name is anna lena o'hara born on the twenty second four of us"
    assert [text[label.start : label.end] for label in labels] == ["anna lena o'hara"]


def test_every_scene_can_be_played(lists: Lists) -> None:
    """No scene names a speaker or a slot that does not exist, whatever its choices."""
    for seed in range(4):
        for form in Form:
            for name, found in scenes().items():
                for scene in found:
                    turns = play(scene, Cast(lists, Random(seed), form))
                    assert all(speaker in {"agent", "customer", "other"} for speaker, _ in turns), name


def test_choices_are_made_from_the_inside_out() -> None:
    """A choice may hold another, and an empty one may be left out."""
    said = {expand("(a(| b)|c)!", Random(seed)) for seed in range(40)}
    assert said == {"a!", "a b!", "c!"}


def test_a_person_stays_the_same_within_a_call(lists: Lists) -> None:
    """A name asked for twice is one name."""
    cast = Cast(lists, Random(5), Form.FORMATTED)
    assert cast.value("customer.last") == cast.value("customer.last")
    assert cast.value("customer.full") != cast.value("other.full")


def test_pauses_and_stumbles_keep_every_word_of_a_value() -> None:
    """A value cut by a pause is labelled in both halves; one with a hesitation in it, whole."""
    line = (Piece("it's "), Piece("twelve oh four willow brook lane", "ADDRESS"))
    for seed in range(30):
        turns = disfluency.pause([("customer", disfluency.stumble(line, Random(seed), 0.2))], Random(seed), 1.0)
        labelled = [
            text[label.start : label.end]
            for text, labels in (join(said) for speaker, said in turns if speaker == "customer")
            for label in labels
        ]
        kept = " ".join(labelled).split()
        assert [word for word in kept if word in "twelve oh four willow brook lane".split()][-1] == "lane"


def test_what_is_misheard_keeps_its_label() -> None:
    """Speech-to-text changes words, not what they are."""
    line = (Piece("my name is "), Piece("Katherine Whyte", "PERSON"))
    heard = [asr.mishear(line, Random(seed), 1.0) for seed in range(10)]
    assert all([piece.kind for piece in said] == ["", "PERSON"] for said in heard)
    assert any(said[1].text != "Katherine Whyte" for said in heard)


def test_cutting_and_joining_are_inverses(invented: list[Example]) -> None:
    """A labelled text survives being taken apart."""
    for example in invented[:500]:
        assert join(cut(example.text, example.labels)) == (example.text, example.labels)


def test_context_carries_both_speakers() -> None:
    """The turn before is kept with who said it."""
    turns = [("agent", (Piece("Your name?"),)), ("customer", (Piece("Ada", "PERSON"),))]
    last = list(in_context(turns, "made"))[-1]
    assert last.context == (("agent", "Your name?"),)
    assert last.source == "made"


def test_the_scenes_folder_is_read(tmp_path: Path) -> None:
    """Every plot finds its scenes."""
    assert {"opening", "identify", "closing", "tricky", "prompts", "numbers", "conference"} <= set(scenes())
