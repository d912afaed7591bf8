"""Secret words said again: "okay i heard abracadabra", and what counts as saying nothing but a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.names.lexicon import CALENDAR, FREQUENT, NAME, NUMBER, PLACE, STOP, lexicon
from recognizers.numbers.claims import quantity_asked
from recognizers.speech.tokens import Kind, Token, tokenize
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, DIGITS, HESITATIONS, REPAIRS, TEENS, TENS

ASIDE = BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS
"""Words that may stand beside a value said again."""
SECRETS = frozenset(("PASSWORD", "USERNAME"))

_SCORE = 0.6
_WHOLE_SCORE = 0.8  # above what a shape alone tells, below what was announced
_RECENT = 4  # values back for a short read-back
_HOW_WRITTEN = re.compile(r"\b(?:with )?(?:a |an |all )?(?:capital|upper ?case|lower ?case)(?: letter)?(?: [a-z])?\b")
_SIGNS = frozenset("dot underscore dash hyphen point".split())
_HEARD = frozenset("heard said wrote typed entered repeat confirm confirming".split())
_SOFT = frozenset("you said i heard have did do say was it's with and so".split())
_LITTLE = 80  # words of a turn, with those before it, that may say little but a value
_SHORTEST = 3  # letters and figures of a secret that is known again
_LONG = 7  # letters of a single word that is seldom said by accident
_LIKE = 5  # letters of a word that is known again with one of them wrong
_COUNT_ASKED = 0.5


def again(known: KnownValue, start: int, end: int, *, whole: bool = False) -> RecognizerResult:
    """Make the result for a value said again.

    Args:
        known: the value.
        start: first code point.
        end: one past the last.
        whole: True when nothing of it is left out.
    """
    return RecognizerResult(
        known.entity_type,
        start,
        end,
        _WHOLE_SCORE if whole else _SCORE,
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: "ReadBack",
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: "ReadBack",
            "value": known.written,
        },
    )


def secrets_again(call: CallArtifacts, found: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """Find passwords and user names of words, said again whole: "okay i heard abracadabra"; alone, also in part.

    Args:
        call: the text and the values known.
        found: what the recognizers found.
    """
    secrets = [v for v in call.context.known if v.entity_type in SECRETS and any(c.isalpha() for c in v.written)]
    if not secrets:
        return []
    pieces = folded(call.words)
    joined = "".join(pieces)
    results: list[RecognizerResult] = []
    hidden = bytearray(len(call.text))  # by place: a long turn may say a value thousands of times
    for result in found:
        hidden[result.start : result.end] = b"\1" * (result.end - result.start)
    for known in reversed(secrets):
        wholes = {"".join(folded(tokenize(written))) for written in (known.written, _plainly(known.written))}
        if not any(len(whole) >= _SHORTEST and whole in joined for whole in wholes):
            continue
        recent = known in call.context.known[-_RECENT:]
        for first, after in [place for whole in wholes for place in _places(pieces, whole)]:
            start, end = call.words[first].start, call.words[after - 1].end
            if end <= call.context.answer_start or 0 not in hidden[start:end]:
                continue
            if _is_telling(call.words[first:after]) or (recent and _is_said_back(call, first, after)):
                results.append(again(known, start, end))
                hidden[start:end] = b"\1" * (end - start)
    return results or _in_part(call, secrets, hidden)


def _plainly(written: str) -> str:
    """Return a secret without what tells how it is written: "welcome with a capital w two two" is "welcome two two"."""
    return " ".join(_HOW_WRITTEN.sub(" ", written).split())


def _in_part(call: CallArtifacts, secrets: Sequence[KnownValue], hidden: bytearray) -> list[RecognizerResult]:
    """Find a part of a secret said lately, or nearly the whole of it, in a segment that says little else."""
    start = call.context.answer_start
    said = [token for token in call.words if token.start >= start and token.kind is not Kind.MARK]
    while said and said[0].lower in ASIDE | _SOFT:
        said.pop(0)
    while said and said[-1].lower in ASIDE | _SOFT:
        said.pop()
    if not said or 0 not in hidden[said[0].start : said[-1].end]:
        return []
    if quantity_asked(call, said[-1].end - 1) > _COUNT_ASKED:
        return []
    pieces = [piece for piece in folded(said) if piece]
    for known in reversed(secrets):
        whole = [piece for piece in folded(tokenize(known.written)) if piece]
        if known in call.context.known[-_RECENT:] and (_is_part(pieces, whole) or _is_nearly(pieces, whole)):
            return [again(known, said[0].start, said[-1].end)]
    return []


def _is_part(pieces: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(pieces) and any(
        whole[at : at + len(pieces)] == list(pieces) for at in range(len(whole) - len(pieces) + 1)
    )


def _is_nearly(pieces: Sequence[str], whole: Sequence[str]) -> bool:
    """True when one word is another one, or a word that is all is misheard in one letter."""
    wrong = [(a, b) for a, b in zip(pieces, whole, strict=False) if a != b]
    if len(pieces) != len(whole) or len(wrong) != 1:
        return False
    (said, known), alone = wrong[0], len(whole) == 1
    return not alone or (len(known) >= _LIKE and _is_misheard(said, known))


def _is_misheard(said: str, known: str) -> bool:
    """True for two words that differ in one letter, be it one more or one less."""
    short, long = sorted((said, known), key=len)
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        return short[at + 1 :] == long[at + 1 :]
    return len(long) == len(short) + 1 and short[at:] == long[at + 1 :]


def folded(words: Sequence[Token]) -> list[str]:
    """Return each word as it counts in a comparison: figures for numbers, nothing for marks and their names.

    Args:
        words: the tokens of a text.
    """
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
        if all(token.lower in ASIDE for token in around):
            return True
    closes = after >= len(call.words) or call.words[after].kind is Kind.MARK or call.words[after].lower in ASIDE
    return closes and first > 0 and call.words[first - 1].lower in _HEARD
