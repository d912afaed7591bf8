"""What the platform already knew of the parties, found in every spoken form, and linked to its subject."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.entities import KnownIdentity
from recognizers.names.lexicon import FREQUENT, NUMBER, STOP, WORD, lexicon
from recognizers.places.gazetteer import region_names
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind
from recognizers.subjects import sounds_like

CUES = ()
_TYPES = tuple(
    """
    PERSON PHONE_NUMBER EMAIL_ADDRESS CREDIT_CARD CARD_EXPIRY CARD_CVV BANK_ACCOUNT US_SSN GOV_ID DATE_OF_BIRTH ADDRESS
    LOCATION ACCOUNT_ID USERNAME PASSWORD IP_ADDRESS URL
    """.split()
)
_PARTIAL = 4  # the last figures of a known number that are enough to know it again
_LONG_LOCAL = 6  # letters of an e-mail address's name that are nobody else's
_LONG_FORMS = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "dr": "drive", "ln": "lane", "blvd": "boulevard",
    "ct": "court", "pl": "place", "sq": "square", "apt": "apartment", "hwy": "highway",
    **{code: name for code, name in region_names().items() if " " not in name},
}  # fmt: skip
_PIECE = re.compile(r"[^\W_]+")
_SAID_MARKS = frozenset("at dot period point underscore dash hyphen plus".split())


@dataclass(frozen=True, slots=True)
class _Known:
    """One identity, ready to be compared.

    Attributes:
        identity: as the platform gave it.
        squeezed: its letters and figures, accents folded, lower case.
        words: its words, folded.
        singles: the words that stand for it alone: each, and each hyphenated name run together.
    """

    identity: KnownIdentity
    squeezed: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    singles: frozenset[str] = field(repr=False)

    @property
    def is_number(self) -> bool:
        """True when it is mostly figures."""
        return sum(c.isdigit() for c in self.squeezed) * 2 > len(self.squeezed)


class KnownIdentityRecognizer(CallRecognizer):
    """Finds the values of ``known_identities`` said or written in a call."""

    def __init__(self) -> None:
        super().__init__(list(_TYPES), "KnownIdentityRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find known values; every result has score 1 and its subject."""
        results: list[RecognizerResult] = []
        for known in _prepared(call.context.identities) if call.context.identities else ():
            ranges = _number_ranges(call, known) if known.is_number else _word_ranges(call, known)
            identity = known.identity
            for start, end in sorted(set(ranges)):
                for low, high in _lines(call.text, start, end):
                    subject, value = identity.subject_id, _normal(known)
                    results.append(self.result(identity.entity_type, low, high, 1.0, value, subject_id=subject))
        return results


@lru_cache(maxsize=256)
def _prepared(identities: tuple[KnownIdentity, ...]) -> tuple[_Known, ...]:
    prepared = []
    for identity in identities:
        words = tuple(_PIECE.findall(fold(identity.value)))
        if words:
            run_together = {"".join(_PIECE.findall(name)) for name in fold(identity.value).split()}
            prepared.append(_Known(identity, "".join(words), words, frozenset({*words, *run_together})))
    return tuple(prepared)


def fold(text: str) -> str:
    """Return a text in lower case without accents.

    Args:
        text: any text.
    """
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("'", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _normal(known: _Known) -> str:
    """Return the value as recognizers write it: figures joined, names lower case with single spaces."""
    if known.is_number:
        return known.squeezed
    if known.identity.entity_type in ("PERSON", "ADDRESS", "LOCATION"):
        return " ".join(known.identity.value.lower().split())
    return known.identity.value.lower()


def _number_ranges(call: CallArtifacts, known: _Known) -> Iterator[tuple[int, int]]:
    """Find runs that say the number, a part of it of some length, or its end."""
    for chain in call.spoken.chains():
        parts = [run for run in chain if run.link is not Link.REPAIR]
        joined = "".join(run.written for run in parts)
        if len(joined) >= _PARTIAL and (known.squeezed in joined or (len(parts) > 1 and joined in known.squeezed)):
            for run in parts:
                yield run.start, run.end
            continue
        for run in chain:
            if _is_part(run, known):
                yield run.start, run.end


def _is_part(run: Run, known: _Known) -> bool:
    written = run.written
    if len(written) < _PARTIAL:
        return False
    return known.squeezed in written or written.endswith(known.squeezed[-7:]) or written in known.squeezed


def _word_ranges(call: CallArtifacts, known: _Known) -> Iterator[tuple[int, int]]:
    folded, places = _folded(call)
    for target in (known.squeezed, *_parts(known)):
        yield from _whole(call, target, folded, places)
    yield from _spelled(call, known)
    if known.identity.entity_type == "PERSON":
        yield from _single_names(call, known, folded, places)
        yield from _misheard(call, known, folded, places)
    if known.identity.entity_type in ("ADDRESS", "LOCATION"):
        yield from _in_a_row(call, known)


def _parts(known: _Known) -> Iterator[str]:
    """Return what of an e-mail address says enough: what stands before the "@", when that is no single word."""
    local, at, _ = fold(known.identity.value).partition("@")
    pieces = _PIECE.findall(local)
    if at and (len(pieces) > 1 or (len(local) >= _LONG_LOCAL and not lexicon().get(local, 0))):
        yield "".join(pieces)


def _folded(call: CallArtifacts) -> tuple[list[str], list[int]]:
    """Return the words of the text folded, said marks left out, and which token each is."""
    folded, places = [], []
    for at, token in enumerate(call.words):
        if token.kind is Kind.MARK or token.lower in _SAID_MARKS:
            continue
        folded.append(fold(token.lower.removesuffix("'s")))
        places.append(at)
    return folded, places


def _whole(call: CallArtifacts, target: str, folded: list[str], places: list[int]) -> Iterator[tuple[int, int]]:
    """Find a value whole, however it is cut into words: "mary jane" and "mary-jane", "jane at example dot com"."""
    for first, word in enumerate(folded):
        if not word or not target.startswith(word):
            continue
        have, at = word, first
        while len(have) < len(target) and at + 1 < len(folded) and target.startswith(have + folded[at + 1]):
            at += 1
            have += folded[at]
        if have == target:
            yield call.words[places[first]].start, _end(call, places[at])


def _spelled(call: CallArtifacts, known: _Known) -> Iterator[tuple[int, int]]:
    pieces = {word for word in known.words if len(word) > 2} | {known.squeezed}
    for run in call.spoken.runs:
        if len(run.atoms) > 2 and run.written in pieces:
            yield run.start, run.end


def _misheard(
    call: CallArtifacts, known: _Known, folded: list[str], places: list[int]
) -> Iterator[tuple[int, int]]:
    """Find a word that sounds like one of the name and is no other word."""
    for word, at in zip(folded, places, strict=True):
        if lexicon().get(word, 0) & (WORD | STOP | NUMBER | FREQUENT):
            continue
        if any(sounds_like(word, name) for name in known.words):
            yield call.words[at].start, _end(call, at)


def _in_a_row(call: CallArtifacts, known: _Known) -> Iterator[tuple[int, int]]:
    """Find two words and more of an address one after the other: "oak lane", "twelve oak", "springfield illinois"."""
    said = _said(call)
    names = [_LONG_FORMS.get(word, word) for word in known.words]
    at = 0
    while at < len(said):
        start, _, word = said[at]
        length = 0
        for first in (n for n, name in enumerate(names) if name == word):
            row = 1
            while first + row < len(names) and at + row < len(said) and said[at + row][2] == names[first + row]:
                row += 1
            length = max(length, row)
        if length > 1 and any(not lexicon().get(name, 0) & STOP for _, _, name in said[at : at + length]):
            yield start, said[at + length - 1][1]
        at += max(length, 1)


def _said(call: CallArtifacts) -> list[tuple[int, int, str]]:
    """Return what is said, word by word and number by number, with its place, abbreviations in their long form."""
    runs = [(run.start, run.end, run.written.lower()) for run in call.spoken.runs]
    inside = {at for run in call.spoken.runs for atom in run.atoms for at in range(atom.first, atom.last + 1)}
    words = [
        (token.start, token.end, fold(token.lower))
        for at, token in enumerate(call.words)
        if at not in inside and token.kind is not Kind.MARK
    ]
    return [(start, end, _LONG_FORMS.get(word, word)) for start, end, word in sorted([*runs, *words])]


def _single_names(
    call: CallArtifacts, known: _Known, folded: list[str], places: list[int]
) -> Iterator[tuple[int, int]]:
    """Find one word of the name by itself; one that is a word too only where it is written like a name."""
    for word, at in zip(folded, places, strict=True):
        if len(word) < 2 or word not in known.singles:
            continue
        flags = lexicon().get(word, 0)
        token = call.words[at]
        before = call.words[at - 1].lower if at else ""
        capital = call.text[token.start].isupper() and before not in ("", ".", "?", "!")
        alone = _is_alone(call, at)
        if not flags & (WORD | STOP | NUMBER | FREQUENT) or capital or alone or before in _BEFORE_NAMES:
            yield token.start, _end(call, at)


_BEFORE_NAMES = frozenset("mr mrs ms miss dr doctor thanks hi hey hello thank is named i'm this name".split())


def _is_alone(call: CallArtifacts, at: int) -> bool:
    """True when a word is all its segment says."""
    tokens, text = call.words, call.text
    before, after = at - 1, at + 1
    while before >= 0 and tokens[before].kind is Kind.MARK:
        before -= 1
    while after < len(tokens) and tokens[after].kind is Kind.MARK:
        after += 1
    begins = before < 0 or "\n" in text[tokens[before].end : tokens[at].start]
    return begins and (after == len(tokens) or "\n" in text[tokens[at].end : tokens[after].start])


def _end(call: CallArtifacts, at: int) -> int:
    token = call.words[at]
    return token.end - 2 if token.lower.endswith("'s") else token.end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a range where a segment ends."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1
