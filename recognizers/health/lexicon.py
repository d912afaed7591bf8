"""The curated health vocabulary: terms, how sure each is on its own, ordinary phrases, and words that give context.

The lists stand in ``data/health``; ``data/health/SOURCES.md`` says where each comes from. They are read once, when a
recognizer is built, into two dictionaries: a text is looked up by its words, never searched by a regular expression.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

from recognizers.health.words import fold, singulars

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ORDINARY = "ORDINARY"
CONTEXT = "CONTEXT"
HEALTH_TYPES = ("HEALTH_CONDITION", "HEALTH_MEDICATION", "HEALTH_PROCEDURE", "HEALTH_SYMPTOM")
_CURATED = dict(zip(("conditions", "medications", "procedures", "symptoms"), HEALTH_TYPES, strict=True))
_PUBLIC = {"diseases": "HEALTH_CONDITION", "drugs": "HEALTH_MEDICATION"}
_CONTEXT_WEIGHTS = {"strong": 1.0, "weak": 0.25}


class Level(enum.IntEnum):
    """How much else must speak for a term before it counts."""

    SURE = 0  # nothing: it means health wherever it is said
    LIKELY = 1  # "i have a ...", a health word beside it, a clinical call, or a question that asked for it
    POSSIBLE = 2  # a clearly clinical sentence or call, or a question that asked for it
    ASKED = 3  # a question that asked for it: "pills" tell nothing of anybody in a clinic, either


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase means.

    Attributes:
        kind: an entity type, ``ORDINARY`` or ``CONTEXT``.
        level: how much else must speak for it.
        weight: what it says about its surroundings, for ``CONTEXT``.
    """

    kind: str
    level: Level = Level.SURE
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: word indexes, half-open."""

    first: int
    after: int
    term: Term


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary, ready to look up.

    Attributes:
        terms: folded phrase to meaning.
        longest: first two words of a phrase to the number of words of the longest phrase that begins so.
        openers: first words of phrases of two words and more.
        context: single words that tell of health without being anybody's, and their weights.
    """

    terms: Mapping[str, Term]
    longest: Mapping[str, int]
    openers: frozenset[str]
    context: Mapping[str, float]

    def term(self, phrase: str) -> Term | None:
        """Return the meaning of a folded phrase, its last word in singular or plural."""
        found = self.terms.get(phrase)
        if found is not None:
            return found
        if phrase[-1:] != "s":
            return None
        head, space, last = phrase.rpartition(" ")
        for one in singulars(last):
            found = self.terms.get(head + space + one)
            if found is not None:
                return found
        return None

    def _most(self, first: str, second: str) -> int:
        """Return the words of the longest phrase that two words can begin; at least the first may stand alone."""
        most = self.longest.get(f"{first} {second}", 1)
        if most == 1 and any(f"{first} {one}" in self.longest for one in singulars(second)):
            return 2  # a plural goes on no further, but may be the last word
        return most

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Return the longest phrase at each place, in order; phrases may overlap.

        Args:
            words: folded words of a text.
        """
        hits = []
        for first, word in enumerate(words):
            most = self._most(word, words[first + 1]) if word in self.openers and first + 1 < len(words) else 1
            for after in range(min(first + most, len(words)), first, -1):
                term = self.term(" ".join(words[first:after]))
                if term is not None:
                    hits.append(Hit(first, after, term))
                    break
        return hits


def load() -> Lexicon:
    """Read the shipped lists."""
    terms: dict[str, Term] = {}
    context: dict[str, float] = {}
    for name, kind in _PUBLIC.items():
        terms.update(dict.fromkeys(_lines(name), Term(kind)))
    acronyms = {phrase for _, phrase in sections("acronyms")}
    curated: dict[str, Term] = {}
    for name, kind in _CURATED.items():
        for section, phrase in sections(name):
            term = Term(kind, Level[section.upper()])
            for written in _letter_forms(phrase, acronyms):
                # A word that is listed twice counts as what it is surest to be.
                if written not in curated or term.level < curated[written].level:
                    curated[written] = term
    terms.update(curated)
    terms.update({phrase: Term(ORDINARY) for _, phrase in sections("ordinary")})
    for section, phrase in sections("context"):
        weight = _CONTEXT_WEIGHTS[section]
        if " " in phrase:
            terms.setdefault(phrase, Term(CONTEXT, weight=weight))
        else:
            context[phrase] = weight
    longest = _longest(terms)
    openers = frozenset(opening.partition(" ")[0] for opening in longest)
    return Lexicon(terms, longest, openers, context)


def sections(name: str) -> Iterator[tuple[str, str]]:
    """Yield (section, folded phrase) of a curated list, alternatives written out.

    Args:
        name: a file of ``data/health``, without its ending.
    """
    section = ""
    for line in _lines(name):
        if line.startswith("["):
            section = line.strip("[]")
            continue
        for phrase in line.split(";"):
            words = [word.split("|") for word in phrase.split()]
            for choice in product(*words) if words else ():
                yield section, " ".join(map(fold, choice)).replace("x ray", "xray")


def _lines(name: str) -> list[str]:
    text = (files("recognizers") / "data" / "health" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _letter_forms(phrase: str, acronyms: set[str]) -> Iterator[str]:
    yield phrase
    words = phrase.split()
    if not acronyms.isdisjoint(words):
        yield " ".join(" ".join(word) if word in acronyms else word for word in words)


def _longest(terms: Mapping[str, Term]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in terms:
        words = phrase.split(" ")
        opening = " ".join(words[:2])
        if len(words) > longest.get(opening, 1):
            longest[opening] = len(words)
    return longest
