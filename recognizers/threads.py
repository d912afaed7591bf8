"""Threads: which results are one entity, in this turn and over the call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import KnownValue
from recognizers.dialogue.memory import Dialogue
from recognizers.dialogue.readback import NAME as READ_BACK
from recognizers.entities import Finding, Span
from recognizers.registry import value_kinds
from recognizers.segments.window import Window
from recognizers.subjects import KNOWN

_LAST_FIGURES = 4  # that name a number said before
_SOME_FIGURES = 3  # that say which part of a number they put right
_ALIKE = 0.6  # how much a value put right has in common with the first
_CLOSING = " .,;!\n"
_TAKEN_BACK = 40  # characters before a value that may take back the one before
_TAKES_BACK = re.compile(
    r"\b(?:no|nope|sorry|wait|actually|correction|oops|i mean|i meant|scratch that|make that|rather|not)\b[\W_]*"
    r"(?:(?:it's|it is|it was|that's|its|the|my|so|i mean|i meant|um|uh|wait|sorry|no|actually|number|should be|is"
    r"|make that|again|hold on)\b[\W_]*)*$",
    re.IGNORECASE,
)
UNPLACED = "NUMBER_SEQUENCE"
_RECENT = 4  # values back in the call that a part may belong to


def weave(accepted: Sequence[RecognizerResult], window: Window, dialogue: Dialogue) -> tuple[tuple[Finding, ...], int]:
    """Group results into entities, each with its thread, and count the threads of the call so far.

    Results of one type and value are one entity. It goes on with the thread of an entity that earlier turns began, when
    it shares a place with it, or its value. What touches neither the current nor an open segment is told once.

    Args:
        accepted: results that do not overlap.
        window: the text they were found in.
        dialogue: the memory before the turn.
    """
    groups: dict[tuple[str, str], list[RecognizerResult]] = {}
    for result in accepted:
        groups.setdefault((result.entity_type, value_of(result) or f"@{result.start}"), []).append(result)
    findings: list[Finding] = []
    threads = dialogue.threads
    live = {window.current.segment_id} | {item.span.segment_id for item in dialogue.open}
    for (entity_type, value), results in groups.items():
        spans = {span for result in results for span in window.spans(result.start, result.end)}
        score = max(result.score for result in results)
        if all(span.segment_id not in live and _is_told(span, score, dialogue) for span in spans):
            continue
        first = min(result.start for result in results)
        takes_back = bool(_TAKES_BACK.search(window.text[max(0, first - _TAKEN_BACK) : first]))
        known = dialogue.known[-_RECENT:] + tuple(KnownValue(f.entity_type, f.value, f.thread) for f in findings)
        goes_on = _put_right(entity_type, value, known) if takes_back or _is_read_back(results) else None
        goes_on = goes_on or _goes_on(entity_type, value, spans, window, dialogue)
        if goes_on is None:
            threads += 1
            goes_on = KnownValue(entity_type, value, f"t{threads}")
        finding = _finding(results, tuple(sorted(spans, key=window.order)), goes_on)
        findings.append(finding)
    return tuple(findings), threads


def _is_told(span: Span, score: float, dialogue: Dialogue) -> bool:
    return any(mark.tells(span, score) for mark in dialogue.marks)


def value_of(result: RecognizerResult) -> str:
    """Return the written value that a recognizer gave to its result, or ""."""
    return str((result.recognition_metadata or {}).get("value", ""))


def _goes_on(
    entity_type: str, value: str, spans: set[Span], window: Window, dialogue: Dialogue
) -> KnownValue | None:
    """Return the entity of earlier turns that this is, or a part of: by place, by value, or as its next part."""
    for mark in dialogue.marks:
        if any(mark.span.overlaps(span) for span in spans):
            return KnownValue(entity_type, value, mark.thread)
    for known in reversed(dialogue.known):
        unplaced = entity_type == UNPLACED and known.entity_type in _sizes()
        if (known.entity_type == entity_type or unplaced) and _says_again(value, known.written):
            return known
        if known.entity_type == entity_type == "PERSON" and _is_same_person(value, known.written):
            return known._replace(written=max(value, known.written, key=len))
    corrected = _corrected(entity_type, value, dialogue)
    if corrected is not None:
        return corrected
    spoken = _spoken_on(entity_type, value, spans, window, dialogue)
    if spoken is not None:
        return spoken
    begun = _unfinished(entity_type, value, dialogue)
    if begun is None or len(window.pieces) > 1:
        return None
    return begun._replace(written=begun.written + value)


def _says_again(value: str, known: str) -> bool:
    """True for a value said again, whole or by its last figures: "ending in four four one two"."""
    return value == known or (len(value) >= _LAST_FIGURES and value.isdigit() and known.endswith(value))


def _is_same_person(value: str, known: str) -> bool:
    """True for a name said again in part, or now in full: "mr brannigan" after "owen brannigan"."""
    said, before = set(value.split()), set(known.split())
    return bool(said) and (said <= before or before <= said)


def _put_right(entity_type: str, value: str, known: Sequence[KnownValue]) -> KnownValue | None:
    """Return the value said lately that this one stands for: nearly the same, or any other secret in words."""
    for other in reversed(known):
        if other.entity_type != entity_type or not value or not other.written:
            continue
        words = entity_type == "PASSWORD" and not value.isdigit() and not other.written.isdigit()
        if words or (len(value) >= _LAST_FIGURES and _likeness(value, other.written) >= _ALIKE):
            return other._replace(written=value)
    return None


def _likeness(value: str, known: str) -> float:
    return SequenceMatcher(None, value, known, autojunk=False).ratio()


def _is_read_back(results: Sequence[RecognizerResult]) -> bool:
    """True for a value that was known when it was said, whole or nearly."""
    name = RecognizerResult.RECOGNIZER_NAME_KEY
    return all((result.recognition_metadata or {}).get(name) == READ_BACK for result in results)


def _corrected(entity_type: str, value: str, dialogue: Dialogue) -> KnownValue | None:
    """Return the number said before that a part of it puts right in one place: "no, four four four six"."""
    shortest, _ = _sizes().get(entity_type, (0, 0))
    if not _SOME_FIGURES <= len(value) < shortest or not value.isdigit():
        return None
    for known in reversed(dialogue.known[-_RECENT:]):
        written = known.written
        if known.entity_type != entity_type or len(written) <= len(value) or not written.isdigit():
            continue
        for at in range(len(written) - len(value), -1, -1):
            part = written[at : at + len(value)]
            if sum(a != b for a, b in zip(part, value, strict=True)) == 1:
                return known._replace(written=written[:at] + value + written[at + len(value) :])
    return None


def _spoken_on(
    entity_type: str, value: str, spans: set[Span], window: Window, dialogue: Dialogue
) -> KnownValue | None:
    """Return the secret in words that the segment before ended with and this one goes on from: "blue", "falcon"."""
    if entity_type != "PASSWORD" or value.isdigit() or len(window.pieces) < 2 or window.current.answered:
        return None
    last = window.pieces[-2]
    end = last.offset + len(window.text[last.start : last.end].rstrip(_CLOSING))
    mark = next((m for m in dialogue.marks if m.span.segment_id == last.segment_id and m.span.end >= end), None)
    first = min(span.start for span in spans)
    if mark is None or mark.entity_type != entity_type or window.text[window.current.start :][:first].strip(_CLOSING):
        return None
    known = next((known for known in reversed(dialogue.known) if known.thread == mark.thread), None)
    return known._replace(written=f"{known.written} {value}") if known is not None else None


def _unfinished(entity_type: str, value: str, dialogue: Dialogue) -> KnownValue | None:
    """Return what was said so far of a number that is being collected over turns and has room for this part."""
    sizes = _sizes().get(entity_type)
    if sizes is None or not dialogue.known or not value.isalnum():
        return None
    shortest, longest = sizes
    parts = [known for known in dialogue.known[-_RECENT:] if known.entity_type == entity_type]
    if not parts or max(len(parts[-1].written), len(value)) >= shortest or value in parts[-1].written:
        return None
    return parts[-1] if len(parts[-1].written) + len(value) <= longest else None


@cache
def _sizes() -> dict[str, tuple[int, int]]:
    """Return, for each type of number, the fewest characters that are surely a whole value, and the most."""
    sizes: dict[str, tuple[int, int]] = {}
    for kind in value_kinds().values():
        shortest, longest = sizes.get(kind.entity_type, (0, 0))
        sizes[kind.entity_type] = (max(shortest, kind.shortest), max(longest, kind.longest))
    return sizes


def _finding(results: Sequence[RecognizerResult], spans: tuple[Span, ...], entity: KnownValue) -> Finding:
    best = max(results, key=lambda result: result.score)
    metadata = best.recognition_metadata or {}
    unplaced = best.entity_type == UNPLACED and bool(value_of(best))
    return Finding(
        entity_type=entity.entity_type if unplaced else best.entity_type,
        spans=spans,
        score=best.score,
        recognizer=str(metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY, "")),
        value=entity.written if value_of(best) else "",
        thread=entity.thread,
        subject_id=str(metadata.get("subject_id", "")),
        known=bool(metadata.get(KNOWN)),
    )
