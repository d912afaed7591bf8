"""Openings: where an entity was said, what found it and what was done, sealed under a key that can be destroyed.

AES-256-GCM, one random key for each distinct value of each call. The value itself is in it only where a tenant turned
reversible mode on for its type.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.ledger.images import image
from server.ledger.ledger import SpanRecord

NONCE_BYTES = 12
_JSON = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Opening:
    """One record of an entity; a later one adds its spans and replaces the rest."""

    spans: tuple[SpanRecord, ...]
    score: float
    recognizer: str
    operator: str
    policy_fingerprint: str
    subject_id: str
    recorded_at: str
    value: str | None = field(repr=False, default=None)

    def seal(self, key: bytes, *place: str) -> bytes:
        """Return the opening as only the key's holder can read it.

        Args:
            key: 32 bytes.
            place: tenant, call and entity: sealed bytes open in no other place.
        """
        spans = [[s.segment_id, s.sequence, s.start, s.end, s.start_offset, s.end_offset] for s in self.spans]
        fields = [
            spans,
            self.score,
            self.recognizer,
            self.operator,
            self.policy_fingerprint,
            self.subject_id,
            self.recorded_at,
            *(() if self.value is None else (self.value,)),
        ]
        nonce = os.urandom(NONCE_BYTES)
        plain = _JSON.encode(fields).encode()
        return nonce + AESGCM(key).encrypt(nonce, plain, image(*place))

    @classmethod
    def unseal(cls, sealed: bytes, key: bytes, *place: str) -> Opening | None:
        """Return a sealed opening, or None if the key does not open it in this place."""
        try:
            plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], image(*place))
        except (InvalidTag, ValueError):
            return None
        spans, *rest = json.loads(plain)
        return cls(tuple(SpanRecord(*span) for span in spans), *rest)
