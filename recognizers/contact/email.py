"""E-mail addresses, written, broken by speech-to-text, dictated, spelled, and read back."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.contact.dictation import (
    DETERMINERS,
    MARKERS,
    SAID_MARKS,
    SELDOM,
    WRITTEN_MARKS,
    begins_at,
    crosses_turn,
    is_initial,
    is_never,
    is_sign,
    is_spelling_aside,
    joins,
    ranges,
    written,
)
from recognizers.contact.domains import (
    PROVIDERS,
    RUN_IN,
    RUN_TOGETHER,
    Domain,
    is_dot,
    read_domain,
    restored,
)
from recognizers.speech.cues import Cue
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS

EMAIL = "EMAIL_ADDRESS"
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
        ),
    ),
)

_LONGEST = 64  # tokens of one address, spelled out
_REACH = 16  # tokens between "email" and "at"
_ASKED = 0.3  # a question this fresh still counts
_LEAD_IN = frozenset(
    "me you him her them us it is was address would be should just at to id account instead number".split()
)
_RECEIVERS = frozenset("me you him her them us it".split())
_AT = re.compile(r"@|\b(?:at|arroba)\b", re.IGNORECASE)
_GROWING = frozenset({"@", "at", "dot", "underscore"})
_LAST_WORDS = 6
_BEGINNING = 4  # words of an interim result that may begin an address
_KNOWN_PART = 5  # characters of a known address that are no accident


class EmailAddressRecognizer(CallRecognizer):
    """Finds e-mail addresses."""

    def __init__(self) -> None:
        super().__init__([EMAIL], "EmailAddressRecognizer")

    def may_grow(self, call: CallArtifacts) -> bool:
        """An address may go on where one is the topic, or after a sign of one: "jane dot", "doe at"."""
        if call.expected.get(EMAIL, 0.0) >= _ASKED or any(m.kind == EMAIL for m in call.mentions):
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
        topic = call.expected.get(EMAIL, 0.0) >= _ASKED or any(m.kind == EMAIL for m in call.mentions)
        if topic or not call.context.final:
            found += self._unfinished(call, found)
        return found + self._read_back(call, found)

    def _around(self, call: CallArtifacts, anchor: int, done: int) -> tuple[list[RecognizerResult], int]:
        words = call.words
        sign = words[anchor].lower == "@"
        index = anchor + 1
        if index < len(words) and words[index].lower in ("sign", "symbol"):
            index += 1
        domain = read_domain(call, index, after_sign=sign)
        cued, floor = _announced(call, anchor)
        if domain is None:
            return [], done
        if sign and words[anchor].glued:
            first, score = _written_local(call, anchor, max(floor, done)), 0.95
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
        own = _own_start(call, first, anchor) if sign and words[anchor].glued else words[first].start
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
            cued, floor = _announced(call, index)
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
            stop = _stretch(call, index)
            new = stop > index and not _overlaps(taken, words[index].start, words[stop - 1].end)
            if new and self._is_begun(call, index, stop):
                end = stop - 1 if words[stop - 1].lower in ("at", "@") else stop
                results += self._results(call, index, stop, 0.6, written(call, index, end))
            index = max(stop, index + 1)
        return results

    def _is_begun(self, call: CallArtifacts, first: int, after: int) -> bool:
        """True for the beginning of an address; at the end of an interim result its first words are enough."""
        cued, floor = _announced(call, after)
        if cued and _looks_begun(call, first, after):
            return True
        if call.context.final or after < len(call.words):
            return False
        linked = floor >= first > 0 and call.words[first - 1].lower in MARKERS | {":"}
        asked = call.words[first].start == call.context.answer_start
        bound = any(joins(call.words, i) for i in range(first + 1, after))
        return bound or (cued and (linked or asked) and after - first <= _BEGINNING)

    def _read_back(self, call: CallArtifacts, found: list[RecognizerResult]) -> list[RecognizerResult]:
        """Find parts of a known address that are said again: "coppermill with a c"."""
        results: list[RecognizerResult] = []
        for known in {k.written for k in call.context.known if k.entity_type == EMAIL}:
            for first, after in _said_again(call, known):
                inside = any(r.start <= call.words[first].start < r.end for r in found)
                if not inside and call.words[after - 1].start >= call.context.answer_start:
                    results += self._results(call, first, after, 0.6, known)
        return results


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """True when a range shares a character with one of some ordered ranges that do not overlap."""
    at = bisect_left(taken, (end, 0)) - 1
    return at >= 0 and taken[at][1] > start


def _announced(call: CallArtifacts, anchor: int) -> tuple[bool, int]:
    """Return whether an address is announced before a token, and the first token that may be part of it."""
    words = call.words
    floor, cued = max(0, anchor - _LONGEST), False
    mentions = call.mentions
    for at in range(bisect_right(mentions, anchor, key=lambda mention: mention.after) - 1, -1, -1):
        if anchor - mentions[at].after > _REACH:
            break
        if mentions[at].kind == EMAIL:
            floor, cued = mentions[at].after, True
            break
    if not cued:
        at = words[anchor].start if anchor < len(words) else len(call.text)
        cued = call.expects(EMAIL, at) >= _ASKED
    last = max((i for i in range(floor, anchor) if _marks_begin(call, i, anchor)), default=None)
    if last is not None:
        floor = last + 1
    while floor < anchor and _is_lead_in(words, floor, announced=cued):
        floor += 1
    return cued, floor


def _marks_begin(call: CallArtifacts, index: int, anchor: int) -> bool:
    """True for "is", "it's", "to" when the address begins after it, and for the end of a sentence."""
    word = call.words[index]
    if word.lower in MARKERS and not is_spelling_aside(call.words, index) and not _touches_next(call.words, index):
        return index + 1 < anchor and not joins(call.words, index - 1) and not joins(call.words, index + 1)
    return (
        word.lower in ".?!;"
        and not is_initial(call.words, index)
        and not joins(call.words, index)
        and not is_dot(call.words, index)
    )


def _is_lead_in(words: tuple[Token, ...], index: int, *, announced: bool) -> bool:
    word = words[index].lower
    if words[index].kind is Kind.MARK:
        return word != "@" and not (index + 1 < len(words) and words[index + 1].glued and word in "_+")
    if word == "at":
        return index > 0 and words[index - 1].lower in _RECEIVERS
    if index + 1 < len(words) and (joins(words, index + 1) or _touches_next(words, index)):
        return False
    return word in HESITATIONS or (announced and (word in _LEAD_IN or word in BACK_CHANNEL - {"k", "i"}))


def _written_local(call: CallArtifacts, anchor: int, floor: int) -> int:
    """Return where the local part before a written sign begins; a dictated beginning is part of it."""
    words = call.words
    first = anchor
    while first > floor and words[first].glued and words[first - 1].lower not in '@,;:()<>"|[]':
        first -= 1
    if first > floor and joins(words, first - 1) and words[first - 1].kind is Kind.WORD:
        begun = begins_at(call, first, floor, announced=False)
        first = first if begun is None else begun
    return first


def _own_start(call: CallArtifacts, first: int, anchor: int) -> int:
    """Return where a typed local part begins in the present segment: the one before may have held something else.

    Both are hidden, for an address may have been cut there; what it is called is what was typed in one piece. One that
    ends or begins with a dot goes on over the boundary.
    """
    begin, own, end = call.words[first].start, call.context.answer_start, call.words[anchor].start
    if not begin < own < end:
        return begin
    said = call.text[begin:own].lower().split()
    bound = WRITTEN_MARKS & set(call.text[own - 1 : own + 1]) or SAID_MARKS.keys() & said[-1:]
    return begin if bound else own


def _cut(start: int, end: int, at: int) -> list[tuple[int, int]]:
    return [(start, at), (at, end)] if start < at < end else [(start, end)]


def _touches_next(words: tuple[Token, ...], index: int) -> bool:
    """True for a token that is typed together with the next: "as" in "as76@..." begins no clause."""
    return index + 1 < len(words) and words[index + 1].start == words[index].end


def _opens_segment(call: CallArtifacts, index: int) -> bool:
    """True when a token opens a segment after another of the same speaker that may hold the beginning."""
    return index > 0 and crosses_turn(call, index - 1, index) and joins(call.words, index - 1) != ""


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


def _stretch(call: CallArtifacts, index: int) -> int:
    """Return the end of the words from a token on that may all be part of one dictated address."""
    words = call.words
    stop = after = index
    while after < len(words):
        token = words[after]
        if joins(words, after) or is_sign(words, after) or (after > index and token.lower in ("at", "@")):
            stop = after + 1
        elif token.lower in HESITATIONS and after > index:
            pass
        elif token.kind is Kind.MARK or is_never(token) or token.lower in SELDOM | BACK_CHANNEL or len(token.lower) < 2:
            break
        else:
            stop = after + 1
        after += 1
    return stop


def _looks_begun(call: CallArtifacts, first: int, after: int) -> bool:
    """True for words bound as in an address, or ending in "at", and for three letters spelled in a row."""
    words = call.words
    inner = [i for i in range(first + 1, after) if joins(words, i) and i + 1 < after]
    ends_at = words[after - 1].lower in ("at", "@") and after - first > 1
    if ends_at and (inner or all(token.lower in HESITATIONS for token in words[after:])):
        return True
    if any(words[i].kind is Kind.WORD and not is_sign(words, i - 1) for i in inner) or len(inner) > 1:
        return True
    letters = [t for t in words[first:after] if len(t.lower) == 1 and t.lower.isalpha()]
    return len(letters) >= 3


def _said_again(call: CallArtifacts, known: str) -> list[tuple[int, int]]:
    """Return the token ranges that repeat the local part of a known address, its domain, or a long part of either."""
    local, _, domain = known.partition("@")
    label = domain.split(".")[0]
    parts = [re.sub(r"[^a-z0-9]", "", local)]
    if label not in PROVIDERS:
        parts.append(re.sub(r"[^a-z0-9]", "", label))
    found: list[tuple[int, int]] = []
    for part in parts:
        if len(part) >= _KNOWN_PART:
            found += _repeats(call, part)
    return found


def _repeats(call: CallArtifacts, part: str) -> list[tuple[int, int]]:
    words = call.words
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        rest, after, end = part, index, index
        while after < len(words) and rest:
            word = words[after].lower
            if word in HESITATIONS or joins(words, after) or words[after].kind is Kind.MARK:
                after += 1
                continue
            atom = _as_spelled(word)
            if not atom or not rest.startswith(atom):
                break
            rest = rest[len(atom) :]
            after += 1
            end = after
        said = len(part) - len(rest)
        if said >= _KNOWN_PART and said * 2 >= len(part) and words[index].kind is not Kind.MARK:
            found.append((index, end))
            index = end
        else:
            index += 1
    return found


def _as_spelled(word: str) -> str:
    return word if word.isalnum() else ""
