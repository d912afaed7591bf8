"""One written form for each value, so that equal values have equal fingerprints however they were said.

The result feeds a keyed hash and nothing else: it is never stored, logged or shown.
"""

from __future__ import annotations

import unicodedata

DIGITS = frozenset({"PHONE_NUMBER", "CREDIT_CARD", "CARD_EXPIRY", "CARD_CVV", "US_SSN", "AGE", "NUMBER_SEQUENCE"})
"""Types whose value is its digits: "(415) 555-0134" and "4155550134" are one."""

CODES = frozenset({"BANK_ACCOUNT", "GOV_ID", "ACCOUNT_ID", "DATE_OF_BIRTH"})
"""Types written in letters and digits, where case and separators mean nothing."""

UNSPACED = frozenset({"EMAIL_ADDRESS", "URL", "IP_ADDRESS", "USERNAME"})
"""Types that cannot hold a space: one that is there came from speech."""

EXACT = frozenset({"PASSWORD"})
"""Types where a letter's case is part of the value."""


def normalise(entity_type: str, value: str) -> str:
    """Return the form of ``value`` under which its equals are found.

    A value that has nothing of what its type is made of (a phone number without a digit) keeps its words instead,
    so that two different values never meet in an empty string.

    Args:
        entity_type: a type of the entity list; an unknown one is treated as words.
        value: the value as a recognizer wrote it.

    Returns:
        The normalised value; empty only if ``value`` holds nothing but space.
    """
    value = unicodedata.normalize("NFKC", value)
    words = " ".join(value.split())
    if entity_type in EXACT:
        return words
    folded = words.casefold()
    if entity_type in DIGITS:
        return "".join(str(unicodedata.digit(c)) for c in value if c.isdigit()) or folded
    if entity_type in CODES:
        return "".join(c for c in folded if c.isalnum()) or folded
    if entity_type in UNSPACED:
        return "".join(folded.split())
    return folded
