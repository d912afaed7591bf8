"""Places by name: countries, states with their postal abbreviations, large cities; words of streets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from recognizers.names.lexicon import read_list
from recognizers.speech.cues import Cue, CueMatcher
from recognizers.speech.tokens import Token

CITY, REGION, COUNTRY = "city", "region", "country"


def find_places(tokens: Sequence[Token]) -> dict[int, tuple[int, str]]:
    """Return the places named in a text: index of the first token -> (index after the last, what it is).

    Args:
        tokens: the tokens of the text.
    """
    return {found.first: (found.after, found.kind) for found in _matcher().find(tokens)}


@cache
def _matcher() -> CueMatcher:
    # A name that is a city and a state ("new york") counts as the state: a post code may follow it.
    cues = [Cue(CITY, (name,)) for name in read_list("places", "cities.txt") if name not in _region_names()]
    cues += [Cue(COUNTRY, (name,)) for name in read_list("places", "countries.txt") if name not in _region_names()]
    cues += [Cue(REGION, (name,)) for name in sorted(_region_names())]
    return CueMatcher(cues)


@cache
def _region_names() -> frozenset[str]:
    return frozenset(line.split("\t")[0] for line in read_list("places", "regions.tsv"))


@cache
def region_names() -> dict[str, str]:
    """Return the name of each state by its postal abbreviation."""
    pairs = (line.split("\t") for line in read_list("places", "regions.tsv") if "\t" in line)
    return {code: name for name, code in pairs}


@cache
def region_codes() -> frozenset[str]:
    """Return the postal abbreviations of states and provinces, lower case."""
    return frozenset(line.split("\t")[1] for line in read_list("places", "regions.tsv") if "\t" in line)


@cache
def street_words() -> dict[str, str]:
    """Return each word of streets with its kind: ``clear``, ``vague``, ``opening`` or ``glued``; clear wins."""
    words: dict[str, str] = {}
    for line in reversed(read_list("places", "streets.txt")):
        kind, *rest = line.split()
        words.update(dict.fromkeys(rest, kind))
    return words


@cache
def glued_endings() -> tuple[str, ...]:
    """Return the endings that make a street of one word: "hammarvägen", "hauptstrasse"."""
    return tuple(word for word, kind in street_words().items() if kind == "glued" and len(word) > 3)
