"""Subjects: what recognizers found that is a party's, by the value the platform knows, said in part or misheard."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from difflib import SequenceMatcher

from presidio_analyzer import RecognizerResult

from recognizers.health.sounds import key
from recognizers.identity.known import PIECE, PLACES, Known, fold

KNOWN = "known"
"""In the metadata of a result that is a party's: True."""

_PARTIAL = 4  # figures of a number that are enough to know it again
_LONG_NAME = 5  # letters from which on a name that sounds alike is the same one
_LONG_PLACE = 5  # letters and figures of an address that are enough
_SAME_SOUND, _SAME_LETTERS = 0.6, 0.82  # how many letters must agree, with the same consonants and without
_DATES = frozenset({"DATE", "DATE_OF_BIRTH"})


def link(results: Sequence[RecognizerResult], identities: Sequence[Known]) -> list[RecognizerResult]:
    """Return the results, with its subject on each that is a party's.

    A date that is a known birth date becomes one: without the year, too.

    Args:
        results: that do not overlap.
        identities: what the platform knows of the parties, ready to be compared.
    """
    return [_linked(result, identities) for result in results] if identities else list(results)


def _linked(result: RecognizerResult, identities: Sequence[Known]) -> RecognizerResult:
    metadata = result.recognition_metadata or {}
    value = str(metadata.get("value", ""))
    if metadata.get(KNOWN) or not value:
        return result
    for known in identities:
        kind = known.identity.entity_type
        comparable = result.entity_type == kind or {result.entity_type, kind} <= _DATES
        if (comparable or {result.entity_type, kind} <= PLACES) and _is_of(value, known):
            linked = copy(result)
            linked.entity_type, linked.score = result.entity_type if kind in PLACES else kind, 1.0
            linked.recognition_metadata = {**metadata, "subject_id": known.identity.subject_id, KNOWN: True}
            return linked
    return result


def _is_of(value: str, known: Known) -> bool:
    """True for a value that is the known one, or a part of it that says enough."""
    kind = known.identity.entity_type
    words = PIECE.findall(fold(value))
    said = "".join(words)
    if kind == "PERSON":
        return bool(words) and (said == known.squeezed or all(_is_name(word, known) for word in words))
    if kind == "DATE_OF_BIRTH":
        whole = known.identity.value
        return value == whole or (value.startswith("--") and whole.endswith(value[1:]))
    if kind in PLACES:
        return len(said) >= _LONG_PLACE and said in known.squeezed
    whole = known.squeezed
    return bool(said) and (said == whole or (len(said) >= _PARTIAL and said.isdigit() and whole.endswith(said)))


def _is_name(word: str, known: Known) -> bool:
    one_of_them = word in known.singles or word in known.nicknames
    return one_of_them or any(sounds_like(word, name) for name in known.words)


def sounds_like(said: str, name: str) -> bool:
    """True for a name as it may have been misheard: "jenifer", "kowalczik", "catherine" for "katherine".

    Args:
        said: a word, in lower case.
        name: a name, in lower case; a short one must be heard right.
    """
    if min(len(said), len(name)) < _LONG_NAME or abs(len(said) - len(name)) > min(len(said), len(name)) // 2:
        return False
    if said[0] != name[0] and (said[0] in _VOWELS or name[0] in _VOWELS or key(said) != key(name)):
        return False
    alike = SequenceMatcher(None, said, name, autojunk=False).ratio()
    return alike >= (_SAME_SOUND if key(said) == key(name) else _SAME_LETTERS)


_VOWELS = frozenset("aeiouhwy")
