"""Taking a request in: is it whole, and did the tenant's controller give the order?

A controller signs an instruction with the Ed25519 key that its tenant has registered. It names the request and a
commitment to the identities, SHA-256 of a nonce and them: once the nonce is destroyed, the signed text can be kept for
ever and tells nobody who it was about.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from server.erasure.canonical import canonical
from server.erasure.clocks import Regime
from server.erasure.request import NewRequest, Requester
from server.erasure.rules import Role, TenantRules
from server.errors import FieldViolation, InvalidField, PermissionDenied
from server.ledger.guard import holds
from server.ledger.tokens import Identity

INSTRUCTION = "veilscript-erasure-instruction/1"
LONGEST_ID = 256
MOST_IDENTITIES = 100
LEAST_NONCE = 16
LEAST_TOLD = 7
"""Digits of an identity that a random UUID hardly ever has in a row."""
RANDOM_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""A UUID of version 4 in lower case."""


def check(tenant: str, rules: TenantRules, new: NewRequest, now: datetime) -> None:
    """Refuse a request that cannot be taken.

    Args:
        tenant: whose it is.
        rules: of the tenant.
        new: the request.
        now: the time.

    Raises:
        InvalidField: something is missing, or the request's id holds an identity.
        PermissionDenied: the tenant's controller has to sign, and did not.
    """
    violations = []
    if not new.request_id or len(new.request_id.encode()) > LONGEST_ID or "/" in new.request_id:
        violations.append(FieldViolation("request_id", f"Is empty, has a slash, or more than {LONGEST_ID} bytes."))
    if not 0 < len(new.identities) <= MOST_IDENTITIES:
        violations.append(FieldViolation("identities", f"Are none, or more than {MOST_IDENTITIES}."))
    if any(_told_by(new.request_id, identity) for identity in new.identities):
        violations.append(FieldViolation("request_id", "Holds an identity: it would be stored."))
    if not (*new.regimes, *rules.regimes):
        violations.append(FieldViolation("regimes", "Are none, and the tenant has none: nothing would ever be due."))
    if new.received_at is not None and new.received_at > now:
        violations.append(FieldViolation("received_at", "Is in the future."))
    if violations:
        raise InvalidField(tuple(violations))
    if rules.controller_key and not referred(rules, new) and not signed(tenant, rules, new):
        raise PermissionDenied("The request needs an instruction that the tenant's controller signed.")


def _told_by(request_id: str, identity: Identity) -> bool:
    """True if a request's id holds an identity; a few letters or digits of it are in a random UUID by chance."""
    by_chance = sum(c.isdecimal() for c in identity.value) < LEAST_TOLD
    return not (by_chance and RANDOM_ID.fullmatch(request_id)) and holds(request_id, identity)


def referred(rules: TenantRules, new: NewRequest) -> bool:
    """True if a consumer turned to a processor: the answer is whom to ask, and nothing is searched."""
    return rules.role is Role.PROCESSOR and new.requester is Requester.CONSUMER


def instruction(tenant: str, new: NewRequest) -> str:
    """Return the text that the controller signs."""
    return new.order or _told(tenant, new)


def _told(tenant: str, new: NewRequest) -> str:
    """Return what a request says, as text."""
    identities = canonical(sorted([identity.entity_type, identity.value] for identity in new.identities))
    return canonical(
        {
            "type": INSTRUCTION,
            "tenant": tenant,
            "request_id": new.request_id,
            "kind": new.kind.value,
            "regimes": sorted(regime.value for regime in new.regimes),
            "whole_calls": new.whole_calls,
            "identities": hashlib.sha256(new.nonce + identities).hexdigest(),
        }
    ).decode()


def sign(tenant: str, new: NewRequest, key: Ed25519PrivateKey) -> bytes:
    """Return the controller's signature under a request's instruction."""
    return key.sign(instruction(tenant, new).encode())


def signed(tenant: str, rules: TenantRules, new: NewRequest) -> bool:
    """True if the tenant's controller signed the instruction."""
    if not new.order and len(new.nonce) < LEAST_NONCE:
        return False
    return signed_by(rules.controller_key, instruction(tenant, new), new.signature)


def signed_by(key: bytes, text: str, signature: bytes) -> bool:
    """True if an Ed25519 signature under a text is of a key of 32 bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


def recorded(tenant: str, rules: TenantRules, new: NewRequest) -> str:
    """Return what is kept of the instruction: its text and whose key signed it; "" where nothing had to be signed."""
    if not rules.controller_key:
        return ""
    key = base64.b64encode(rules.controller_key).decode()
    signature = base64.b64encode(new.signature).decode()
    return canonical({"text": instruction(tenant, new), "key": key, "signature": signature}).decode()


def fingerprint(key: bytes, tenant: str, rules: TenantRules, new: NewRequest) -> bytes:
    """Return what is equal for equal requests, and tells nothing without the tenant's key."""
    facts = [
        _told(tenant, new),
        new.nonce.hex(),
        sorted([identity.entity_type, identity.value] for identity in new.identities),
        new.requester.value,
        new.minor.value,
        [regime.value for regime in regimes(rules, new)],
    ]
    return hmac.digest(key, canonical(facts), "sha256")


def regimes(rules: TenantRules, new: NewRequest) -> tuple[Regime, ...]:
    """Return everything that the request is answered under, each once."""
    return tuple(dict.fromkeys((*new.regimes, *rules.regimes)))
