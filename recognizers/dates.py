"""Birth dates, and the other dates of a call.

A date is a birth date when it was asked for or announced as one, however garbled; and when a whole date of long ago
stands alone: nobody gives those in a call but to say who they are. What was announced as something else, the day of an
incident, of a delivery, is a plain date, which the default policy leaves readable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer, KnownValue
from recognizers.calendar_forms import HOMOPHONES, CalendarDate, Element, Part, dates, full_year, stretches
from recognizers.cues import Cue, Mention
from recognizers.tokens import Kind
from recognizers.vocabulary import BACK_CHANNEL, CONNECTORS, HESITATIONS, REPAIRS

BIRTH, DATE = "DATE_OF_BIRTH", "DATE"
OTHER = "DATE/other"
CUES = (
    Cue(
        BIRTH,
        (
            "date of birth",
            "dates of birth",
            "birth date|dates",
            "birthdate|birthdates",
            "birthday|birthdays",
            "birthday's",
            "birth day",
            "dob",
            "d o b",
            "d . o . b",
            "day of birth",
            "year of birth",
            "month of birth",
            "birth year|month",
            "when were you born",
            "year you were born",
            "year were you born",
            "when was he|she born",
            "when were they born",
            "day month and year",
            "day , month and year",
            "day , month , and year",
            "month day and year",
            "month , day and year",
            "month , day , and year",
            "born",
            "born on|in",
            "fecha de nacimiento",
        ),
    ),
    Cue(
        OTHER,
        (
            "date of the|your|this|that incident|accident|loss|visit|appointment|service|purchase|event|wedding|trip|claim|order|call|travel",
            "date of incident|accident|loss|service|visit|purchase|travel|issue|arrival|departure|employment|hire|admission|surgery",
            "incident|accident|appointment|delivery|due|start|end|closing|pickup|travel|departure|arrival|return|checkin|checkout|issue date",
            "expiry|expiration|billing|payment|order|ship|shipping|release|renewal|service|wedding|event|move|effective date",
            "pick up",
            "pickup",
            "drop off",
            "check in|out",
            "appointment",
            "recital",
            "scheduled",
            "schedule",
            "reschedule",
            "delivered",
            "delivery",
            "due",
            "deadline",
            "expires",
            "expire",
            "renews",
            "valid",
            "departs",
            "departing",
            "returning",
            "arriving",
            "arrives",
            "leaving",
            "ordered",
            "shipped",
            "happened",
            "incident",
            "surgery",
            "admitted",
            "discharged",
            "closed",
            "posted",
            "transaction",
            "happy birthday",
        ),
        0.5,
    ),
)

_REACH = 9  # tokens between a cue and its date
_PLAIN, _FAINT = 0.5, 0.2  # weights of a question: for bare numbers; for what looks like a date
_AGAIN = 0.6  # and once the whole date is known
# A whole date within these years, without a word about it, is somebody's birth: calls are about the present.
_LONG_AGO = (1905, 2005)
_ABOUT_EVENTS = frozenset("on in since until till from dated by before after of during through".split())
_BACK_WORDS = frozenset("is was my her his our the their that's".split())
_RECENT = 6  # values back
_DANGLING = re.compile(r"\b(?:nineteen|twenty|two thousand|of)\W*$", re.IGNORECASE)
_DATE_WORDS = re.compile(
    r"\b(?:yesterday|tomorrow|the day (?:before|after) (?:yesterday|tomorrow)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:last|next|this) (?:week|month|year|spring|summer|autumn|fall|winter|weekend)"
    r"|(?:(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple(?: of)?|\d{1,2}) ){1,2}"
    r"(?:day|week|month|year)s? (?:ago|from now))\b",
    re.IGNORECASE,
)
_DATE_HINT = re.compile(r"day\b|week|month|year|morrow|days\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a date is a birth date: how sure, and whether loose numbers count."""

    score: float
    loose: bool


class PersonDateRecognizer(CallRecognizer):
    """Finds birth dates, and other dates."""

    def __init__(self) -> None:
        super().__init__([BIRTH, DATE], "PersonDateRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Judge each stretch of calendar words."""
        found: list[RecognizerResult] = []
        born: list[tuple[list[Element], float]] = []
        for stretch in stretches(call.spoken):
            read = dates(stretch)
            reason = _birth(call, stretch, read, [elements for elements, _ in born])
            if reason is not None:
                elements = _kept(stretch)
                born.append((elements, reason.score))
                read = [date for date in read if date.first >= elements[-1].after]
            found += self._plain(call, read)
        found += self._births(call, born + _said_again(call, born))
        if _DATE_HINT.search(call.text):
            for match in _DATE_WORDS.finditer(call.text):
                found.append(self.result(DATE, *match.span(), 0.4, match.group().lower()))
        return found

    def _births(self, call: CallArtifacts, born: list[tuple[list[Element], float]]) -> list[RecognizerResult]:
        """Make the results; parts of one date, in several stretches or turns, share the value they make together."""
        whole = [dates_value(elements) for elements, _ in born]
        merged = _merged(whole)
        results: list[RecognizerResult] = []
        for (elements, score), date in zip(born, whole, strict=True):
            value = date.iso if date is not None and date.is_full else merged
            first, after = _with_homophones(call, elements)
            said = value or " ".join(token.lower for token in call.words[first:after] if token.kind is not Kind.MARK)
            results += [self.result(BIRTH, start, end, score, said) for start, end in _ranges(call, first, after)]
        return results

    def _plain(self, call: CallArtifacts, read: Sequence[CalendarDate]) -> list[RecognizerResult]:
        words = call.words
        return [
            self.result(DATE, words[date.first].start, words[date.after - 1].end, 0.45, date.iso)
            for date in read
            if (date.named or date.separated) and "\n" not in call.text[words[date.first].start : words[date.after - 1].end]
            and not _is_expiry(call, date)
        ]


def _birth(
    call: CallArtifacts, stretch: list[Element], read: list[CalendarDate], before: list[list[Element]]
) -> _Reason | None:
    """Say why a stretch is a birth date; None when it is not."""
    cue = _nearest_cue(call, stretch[0].first)
    shaped = any(date.named or date.separated or date.is_full for date in read)
    year = any(_LONG_AGO[0] <= date.year <= _LONG_AGO[1] + 15 for date in read)
    announced = cue is not None and cue.kind == BIRTH
    if announced and cue is not None and (shaped or year or _is_next_to(call, cue, stretch)):
        return _Reason(0.9, loose=True)
    if _announced_after(call, stretch) and (shaped or year):
        return _Reason(0.85, loose=True)
    if cue is not None and not announced:
        return None
    if _is_known(call, stretch, read) or _is_corrected(call, stretch, year=year):
        return _Reason(0.7, loose=True)
    asked = _asked(call, stretch, shaped=shaped, year=year, whole=any(date.is_full for date in read), before=before)
    if asked is not None:
        return asked
    return _by_itself(call, stretch, read)


def _nearest_cue(call: CallArtifacts, first: int) -> Mention | None:
    """Return the last cue before a date that says what date it is."""
    near: Mention | None = None
    for mention in call.mentions:
        if mention.after > first:
            break
        if mention.kind in (BIRTH, OTHER, "CARD_EXPIRY") and first - mention.after <= _REACH:
            between = call.words[mention.after : first]
            if mention.kind != BIRTH or not any(token.lower in "?!" for token in between):
                near = mention
    return near


def _is_next_to(call: CallArtifacts, cue: Mention, stretch: list[Element]) -> bool:
    """True for loose numbers right after "date of birth"; a "birthday" and a "born" want a real date."""
    if stretch[0].first - cue.after > 4 or call.words[cue.first].lower in ("born", "birthday"):
        return False
    return len(stretch) > 1 or len(stretch[0].figures) >= 2


def _announced_after(call: CallArtifacts, stretch: list[Element]) -> bool:
    """True for "december fifth is my birthday"."""
    after = stretch[-1].after
    for mention in call.mentions:
        if mention.kind == BIRTH and 0 < mention.first - after <= 4:
            between = [token.lower for token in call.words[after : mention.first]]
            return all(word in _BACK_WORDS for word in between)
    return False


def _is_known(call: CallArtifacts, stretch: list[Element], read: list[CalendarDate]) -> bool:
    """True when a birth date known in this call is read back, whole or in a part that is all the turn says."""
    for known in call.context.known:
        if _is_whole(known):
            if any(_same_day(date, known) for date in read if date.month and date.day):
                return True
            year = known.written[:4]
            if _is_all(call, stretch) and any(full_year(e) == int(year) for e in stretch if e.figures):
                return True
    return False


def _is_whole(known: KnownValue) -> bool:
    return known.entity_type == BIRTH and len(known.written) == 10 and known.written[4] == "-"


def _is_corrected(call: CallArtifacts, stretch: list[Element], *, year: bool) -> bool:
    """True for a year said with "sorry" soon after a birth date was given: "sorry, of nineteen ninety"."""
    recent = any(_is_whole(known) for known in call.context.known[-_RECENT:])
    start = call.context.answer_start
    said = [token.lower for token in call.words if token.start >= start]
    ahead = call.words[stretch[0].first - 1].lower if stretch[0].first else ""
    return year and recent and ahead in ("of", "sorry", "no", ",") and any(w in REPAIRS - {"no"} for w in said)


def _same_day(date: CalendarDate, known: KnownValue) -> bool:
    _, month, day = known.written.split("-")
    return {date.month, date.day} == {int(month), int(day)} and date.year in (0, int(known.written[:4]))


def _asked(
    call: CallArtifacts,
    stretch: list[Element],
    *,
    shaped: bool,
    year: bool,
    whole: bool,
    before: list[list[Element]],
) -> _Reason | None:
    """Say whether a stretch answers a question for a birth date."""
    weight = call.expects(BIRTH, call.words[stretch[0].first].start)
    if any(known.entity_type == BIRTH and known.written.startswith("--") for known in call.context.known[-2:]):
        weight = max(weight, _PLAIN)  # the day was given, the year is still to come
    if not weight:
        return None
    if call.expected.get("CARD_EXPIRY", 0.0) > weight:
        return None
    complete = any(_is_whole(known) for known in call.context.known)
    if complete and weight < _AGAIN:
        return None
    if before and not whole and any(date.is_full for date in dates(before[-1])):
        return None
    if shaped or (year and weight >= _FAINT * 1.5):
        return _Reason(0.6 + 0.25 * weight, loose=True) if weight >= _FAINT else None
    rival = max((w for kind, w in call.expected.items() if kind.partition("/")[0] != BIRTH), default=0.0)
    lone_one = len(stretch) == 1 and call.words[stretch[0].first].lower == "one"  # "that's the one"
    if weight >= _PLAIN and weight >= rival and not lone_one and _is_all(call, stretch):
        return _Reason(0.4 + 0.3 * weight, loose=True)
    return None


def _by_itself(call: CallArtifacts, stretch: list[Element], read: list[CalendarDate]) -> _Reason | None:
    """Say whether a date gives itself away: whole and long ago, not the day of some event."""
    ahead = call.words[stretch[0].first - 1].lower if stretch[0].first else ""
    if ahead == "the" and stretch[0].first > 1:
        ahead = call.words[stretch[0].first - 2].lower
    if ahead in _ABOUT_EVENTS:
        return None
    for date in read:
        if date.is_full and _LONG_AGO[0] <= date.year <= _LONG_AGO[1] and (date.named or date.separated):
            return _Reason(0.6, loose=False)
    last = read[-1] if read else None
    ends = last is not None and not any(t.kind is not Kind.MARK for t in call.words[stretch[-1].after :])
    if last is not None and ends and last.named and last.day and not last.year and len(stretch) > 2:
        return _Reason(0.5, loose=False) if _DANGLING.search(call.text) else None
    return None


def _is_all(call: CallArtifacts, stretch: list[Element]) -> bool:
    """True when the segment of a stretch says little else."""
    words = call.words
    start = call.text.rfind("\n", 0, words[stretch[0].first].start) + 1
    end = call.text.find("\n", words[stretch[-1].after - 1].end)
    end = len(call.text) if end < 0 else end
    low, high = words[stretch[0].first].start, words[stretch[-1].after - 1].end
    plain = BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS | HOMOPHONES.keys() | frozenset({"or", "the", "of", "my", "something"})
    others = [
        token.lower
        for token in words
        if start <= token.start < end and not low <= token.start < high and token.kind is not Kind.MARK
    ]
    return all(word in plain for word in others)


def _said_again(call: CallArtifacts, born: list[tuple[list[Element], float]]) -> list[tuple[list[Element], float]]:
    """Return stretches that give the day of a birth date once more: "ocho de mayo, sorry, eight may ninety four"."""
    days = {(d.month, d.day) for elements, _ in born for d in dates(elements) if d.month and d.day}
    taken = {elements[0].first for elements, _ in born}
    if not days:
        return []
    return [
        (stretch, 0.6)
        for stretch in stretches(call.spoken)
        if stretch[0].first not in taken and any((d.month, d.day) in days and not d.year for d in dates(stretch))
    ]


def _kept(stretch: list[Element]) -> list[Element]:
    """Return the elements that are the birth date: numbers that follow it after "and" or a comma are something else."""
    for index, element in enumerate(stretch[1:], 1):
        done = any(e.part is Part.YEAR for e in stretch[:index])
        later = any(e.part in (Part.MONTH, Part.DAY) for e in stretch[index:])
        apart = "and" in element.separator or "," in element.separator or "." in element.separator
        if done and apart and not later and not element.repaired and element.part is not Part.YEAR:
            return stretch[:index]
    return stretch


def dates_value(elements: list[Element]) -> CalendarDate | None:
    """Return the date that elements make together; a year said again after the date replaces its own.

    Args:
        elements: of one birth date.
    """
    read = dates(elements)
    numbers = [e for e in elements if e.part is Part.NUMBER]
    if len(read) == 1 and not read[0].month and len(numbers) == 1 and 1900 < read[0].year < 2000:
        # "ten nineteen seventy four" is the nineteenth of October 1974.
        year, month = read[0].year % 100, numbers[0].number
        if numbers[0] is elements[0] and 1 <= month <= 12:
            return CalendarDate(elements[0].first, elements[-1].after, 1900 + year, month, 19, named=False)
    merged = _merge(read)
    last = elements[-1]
    if merged is not None and merged.is_full and last.part is Part.NUMBER and last.number > 31 and last.first >= read[-1].after:
        return CalendarDate(merged.first, last.after, 1900 + last.number, merged.month, merged.day, named=True)
    return merged


def _merge(read: Sequence[CalendarDate]) -> CalendarDate | None:
    if not read:
        return None
    whole = [date for date in read if date.is_full]
    if whole:
        return whole[-1]
    year = next((d.year for d in reversed(read) if d.year), 0)
    month = next((d.month for d in reversed(read) if d.month), 0)
    day = next((d.day for d in reversed(read) if d.day), 0)
    return CalendarDate(read[0].first, read[-1].after, year, month, day, named=any(d.named for d in read))


def _merged(read: Sequence[CalendarDate | None]) -> str:
    parts = [date for date in read if date is not None]
    merged = _merge(parts)
    return merged.iso if merged is not None else ""


def _with_homophones(call: CallArtifacts, elements: list[Element]) -> tuple[int, int]:
    """Widen a garbled date by the words that speech-to-text wrote for its numbers: "11 won"."""
    words = call.words
    first, after = elements[0].first, elements[-1].after
    if after < len(words) and words[after].lower in HOMOPHONES and len(elements) < 3:
        following = words[after + 1] if after + 1 < len(words) else None
        if following is None or following.kind is Kind.MARK:
            after += 1
    return first, after


def _ranges(call: CallArtifacts, first: int, after: int) -> list[tuple[int, int]]:
    """Return the ranges of a date without the hesitations, what takes back, and turn boundaries in it."""
    pieces: list[list[int]] = []
    fresh = True
    for index in range(first, after):
        token = call.words[index]
        if token.lower in HESITATIONS or token.lower in REPAIRS - {"no"}:
            fresh = True
            continue
        if index > first and "\n" in call.text[call.words[index - 1].end : token.start]:
            fresh = True
        if fresh and token.kind is Kind.MARK:
            continue
        if fresh:
            pieces.append([token.start, token.end])
        pieces[-1][1] = token.end
        fresh = False
    return [(start, end) for start, end in pieces]


def _is_expiry(call: CallArtifacts, date: CalendarDate) -> bool:
    """True right after a card's expiry cue, whose recognizer it is."""
    cue = _nearest_cue(call, date.first)
    if cue is not None and cue.kind == "CARD_EXPIRY":
        return True
    return call.expects("CARD_EXPIRY", call.words[date.first].start) >= _PLAIN and not date.day
