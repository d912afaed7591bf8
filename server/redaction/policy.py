"""A policy: which types are hidden, from which score on, in which way, and which words always or never are."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

TYPES = (
    "PERSON",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "CREDIT_CARD",
    "CARD_EXPIRY",
    "CARD_CVV",
    "BANK_ACCOUNT",
    "US_SSN",
    "GOV_ID",
    "DATE_OF_BIRTH",
    "AGE",
    "ADDRESS",
    "LOCATION",
    "ACCOUNT_ID",
    "USERNAME",
    "PASSWORD",
    "IP_ADDRESS",
    "URL",
    "HEALTH_CONDITION",
    "HEALTH_MEDICATION",
    "HEALTH_PROCEDURE",
    "HEALTH_SYMPTOM",
    "ORGANIZATION",
    "DATE",
    "NUMBER_SEQUENCE",
)
"""Every type that recognizers find."""

NUMBER_SEQUENCE = "NUMBER_SEQUENCE"
NUMERIC = frozenset(
    {
        "PHONE_NUMBER",
        "CREDIT_CARD",
        "CARD_EXPIRY",
        "CARD_CVV",
        "BANK_ACCOUNT",
        "US_SSN",
        "GOV_ID",
        "ACCOUNT_ID",
        "NUMBER_SEQUENCE",
    }
)
"""Types a run of digits may turn out to be: while it is undecided, its type is only a guess."""


@dataclass(frozen=True, slots=True)
class Operator:
    """How a value is hidden; see ``operators.py`` for the names and their parameters."""

    name: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TypeRule:
    """What a policy says of one entity type: hidden from ``threshold`` on (0 to 1), by ``operator``."""

    threshold: float
    operator: Operator


@dataclass(frozen=True)
class Policy:
    """A set of rules with a name, known by its content.

    Attributes:
        name: how a client asks for it.
        version: its author's own.
        rules: one rule for each type that is hidden; other types are shown.
        fallback: the operator of types that only the deny list names.
        deny: type -> words and phrases that are always hidden as that type.
        allow: words and phrases that are never hidden by themselves.
    """

    name: str
    version: str
    rules: Mapping[str, TypeRule]
    fallback: Operator
    deny: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    allow: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the content in canonical form: equal content, equal fingerprint."""
        content = {
            "name": self.name,
            "version": self.version,
            "rules": {
                kind: [f"{rule.threshold:.6f}", rule.operator.name, sorted(rule.operator.params)]
                for kind, rule in self.rules.items()
            },
            "fallback": [self.fallback.name, sorted(self.fallback.params)],
            "deny": {kind: sorted(phrases) for kind, phrases in self.deny.items()},
            "allow": sorted(self.allow),
        }
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def hides(self, entity_type: str, score: float) -> bool:
        """True when a finding of this type and score is hidden."""
        rule = self.rules.get(entity_type)
        return rule is not None and score >= rule.threshold

    def operator(self, entity_type: str) -> Operator:
        """Return how a type is hidden."""
        rule = self.rules.get(entity_type)
        return self.fallback if rule is None else rule.operator

    def masked_as(self, entity_type: str) -> str | None:
        """Return the type an undecided range is masked as when its time is over, or None when it may be shown.

        A run of digits that is taken for a type this policy shows could still become one it hides, so a policy that
        hides unplaced digits hides it as those.
        """
        if entity_type in self.rules:
            return entity_type
        return NUMBER_SEQUENCE if entity_type in NUMERIC and NUMBER_SEQUENCE in self.rules else None

    def denied(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield (type, start, end) of every phrase of the deny list in a text."""
        for entity_type, pattern in self._deny_patterns:
            for match in pattern.finditer(text):
                yield entity_type, match.start(), match.end()

    def allowed(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the ranges of every phrase of the allow list inside ``text[start:end]``, in order."""
        if self._allow_pattern is not None:
            for match in self._allow_pattern.finditer(text, start, end):
                yield match.span()

    def allows_value(self, value: str) -> bool:
        """True when a whole value, however it was spoken, is on the allow list."""
        return bool(self._allow_values) and bare(value) in self._allow_values

    @cached_property
    def _deny_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((kind, _phrases(phrases)) for kind, phrases in sorted(self.deny.items()) if phrases)

    @cached_property
    def _allow_pattern(self) -> re.Pattern[str] | None:
        return _phrases(self.allow) if self.allow else None

    @cached_property
    def _allow_values(self) -> frozenset[str]:
        return frozenset(bare(phrase) for phrase in self.allow)


def bare(value: str) -> str:
    """Return the letters and digits of a value, in one case and compatibility form."""
    return "".join(c for c in unicodedata.normalize("NFKC", value).casefold() if c.isalnum())


def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the phrases between word bounds, longest first, in any case, with any space between their words."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    choices = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest_first)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)
