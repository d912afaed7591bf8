"""The keys under which values are fingerprinted, in a file apart from the ledger's rows.

A fingerprint is ``HMAC-SHA256(key[tenant, entity type], normalised value)``: equal for equal values of one tenant and
type, and without the key it says nothing. Short values (a CVV, a PIN, the last four digits) could be guessed by anyone
who holds the key, and by nobody who does not: keep the root secret away from copies of the ledger.

The root secret wraps every key (AES-256-GCM) and is itself in no database. The file is in rollback-journal mode with
``secure_delete``: in WAL mode the bytes of a deleted key would stay on the disk until a checkpoint.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sqlite3
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.errors import ConfigInvalid
from server.ledger.database import create_private, guarded, sync_directory
from server.ledger.normalise import normalise

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
ROOT_MIN_BYTES = 32
ROOT_CHECK = ("", "")
"""The row that only the right root opens; no tenant has an empty name."""


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
            part = path.with_name(path.name + ".part")
            part.unlink(missing_ok=True)
            create_private(part, secrets.token_hex(KEY_BYTES).encode() + b"\n")
            part.rename(path)
            sync_directory(path.parent)
        if not path.exists():
            raise ConfigInvalid(
                "The root secret of the keystore is missing.",
                action="Put the file back: the keys beside it cannot be read without it.",
            )
        return check_root(path.read_bytes())


def check_root(secret: bytes) -> bytes:
    """Return a root secret without the white space around it.

    Raises:
        ConfigInvalid: it has fewer than 32 bytes.
    """
    secret = secret.strip()
    if len(secret) < ROOT_MIN_BYTES:
        raise ConfigInvalid(f"The root secret of the keystore has fewer than {ROOT_MIN_BYTES} bytes.")
    return secret


class Keystore:
    """Makes fingerprints; its keys do not leave it. Used by one thread at a time."""

    __slots__ = ("_connection", "_keys", "_wrap")

    def __init__(self, connection: sqlite3.Connection, wrap: AESGCM) -> None:
        self._connection = connection
        self._wrap = wrap
        self._keys: dict[tuple[str, str], bytes] = {}

    @classmethod
    def open(cls, path: Path, root: bytes) -> Keystore:
        """Open the keystore, or create it (mode 0600).

        Args:
            path: the keystore's file.
            root: the root secret, at least 32 bytes.

        Raises:
            ConfigInvalid: the root secret is not the one that the file was made with, or a newer version made it.
            LedgerUnavailable: the file cannot be read or written.
        """
        wrap = AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=b"veilscript keystore 1").derive(check_root(root)))
        with guarded():
            create_private(path)
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            try:
                keystore = cls(connection, wrap)
                keystore._prepare()
            except BaseException:
                connection.close()
                raise
            return keystore

    def fingerprint(self, tenant: str, entity_type: str, value: str) -> bytes:
        """Return the fingerprint of a value: 32 bytes, or none for an empty value.

        The first value of a tenant and type makes their key, which is durable before this returns.

        Raises:
            LedgerUnavailable: the key cannot be read or written.
        """
        normalised = normalise(entity_type, value)
        if not normalised:
            return b""
        # A lone surrogate is not valid UTF-8 and must neither fail here nor appear in an encoder's error.
        return hmac.digest(self._key(tenant, entity_type), normalised.encode("utf-8", "surrogatepass"), "sha256")

    def close(self) -> None:
        """Close the file and forget the keys."""
        self._keys.clear()
        with guarded():
            self._connection.close()

    def _prepare(self) -> None:
        run = self._connection.execute
        for pragma in ("journal_mode=DELETE", "secure_delete=ON", "synchronous=FULL"):
            run(f"PRAGMA {pragma}")
        version = run("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise ConfigInvalid("A newer version wrote the keystore.", action="Run that version or a later one.")
        if version < VERSION:
            run(
                "CREATE TABLE IF NOT EXISTS keys (tenant TEXT NOT NULL, entity_type TEXT NOT NULL,"
                " wrapped BLOB NOT NULL, PRIMARY KEY (tenant, entity_type)) WITHOUT ROWID"
            )
            run(f"PRAGMA user_version={VERSION}")
        self._key(*ROOT_CHECK)

    def _key(self, tenant: str, entity_type: str) -> bytes:
        name = (tenant, entity_type)
        if name not in self._keys:
            with guarded():
                self._keys[name] = self._load(name)
        return self._keys[name]

    def _load(self, name: tuple[str, str]) -> bytes:
        label = "\0".join(name).encode("utf-8", "surrogatepass")
        select = "SELECT wrapped FROM keys WHERE tenant = ? AND entity_type = ?"
        row = self._connection.execute(select, name).fetchone()
        if row is None:
            nonce = os.urandom(NONCE_BYTES)
            wrapped = nonce + self._wrap.encrypt(nonce, os.urandom(KEY_BYTES), label)
            # Another process may have made the same key a moment ago: the first one stays.
            self._connection.execute("INSERT OR IGNORE INTO keys VALUES (?, ?, ?)", (*name, wrapped))
            row = self._connection.execute(select, name).fetchone()
        try:
            return self._wrap.decrypt(row[0][:NONCE_BYTES], row[0][NONCE_BYTES:], label)
        except InvalidTag:
            raise ConfigInvalid(
                "The root secret is not the one that the keystore was made with.",
                action="Give the root secret that belongs to this data directory.",
            ) from None
