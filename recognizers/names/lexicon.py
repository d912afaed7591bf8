"""What the name recognizer knows of single words: given names, family names, ordinary words, places.

A word may be several things at once ("rose", "jackson", "may"); what it is where it stands is for the reader of the
sentence to say. The lists are data files, loaded once.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from recognizers.speech.vocabulary import HESITATIONS, MONTHS, NATO, ORDINALS, SCALES, TEENS, TENS, WEEKDAYS

FIRST = 1  # a given name
LAST = 2  # a family name
WORD = 4  # in an English dictionary
COMMON = 8  # a given name that many people have
PLACE = 16  # a city, a state, a country
STOP = 32  # a function word or what people say around an answer: never a name by itself
ORG = 64  # makes an organisation or a place of the name before it
FREQUENT = 128  # a word said often in calls
NUMBER = 256  # one, twenty, second
CALENDAR = 512  # a month or a weekday
COMMON_LAST = 1024  # a family name that many people have
RARE = 2048  # a given name that few here have

AMBIGUOUS = WORD | PLACE | STOP | CALENDAR
NAME = FIRST | LAST
PARTICLES = frozenset(
    """de da di do dos das del della der den van von vander la le du el al ul bin bint ibn ben abu mac mc o st saint ter
    ten y zu af av""".split()
)
# The most frequent given names of the census; rarer ones need a cue or a capital.
_COMMON_RANKS = 2_600
_COMMON_LAST_RANKS = 400
# The few names among the words that are otherwise never one.
_STOP_FIRST = frozenset({"will", "may"})
_STOP_LAST = frozenset("day best long love little early case place price old short good".split())
_SHORTEST_FAMILY = 6
_COUNTRIES_AND_NAMES = frozenset({"jordan", "chad", "georgia", "israel", "kenya", "ireland", "trinidad"})
_SHORT_DAYS = "mon tue tues wed weds thu thur thurs fri sat sun"
_DIGITS = "zero one two three four five six seven eight nine double triple"


def read_list(room: str, name: str) -> list[str]:
    """Return the lines of a shipped list, comments left out.

    Args:
        room: the folder under ``data``.
        name: the file.
    """
    text = (files("recognizers") / "data" / room / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def lexicon() -> dict[str, int]:
    """Return what each word can be, as a sum of the flags of this module; an unknown word is not in it."""
    flags: dict[str, int] = dict.fromkeys(read_list("names", "words.txt"), WORD)

    def add(words: list[str], flag: int) -> None:
        for word in words:
            flags[word] = flags.get(word, 0) | flag

    add([*_words("modern.txt"), *_words("brands.txt")], WORD)
    census = read_list("names", "first.txt")
    add(read_list("names", "frequent.txt"), FREQUENT)
    add(census, FIRST)
    add(census[:_COMMON_RANKS], COMMON)
    add(_words("world_first.txt"), FIRST | COMMON)
    family = read_list("names", "last.txt")
    add(family, LAST)
    add(family[:_COMMON_LAST_RANKS], COMMON_LAST)
    add([name.replace("'", "") for name in _words("world_last.txt")], LAST)
    add(_words("world_last.txt"), LAST)
    for name in ("countries.txt", "regions.tsv", "cities.txt"):
        add([line.split("\t")[0] for line in read_list("places", name)], PLACE)
    for name in read_list("places", "countries.txt"):
        if name not in _COUNTRIES_AND_NAMES:
            flags[name] &= ~FIRST
    for name in _words("mostly_names.txt"):
        flags[name] = (flags.get(name, 0) & LAST) | FIRST | COMMON
    for word in (*_words("stop.txt"), *HESITATIONS):
        keep = FIRST | LAST if word in _STOP_FIRST else LAST if word in _STOP_LAST else 0
        flags[word] = flags.get(word, 0) & (keep | WORD | FREQUENT) | STOP
    add(_words("organisations.txt"), ORG)
    add([*_DIGITS.split(), *TEENS, *TENS, *SCALES, *ORDINALS], NUMBER)
    add([*MONTHS, *WEEKDAYS, *_SHORT_DAYS.split()], CALENDAR)
    for word in NATO:
        if not flags.get(word, 0) & FIRST:
            flags[word] = flags.get(word, 0) | WORD
    return flags


@cache
def foreign() -> dict[str, int]:
    """Return names of the world that few here have, with their flags.

    They are apart from ``lexicon``: two halves of such a name make no word, and a word of a call that is one may be a
    slip of typing. They tell a reader of names what a word can be that is in no other list.
    """
    flags = dict.fromkeys(_words("faker_first.txt"), FIRST | RARE)
    for name in _words("faker_last.txt"):
        flags[name] = flags.get(name, 0) | LAST
    return flags


# How family names end that are made of somebody's father, place or trade, in a dozen languages.
_FAMILY_ENDING = re.compile(
    r".{3,}(?:dóttir|dottir|sson|ovi[cćč]|evi[cćč]|[oe]nko|wi?cz|czyk|[sc]k[iy]|sk[aáý]|escu|oğlu|oglu|o[pu]oulos|opoulou"
    r"|idis|akis|ov[aá]|ev[aá]|ishvili|adze|amurthy|swamy|quist|qvist|kvist|ström|strøm|gaard|sdotter|mäki|[iy]an[ij]an)"
)


def guess(word: str) -> int:
    """Return the flags of a word that is in no list of ours: a name of the world, or what ends like a family's.

    Args:
        word: lower case.
    """
    known = foreign().get(word)
    if known is None:
        return LAST if len(word) > _SHORTEST_FAMILY and _FAMILY_ENDING.fullmatch(word) else 0
    return known


def _words(name: str) -> list[str]:
    return [word for line in read_list("names", name) for word in line.split()]
