"""Birth dates whole and in parts, ages, and days that are only days."""

from __future__ import annotations

from random import Random

from training.examples import Line, Piece
from training.generator import numbers
from training.generator.forms import Form

MONTHS = ("January February March April May June July August September October November December").split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DEICTIC = (
    "yesterday", "tomorrow", "last week", "next week", "three days ago", "last month", "next month", "two weeks ago",
    "a year ago", "this week", "the other day", "last night", "a couple of months ago", "the day before yesterday",
)  # fmt: skip


def birth_year(rng: Random, form: Form) -> str:
    """Return a year somebody was born in."""
    year = rng.randrange(1925, 2021)
    if form.figures(rng):
        return str(year) if rng.random() < 0.9 else f"{year % 100:02d}"
    return numbers.year(year, rng)


def day(rng: Random, form: Form) -> str:
    """Return a day of a month, as said."""
    number = rng.randrange(1, 32)
    ordinal = rng.random() < 0.75
    if form.figures(rng):
        return numbers.ordinal_figure(number) if ordinal else str(number)
    return numbers.ordinal(number) if ordinal else numbers.cardinal(number)


def birth(rng: Random, form: Form) -> str:
    """Return a date of birth in one of the ways people give it."""
    kind = rng.random()
    if kind < 0.22:
        return _figures(rng, form)
    month, said, year = rng.choice(MONTHS), day(rng, form), birth_year(rng, form)
    if rng.random() < 0.1:
        month = month[:3]
    if kind < 0.55:
        return f"{month} {said}, {year}" if kind < 0.5 else f"{month} the {said}, {year}"
    if kind < 0.78:
        return f"{said} of {month} {year}"
    if kind < 0.9:
        return f"{said} {month} {year}"
    return f"{month} {said}" if kind < 0.95 else f"{said} of {month}"


def _figures(rng: Random, form: Form) -> str:
    month, number, year = rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(1925, 2021)
    if rng.random() < 0.35:
        month, number = number, month
    if form.figures(rng):
        short = str(year) if rng.random() < 0.7 else f"{year % 100:02d}"
        zero = rng.choice(("", "02d"))
        return rng.choice("/-. /").join((format(month, zero), format(number, zero), short))
    way = rng.random()
    if way < 0.4:
        return f"{numbers.digits(f'{month:02d}', rng)} {numbers.digits(f'{number:02d}', rng)} {numbers.year(year, rng)}"
    return f"{numbers.cardinal(month)} {numbers.cardinal(number)} {numbers.year(year, rng)}"


def age(rng: Random, form: Form, *, bare: bool) -> Line:
    """Return an age, with its unit unless bare."""
    years = rng.randrange(1, 99)
    said = str(years) if form.figures(rng) else numbers.cardinal(years)
    if bare:
        return (Piece(said, "AGE"),)
    if rng.random() < 0.1:
        return (
            Piece(
                f"{rng.randrange(2, 24) if form.figures(rng) else numbers.cardinal(rng.randrange(2, 24))} months old",
                "AGE",
            ),
        )
    unit = rng.choice((" years old", "-year-old", " years of age", " year old", " years old"))
    return (Piece(said + unit, "AGE"),)


def calendar(rng: Random, form: Form) -> str:
    """Return a day that is nobody's birthday."""
    kind = rng.random()
    month, weekday, said = rng.choice(MONTHS), rng.choice(_DAYS), day(rng, form)
    if kind < 0.25:
        return weekday
    if kind < 0.4:
        return f"{weekday} the {said}"
    if kind < 0.65:
        return f"{month} {said}"
    if kind < 0.75:
        return f"the {said} of {month}"
    if kind < 0.85:
        return month
    year = rng.randrange(2009, 2028)
    written = str(year) if form.figures(rng) else numbers.year(year, rng)
    return rng.choice((f"{month} {said}, {written}", f"{month} {written}", f"{weekday}, {month} {said}"))
