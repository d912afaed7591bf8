"""Calendar words: what in a text may be a part of a date, spoken or written.

A month, a day, a year, a number is an *element*. Elements that only "of", "the", a comma and the like part make a
*stretch*: a stretch holds dates and what is left of garbled ones.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from recognizers.speech.spoken import SpokenForm
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import (
    DIGITS,
    HESITATIONS,
    MONTHS,
    ORDINAL_SUFFIXES,
    ORDINALS,
    REPAIRS,
    TEENS,
    TENS,
    UNITS,
)

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
_UNIT_WORDS = UNITS - frozenset("of or second other more less x to".split()) | frozenset("moment moments sec".split())
# Speech-to-text writes these for numbers when it hears a date.
HOMOPHONES = frozenset("won to too for ate tree nein".split())
_BEGINNERS = frozenset((*MONTHS, *SPANISH_MONTHS, *SPANISH_DAYS, *ORDINALS, *DIGITS, *TEENS, *TENS))
_LONGEST = 16  # elements of one date, with all its corrections
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
        said: True for a number in words.
    """

    part: Part
    number: int = field(repr=False)
    figures: str = field(repr=False)
    first: int
    after: int
    separator: str = ""
    repaired: bool = False
    said: bool = False


def stretches(spoken: SpokenForm) -> list[list[Element]]:
    """Return the calendar words of a text, grouped by what may be one date, in order.

    Args:
        spoken: the text.
    """
    words = spoken.tokens
    groups: list[list[Element]] = []
    index = 0
    while index < len(words):
        token = words[index]
        may_begin = token.kind is Kind.FIGURES or token.lower in _BEGINNERS
        element = _element(words, index) if may_begin else None
        if element is None:
            index += 1
            continue
        link = _between(spoken.text, words, groups[-1][-1].after, index) if groups else None
        if link is not None and _is_said_anew(spoken, groups[-1], index):
            link = None
        if link is not None and len(groups[-1]) >= _LONGEST:
            link = None
        if link is None:
            groups.append([element])
        else:
            separator, repaired = link
            groups[-1].append(replace(element, separator=separator, repaired=repaired))
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
            spaced = text[token.end : token.end + 1].isspace()
            closed = token.lower == "." and spaced and words[last - 1].kind is Kind.WORD
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
    """Read "nineteen eighty four", "nineteen oh five", "two thousand and one", "twenty ten", and the like."""
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
    return Element(Part.NUMBER, value, figures, index, after, said=True)


def _word(words: Sequence[Token], index: int) -> str:
    return words[index].lower if 0 <= index < len(words) else ""
