"""The three forms of a transcript: lexical, formatted, mixed; and the sloppy typing of a chat."""

from __future__ import annotations

import enum
import re
from random import Random

from training.examples import Line, Piece
from training.generator.numbers import cardinal, digits, ordinal

_MARKS = re.compile(r"(?<=\w)[-/](?=\w)")
_DROPPED = re.compile(r"[^\w\s'&@]|(?<!\w)'|'(?!\w)|_")
_SPACES = re.compile(r"\s+")
_FIGURES = re.compile(r"(\d+)(st|nd|rd|th)?(?![\w])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = re.compile(r"[.?!,]+(?=\s|$)")


class Form(enum.Enum):
    """How speech-to-text wrote the call down."""

    LEXICAL = "lexical"
    FORMATTED = "formatted"
    MIXED = "mixed"
    CHAT = "chat"

    def figures(self, rng: Random) -> bool:
        """True when the next number is written in figures."""
        chance = {Form.LEXICAL: 0.0, Form.FORMATTED: 0.97, Form.MIXED: 0.5, Form.CHAT: 0.95}[self]
        return rng.random() < chance


def write(line: Line, form: Form, rng: Random) -> Line:
    """Write a line, given with capitals and punctuation, in a form.

    Args:
        line: the pieces.
        form: the form.
        rng: chance; which half of a mixed call keeps what differs from turn to turn.
    """
    if form is Form.FORMATTED:
        return _tidy(line)
    if form is Form.LEXICAL:
        return lexical(line, rng)
    if form is Form.CHAT:
        return _tidy(tuple(Piece(_chat(piece.text, rng), piece.kind) for piece in line))
    lower, bare = rng.random() < 0.7, rng.random() < 0.6
    pieces = []
    for piece in line:
        text = _ENDINGS.sub("", piece.text) if bare else piece.text
        pieces.append(Piece(text.lower() if lower else text, piece.kind))
    return _tidy(tuple(pieces))


def lexical(line: Line, rng: Random) -> Line:
    """Lower case, no punctuation but apostrophes, numbers in words."""
    pieces = []
    for piece in line:
        text = _FIGURES.sub(lambda match: _say(match, rng), piece.text)
        text = _MARKS.sub(" ", text).replace("&", " and ")
        pieces.append(Piece(_SPACES.sub(" ", _DROPPED.sub(" ", text)).lower(), piece.kind))
    return _tidy(tuple(pieces))


def _say(match: re.Match[str], rng: Random) -> str:
    figures, ending = match.groups()
    if ending and 0 < int(figures) < 100:
        return ordinal(int(figures))
    if len(figures) <= 3 and figures[0] != "0" and rng.random() < 0.7:
        return cardinal(int(figures))
    return digits(figures, rng)


def _chat(text: str, rng: Random) -> str:
    text = text.lower() if rng.random() < 0.6 else text
    if rng.random() < 0.2:
        text = _WORD.sub(lambda match: _slip(match.group(), rng), text)
    return _ENDINGS.sub("", text) if rng.random() < 0.5 else text


def _slip(word: str, rng: Random) -> str:
    """Type a word wrong now and then: two letters swapped, one left out, one twice."""
    if rng.random() >= 0.08:
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[:at] + word[at - 1 :])
    )


def _tidy(line: Line) -> Line:
    """Leave one space where two meet, and none at the ends."""
    pieces: list[Piece] = []
    space = True
    for piece in line:
        text = _SPACES.sub(" ", piece.text) if "\n" not in piece.text else piece.text
        text = text.lstrip() if space else text
        if text:
            pieces.append(Piece(text, piece.kind))
            space = text[-1].isspace()
    if pieces and pieces[-1].text != pieces[-1].text.rstrip():
        pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].kind)
    return tuple(piece for piece in pieces if piece.text)
