"""The dates of a call: birth dates, which are judged in ``births``, and all others.

A plain date is nobody's secret and stays readable by default; it is found for the policies that hide it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.dates.births import OTHER, Birth, births, nearest_cue
from recognizers.dates.births_again import BIRTH
from recognizers.dates.calendar_forms import CalendarDate, dates
from recognizers.dates.calendar_words import stretches
from recognizers.speech.cues import Cue
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS, REPAIRS, WEEKDAYS

DATE = "DATE"
_EVENTS = (
    "incident|accident|loss|visit|appointment|service|purchase|event|wedding|trip|claim|order|call|travel|issue|arrival"
    "|departure|employment|hire|admission|surgery|delivery|due|start|end|closing|pickup|return|checkin|checkout|expiry"
    "|expiration|billing|payment|ship|shipping|release|renewal|move|effective"
)
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
            f"date of the|your|this|that {_EVENTS}",
            f"date of {_EVENTS}",
            f"{_EVENTS} date",
            "pick up",
            "pickup",
            "drop off",
            "check in|out",
            "appointment",
            "see you",
            "anniversary",
            "recital",
            "scheduled",
            "schedule",
            "reschedule",
            "delivered",
            "delivery",
            "due",
            "deadline",
            "renews",
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
            "a|her|his|their birthday present|gift|cake|card|party|treat|meal",
            "for a birthday",
            "it's a birthday",
        ),
        0.5,
    ),
)


_DATE_WORDS = re.compile(
    r"\b(?:yesterday|tomorrow|the day (?:before|after) (?:yesterday|tomorrow)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:last|next|this) (?:week|month|year|spring|summer|autumn|fall|winter|weekend)"
    r"|(?:(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple(?: of)?|\d{1,2}) ){1,2}"
    r"(?:day|week|month|year)s? (?:ago|from now))\b",
    re.IGNORECASE,
)
_DATE_HINTS = frozenset(
    (
        *WEEKDAYS,
        *(day + "s" for day in WEEKDAYS),
        *"yesterday tomorrow day days week weeks weekend month months year years".split(),
        *"spring summer autumn fall winter".split(),
    )
)


class PersonDateRecognizer(CallRecognizer):
    """Finds birth dates, and other dates."""

    def __init__(self) -> None:
        super().__init__([BIRTH, DATE], "PersonDateRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Judge each stretch of calendar words."""
        groups = stretches(call.spoken)
        found: list[RecognizerResult] = []
        born = births(call, groups) if groups else []
        for birth in born:
            found += self._birth(call, birth)
        for group in groups:
            found += self._plain(call, [date for date in dates(group) if not _is_birth(date, born)])
        if not call.said.isdisjoint(_DATE_HINTS):
            found += [
                self.result(DATE, *match.span(), 0.4, match.group().lower())
                for match in _DATE_WORDS.finditer(call.text)
            ]
        return found

    def _birth(self, call: CallArtifacts, birth: Birth) -> list[RecognizerResult]:
        words = [token.lower for token in call.words[birth.first : birth.after] if token.kind is not Kind.MARK]
        value = birth.value or " ".join(words)
        return [self.result(BIRTH, start, end, birth.score, value) for start, end in _ranges(call, birth)]

    def _plain(self, call: CallArtifacts, read: Sequence[CalendarDate]) -> list[RecognizerResult]:
        words = call.words
        places = [(date, words[date.first].start, words[date.after - 1].end) for date in read]
        return [
            self.result(DATE, start, end, 0.45, date.iso)
            for date, start, end in places
            if (date.named or date.separated) and "\n" not in call.text[start:end] and not _is_expiry(call, date)
        ]


def _is_birth(date: CalendarDate, born: Sequence[Birth]) -> bool:
    return any(birth.first <= date.first < birth.after for birth in born)


def _is_expiry(call: CallArtifacts, date: CalendarDate) -> bool:
    """True right after a card's expiry cue, whose recognizer it is."""
    cue = nearest_cue(call, date.first)
    if cue is not None and cue.kind == "CARD_EXPIRY":
        return True
    return call.expects("CARD_EXPIRY", call.words[date.first].start) >= 0.5 and not date.day


def _ranges(call: CallArtifacts, birth: Birth) -> list[tuple[int, int]]:
    """Return the ranges of a date without the hesitations, what takes back, and turn boundaries in it."""
    pieces: list[list[int]] = []
    fresh = True
    for index in range(birth.first, birth.after):
        token = call.words[index]
        if token.lower in HESITATIONS or token.lower in REPAIRS - {"no"}:
            fresh = True
            continue
        if index > birth.first and "\n" in call.text[call.words[index - 1].end : token.start]:
            fresh = True
        if fresh and token.kind is Kind.MARK:
            continue
        if fresh:
            pieces.append([token.start, token.end])
        pieces[-1][1] = token.end
        fresh = False
    return [(start, end) for start, end in pieces]
