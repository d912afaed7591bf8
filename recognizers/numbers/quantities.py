"""Numbers that are nobody's: amounts, times, dates, counts, versions, flights. They must stay readable.

A *plain* quantity says what it is by itself ("thirty dollars", "2:30", "$88", "flight two sixteen"); nothing makes a
personal number of it. A *likely* quantity has only its form ("thirty one fifty", "nineteen ninety two"): a question or
a cue for a number outweighs it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from itertools import pairwise

from recognizers.numbers.labels import CUES as LABELS
from recognizers.numbers.labels import Weigh, is_labelled, is_standard
from recognizers.speech.cues import Cue, Mention, phrases
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Link, Run, SpokenForm
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import DIGITS, MONTHS, ORDINALS, TEENS, TENS, UNITS, WEEKDAYS

# "two of those", "five or six", "three more" are counts; what follows a short number decides.
_NO_PLURALS = frozenset(
    """thanks yes yeas cheers expires ends perhaps always does goes sounds that's thats was belongs works matches looks
    seems needs shows comes gets stays keeps means says makes takes gives starts begins appears plus unless towards
    sometimes afterwards besides this""".split()
)
_UNIT_MARKS = frozenset("%°\u20ac\u00a3\u20b9$")
_CURRENCY = frozenset(("$", "\u20ac", "\u00a3", "\u20b9", "\u00a5", *"rs usd inr eur gbp aud cad nzd".split()))
_PERIODS = frozenset("second minute hour day night week fortnight month quarter year head person pop".split())
_DAYTIMES = (["in", "the", "morning"], ["in", "the", "afternoon"], ["in", "the", "evening"], ["at", "night"])
_RANGE_WORDS = frozenset({"to", "or", "by", "minus", "plus", "times", "through", "versus", "point"})
_PRICE_WORDS = frozenset(
    """at for just only about around under over than total totals totaling comes is was costs cost pay paid paying
    price priced charge charged fee rent to from be roughly nearly almost it's that's that'll it'll""".split()
)

ASKED = "QUANTITY/asked"
CUES = (
    Cue(
        ASKED,
        phrases(
            """
            how many, how much, how long, how often, how far, how big, how soon, how tall, how heavy, what time, what
            size, what day, what year, which year, what date, which day, what amount, the amount, transfer amount,
            what price, tax year, model year, quantity, party of, for how, what percentage, your budget, square feet,
            what temperature, issued when, since when, when did you|he|she|we|they, rate your, scale of, total amount,
            loan amount, what floor
            """
        ),
    ),
    *LABELS,
)


class Quantity(enum.Enum):
    """How sure it is that a number is nobody's."""

    PLAIN = "plain"
    LIKELY = "likely"
    NO = "no"


def judge(
    spoken: SpokenForm, run: Run, mentions: list[Mention], weigh: Weigh = lambda _kind, _at: 0.0
) -> Quantity:
    """Judge one run.

    Args:
        spoken: the text it stands in.
        run: the run.
        mentions: the cues of the text.
        weigh: how much a kind of label counts without being said in the text.
    """
    before = _token(spoken, run.atoms[0].first - 1)
    after = _token(spoken, run.atoms[-1].last + 1)
    if _is_pronoun(run, before, after) or _is_chosen(spoken, run) or _is_numbered_word(spoken, run):
        return Quantity.PLAIN
    if _is_time_or_decimal(run) or (before is not None and before.lower in _CURRENCY):
        return Quantity.PLAIN
    if len(run.digits) <= 7 and not _is_read_out_long(run) and _has_unit(spoken, run, after):
        return Quantity.PLAIN
    if is_labelled(spoken, run, mentions, weigh):
        return Quantity.PLAIN
    if is_standard(run) or is_service_number(spoken, run) or _is_likely(run, before, after):
        return Quantity.LIKELY
    return Quantity.NO


def _token(spoken: SpokenForm, index: int) -> Token | None:
    return spoken.tokens[index] if 0 <= index < len(spoken.tokens) else None


_ONE_BEFORE = frozenset(
    """that this the which right last first other another no any every each my your only new old same next wrong good
    bad whole big small first-class a""".split()
)
_NAMING = frozenset(
    "number is code pin id card account social ssn phone routing order case policy passport starts begins with".split()
)
_ONE_AFTER = frozenset("second sec moment minute of thing question more day time last other way".split())


def _is_pronoun(run: Run, before: Token | None, after: Token | None) -> bool:
    """True for the "one" that counts nothing: "that one", "one moment"."""
    if run.written != "1" or run.atoms[0].form is not Form.DIGIT:
        return False
    return (before is not None and before.lower in _ONE_BEFORE) or (after is not None and after.lower in _ONE_AFTER)


def _is_chosen(spoken: SpokenForm, run: Run) -> bool:
    """True for "the blue one": an article, and a word that names no number, before it."""
    first = run.atoms[0].first
    if run.written != "1" or run.atoms[0].form is not Form.DIGIT or first < 2:
        return False
    article, word = spoken.tokens[first - 2].lower, spoken.tokens[first - 1]
    return article in ("the", "that", "this", "my", "a") and word.kind is Kind.WORD and word.lower not in _NAMING


def _is_read_out_long(run: Run) -> bool:
    return run.is_read_out and len(run.digits) >= 5


# A number of these that is called is a service: hardly a phone number begins with one.
_SERVICES = frozenset("911 999 112 988 211 311 411 511 611 711 811 101 111 105".split())
_CALLING = frozenset("call calls called calling dial dialed dialled dialing dialling phone ring rang text".split())


def names_service(run: Run) -> bool:
    """Return True for the figures of an emergency or service number, whether or not somebody calls it.

    Args:
        run: the run.
    """
    return run.written in _SERVICES


def is_service_number(spoken: SpokenForm, run: Run) -> bool:
    """Return True for an emergency or service number that somebody calls: "dial nine one one".

    Args:
        spoken: the text it stands in.
        run: the run.
    """
    before = _token(spoken, run.atoms[0].first - 1)
    return run.written in _SERVICES and before is not None and before.lower in _CALLING


_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?(am|pm)?|\d{1,2}(am|pm)")
_HOUR = re.compile(r"(?:1[0-2]|[1-9])(?:[0-5]\d)?")  # as twelve hours are told
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}/\d{1,2}/(\d{2}|\d{4})|\d{1,2}-\d{1,2}-\d{4}")
_RANGE = re.compile(r"\d{2,3}-\d{2,3}")
_FORM = re.compile(r"\d{1,5}(?:x\d{1,5}){1,2}|\d{5}z?r\d{2}|0x[\da-f]{4,8}")  # 1920x1080, a tyre, a fault
_RATE = re.compile(r"\d\.\d{3,5}")  # 1.0845
_SMALL_VERSION = re.compile(r"\d{1,2}\.\d{1,2}\.\d")  # 3.11.4; a date has a year of two figures
_ROUND = re.compile(r"[1-9]\d{0,2}00|[1-9]\d{0,2}0{3,6}")
_COUNTED = 3  # figures that are one number, before what they count
_MOST_BETWEEN = 5  # figures of an amount
_STEPS = (1, 2, 5, 10)  # by which people count
_SCALED = re.compile(r"\d{1,3}(?:\.\d)*\.\d{3,}")  # four point five million
_PERIOD = re.compile(r"(q[1-4]|h[12]|fy)\d{0,4}")  # Q3 2020, FY24
_NUMBERED_WORD = re.compile(r"[a-z]{4,}\d{1,2}")
_DECIMAL = re.compile(r"\d{1,6}\.\d{1,2}|\d{1,3}(,\d{3}){1,3}(\.\d+)?|\d+/\d|\d{3}(-\d{2,3})?/\d{2,3}(-\d{2,3})?")


def _is_time_or_decimal(run: Run) -> bool:
    written = run.punctuated
    if run.has_scale and _SCALED.fullmatch(written):
        return True
    if len(run.digits) <= 4 and re.fullmatch(r"(\d{1,4})[ap]m", run.written):
        return True
    if _DECIMAL.fullmatch(written) and len(run.digits) <= 10:
        return not written.startswith("0")
    if all(_TIME.fullmatch(part) for part in _spaced_parts(run)):  # "7:15 7:45"
        return True
    return bool(_DATE.fullmatch(written) or _PERIOD.fullmatch(run.written))


def _spaced_parts(run: Run) -> list[str]:
    """Return a run as written, cut where no mark joins its atoms."""
    parts = [run.atoms[0].written]
    for atom in run.atoms[1:]:
        if atom.separator or atom.is_letters:
            parts[-1] += atom.separator + atom.written
        else:
            parts.append(atom.written)
    return parts


def _is_numbered_word(spoken: SpokenForm, run: Run) -> bool:
    """True for "covid-19" and "question3"; capitals and figures make a code instead, and so do spelled letters."""
    source = spoken.text[run.start : run.end]
    if any(atom.form is Form.LETTER for atom in run.atoms):
        return False
    return bool(_NUMBERED_WORD.fullmatch(run.written)) and (not source.isupper() or "-" in source)


def _has_unit(spoken: SpokenForm, run: Run, after: Token | None) -> bool:
    if after is None or "\n" in spoken.text[run.end : after.start]:
        return False
    word = after.lower
    if word == "pound" and run.is_read_out:
        return False  # the key: "star four four one two pound"
    if word in _UNIT_MARKS or word in UNITS:
        return True
    if after.kind is Kind.WORD and after.glued and word in ("k", "m", "x", "st", "nd", "rd", "th"):
        return True
    said = [token.lower for token in spoken.tokens[run.atoms[-1].last + 1 :][:3]]
    if any(said[: len(phrase)] == phrase for phrase in _DAYTIMES):
        return bool(_HOUR.fullmatch(run.written)) and run.link in (Link.NONE, Link.TURN)
    if word in ("-", "and") or word in ("a", "p"):
        following = _token(spoken, run.atoms[-1].last + 2)
        if word in ("a", "p"):
            ends = {"m"} | (_PERIODS if word == "a" else set())  # "seven p m", "nine ninety nine a week"
            return following is not None and following.lower in ends
        return following is not None and (following.lower in UNITS or following.lower in ("half", "quarter"))
    # "two candles", "three failed attempts", "312 members", "2500 boxes": a short or round number before a plural.
    plural = after.kind is Kind.WORD and len(word) > 3 and word.endswith("s") and word[-2] not in "s'u"
    figures = len(run.atoms) == 1 and not run.is_read_out and not run.digits.startswith("0")
    few = len(run.digits) <= (_COUNTED if figures else 2)
    return (few or is_round(run)) and plural and word not in _NO_PLURALS


def is_round(run: Run) -> bool:
    """Return True for an order of magnitude rather than a code: "2500", "10,000", "twelve hundred".

    Args:
        run: the run.
    """
    return len(run.atoms) == 1 and not run.is_read_out and bool(_ROUND.fullmatch(run.written))


def is_counting(run: Run) -> bool:
    """Return True for "one two three four", "ten nine eight", "two four six eight" and "40/30/20/10".

    Args:
        run: the run.
    """
    return not run.letters and _is_count([atom.written for atom in run.atoms])


def _is_count(written: Sequence[str]) -> bool:
    if len(written) < 3 or any(number.startswith("0") for number in written):
        return False
    values = [int(number) for number in written]
    step = values[1] - values[0]
    return abs(step) in _STEPS and all(b - a == step for a, b in pairwise(values))


def is_one_by_one(runs: Sequence[Run]) -> bool:
    """Return True for figures said or written each by itself, as nobody counts: "4, 1, 5, 5".

    Args:
        runs: linked to each other, in order.
    """
    return all(is_one_figure(run) for run in runs) and not _is_count([run.digits for run in runs])


def is_one_figure(run: Run) -> bool:
    """Return True for a single figure.

    Args:
        run: the run.
    """
    return len(run.written) == 1 and not run.letters


def is_form(run: Run) -> bool:
    """Return True for what letters and figures make that is nobody's: "1920x1080", "225/65 R17", "0x80070005".

    Args:
        run: the run.
    """
    return bool(_FORM.fullmatch(run.written))


def _is_likely(run: Run, before: Token | None, after: Token | None) -> bool:
    ahead, behind = before.lower if before else "", after.lower if after else ""
    if is_form(run) or any(shape.fullmatch(run.punctuated) for shape in (_RANGE, _RATE, _SMALL_VERSION)):
        return True
    if behind in _RANGE_WORDS or ahead in _RANGE_WORDS - {"plus"}:
        return len(run.digits) <= (6 if behind == "by" else 3) or bool(_YEAR.fullmatch(run.written))
    if run.letters:
        return False
    if _is_years(run) or (ahead == "between" and behind == "and" and len(run.digits) <= _MOST_BETWEEN):
        return True
    if run.has_scale:
        return len(run.atoms) == 1
    if ahead in MONTHS or behind in MONTHS or ahead in WEEKDAYS or ahead in ORDINALS:
        return len(run.digits) <= 4
    if len(run.digits) > 4 or run.is_read_out:
        return False
    if _YEAR.fullmatch(run.digits) or all(atom.form is Form.PAIR for atom in run.atoms) or len(run.digits) <= 2:
        return True
    return ahead in _PRICE_WORDS and len(run.atoms) <= 2


_YEAR = re.compile(r"(?:19|20)\d\d")


def _is_years(run: Run) -> bool:
    """True for "2019 2020": years in a row, with nothing but a space between."""
    return len(run.atoms) > 1 and all(
        atom.form is Form.FIGURES and _YEAR.fullmatch(atom.written) and not atom.separator for atom in run.atoms
    )


def is_number_word(word: str) -> bool:
    """True for a word that says a number by itself."""
    return word in DIGITS or word in TEENS or word in TENS or word in ORDINALS
