"""A stretch of calendar words in its segment: what of a date is seen in it, and what is said beside it."""

from __future__ import annotations

from collections.abc import Iterator

from recognizers.artifacts import CallArtifacts
from recognizers.dates.calendar_forms import dates
from recognizers.dates.calendar_words import HOMOPHONES, Element
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, HESITATIONS, REPAIRS

_FIRST, _YOUNGEST = 1905, 2025  # years in which somebody who is spoken of was born
_SHORT = 12  # words of a segment that is an answer rather than a story
ASIDE = BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS | HOMOPHONES | frozenset("or the of my something".split())
"""Words beside a date that say little."""


class Sight:
    """A stretch of calendar words, and what of a date is seen in it."""

    def __init__(self, elements: list[Element]) -> None:
        self.elements = elements
        self.dates = dates(elements)
        self.first = elements[0].first
        self.after = elements[-1].after
        self.whole = any(date.is_full for date in self.dates)
        self.has_day = any(date.month and date.day for date in self.dates)
        self.shaped = any(date.named or date.separated or date.is_full for date in self.dates)
        self.lone_month = self.shaped and not self.has_day and not any(date.year for date in self.dates)
        self.has_year = any(_FIRST <= date.year <= _YOUNGEST for date in self.dates)


def word_before(call: CallArtifacts, first: int) -> str:
    """Return the word before a token, "" at the start of the text."""
    return call.words[first - 1].lower if first else ""


def others(call: CallArtifacts, sight: Sight) -> Iterator[str]:
    """Yield the other words of the segment that a stretch stands in, the nearest first."""
    words, text = call.words, call.text
    for step, index in ((-1, sight.first - 1), (1, sight.after)):
        at = index
        while 0 <= at < len(words):
            left, right = (at, at + 1) if step < 0 else (at - 1, at)
            if "\n" in text[words[left].end : words[right].start]:
                break
            if words[at].kind is not Kind.MARK:
                yield words[at].lower
            at += step


def is_short(call: CallArtifacts, sight: Sight) -> bool:
    """True when the segment of a stretch is an answer rather than a story."""
    return all(count < _SHORT for count, _ in enumerate(others(call, sight)))


def is_all(call: CallArtifacts, sight: Sight) -> bool:
    """True when the segment of a stretch says little else."""
    return all(word in ASIDE for word in others(call, sight))
