"""The edges of a range of the model: which of its words are the entity, and which only stand around it."""

from __future__ import annotations

from recognizers.names.lexicon import CALENDAR, FIRST, LAST, NUMBER, PARTICLES, PLACE, STOP, WORD, lexicon
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import HESITATIONS

_PLACED = frozenset({"ADDRESS", "LOCATION", "DATE_OF_BIRTH"})
_JOINTS = frozenset("is in at on the of to and or it's its then my from near so ok okay".split())
_ANSWERS = frozenset("yes yeah yep okay ok sure sorry hi hello definitely actually certainly correct".split())
_NO_NAMES = frozenset("what which whose missus mister mr mrs".split())
_CARRIERS = frozenset("a an the my your his her any some this that have had has found of on for from to and or".split())
_COPULAS = frozenset("is it's its".split())
_LONGEST_LEAD = 5  # words


def trimmed(words: list[Token], kind: str, *, asked: bool) -> list[Token]:
    """Return the words of a range that are the entity.

    Hesitations at its edges are not, nor are function words at those of a place or a date, the articles of a health
    word, the word that leads to a name ("try | monica"), and what leads to a code ("my post code is | …").

    Args:
        words: the tokens of the range.
        kind: what it was taken for.
        asked: True when just that was asked for: then nearly any word may be one misheard.
    """
    first, after = 0, len(words)
    placed = kind in _PLACED and not asked  # "be careful" may be a post code misheard
    if kind == "ADDRESS":
        first = _code_start(words)
    answers = _ANSWERS | _NO_NAMES if kind == "PERSON" else frozenset()
    while first < after and (_is_edge(words[first], placed=placed) or words[first].lower in answers):
        first += 1
    if kind.startswith("HEALTH"):
        first, after = _without_carriers(words, first, after)
    elif kind == "PERSON" and after - first > 1 and _leads_to_name(words[first], words[first + 1]):
        first += 1
    while first < after and (
        _is_edge(words[after - 1], placed=placed) or (kind == "PERSON" and _is_afterthought(words, after - 1))
    ):
        after -= 1
    return words[first:after]


def _without_carriers(words: list[Token], first: int, after: int) -> tuple[int, int]:
    """Leave out the articles and prepositions around a health word: "a | lump", "contrast | from"."""
    while first < after - 1 and words[first].lower in _CARRIERS:
        first += 1
    while after - 1 > first and words[after - 1].lower in _CARRIERS:
        after -= 1
    return first, after


def _leads_to_name(word: Token, following: Token) -> bool:
    """True for a function word before what is a given name and nothing else."""
    flags, next_flags = lexicon().get(word.lower, 0), lexicon().get(following.lower, 0)
    plain = bool(flags & STOP) and not flags & (FIRST | LAST) and min(len(word.lower), len(following.lower) - 1) > 1
    return plain and bool(next_flags & FIRST) and not next_flags & (WORD | PLACE | STOP | NUMBER | CALENDAR)


def _code_start(words: list[Token]) -> int:
    """Return where a code begins after the words that lead up to it: "how far is | B2"; else 0."""
    for at, word in enumerate(words[:_LONGEST_LEAD]):
        following = words[at + 1].lower if at + 1 < len(words) else ""
        if word.lower in _COPULAS and (len(following) == 1 or any(letter.isdigit() for letter in following)):
            return at + 1
    return 0


def up_to_sentence(text: str, words: list[Token]) -> list[Token]:
    """Return a name without the sentence that goes on after it: "Mark | say West Bay", "john smith | i lost".

    Where names have capitals an ordinary word without one ends them; where nothing has, a function word does after
    which nobody is named any more.

    Args:
        text: what they are tokens of.
        words: the tokens of the range.
    """
    written = bool(words) and text[words[0].start].isupper() and all(len(word.lower) > 1 for word in words)
    for at, word in enumerate(words[1:], 1):
        flags = lexicon().get(word.lower, 0)
        named = bool(flags & (FIRST | LAST)) or word.lower in PARTICLES
        if named or word.kind is not Kind.WORD or len(words[at - 1].lower) == 1:
            continue
        lower = written and text[word.start].islower() and bool(flags & (WORD | STOP))
        rest = [lexicon().get(later.lower, 0) for later in words[at + 1 :]]
        over = bool(flags & STOP) and not flags & NUMBER and all(flag and not flag & (FIRST | LAST) for flag in rest)
        if lower or over:
            return words[:at]
    return words


def _is_afterthought(words: list[Token], at: int) -> bool:
    """True for a function word after a name: "john brown i would like"; a letter after a letter is spelled."""
    flags = lexicon().get(words[at].lower, 0)
    spelled = at > 0 and len(words[at - 1].lower) == 1
    return at > 0 and not spelled and bool(flags & STOP) and not flags & (FIRST | LAST)


def _is_edge(token: Token, *, placed: bool) -> bool:
    """True for what does not belong to a range at whose edge it stands; a letter may be part of a post code."""
    if token.lower in HESITATIONS or (token.kind is Kind.MARK and not token.lower.isalnum()):
        return True
    return placed and token.lower in _JOINTS
