"""Dates as people say and write them: "the eleventh of september two thousand and one", "04/30/2013", "17 to 45".

A text's calendar words become *elements*: a month, a day, a year, a number. Elements that only "of", "the", a comma and
the like part make a *stretch*; a stretch holds dates and what is left of garbled ones. Which date is a birth date is
not judged here.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from recognizers.quantities import UNITS
from recognizers.spoken import SpokenForm
from recognizers.tokens import Kind, Token
from recognizers.vocabulary import DIGITS, HESITATIONS, MONTHS, ORDINAL_SUFFIXES, ORDINALS, REPAIRS, TEENS, TENS

SPANISH_MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9,
    "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
SPANISH_DAYS = {
    word: number
    for number, word in enumerate(
        """uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
        dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete
        veintiocho veintinueve treinta""".split(),
        1,
    )
}
_WORD_MONTHS = frozenset({"may", "march", "mar", "dec", "jan", "nov"})  # words or names of their own
# What may stand between two elements of one date.
_BETWEEN = frozenset("of the and de del in on day month year to or".split())
_SEPARATORS = frozenset("/-.,:' \u2010\u2011\u2012\u2013\u2014\u2019")
_UNIT_WORDS = UNITS - frozenset("of or second other more less x to".split()) | frozenset({"moment", "moments", "sec"})
# Speech-to-text writes these for numbers when it hears a date.
HOMOPHONES = {"won": 1, "to": 2, "too": 2, "for": 4, "ate": 8, "tree": 3, "sex": 6, "nein": 9, "tenth's": 10}
FIRST_YEAR, LAST_YEAR = 1890, 2049


class Part(enum.Enum):
    """What an element is."""

    MONTH = "month"
    DAY = "day"  # an ordinal
    YEAR = "year"  # four figures, or said as a year
    NUMBER = "number"  # one or two figures
    FIGURES = "figures"  # three or more: a date run together, or garbled


@dataclass(frozen=True, slots=True)
class Element:
    """One calendar word.

    Attributes:
        part: what it is.
        number: the month, day, year or number; -1 for ``FIGURES``.
        figures: as figures.
        first: index of its first token.
        after: one past its last.
        separator: the marks or words between it and the element before, without hesitations: "/", "of the".
        repaired: True when a word that takes something back stands before it.
    """

    part: Part
    number: int = field(repr=False)
    figures: str = field(repr=False)
    first: int
    after: int
    separator: str = ""
    repaired: bool = False


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
        """The date as ISO 8601 writes it, as far as it is known; "" without month or year."""
        if self.is_full:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        if self.year:
            return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"
        return f"--{self.month:02}-{self.day:02}" if self.month and self.day else ""


def stretches(spoken: SpokenForm) -> list[list[Element]]:
    """Return the calendar words of a text, grouped by what may be one date, in order.

    Args:
        spoken: the text.
    """
    words = spoken.tokens
    groups: list[list[Element]] = []
    index = 0
    while index < len(words):
        element = _element(words, index)
        if element is None:
            index += 1
            continue
        link = _between(spoken.text, words, groups[-1][-1].after, index) if groups else None
        if link is not None and _is_said_anew(spoken, groups[-1], index):
            link = None
        if link is None:
            groups.append([element])
        else:
            separator, repaired = link
            groups[-1].append(
                Element(element.part, element.number, element.figures, index, element.after, separator, repaired)
            )
        index = element.after
    return groups


def _is_said_anew(spoken: SpokenForm, group: Sequence[Element], index: int) -> bool:
    """True for the next segment's first element after a date that was said to its year: the date is said again."""
    crosses = "\n" in spoken.text[spoken.tokens[group[-1].after - 1].end : spoken.tokens[index].start]
    return crosses and (group[-1].part in (Part.YEAR, Part.FIGURES) or len(group) > 2)


def _between(text: str, words: Sequence[Token], last: int, index: int) -> tuple[str, bool] | None:
    """Return what parts two elements and whether it takes something back; None when they are not of one date."""
    tokens = words[last:index]
    if len(tokens) > 5:
        return None
    kept, repaired = [], False
    for token in tokens:
        if token.kind is Kind.MARK:
            if token.lower not in _SEPARATORS:
                return None
            stop = token.lower == "." and not token.glued
            closed = token.lower == "." and text[token.end : token.end + 1].isspace() and words[last - 1].kind is Kind.WORD
            if stop or (closed and words[last - 1].lower not in MONTHS):
                return None
            kept.append(token.lower)
        elif token.lower in REPAIRS:
            repaired = True
        elif token.lower in _BETWEEN:
            kept.append(token.lower)
        elif token.lower not in HESITATIONS:
            return None
    return " ".join(kept), repaired


def _element(words: Sequence[Token], index: int) -> Element | None:
    token = words[index]
    word = token.lower
    if token.kind is Kind.MARK:
        return None
    if token.kind is Kind.FIGURES:
        return _figures(words, index)
    month = MONTHS.get(word) or SPANISH_MONTHS.get(word)
    if month:
        return Element(Part.MONTH, month, "", index, index + 1) if _is_month(words, index) else None
    if word in SPANISH_DAYS and _word(words, index + 1) == "de" and _word(words, index + 2) in SPANISH_MONTHS:
        return Element(Part.DAY, SPANISH_DAYS[word], "", index, index + 1)
    day = _ordinal(words, index)
    if day is not None:
        return day
    return _said_year(words, index) or _said_number(words, index)


def _figures(words: Sequence[Token], index: int) -> Element | None:
    figures = words[index].lower
    before = words[index - 1] if index and words[index].glued else None
    if before is not None and before.lower in "$\u00a3\u20ac\u20b9#@_+":
        return None
    after = index + 1
    following = words[after] if after < len(words) else None
    if following is not None and following.glued and following.kind is Kind.WORD:
        if following.lower in ORDINAL_SUFFIXES and len(figures) <= 2:
            return Element(Part.DAY, int(figures), figures, index, after + 1)
        if following.lower != "of" and following.lower not in MONTHS:
            return None  # a code, "5pm", "20x"
    if _is_counted(words, after):
        return None
    if figures == "2000" and _word(words, after) == "and":
        rest = _below_hundred(words, after + 1) or _small_figures(words, after + 1)
        if rest is not None:
            return Element(Part.YEAR, 2000 + rest[0], str(2000 + rest[0]), index, rest[2])
    if len(figures) == 4 and FIRST_YEAR <= int(figures) <= LAST_YEAR:
        return Element(Part.YEAR, int(figures), figures, index, after)
    if len(figures) <= 2:
        return Element(Part.NUMBER, int(figures), figures, index, after)
    return Element(Part.FIGURES, -1, figures, index, after) if len(figures) <= 8 else None


def _small_figures(words: Sequence[Token], index: int) -> tuple[int, str, int] | None:
    word = _word(words, index)
    return (int(word), word, index + 1) if word.isdigit() and len(word) <= 2 else None


def _is_counted(words: Sequence[Token], index: int) -> bool:
    """True when a unit follows: "five years", "2 pm", "one second"."""
    word = _word(words, index)
    if word == ":" and index + 1 < len(words) and words[index].glued and words[index + 1].glued:
        return _word(words, index + 2) in ("am", "pm", "a", "p")
    if word == "-" and words[index].glued:
        return _word(words, index + 1) in _UNIT_WORDS
    if word in ("a", "p"):
        return _word(words, index + 1) == "m"
    return word in _UNIT_WORDS or word in ("%", "second") or (word in ("years", "year"))


def _is_month(words: Sequence[Token], index: int) -> bool:
    """True for a month's name; "may" and "march" need a date beside them."""
    if words[index].lower not in _WORD_MONTHS:
        return True
    beside = words[max(0, index - 4) : index + 5]
    if index + 1 < len(words) and words[index + 1].lower in ("i", "we", "you", "not", "be", "have"):
        return False
    return any(_is_calendar(token) for token in beside)


def _is_calendar(token: Token) -> bool:
    word = token.lower
    return (
        token.kind is Kind.FIGURES
        or word in ORDINALS
        or word in TENS
        or word in TEENS
        or word in ORDINAL_SUFFIXES
        or word in SPANISH_DAYS
        or (word in DIGITS and word not in ("o", "oh", "one"))
    )


def _ordinal(words: Sequence[Token], index: int) -> Element | None:
    """Read "third", "twenty first", "thirty-first"; "one second" is no date."""
    word = words[index].lower
    if word in ORDINALS:
        if word == "second" and _word(words, index - 1) in ("one", "a", "two", "few", "per", "split", "just", "every"):
            return None
        return Element(Part.DAY, ORDINALS[word], "", index, index + 1)
    if word in ("twenty", "thirty"):
        unit_at = index + 1 + (_word(words, index + 1) in ("-", "\u2010", "\u2011"))
        unit = ORDINALS.get(_word(words, unit_at), 0)
        if 0 < unit < 10:
            return Element(Part.DAY, int(TENS[word]) * 10 + unit, "", index, unit_at + 1)
    return None


def _below_hundred(words: Sequence[Token], index: int) -> tuple[int, str, int] | None:
    """Read a number word below a hundred: its number, its figures, the index after it."""
    word = _word(words, index)
    if word in TEENS:
        return int(TEENS[word]), TEENS[word], index + 1
    if word in TENS:
        unit_at = index + 1 + (_word(words, index + 1) in ("-", "\u2010", "\u2011"))
        unit = DIGITS.get(_word(words, unit_at), "0")
        if unit != "0":
            return int(TENS[word] + unit), TENS[word] + unit, unit_at + 1
        return int(TENS[word]) * 10, TENS[word] + "0", index + 1
    if word in DIGITS:
        following = DIGITS.get(_word(words, index + 1))
        if word in ("oh", "o", "zero", "nought") and following is not None:
            return int(following), "0" + following, index + 2
        return int(DIGITS[word]), DIGITS[word], index + 1
    return None


def _said_year(words: Sequence[Token], index: int) -> Element | None:
    """Read "nineteen eighty four", "nineteen oh five", "two thousand and one", "twenty ten", "nineteen hundred and two"."""
    word = _word(words, index)
    if word == "two" and _word(words, index + 1) == "thousand":
        at = index + 2 + (_word(words, index + 2) == "and")
        rest = _below_hundred(words, at)
        year, after = (2000 + rest[0], rest[2]) if rest is not None else (2000, index + 2)
    elif word in ("eighteen", "nineteen", "twenty"):
        century = {"eighteen": 18, "nineteen": 19, "twenty": 20}[word]
        at = index + 1
        if _word(words, at) == "hundred":
            rest = _below_hundred(words, at + 1 + (_word(words, at + 1) == "and"))
            year, after = (century * 100 + rest[0], rest[2]) if rest is not None else (century * 100, at + 1)
        else:
            while _word(words, at) in HESITATIONS or _word(words, at) == ",":
                at += 1
            rest = _below_hundred(words, at)
            if rest is None or len(rest[1]) < 2 or (word == "twenty" and rest[0] > 49):
                return None
            year, after = century * 100 + rest[0], rest[2]
    else:
        return None
    if _is_counted(words, after):
        return None
    return Element(Part.YEAR, year, str(year), index, after)


def _said_number(words: Sequence[Token], index: int) -> Element | None:
    number = _below_hundred(words, index)
    if number is None:
        return None
    value, figures, after = number
    if words[index].lower in ("o", "oh") and len(figures) < 2:
        return None
    if _is_counted(words, after) or _word(words, after) in ("hundred", "thousand"):
        return None
    return Element(Part.NUMBER, value, figures, index, after)


def _word(words: Sequence[Token], index: int) -> str:
    return words[index].lower if 0 <= index < len(words) else ""


def dates(stretch: Sequence[Element]) -> list[CalendarDate]:
    """Return the dates in a stretch, in order; a number alone is none.

    Args:
        stretch: elements of one group of ``stretches``.
    """
    found: list[CalendarDate] = []
    index = 0
    while index < len(stretch):
        read = _date(stretch, index)
        if read is None:
            index += 1
            continue
        date, used = read
        found.append(date)
        index += used
    return found


def _date(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    """Read one date at an element: the date and how many elements it has."""
    for reader in (_month_first, _day_first, _numeric, _month_and_year, _run_together, _year_alone):
        read = reader(stretch, index)
        if read is not None:
            return read
    return None


def _get(stretch: Sequence[Element], index: int, *parts: Part) -> Element | None:
    if index < len(stretch) and stretch[index].part in parts and not stretch[index].repaired:
        return stretch[index]
    return None


def _year(stretch: Sequence[Element], index: int) -> Element | None:
    """Return a year, or two figures that can be nothing else where they stand."""
    element = _get(stretch, index, Part.YEAR, Part.NUMBER)
    if element is None or element.part is Part.YEAR:
        return element
    plain = element.separator in ("", ",", "of", "'", "in", "/", "-", ".", "\u2019")
    two_figures = len(element.figures) == 2 and (element.number > 12 or element.figures.startswith("0"))
    return element if plain and two_figures else None


def full_year(element: Element | None) -> int:
    """Return four figures for a year said with two: "seventy two" is 1972, "oh nine" is 2009."""
    if element is None:
        return 0
    if element.part is Part.YEAR:
        return element.number
    return element.number + (1900 if element.number > 29 else 2000)


def _made(stretch: Sequence[Element], index: int, used: int, year: int, month: int, day: int, *, named: bool) -> tuple[CalendarDate, int]:
    separated = not named and any(e.separator in ("/", "-", ".") for e in stretch[index + 1 : index + used])
    last = stretch[index + used - 1]
    return CalendarDate(stretch[index].first, last.after, year, month, day, named, separated), used


def _month_first(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    month, day = _get(stretch, index, Part.MONTH), _get(stretch, index + 1, Part.DAY, Part.NUMBER)
    if stretch[index].part is Part.MONTH:
        month = stretch[index]
    if month is None or day is None or not 1 <= day.number <= 31 or day.separator == "of":
        return None
    year = _year(stretch, index + 2)
    return _made(stretch, index, 3 if year else 2, full_year(year), month.number, day.number, named=True)


def _day_first(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    day, month = stretch[index], _get(stretch, index + 1, Part.MONTH, Part.DAY)
    if day.part not in (Part.DAY, Part.NUMBER) or month is None or not 1 <= day.number <= 31:
        return None
    if month.part is Part.DAY and (day.part is not Part.DAY or month.number > 12 or "of" not in month.separator.split()):
        return None
    year = _year(stretch, index + 2)
    return _made(stretch, index, 3 if year else 2, full_year(year), month.number, day.number, named=True)


def _numeric(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    """Read "04/30/2013", "11.02.91", "forty, oh two, nineteen seventy four", "2013-04-30", "12/14"."""
    parts = stretch[index : index + 3]
    figures = [e.part in (Part.NUMBER, Part.YEAR) and (i == 0 or not e.repaired) for i, e in enumerate(parts)]
    if len(parts) == 3 and all(figures):
        if parts[0].part is Part.YEAR and parts[1].part is parts[2].part is Part.NUMBER:
            if parts[1].separator in ("-", "/", ".") and parts[1].number <= 12:
                return _made(stretch, index, 3, parts[0].number, parts[1].number, parts[2].number, named=False)
        elif parts[0].part is parts[1].part is Part.NUMBER:
            same = parts[1].separator == parts[2].separator or parts[2].part is Part.YEAR
            written = same and parts[1].separator in ("/", "-", ".")
            if (written or parts[2].part is Part.YEAR) and (parts[2].part is Part.YEAR or len(parts[2].figures) == 2):
                month, day = _ordered(parts[0].number, parts[1].number)
                return _made(stretch, index, 3, full_year(parts[2]), month, day, named=False)
    if len(parts) >= 2 and parts[0].part is parts[1].part is Part.NUMBER and parts[1].separator == "/":
        month, day = _ordered(parts[0].number, parts[1].number)
        return _made(stretch, index, 2, 0, month, day, named=False) if month and day else None
    return None


def _ordered(first: int, second: int) -> tuple[int, int]:
    """Return month and day of two numbers; where both orders are possible, month first as in the United States."""
    if 1 <= first <= 12 and 1 <= second <= 31:
        return first, second
    return (second, first) if 1 <= second <= 12 and 1 <= first <= 31 else (0, 0)


def _month_and_year(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    month, year = stretch[index], _year(stretch, index + 1)
    if month.part is not Part.MONTH:
        return None
    named = year is not None
    return _made(stretch, index, 2 if named else 1, full_year(year), month.number, 0, named=True)


def _run_together(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    """Read "07141955", "1601 1981", "0905 1973"."""
    figures, used = stretch[index].figures, 1
    if stretch[index].part in (Part.FIGURES, Part.YEAR) and len(figures) == 4:
        year = _get(stretch, index + 1, Part.YEAR, Part.NUMBER)
        if year is None or year.separator not in ("", "-", "/", ".") or len(year.figures) not in (2, 4):
            return None
        figures, used = figures + str(full_year(year)), 2
    if len(figures) == 6 and stretch[index].part is Part.FIGURES:
        figures = figures[:4] + ("19" if int(figures[4:]) > 29 else "20") + figures[4:]
    if len(figures) != 8:
        return None
    month, day = _ordered(int(figures[:2]), int(figures[2:4]))
    year_number = int(figures[4:])
    if not month or not FIRST_YEAR <= year_number <= LAST_YEAR:
        return None
    return _made(stretch, index, used, year_number, month, day, named=False)


def _year_alone(stretch: Sequence[Element], index: int) -> tuple[CalendarDate, int] | None:
    element = stretch[index]
    if element.part is not Part.YEAR:
        return None
    return _made(stretch, index, 1, element.number, 0, 0, named=False)
