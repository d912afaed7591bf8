"""Birth dates: which date of a call is one.

A date is a birth date when it was asked for or announced as one, however garbled; and when a whole date of long ago
stands alone: nobody gives those in a call but to say who they are. What was announced as something else, the day of an
incident, of a delivery, is a plain date.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from recognizers.artifacts import CallArtifacts
from recognizers.dates.births_again import BIRTH, is_again, is_whole
from recognizers.dates.calendar_forms import CalendarDate, dates
from recognizers.dates.calendar_words import HOMOPHONES, Element, Part
from recognizers.dates.sight import Sight, is_all, is_short, word_before
from recognizers.numbers.quantities import ASKED
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS

OTHER, EXPIRY = "DATE/other", "CARD_EXPIRY"

_REACH = 9  # tokens between a cue and its date
_PLAIN, _FAINT = 0.5, 0.2  # weights of a question: for bare numbers; for what looks like a date
_AGAIN = 0.6  # and once the whole date is known
_SHORT = 12  # words of a segment that is an answer rather than a story
_RECENT = 6  # values back
# Days that have a name; with a year after it one is a date.
_HOLIDAYS = frozenset(
    tuple(day.split())
    for day in (
        "christmas day", "christmas eve", "boxing day", "valentines day", "st patricks day", "saint patricks day",
        "new years day", "new years eve", "independence day", "halloween night", "april fools day", "bonfire night",
    )
)  # fmt: skip
# A whole date up to this year, without a word about it, is somebody's birth: calls are about the present.
_LAST = 2005
# What stands right before it then: nothing, a mark, or one of these; "seen on", "since", "here" tell of some event.
_BEFORE_ANSWER = frozenset(
    "is are mine mine's hers his yes yeah yep sure ok okay and well so it's that's english spanish".split()
)
_BACK_WORDS = frozenset("is was my her his our the their that's".split())
_DANGLING = re.compile(r"\b(?:nineteen|twenty|two thousand|of)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date in a text, or a part of one.

    Attributes:
        first: index of its first token.
        after: one past its last.
        score: 0 to 1.
        value: ISO 8601, as far as it is known; parts of one date share it.
    """

    first: int
    after: int
    score: float
    value: str = field(repr=False)


def births(call: CallArtifacts, groups: Sequence[list[Element]]) -> list[Birth]:
    """Return the birth dates of a text, in order.

    Args:
        call: the text.
        groups: its stretches of calendar words.
    """
    sights = [Sight(group) for group in groups]
    found: list[tuple[list[Element], float]] = []
    rest: list[Sight] = []
    for sight in sights:
        score = _judge(call, sight, answered=any(_value(elements).is_full for elements, _ in found))
        if score:
            found.append((_kept(sight.elements), score))
        else:
            rest.append(sight)
    days = {(date.month, date.day) for elements, _ in found for date in dates(elements) if date.month and date.day}
    again = [s for s in rest if any((date.month, date.day) in days and not date.year for date in s.dates)]
    found += [(sight.elements, 0.6) for sight in again]  # "ocho de mayo, sorry, eight may ninety four"
    merged = _merge([_value(elements) for elements, _ in found]).iso
    return [_birth(call, elements, score, merged) for elements, score in found]


def _birth(call: CallArtifacts, elements: list[Element], score: float, merged: str) -> Birth:
    value = _value(elements)
    first, after = _with_holiday(call, elements[0].first), elements[-1].after
    # "11 won": what speech-to-text wrote for a number.
    if len(elements) < 3 and after < len(call.words) and call.words[after].lower in HOMOPHONES:
        following = call.words[after + 1] if after + 1 < len(call.words) else None
        after += following is None or following.kind is Kind.MARK
    return Birth(first, after, score, value.iso if value.is_full else merged)


def _with_holiday(call: CallArtifacts, first: int) -> int:
    """Take in the day of "valentine's day nineteen ninety"."""
    for size in (2, 3):
        said = [token.lower.replace("'", "") for token in call.words[max(0, first - size) : first]]
        if tuple(said) in _HOLIDAYS and call.words[first - size].start >= call.context.answer_start:
            return first - size
    return first


def _judge(call: CallArtifacts, sight: Sight, *, answered: bool) -> float:
    """Return how sure it is that a stretch is a birth date; 0 when it is not."""
    cue = nearest_cue(call, sight.first)
    if cue is not None and cue.kind == BIRTH:
        if (sight.shaped and not sight.lone_month) or sight.has_year or _is_next_to(call, cue, sight):
            return 0.9
    elif _is_announced_after(call, sight):
        return 0.85
    elif cue is not None:
        return 0.0
    if is_again(call, sight):
        return 0.7
    return _asked(call, sight, answered=answered) or _by_itself(call, sight)


def nearest_cue(call: CallArtifacts, first: int) -> Mention | None:
    """Return the last cue before a date that says what date it is.

    Args:
        call: the text.
        first: the date's first token.
    """
    mentions = call.mentions
    for at in range(bisect_right(mentions, first, key=lambda mention: mention.after) - 1, -1, -1):
        mention = mentions[at]
        if first - mention.after > _REACH:
            return None
        asks = any(token.lower in "?!" for token in call.words[mention.after : first])
        if mention.kind in (OTHER, EXPIRY) or (mention.kind == BIRTH and not asks):
            return mention
    return None


def _is_next_to(call: CallArtifacts, cue: Mention, sight: Sight) -> bool:
    """True for loose numbers right after "date of birth"; a "birthday" and a "born" want a real date."""
    if sight.first - cue.after > 4 or call.words[cue.first].lower in ("born", "birthday"):
        year = sight.elements[0].part is Part.NUMBER and len(sight.elements[0].figures) == 2
        return (sight.lone_month or (year and sight.elements[0].number > 31)) and sight.first - cue.after <= 2
    return len(sight.elements) > 1 or len(sight.elements[0].figures) >= 2 or sight.lone_month


def _is_announced_after(call: CallArtifacts, sight: Sight) -> bool:
    """True for "december fifth is my birthday"."""
    if not sight.shaped and not sight.has_year:
        return False
    mentions = call.mentions
    for at in range(bisect_right(mentions, sight.after, key=lambda mention: mention.first), len(mentions)):
        between = call.words[sight.after : mentions[at].first]
        if len(between) > 4:
            return False
        if mentions[at].kind == BIRTH:
            return all(token.lower in _BACK_WORDS for token in between)
    return False


def _asked(call: CallArtifacts, sight: Sight, *, answered: bool) -> float:
    """Return how surely a stretch answers a question for a birth date."""
    weight = call.expects(BIRTH, call.words[sight.first].start)
    begun = any(known.entity_type == BIRTH and known.written.startswith("--") for known in call.context.known[-2:])
    if begun and not sight.shaped:
        weight = max(weight, _PLAIN)  # the day was given, the year is still to come
    known = any(is_whole(known) for known in call.context.known)
    other = max(call.expected.get(kind, 0.0) for kind in (EXPIRY, ASKED, OTHER))
    if weight < (_AGAIN if known else _FAINT) or other > weight:
        return 0.0
    if answered and not sight.whole:
        return 0.0
    short = is_short(call, sight)
    if sight.whole or (sight.has_day and (short or weight >= _PLAIN)) or (sight.shaped and short and weight >= _PLAIN):
        return 0.6 + 0.25 * weight
    if sight.has_year and weight >= _FAINT * 1.5 and (short or weight >= _PLAIN):
        return 0.6 + 0.25 * weight
    rival = max((w for kind, w in call.expected.items() if kind.partition("/")[0] != BIRTH), default=0.0)
    lone_one = len(sight.elements) == 1 and call.words[sight.first].lower == "one"  # "that's the one"
    if weight >= max(_PLAIN, rival) and not lone_one and is_all(call, sight):
        return 0.4 + 0.3 * weight
    return 0.0


def _by_itself(call: CallArtifacts, sight: Sight) -> float:
    """Return how surely a date gives itself away: whole and long ago, not the day of some event."""
    ahead = word_before(call, sight.first)
    if ahead in ("the", "of"):
        ahead = word_before(call, sight.first - 1)
    if ahead.isalnum() and ahead not in _BEFORE_ANSWER and ahead not in HESITATIONS:
        return 0.0
    if any(date.is_full and date.year <= _LAST and (date.named or date.separated) for date in sight.dates):
        return 0.6
    goes_on = any(token.kind is not Kind.MARK for token in call.words[sight.after :])
    last = sight.dates[-1] if sight.dates else None
    if not call.context.final and not goes_on and sight.shaped:
        return 0.5  # still being spoken
    if last is None or not last.has_open_year or len(sight.elements) < 3 or not _DANGLING.search(call.text):
        return 0.0
    return 0.0 if goes_on else 0.5  # "the first of november nineteen", and the rest in the next segment


def _kept(elements: list[Element]) -> list[Element]:
    """Return the elements that are the birth date: numbers that follow it after "and" or a comma are something else."""
    for index, element in enumerate(elements[1:], 1):
        done = any(e.part is Part.YEAR for e in elements[:index])
        later = any(e.part in (Part.MONTH, Part.DAY) for e in elements[index:])
        apart = not {"and", ",", "."}.isdisjoint(element.separator.split())
        if done and apart and not later and not element.repaired and element.part is not Part.YEAR:
            return elements[:index]
    return elements


def _value(elements: list[Element]) -> CalendarDate:
    """Return the date that elements make together; a year said again after the date replaces its own."""
    read = dates(elements)
    numbers = [e for e in elements if e.part is Part.NUMBER]
    first, last = elements[0], elements[-1]
    one_month = numbers == [first] and 1 <= first.number <= 12
    if one_month and len(read) == 1 and not read[0].month and 1900 < read[0].year < 2000:
        # "ten nineteen seventy four" is the nineteenth of October 1974.
        return CalendarDate(first.first, last.after, read[0].year, first.number, 19, named=False)
    merged = _merge(read)
    if merged.is_full and last.part is Part.NUMBER and last.number > 31 and last.first >= read[-1].after:
        return CalendarDate(merged.first, last.after, 1900 + last.number, merged.month, merged.day, named=True)
    return merged


def _merge(read: Sequence[CalendarDate]) -> CalendarDate:
    """Return the last whole date, or what the parts make together."""
    whole = [date for date in read if date.is_full]
    if whole:
        return whole[-1]
    year = next((date.year for date in reversed(read) if date.year), 0)
    month = next((date.month for date in reversed(read) if date.month), 0)
    day = next((date.day for date in reversed(read) if date.day), 0)
    return CalendarDate(0, 0, year, month, day, named=False)
