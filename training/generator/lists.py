"""Where invented people, towns and illnesses take their words from: the data's lists, the recognizers', and ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_OURS = Path(__file__).parent / "lists"
_RECOGNIZERS = Path(__file__).parents[2] / "recognizers" / "data"
_PLAIN = re.compile(r"[a-z][a-z' -]{2,40}")


@dataclass(frozen=True, slots=True)
class Lists:
    """The words, lower case.

    Attributes:
        first: given names of the census with their weights.
        last: family names, likewise.
        world_first: given names of the world.
        world_last: family names of the world.
    """

    first: tuple[tuple[str, float], ...] = field(repr=False)
    last: tuple[tuple[str, float], ...] = field(repr=False)
    world_first: tuple[str, ...] = field(repr=False)
    world_last: tuple[str, ...] = field(repr=False)
    tricky_first: tuple[str, ...] = field(repr=False)
    tricky_last: tuple[str, ...] = field(repr=False)
    cities: tuple[str, ...] = field(repr=False)
    countries: tuple[str, ...] = field(repr=False)
    states: tuple[tuple[str, str], ...] = field(repr=False)
    streets: tuple[str, ...] = field(repr=False)
    nature: tuple[str, ...] = field(repr=False)
    companies: tuple[str, ...] = field(repr=False)
    trades: tuple[str, ...] = field(repr=False)
    venues: tuple[str, ...] = field(repr=False)
    dishes: tuple[str, ...] = field(repr=False)
    hospitals: tuple[str, ...] = field(repr=False)
    conditions: tuple[str, ...] = field(repr=False)
    diseases: tuple[str, ...] = field(repr=False)
    symptoms: tuple[str, ...] = field(repr=False)
    procedures: tuple[str, ...] = field(repr=False)
    medications: tuple[str, ...] = field(repr=False)
    drugs: tuple[str, ...] = field(repr=False)
    occupations: tuple[str, ...] = field(repr=False)
    ordinary: tuple[str, ...] = field(repr=False)
    dictionary: tuple[str, ...] = field(repr=False)


def load(data: Path) -> Lists:
    """Read every list.

    Args:
        data: the folder that holds ``lists/``; where it is missing, the recognizers' lists alone are used.
    """
    lists, names, health = data / "lists", _RECOGNIZERS / "names", _RECOGNIZERS / "health"
    first = {
        **_weighted(lists / "names_census1990_female_first.tsv"),
        **_weighted(lists / "names_census1990_male_first.tsv"),
    } or dict.fromkeys(_words(names / "first.txt"), 1.0)
    last = _weighted(lists / "names_census1990_last.tsv") or dict.fromkeys(_words(names / "last.txt"), 1.0)
    return Lists(
        first=tuple(first.items()),
        last=tuple(last.items()),
        world_first=_words(names / "world_first.txt"),
        world_last=_words(names / "world_last.txt"),
        tricky_first=_words(_OURS / "tricky_first.txt"),
        tricky_last=_words(_OURS / "tricky_last.txt"),
        cities=(*_lines(_RECOGNIZERS / "places" / "cities.txt"), *_terms(_OURS / "cities.txt")),
        countries=_lines(_RECOGNIZERS / "places" / "countries.txt"),
        states=tuple(_states(_RECOGNIZERS / "places" / "regions.tsv")),
        streets=_words(_RECOGNIZERS / "places" / "streets.txt", skip=("clear", "vague")),
        nature=_words(_OURS / "nature.txt"),
        companies=_terms(_OURS / "companies.txt"),
        trades=_terms(_OURS / "trades.txt"),
        venues=_terms(_OURS / "venues.txt"),
        dishes=_terms(_OURS / "dishes.txt"),
        hospitals=tuple(line.lower() for line in _lines(lists / "hospitals_us_cc0.txt")) or ("mercy hospital",),
        conditions=_terms(health / "conditions.txt"),
        diseases=tuple(line for line in _lines(health / "diseases.txt") if _PLAIN.fullmatch(line)),
        symptoms=_terms(health / "symptoms.txt"),
        procedures=_terms(health / "procedures.txt"),
        medications=_terms(health / "medications.txt"),
        drugs=_words(health / "drugs.txt"),
        occupations=_lines(lists / "occupations_cc0.txt") or ("teacher", "driver"),
        ordinary=_words(names / "frequent.txt"),
        dictionary=_no_names(names),
    )


@cache
def scenes() -> dict[str, tuple[str, ...]]:
    """Return the text of every scene, by the name of its file: one scene a paragraph."""
    found = {}
    for path in sorted((Path(__file__).parent / "scenes").glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        found[path.stem] = tuple(part.strip() for part in "\n".join(lines).split("\n\n") if part.strip())
    return found


def _no_names(names: Path) -> tuple[str, ...]:
    """Return the words of the dictionary that are nobody's name."""
    lists = ("first", "last", "world_first", "world_last", "mostly_names")
    known = {word for name in lists for word in _words(names / f"{name}.txt")}
    return tuple(word for word in _words(names / "words.txt") if word not in known and len(word) > 3)


def _lines(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _words(path: Path, skip: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(word for line in _lines(path) for word in line.split() if word not in skip)


def _weighted(path: Path) -> dict[str, float]:
    rows = (line.split("\t") for line in _lines(path))
    return {name.lower(): float(weight) for name, weight in rows}


def _states(path: Path) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in _lines(path)]
    return [(row[0], row[1] if len(row) > 1 else "") for row in rows]


def _terms(path: Path) -> tuple[str, ...]:
    """Read terms parted by ";", whose words may have alternatives: "heart|cardiac attack"; a "sure" part only."""
    terms: list[str] = []
    sure = True
    for line in _lines(path):
        if line.startswith("["):
            sure = line == "[sure]"
        elif sure:
            for term in line.split(";"):
                terms += _alternatives(term.split())
    return tuple(term for term in terms if len(term) > 2)


def _alternatives(words: list[str]) -> list[str]:
    written = [""]
    for word in words:
        written = [f"{start} {choice}".strip() for start in written for choice in word.split("|")]
    return written[:8]
