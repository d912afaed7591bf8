"""Read-backs: what the other side, or the same, says again of a number or code already found in the call.

A number said again is the same entity, whatever a recognizer would take it for by its shape. So is one that differs in
one place: it was misheard, or is put right.
"""

from __future__ import annotations

from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.dialogue.said_again import ASIDE, SECRETS, again, secrets_again
from recognizers.numbers.claims import is_bare, quantity_asked
from recognizers.numbers.quantities import Quantity
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import REPAIRS

NAME = "ReadBack"
_SURE = 4  # figures in a row that are no accident
_NEARLY = 5  # characters of a value that is known again with one of them wrong
_WHOLE = 6  # figures of a value that is long enough to be put right in part
_PARTS = 6  # that a value is said in, at most
_PLACES = (["end"], ["start"], ["beginning"], ["front"])
_PLACE_WORDS = 4
_COUNT_ASKED = 0.5
_RECENT = 4  # values back for a short read-back
_MISHEARD = 3  # figures of a part that is known again with one of them wrong, or after "was that"
_ASKING_BACK = (["was", "that"], ["is", "that"], ["did", "you", "say"], ["you", "said"], ["was", "it"], ["you", "mean"])
_ASKING_WORDS = 3
_INSTEAD = frozenset("it's its it is but not no sorry i mean meant actually should be or rather that's".split())


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
        if run.start < call.context.answer_start:
            continue
        known = _repeated(call, run) or _instead(call, run, results)
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
    if Quantity.PLAIN in judged or (Quantity.LIKELY in judged and quantity_asked(call, part[0].end - 1) > _COUNT_ASKED):
        return None
    hidden = all(any(r.start < run.end and run.start < r.end for r in found) for run in part)
    goes_on = len(part) > 1 and call.quantity(part[0]) is Quantity.NO  # "seven seven one two, and then nine"
    if not hidden and not goes_on and Quantity.LIKELY in judged and not all(is_bare(call, run) for run in part):
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
        asked_back = len(written) >= _MISHEARD and _is_asked_back(call, run)
        if not (is_bare(call, run) or asked_back or _is_taken_up(call, run)):
            return None
        if quantity is Quantity.LIKELY and quantity_asked(call, run.end - 1) > _COUNT_ASKED:
            return None
        candidates = candidates[-_RECENT:]
    known = next((v for v in reversed(candidates) if written in v.written), None)
    if known is None and quantity is Quantity.NO:
        known = next((v for v in candidates[-1:] if _is_misheard_end(call, run, v)), None)
    return known


def _is_asked_back(call: CallArtifacts, run: Run) -> bool:
    """True after "was that": what is said again is a part of what was just said."""
    before = [token.lower for token in call.words[: run.atoms[0].first][-_ASKING_WORDS:]]
    return any(before[-len(phrase) :] == phrase for phrase in _ASKING_BACK)


def _is_taken_up(call: CallArtifacts, run: Run) -> bool:
    """True for figures read out that a turn begins with, before an aside: "one seven, sorry, and the premium is …"."""
    begins = not any(c.isalnum() for c in call.text[call.context.answer_start : run.start])
    after = next((token.lower for token in call.words[run.atoms[-1].last + 1 :] if token.kind is not Kind.MARK), "")
    return begins and (after in ASIDE if run.is_read_out else after in REPAIRS)


def _is_misheard_end(call: CallArtifacts, run: Run, known: KnownValue) -> bool:
    """True for the figures just given, read back with one of them wrong: "one nine three" for "… one nine two"."""
    size = len(run.written)
    if size < _MISHEARD or not is_bare(call, run) or not (run.is_read_out or _is_taken_back(call, run)):
        return False
    return len(known.written) >= size and is_one_off(run.written, known.written[-size:])


def _is_taken_back(call: CallArtifacts, run: Run) -> bool:
    """True right after "sorry", "no" and the like."""
    return call.words[run.atoms[0].first - 1].lower in REPAIRS if run.atoms[0].first else False


def _instead(call: CallArtifacts, run: Run, results: Sequence[RecognizerResult]) -> KnownValue | None:
    """Return the value of which a run says a part otherwise: "not five five, it's five six", "nine oh or nine"."""
    at = call.spoken.runs.index(run)
    before = call.spoken.runs[at - 1] if at else None
    if before is None or len(before.written) != len(run.written):
        return None
    repeated = next((r for r in results if (r.start, r.end) == (before.start, before.end)), None)
    between = [token.lower for token in call.words[before.atoms[-1].last + 1 : run.atoms[0].first]]
    between = [word for word in between if word.isalpha() or "'" in word]
    if repeated is None or not between or not _INSTEAD.issuperset(between):
        return None
    if len(run.written) == 1 and between != ["or"]:
        return None
    if call.quantity(run) is Quantity.PLAIN:
        return None
    written = str((repeated.recognition_metadata or {}).get("value", ""))
    return next((value for value in reversed(call.context.known) if value.written == written), None)


def _is_put_right(call: CallArtifacts, run: Run) -> bool:
    """True for "oh one four six at the end": a part of the value just read back, as it should be."""
    after = [token.lower for token in call.words[run.atoms[-1].last + 1 :][:_PLACE_WORDS]]
    if not call.context.final and after in (["at"], ["at", "the"], ["on", "the"]):
        return True  # "one seven at the": it may go on so
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
