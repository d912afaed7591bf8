"""Keeps identities out of words that are stored for good: a request's id, a purpose, a reason.

A text and an identity are compared by their letters and digits alone: neither case, accents, spaces nor punctuation
hide that ``anna-kowalski`` is Anna Kowalski.
"""

from __future__ import annotations

import unicodedata

from server.ledger.tokens import Identity
from server.ledger.variants import LEAST_DIGITS, forms


def holds(text: str, identity: Identity) -> bool:
    """True if a text holds an identity, in any of its forms, or :data:`LEAST_DIGITS` digits of it in a row.

    Args:
        text: that would be stored; its digits may be grouped in any way.
        identity: that must not stand in it.
    """
    within = _bare(text)
    words = {_bare(identity.value), *(_bare(form.text) for form in forms(identity.entity_type, identity.value))}
    if any(word in within for word in words if word):
        return True
    # A hash is of no digits that anybody would know the person by.
    return not identity.hashed and any(run in _digits(within) for word in words for run in _runs(_digits(word)))


def _bare(text: str) -> str:
    """Return the letters and digits of a text: in lower case, without accents, digits of every script as 0 to 9."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(str(unicodedata.decimal(c, c)) for c in plain if c.isalnum())


def _digits(bare: str) -> str:
    return "".join(c for c in bare if c.isdecimal())


def _runs(digits: str) -> set[str]:
    return {digits[at : at + LEAST_DIGITS] for at in range(len(digits) - LEAST_DIGITS + 1)}
