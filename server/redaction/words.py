"""The words of a segment, redacted by the same spans as its text, and the place of each span in the audio."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from server.redaction.messages import Word
from server.redaction.operators import HIDDEN

LOOKAHEAD = 256
"""How many characters further on a word is looked for, when speech-to-text wrote text and words differently."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A range of the source text and what stands in its place."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A word and its range in the text, or None when it is not there."""

    word: Word
    place: tuple[int, int] | None


def align(text: str, words: Sequence[Word], cuts: Sequence[Cut]) -> tuple[Placed, ...]:
    """Find each word in the text, one after the other.

    A word is expected where the last one ended. When it is not there it is looked for a little further on; but text
    that is cut out is skipped only after a word that was not found, which then stands for it. So a word that was hidden
    is not mistaken for an equal one that was not.

    Args:
        text: the segment's source text.
        words: as they came with it.
        cuts: sorted, not overlapping.
    """
    placed: list[Placed] = []
    position, lost = 0, False
    for word in words:
        place = _find(text, word.text.strip(), position)
        if place and not lost and _skips_hidden(text, position, place[0], cuts):
            place = None
        placed.append(Placed(word, place))
        lost = place is None
        position = place[1] if place else position
    return tuple(placed)


def redact(placed: Sequence[Placed], cuts: Sequence[Cut]) -> tuple[Word, ...]:
    """Return the words with every cut applied. Words under one cut become one; a word without a place is hidden."""
    out: list[Word] = []
    under: Cut | None = None
    for item in placed:
        text, touching = _cut_word(item, cuts)
        start, end = item.word.start_offset, item.word.end_offset
        if touching and touching[0] is under:
            before = out.pop()
            text = before.text + text
            start, end = extent((before, item.word))
        elif touching and item.place and touching[0].start < item.place[0]:
            text = touching[0].replacement + text
        out.append(Word(text, start, end))
        under = touching[-1] if touching else None
    return tuple(word for word in out if word.text)


def times(placed: Sequence[Placed], start: int, end: int) -> tuple[float | None, float | None]:
    """Return when a range of the text is said, in seconds; None where no word tells.

    A word that is not in the text, "four" where the text has a 4, may be said anywhere between its neighbours: then it
    counts, so that no audio of the range is left out.
    """
    reach = zip(placed, _reach(placed), strict=True)
    return extent([one.word for one, (low, high) in reach if low < end and start < high])


def extent(words: Sequence[Word]) -> tuple[float | None, float | None]:
    """Return from when to when words are said, in seconds, in whatever order their times are; None where none tells."""
    starts = [word.start_offset for word in words if word.start_offset is not None]
    ends = [word.end_offset for word in words if word.end_offset is not None]
    return min(starts, default=None), max(ends, default=None)


def _reach(placed: Sequence[Placed]) -> list[tuple[float, float]]:
    """Return for each word where it stands in the text, or the gap between its neighbours in which it may."""
    after: list[float] = []
    high = math.inf
    for one in reversed(placed):
        after.append(high)
        high = one.place[0] if one.place else high
    found: list[tuple[float, float]] = []
    low = 0.0
    for one, high in zip(placed, reversed(after), strict=True):
        found.append(one.place or (low, high))
        low = one.place[1] if one.place else low
    return found


def _find(text: str, word: str, position: int) -> tuple[int, int] | None:
    """Return where a word stands, as a whole word, at or after a position."""
    while position < len(text) and text[position].isspace():
        position += 1
    if not word:
        return None
    limit = min(len(text), position + len(word) + LOOKAHEAD)
    window, wanted = text[position:limit], word
    if wanted not in window:
        # Lower case may be longer ("İ"); a copy of another length is of no use for offsets.
        window, wanted = window.lower(), word.lower()
        if len(window) != limit - position or len(wanted) != len(word):
            return None
    at = window.find(wanted)
    while at >= 0:
        start, end = position + at, position + at + len(wanted)
        if _whole(text, start, end):
            return start, end
        at = window.find(wanted, at + 1)
    return None


def _whole(text: str, start: int, end: int) -> bool:
    """True when no letter or digit runs into the range from outside."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after


def _skips_hidden(text: str, position: int, place: int, cuts: Sequence[Cut]) -> bool:
    """True when letters or digits that are cut out stand between a position and a place."""
    skipped = (text[max(position, cut.start) : min(place, cut.end)] for cut in cuts)
    return any(c.isalnum() for part in skipped for c in part)


def _cut_word(item: Placed, cuts: Sequence[Cut]) -> tuple[str, list[Cut]]:
    """Return what is left of a word, with the replacements of the cuts that begin in it, and all cuts that touch it."""
    if item.place is None:
        return HIDDEN, []
    start, end = item.place
    source = item.word.text.strip()
    touching = [cut for cut in cuts if cut.start < end and start < cut.end]
    text, position = "", start
    for cut in touching:
        text += source[position - start : max(cut.start - start, 0)]
        text += cut.replacement if cut.start >= start else ""
        position = cut.end
    text += source[position - start :] if position < end else ""
    return text, touching
