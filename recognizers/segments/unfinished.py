"""A last word that may go on: "tabl" is no name once "e" has followed.

Where a client cuts within words, what was found at the very end of a segment may be half a word. Nothing that was
hidden is ever shown again, so it is not decided yet: it is open until its speaker goes on, which has the whole word
judged, or until somebody else speaks, which tells that the word was whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from recognizers.artifacts import KnownValue
from recognizers.dialogue.heard import Doubt
from recognizers.dialogue.memory import Dialogue
from recognizers.entities import Finding, OpenSpan, Span, Turn
from recognizers.names.lexicon import CALENDAR, COMMON, COMMON_LAST, FREQUENT, NUMBER, PLACE, STOP, WORD, lexicon
from recognizers.segments.openness import begun_half
from recognizers.segments.readings import Reading
from recognizers.segments.seams import plain
from recognizers.segments.window import Window

_LAST_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019])*$")
_ORDINARY = FREQUENT | STOP | WORD
_WHOLE = _ORDINARY | COMMON | COMMON_LAST | PLACE | NUMBER | CALENDAR
_SHORTEST = 3  # letters of half a word that looks like one
_ENDED = frozenset(("EMAIL_ADDRESS", "URL"))  # "dot org" ends one, though "org" begins words
_SURE = 0.5  # few policies hide what is less sure, and what is open is masked by all


def doubt(findings: Sequence[Finding], turn: Turn, dialogue: Dialogue) -> tuple[tuple[Finding, ...], tuple[Doubt, ...]]:
    """Part what was found in a turn into what is decided and what hangs on how its last word goes on.

    While it is not known yet how the client cuts, what hangs is what ends with half a word by the look of it.

    Args:
        findings: in the turn, and in earlier segments.
        turn: the current segment.
        dialogue: the memory before it.

    Returns:
        What is decided, and what is not.
    """
    last = _LAST_LETTERS.search(turn.text) if dialogue.uncut or dialogue.is_new else None
    if last is None or not (dialogue.uncut or _is_half(last.group())):
        return tuple(findings), ()
    at_end = {
        finding.thread
        for finding in findings
        for span in finding.spans
        if span.segment_id == turn.segment_id and span.end > last.start() and finding.score >= _SURE
        and (dialogue.uncut or finding.entity_type not in _ENDED)
    }
    doubted = tuple(Doubt(turn.participant, finding) for finding in findings if finding.thread in at_end)
    return tuple(finding for finding in findings if finding.thread not in at_end), doubted


def half_said(turn: Turn, reading: Reading, dialogue: Dialogue, hidden: Sequence[Span]) -> list[OpenSpan]:
    """Return the last word where it may be the beginning of something personal: "jane dot do" before "e".

    Args:
        turn: the current segment.
        reading: it with what its speaker said just before, as one.
        dialogue: the memory before it.
        hidden: what is hidden or held already.
    """
    call, window = reading.call, reading.window
    if not dialogue.uncut or not turn.text[-1:].isalpha() or not call.words:
        return []
    last, kind = call.words[-1], begun_half(call)
    spans = window.spans(last.start, last.end) if kind else []
    return [OpenSpan(span, kind) for span in spans if not any(span.overlaps(one) for one in hidden)]


def _is_half(word: str) -> bool:
    """True for the beginning of an ordinary word that is no word itself and no name that is often met: "numbe"."""
    word, frequent = plain(word), _frequent()
    if len(word) < _SHORTEST or lexicon().get(word, 0) & _WHOLE:
        return False
    at = bisect_left(frequent, word)
    return at < len(frequent) and frequent[at].startswith(word)


@cache
def _frequent() -> list[str]:
    return sorted(word for word, flags in lexicon().items() if flags & FREQUENT)


def waiting(doubts: Sequence[Doubt]) -> list[OpenSpan]:
    """Return the ranges that are open until it is known how a last word goes on: what is refuted waits for nothing."""
    found = stands(doubts)
    return [OpenSpan(span, finding.entity_type, finding.thread) for finding in found for span in finding.spans]


def settled(turn: Turn, dialogue: Dialogue) -> tuple[tuple[Finding, ...], Dialogue]:
    """Return what a turn decides by being said, and the memory without it: the last words of others were whole.

    Args:
        turn: the current segment.
        dialogue: the memory before it.
    """
    whole = [one for one in dialogue.doubts if one.participant != turn.participant]
    if not whole:
        return (), dialogue
    spans = {span for one in whole for span in one.finding.spans}
    still = tuple(item for item in dialogue.open if item.span not in spans)
    mine = tuple(one for one in dialogue.doubts if one.participant == turn.participant)
    found = stands(whole)
    known = tuple(KnownValue(one.entity_type, one.value, one.thread) for one in found if one.value)
    return found, replace(dialogue, doubts=mine, open=still, known=(*dialogue.known, *known))


def stands(doubts: Sequence[Doubt]) -> tuple[Finding, ...]:
    """Return what was found, of doubts about words that were whole."""
    return tuple(one.finding for one in doubts if not one.refuted)


def gone_on(
    dialogue: Dialogue, findings: Sequence[Finding], window: Window
) -> tuple[tuple[Finding, ...], tuple[Doubt, ...]]:
    """Judge the doubts about a speaker's last word by what they said next.

    Args:
        dialogue: the memory, with no doubts about other speakers.
        findings: what is found now.
        window: the current segment with those before it, as one.

    Returns:
        What was whole, or is no known word with what followed; and what is still going on.
    """
    found = {span for finding in findings for span in finding.spans}
    decided, still = [], []
    for one in dialogue.doubts:
        # What comes before the last word may have been found again without it.
        old = one.finding.spans
        left = tuple(span for span in old if not any(span.overlaps(new) for new in found))
        word = next((word for word in window.torn_words() if _ends_in(one.finding, window, *word)), None)
        if word is not None:
            if any(part.overlaps(new) for part in window.spans(*word) for new in found):
                continue  # judged again
            own = _of_word(one.finding, window, *word)
            left = old if left == old else own
            grown = _letters(own) < _letters(window.spans(*word))
            refuted = grown and _is_ordinary(window.text[slice(*word)])
            if word[1] == len(window.text):
                still.append(replace(one, finding=replace(one.finding, spans=left), refuted=refuted))
            if refuted or word[1] == len(window.text):
                continue
        if left:
            decided.append(replace(one.finding, spans=left))
    return tuple(decided), tuple(still)


def _is_ordinary(word: str) -> bool:
    return bool(lexicon().get(plain(word), 0) & _ORDINARY)


def _letters(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _ends_in(finding: Finding, window: Window, start: int, end: int) -> bool:
    """True when the last of a finding is of a range of a window."""
    last = replace(finding.spans[-1], start=finding.spans[-1].end - 1)
    return any(last.overlaps(span) for span in window.spans(start, end))


def _of_word(finding: Finding, window: Window, start: int, end: int) -> tuple[Span, ...]:
    """Return what a finding has of a range of a window."""
    parts = [(old, part) for old in finding.spans for part in window.spans(start, end) if old.overlaps(part)]
    return tuple(replace(old, start=max(old.start, part.start), end=min(old.end, part.end)) for old, part in parts)
