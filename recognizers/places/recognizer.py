"""ADDRESS and LOCATION: streets, units, towns, states and post codes, said, written, asked for, dictated over turns.

A street with its number is found anywhere. What is shorter ("seven eighteen", "coldwater bend", "oregon") counts where
an address was asked for or announced, or where the speaker is in the middle of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.names.lexicon import FREQUENT, STOP
from recognizers.places.answers import ASKED, find_answers
from recognizers.places.cues import CUES, PLACE_CUES
from recognizers.places.gazetteer import find_places, region_codes, street_words
from recognizers.places.postcode import LONGEST, is_code, is_lettered_code
from recognizers.places.streets import find_streets
from recognizers.places.text import AddressText, Part, Parts
from recognizers.speech.cues import CueMatcher, Mention
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS

__all__ = ["CUES", "AddressRecognizer"]

_STREET_SIGNS = frozenset(("box", "and", "&"))
_REACH = 4  # words between "zip code" and the code
_ANNOUNCED_REACH = 6  # words between "address" and a street without a number
_STILL_SPOKEN = 4  # words after a house number that may still become a street
_SHORT_COUNTRIES = frozenset({"US", "UK", "USA", "UAE", "EU", "NZ"})


class AddressRecognizer(CallRecognizer):
    """Finds addresses, post codes, and the places people live in or come from."""

    def __init__(self) -> None:
        super().__init__(["ADDRESS", "LOCATION"], "AddressRecognizer")
        street_words()
        find_places(())
        _place_cues()

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find addresses; one result for each line that a part stands in."""
        finder = _Finder(AddressText(call))
        results = []
        for part in finder.find():
            value = finder.parts.written(part)
            for first, after in finder.lines(part):
                start, end = call.words[first].start, call.words[after - 1].end
                results.append(self.result(part.kind, start, end, part.score, value))
        return results


@cache
def _place_cues() -> CueMatcher:
    return CueMatcher(PLACE_CUES)


class _Finder:
    """Looks for the addresses of one text."""

    def __init__(self, m: AddressText) -> None:
        self.m = m
        self.parts = Parts(m)

    def find(self) -> list[Part]:
        call = self.m.call
        mentions = [mention for mention in call.mentions if mention.kind.startswith(("ADDRESS/", "LOCATION/"))]
        asked = any(kind.startswith(("ADDRESS", "LOCATION")) for kind in call.expected)
        self._streets(mentions)
        self._known()
        self._codes(mentions)
        if mentions or asked or self.parts.found:
            find_answers(self.m, self.parts, mentions)
        self._locations()
        if not call.context.final:
            self._still_spoken()
        return self.parts.found

    def lines(self, part: Part) -> Iterator[tuple[int, int]]:
        """Cut a part where a segment ends, and at a comma that was said."""
        first = part.first
        for at in range(part.first, part.after):
            comma = self.m.words[at] == "comma"
            if (comma or self.m.newline(at)) and first < at:
                yield first, at
                first = at
            first += comma
        if first < part.after:
            yield first, part.after

    def _streets(self, mentions: list[Mention]) -> None:
        kinds = street_words()
        if not any(word in kinds or word in _STREET_SIGNS or len(word) > 6 for word in self.m.words):
            return
        announced = [cue.after for cue in mentions if cue.kind == "ADDRESS/street"]
        open_at = {at for after in announced for at in range(after, after + _ANNOUNCED_REACH)}
        if self.m.expects("ADDRESS/street") >= ASKED:
            open_at.update(range(self.m.first_of_answer(), len(self.m.tokens)))
        for street in find_streets(self.m, open_at=frozenset(open_at)):
            self.parts.take(street.first, street.after, street.score)

    def _known(self) -> None:
        """Find parts of addresses of this call said again: the number and the street, or the number alone."""
        values = [v.written for v in self.m.call.context.known if v.entity_type == "ADDRESS"]
        values += [self.parts.written(part) for part in self.parts.found]
        openings: dict[str, list[tuple[str, list[str]]]] = {}
        for value in values:
            words = value.split()
            for at in range(min(2, len(words))):
                openings.setdefault(words[at], []).append((value, words[at:]))
        at = 0
        while openings and at < len(self.m.tokens):
            step = None if at in self.parts.taken else self._again(at, openings)
            at = at + 1 if step is None else step

    def _again(self, at: int, openings: dict[str, list[tuple[str, list[str]]]]) -> int | None:
        piece, after = self._piece(at)
        for value, words in openings.get(piece, ()):
            end, matched = after, 1
            while end < len(self.m.tokens) and matched < len(words):
                following, step = self._piece(end)
                if following != words[matched]:
                    break
                end, matched = step, matched + 1
            if self._is_enough(at, words, matched):
                self.parts.take(at, end, 0.8, value=value)
                return end
        return None

    def _is_enough(self, at: int, words: list[str], matched: int) -> bool:
        """True when so many words of a known address are no accident."""
        if matched == 1:
            if words[0].isdigit():
                return len(words[0]) >= 3 and not self.m.is_plain(at)
            whole = len(words) == 1 or self._is_first_of_two(at, words)
            return whole and len(words[0]) >= 3 and not self.m.flags[at] & (STOP | FREQUENT)
        return any(len(word) > 2 and not self.m.flags[at] & STOP for word in words[:matched])

    def _is_first_of_two(self, at: int, words: list[str]) -> bool:
        """True for "beech" as an answer to "is it beech avenue or …"."""
        told = self.m.call.context.known[-1:] + self.m.call.context.known[-2:-1]
        lately = any(v.entity_type == "ADDRESS" and v.written.split()[-2:] == words for v in told)
        edge = at + 1 == len(self.m.tokens) or self.m.is_around(at + 1)
        return lately and len(words) == 2 and at == self.m.first_of_answer() and edge

    def _piece(self, at: int) -> tuple[str, int]:
        run = self.m.starts.get(at)
        return (run.written, run.atoms[-1].last + 1) if run is not None else (self.m.words[at], at + 1)

    def _codes(self, mentions: list[Mention]) -> None:
        """Find post codes: by their form, where one was asked for, after a state, after a cue."""
        for chain in self.m.call.spoken.chains():
            for run in chain:
                if run.digits and 2 <= len(run.written) <= LONGEST + 3 and run.atoms[0].first not in self.parts.taken:
                    self._code(run)
            self._split_code(chain)
        for mention in mentions:
            if mention.kind == "ADDRESS/postcode":
                self._announced_code(mention)

    def _code(self, run: Run) -> None:
        first, after = run.atoms[0].first, run.atoms[-1].last + 1
        expected = self.m.call.expects("ADDRESS/postcode", run.start) >= ASKED
        state = run.written[: run.letters] in region_codes() and len(run.digits) in (5, 6, 9) and is_code(run.digits)
        if is_lettered_code(run.written):
            self.parts.take(first, after, 0.7)
        elif self._take_capitals_around(run):
            return
        elif run.letters in (2, 3) and state:
            self._take_coded_town(first, after)
        elif self._is_code_here(run, first, expected=expected) or self._is_before_town(run, first):
            self.parts.take(first, after, 0.75)
            self._take_town(after)

    def _is_code_here(self, run: Run, first: int, *, expected: bool) -> bool:
        """True for letters and figures that were asked for, and for figures after a state."""
        if expected and run.letters:
            return is_code(run.written)
        return is_code(run.digits) and self._follows_region(first)

    def _is_before_town(self, run: Run, first: int) -> bool:
        """True for the code of "Hauptstraße 14, 10827 Berlin", beside a street."""
        after = run.atoms[-1].last + 1
        beside = bool(self.parts.taken & {first - 1, first - 2}) and not self.m.newline(first)
        return beside and not run.letters and is_code(run.digits) and after in self.m.places and self.m.capital(after)

    def _take_town(self, at: int) -> None:
        """Take the town after a code: "69003 Lyon"."""
        place = self.m.places.get(at)
        if place is not None and self.m.capital(at) and not self.m.newline(at):
            self.parts.take(at, place[0], 0.7)

    def _take_capitals_around(self, run: Run) -> bool:
        """Take "NW three six PQ": letters written as a word of capitals around what was said."""
        m = self.m
        first, after = run.atoms[0].first, run.atoms[-1].last + 1
        low = first - 1 if self._is_capitals(first - 1) and not m.newline(first) else first
        high = after + 1 if self._is_capitals(after) and not m.newline(after) else after
        written = "".join(m.words[low:first]) + run.written + "".join(m.words[after:high])
        if (low, high) == (first, after) or not is_lettered_code(written):
            return False
        self.parts.take(low, high, 0.75)
        return True

    def _is_capitals(self, at: int) -> bool:
        if not self.m.is_word(at) or len(self.m.words[at]) > 2:
            return False
        return self.m.raw(at).isupper()

    def _take_coded_town(self, first: int, after: int) -> None:
        """Take "bridgeville pa 15017": the words before a state and its code are the town."""
        m = self.m
        low = first - 1 if first >= 2 and m.words[first - 1] == "," else first
        while low > 0 and first - low < 2 and m.is_word(low - 1) and not m.newline(low):
            if m.flags[low - 1] & (STOP | FREQUENT):
                break
            low -= 1
        self.parts.take(low, after, 0.7)

    def _split_code(self, chain: list[Run]) -> None:
        """Join a post code that a hesitation or a turn parts: "d zero 6 uh p k two eight"."""
        if len(chain) != 2 or chain[1].link in (Link.NONE, Link.REPAIR):
            return
        if any(run.atoms[0].first in self.parts.taken for run in chain):
            return
        written = chain[0].written + chain[1].written
        expected = self.m.expects("ADDRESS/postcode") >= ASKED
        if is_lettered_code(written) or (expected and is_code(written)):
            self.parts.take(chain[0].atoms[0].first, chain[1].atoms[-1].last + 1, 0.8, value=written)

    def _follows_region(self, first: int) -> bool:
        m = self.m
        before = first - 2 if first >= 2 and m.words[first - 1] == "," else first - 1
        if before < 0 or m.newline(first):
            return False
        if m.raw(before).isupper() and m.words[before] in region_codes():
            return True
        return before + 1 in m.region_ends

    def _announced_code(self, mention: Mention) -> None:
        """Take the code after "zip code is": whole, or the beginning of one at the end of what was said."""
        m, at, between = self.m, mention.after, 0
        while at < len(m.tokens) and between <= _REACH and m.words[at] not in "?!":
            run = m.starts.get(at)
            if run is not None:
                after = run.atoms[-1].last + 1
                ends = after == len(m.tokens) or m.newline(after)
                asks = m.call.context.role.is_agent and len(run.written) < 3
                if len(run.written) <= LONGEST + 2 and (len(run.written) >= 3 or ends) and not (m.is_plain(at) or asks):
                    self.parts.take(run.atoms[0].first, after, 0.85)
                return
            between += m.tokens[at].kind is Kind.WORD and m.words[at] not in HESITATIONS
            at += 1

    def _still_spoken(self) -> None:
        """Hide the end of an interim result that may become a street: "four one nine two linden …"."""
        m = self.m
        if not m.call.spoken.runs:
            return
        run = m.call.spoken.runs[-1]
        first, after = run.atoms[0].first, run.atoms[-1].last + 1
        words = range(after, len(m.tokens))
        plain = any(not m.is_word(at) or m.flags[at] & STOP for at in words)
        if len(words) <= _STILL_SPOKEN and run.digits and not plain and not m.is_plain(first):
            self.parts.take_free(first, len(m.tokens), 0.5)

    def _locations(self) -> None:
        """Find the places people live in or come from."""
        m = self.m
        for cue in _place_cues().find(m.tokens):
            at = cue.after + (cue.after < len(m.tokens) and m.words[cue.after] == "the")
            if at >= len(m.tokens) or at in self.parts.taken:
                continue
            place = m.places.get(at)
            if place is not None:
                beside = m.places.get(place[0] + (place[0] < len(m.words) and m.words[place[0]] == ","))
                self.parts.take(at, beside[0] if beside else place[0], 0.65, "LOCATION")
            elif m.raw(at) in _SHORT_COUNTRIES:
                self.parts.take(at, at + 1, 0.65, "LOCATION")
            elif m.is_word(at) and m.capital(at) and not m.flags[at] & (STOP | FREQUENT):
                more = m.is_word(at + 1) and m.capital(at + 1) and not m.flags[at + 1] & STOP
                self.parts.take(at, at + 1 + more, 0.5, "LOCATION")
