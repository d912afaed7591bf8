"""The root of the keys: a secret that is in no database, and wraps the keys that are.

:class:`Root` is all the keystore asks for, so that a key-management service can stand in for a local secret: it wraps
and unwraps a few hundred bytes a day, never the data.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.errors import ConfigInvalid
from server.ledger.database import create_private, guarded, sync_directory

KEY_BYTES = 32
NONCE_BYTES = 12
ROOT_MIN_BYTES = 32


class Root(Protocol):
    """What wraps the tenants' keys."""

    def wrap(self, key: bytes, label: bytes) -> bytes:
        """Return a key as only this root can read it, bound to a label."""

    def unwrap(self, wrapped: bytes, label: bytes) -> bytes:
        """Return a wrapped key.

        Raises:
            ConfigInvalid: another root wrapped it, or under another label.
        """


class Wrap:
    """Wraps keys under a key: AES-256-GCM with a random nonce before it.

    Args:
        key: 32 bytes.
    """

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def wrap(self, key: bytes, label: bytes) -> bytes:
        """Return a key as only this one can read it, bound to a label."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, label)

    def unwrap(self, wrapped: bytes, label: bytes) -> bytes:
        """Return a wrapped key.

        Raises:
            ConfigInvalid: another key wrapped it, or under another label.
        """
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], label)
        except (InvalidTag, ValueError):
            raise ConfigInvalid(
                "The root secret is not the one that the keystore was made with, or the keystore is damaged.",
                action="Give the root secret that belongs to this data directory.",
            ) from None


class LocalRoot(Wrap):
    """A root that is a secret of this machine.

    Args:
        secret: at least 32 bytes; white space around them is ignored.

    Raises:
        ConfigInvalid: it is shorter.
    """

    __slots__ = ()

    def __init__(self, secret: bytes) -> None:
        super().__init__(derive(check_root(secret), b"veilscript keystore 1"))


def derive(secret: bytes, purpose: bytes) -> bytes:
    """Return a key of 32 bytes for one purpose: HKDF-SHA256."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


def load_root(path: Path, *, create: bool) -> bytes:
    """Return the root secret in a file.

    Args:
        path: a file with at least 32 bytes of secret; white space around them is ignored.
        create: make the file, mode 0600, if there is none.

    Raises:
        ConfigInvalid: the file is missing and may not be made, or is too short.
        LedgerUnavailable: the file cannot be read or written.
    """
    with guarded():
        if create and not path.exists():
            make_root(path)
        if not path.exists():
            raise ConfigInvalid(
                "The root secret of the keystore is missing.",
                action="Put the file back: the keys beside it cannot be read without it.",
            )
        return check_root(path.read_bytes())


def make_root(path: Path) -> None:
    """Write a new root secret into a new file, mode 0600.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    create_private(part, secrets.token_hex(KEY_BYTES).encode() + b"\n")
    part.rename(path)
    sync_directory(path.parent)


def check_root(secret: bytes) -> bytes:
    """Return a root secret without the white space around it.

    Raises:
        ConfigInvalid: it has fewer than 32 bytes.
    """
    secret = secret.strip()
    if len(secret) < ROOT_MIN_BYTES:
        raise ConfigInvalid(f"The root secret of the keystore has fewer than {ROOT_MIN_BYTES} bytes.")
    return secret
