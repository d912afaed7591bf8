"""Homophones: what speech-to-text writes for a figure that is dictated alone: "for won to ate" is 4128.

Each is a word of its own, and a commoner one than the figure. So they are figures only where a number was asked for and
a segment says nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import (
    BACK_CHANNEL,
    CONNECTORS,
    DIGITS,
    HESITATIONS,
    MULTIPLES,
    REPAIRS,
    TEENS,
    TENS,
)

_FIGURES = {
    "for": "four", "fore": "four", "to": "two", "too": "two", "won": "one", "ate": "eight", "tree": "three",
    "sicks": "six", "nein": "nine",
}  # fmt: skip
_NUMBERS = DIGITS.keys() | TEENS.keys() | TENS.keys() | MULTIPLES.keys()
_ASIDE = (BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS) - {"one", "oh"}
_LEAST = 4  # figures that are more than "to one" or "for two people"


def as_dictated(text: str, words: Sequence[Token], *, final: bool) -> tuple[Token, ...]:
    """Return the tokens of a text with figures for their homophones, in each segment that is made of nothing else.

    Args:
        text: segments joined by newlines, said by somebody who was asked for a number.
        words: its tokens.
        final: False for an interim result: what is being said may go on, so one word alone may be a figure.
    """
    heard: list[Token] = []
    first = 0
    while first < len(words):
        after = first + 1
        while after < len(words) and "\n" not in text[words[after - 1].end : words[after].start]:
            after += 1
        segment = words[first:after]
        if _is_dictated(segment, least=1 if not final and after == len(words) else _LEAST):
            segment = [token._replace(lower=_FIGURES.get(token.lower, token.lower)) for token in segment]
        heard += segment
        first = after
    return tuple(heard)


def _is_dictated(segment: Sequence[Token], least: int) -> bool:
    """True for homophones among numbers and asides, none of them the "to" between two numbers that are all."""
    said = [token for token in segment if token.kind is not Kind.MARK and token.lower not in _ASIDE]
    sounds = [token.lower in _FIGURES for token in said]
    numbers = sum(token.lower in _NUMBERS or token.kind is Kind.FIGURES for token in said)
    if not any(sounds) or sum(sounds) + numbers < len(said):
        return False
    range_ = sounds == [False, True, False]  # "four to five", "two for one"
    figures = sum(len(token.lower) if token.kind is Kind.FIGURES else 1 for token in said)
    return figures >= least and not range_ and (least == 1 or numbers > 0)
