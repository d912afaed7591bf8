"""Birth dates in every form, asked for, announced or given away by themselves; and the other dates of a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallContext, KnownValue
from recognizers.dates.dates import PersonDateRecognizer

ASKED = """
<ten nineteen seventy four>
<the eleventh of september two thousand and one>
<04/30/2013>.
<07141955>
<11.02.91>
<17th February 1945>
<17 to 45>
<2010 2014>
<1601 1981>
<24/10 1998>
<10th of the 4th 1962>
<11th of June 2000 and 9>
<twenty-one twelve and nineteen uh eighty-six>
<fourteenth feb ninety one>
<oh one oh one two thousand>
<seven twenty two eighty four>
<eleven eleven eleven>
<nineteen sixty>
the <ninth>
<11 won>
<march the 8th 2011>
sure it's <4-4-44>
<eight may ninety four>
<june eighteenth nineteen seventy> uh <seventy one> sorry
<six six ninety six> and i live nearby
<april 3rd 1990> and the incident was on may 5th
<twenty second uh of March, of um, ninety>
""".strip().splitlines()

HIDDEN = """
c: i was born on the <fifth of april> uh <nineteen seventy three>
c: I was born in <nineteen fifty eight uh on the eighth of August>
c: my birthday's <july fourth>
c: dob <3/4/81>
c: d o b <oh three oh four eighty one>
c: <december 5th> is my birthday
c: the date of birth on file is wrong, it should be <May 9 1988>
c: born <nineteen ninety>
c: mine's <october ninth eighty two> and hers is <february tenth nineteen eighty five>
c: my date of birth is / c: <march third> / c: <nineteen eighty>
c: it's <the first of november nineteen> / a: mhm / c: <forty eight>
a: date of birth / c: <june eighteenth nineteen seventy one> / a: <seventy one> okay no problem
a: The recital is 12/14; her birthday? / c: <04/30/2013>.
a: and whose birthday is it / c: it's <the nineteenth of april> but pick up is the twentieth
c: <ocho de mayo> sorry in english <eight may ninety four>
a: date of birth? / c: Um, <October, seventh>. Uh. / c: <ninety, three>.
""".strip().splitlines()

KEPT = """
a: date of birth please / c: can i ask why
a: date of birth please / c: one second
a: date of birth please / c: i have two questions
a: date of birth please / c: may i call back
a: date of birth please / c: it's three hundred dollars
a: date of birth please / c: i'm not giving you that
a: date of birth please / c: that's the one
c: i've had it since march 3rd 1999
c: we opened on june 5 2003
c: I was here december third of two thousand and three
c: my appointment is june 5 2024
c: flight on may 5th
c: december twenty fifth we're closed and january first too
a: date of birth / c: <11/02/1991>. / a: And the date of the incident was 11/02?
c: we were born ready
c: the baby was born at two a m
c: her birthday is next week
c: happy birthday to you
""".strip().splitlines()


@pytest.mark.parametrize("answer", ASKED)
def test_an_answer_to_the_question_for_a_birth_date_is_hidden(judge: Callable[..., None], answer: str) -> None:
    """However it is said or garbled: every part of the date is hidden, and what follows it is not."""
    judge(f"a: what is your date of birth / c: {answer}")


@pytest.mark.parametrize("case", HIDDEN)
def test_a_birth_date_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Announced, split over turns, read back, or whole and of long ago."""
    judge(case, "DATE_OF_BIRTH")


@pytest.mark.parametrize("case", KEPT)
def test_other_dates_and_other_answers_stay(judge: Callable[..., None], case: str) -> None:
    """A refusal is no date, and the day of an incident or an appointment is nobody's birth date."""
    judge(case)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("ten nineteen seventy four", "1974-10-19"),
        ("the first of november nineteen\nforty eight", "1948-11-01"),
        ("nineteen fifty eight uh on the eighth of august", "1958-08-08"),
        ("june eighteenth nineteen seventy uh seventy one sorry", "1971-06-18"),
        ("04/30/2013", "2013-04-30"),
        ("30/04/2013", "2013-04-30"),
        ("2013-04-30", "2013-04-30"),
        ("oh nine oh two eighty one", "1981-09-02"),
        ("march of eighty", "1980-03"),
        ("11th of June 2000 and 9", "2009-06-11"),
    ],
)
def test_the_value_is_the_date_in_iso_form(said: str, value: str) -> None:
    """The value is ISO 8601, so that a later request finds the date however it was said."""
    found = {r.recognition_metadata["value"] for r in _find(said)}
    assert found == {value}


def test_a_read_back_of_a_known_birth_date_is_hidden() -> None:
    """The agent's repetition of a known birth date is hidden without a question; another date is not."""
    known = KnownValue("DATE_OF_BIRTH", "1971-06-18", "t1")
    for text in ("so that's june eighteenth", "seventy one okay", "06/18/1971 thanks"):
        assert _find(text, asked=0.0, known=known), text
    assert not _find("seventy one people came", asked=0.0, known=known)


def test_a_card_expiry_is_left_to_the_card() -> None:
    """After "expires", month and year are no birth date and no date."""
    call = CallArtifacts("it expires march of twenty nine", CallContext())
    assert PersonDateRecognizer().find(call) == []


_DAYS = st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2004, 12, 31))
_MONTHS = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth"
    " twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _below_hundred(number: int) -> str:
    if number < 20:
        return _BELOW_TWENTY[number]
    unit = f" {_BELOW_TWENTY[number % 10]}" if number % 10 else ""
    return _TENS[number // 10 - 2] + unit


def _year(year: int) -> str:
    if year >= 2000:
        return "two thousand" + (f" and {_below_hundred(year - 2000)}" if year > 2000 else "")
    rest = year - 1900
    return "nineteen " + (f"oh {_below_hundred(rest)}" if rest < 10 else _below_hundred(rest))


@given(_DAYS, st.sampled_from(["us", "uk", "figures", "mixed", "iso"]), st.sampled_from(["", "uh ", "it's ", "yes "]))
def test_every_date_is_found_in_every_form(day: dt.date, form: str, lead: str) -> None:
    """An asked-for date is found to its last word, with its ISO value, spoken in either order or written."""
    month, ordinal = _MONTHS[day.month - 1], _ORDINALS[day.day - 1].replace("-", " ")
    said = {
        "us": f"{month} {ordinal} {_year(day.year)}",
        "uk": f"{ordinal} of {month} {_year(day.year)}",
        "figures": f"{day.month:02}/{day.day:02}/{day.year}",
        "mixed": f"{day.day} {month.title()} {day.year}",
        "iso": day.isoformat(),
    }[form]
    results = _find(lead + said)
    assert {r.recognition_metadata["value"] for r in results} == {day.isoformat()}
    assert min(r.start for r in results) == len(lead)
    assert max(r.end for r in results) == len(lead + said)


def _find(text: str, *, asked: float = 1.0, known: KnownValue | None = None) -> list[RecognizerResult]:
    context = CallContext(expected={"DATE_OF_BIRTH": asked} if asked else {}, known=(known,) if known else ())
    return [r for r in PersonDateRecognizer().find(CallArtifacts(text, context)) if r.entity_type == "DATE_OF_BIRTH"]
