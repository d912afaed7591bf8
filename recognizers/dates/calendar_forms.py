"""Dates as people say and write them: "the eleventh of september two thousand and one", "04/30/2013", "1601 1981".

A stretch of calendar words is read from its left, form by form. Which date is a birth date is not judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from recognizers.dates.calendar_words import FIRST_YEAR, LAST_YEAR, Element, Part

_SIGNS = ("/", "-", ".")
# How a two-figure year may be bound to the day and month before it.
_YEAR_LINKS = frozenset({"", ",", "of", "'", "\u2019", "in", *_SIGNS})
_CENTURY = 29  # "twenty nine" and below belong to this century


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date, or what is known of one.

    Attributes:
        first: index of its first token.
        after: one past its last.
        year: four figures, or 0.
        month: 1 to 12, or 0.
        day: 1 to 31, or 0.
        named: True with a month's name or an ordinal: nothing but a date looks so.
        separated: True when written as figures with "/", "-" or ".".
    """

    first: int
    after: int
    year: int = field(repr=False)
    month: int = field(repr=False)
    day: int = field(repr=False)
    named: bool
    separated: bool = False

    @property
    def is_full(self) -> bool:
        """True with day, month and year."""
        return bool(self.year and self.month and self.day)

    @property
    def has_open_year(self) -> bool:
        """True with a named month and day whose year is still to come."""
        return self.named and bool(self.month and self.day) and not self.year

    @property
    def iso(self) -> str:
        """The date as ISO 8601 writes it, as far as it is known; "" without a year, or a month and day."""
        if self.is_full:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        if self.year:
            return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"
        return f"--{self.month:02}-{self.day:02}" if self.month and self.day else ""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one form made of the elements at a place, and how many it used."""

    used: int
    year: int = 0
    month: int = 0
    day: int = 0
    named: bool = False


def dates(stretch: Sequence[Element]) -> list[CalendarDate]:
    """Return the dates in a stretch, in order; a number alone is none.

    Args:
        stretch: elements of one group of ``calendar_words.stretches``.
    """
    found: list[CalendarDate] = []
    index = 0
    while index < len(stretch):
        read = next((read for form in _FORMS if (read := form(stretch, index)) is not None), None)
        if read is None:
            index += 1
            continue
        used = stretch[index : index + read.used]
        separated = not read.named and any(element.separator in _SIGNS for element in used[1:])
        found.append(
            CalendarDate(used[0].first, used[-1].after, read.year, read.month, read.day, read.named, separated)
        )
        index += read.used
    return found


def full_year(element: Element | None) -> int:
    """Return four figures for a year said with two: "seventy two" is 1972, "oh nine" is 2009; 0 for none.

    Args:
        element: a year or a number.
    """
    if element is None:
        return 0
    if element.part is Part.YEAR:
        return element.number
    return element.number + (1900 if element.number > _CENTURY else 2000)


def _get(stretch: Sequence[Element], index: int, *parts: Part) -> Element | None:
    """Return the element at a place when it is one of the parts and takes nothing back."""
    if index < len(stretch) and stretch[index].part in parts and not stretch[index].repaired:
        return stretch[index]
    return None


def _year(stretch: Sequence[Element], index: int) -> Element | None:
    """Return a year, or two figures that can be nothing else where they stand."""
    element = _get(stretch, index, Part.YEAR, Part.NUMBER)
    if element is None or element.part is Part.YEAR:
        return element
    if element.said and element.number in (19, 20):
        return None  # a century, whose year is still to come: "november nineteen", "uh", "forty eight"
    two_figures = len(element.figures) == 2 and (element.number > 12 or element.figures.startswith("0"))
    return element if two_figures and element.separator in _YEAR_LINKS else None


def _month_first(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "october ninth eighty two"."""
    month, day = stretch[index], _get(stretch, index + 1, Part.DAY, Part.NUMBER)
    if month.part is not Part.MONTH or day is None or not 1 <= day.number <= 31 or day.separator == "of":
        return None
    year = _year(stretch, index + 2)
    return _Read(3 if year else 2, full_year(year), month.number, day.number, named=True)


def _day_first(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "the ninth of october 1982" and "10th of the 4th 1962"."""
    day, month = stretch[index], _get(stretch, index + 1, Part.MONTH, Part.DAY)
    if day.part not in (Part.DAY, Part.NUMBER) or month is None or not 1 <= day.number <= 31:
        return None
    ordinals = day.part is Part.DAY and month.number <= 12 and "of" in month.separator.split()
    if month.part is Part.DAY and not ordinals:
        return None
    year = _year(stretch, index + 2)
    return _Read(3 if year else 2, full_year(year), month.number, day.number, named=True)


def _year_first(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "2013-04-30"."""
    month, day = _get(stretch, index + 1, Part.NUMBER), _get(stretch, index + 2, Part.NUMBER)
    if stretch[index].part is not Part.YEAR or month is None or day is None:
        return None
    if month.separator not in _SIGNS or not 1 <= month.number <= 12 or not 1 <= day.number <= 31:
        return None
    return _Read(3, stretch[index].number, month.number, day.number)


def _numeric(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "04/30/2013", "11.02.91", "5, 7, 1961" and "seven twenty two eighty four"."""
    second, year = _get(stretch, index + 1, Part.NUMBER), _get(stretch, index + 2, Part.NUMBER, Part.YEAR)
    if stretch[index].part is not Part.NUMBER or second is None or year is None:
        return None
    month, day = _ordered(stretch[index].number, second.number)
    if year.part is Part.YEAR:
        return _Read(3, year.number, month, day)
    if len(year.figures) != 2 or year.separator != second.separator:
        return None
    dotted_quad = index + 3 < len(stretch) and stretch[index + 3].separator == "." == year.separator
    spoken = not second.separator and year.number > 31 and month > 0
    if spoken or (second.separator in _SIGNS and not dotted_quad):
        return _Read(3, full_year(year), month, day)
    return None


def _day_and_month(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "12/14"."""
    second = _get(stretch, index + 1, Part.NUMBER)
    if stretch[index].part is not Part.NUMBER or second is None or second.separator != "/":
        return None
    month, day = _ordered(stretch[index].number, second.number)
    return _Read(2, 0, month, day) if month else None


def _ordered(first: int, second: int) -> tuple[int, int]:
    """Return month and day of two numbers; where both orders are possible, month first as in the United States."""
    if 1 <= first <= 12 and 1 <= second <= 31:
        return first, second
    return (second, first) if 1 <= second <= 12 and 1 <= first <= 31 else (0, 0)


def _month_and_year(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "march of eighty", "june 2016", "december"."""
    if stretch[index].part is not Part.MONTH:
        return None
    year = _year(stretch, index + 1)
    return _Read(2 if year else 1, full_year(year), stretch[index].number, 0, named=True)


def _run_together(stretch: Sequence[Element], index: int) -> _Read | None:
    """Read "07141955", "071455" and "1601 1981"."""
    figures, used = stretch[index].figures, 1
    if len(figures) == 4 and stretch[index].part in (Part.FIGURES, Part.YEAR):
        year = _get(stretch, index + 1, Part.YEAR, Part.NUMBER)
        if year is None or year.separator not in ("", *_SIGNS) or len(year.figures) not in (2, 4):
            return None
        figures, used = figures + str(full_year(year)), 2
    if len(figures) == 6 and stretch[index].part is Part.FIGURES:
        figures = figures[:4] + ("19" if int(figures[4:]) > _CENTURY else "20") + figures[4:]
    if len(figures) != 8:
        return None
    month, day = _ordered(int(figures[:2]), int(figures[2:4]))
    in_range = FIRST_YEAR <= int(figures[4:]) <= LAST_YEAR
    return _Read(used, int(figures[4:]), month, day) if month and in_range else None


def _year_alone(stretch: Sequence[Element], index: int) -> _Read | None:
    element = stretch[index]
    return _Read(1, element.number) if element.part is Part.YEAR else None


_FORMS: tuple[Callable[[Sequence[Element], int], _Read | None], ...] = (
    _month_first,
    _day_first,
    _year_first,
    _numeric,
    _day_and_month,
    _month_and_year,
    _run_together,
    _year_alone,
)
