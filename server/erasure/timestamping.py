"""Timestamps of an authority (RFC 3161): that a certificate's statement was there at a time, by somebody else's word.

Off unless the erasure rules name an authority. What it is sent is a hash of the statement and a random number.
"""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.x509 import Certificate

from server.errors import ConfigInvalid
from server.ledger.notes import Unsound

TIMEOUT = 10.0
LONGEST = 1 << 16
"""Bytes of an answer: a token with a chain of certificates has a few thousand."""

MISSING = ConfigInvalid("Timestamps need a library that is not installed.", action="Install veilscript[timestamp].")


def available() -> bool:
    """True if timestamps can be asked for and checked here."""
    try:
        import rfc3161_client  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return False
    return True


def ask(url: str, data: bytes) -> bytes:
    """Ask an authority for a timestamp; return what it answered, or nothing where it has given none.

    Args:
        url: of the authority, from the configuration. Redirects are not followed.
        data: what is stamped; its SHA-256 is sent.
    """
    from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response  # noqa: PLC0415 - an extra

    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = _post(url, asked.as_bytes())
        given = decode_timestamp_response(answer)
        if PKIStatus(given.status) is not PKIStatus.GRANTED:
            return b""
        told = given.tst_info
        own = (told.nonce, told.message_imprint.message) == (asked.nonce, asked.message_imprint.message)
    except (OSError, http.client.HTTPException, ValueError):
        return b""
    return answer if own else b""


def check(answer: bytes, data: bytes, trusted: Sequence[Certificate]) -> datetime:
    """Check a timestamp, offline; return when it was given, in UTC.

    Args:
        answer: of the authority.
        data: what it is said to have stamped.
        trusted: certificates of the authority, or of who certified it; at least one.

    Raises:
        Unsound: it is malformed, of something else, or not the authority's.
        ConfigInvalid: the library for it is not installed.
    """
    if not available():
        raise MISSING
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415 - an extra

    try:
        given = decode_timestamp_response(answer)
        builder = VerifierBuilder()
        for certificate in trusted:
            builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(given, data)
    except (ValueError, VerificationError):
        raise Unsound("the timestamp is not the authority's, or of another statement") from None
    return given.tst_info.gen_time


def _post(url: str, query: bytes) -> bytes:
    """Send a query (RFC 3161, section 3.4); return the answer.

    Raises:
        OSError, http.client.HTTPException: there is none.
        ValueError: it is not what was asked for.
    """
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, query, {"Content-Type": "application/timestamp-query"})
        told = connection.getresponse()
        answer = told.read(LONGEST + 1)
        if told.status != http.client.OK or len(answer) > LONGEST:
            raise ValueError("no timestamp")
        return answer
    finally:
        connection.close()
