"""Keeps identities out of words that are stored for good: a request's id, a purpose, a reason.

A text and an identity are compared by their letters and digits alone: neither case, accents, spaces nor punctuation
hide that ``anna-kowalski`` is Anna Kowalski. Of a name each word counts, in any order: ``Kowalski, A.`` is her, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from server.ledger.form import LEAST_DIGITS
from server.ledger.tokens import Identity
from server.ledger.variants import TITLES, forms

LEAST_NAME = 3
"""A shorter word of a name is refused beside another of its words alone: too many words are as short."""
LEAST_WITHIN = 6
"""A word of a name so long is seen within another word, too: ``kowalskicase``."""


def holds(text: str, identity: Identity) -> bool:
    """True if a text holds an identity, in any of its forms, or :data:`LEAST_DIGITS` digits of it in a row.

    Args:
        text: that would be stored; its digits may be grouped in any way.
        identity: that must not stand in it.
    """
    within = _bare(text)
    person = identity.entity_type == "PERSON"
    texts = (form.text for form in forms(identity.entity_type, identity.value))
    # Of a name that is one word the rules of words decide.
    words = {_bare(text) for text in (identity.value, *texts) if not person or " " in text}
    if any(word in within for word in words if word):
        return True
    # A hash is of no digits and no words that anybody would know the person by.
    if identity.hashed:
        return False
    if person and _names(text, identity.value):
        return True
    return any(run in _digits(within) for word in words for run in _runs(_digits(word)))


def _names(text: str, name: str) -> bool:
    """True if a text holds a word of a name, or its words in another order."""
    known = [word for word in _words(name) if word not in TITLES]
    said = list(_words(text))
    for word in known:
        if (len(word) >= LEAST_NAME or len(known) == 1) and word in said:
            return True
        if len(word) >= LEAST_WITHIN and any(word in other for other in said):
            return True
    turned = {f"{one}{other}" for one in known for other in known if one != other}
    return any(pair in "".join(said) for pair in turned)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text: letters in a row, in lower case, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'\u2019")
    return (found[0] for found in re.finditer(r"[^\W\d_]+", kept))


def _bare(text: str) -> str:
    """Return the letters and digits of a text: in lower case, without accents, digits of every script as 0 to 9."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(str(unicodedata.decimal(c, c)) for c in plain if c.isalnum())


def _digits(bare: str) -> str:
    return "".join(c for c in bare if c.isdecimal())


def _runs(digits: str) -> set[str]:
    return {digits[at : at + LEAST_DIGITS] for at in range(len(digits) - LEAST_DIGITS + 1)}
