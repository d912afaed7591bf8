"""Birth dates of a call said again: read back, in whole or in part, or put right."""

from __future__ import annotations

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.dates.calendar_forms import CalendarDate, full_year
from recognizers.dates.calendar_words import Part
from recognizers.dates.sight import ASIDE, Sight, is_all, others, word_before
from recognizers.speech.vocabulary import MONTHS, REPAIRS

BIRTH = "DATE_OF_BIRTH"
_NEAR = 12  # tokens around a year in which a repair stands
_RECENT = 6  # values back


def is_again(call: CallArtifacts, sight: Sight) -> bool:
    """Return True for a birth date of the call that is read back or put right.

    Args:
        call: the text, and what is known in its call.
        sight: a stretch of calendar words in it.
    """
    judges = (_is_known, _is_corrected, _is_month_of_known, _is_other_day)
    return any(judge(call, sight) for judge in judges)


def is_whole(known: KnownValue) -> bool:
    """Return True for a birth date of which year, month and day are known."""
    return known.entity_type == BIRTH and len(known.written) == 10 and known.written[4] == "-"


def _is_known(call: CallArtifacts, sight: Sight) -> bool:
    """True when a birth date known in this call is read back, whole or in a part that is all the turn says."""
    for known in call.context.known:
        if not is_whole(known):
            continue
        if any(_is_same_day(date, known) for date in sight.dates if date.month and date.day):
            return True
        year = int(known.written[:4])
        if any(full_year(e) == year for e in sight.elements if e.figures) and is_all(call, sight):
            return True
    return False


def _is_same_day(date: CalendarDate, known: KnownValue) -> bool:
    _, month, day = known.written.split("-")
    return {date.month, date.day} == {int(month), int(day)} and date.year in (0, int(known.written[:4]))


def _is_corrected(call: CallArtifacts, sight: Sight) -> bool:
    """True for a year said with "sorry" soon after a birth date was given: "sorry, of nineteen ninety"."""
    if not sight.has_year or not any(is_whole(known) for known in call.context.known[-_RECENT:]):
        return False
    said = {token.lower for token in call.words[max(0, sight.first - _NEAR) : sight.after + _NEAR]}
    return word_before(call, sight.first) in ("of", "sorry", "no", ",") and bool(said & (REPAIRS - {"no"}))


def _is_month_of_known(call: CallArtifacts, sight: Sight) -> bool:
    """True for "is that february or november?", and its answer, right after 11/02: its month, and little else."""
    known = next((value for value in call.context.known[-_RECENT:] if is_whole(value)), None)
    if known is None or not sight.lone_month:
        return False
    _, month, day = known.written.split("-")
    if not {date.month for date in sight.dates} & {int(month), int(day)}:
        return False
    return all(word in ASIDE or word in MONTHS for word in others(call, sight))


def _is_other_day(call: CallArtifacts, sight: Sight) -> bool:
    """True for "no, fourteenth" and "sorry, fourteenth of may" soon after a birth date of that month, or that day."""
    known = next((value for value in call.context.known[-_RECENT:] if is_whole(value)), None)
    if known is None or word_before(call, sight.first) not in ("sorry", "no", "the", ",") or not is_all(call, sight):
        return False
    if not set(others(call, sight)) & REPAIRS:
        return False
    _, month, day = (int(part) for part in known.written.split("-"))
    lone_day = len(sight.elements) == 1 and sight.elements[0].part is Part.DAY
    return lone_day or any(date.month in (month, day) or date.day in (month, day) for date in sight.dates)
