"""A form of a value: what kind it is, its text, and how surely a match in it means the same person."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

LEAST_DIGITS = 7
"""Shorter numbers are shared by too many to be told apart: the last four of a card, a house number."""


class Strength(enum.Enum):
    """How surely a match means the same value of the same person."""

    STRONG = "STRONG"
    MEDIUM = "MEDIUM"
    WEAK = "WEAK"

    @property
    def rank(self) -> int:
        """The stronger, the higher."""
        return {"STRONG": 2, "MEDIUM": 1, "WEAK": 0}[self.value]


class Variant(enum.IntEnum):
    """The kinds of forms. The numbers are in every token ever made: they stay as they are."""

    CODE = 1
    E164 = 2
    NATIONAL = 3
    MAILBOX = 4
    CANONICAL_MAILBOX = 5
    DIGITS = 6
    FULL_NAME = 7
    FIRST_LAST = 8
    INITIAL_LAST = 9
    ISO_DATE = 10
    WORDS = 11
    SUBJECT = 12
    EMBEDDED = 13


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a value."""

    variant: Variant
    text: str = field(repr=False)
    strength: Strength
