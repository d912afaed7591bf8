"""Signed notes: a text and Ed25519 signatures under it, as c2sp.org/signed-note has them.

A note is its text, an empty line, and one line a signature: an em dash, the key's name, and the base64 of the key's
id and the signature. A public key is written ``NAME+ID+KEY``; the id is in hexadecimal, the key in base64 behind the
byte of its algorithm.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from server.errors import ConfigInvalid

ED25519 = b"\x01"
ID_BYTES = 4
KEY_BYTES = 32
DASH = "\N{EM DASH} "


class Unsound(ValueError):
    """A note, checkpoint or proof is not what its format says, or its signature is not of the key."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key: checks notes that its owner signed."""

    name: str
    key: bytes

    @classmethod
    def parse(cls, written: str) -> Verifier:
        """Read ``NAME+ID+KEY``.

        Raises:
            ConfigInvalid: it is not an Ed25519 key in this form, or its id is not that of the key.
        """
        name, _, rest = written.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        found = cls(name, key[1:])
        if not name or key[:1] != ED25519 or len(found.key) != KEY_BYTES or found.key_id.hex() != key_id:
            raise ConfigInvalid("The public key is not of the form NAME+ID+KEY, or not whole.")
        return found

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:ID_BYTES]

    def __str__(self) -> str:
        encoded = base64.b64encode(ED25519 + self.key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def open(self, note: str) -> str:
        """Return the text of a note that this key signed; other signatures under it are not looked at.

        Raises:
            Unsound: the note is malformed, or no signature in it is of this key.
        """
        text, _, tail = note.rpartition("\n\n")
        lines = tail.split("\n")
        if not text or lines.pop() or not lines:
            raise Unsound("not a signed note")
        text += "\n"
        signed = [self._signed(text, line) for line in lines]
        if not any(signed):
            raise Unsound("not signed by the key")
        return text

    def verifies(self, data: bytes, signature: bytes) -> bool:
        """True if this key made a detached signature over some bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, data)
        except InvalidSignature:
            return False
        return True

    def _signed(self, text: str, line: str) -> bool:
        """True if a signature line is of this key, False if it is of another.

        Raises:
            Unsound: the line is malformed, or the signature is wrong.
        """
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        if not line.startswith(DASH) or not name:
            raise Unsound("not a signature line")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise Unsound("not a signature line") from None
        if (name, signature[:ID_BYTES]) != (self.name, self.key_id):
            return False
        if not self.verifies(text.encode(), signature[ID_BYTES:]):
            raise Unsound("the signature is wrong")
        return True


class Signer:
    """A private key: signs notes.

    Args:
        name: of the key; no space and no plus sign.
        seed: 32 secret bytes, the Ed25519 private key of RFC 8032.
    """

    __slots__ = ("_key", "_prefix", "verifier")

    def __init__(self, name: str, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())
        """Checks what this key signed."""
        self._prefix = self.verifier.key_id

    def sign(self, text: str) -> str:
        """Return the note of a text, which ends with a newline."""
        signature = base64.b64encode(self._prefix + self._key.sign(text.encode())).decode()
        return f"{text}\n{DASH}{self.verifier.name} {signature}\n"

    def detached(self, data: bytes) -> bytes:
        """Return a signature over some bytes; they begin with what they are, so that they can be taken for no note."""
        return self._key.sign(data)
