"""The words of OpenDSR 2.0, and what they mean here.

The specification is https://github.com/opengdpr/OpenDSR; sections in other modules are its. What it knows nothing of
stands under the processor's domain in `extensions` (section 7.1.2).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType

from server.erasure.states import OVER, REQUEST, Cause, State
from server.ledger.tokens import SUBJECT_ID
from server.ledger.variants import INDEXED

API_VERSION = "2.0"
ERASURE = "erasure"

DOMAINS = ("X-OpenDSR-Processor-Domain", "X-OpenGDPR-Processor-Domain")
SIGNATURES = ("X-OpenDSR-Signature", "X-OpenGDPR-Signature")
"""Each under its own name and under that of the versions before 2.0, which section 10.1 wants honoured."""

RAW, SHA256 = "raw", "sha256"
UNMATCHED = ("md5", "sha1")
"""Formats of section 5.2 that nothing can be found by: the index knows SHA-256 alone."""

IDENTITIES: Mapping[str, str] = MappingProxyType({"email": "EMAIL_ADDRESS", "controller_customer_id": SUBJECT_ID})
"""The identity types of section 5.1 that are said in calls, or that a calling platform names people by."""

EXTENSION: Mapping[str, str] = MappingProxyType(
    {"phone": "PHONE_NUMBER", "name": "PERSON"}
    | {
        name.lower(): name
        for name in INDEXED
        if name not in ("PHONE_NUMBER", "PERSON", "EMAIL_ADDRESS", "NUMBER_SEQUENCE")
    }
)
"""The identity types of our extension."""


class Standing(enum.Enum):
    """How a request stands (section 8)."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


def _standing(state: State) -> Standing:
    if Cause.CANCELLED in REQUEST[state]:
        return Standing.PENDING
    if state in (State.CANCELLED, State.REFERRED):
        # Nothing was erased, nor will be: of who was referred nothing was even searched.
        return Standing.CANCELLED
    # PARTIAL is an answer, too: what is kept is told beside it. FAILED is none: a person looks, and it goes on.
    return Standing.COMPLETED if state in OVER else Standing.IN_PROGRESS


STANDING: Mapping[State, Standing] = MappingProxyType({state: _standing(state) for state in State})
"""What each state of ours is in these words: pending is what may still be called back."""
