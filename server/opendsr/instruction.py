"""The controller's signature over an HTTP request, where its tenant has registered a key.

Three headers: ``Veilscript-Instruction-Timestamp`` (seconds since 1970), ``Veilscript-Instruction-Nonce`` (base64 of 16
to 64 random bytes) and ``Veilscript-Instruction-Signature`` (base64 of the Ed25519 signature). What is signed is
canonical JSON that commits to the body, every byte of it, without holding it::

    {"action":"erasure","body":HEX SHA-256 of nonce and body,"request_id":UUID,"tenant":TENANT,
     "timestamp":SECONDS,"type":"veilscript-opendsr-instruction/1"}

Text and signature are kept and stand in the certificate. Body and nonce are not: it tells nobody who it was about.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.erasure.canonical import canonical
from server.errors import PermissionDenied

TYPE = "veilscript-opendsr-instruction/1"
HEADERS = tuple(f"veilscript-instruction-{name}" for name in ("timestamp", "nonce", "signature"))
TOLERANCE = 300
"""Seconds that an instruction may be old, or ahead of our clock."""
NONCE_BYTES = range(16, 65)
SIGNATURE_BYTES = range(64, 65)

_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a controller signed, and its signature; whether it is the controller's is not said yet."""

    text: str = ""
    signature: bytes = b""


def read(
    headers: Mapping[str, Sequence[str]], *, tenant: str, request_id: str, action: str, body: bytes, now: datetime
) -> Instruction:
    """Return the instruction of a request; an empty one where none came.

    Args:
        headers: of the request, in lower case, each with every value that it came with.
        tenant: whose request it is.
        request_id: which it names.
        action: ``erasure`` or ``cancellation``.
        body: every byte of it.
        now: the time.

    Raises:
        PermissionDenied: a header is missing, came twice or is malformed, or the instruction is too old.
    """
    given = [headers.get(name, ()) for name in HEADERS]
    if not any(given):
        return Instruction()
    if any(len(values) != 1 for values in given):
        raise PermissionDenied("An instruction has a timestamp, a nonce and a signature, each once.")
    timestamp, nonce, signature = (values[0] for values in given)
    if not _SECONDS.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > TOLERANCE:
        raise PermissionDenied(f"The instruction's timestamp is more than {TOLERANCE} seconds from now, or is none.")
    salt = _decoded(nonce, NONCE_BYTES)
    text = canonical(
        {
            "type": TYPE,
            "tenant": tenant,
            "request_id": request_id,
            "action": action,
            "timestamp": int(timestamp),
            "body": hashlib.sha256(salt + body).hexdigest(),
        }
    )
    return Instruction(text.decode(), _decoded(signature, SIGNATURE_BYTES))


def _decoded(written: str, sizes: range) -> bytes:
    try:
        found = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) not in sizes:
        raise PermissionDenied("The instruction's nonce or signature is not base64 of the length that it must have.")
    return found
