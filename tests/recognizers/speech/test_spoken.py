"""The spoken form: what numbers and codes look like written, and where each of their characters was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.speech.spoken import Link, SpokenForm, read
from recognizers.speech.tokens import tokenize
from recognizers.speech.vocabulary import DIGITS, NATO

_ONES = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _read(text: str) -> SpokenForm:
    return read(text, tuple(tokenize(text)))


def _say_pair(pair: str) -> str:
    number = int(pair)
    if number < 20:
        return _TEENS[number - 10]
    return _TENS[number // 10 - 2] + (f" {_ONES[number % 10]}" if number % 10 else "")


@st.composite
def _said_digits(draw: st.DrawFn) -> tuple[str, str]:
    """Return figures, and a way to say them: single, paired, doubled, in figures, with hesitations between."""
    digits = draw(st.text(alphabet="0123456789", min_size=4, max_size=19))
    words: list[str] = []
    at = 0
    while at < len(digits):
        run = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        forms = ["single", "figures"]
        if run >= 2:
            forms.append("double")
        if run >= 3:
            forms.append("triple")
        # "Forty" before a spoken figure would be one number with it.
        if len(digits) - at >= 2 and digits[at] != "0" and (digits[at] == "1" or digits[at + 1] != "0"):
            forms.append("pair")
        form = draw(st.sampled_from(forms))
        size = {"single": 1, "double": 2, "triple": 3, "pair": 2}.get(form) or draw(st.integers(1, 4))
        part = digits[at : at + size]
        if form == "figures":
            words.append(part)
        elif form == "pair":
            words.append(_say_pair(part))
        elif form == "single":
            words.append(draw(st.sampled_from(["oh", "zero", "nought"])) if part == "0" else _ONES[int(part)])
        else:
            words.append(f"{form} {_ONES[int(part[0])]}")
        at += len(part)
        if at < len(digits) and draw(st.integers(0, 5)) == 0:
            words.append(draw(st.sampled_from(["uh", "um", "erm", "-"])))
    return digits, " ".join(words)


@given(_said_digits())
def test_digits_said_in_any_mixture_of_forms_read_back_the_same(case: tuple[str, str]) -> None:
    """One run holds them all: no form, grouping or hesitation loses, adds or parts a figure."""
    digits, said = case
    assert [run.digits for run in _read(said).runs] == [digits]


@given(_said_digits(), _said_digits())
def test_ordinary_words_part_two_numbers(first: tuple[str, str], second: tuple[str, str]) -> None:
    """Numbers with a sentence between are not joined."""
    runs = _read(f"{first[1]} was the red bicycle {second[1]}").runs
    assert [run.digits for run in runs] == [first[0], second[0]]
    assert runs[1].link is Link.NONE


_WORDS = st.sampled_from(
    """one two forty oh double triple hundred thousand and a i o b as in bravo november uh um sorry no 4 4111 12 3rd
    the pin is my e g . , - / ( ) + ' LH x ray ex""".split()
)


@given(st.lists(_WORDS, max_size=25), st.sampled_from([" ", "  ", "\n", ""]))
def test_every_written_character_has_its_source_in_order(words: list[str], gap: str) -> None:
    """Atoms lie in the text, in order, without overlap; runs begin and end where their atoms do."""
    text = gap.join(words)
    form = _read(text)
    at = 0
    for run in form.runs:
        for atom in run.atoms:
            assert at <= atom.start < atom.end <= len(text)
            assert atom.written
            assert (form.tokens[atom.first].start, form.tokens[atom.last].end) == (atom.start, atom.end)
            at = atom.end
        assert (run.start, run.end) == (run.atoms[0].start, run.atoms[-1].end)
        assert run.written == "".join(atom.written for atom in run.atoms)


@given(st.lists(_WORDS, max_size=25), st.sampled_from([" ", "\n"]))
def test_the_pieces_of_a_run_hold_all_its_atoms(words: list[str], gap: str) -> None:
    """What is hidden of a run covers each of its atoms, and no newline."""
    text = gap.join(words)
    for run in _read(text).runs:
        for atom in run.atoms:
            assert any(start <= atom.start and atom.end <= end for start, end in run.pieces)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """No text fails, and chains hold every run once."""
    form = _read(text)
    assert [run for chain in form.chains() for run in chain] == list(form.runs)


@given(st.text(alphabet="bcdfghjklmnpqrstvwz", min_size=3, max_size=10), st.data())
def test_spelled_letters_read_back_the_same(letters: str, data: st.DataObject) -> None:
    """Letters by name, by alphabet and "as in" are the same letters."""
    nato = {letter: word for word, letter in NATO.items()}
    said = []
    for letter in letters:
        form = data.draw(st.sampled_from(["plain", "nato", "as in"]))
        said.append({"plain": letter, "nato": nato[letter], "as in": f"{letter} as in {nato[letter]}"}[form])
    assert "".join(run.written for run in _read(" ".join(said)).runs) == letters


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("double oh seven", ["007"]),
        ("four one one one", ["4111"]),
        ("twenty-two hundred", ["2200"]),
        ("two thousand and one", ["2001"]),
        ("nineteen eighty four", ["1984"]),
        ("eight hundred five five five", ["800555"]),
        ("b as in bravo four", ["b4"]),
        ("c o p p e r", ["copper"]),
        ("x ray nine", ["x9"]),
        ("double u two", ["w2"]),
        ("LH-88210", ["lh88210"]),
    ],
)
def test_forms_people_use(text: str, written: list[str]) -> None:
    """One example of each form."""
    assert [run.written for run in _read(text).runs] == written


@pytest.mark.parametrize("text", ["i think a friend said oh well", "november was cold", "as in the past", "golf"])
def test_ordinary_words_are_no_code(text: str) -> None:
    """Articles, "I", "oh", months and sports are words where nothing is spelled beside them."""
    assert _read(text).runs == ()


@pytest.mark.parametrize("text", ["fourteen, seven, thirty eight", "two or three questions", "one for you, two for me"])
def test_independent_numbers_stay_apart(text: str) -> None:
    """Numbers of a list or a choice are never one run."""
    assert all(len(run.digits) <= 2 for run in _read(text).runs)


def test_every_digit_word_is_a_digit() -> None:
    """Each digit word of the vocabulary reads as its figure among figures."""
    for word, digit in DIGITS.items():
        assert _read(f"4 {word} 4").runs[0].digits == f"4{digit}4", word
