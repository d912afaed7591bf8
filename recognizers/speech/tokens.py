"""Words, figures and marks of a text, each with its place.

Transcripts mix forms, so a token is smaller than a word processor's: letters and figures part ("E2PL" is three
tokens without a gap), and every other mark stands alone. Nothing is normalised in the text itself; ``lower`` is what
recognizers compare.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from typing import NamedTuple

# Zero-width and bidirectional controls are no part of any value, but may stand inside one to hide it.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_TOKEN = re.compile(
    rf"(?P<word>[^\W\d_](?:[^\W\d_{INVISIBLE}]|[{INVISIBLE}](?=[^\W\d_])|['\u2019](?=[^\W\d_])|[\u0300-\u036f])*)"
    rf"|(?P<figures>\d(?:[\d]|[{INVISIBLE}](?=\d))*)"
    rf"|(?P<mark>[^\s{INVISIBLE}])"
)
_ASCII_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+|\S")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


class Kind(enum.Enum):
    """What a token is made of."""

    WORD = "word"
    FIGURES = "figures"
    MARK = "mark"


class Token(NamedTuple):
    """One token; a tuple, because a turn makes many.

    Attributes:
        lower: case-folded, apostrophes straight, invisible characters gone; figures of any script as ASCII.
        start: first code point.
        end: one past the last.
        kind: what it is made of.
        glued: True when nothing, not even a space, parts it from the token before.
    """

    lower: str
    start: int
    end: int
    kind: Kind
    glued: bool

    def __repr__(self) -> str:
        return f"Token({self.kind.value} {self.start}-{self.end})"


_KINDS = {kind.value: kind for kind in Kind}


def tokenize(text: str) -> list[Token]:
    """Split a text into tokens, in order; white space and invisible characters are left out.

    Args:
        text: any text; all of Unicode is allowed.
    """
    if text.isascii():
        return _tokenize_ascii(text)
    tokens = []
    last_end = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = _KINDS[match.lastgroup or ""]
        raw = match.group()
        tokens.append(Token(_fold(raw, kind), start, end, kind, start == last_end))
        last_end = end
    return tokens


def _tokenize_ascii(text: str) -> list[Token]:
    """The same for a text without anything to fold but capitals, as nearly all are."""
    tokens = []
    last_end = -1
    for match in _ASCII_TOKEN.finditer(text.lower()):
        start, end = match.span()
        lower = match.group()
        first = lower[0]
        kind = Kind.WORD if first.isalpha() else Kind.FIGURES if first.isdigit() else Kind.MARK
        tokens.append(Token(lower, start, end, kind, start == last_end))
        last_end = end
    return tokens


def _fold(raw: str, kind: Kind) -> str:
    if kind is Kind.WORD:
        return _INVISIBLE.sub("", raw).replace("\u2019", "'").lower()
    if kind is Kind.FIGURES:
        return "".join(str(unicodedata.digit(c)) for c in _INVISIBLE.sub("", raw))
    return raw
