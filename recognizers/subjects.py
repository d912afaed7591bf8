"""Subjects: what recognizers found that is a party's, by the value the platform knows, said in part or misheard."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from difflib import SequenceMatcher

from presidio_analyzer import RecognizerResult

from recognizers.entities import KnownIdentity
from recognizers.health.sounds import key

_PARTIAL = 4  # figures of a number that are enough to know it again
_LONG_NAME = 5  # letters from which on a name that sounds alike is the same one
_SAME_SOUND, _SAME_LETTERS = 0.6, 0.82  # how many letters must agree, with the same consonants and without
_DATES = frozenset({"DATE", "DATE_OF_BIRTH"})


def link(results: Sequence[RecognizerResult], identities: Sequence[KnownIdentity]) -> list[RecognizerResult]:
    """Return the results, with its subject on each that is a party's.

    A date that is a known birth date becomes one: without the year, too.

    Args:
        results: that do not overlap.
        identities: what the platform knows of the parties.
    """
    return [_linked(result, identities) for result in results] if identities else list(results)


def _linked(result: RecognizerResult, identities: Sequence[KnownIdentity]) -> RecognizerResult:
    metadata = result.recognition_metadata or {}
    value = str(metadata.get("value", ""))
    if metadata.get("subject_id") or not value:
        return result
    for identity in identities:
        kind = identity.entity_type
        comparable = result.entity_type == kind or {result.entity_type, kind} <= _DATES
        if comparable and _is_of(value, kind, identity.value):
            linked = copy(result)
            linked.entity_type, linked.score = kind, 1.0
            linked.recognition_metadata = {**metadata, "subject_id": identity.subject_id}
            return linked
    return result


def _is_of(value: str, entity_type: str, known: str) -> bool:
    """True for a value that is the known one, or a part of it that says enough."""
    if entity_type == "PERSON":
        names = _words(known)
        words = value.split()
        return bool(words) and all(any(word == name or sounds_like(word, name) for name in names) for word in words)
    if entity_type == "DATE_OF_BIRTH":
        return value == known or (value.startswith("--") and known.endswith(value[1:]))
    said, whole = _bare(value), _bare(known)
    return bool(said) and (said == whole or (len(said) >= _PARTIAL and said.isdigit() and whole.endswith(said)))


def sounds_like(said: str, name: str) -> bool:
    """True for a name as it may have been misheard: "jenifer", "kowalczik".

    Args:
        said: a word, in lower case.
        name: a name, in lower case; a short one must be heard right.
    """
    if min(len(said), len(name)) < _LONG_NAME or said[0] != name[0]:
        return False
    alike = SequenceMatcher(None, said, name, autojunk=False).ratio()
    return alike >= (_SAME_SOUND if key(said) == key(name) else _SAME_LETTERS)


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
