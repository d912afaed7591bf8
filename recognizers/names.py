"""PERSON: names that are announced, asked for, greeted with, spelled, said again, or plain by themselves.

The words before a place say how much to trust that a name stands there (``name_cues``); the words of the name say what
they can be (``name_lexicon``); ``name_reading`` weighs the two. This module goes through a text and looks in each place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.name_cues import CUES as CUES
from recognizers.name_cues import Slot, Trust, slot_matcher
from recognizers.name_lexicon import AMBIGUOUS, CALENDAR, COMMON, FIRST, FREQUENT, LAST, NAME, NUMBER, ORG, PLACE, STOP
from recognizers.name_reading import Reading, is_organisation, read_name
from recognizers.spelled_names import named_by_spelling, spelled_answer, spelled_runs
from recognizers.spoken import Form
from recognizers.tokens import Kind
from recognizers.vocabulary import HESITATIONS

_SCORES = {Trust.NONE: 0.55, Trust.MAYBE: 0.7, Trust.LIKELY: 0.8, Trust.SURE: 0.9}
_KNOWN_SCORE = 0.75
_ASKED = 0.35  # the weight of a question that still counts
_ASKED_JUST_NOW = 0.7
_FILLERS = HESITATIONS | frozenset("unk noise actually mister miss mr mrs ms dr doctor prof professor".split())
_SAYS_IT = frozenset("it's its is that's i'm im it am was not don't for with".split())
_AND = frozenset({"and", "or", "but", ",", "&", "with"})
_PAUSES = HESITATIONS | frozenset("yeah yes yep so sorry okay".split())
_LONGEST_LEAD = 7
_VERBAL = frozenset("it this that the a an my your".split())  # what makes a verb of "mark" and "bill"
_INTRODUCED = frozenset("speaking calling here returning".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A name found: token indexes, half-open, how sure, and its value."""

    first: int
    after: int
    score: float
    value: str = field(repr=False)


class NameRecognizer(CallRecognizer):
    """Finds the names of people."""

    def __init__(self) -> None:
        super().__init__(["PERSON"], "NameRecognizer")
        slot_matcher()
        Reading(CallArtifacts.of("warm", None))

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find names; one result for each line that a name stands in."""
        reading = Reading(call)
        named = _Finder(reading).find()
        return [self._piece(reading, name, low, high) for name in named for low, high in _pieces(reading, name)]

    def _piece(self, reading: Reading, name: Named, low: int, high: int) -> RecognizerResult:
        last = reading.tokens[high - 1]
        possessive = len(last.lower) - len(reading.words[high - 1]) if last.kind is Kind.WORD else 0
        return self.result("PERSON", reading.tokens[low].start, last.end - possessive, name.score, name.value)


def _pieces(reading: Reading, name: Named) -> Iterator[tuple[int, int]]:
    low = name.first
    for at in range(name.first + 1, name.after):
        if reading.lines[at] != reading.lines[at - 1]:
            yield low, at
            low = at
    yield low, name.after


class _Finder:
    """Looks for the names of one text, the surest places first."""

    def __init__(self, reading: Reading) -> None:
        self._r = reading
        self._taken = [False] * len(reading.tokens)
        self._found: list[Named] = []

    def find(self) -> list[Named]:
        slots = self._slots()
        for trust in (Trust.SURE, Trust.LIKELY, Trust.MAYBE):
            for at, slot_trust, slot in slots:
                if slot_trust is trust:
                    self._at_slot(at, trust, slot)
            if trust is Trust.SURE:
                self._spelled_answer()
                self._answer()
        self._introduced()
        self._plain()
        self._known()
        self._spelled()
        return self._found

    def _slots(self) -> list[tuple[int, Trust, Slot]]:
        return [(m.after, Trust(int(m.strength)), Slot(m.kind)) for m in slot_matcher().find(self._r.tokens)]

    def _at_slot(self, at: int, trust: Trust, slot: Slot) -> None:
        r = self._r
        if slot is Slot.NOBODY:
            return
        if slot is Slot.TITLE:
            self._after_title(r.skip(at, marks=".", words=frozenset()))
            return
        elif slot in (Slot.GREETING, Slot.ADDRESS, Slot.PERSON):
            at = r.skip(at, marks=",", words=_FILLERS)
        elif slot is Slot.WEAK:
            trust = Trust.MAYBE
            if not (r.same_line(at - 1, at) and self._is_plain_enough(at)):
                return
        elif trust is Trust.SURE or at >= len(r.tokens) or r.tokens[at].kind is Kind.WORD or r.tokens[at].lower in ",<":
            at = r.skip(at, marks=",:-<>[]\"'." if trust is Trust.SURE else ",<>.", words=_FILLERS)
        if at >= len(r.tokens) or self._taken[at] or not self._suits(at, slot):
            return
        if trust is Trust.MAYBE and slot is Slot.ANNOUNCED and r.ends_line(at + 1):
            bare = at <= 2 or not r.same_line(at, at - 3)
            if not r.call.context.final or (bare and r.unknown(at) and len(r.words[at]) >= 4 and self._nothing_else_asked()):
                trust = Trust.LIKELY
        self._read_on(at, trust, alone=slot in (Slot.GREETING, Slot.PERSON))

    def _nothing_else_asked(self) -> bool:
        return all(kind.startswith("PERSON") for kind in self._r.call.expected)

    def _after_title(self, at: int) -> None:
        r = self._r
        if at >= len(r.tokens) or self._taken[at] or not r.is_word(at):
            return
        flags = r.flags[at]
        plain_title = r.words[at - 1] in ("mr", "mrs", "ms", "dr", ".")
        named = bool(flags & NAME) and not flags & (STOP | NUMBER | CALENDAR)
        if is_organisation(r, at + 1):
            return
        if (named and r.same_line(at - 1, at)) or (r.unknown(at) and (plain_title or r.edge(at + 1) or r.telling(at))):
            read = read_name(r, at, Trust.LIKELY) or (at, at + 1)
            self._take(*read, _SCORES[Trust.LIKELY])
        else:
            self._read_on(at, Trust.LIKELY)

    def _is_plain_enough(self, at: int) -> bool:
        """True for a word that is a given name even after "for" or "with"."""
        r = self._r
        if r.flags[at] & (CALENDAR | STOP):
            return False
        if r.flags[at] & FIRST:
            return r.sure(at) or r.telling(at)
        return r.telling(at) and r.same_line(at, at + 1) and r.sure(at + 1) and r.capital(at + 1) and bool(r.flags[at + 1] & FIRST)

    def _suits(self, at: int, slot: Slot) -> bool:
        """A vocative must stand in the same segment, and after "okay" be nothing but a name."""
        r = self._r
        if slot in (Slot.ANNOUNCED, Slot.TITLE):
            return True
        if not r.same_line(at - 1, at):
            return False
        if slot is Slot.ADDRESS:
            return bool(r.flags[at] & FIRST) and (r.sure(at) or (r.telling(at) and r.halts(at + 1)))
        return True

    def _read_on(self, at: int, trust: Trust, *, alone: bool = False) -> bool:
        """Read a name, and those that are listed after it."""
        r = self._r
        read = read_name(r, at, trust, alone=alone)
        if read is None:
            return False
        self._take(read[0], read[1], _SCORES[trust])
        after = read[1]
        rest, lead = self._after_lead(after)
        if trust >= Trust.MAYBE and 0 < len(lead) <= 3 and rest < len(r.tokens) and all(w in _PAUSES for w in lead):
            if r.ends_line(rest + 1) and r.same_line(after, rest) and not self._taken[rest]:
                if r.sure(rest) or r.unknown(rest):
                    self._take(rest, rest + 1, _SCORES[Trust.LIKELY])
        if after < len(r.tokens) and r.words[after] in _AND and r.same_line(after - 1, after):
            following = r.skip(after, marks=",&", words=_AND)
            if following < len(r.tokens) and r.same_line(after, following) and not self._taken[following]:
                self._read_on(following, min(trust, Trust.MAYBE))
        return True

    def _take(self, first: int, after: int, score: float, value: str = "") -> None:
        r = self._r
        while after > first + 1 and self._taken[after - 1]:
            after -= 1
        for at in range(first, after):
            self._taken[at] = True
        said = " ".join(r.words[at] for at in range(first, after) if r.tokens[at].kind is Kind.WORD)
        self._found.append(Named(first, after, score, value or said))

    def _start_of_answer(self) -> int:
        start = self._r.call.context.answer_start
        return next((i for i, token in enumerate(self._r.tokens) if token.start >= start), len(self._r.tokens))

    def _answer(self) -> None:
        """Read the answer to a question for a name: lead-in words, then the name, perhaps in two parts."""
        r = self._r
        weight = r.call.expects("PERSON/name", r.call.context.answer_start)
        if weight < _ASKED:
            return
        start = self._start_of_answer()
        at, lead = self._after_lead(start)
        if at >= len(r.tokens) or self._taken[at]:
            return
        run = next((run for run in r.call.spoken.runs if run.atoms[0].first == at), None)
        if run is not None and run.letters >= 3 and not run.digits:
            self._take(at, run.atoms[-1].last + 1, _SCORES[Trust.SURE])
            return
        trust = Trust.SURE if weight >= _ASKED_JUST_NOW else Trust.LIKELY
        if any(word in _SAYS_IT for word in lead) or len(lead) >= 3:
            trust = Trust.LIKELY
        if r.call.context.role.is_agent:
            trust = Trust.MAYBE
        if trust is Trust.LIKELY and r.call.context.final is False:
            trust = Trust.SURE
        if self._read_on(at, trust) and trust >= Trust.LIKELY:
            rest, lead = self._after_lead(self._found[-1].after)
            if rest < len(r.tokens) and len(lead) <= 3 and not self._taken[rest] and (r.sure(rest) or r.unknown(rest)):
                if r.ends_line(rest + 1):
                    self._take(rest, rest + 1, _SCORES[Trust.LIKELY])

    def _after_lead(self, at: int) -> tuple[int, list[str]]:
        r, lead = self._r, []
        while at < len(r.tokens) and len(lead) <= _LONGEST_LEAD:
            word, kind = r.words[at], r.tokens[at].kind
            if kind is Kind.WORD:
                strict = r.edge(at + 1, strict=True) or r.telling(at)
                if not r.flags[at] & STOP or (r.flags[at] & FIRST and strict) or len(word) == 1 and word != "i" and word != "a":
                    break
                lead.append(word)
            elif kind is Kind.FIGURES:
                break
            at += 1
        return at, lead

    def _spelled_answer(self) -> None:
        r = self._r
        span = spelled_answer(r, self._start_of_answer())
        if span is not None and not any(self._taken[span[0] : span[1]]):
            self._take(span[0], span[1], _SCORES[Trust.SURE])

    def _introduced(self) -> None:
        """Find "tallulah bankston returning your call": a name that begins a line and says what it does."""
        r = self._r
        for at, word in enumerate(r.words):
            if word not in _INTRODUCED or at == 0 or not r.same_line(at, at - 1):
                continue
            first = at
            while first > 0 and r.same_line(first, first - 1) and at - first < 3:
                first -= 1
            if first == 0 or not r.same_line(first, first - 1):
                read = None if any(self._taken[first:at]) else read_name(r, first, Trust.LIKELY)
                if read is not None and read[1] == at:
                    self._take(first, at, _SCORES[Trust.LIKELY])

    def _plain(self) -> None:
        """Find names that no cue announces."""
        r = self._r
        for at, flags in enumerate(r.flags):
            if self._taken[at] or flags & NUMBER:
                continue
            if not flags & FIRST:
                if r.formatted and r.telling(at) and self._is_pair(at):
                    self._take(at, at + 2, _SCORES[Trust.NONE])
                continue
            if flags & AMBIGUOUS and not flags & STOP and r.telling(at) and r.words[at - 1] == "," and r.halts(at + 1):
                if not flags & CALENDAR and not flags & PLACE and (r.ends_line(at + 1) or r.words[at + 1] in "?!"):
                    self._take(at, at + 1, _SCORES[Trust.NONE])
            elif flags & COMMON or r.capital(at):
                read = None if self._is_part_of_other(at) else read_name(r, at, Trust.NONE)
                if read is not None:
                    self._take(self._family_before(read[0]), read[1], _SCORES[Trust.NONE])

    def _is_pair(self, at: int) -> bool:
        """True for two capitals, the second a family name: "Pierce Norton"."""
        r, flags = self._r, self._r.flags[at]
        if not (flags & LAST or r.unknown(at)) or flags & (STOP | ORG | FREQUENT | PLACE | CALENDAR):
            return False
        follows = r.same_line(at, at + 1) and r.is_word(at + 1) and r.capital(at + 1) and not self._taken[at + 1]
        if not follows or not r.sure(at + 1) or not r.flags[at + 1] & LAST or at in r.nobodys or at + 1 in r.nobodys:
            return False
        return r.edge(at + 2) and not is_organisation(r, at + 2) and not r.tokens[at + 1].lower.endswith("'s")

    def _family_before(self, at: int) -> int:
        """Take in the family name of "Larkin Matt"."""
        r = self._r
        if at == 0 or not r.sure(at) or not r.capital(at) or self._taken[at - 1] or not r.same_line(at, at - 1):
            return at
        flags = r.flags[at - 1]
        family = r.capital(at - 1) and (bool(flags & LAST) or r.unknown(at - 1)) and not flags & (STOP | ORG | FREQUENT | PLACE | CALENDAR)
        return at - 1 if family and (r.halts(at + 1) or r.edge(at + 1) or not r.capital(at + 1)) else at

    def _is_part_of_other(self, at: int) -> bool:
        """True after "saint", and after a number for a short word: "nine hundred meg", "5 jan"."""
        r = self._r
        if any(a.form is Form.LETTER and a.first <= at <= a.last for run in r.call.spoken.runs for a in run.atoms):
            return True  # v as in victor
        if r.tokens[at].end < len(r.text) and r.text[r.tokens[at].end : r.tokens[at].end + 2] in ("- ", "-\n"):
            return True  # a word broken off
        if at == 0 or not r.same_line(at, at - 1):
            return False
        before = r.tokens[at - 1]
        number = before.kind is Kind.FIGURES or bool(r.flags[at - 1] & NUMBER)
        return before.lower in ("saint", "st", "san", "santa", "los", "port", "fort", "lake", "mount") or (number and len(r.words[at]) <= 4)

    def _known(self) -> None:
        """Find names of this call said again, whole or in part."""
        r = self._r
        values = [v.written for v in r.call.context.known if v.entity_type == "PERSON"]
        values += [name.value for name in self._found if name.score >= _SCORES[Trust.MAYBE]]
        owners: dict[str, str] = {}
        for value in values:
            for word in value.split():
                if len(word) > 1:
                    owners[word] = value
        if not owners:
            return
        for at, word in enumerate(r.words):
            value = owners.get(word)
            if value is not None and not self._taken[at] and self._is_again(at, value):
                after = at + 1
                while after < len(r.words) and not self._taken[after] and r.same_line(at, after):
                    if r.words[after] not in value.split() and not (r.sure(after) or (r.unknown(after) and r.edge(after + 1))):
                        break
                    after += 1
                self._take(at, after, _KNOWN_SCORE, value)

    def _is_again(self, at: int, value: str) -> bool:
        r, flags = self._r, self._r.flags[at]
        if at in r.nobodys or flags & (NUMBER | ORG):
            return False
        if flags & NAME and not flags & AMBIGUOUS:
            return True
        if r.unknown(at):
            return True
        words = value.split()
        if len(words) > 1 and r.words[at : at + len(words)] == words:
            return True
        if flags & NAME and r.capital(at) and not (at + 1 < len(r.words) and r.words[at + 1] in _VERBAL):
            return not flags & CALENDAR or r.edge(at + 1)
        return bool(flags & FIRST) and not flags & (FREQUENT | STOP | CALENDAR) and r.edge(at + 1) and r.ends_line(at + 1)

    def _spelled(self) -> None:
        """Find names spelled letter by letter, beside the name or after a cue."""
        r = self._r
        for first, after in named_by_spelling(r):
            if not any(self._taken[first:after]):
                self._take(first, after, _SCORES[Trust.LIKELY])
        for first, after in spelled_runs(r, self._spans()):
            if not any(self._taken[first:after]):
                self._take(first, after, _SCORES[Trust.LIKELY])

    def _spans(self) -> Sequence[tuple[int, int]]:
        return [(name.first, name.after) for name in self._found]
