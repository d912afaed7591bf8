"""Words of a turn as the model reads them: WordPiece over a pruned vocabulary, each word with its place in the text.

The pieces are those of BERT's uncased tokenizer (lower case, accents gone). What lower case loses is kept beside it:
how each word was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

PAD, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPEAKERS = ("agent", "customer", "other")
SPECIAL = (PAD, UNKNOWN, START, END, *(f"[{speaker}]" for speaker in SPEAKERS))

LOWER, TITLE, UPPER, MIXED = range(4)
CASES = 4

# Runs of letters and figures, but Chinese, Japanese and Korean characters and all marks one by one.
_WORD = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+|[^\w\s]|_"
)
_LONGEST_PIECE = 18
_MOST_PIECES = 16  # of one word: what is longer is no word, and its beginning says so


class Word(NamedTuple):
    """One word: its half-open range of code points, its pieces, and how it is written. A tuple: a turn makes many."""

    start: int
    end: int
    pieces: tuple[int, ...]
    case: int


class WordPiece:
    """Splits texts into words and words into pieces.

    Args:
        vocabulary: the pieces; a piece's number is its place. ``SPECIAL`` must be among them.

    Raises:
        ValueError: a special piece is missing.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        if any(piece not in self._numbers for piece in SPECIAL):
            raise ValueError("The vocabulary lacks a special piece.")
        self.pad, self.unknown, self.start, self.end = (self._numbers[piece] for piece in SPECIAL[:4])
        self.speakers = {speaker: self._numbers[f"[{speaker}]"] for speaker in SPEAKERS}

    def words(self, text: str, last: int | None = None) -> list[Word]:
        """Return the words of a text, in order.

        Args:
            text: any text; nothing of it is kept.
            last: how many words at its end are wanted, one at least; none: all.
        """
        found = list(split(text))[-last if last else 0 :]
        return [Word(*span, self.pieces(fold(word)), case_of(word)) for word, span in found]

    def pieces(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a folded word's pieces: the longest that fits first, from left to right."""
        whole = self._numbers.get(word) if 0 < len(word) <= _LONGEST_PIECE else None
        if whole is not None:
            return (whole,)
        numbers: list[int] = []
        at = 0
        while at < len(word) and len(numbers) < _MOST_PIECES:
            mark = "##" if at else ""
            for end in range(min(len(word), at + _LONGEST_PIECE), at, -1):
                number = self._numbers.get(mark + word[at:end])
                if number is not None:
                    numbers.append(number)
                    at = end
                    break
            else:
                return (self.unknown,)
        return tuple(numbers) or (self.unknown,)


def split(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Return each word or mark of a text with its range."""
    return ((match.group(), match.span()) for match in _WORD.finditer(text))


def fold(word: str) -> str:
    """Return a word in lower case without accents."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")


def case_of(word: str) -> int:
    """Return how a word is written: ``LOWER`` (or without case), ``TITLE``, ``UPPER``, ``MIXED`` (or one capital)."""
    if word.islower() or word.lower() == word.upper():
        return LOWER
    if len(word) == 1:
        return MIXED
    if word.isupper():
        return UPPER
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED
