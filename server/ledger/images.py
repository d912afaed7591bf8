"""What the log's leaves commit to: every row of evidence, as bytes that only that row has.

A leaf's entry is a kind, a scope and the SHA-256 of the row's image. Every image holds a random salt that lies in the
row alone: once the row is gone, the leaf says nothing, and every proof over it still verifies. Kind and scope are in
the clear, so that a missing row can be told from one that was removed by retention or on request.
"""

from __future__ import annotations

import enum
import hashlib
import os

SALT_BYTES = 16
NO_SCOPE = 0


class Leaf(enum.IntEnum):
    """What a leaf stands for. The numbers are in every log ever written: they stay as they are."""

    CALL_OPENED = 1
    CALL_CLOSED = 2
    OPENING = 3
    EVENT = 4


def salt() -> bytes:
    """Return a new salt."""
    return os.urandom(SALT_BYTES)


def image(*fields: str | int | bytes | None) -> bytes:
    """Return fields as bytes that no other fields have: each with its kind and length before it."""
    parts = []
    for field in fields:
        if isinstance(field, bytes):
            parts.append(b"b%d:%b" % (len(field), field))
        elif field is None:
            parts.append(b"n")
        else:
            data = str(field).encode("utf-8", "surrogatepass")
            parts.append(b"%b%d:%b" % (b"s" if isinstance(field, str) else b"i", len(data), data))
    return b"".join(parts)


def commitment(*fields: str | int | bytes | None) -> bytes:
    """Return the SHA-256 of an image; one of the fields is a salt."""
    return hashlib.sha256(image(*fields)).digest()


def entry(kind: int, scope: int, committed: bytes) -> bytes:
    """Return the content of a leaf.

    Args:
        kind: a :class:`Leaf`.
        scope: the tenant, type and epoch that an opening belongs to; ``NO_SCOPE`` for other leaves.
        committed: the commitment to the row.
    """
    return kind.to_bytes(1, "big") + scope.to_bytes(4, "big") + committed
