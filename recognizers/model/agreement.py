"""How the model and the rules agree where they want the same characters.

1. What only a rule can be sure of is the rule's: numbers, e-mail and web addresses, secrets, and what the platform knew
   of the parties. The model yields there. Where it takes a range for an organisation or a date, it yields to every
   rule: few policies hide those, and a name must not be shown because it sounds like a firm's.
2. Where both take a range for the same thing, it is one entity: as long as the two together, with the better score.
   Its value is the rule's, unless the model heard more of it. Two that agree need be less sure than one alone.
3. Else the two compete as any two recognizers do, see ``overlaps.py``.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.model.recognizer import KINDS, words_of

_VALUE = "value"
# The least score of a range that no rule confirms. A type that the rules hear nearly as well must be surer to be worth
# its mistakes; so must a date to be a birthday.
ALONE = {
    "PERSON": 0.7,
    "ADDRESS": 0.7,
    "LOCATION": 0.5,
    "ORGANIZATION": 0.5,
    "DATE": 0.5,
    "DATE_OF_BIRTH": 0.99,
    "HEALTH_CONDITION": 0.97,
    "HEALTH_MEDICATION": 0.97,
    "HEALTH_PROCEDURE": 0.97,
    "HEALTH_SYMPTOM": 0.95,
}
# The least score of a range that makes a rule's range of the same type longer.
TOGETHER = ALONE | {"PERSON": 0.4, "ADDRESS": 0.4}
_NEVER = 2.0  # an age is the rules'

_YIELDING = frozenset({"ORGANIZATION", "DATE"})
_WORDED = frozenset({"PERSON", "LOCATION", "ORGANIZATION"})  # their value is their words


def agree(
    text: str, ruled: Sequence[RecognizerResult], heard: Sequence[RecognizerResult]
) -> list[RecognizerResult]:
    """Return the results of rules and model with what they agree on put together.

    Args:
        text: the text they are about.
        ruled: what the rules found, their own overlaps settled: a range that lost to a number stays lost.
        heard: what the model found.
    """
    settled = list(ruled)
    for result in heard:
        mates = [rule for rule in settled if _overlap(rule, result) and _alike(rule, result) and not _is_exact(rule)]
        if not mates:
            if result.score >= ALONE.get(result.entity_type, _NEVER):
                settled += _yielding(result, settled)
            continue
        if result.score < TOGETHER.get(result.entity_type, _NEVER):
            continue
        settled = [rule for rule in settled if not any(rule is mate for mate in mates)]
        settled += _yielding(_together(text, mates, result), settled)
    return settled


def _is_exact(rule: RecognizerResult) -> bool:
    """True for a value that the platform gave: it begins and ends where it was said, and has its subject."""
    return bool((rule.recognition_metadata or {}).get("subject_id"))


def _overlap(one: RecognizerResult, other: RecognizerResult) -> bool:
    return bool(one.start < other.end and other.start < one.end)


def _alike(rule: RecognizerResult, heard: RecognizerResult) -> bool:
    return rule.entity_type == heard.entity_type or (
        rule.entity_type.startswith("HEALTH") and heard.entity_type.startswith("HEALTH")
    )


def _yielding(heard: RecognizerResult, ruled: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """Return what is left of a range of the model beside those that are a rule's alone."""
    rests = [(heard.start, heard.end)]
    for rule in ruled:
        if _overlap(rule, heard) and (
            rule.entity_type not in KINDS or heard.entity_type in _YIELDING or _is_exact(rule)
        ):
            rests = [
                (a, b)
                for start, end in rests
                for a, b in ((start, min(end, rule.start)), (max(start, rule.end), end))
                if a < b
            ]
    pieces = []
    for start, end in rests:
        piece = copy.copy(heard)
        piece.start, piece.end = start, end
        pieces.append(piece)
    return pieces


def _together(text: str, mates: Sequence[RecognizerResult], heard: RecognizerResult) -> RecognizerResult:
    best = max(mates, key=lambda rule: (rule.score, rule.end - rule.start))
    whole = copy.copy(best)
    whole.start = min(heard.start, *(rule.start for rule in mates))
    whole.end = max(heard.end, *(rule.end for rule in mates))
    whole.score = max(heard.score, best.score)
    if (whole.start, whole.end) != (best.start, best.end) and whole.entity_type in _WORDED:
        metadata = dict(best.recognition_metadata or {})
        said, ruled = words_of(text[whole.start : whole.end]), str(metadata.get(_VALUE, ""))
        if len(said) > len(ruled):
            metadata[_VALUE] = said
        whole.recognition_metadata = metadata
    return whole
