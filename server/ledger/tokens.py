"""Blind tokens: what the index holds in place of a value, and what a search looks for.

``HMAC-SHA256(K[tenant, type, epoch], variant || SHA256(form))``, 16 bytes: a shorter one could collide, and a
collision would delete a stranger. The inner hash lets a request that brings only the SHA-256 of a form match too.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from server.errors import FieldViolation, InvalidField
from server.ledger.form import Form, Strength, Variant
from server.ledger.variants import INDEXED, NUMBERED, forms, kin, subject_form, variants

TOKEN_BYTES = 16
HASHED = re.compile(r"sha256:([0-9a-fA-F]{64})")
SUBJECT_ID = "SUBJECT_ID"
"""Names a party by the platform's id for it, in place of a type and a value."""

ANY_TYPE = ""
"""A form that is filed under every type."""

_HASHED_STRENGTH: Mapping[Variant, Strength] = MappingProxyType(
    {
        Variant.E164: Strength.STRONG,
        Variant.MAILBOX: Strength.STRONG,
        Variant.CANONICAL_MAILBOX: Strength.STRONG,
        Variant.INITIAL_LAST: Strength.WEAK,
    }
)
"""A hash does not show how long a number is: it may be of the last four digits, which many share."""


def inner(text: str) -> bytes:
    """Return the SHA-256 of a form: what a request may bring in place of the value."""
    # A lone surrogate is not valid UTF-8 and must neither fail here nor appear in an encoder's error.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def token(key: bytes, variant: Variant, hashed: bytes) -> bytes:
    """Return the token of a form under the key of a tenant, type and epoch.

    Args:
        key: 32 bytes.
        variant: which form it is.
        hashed: the SHA-256 of the form.
    """
    return hmac.digest(key, bytes([variant]) + hashed, "sha256")[:TOKEN_BYTES]


def tokens(key: bytes, entity_type: str, value: str, subject_id: str = "", region: str = "") -> bytes:
    """Return the tokens of a value, one after the other; the value's strongest first, the subject's last."""
    found = list(forms(entity_type, value, region))
    if subject_id:
        found.append(subject_form(subject_id))
    return b"".join(token(key, form.variant, inner(form.text)) for form in found)


def apart(joined: bytes) -> list[bytes]:
    """Take tokens apart that stand one after the other."""
    return [joined[at : at + TOKEN_BYTES] for at in range(0, len(joined), TOKEN_BYTES)]


@dataclass(frozen=True, slots=True)
class Sought:
    """One form that an identity may have been filed under."""

    entity_type: str
    variant: Variant
    hashed: bytes = field(repr=False)
    strength: Strength


@dataclass(frozen=True, slots=True)
class Identity:
    """Something by which a person is known: a type and its value, or ``sha256:`` and the hash of one of its forms.

    Raises:
        InvalidField: the type cannot be searched by, or the value holds nothing of what its type is made of.
    """

    entity_type: str
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        if self.entity_type not in (*INDEXED, SUBJECT_ID):
            raise InvalidField((FieldViolation("identities.entity_type", "Is not a type that can be searched by."),))
        if self.value.startswith("sha256:") and not self.hashed:
            raise InvalidField((FieldViolation("identities.value", "Is not sha256: and 64 hexadecimal digits."),))
        if not self.hashed and not any(c.isalnum() for c in self.value):
            raise InvalidField((FieldViolation("identities.value", "Holds nothing to search by."),))

    @property
    def hashed(self) -> bytes:
        """The hash that was brought in place of a value, or nothing."""
        found = HASHED.fullmatch(self.value)
        return bytes.fromhex(found[1]) if found else b""

    def sought(self) -> Iterator[Sought]:
        """Yield every form to look for; of equal ones the strongest comes first."""
        if self.entity_type == SUBJECT_ID:
            hashed = self.hashed or inner(self.value)
            yield Sought(ANY_TYPE, Variant.SUBJECT, hashed, Strength.STRONG)
        elif self.hashed:
            yield from self._hashed_forms()
        else:
            own = forms(self.entity_type, self.value)
            yield from (_sought(self.entity_type, form) for form in own)
            yield from (_sought(other, form) for other, form in kin(self.entity_type, own))

    def _hashed_forms(self) -> Iterator[Sought]:
        """Yield every form that a hash may be of: what it was made of is not known."""
        for variant in variants(self.entity_type):
            yield Sought(self.entity_type, variant, self.hashed, _HASHED_STRENGTH.get(variant, Strength.MEDIUM))
        if self.entity_type in NUMBERED:
            for other in NUMBERED:
                if other != self.entity_type:
                    yield from (Sought(other, variant, self.hashed, Strength.MEDIUM) for variant in variants(other))


def _sought(entity_type: str, form: Form) -> Sought:
    return Sought(entity_type, form.variant, inner(form.text), form.strength)
