"""Canonical JSON: one way to write a thing, so that it can be hashed and signed.

Keys in order, no white space, UTF-8, no escapes beyond what JSON demands: what RFC 8785 makes of objects, texts,
integers and booleans. There are no fractions in what is signed.
"""

from __future__ import annotations

import hashlib
import json


def canonical(thing: object) -> bytes:
    """Return a thing of dictionaries, lists, texts, integers, booleans and None as the one text that it has."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def digest(thing: object) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(thing)).hexdigest()
