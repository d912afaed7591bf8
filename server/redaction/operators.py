"""What stands in the place of a value: Presidio's operators, and two of ours in its form.

=============  ====================================================  =====================================
name           what is left                                          parameters
=============  ====================================================  =====================================
``label``      ``[PERSON_1]``, the same for the same entity          none
``replace``    ``[PERSON]``, or the text given                       ``value``
``mask``       one character for each of the value's                 ``character``, "*" when unset
``last_four``  all digits but four masked; all, when too few         ``character``
``hash``       ``[PERSON:…]``, HMAC-SHA256 of the value              none; needs the configured salt
``redact``     nothing                                               none
=============  ====================================================  =====================================
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import Any

from presidio_anonymizer.operators import Operator as PresidioOperator
from presidio_anonymizer.operators import OperatorsFactory, OperatorType

from server.redaction.policy import Operator, bare

HIDDEN = "[REDACTED]"
"""Stands for text that could not be judged, and for words that could not be found in their text."""

PARAMETERS: dict[str, frozenset[str]] = {
    "label": frozenset(),
    "replace": frozenset({"value"}),
    "mask": frozenset({"character"}),
    "last_four": frozenset({"character"}),
    "hash": frozenset(),
    "redact": frozenset(),
}
"""Every operator with the parameters it takes."""

SHORTEST_CARD = 13  # ISO/IEC 7812: a card number has 13 to 19 digits; PCI DSS 3.4.1 lets the last four be shown
SHORTEST_OTHER = 8  # of any other number, at most half may stay readable
KEPT = 4


class LastFour(PresidioOperator):
    """Keep the last four digits of a number that is long enough; mask everything else."""

    def operate(self, text: str | None = None, params: dict[str, Any] | None = None) -> str:
        """Return the masked digits of ``text``, a written value."""
        params = params or {}
        digits = "".join(c for c in text or "" if c.isdigit())
        shortest = SHORTEST_CARD if params["entity_type"] == "CREDIT_CARD" else SHORTEST_OTHER
        character: str = params["masking_char"]
        if len(digits) < shortest:
            return character * max(len(digits), KEPT)
        return character * (len(digits) - KEPT) + digits[-KEPT:]

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Policies are validated when they are read."""

    def operator_name(self) -> str:
        """Return the name policies use."""
        return "last_four"

    def operator_type(self) -> OperatorType:
        """Return the direction."""
        return OperatorType.Anonymize


class KeyedHash(PresidioOperator):
    """HMAC-SHA256 under a key of the installation; Presidio's own hash salts every value at random."""

    def operate(self, text: str | None = None, params: dict[str, Any] | None = None) -> str:
        """Return the first 128 bits, in hexadecimal, of the keyed hash of ``text``."""
        params = params or {}
        message = f"{params['entity_type']}\0{text}".encode()
        return hmac.new(params["key"], message, hashlib.sha256).hexdigest()[:32]

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Policies are validated when they are read."""

    def operator_name(self) -> str:
        """Return the name policies use."""
        return "keyed_hash"

    def operator_type(self) -> OperatorType:
        """Return the direction."""
        return OperatorType.Anonymize


@cache
def _presidio(name: str) -> PresidioOperator:
    factory = OperatorsFactory()  # type: ignore[no-untyped-call]
    factory.add_anonymize_operator(LastFour)
    factory.add_anonymize_operator(KeyedHash)
    return factory.create_operator_class(name, OperatorType.Anonymize)


def operate(operator: Operator, *, entity_type: str, label: str, text: str, value: str, key: bytes) -> str:
    """Return what stands in the place of a range of text.

    Args:
        operator: of the policy.
        entity_type: the entity's type as it is known now.
        label: the entity's own placeholder, without brackets, as ``PERSON_1``.
        text: what is replaced.
        value: the entity's value as it would be written.
        key: what ``hash`` is keyed with.
    """
    params = dict(operator.params)
    character = params.get("character", "*")
    match operator.name:
        case "label":
            return _run("replace", text, new_value=f"[{label}]")
        case "replace":
            return _run("replace", text, new_value=params.get("value") or f"[{entity_type}]")
        case "mask":
            return _run("mask", text, masking_char=character, chars_to_mask=len(text), from_end=False)
        case "last_four":
            return _run("last_four", value, entity_type=entity_type, masking_char=character)
        case "hash":
            return f"[{entity_type}:{_run('keyed_hash', bare(value), entity_type=entity_type, key=key)}]"
        case _:
            return _run("redact", text)


def _run(name: str, text: str, **params: object) -> str:
    return str(_presidio(name).operate(text=text, params=params))
