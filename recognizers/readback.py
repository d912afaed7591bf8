"""Read-backs: what the other side, or the same, says again of a value already found in the call."""

from __future__ import annotations

from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.numbers.claims import is_bare
from recognizers.numbers.quantities import Quantity
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, HESITATIONS, REPAIRS

_SCORE = 0.6
_SURE = 4  # figures in a row that are no accident
_WHOLE = 6  # figures of a value that is long enough to be put right in part
_PLACES = (["end"], ["start"], ["beginning"], ["front"])
_PLACE_WORDS = 4
_RECENT = 4  # values back for a short read-back


def read_back(call: CallArtifacts, found: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """Find numbers that repeat a known value, or a part of one, and that no recognizer has found.

    Args:
        call: the text and the values known.
        found: what the recognizers found.
    """
    results = []
    for run in call.spoken.runs:
        if any(r.start < run.end and run.start < r.end for r in found) or run.start < call.context.answer_start:
            continue
        known = _repeated(call, run)
        if known is not None:
            results.append(
                RecognizerResult(
                    known.entity_type,
                    run.start,
                    run.end,
                    _SCORE,
                    recognition_metadata={
                        RecognizerResult.RECOGNIZER_NAME_KEY: "ReadBack",
                        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: "ReadBack",
                        "value": known.written,
                    },
                )
            )
    return results


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
    if not own or any(not _is_known(call, r) for r in own):
        return False
    for token in call.words:
        inside = any(r.start <= token.start < r.end for r in own)
        if token.start < start or inside or token.kind is Kind.MARK:
            continue
        if token.lower not in BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS:
            return False
    return True


def _is_known(call: CallArtifacts, result: RecognizerResult) -> bool:
    value = str((result.recognition_metadata or {}).get("value", ""))
    return any(value and value in known.written for known in call.context.known)
