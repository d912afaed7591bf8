"""What the model may not make of a turn: the rules know words and numbers that are nobody's.

1. What only surrounds a range is not part of it, see ``edges.py``.
2. The name of a value is no value: "routing", "cvv", "passport" where they announce one.
3. A number that the rules know for an amount, a time or a flight is no address, unless one was asked for.
4. Nobody is called by function words, a weekday or a number, unless a name was asked for; nor by a firm's name that
   the rules know, nor by half a word.
5. What stands in a firm's place ("the chairman of …") is a firm, what is nothing but a town or a country is a place.
6. A range without a word that could be a name counts for less, unless it is written as one: with a capital inside a
   sentence.
7. What is a name in one place of a turn is more likely one in another.
8. A date that was announced or asked for as another is no birth date, unless it is of long ago; nobody is born "since
   september"; and one figure is no date.
9. A part of the body is no illness, and "treatment" tells nothing of anybody.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cache

from recognizers.artifacts import CallArtifacts
from recognizers.dates.births import OTHER, nearest_cue
from recognizers.dates.births_again import BIRTH
from recognizers.health.lexicon import sections
from recognizers.model.edges import trimmed, up_to_sentence
from recognizers.model.tagged import Tagged
from recognizers.names.firms import is_firm
from recognizers.names.lexicon import (
    CALENDAR,
    COMMON_LAST,
    FIRST,
    FREQUENT,
    LAST,
    NUMBER,
    ORG,
    PLACE,
    STOP,
    WORD,
    lexicon,
)
from recognizers.names.reading import Reading
from recognizers.numbers.quantities import Quantity
from recognizers.speech.cues import Mention
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import DIGITS, UNITS

_NAMED = frozenset({"PERSON", "ADDRESS", "LOCATION", "ORGANIZATION"})
_OWN_CUES = frozenset({"PERSON", "ADDRESS", "LOCATION", "QUANTITY", "DATE_OF_BIRTH", "AGE"})
_NOBODY = STOP | NUMBER | CALENDAR | FREQUENT
_LABELS = frozenset("suite floor room gate exit highway route interstate terminal platform lane bay dock".split())
_ORGANS = frozenset(  # that say by themselves what was removed, or what is ill: "breast or ovarian"
    """appendix gall bladder gallbladder breast breasts prostate colon tonsils adenoids uterus womb ovary ovaries
    ovarian thyroid kidney kidneys spleen wound scar""".split()
)
_NO_HEALTH = frozenset(
    """disease diseases treatment treatments medication medications medicine medicines tablet tablets symptom
    symptoms test tests exam examination surgical medical abnormality abnormalities complication
    complications pills vitamins wax and or with of in on for""".split()
)
_PRONOUNS = frozenset("it you he she we they him them".split())  # in no address; "us" and "me" are places, too
_LONGEST_CUE = 80  # characters
_GAP = 2  # characters
_SURE, _MARGIN = 0.8, 0.1
_BESIDE = 1.0  # log odds that a surer part of the same beside it adds
_NAMED_AGAIN = 2.0  # log odds that the same words in a surer place add
_ASKED = 0.3  # of a question that is still open
_PLAINLY_ASKED = 0.6
_LONG_AGO = re.compile(r"\b(?:19\d\d|200[0-5]|nineteen)\b", re.IGNORECASE)  # years in which callers were born
_ORDINARY_WORDS = 2.0  # log odds that words of the dictionary cost


def sift(call: CallArtifacts) -> list[Tagged]:
    """Return what is left of the ranges of the model, scores lowered where they are unlikely.

    Args:
        call: the text, its cues, its numbers, and what the model found in it.
    """
    kept: list[Tagged] = []
    for group in _groups(call):
        asked = call.expects(group[0].kind, group[0].start) >= _ASKED
        parts = [trimmed(_tokens(call, tagged), tagged.kind, asked=asked) for tagged in group]
        if group[0].kind == "PERSON":
            parts = [up_to_sentence(call.text, part) for part in parts]
        words = [word for part in parts for word in part]
        for tagged, own in zip(group, parts, strict=True):
            if own:
                surer = _BESIDE if max(one.score for one in group) >= max(_SURE, tagged.score + _MARGIN) else 0.0
                score = moved(tagged.score, surer)
                left = replace(tagged, start=own[0].start, end=own[-1].end, score=score)
                kept += _judged(call, words, left, asked=asked)
    return kept


def _groups(call: CallArtifacts) -> list[list[Tagged]]:
    """Put ranges of one kind that nothing parts but a space or a mark together: they speak for each other."""
    groups: list[list[Tagged]] = []
    for tagged in _again(call, _whole_names(call)):
        last = groups[-1][-1] if groups else None
        gap = call.text[last.end : tagged.start] if last is not None else ""
        if last is not None and last.kind == tagged.kind and len(gap) <= _GAP and not any(c.isalnum() for c in gap):
            groups[-1].append(tagged)
        else:
            groups.append([tagged])
    return groups


def _whole_names(call: CallArtifacts) -> list[Tagged]:
    """Put a name together of which the model took the first half for a firm: "Niko" of "Niko Hattori"."""
    whole: list[Tagged] = []
    for tagged in call.tagged:
        last = whole[-1] if whole else None
        sure = tagged.kind == "PERSON" and tagged.score >= _SURE
        if last is not None and sure and last.kind == "ORGANIZATION" and call.text[last.end : tagged.start] == " ":
            r = Reading.of(call)
            at = bisect_left(call.words, last.start, key=lambda token: token.start)
            if call.words[at].end == last.end and r.capital(at) and r.looks_like_name(at):
                whole[-1] = replace(tagged, start=last.start)
                continue
        whole.append(tagged)
    return whole


def _again(call: CallArtifacts, found: list[Tagged]) -> list[Tagged]:
    """Raise the scores of names that are in doubt, but not where the turn names them another time."""
    sure = {word for one in found if one.kind == "PERSON" and one.score >= _SURE for word in _said(call, one)}
    return [_raised(call, one, sure) if one.kind == "PERSON" and one.score < _SURE else one for one in found]


def _raised(call: CallArtifacts, doubted: Tagged, sure: set[str]) -> Tagged:
    again = sure.issuperset(_said(call, doubted))
    return replace(doubted, score=moved(doubted.score, _NAMED_AGAIN)) if again else doubted


def _said(call: CallArtifacts, tagged: Tagged) -> list[str]:
    return [token.lower.removesuffix("'s") for token in _tokens(call, tagged)]


def _judged(call: CallArtifacts, words: list[Token], tagged: Tagged, *, asked: bool) -> list[Tagged]:
    if tagged.kind.startswith("HEALTH") and not asked:
        return [] if _telling_nothing().issuperset(word.lower for word in words) else [tagged]
    long_ago = tagged.kind == "DATE_OF_BIRTH" and _LONG_AGO.search(call.text, tagged.start, tagged.end)
    otherwise = tagged.kind == "DATE_OF_BIRTH" and not long_ago and _is_dated_otherwise(call, words[0])
    if otherwise or (tagged.kind == "DATE_OF_BIRTH" and (_is_time_since(call, words) or _is_lone_figure(words))):
        return []
    if tagged.kind not in _NAMED:
        return [tagged]
    if not asked and (_is_spelling(words) or any(_names_a_value(mention, words) for mention in _near(call, words))):
        return []
    if tagged.kind == "PERSON":
        judged = tagged if asked else _as_name(call, words, tagged)
    else:
        judged = _as_place(call, words, tagged, asked=asked)
    return [judged] if judged is not None else []


def _is_lone_figure(words: list[Token]) -> bool:
    """True for "one" alone: the rules hold it until it is known whether a date or a "moment" follows."""
    said = [word.lower for word in words if word.kind is not Kind.MARK]
    return len(said) == 1 and (said[0] in DIGITS or (said[0].isdigit() and len(said[0]) == 1))


def _is_spelling(words: list[Token]) -> bool:
    """True for "k like kilo": a letter of something that is being spelled, and its word."""
    said = [word.lower for word in words if word.kind is not Kind.MARK]
    if not 3 <= len(said) <= 4 or len(said[0]) != 1 or said[1] not in ("as", "like", "for"):
        return False
    return said[-1].startswith(said[0]) and (len(said) == 3 or said[2] == "in")


def _is_dated_otherwise(call: CallArtifacts, first: Token) -> bool:
    """True for a date that was announced, or asked for, as another: "your appointment is november the eleventh"."""
    if call.expects(OTHER, first.start) >= max(call.expects(BIRTH, first.start), _ASKED):
        return True
    cue = nearest_cue(call, bisect_left(call.words, first.start, key=lambda token: token.start))
    return cue is not None and cue.kind == OTHER


def _is_time_since(call: CallArtifacts, words: list[Token]) -> bool:
    """True for the month of "since september": nobody is born since then."""
    at = bisect_left(call.words, words[0].start, key=lambda token: token.start)
    lone = len(words) == 1 and bool(lexicon().get(words[0].lower, 0) & CALENDAR)
    return lone and at > 0 and call.words[at - 1].lower in ("since", "until", "till")


@cache
def _telling_nothing() -> frozenset[str]:
    """Return words that make no health entity, however many of them stand together."""
    classes = ("body", "side", "determiner")
    return _NO_HEALTH | frozenset(word for section, word in sections("grammar") if section in classes) - _ORGANS


def _near(call: CallArtifacts, words: list[Token]) -> list[Mention]:
    """Return the cues that may reach into a range; they are in order, and short."""
    after = bisect_right(call.mentions, words[-1].start, key=lambda mention: mention.start)
    first = bisect_left(call.mentions, words[0].start - _LONGEST_CUE, key=lambda mention: mention.start)
    return call.mentions[first:after]


def _names_a_value(mention: Mention, words: list[Token]) -> bool:
    """True for the words that announce a number or the like: "routing", "cvv", "meine nummer"."""
    kind = mention.kind.partition("/")[0]
    return kind not in _OWN_CUES and any(mention.start <= word.start and word.end <= mention.end for word in words)


def _labels(mention: Mention, words: list[Token]) -> bool:
    """True for the name of a number that is nobody's: "isbn", "version"."""
    said = [word for word in words if word.kind is not Kind.FIGURES]
    labels = mention.kind.startswith("QUANTITY") and bool(said)
    return labels and mention.start <= said[0].start and said[-1].end <= mention.end


def _is_written_as_name(call: CallArtifacts, words: list[Token]) -> bool:
    """True for a capital inside a sentence."""
    return words[0].start > call.context.answer_start and call.text[words[0].start].isupper()


def _as_name(call: CallArtifacts, words: list[Token], tagged: Tagged) -> Tagged | None:
    r = Reading.of(call)
    first = bisect_left(call.words, words[0].start, key=lambda token: token.start)
    range_ = range(first, bisect_left(call.words, words[-1].start, key=lambda token: token.start) + 1)
    flags = [r.flags[at] for at in range_ if r.is_word(at)]
    if len(words) > 1 and all(len(word.lower) == 1 for word in words):
        return tagged  # spelled
    written = _is_written_as_name(call, words)
    if not written and any(_labels(mention, words) for mention in _near(call, words)):
        return None  # "isbn …"
    nobody = STOP | NUMBER | CALENDAR if written else _NOBODY
    if all(flag & nobody and not flag & (FIRST | LAST) for flag in flags):
        return None
    if len(range_) == 1 and r.broken_off(range_.start):
        return None
    if r.nobodys.issuperset(range_):
        return replace(tagged, kind="ORGANIZATION") if not any(flag & STOP for flag in flags) else None
    if is_firm(r, range_.start, range_.stop) or _is_place_name(r, range_):
        return replace(tagged, kind="ORGANIZATION")
    if flags and all(flag & PLACE and not flag & FIRST for flag in flags):
        return replace(tagged, kind="LOCATION")
    ordinary = all(flag & WORD and not flag & (FIRST | LAST) for flag in flags)
    return _lowered(tagged) if ordinary and not written else tagged


def _is_place_name(r: Reading, range_: range) -> bool:
    """True for "West Heights", "Stone Creek": no given name, and what makes a place of a name at its end."""
    flags = [r.flags[at] for at in range_]
    given = any(flag & FIRST and not flag & (WORD | PLACE) for flag in flags)
    return len(flags) > 1 and bool(flags[-1] & ORG) and not flags[-1] & COMMON_LAST and not given


def _as_place(call: CallArtifacts, words: list[Token], tagged: Tagged, *, asked: bool) -> Tagged | None:
    numbers = [run for run in call.spoken.runs if run.start < words[-1].end and words[0].start < run.end]
    answers = call.expects("ADDRESS", words[0].start) >= _PLAINLY_ASKED
    if numbers and not answers and _is_measured(call, words, numbers):
        return None
    if not numbers and any(word.lower in _PRONOUNS for word in words):
        return None
    named = [word for word in words if word.kind is Kind.WORD and word.lower not in UNITS | _LABELS]
    flags = [lexicon().get(word.lower, 0) for word in named]
    if any(not flag & (FREQUENT | STOP | NUMBER) or flag & PLACE for flag in flags):
        return tagged
    if asked and numbers:
        return tagged
    counted = any(call.quantity(run) is not Quantity.NO for run in numbers)
    if counted or all(flag & STOP and not flag & (LAST | PLACE) for flag in flags):
        return None
    return tagged if not asked and _is_written_as_name(call, words) else _lowered(tagged)


def _is_measured(call: CallArtifacts, words: list[Token], numbers: list[Run]) -> bool:
    """True for "four point two miles": nothing but quantities and their units."""
    rest = (word for word in words if not any(run.start <= word.start < run.end for run in numbers))
    return all(call.quantity(run) is Quantity.PLAIN for run in numbers) and all(word.lower in UNITS for word in rest)


def _lowered(tagged: Tagged) -> Tagged:
    return replace(tagged, score=moved(tagged.score, -_ORDINARY_WORDS))


def moved(score: float, by: float) -> float:
    """Return a score with its log odds moved.

    Args:
        score: 0 to 1.
        by: evidence for it, in log odds.
    """
    odds = min(max(score, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(odds / (1 - odds)) + by)))


def _tokens(call: CallArtifacts, tagged: Tagged) -> list[Token]:
    first = bisect_left(call.words, tagged.start, key=lambda token: token.start)
    if first and call.words[first - 1].end > tagged.start:
        first -= 1
    found = []
    for token in call.words[first:]:
        if token.start >= tagged.end:
            break
        found.append(token)
    return found
