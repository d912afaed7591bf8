"""What the platform knows of a party, ready to be compared with what is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from recognizers.entities import KnownIdentity
from recognizers.names.lexicon import read_list
from recognizers.places.gazetteer import region_names

PIECE = re.compile(r"[^\W_]+")
TITLES = frozenset("mr mrs ms miss mx dr doctor prof professor sir madam jr sr ii iii md phd esq".split())
LONG_FORMS = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "dr": "drive", "ln": "lane", "blvd": "boulevard",
    "ct": "court", "pl": "place", "sq": "square", "apt": "apartment", "hwy": "highway",
    **{code: name for code, name in region_names().items() if " " not in name},
}  # fmt: skip
PLACES = frozenset({"ADDRESS", "LOCATION"})
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension)\s*\d{1,6}\s*$", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Known:
    """One identity.

    Attributes:
        identity: as the platform gave it.
        squeezed: its letters and figures, accents folded, lower case.
        words: its words, folded; of a person without titles.
        singles: of a person, the words that stand for it alone: each, and each hyphenated name run together.
        nicknames: what a person of these names is called besides.
        figures: of a number or date, the ways to write it in figures alone.
    """

    identity: KnownIdentity
    squeezed: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    singles: frozenset[str] = field(default=frozenset(), repr=False)
    nicknames: frozenset[str] = field(default=frozenset(), repr=False)
    figures: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_number(self) -> bool:
        """True when it is mostly figures."""
        return bool(self.figures)

    @property
    def value(self) -> str:
        """The value as recognizers write it: figures joined, names lower case with single spaces."""
        if self.identity.entity_type == "DATE_OF_BIRTH" and _DATE.fullmatch(self.identity.value):
            return self.identity.value
        if self.is_number:
            return self.squeezed
        if self.identity.entity_type in PLACES | {"PERSON"}:
            return " ".join(self.identity.value.lower().split())
        return self.identity.value.lower()


def prepared(identities: Iterable[KnownIdentity]) -> tuple[Known, ...]:
    """Return identities ready to be compared, those left out that say nothing.

    It is done again for each turn: a process that judges the turns of many calls keeps nothing of any of them.

    Args:
        identities: as the platform gave them.
    """
    return tuple(known for known in map(_known, identities) if known.words)


def fold(text: str) -> str:
    """Return a text in lower case without accents.

    Args:
        text: any text.
    """
    if text.isascii():
        return text.replace("'", "").lower()
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("'", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _known(identity: KnownIdentity) -> Known:
    kind = identity.entity_type
    value = fold(_EXTENSION.sub("", identity.value) if kind == "PHONE_NUMBER" else identity.value)
    words = tuple(PIECE.findall(value))
    if kind == "PERSON":
        names = tuple(word for word in words if word not in TITLES) or words
        run_together = {"".join(PIECE.findall(name)) for name in value.split()} - TITLES
        singles = frozenset({*names, *run_together})
        return Known(identity, "".join(names), names, singles, nicknames(singles) - singles)
    squeezed = "".join(words)
    is_number = sum(c.isdigit() for c in squeezed) * 2 > len(squeezed) and kind not in PLACES
    return Known(identity, squeezed, words, figures=(squeezed, *_dates(identity)) if is_number else ())


def _dates(identity: KnownIdentity) -> tuple[str, ...]:
    """Return a birth date in figures, as it is said: month or day first, the year long or short, zeros or none."""
    match = _DATE.fullmatch(identity.value) if identity.entity_type == "DATE_OF_BIRTH" else None
    if match is None:
        return ()
    year, month, day = match.groups()
    pairs = ((month, day), (day, month), (month.lstrip("0"), day.lstrip("0")), (day.lstrip("0"), month.lstrip("0")))
    return tuple(dict.fromkeys(a + b + y for a, b in pairs for y in (year, year[2:])))


def nicknames(names: frozenset[str]) -> frozenset[str]:
    """Return what people of these names are called, and what those are called who are called so.

    Args:
        names: given and family names, folded.
    """
    table = _nicknames()
    return frozenset(other for name in names for other in table.get(name, ()))


@cache
def _nicknames() -> Mapping[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in read_list("names", "nicknames.txt"):
        name, _, short = line.partition(":")
        group = frozenset({name, *short.split()})
        for one in group:
            table[one] = table.get(one, frozenset()) | group
    return table
