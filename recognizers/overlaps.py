"""Who owns a character that two recognizers want.

The rule: the higher score wins, then the longer range, then the earlier. What the loser had beside it stays the
loser's: a range that somebody wanted hidden is never shown because another wanted a part of it.
"""

from __future__ import annotations

import copy
from bisect import bisect_right, insort
from collections.abc import Iterable
from itertools import islice

from presidio_analyzer import RecognizerResult


def settle(text: str, results: Iterable[RecognizerResult]) -> list[RecognizerResult]:
    """Return results that do not overlap, in order of their place.

    Args:
        text: the text; rests without a letter or figure in it are dropped.
        results: what the recognizers found.
    """
    taken: list[RecognizerResult] = []  # in order of their place
    for result in sorted(results, key=lambda r: (-r.score, r.start - r.end, r.start, r.entity_type)):
        for start, end in _rests(result, taken):
            if any(c.isalnum() for c in text[start:end]):
                insort(taken, _cut(result, *_trim(text, start, end)), key=_start)
    return taken


def _start(result: RecognizerResult) -> int:
    return int(result.start)


def _rests(result: RecognizerResult, taken: list[RecognizerResult]) -> list[tuple[int, int]]:
    rests = [(result.start, result.end)]
    # Those taken do not overlap: whoever begins before the last that begins before this one has ended.
    for other in islice(taken, max(0, bisect_right(taken, result.start, key=_start) - 1), None):
        if other.start >= result.end:
            break
        rests = [piece for start, end in rests for piece in _without(start, end, other.start, other.end)]
    return rests


def _without(start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
    if high <= start or end <= low:
        return [(start, end)]
    return [(a, b) for a, b in ((start, low), (high, end)) if a < b]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(result: RecognizerResult, start: int, end: int) -> RecognizerResult:
    if (start, end) == (result.start, result.end):
        return result
    piece = copy.copy(result)
    piece.start, piece.end = start, end
    return piece
