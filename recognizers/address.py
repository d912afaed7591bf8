"""ADDRESS and LOCATION: streets, units, towns, states and post codes, said, written, asked for, dictated over turns.

A street with its number is found anywhere. What is shorter ("seven eighteen", "coldwater bend", "oregon") counts where
an address was asked for or announced, or where the speaker is in the middle of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from presidio_analyzer import RecognizerResult

from recognizers.address_cues import CUES as CUES
from recognizers.address_cues import PLACE_CUES
from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.cues import CueMatcher, Mention
from recognizers.name_lexicon import FIRST, FREQUENT, ORG, STOP
from recognizers.places import find_places, region_codes, street_words
from recognizers.postcode import LONGEST, SHORTEST, is_code, is_lettered_code
from recognizers.quantities import Quantity, judge
from recognizers.spoken import Link, Run
from recognizers.streets import UNIT_WORDS, Map, find_streets, tail
from recognizers.tokens import Kind
from recognizers.vocabulary import DIGITS, HESITATIONS, TEENS, TENS

_ASKED = 0.3  # the weight of a question that still counts
_ASKED_JUST_NOW = 0.7
_LONGEST_PART = 6  # words of a part of an address in a turn of its own
_LONGEST_CODE_ANSWER = 16
_REACH = 4  # words between "zip code" and the code
_INNER = frozenset("the of and in on at saint st for to space dash hyphen la las los el de del a i o you be".split())
_LEAD = frozenset("comma city state street town address zip code postcode postal number house country is it's in at as on".split())
_SMALL = frozenset(DIGITS) | frozenset(TEENS) | frozenset(TENS)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an address: token indexes, half-open."""

    first: int
    after: int
    score: float
    kind: str = field(default="ADDRESS")
    value: str = field(default="", repr=False)


class AddressRecognizer(CallRecognizer):
    """Finds addresses, post codes, and the places people live in or come from."""

    def __init__(self) -> None:
        super().__init__(["ADDRESS", "LOCATION"], "AddressRecognizer")
        street_words()
        find_places(())
        _place_cues()

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find addresses; one result for each line that a part stands in."""
        finder = _Finder(call)
        results = []
        for part in finder.find():
            for first, after in finder.lines(part):
                start, end = finder.m.tokens[first].start, finder.m.tokens[after - 1].end
                results.append(self.result(part.kind, start, end, part.score, part.value or finder.written(part)))
        return results


@cache
def _place_cues() -> CueMatcher:
    return CueMatcher(PLACE_CUES)


class _Finder:
    """Looks for the addresses of one text."""

    def __init__(self, call: CallArtifacts) -> None:
        self.m = Map(call)
        self._call = call
        self._taken: set[int] = set()
        self._parts: list[Part] = []

    def find(self) -> list[Part]:
        mentions = [m for m in self._call.mentions if m.kind.startswith(("ADDRESS/", "LOCATION/"))]
        asked = any(kind.startswith(("ADDRESS", "LOCATION")) for kind in self._call.expected)
        self._streets(mentions)
        self._known()
        self._codes(mentions)
        if mentions or asked or self._parts:
            self._line_by_line(mentions)
        self._locations()
        return self._parts

    def lines(self, part: Part) -> Iterator[tuple[int, int]]:
        """Cut a part where a segment ends."""
        first = part.first
        for at in range(part.first + 1, part.after):
            if self.m.newline(at):
                yield first, at
                first = at
        yield first, part.after

    def written(self, part: Part) -> str:
        """Return the value of a part: figures joined, words lower case."""
        pieces, at = [], part.first
        while at < part.after:
            run = self.m.starts.get(at)
            if run is not None and run.atoms[-1].last < part.after:
                pieces.append(run.written)
                at = run.atoms[-1].last + 1
                continue
            if self.m.tokens[at].kind is not Kind.MARK:
                pieces.append(self.m.words[at])
            at += 1
        return " ".join(pieces)

    def _take(self, first: int, after: int, score: float, kind: str = "ADDRESS", value: str = "") -> None:
        while first < after and (first in self._taken or self.m.words[first] in ",.;:"):
            first += 1
        while after > first and (after - 1 in self._taken or self.m.words[after - 1] in ",;:"):
            after -= 1
        if first < after:
            self._taken.update(range(first, after))
            self._parts.append(Part(first, after, score, kind, value))

    def _expects(self, kind: str) -> float:
        return self._call.expects(kind, self._call.context.answer_start)

    def _first_of_answer(self) -> int:
        start = self._call.context.answer_start
        return next((i for i, token in enumerate(self.m.tokens) if token.start >= start), len(self.m.tokens))

    def _streets(self, mentions: list[Mention]) -> None:
        kinds = street_words()
        if not any(word in kinds or word == "box" or len(word) > 6 for word in self.m.words):
            return
        announced = frozenset(i for mention in mentions if mention.kind == "ADDRESS/street" for i in range(mention.after, mention.after + 6))
        answer = frozenset(range(self._first_of_answer(), len(self.m.tokens))) if self._expects("ADDRESS/street") >= _ASKED else frozenset()
        for street in find_streets(self.m, open_at=announced | answer):
            self._take(street.first, street.after, street.score)

    def _known(self) -> None:
        """Find parts of addresses of this call said again: the number and the street, or the street alone."""
        values = [v.written for v in self._call.context.known if v.entity_type == "ADDRESS"]
        values += [self.written(part) for part in self._parts]
        openings: dict[str, list[tuple[str, list[str]]]] = {}
        for value in values:
            words = value.split()
            for at in (0, 1):
                if len(words) > at:
                    openings.setdefault(words[at], []).append((value, words[at:]))
        if not openings:
            return
        at = 0
        while at < len(self.m.tokens):
            step = self._again(at, openings) if at not in self._taken else None
            at = step if step is not None else at + 1

    def _again(self, at: int, openings: dict[str, list[tuple[str, list[str]]]]) -> int | None:
        piece, after = self._piece(at)
        for value, words in openings.get(piece, ()):
            end, matched = after, 1
            while end < len(self.m.tokens) and matched < len(words):
                following, step = self._piece(end)
                if following != words[matched]:
                    break
                end, matched = step, matched + 1
            enough = matched >= 2 or (matched == len(words) and len(piece) >= 3 and not self.m.flags[at] & STOP)
            if enough and any(len(word) > 2 for word in words[:matched]):
                self._take(at, end, 0.8, value=value)
                return end
        return None

    def _piece(self, at: int) -> tuple[str, int]:
        run = self.m.starts.get(at)
        return (run.written, run.atoms[-1].last + 1) if run is not None else (self.m.words[at], at + 1)

    def _codes(self, mentions: list[Mention]) -> None:
        """Find post codes: by their form, after a cue, or after a state."""
        for chain in self._call.spoken.chains():
            for run in chain:
                first, after = run.atoms[0].first, run.atoms[-1].last + 1
                if first in self._taken or not SHORTEST <= len(run.written) <= LONGEST + 4:
                    continue
                if is_lettered_code(run.written):
                    self._take(first, after, 0.7)
                elif is_code(run.digits) and self._follows_region(first):
                    self._take(first, after, 0.75)
            self._split_code(chain)
        for mention in mentions:
            if mention.kind == "ADDRESS/postcode":
                self._announced_code(mention)

    def _split_code(self, chain: list[Run]) -> None:
        """Join a post code that a hesitation or a turn parts: "d zero 6 uh p k two eight"."""
        if len(chain) != 2 or chain[1].link in (Link.NONE, Link.REPAIR) or any(run.atoms[0].first in self._taken for run in chain):
            return
        written = chain[0].written + chain[1].written
        expected = self._expects("ADDRESS/postcode") >= _ASKED
        if is_lettered_code(written) or (expected and is_code(written)):
            self._take(chain[0].atoms[0].first, chain[1].atoms[-1].last + 1, 0.8, value=written)

    def _follows_region(self, first: int) -> bool:
        before = first - 2 if first >= 2 and self.m.words[first - 1] == "," else first - 1
        if before < 0 or self.m.newline(first):
            return False
        raw = self._call.text[self.m.tokens[before].start : self.m.tokens[before].end]
        return (raw.isupper() and self.m.words[before] in region_codes()) or any(
            place[0] == before + 1 and place[1] == "region" for place in self.m.places.values()
        )

    def _announced_code(self, mention: Mention) -> None:
        at, between = mention.after, 0
        while at < len(self.m.tokens) and between <= _REACH:
            run = self.m.starts.get(at)
            if run is not None:
                size = len(run.written)
                if size <= LONGEST + 2 and (size >= 3 or self.m.newline(run.atoms[-1].last + 1 if run.atoms[-1].last + 1 < len(self.m.tokens) else 0) or size >= 1 and run.atoms[-1].last + 1 == len(self.m.tokens)):
                    if judge(self._call.spoken, run, self._call.mentions) is not Quantity.PLAIN:
                        self._take(run.atoms[0].first, run.atoms[-1].last + 1, 0.85)
                return
            between += self.m.tokens[at].kind is Kind.WORD and self.m.words[at] not in HESITATIONS
            at += 1

    def _line_by_line(self, mentions: list[Mention]) -> None:
        """Judge each segment: announced at the end of the one before, asked for, or the next part of an address."""
        at, openness = 0, 0.0
        answer = self._first_of_answer()
        while at < len(self.m.tokens):
            after = self.m.rest_of_line(at)
            if at == answer:
                openness = max(openness, self._expects("ADDRESS/street"), self._expects("LOCATION/town") * 0.9, self._expects("ADDRESS/postcode") * 0.9)
                if self._code_answer(at, after):
                    at, openness = after, 0.0
                    continue
            announced = [m for m in mentions if at <= m.first < after]
            start = announced[-1].after if announced else at
            if announced:
                openness = 1.0 if announced[-1].strength >= 1.0 else 0.0
            if openness >= _ASKED:
                self._whole(start, after, openness, cued=bool(announced))
            openness = self._openness_after(at, after, announced, openness)
            at = after

    def _openness_after(self, at: int, after: int, announced: list[Mention], before: float) -> float:
        """Return how far the next segment may go on with an address."""
        last = after - 1
        while last >= at and (self.m.tokens[last].kind is Kind.MARK or self.m.flags[last] & STOP and last not in self._taken):
            last -= 1
        if last >= at and last in self._taken:
            return 0.8
        if announced and all(self.m.words[i] in _LEAD or self.m.flags[i] & STOP for i in range(announced[-1].after, after)):
            return 0.8
        silent = last < at
        return before * 0.8 if silent else 0.0

    def _trim(self, first: int, after: int) -> tuple[int, int]:
        """Leave out the words around an answer: "it's …", "… please"."""
        m = self.m
        while first < after and (self._is_around(first) or m.words[first] in _LEAD) and first not in m.starts:
            first += 1
        while after > first and self._is_around(after - 1) and not self._ends_run(after - 1):
            after -= 1
        return first, after

    def _is_around(self, at: int) -> bool:
        m = self.m
        return m.tokens[at].kind is Kind.MARK or bool(m.flags[at] & STOP) or m.words[at] in HESITATIONS or m.words[at] in ("unk", "noise")

    def _ends_run(self, at: int) -> bool:
        return at in self.m.ends

    def _whole(self, start: int, after: int, weight: float, *, cued: bool) -> None:
        """Take a segment that says nothing but a part of an address; of a longer one its figures."""
        first, end = self._trim(start, after)
        free = [i for i in range(first, end) if i not in self._taken and self.m.tokens[i].kind is not Kind.MARK]
        if not free:
            return
        words = [i for i in free if not self._is_number(i)]
        plain = [i for i in words if self.m.words[i] not in _INNER and not self._is_of_place(i)]
        chatty = any(self.m.flags[i] & STOP for i in plain)
        frequent = sum(bool(self.m.flags[i] & FREQUENT) for i in plain)
        if len(free) <= _LONGEST_PART + 4 and len(words) <= _LONGEST_PART and not chatty and (not plain or frequent < len(plain) or self._has_street(free)):
            if any(not self._plain_quantity(i) for i in free) and (words or self._sizable(free, weight)):
                role = self._call.context.role
                if role.is_agent and not cued and frequent:
                    return
                self._take_free(first, end, 0.7 if weight >= _ASKED_JUST_NOW else 0.6)
                return
        if weight >= _ASKED_JUST_NOW and not cued:
            self._numbers(first, end)

    def _take_free(self, first: int, end: int, score: float) -> None:
        at = first
        while at < end:
            stop = at
            while stop < end and stop not in self._taken:
                stop += 1
            if stop > at:
                self._take(at, stop, score)
            at = stop + 1

    def _sizable(self, free: list[int], weight: float) -> bool:
        return weight >= _ASKED or len(free) > 1

    def _is_number(self, at: int) -> bool:
        return self.m.tokens[at].kind is Kind.FIGURES or self.m.words[at] in _SMALL or len(self.m.words[at]) == 1

    def _is_of_place(self, at: int) -> bool:
        m = self.m
        named = any(first <= at < place[0] for first, place in m.places.items())
        return named or m.words[at] in street_words() or m.words[at] in UNIT_WORDS or bool(m.flags[at] & (ORG | FIRST))

    def _has_street(self, free: list[int]) -> bool:
        return any(self._is_of_place(i) for i in free)

    def _plain_quantity(self, at: int) -> bool:
        run = next((r for r in self._call.spoken.runs if r.atoms[0].first <= at <= r.atoms[-1].last), None)
        return run is not None and judge(self._call.spoken, run, self._call.mentions) is Quantity.PLAIN

    def _numbers(self, first: int, end: int) -> None:
        """Take the figures of a longer answer that no unit makes a quantity."""
        for run in self._call.spoken.runs:
            low, high = run.atoms[0].first, run.atoms[-1].last + 1
            if first <= low and high <= end and low not in self._taken and 2 <= len(run.written) <= LONGEST:
                if judge(self._call.spoken, run, self._call.mentions) is Quantity.NO and run.digits:
                    self._take(low, high, 0.5)

    def _code_answer(self, at: int, after: int) -> bool:
        """Take the whole answer to a question for a post code: speech-to-text makes anything of spelled letters."""
        weight = self._expects("ADDRESS/postcode")
        if weight < _ASKED or self._call.context.role.is_agent:
            return False
        first, end = at, after
        while first < end and self._is_around(first) and (len(self.m.words[first]) > 2 or self.m.words[first] in ("is", "my", "it", "in", "so", "uh", "um", "oh")) or (first < end and self.m.words[first] in _LEAD):
            first += 1
        while end > first and self._is_around(end - 1) and len(self.m.words[end - 1]) > 3:
            end -= 1
        free = [i for i in range(first, end) if self.m.tokens[i].kind is not Kind.MARK]
        if not free or len(free) > _LONGEST_CODE_ANSWER:
            return False
        pieces = sum(self._is_number(i) or len(self.m.words[i]) <= 2 or i in self.m.starts for i in free)
        chat = sum(bool(self.m.flags[i] & (STOP | FREQUENT)) and len(self.m.words[i]) > 2 and i not in self.m.starts and not self._is_number(i) for i in free)
        if (pieces >= 2 and chat <= len(free) // 3) or (pieces and not chat) or (not chat and len(free) <= 2 and weight >= _ASKED_JUST_NOW):
            self._take_free(first, end, 0.75)
            return True
        return False

    def _locations(self) -> None:
        """Find the places people live in, come from, or were asked for."""
        m = self.m
        for cue in _place_cues().find(m.tokens):
            at = cue.after
            if at >= len(m.tokens) or at in self._taken:
                continue
            if m.words[at] == "the" and at + 1 < len(m.tokens):
                at += 1
            place = m.places.get(at)
            if place is not None:
                following = m.places.get(place[0] + (place[0] < len(m.words) and m.words[place[0]] == ","))
                self._take(at, following[0] if following else place[0], 0.65, "LOCATION")
            elif m.capital(at) and m.is_word(at) and not m.flags[at] & (STOP | FREQUENT) and m.words[at - 1] != "i'm":
                self._take(at, at + 1 + (m.capital(at + 1) and m.is_word(at + 1) and not m.flags[at + 1] & STOP), 0.5, "LOCATION")


__all__ = ["AddressRecognizer", "CUES", "tail"]
