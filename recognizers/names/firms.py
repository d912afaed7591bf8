"""Where a firm or a venue stands and nobody: "a table at …", "she joined …", "the chairman of …", "…'s revenue".

A firm may be called like a person, so what is a given name and nothing else is one here too: "I met Priya at Priya's".
"""

from __future__ import annotations

from recognizers.names.lexicon import COMMON, FIRST
from recognizers.names.reading import Reading

_AT = frozenset("at joined acquired acquire acquiring".split())
_NOT_AT = frozenset(  # who is looked at is somebody
    """look looks looked looking stare staring mad angry annoyed upset pissed laugh laughs laughed laughing yell yelled
    yelling shout shouted shouting scream screamed swear smile smiled""".split()
)
_ARTICLES = frozenset("the a an".split())
_HOLDERS = frozenset(
    """ceo cfo coo cto president chairman chairwoman chair director directors head founder owner shareholders employees
    employee shares results presentation acquisition merger subsidiary subsidiaries division customers board management
    headquarters branch branches""".split()
)
_THINGS = frozenset(
    """property properties hotel place restaurant company firm store shop bar cafe app game movie film song album
    band show series event festival product drug medication medicine dog cat pet horse boat ship project
    book building apartment complex street""".split()
)
_WORK = frozenset("work works worked working".split())
_INVEST = frozenset("invest invests invested investing investment stake shares".split())
_HELD = frozenset(
    """revenue revenues earnings shares shareholders stock guidance customers portfolio margin margins subsidiary
    subsidiaries board dividend ebitda platform ceo cfo headquarters products""".split()
)
_VENUES = frozenset("restaurant cafe café grill diner bistro bakery deli pizzeria pub salon store".split())
_HOLDS = frozenset("reported acquired announced shares stock".split())


def is_firm(r: Reading, first: int, after: int) -> bool:
    """True where the words around say that a firm, a venue or a place is named.

    Args:
        r: the text.
        first: the first token of the name.
        after: one past its last.
    """
    if any(r.sure(at) and r.flags[at] & FIRST and r.flags[at] & COMMON for at in range(first, after)):
        return False
    return _after_firm_words(r, first, after) or _before_firm_words(r, after)


def _after_firm_words(r: Reading, first: int, after: int) -> bool:
    words = [r.words[at] if r.same_line(first, at) else "" for at in range(max(first - 3, 0), first)]
    last, second = (words[-1] if words else ""), (words[-2] if len(words) > 1 else "")
    if last in _ARTICLES:
        # Speech-to-text puts articles where nobody said one; who wrote a capital knew better.
        return r.telling(first) and r.edge(after)  # not "the Delacroix account", "the Larkins"
    if last in _AT:
        possessive = r.tokens[after - 1].lower != r.words[after - 1]
        return second not in _NOT_AT and not possessive
    if last in ("named", "called"):
        return second in _THINGS
    if last == "of":
        return second in _HOLDERS
    if last == "to":
        return second == "welcome"
    return (last == "for" and second in _WORK) or (last == "in" and second in _INVEST)


def _before_firm_words(r: Reading, after: int) -> bool:
    if not r.same_line(after - 1, after):
        return False
    if r.tokens[after - 1].lower == r.words[after - 1]:
        return r.words[after] in _HOLDS
    return r.words[after] in _HELD or any(r.words[at] in _VENUES for at in range(after, min(after + 2, len(r.words))))
