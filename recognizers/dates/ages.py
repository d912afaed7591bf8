"""Ages: "i'm 78", "a 22 year old", "she's seven months", "when i was sixteen", "early sixties"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.speech.cues import Cue
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, DIGITS, HESITATIONS, MONTHS, REPAIRS, TEENS, TENS

AGE = "AGE"
CUES = (
    Cue(
        AGE,
        (
            "how old",
            "your age",
            "his|her|their age",
            "age please",
            "and age",
            "and your age",
            "what age",
            "age of the patient|driver|child|insured|passenger|applicant",
            "how many years old",
            "years old",
            "confirm your age",
        ),
    ),
)

_OLDEST = 119
_ASKED = 0.45
_HEDGES = frozenset(
    "about around roughly only just nearly almost now currently already actually like approximately".split()
)
_SKIPPED = _HEDGES | HESITATIONS | {","}
_AGE_WORDS = frozenset("aged turned turning turns turn age ages".split())
_I_AM = frozenset("i'm im he's hes she's shes you're youre who's".split())
_WILL_BE = frozenset("i i'm i'll i'd he he's he'll she she's she'll you you're you'll who".split())
_IT = frozenset("it it's it'll that that's that'll".split())
_PRONOUNS = frozenset("i he she you who".split())
_BE = frozenset("am is was are were".split())
_PEOPLE = frozenset(
    """mom mum mother mommy dad father son daughter sister brother wife husband partner kid child baby boy girl infant
    toddler patient man woman gentleman lady grandma grandmother grandpa grandfather granddaughter grandson uncle
    aunt cousin niece nephew friend twin twins fiance boyfriend girlfriend roommate nan gran driver passenger
    applicant claimant student caller customer son's daughter's mom's dad's oldest youngest eldest""".split()
)
_THINGS = frozenset(
    """account car house home phone computer laptop machine unit roof device vehicle truck building policy furnace
    heater fridge refrigerator system router modem boiler washer dryer tv television order ticket company business
    model software tank bed mattress battery tires equipment printer tablet watch furniture appliance product card
    invoice bill lease contract loan debt video photo file bug issue version bike boat engine pipe pump pool oven
    stove water kitchen bathroom one bottle wine whiskey whisky scotch cheddar record tree it it's that that's this
    its line property apartment van suv couch sofa carpet""".split()
)
# "Over sixty years old" is a rule, not a person.
_BOUNDS = frozenset("over under above below least to than minimum".split())
_YEARS = frozenset("year years yr yrs".split())
_SPANS = frozenset("month months week weeks".split())
_ENDS = frozenset(
    """and but so now today with then yeah yes no sorry next male female man woman m f right okay ok too because cause
    not wait actually yesterday tomorrow last on or which who he she i we they my this at if when""".split()
)
_DECADES = "twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
_IN_A_DECADE = re.compile(
    r"(?<!the )\b(?:early|mid|middle|late)(?:\s+to\s+(?:mid|late))?[\s-]+"
    rf"(?:in\s+)?(?:(?:my|his|her|their)\s+)?(?:{_DECADES})\b"
    rf"|(?:(?<=in my )|(?<=in his )|(?<=in her ))(?:(?:early|mid|late)[\s-]+)?(?:{_DECADES}|[2-9]0'?s)\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset((*DIGITS, *TEENS, *TENS, "teens", *(word[:-1] + "ies" for word in TENS)))
_SHORT = 24  # tokens of an answer
_ASIDE = (
    BACK_CHANNEL | CONNECTORS | HESITATIONS | REPAIRS | _HEDGES | _YEARS | _SPANS | _PRONOUNS | _BE
    | frozenset("old they they're".split())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Number:
    first: int
    after: int
    years: int = field(repr=False)


class AgeRecognizer(CallRecognizer):
    """Finds ages of people, not of things, and not other quantities."""

    def __init__(self) -> None:
        super().__init__([AGE], "AgeRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Judge each number by the words around it, and by the question before."""
        if not call.has_figures and call.said.isdisjoint(_NUMBERS):
            return []
        words = call.words
        numbers = _numbers(words)
        ages: dict[int, tuple[_Number, int, float]] = {}
        for place, number in enumerate(numbers):
            end, score = _judge(call, number)
            if not score and place and place - 1 in ages and _corrects(words, numbers[place - 1], number):
                end, score = number.after, 0.6
            if score:
                ages[place] = (number, end, score)
        for place in sorted(ages, reverse=True):  # "twenty, twenty three years old"
            number, _, score = ages[place]
            before = numbers[place - 1] if place else None
            if before is not None and place - 1 not in ages and _is_restart(words, before, number):
                ages[place - 1] = (before, before.after, score)
        found = [
            self.result(AGE, words[number.first].start, words[end - 1].end, score, str(number.years))
            for number, end, score in ages.values()
        ]
        found += [
            self.result(AGE, *match.span(), 0.7, match.group().lower()) for match in _IN_A_DECADE.finditer(call.text)
        ]
        return found


def _numbers(words: Sequence[Token]) -> list[_Number]:
    found: list[_Number] = []
    index = 0
    while index < len(words):
        token = words[index]
        number = None
        if token.kind is Kind.FIGURES and len(token.lower) <= 3 and not _in_a_code(words, index):
            number = _Number(index, index + 1, int(token.lower))
        elif token.kind is Kind.WORD:
            number = _said(words, index)
        if number is not None and number.years <= _OLDEST:
            found.append(number)
        index = number.after if number is not None else index + 1
    return found


def _in_a_code(words: Sequence[Token], index: int) -> bool:
    before = words[index - 1] if words[index].glued else None
    after = words[index + 1] if index + 1 < len(words) and words[index + 1].glued else None
    if before is not None and before.lower not in "(,.-\u2014\u2013":
        return True
    if after is None:
        return False
    if after.lower in ".,!?;)":
        return index + 2 < len(words) and words[index + 2].glued and words[index + 2].kind is Kind.FIGURES
    if after.lower in "-\u2013\u2014\u2010\u2011":
        return not (index + 2 < len(words) and words[index + 2].lower in _YEARS | _SPANS | {"y"})
    return after.lower not in ("y", "yo", "yr", "yrs")


def _said(words: Sequence[Token], index: int) -> _Number | None:
    word = words[index].lower
    if word in TEENS:
        return _Number(index, index + 1, int(TEENS[word]))
    if word in TENS:
        at = index + 1
        if at < len(words) and words[at].lower in ("-", "\u2010", "\u2011") and words[at].glued:
            at += 1
        unit = DIGITS.get(words[at].lower, "0") if at < len(words) else "0"
        if unit != "0" and words[at].lower not in ("oh", "o"):
            return _Number(index, at + 1, int(TENS[word] + unit))
        return _Number(index, index + 1, int(TENS[word] + "0"))
    if word in DIGITS and DIGITS[word] != "0":
        return _Number(index, index + 1, int(DIGITS[word]))
    return None


def _judge(call: CallArtifacts, number: _Number) -> tuple[int, float]:
    """Return the token after an age with its unit, and how sure it is; 0 when it is none."""
    words = call.words
    old = _old_after(words, number.after)
    asked = call.expects(AGE, words[number.first].start)
    if any(known.entity_type == AGE for known in call.context.known[-2:]):
        asked = max(asked, _ASKED)  # an age is the topic
    subject = _subject(words, number.first)
    if old:
        thing = old < len(words) and words[old].lower in _THINGS
        bound = number.first and words[number.first - 1].lower in _BOUNDS
        return (0, 0.0) if bound or (not asked and (thing or subject == "thing")) else (old, 0.9)
    if subject in ("", "thing"):
        end = _clause_end(words, number.after)
        if number.after < len(words) and words[number.after].lower in _SPANS:
            end = number.after + 1
        if asked >= _ASKED and end and _is_bare(call, number):
            return end, 0.55 + 0.3 * asked
        return (0, 0.0) if not _is_known(call, number) else (number.after, 0.5)
    months = number.after < len(words) and words[number.after].lower in _SPANS
    if months:
        following = words[number.after + 1] if number.after + 1 < len(words) else None
        ends = following is None or following.kind is Kind.MARK or following.lower in _ENDS
        return (number.after + 1, 0.7) if subject == "other person" and ends else (0, 0.0)
    end = _clause_end(words, number.after)
    if not end or (number.years == 1 and words[number.first].kind is Kind.WORD):
        return 0, 0.0
    return end, 0.85 if subject == "age" else 0.75


def _old_after(words: Sequence[Token], index: int) -> int:
    """Return the index after "years old", "-year-old", "yo", "months old"; 0 without it."""
    at = _past_hyphen(words, index)
    word = words[at].lower if at < len(words) else ""
    if word == "yo" or (word == "y" and [t.lower for t in words[at + 1 : at + 3]][-1:] == ["o"]):
        return at + 1 if word == "yo" else at + 3
    if word not in _YEARS | _SPANS | {"days", "day"}:
        return 0
    at = _past_hyphen(words, at + 1)
    return at + 1 if at < len(words) and words[at].lower in ("old", "olds", "older") else 0


def _past_hyphen(words: Sequence[Token], index: int) -> int:
    return index + (index < len(words) and words[index].lower in ("-", "\u2010", "\u2011", "\u2013"))


def _subject(words: Sequence[Token], first: int) -> str:
    """Say whose number it is by the words before: "age", "speaker", "other person", "thing" or ""."""
    index = first - 1
    while index >= 0 and words[index].lower in _SKIPPED:
        index -= 1
    if index < 0:
        return ""
    word = words[index].lower
    previous = words[index - 1].lower if index else ""
    near = {token.lower for token in words[max(0, index - 4) : index]}
    if word in _AGE_WORDS or (word in ("of", "is", "was", ":") and previous == "age"):
        return "" if near & _BOUNDS else "age"
    if word in _I_AM:
        return "speaker" if word in ("i'm", "im", "you're", "youre") else "other person"
    if word == "be":
        return "speaker" if near & _WILL_BE and not near & _IT else ""
    if word in _BE and previous in ("i", "you"):
        return "speaker"
    if (word in _BE and previous in _PRONOUNS | _PEOPLE) or (word.endswith("'s") and word[:-2] in _PEOPLE):
        return "other person"
    return "thing" if word in ("it's", "that's", "its") or (word in _BE and near & _THINGS) else ""


def _clause_end(words: Sequence[Token], index: int) -> int:
    """Return the index after a number, or after "years", where a clause ends there; 0 where it goes on."""
    if index < len(words) and words[index].lower in _YEARS:
        index += 1
        if index < len(words) and words[index].lower in ("of", "young"):
            return index + 2 if words[index].lower == "of" else index + 1
        return 0  # "i'm 5 years into it"
    if index >= len(words):
        return index
    token = words[index]
    if token.kind is Kind.MARK:
        return index if token.lower in ".,!?;\u2026" else 0
    if token.lower == "in":
        return index if index + 1 < len(words) and words[index + 1].lower in MONTHS else 0
    return index if token.lower in _ENDS else 0


def _is_bare(call: CallArtifacts, number: _Number) -> bool:
    """True when a turn says little but a number or two."""
    start = bisect_left(call.words, call.context.answer_start, key=lambda token: token.start)
    said = call.words[start:]
    if len(said) > _SHORT or not number.years:
        return False
    numbers = _numbers(said)
    inside = {index for n in numbers for index in range(n.first, n.after)}
    others = [token.lower for index, token in enumerate(said) if token.kind is Kind.WORD and index not in inside]
    return len(numbers) <= 3 and all(word in _ASIDE for word in others)


def _is_known(call: CallArtifacts, number: _Number) -> bool:
    """True when a turn begins by reading back an age said in this call."""
    if not any(k.entity_type == AGE and k.written == str(number.years) for k in call.context.known[-8:]):
        return False
    start = bisect_left(call.words, call.context.answer_start, key=lambda token: token.start)
    before = call.words[start : number.first]
    opens = len(before) <= 2 and all(t.lower in BACK_CHANNEL or t.kind is Kind.MARK for t in before)
    return opens and bool(_clause_end(call.words, number.after) or number.after == len(call.words))


def _corrects(words: Sequence[Token], before: _Number, number: _Number) -> bool:
    """True for "59, wait my birthday was tuesday, 60" and "52, no 53 now"."""
    between = words[before.after : number.first]
    takes_back = any(token.lower in REPAIRS for token in between)
    return len(between) <= 8 and takes_back and bool(_clause_end(words, number.after) or number.after == len(words))


def _is_restart(words: Sequence[Token], before: _Number, number: _Number) -> bool:
    between = words[before.after : number.first]
    return bool(between) and all(token.lower == "," or token.lower in HESITATIONS | REPAIRS for token in between)
