"""The certificate of a request: what was asked, what was checked and what was not, what became of it, and proof.

The statement is canonical JSON. Its hash stands in a leaf of the log, and the certificate brings the proof that the
leaf is there; all of it is signed with the log's key. Whoever has that one public key can check it offline: one altered
byte, white space included, and it fails. It says what was checked before it says the verdict.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.erasure.canonical import canonical, digest
from server.ledger.checkpoint import Head, InclusionProof
from server.ledger.images import NO_SCOPE, Leaf, commitment, entry
from server.ledger.notes import Signer, Unsound, Verifier

CERTIFICATE = "veilscript-erasure-certificate/1"
SIGNED = b"veilscript-erasure-certificate/1\n"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """The event of the log that names the statement's hash, with the salt of its commitment."""

    kind: str
    tenant: str
    at: str
    body: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What a certificate that holds says.

    Attributes:
        statement: what is certified.
        head: of the log that its leaf was proven to be in.
        stamp: what a timestamping authority answered for the statement, not checked; nothing where none did.
    """

    statement: Mapping[str, Any]
    head: Head
    stamp: bytes = b""

    @property
    def stamped(self) -> bytes:
        """What an authority stamps: the statement as it is hashed."""
        return canonical(self.statement)


def write(
    statement: Mapping[str, Any], event: LoggedEvent, proof: InclusionProof, signer: Signer, *, stamp: str = ""
) -> bytes:
    """Return a certificate.

    Args:
        statement: what is certified, of texts, integers, lists and dictionaries.
        event: of the log, whose body holds the statement's hash.
        proof: that the event is in the log.
        signer: has the log's key.
        stamp: what a timestamping authority answered for the statement, in base64; "" without one.
    """
    content: dict[str, object] = {
        "statement": statement,
        "log": {
            "event": {
                "kind": event.kind,
                "tenant": event.tenant,
                "at": event.at,
                "body": event.body,
                "salt": _encode(event.salt),
            },
            "proof": str(proof),
        },
        "public_key": str(signer.verifier),
        **({"timestamp": stamp} if stamp else {}),
    }
    signature = _encode(signer.detached(SIGNED + canonical(content)))
    return canonical(content | {"signature": signature}) + b"\n"


def check(data: bytes, verifier: Verifier) -> Checked:
    """Check a certificate, offline.

    Args:
        data: every byte of it.
        verifier: the log's public key, from somewhere else than the certificate.

    Raises:
        Unsound: it is malformed, altered, not signed by the key, or its leaf is not in the log.
    """
    try:
        content = json.loads(data)
        if canonical(content) + b"\n" != data:
            raise Unsound("the certificate is not as it was written")
        signature = base64.b64decode(content.pop("signature"), validate=True)
        statement, log = content["statement"], content["log"]
        stamp = base64.b64decode(content.get("timestamp", ""), validate=True)
        event = log["event"] | {"salt": base64.b64decode(log["event"]["salt"], validate=True)}
        proof = InclusionProof.parse(log["proof"])
        body = json.loads(event["body"])
        named = (body["certificate"], body["request"], event["tenant"], content["public_key"])
        expected = (digest(statement), statement["request"], statement["tenant"], str(verifier))
        committed = commitment(event["salt"], event["kind"], event["tenant"], event["at"], event["body"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        if isinstance(error, Unsound):
            raise
        raise Unsound("not a certificate") from None
    if not verifier.verifies(SIGNED + canonical(content), signature):
        raise Unsound("the certificate is not signed by the key")
    if named != expected:
        raise Unsound("the log's leaf is of another statement")
    if proof.entry != entry(Leaf.EVENT, NO_SCOPE, committed):
        raise Unsound("the proof is of another leaf")
    return Checked(statement, proof.verify(verifier).head, stamp)


def is_certificate(data: bytes) -> bool:
    """True if some bytes are meant to be a certificate, sound or not."""
    return data.startswith(b"{") or CERTIFICATE.encode() in data


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
