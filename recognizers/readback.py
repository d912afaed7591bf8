"""Read-backs: what the other side, or the same, says again of a number or code already found in the call.

A number said again is the same entity, whatever a recognizer would take it for by its shape. So is one that differs in
one place: it was misheard, or is put right.
"""

from __future__ import annotations

from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.numbers.claims import is_bare
from recognizers.numbers.quantities import Quantity
from recognizers.said_again import ASIDE, SECRETS, again, secrets_again
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind

NAME = "ReadBack"
_SURE = 4  # figures in a row that are no accident
_NEARLY = 5  # characters of a value that is known again with one of them wrong
_WHOLE = 6  # figures of a value that is long enough to be put right in part
_PARTS = 6  # that a value is said in, at most
_PLACES = (["end"], ["start"], ["beginning"], ["front"])
_PLACE_WORDS = 4
_RECENT = 4  # values back for a short read-back


def read_back(call: CallArtifacts, found: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """Find what repeats a known value: numbers, whole, nearly or in part, and secret words.

    What is said again whole, or nearly, keeps its type: its results score above what a number's shape alone tells, and
    below what was announced.

    Args:
        call: the text and the values known.
        found: what the recognizers found.
    """
    results = secrets_again(call, found)
    results += [result for chain in call.spoken.chains() for result in _whole_again(call, chain, found)]
    for run in call.spoken.runs:
        if any(r.start < run.end and run.start < r.end for r in (*found, *results)):
            continue
        known = _repeated(call, run) if run.start >= call.context.answer_start else None
        if known is not None:
            results.append(again(known, run.start, run.end))
    return results


def is_one_off(value: str, known: str) -> bool:
    """Return True when two values differ in one place: another character, or two neighbours that changed theirs.

    Args:
        value: a written value.
        known: another one.
    """
    if len(value) != len(known):
        return False
    wrong = [at for at, (a, b) in enumerate(zip(value, known, strict=True)) if a != b]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return value[wrong[0]] == known[wrong[1]] and value[wrong[1]] == known[wrong[0]]
    return len(wrong) == 1


def _whole_again(
    call: CallArtifacts, chain: Sequence[Run], found: Sequence[RecognizerResult]
) -> list[RecognizerResult]:
    """Find known values in linked runs, the longest first."""
    runs = [run for run in chain if run.start >= call.context.answer_start]
    results: list[RecognizerResult] = []
    at = 0
    while at < len(runs):
        for size in range(min(len(runs) - at, _PARTS), 0, -1):
            part = runs[at : at + size]
            known = _known_again(call, part, found)
            if known is not None:
                places = [place for run in part for place in run.pieces]
                results += [again(known, start, end, whole=True) for start, end in places]
                at += size - 1
                break
        at += 1
    return results


def _known_again(call: CallArtifacts, part: Sequence[Run], found: Sequence[RecognizerResult]) -> KnownValue | None:
    """Return the known value that runs are together, or nearly are, as it was said now."""
    written = "".join(run.written for run in part)
    known = _known_as(call, written) if len(written) >= _SURE else None
    if known is None or not any(c.isdigit() for c in written):
        return None
    judged = {call.quantity(run) for run in part}
    if Quantity.PLAIN in judged:
        return None
    hidden = all(any(r.start < run.end and run.start < r.end for r in found) for run in part)
    if not hidden and Quantity.LIKELY in judged and not all(is_bare(call, run) for run in part):
        return None
    return known


def _known_as(call: CallArtifacts, written: str) -> KnownValue | None:
    known = next((value for value in reversed(call.context.known) if value.written == written), None)
    if known is not None or len(written) < _NEARLY:
        return known
    near = (value for value in reversed(call.context.known[-_RECENT:]) if is_one_off(written, value.written))
    known = next(near, None)
    return known._replace(written=written) if known is not None else None


def _repeated(call: CallArtifacts, run: Run) -> KnownValue | None:
    quantity = call.quantity(run)
    written = run.written
    if quantity is Quantity.PLAIN or len(written) < 2:
        return None
    candidates = [value for value in call.context.known if any(c.isdigit() for c in value.written)]
    if _is_put_right(call, run):
        return next((v for v in reversed(candidates) if len(v.written) >= _WHOLE), None)
    if len(written) < _SURE or quantity is Quantity.LIKELY:
        if not is_bare(call, run):
            return None
        candidates = candidates[-_RECENT:]
    return next((v for v in reversed(candidates) if written in v.written), None)


def _is_put_right(call: CallArtifacts, run: Run) -> bool:
    """True for "oh one four six at the end": a part of the value just read back, as it should be."""
    after = [token.lower for token in call.words[run.atoms[-1].last + 1 :][:_PLACE_WORDS]]
    return after[:2] in (["at", "the"], ["on", "the"]) and after[2:3] in _PLACES and after[3:] != ["of"]


def repeats(call: CallArtifacts, accepted: Sequence[RecognizerResult]) -> bool:
    """Return True when the current segment says nothing but values said before: a read-back does not end a value.

    Args:
        call: the text and the values known.
        accepted: what is hidden in it.
    """
    start = call.context.answer_start
    own = [r for r in accepted if r.end > start]
    if not own or any(not _is_known(call, r) or _is_whole_secret(r) for r in own):
        return False
    for token in call.words:
        inside = any(r.start <= token.start < r.end for r in own)
        if token.start < start or inside or token.kind is Kind.MARK:
            continue
        if token.lower not in ASIDE:
            return False
    return True


def _is_whole_secret(result: RecognizerResult) -> bool:
    """True for words read back whole: that does end a value."""
    metadata = result.recognition_metadata or {}
    named = metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY) == NAME
    return named and result.entity_type in SECRETS and any(c.isalpha() for c in str(metadata.get("value", "")))


def _is_known(call: CallArtifacts, result: RecognizerResult) -> bool:
    value = str((result.recognition_metadata or {}).get("value", ""))
    return any(value and value in known.written for known in call.context.known)
