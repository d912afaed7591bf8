"""Words, their pieces, and their places in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.model.encoding import CONTEXT, LONGEST, encode
from recognizers.model.wordpiece import LOWER, MIXED, SPECIAL, TITLE, UPPER, WordPiece, case_of

PIECES = [*SPECIAL, "what", "is", "your", "name", "ada", "##love", "zoe", *"abcdefgh", *(f"##{c}" for c in "abcdefgh")]
TOKENIZER = WordPiece(PIECES)


def test_a_word_is_its_longest_pieces() -> None:
    """The longest piece that fits comes first; case and accents do not matter."""
    words = TOKENIZER.words("Adalove, Zoë abc")
    assert [[PIECES[piece] for piece in word.pieces] for word in words] == [
        ["ada", "##love"],
        ["[UNK]"],
        ["zoe"],
        ["a", "##b", "##c"],
    ]
    assert [word.case for word in words] == [TITLE, LOWER, TITLE, LOWER]


def test_how_a_word_is_written() -> None:
    """Lower case loses it, so it is kept beside."""
    assert [case_of(word) for word in ("ada", "Ada", "ADA", "McAda", "A", "42", "李")] == [
        LOWER, TITLE, UPPER, MIXED, MIXED, LOWER, LOWER,
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_every_letter_and_figure_lies_in_exactly_one_word(text: str) -> None:
    """Whatever the script, no character that says something is overlooked, and ranges are those of the text."""
    covered = [0] * len(text)
    for word in TOKENIZER.words(text):
        assert word.pieces
        for place in range(word.start, word.end):
            covered[place] += 1
    assert all(count == 1 for count, character in zip(covered, text, strict=True) if character.isalnum())


def test_a_vocabulary_without_its_special_pieces_is_refused() -> None:
    """A file of something else is no vocabulary."""
    with pytest.raises(ValueError, match="special"):
        WordPiece(["a", "b"])


@given(st.lists(st.sampled_from(["ada", "what", "abcabcabc", "a", "."]), max_size=400), st.integers(0, 3))
def test_every_word_is_judged_once_however_long_the_turn(said: list[str], before: int) -> None:
    """Windows overlap, but each word has one judgement, and no window is longer than the network allows."""
    words = TOKENIZER.words(" ".join(said))
    context = [("agent", "what is your name " * 12)] * before
    windows = encode(TOKENIZER, words, "customer", context)
    assert [word for window in windows for word in window.words] == list(range(len(words)))
    for window in windows:
        assert len(window.pieces) == len(window.kinds) <= LONGEST
        for word, place in zip(window.words, window.places, strict=True):
            assert window.pieces[place] == words[word].pieces[0]


def test_the_end_of_what_was_said_before_is_kept() -> None:
    """A question stands at the end of a turn."""
    words = TOKENIZER.words("ada")
    (window,) = encode(TOKENIZER, words, "customer", [("agent", "abc " * 200 + "what is your name")])
    said = [PIECES[piece] for piece in window.pieces]
    assert said[-8:] == ["what", "is", "your", "name", "[SEP]", "[customer]", "ada", "[SEP]"]
    assert said[:2] == ["[CLS]", "[agent]"]
    assert len(said) <= CONTEXT + 4


def test_what_was_said_before_stands_in_the_first_window() -> None:
    """Further on a long turn says itself what it is about, so that it takes fewer windows."""
    words = TOKENIZER.words("ada " * 300)
    first, *others = encode(TOKENIZER, words, "customer", [("agent", "what is your name")])
    assert PIECES[first.pieces[1]] == "[agent]"
    for window in others:
        assert [PIECES[piece] for piece in window.pieces[:3]] == ["[CLS]", "[customer]", "ada"]
        assert PIECES.index("[agent]") not in window.pieces
