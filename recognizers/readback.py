"""Read-backs: what the other side, or the same, says again of a value already found in the call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.names.lexicon import CALENDAR, FREQUENT, NAME, NUMBER, PLACE, STOP, lexicon
from recognizers.numbers.claims import is_bare
from recognizers.numbers.quantities import Quantity
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind, Token, tokenize
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, DIGITS, HESITATIONS, REPAIRS, TEENS, TENS

_NAME = "ReadBack"
_SCORE = 0.6
_SURE = 4  # figures in a row that are no accident
_WHOLE = 6  # figures of a value that is long enough to be put right in part
_PLACES = (["end"], ["start"], ["beginning"], ["front"])
_PLACE_WORDS = 4
_RECENT = 4  # values back for a short read-back
_ASIDE = BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS
_SECRETS = frozenset(("PASSWORD", "USERNAME"))
_SIGNS = frozenset("dot underscore dash hyphen point".split())
_HEARD = frozenset("heard said wrote typed entered repeat confirm confirming".split())
_LITTLE = 80  # words of a turn, with those before it, that may say little but a value
_SHORTEST = 3  # letters and figures of a secret that is known again
_LONG = 7  # letters of a single word that is seldom said by accident


def read_back(call: CallArtifacts, found: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """Find what repeats a known value and no recognizer has found: numbers, whole or in part, and secret words.

    Args:
        call: the text and the values known.
        found: what the recognizers found.
    """
    results = _secrets_again(call, found)
    for run in call.spoken.runs:
        if any(r.start < run.end and run.start < r.end for r in (*found, *results)):
            continue
        known = _repeated(call, run) if run.start >= call.context.answer_start else None
        if known is not None:
            results.append(_result(known, run.start, run.end))
    return results


def _result(known: KnownValue, start: int, end: int) -> RecognizerResult:
    return RecognizerResult(
        known.entity_type,
        start,
        end,
        _SCORE,
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: _NAME,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: _NAME,
            "value": known.written,
        },
    )


def _secrets_again(call: CallArtifacts, found: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """Find passwords and user names of words, said again whole: "okay i heard abracadabra"."""
    secrets = [v for v in call.context.known if v.entity_type in _SECRETS and any(c.isalpha() for c in v.written)]
    if not secrets:
        return []
    pieces = _folded(call.words)
    joined = "".join(pieces)
    results: list[RecognizerResult] = []
    hidden = bytearray(len(call.text))  # by place: a long turn may say a value thousands of times
    for result in found:
        hidden[result.start : result.end] = b"\1" * (result.end - result.start)
    for known in reversed(secrets):
        whole = "".join(_folded(tokenize(known.written)))
        if len(whole) < _SHORTEST or whole not in joined:
            continue
        recent = known in call.context.known[-_RECENT:]
        for first, after in _places(pieces, whole):
            start, end = call.words[first].start, call.words[after - 1].end
            if end <= call.context.answer_start or 0 not in hidden[start:end]:
                continue
            if _is_telling(call.words[first:after]) or (recent and _is_said_back(call, first, after)):
                results.append(_result(known, start, end))
                hidden[start:end] = b"\1" * (end - start)
    return results


def _folded(words: Sequence[Token]) -> list[str]:
    """Return each word as it counts in a comparison: figures for numbers, nothing for marks and their names."""
    pieces = []
    for token, following in zip_longest(words, words[1:]):
        word = token.lower
        if token.kind is Kind.MARK or word in _SIGNS or word in HESITATIONS:
            word = ""
        elif word in TENS:
            word = TENS[word] + ("" if following is not None and following.lower in DIGITS else "0")
        pieces.append(DIGITS.get(word) or TEENS.get(word, word))
    return pieces


def _places(pieces: Sequence[str], whole: str) -> Iterator[tuple[int, int]]:
    """Yield where pieces in a row, without a rest, make a whole; half-open."""
    for first, piece in enumerate(pieces):
        said, after = "", first
        while piece and len(said) < len(whole) and after < len(pieces) and whole.startswith(said + pieces[after]):
            said += pieces[after]
            after += 1
        if said == whole:
            yield first, after


def _is_telling(words: Sequence[Token]) -> bool:
    """True for words that are no accident where nothing points at them: two, an odd one, letters and figures."""
    said = [token for token in words if token.kind is not Kind.MARK and not _flags(token) & STOP]
    odd = [token for token in said if token.kind is Kind.WORD and not _flags(token) & (FREQUENT | NUMBER)]
    if len(said) == 1:
        return bool(odd) and len(odd[0].lower) >= _LONG and not _flags(odd[0]) & (NAME | PLACE | CALENDAR)
    made = any(token.glued for token in said[1:]) and len({token.kind for token in said}) > 1
    return made or bool(odd)


def _flags(token: Token) -> int:
    return lexicon().get(token.lower, 0)


def _is_said_back(call: CallArtifacts, first: int, after: int) -> bool:
    """True when a segment says little else, or "i heard" stands before the words and nothing after them."""
    start = call.context.answer_start
    if len(call.words) <= _LITTLE:
        around = [t for t in (*call.words[:first], *call.words[after:]) if t.start >= start and t.kind is not Kind.MARK]
        if all(token.lower in _ASIDE for token in around):
            return True
    closes = after >= len(call.words) or call.words[after].kind is Kind.MARK or call.words[after].lower in _ASIDE
    return closes and first > 0 and call.words[first - 1].lower in _HEARD


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
        if token.lower not in _ASIDE:
            return False
    return True


def _is_whole_secret(result: RecognizerResult) -> bool:
    """True for words read back whole: that does end a value."""
    metadata = result.recognition_metadata or {}
    named = metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY) == _NAME
    return named and result.entity_type in _SECRETS and any(c.isalpha() for c in str(metadata.get("value", "")))


def _is_known(call: CallArtifacts, result: RecognizerResult) -> bool:
    value = str((result.recognition_metadata or {}).get("value", ""))
    return any(value and value in known.written for known in call.context.known)
