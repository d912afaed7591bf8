"""E-mail addresses, written, broken by speech-to-text, dictated, spelled, and read back."""

from __future__ import annotations

import re
from bisect import bisect_left

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.contact.dictation import (
    DETERMINERS,
    MARKERS,
    begins_at,
    crosses_turn,
    is_sign,
    joins,
    ranges,
    written,
)
from recognizers.contact.domains import (
    PROVIDERS,
    RUN_IN,
    RUN_TOGETHER,
    Domain,
    read_domain,
    restored,
)
from recognizers.contact.fragments import (
    is_spelled,
    looks_begun,
    said_again,
    said_first,
    still_dictated,
    stretch,
    was_last_told,
    whole_answer,
)
from recognizers.contact.local_part import ASKED, EMAIL, announced, own_start, written_local
from recognizers.contact.unannounced import before_domain
from recognizers.names.lexicon import FIRST, STOP, lexicon
from recognizers.speech.cues import Cue
from recognizers.speech.tokens import Kind

CUES = (
    Cue(
        EMAIL,
        (
            "email",
            "email address|addresses",
            "email's",
            "e mail",
            "e mail address|addresses",
            "e - mail",
            "e - mail address",
            "mail address",
            "email id",
            "mail id",
            "email on file",
            "email account",
            "emailed",
            "where should i send",
            "where shall i send",
            "where can i send",
            "where do i send",
            "where should we send",
            "before|after the at|@",
            "before|after the at|@ sign",
            "before|after at|@ sign",
        ),
    ),
)

_AT = re.compile(r"@|\b(?:at|arroba)\b", re.IGNORECASE)
_GROWING = frozenset({"@", "at", "dot", "underscore", "dash", "hyphen"})
_LAST_WORDS = 6
_BEGINNING = 4  # words of an interim result that may begin an address


class EmailAddressRecognizer(CallRecognizer):
    """Finds e-mail addresses."""

    def __init__(self) -> None:
        super().__init__([EMAIL], "EmailAddressRecognizer")

    def may_grow(self, call: CallArtifacts) -> bool:
        """An address may go on where one is the topic, or after a sign of one: "jane dot", "doe at"."""
        if call.expected.get(EMAIL, 0.0) >= ASKED or any(m.kind == EMAIL for m in call.mentions):
            return True
        return any(token.lower in _GROWING for token in call.words[-_LAST_WORDS:])

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find addresses by their "at", by a provider run into the text, by a question, and by a known value."""
        lower = call.text.lower()
        found: list[RecognizerResult] = []
        done = 0  # tokens before this one belong to an address already
        if _AT.search(lower):
            for anchor, token in enumerate(call.words):
                if anchor >= done and token.lower in ("@", "at", "arroba"):
                    results, done = self._around(call, anchor, done)
                    found += results
        if RUN_IN.search(lower):
            found += self._run_together(call, found)
        topic = call.expected.get(EMAIL, 0.0) >= ASKED or any(m.kind == EMAIL for m in call.mentions)
        if topic or was_last_told(call) or not call.context.final:
            found += self._unfinished(call, found)
        begun = before_domain(call)
        if begun is not None and not any(result.end >= call.words[-1].end for result in found):
            found += self._results(call, begun, len(call.words), 0.6, written(call, begun, len(call.words)))
        return found + self._read_back(call, found)

    def _around(self, call: CallArtifacts, anchor: int, done: int) -> tuple[list[RecognizerResult], int]:
        words = call.words
        sign = words[anchor].lower == "@"
        index = anchor + 1
        if index < len(words) and words[index].lower in ("sign", "symbol"):
            index += 1
        cued, floor = announced(call, anchor)
        domain = read_domain(call, index, after_sign=sign, announced=cued)
        if domain is None and not sign and _is_persons(call, anchor, max(floor, done), cued=cued):
            domain = read_domain(call, index, after_sign=False, announced=cued, loose=True)
        if domain is None:
            return [], done
        if sign and words[anchor].glued:
            first, score = written_local(call, anchor, max(floor, done)), 0.95
        else:
            local = begins_at(call, anchor, max(floor, done), announced=cued)
            if local is None and not (cued or _opens_segment(call, anchor)):
                return [], done  # "look at acme dot com": a web address
            first, score = anchor if local is None else local, 0.85
            if sign and words[index].glued and not (cued or domain.ends):
                return [], done  # "tweet @acme": a handle
            if local is not None and not cued and not _is_address(call, local, anchor, domain, sign=sign):
                return [], done
        value = f"{written(call, first, anchor)}@{domain.name}" if first < anchor else f"@{domain.name}"
        results = self._results(call, first, domain.after, score, value)
        begin = said_first(call, first) if first < anchor else None
        results += self._results(call, begin, first - 1, score, value) if begin is not None else []
        own = own_start(call, first, anchor) if sign and words[anchor].glued else words[first].start
        if own > words[first].start:
            typed = f"{call.text[own : words[anchor].start].strip().lower()}@{domain.name}"
            cut = [part for result in results for part in _cut(result.start, result.end, own)]
            results = [self.result(EMAIL, start, end, score, value if end <= own else typed) for start, end in cut]
        return results, domain.after

    def _results(self, call: CallArtifacts, first: int, after: int, score: float, value: str) -> list[RecognizerResult]:
        return [self.result(EMAIL, start, end, score, value) for start, end in ranges(call, first, after)]

    def _run_together(self, call: CallArtifacts, found: list[RecognizerResult]) -> list[RecognizerResult]:
        """Find "vijigmailcom" and "arun pandigmailcom": the sign and the dots are lost."""
        results: list[RecognizerResult] = []
        taken = sorted((result.start, result.end) for result in found)
        for index, token in enumerate(call.words):
            match = RUN_TOGETHER.fullmatch(token.lower) if token.kind is Kind.WORD else None
            if match is None or _overlaps(taken, token.start, token.end):
                continue
            cued, floor = announced(call, index)
            while floor < index and crosses_turn(call, floor, index):
                floor += 1
            local = begins_at(call, index, floor, announced=False)
            if local is None and not match["local"]:
                continue
            first = index if local is None else local
            if not cued and local is not None and not any(is_sign(call.words, i) for i in range(local, index)):
                first = max(local, index - 1)  # one more name at most, where nobody asked
            value = written(call, first, index) if first < index else ""
            results += self._results(call, first, index + 1, 0.8, f"{value}{match['local']}@{restored(match)}")
        return results

    def _unfinished(self, call: CallArtifacts, found: list[RecognizerResult]) -> list[RecognizerResult]:
        """Find what is plainly the beginning of an address, or a spelling of one, where an address is the topic."""
        results: list[RecognizerResult] = []
        taken = sorted((result.start, result.end) for result in found)
        words = call.words
        index = next((i for i, t in enumerate(words) if t.start >= call.context.answer_start), len(words))
        while index < len(words):
            stop = stretch(call, index)
            new = stop > index and not _overlaps(taken, words[index].start, words[stop - 1].end)
            if new and self._is_begun(call, index, stop):
                end = stop - 1 if words[stop - 1].lower in ("at", "@") else stop
                value = written(call, index, end)
                told = call.context.known[-1].written if was_last_told(call) else ""
                results += self._results(call, index, stop, 0.6, told if value in told else value)
            index = max(stop, index + 1)
        whole = whole_answer(call) if call.context.final else still_dictated(call)
        if whole is not None and (not results or not call.context.final):
            results += self._results(call, *whole, 0.6, written(call, *whole))
        return results

    def _is_begun(self, call: CallArtifacts, first: int, after: int) -> bool:
        """True for the beginning of an address; at the end of an interim result its first words are enough."""
        cued, floor = announced(call, after)
        if cued and looks_begun(call, first, after):
            return True
        if was_last_told(call) and is_spelled(call, first, after):
            return True  # "no, it's j o n"
        if call.context.final or after < len(call.words):
            return False
        if was_last_told(call) and len(call.words[first].lower) == 1 and is_sign(call.words, first):
            return True
        linked = floor >= first > 0 and call.words[first - 1].lower in MARKERS | {":", "at"}
        asked = call.words[first].start == call.context.answer_start
        bound = any(joins(call.words, i) for i in range(first + 1, after))
        return bound or (cued and (linked or asked) and after - first <= _BEGINNING)

    def _read_back(self, call: CallArtifacts, found: list[RecognizerResult]) -> list[RecognizerResult]:
        """Find parts of a known address that are said again: "coppermill with a c"."""
        results: list[RecognizerResult] = []
        for known in {k.written for k in call.context.known if k.entity_type == EMAIL}:
            for first, after in said_again(call, known):
                inside = any(r.start <= call.words[first].start < r.end for r in found)
                if not inside and call.words[after - 1].start >= call.context.answer_start:
                    results += self._results(call, first, after, 0.6, known)
        return results


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """True when a range shares a character with one of some ordered ranges that do not overlap."""
    at = bisect_left(taken, (end, 0)) - 1
    return at >= 0 and taken[at][1] > start


def _cut(start: int, end: int, at: int) -> list[tuple[int, int]]:
    return [(start, at), (at, end)] if start < at < end else [(start, end)]


def _opens_segment(call: CallArtifacts, index: int) -> bool:
    """True when a token opens a segment after another of the same speaker that may hold the beginning."""
    return index > 0 and crosses_turn(call, index - 1, index) and joins(call.words, index - 1) != ""


def _is_persons(call: CallArtifacts, anchor: int, floor: int, *, cued: bool) -> bool:
    """True when what stands before an "at" is a name, spelled, dictated, or one that was asked for."""
    local = begins_at(call, anchor, floor, announced=cued)
    if local is None:
        return False
    flags = lexicon().get(call.words[anchor - 1].lower, 0)
    named = bool(flags & FIRST) and not flags & STOP
    return cued or named or any(joins(call.words, i) or is_sign(call.words, i) for i in range(local, anchor))


def _is_address(call: CallArtifacts, first: int, anchor: int, domain: Domain, *, sign: bool) -> bool:
    """Judge words before an "at" that nobody announced: "the sale at target dot com" is none."""
    words = call.words
    local = words[first:anchor]
    if domain.name.startswith("www."):
        return False
    dictated = any(joins(words, i) or is_sign(words, i) for i in range(first, anchor))
    if dictated or sign or call.text[: local[0].start].rstrip(" \n") == "":
        return domain.ends or dictated or sign or domain.name.split(".")[0] in PROVIDERS
    before = words[first - 1].lower if first else ""
    provider = domain.name.split(".")[0] in PROVIDERS
    if before in DETERMINERS or (not provider and any(t.lower == "." for t in words[anchor : domain.after])):
        return False  # "available at acme.com": where the dot is written, the sign would be
    return domain.ends or before in MARKERS
