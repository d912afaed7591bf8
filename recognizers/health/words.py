"""The words of a text as health vocabulary is compared with them: folded, with hyphens and abbreviation dots gone.

"Oedema", "edema" and "Edema" are one word here, "X-ray" and "x ray" are one, and "type 2" is "type two". Each word
keeps its place in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from recognizers.speech.tokens import Kind, Token

COMMA, STOP = ",", "."
_STOPS = frozenset(".?!;:\u2026\n")
_DIGITS = dict(zip("123456789", "one two three four five six seven eight nine".split(), strict=True))


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words and the pauses between them, as parallel tuples.

    Attributes:
        folded: what is compared; ``","`` and ``"."`` stand for a pause and the end of a sentence.
        starts: first code point of each.
        ends: one past the last code point of each.
    """

    folded: tuple[str, ...] = field(repr=False)
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(word: str) -> str:
    """Return a lower-case word in American spelling, possessive ending gone.

    Args:
        word: one word; apostrophes are straight.
    """
    word = word.removesuffix("'s")
    if len(word) < 6:
        return word
    if "ae" in word or "oe" in word:
        word = word.replace("ae", "e").replace("oe", "e")
    if "our" in word:
        word = word.replace("our", "or")
    return word


def singulars(word: str) -> tuple[str, ...]:
    """Return what a word may be the plural of, by the regular rules of English; nothing when it is no plural."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return ()
    if word.endswith("ies"):
        return (word[:-3] + "y",)
    return (word[:-1], word[:-2]) if word.endswith("es") else (word[:-1],)


def read_words(tokens: Sequence[Token]) -> Words:
    """Fold the words of a text.

    Args:
        tokens: of one segment, in any form that speech recognition writes.
    """
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for word, start, end in _words(tokens):
        if word == "ray" and folded and folded[-1] == "x":
            folded[-1], ends[-1] = "xray", end
        elif word == "rays" and folded and folded[-1] == "x":
            folded[-1], ends[-1] = "xrays", end
        else:
            folded.append(word)
            starts.append(start)
            ends.append(end)
    return Words(tuple(folded), tuple(starts), tuple(ends))


def _words(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    previous = ""
    for index, token in enumerate(tokens):
        word = token.lower
        if token.kind is Kind.WORD:
            word = fold(word)
        elif token.kind is Kind.FIGURES:
            word = _DIGITS.get(word, word)
        elif word in _STOPS:
            # The dots of "m.r.i." and "12.5" end no sentence.
            inside = index + 1 < len(tokens) and tokens[index + 1].glued
            if (len(previous) == 1 and previous.isalpha()) or (inside and token.glued):
                continue
            word = STOP
        elif word == COMMA:
            pass
        else:
            continue
        yield word, token.start, token.end
        previous = word
