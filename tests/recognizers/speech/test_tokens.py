"""Tokens: every letter and figure of a text belongs to one, in order, in its place."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recognizers.speech.tokens import INVISIBLE, Kind, Token, tokenize

_ANY = st.text(max_size=80)
_NEAR = st.text(alphabet="ab1\u0663 \u200b\u202e\u00ad'\u2019_-.\n@\u00e9e\u0301\u4e2d", max_size=40)


@given(_ANY | _NEAR)
def test_tokens_lie_in_order_and_cover_what_is_said(text: str) -> None:
    """Tokens do not overlap, and outside them there is nothing but white space and invisible characters."""
    at = 0
    for token in tokenize(text):
        assert at <= token.start < token.end <= len(text)
        assert _is_silent(text[at : token.start])
        at = token.end
    assert _is_silent(text[at:])


@given(_ANY | _NEAR)
def test_a_token_is_of_one_kind(text: str) -> None:
    """Words hold no figures, figures nothing else, and every mark stands alone."""
    for token in tokenize(text):
        raw = text[token.start : token.end]
        if token.kind is Kind.FIGURES:
            assert token.lower.isascii()
            assert token.lower.isdigit()
        elif token.kind is Kind.WORD:
            assert not any(c.isdigit() and unicodedata.category(c) == "Nd" for c in raw)
        else:
            assert len(raw) == 1


@given(_ANY | _NEAR)
def test_glued_says_that_nothing_stands_between(text: str) -> None:
    """A token is glued exactly when it begins where the one before ends."""
    tokens = tokenize(text)
    for before, token in pairwise(tokens):
        assert token.glued == (before.end == token.start)


@given(st.text(alphabet="abc", min_size=1, max_size=8), st.integers(min_value=0, max_value=8))
def test_an_invisible_character_does_not_break_a_word(word: str, at: int) -> None:
    """A zero-width character within a word neither parts it nor stays in what is compared."""
    at = min(max(at, 1), len(word))
    tokens = tokenize(word[:at] + "\u200b" + word[at:])
    assert [token.lower for token in tokens] == [word]


def test_figures_of_any_script_are_compared_as_ascii() -> None:
    """Arabic-Indic figures read as the figures they are."""
    assert [token.lower for token in tokenize("\u0661\u0662\u0663")] == ["123"]


def test_letters_and_figures_part_and_apostrophes_stay() -> None:
    """A code is several glued tokens; "o\u2019neil" is one word with a straight apostrophe."""
    assert [token.lower for token in tokenize("E2PL o\u2019Neil")] == ["e", "2", "pl", "o'neil"]


def test_a_token_shows_no_text() -> None:
    """Its repr tells the place, never the word: it may stand in a traceback."""
    assert "secret" not in repr(tokenize("secret")[0])
    assert isinstance(tokenize("secret")[0], Token)


def _is_silent(between: str) -> bool:
    hidden = {chr(c) for c in range(0x2000, 0x2070)} | {"\u00ad", "\ufeff"}
    return all(c.isspace() or (c in hidden and c in _invisible()) for c in between)


def _invisible() -> set[str]:
    return {chr(c) for c in (*range(0x2000, 0x2070), 0xAD, 0xFEFF) if re.match(f"[{INVISIBLE}]", chr(c))}
