"""Keys that have a name of their own and are wrapped by the root: of a tenant, of the log, of one request."""

from __future__ import annotations

import os
import sqlite3

from server.ledger.database import guarded
from server.ledger.keyfile import writing
from server.ledger.notes import Signer
from server.ledger.roots import KEY_BYTES, Root

LOG = "log "
NAMED = "named "
SUPPRESSION = "suppression "
"""Before a tenant: names the key that its suppressions are made with."""


class NamedKeys:
    """The named keys of a keystore's file.

    Args:
        connection: to the file.
        root: wraps its keys.
    """

    __slots__ = ("_connection", "_root")

    def __init__(self, connection: sqlite3.Connection, root: Root) -> None:
        self._connection = connection
        self._root = root

    def secret(self, name: str, *, create: bool = False) -> bytes | None:
        """Return a key of 32 bytes that has a name of its own, or None if there is none or it was destroyed.

        Args:
            name: what it is for and whose it is.
            create: make it if there is none; it is durable before this returns.

        Raises:
            LedgerUnavailable: the file cannot be read or written.
        """
        with guarded():
            return self._root_key(NAMED + name) or (self._make_root_key(NAMED + name) if create else None)

    def secret_names(self, beginning: str) -> list[str]:
        """Return the names of keys that begin so.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        with guarded():
            names = [name for (name,) in self._connection.execute("SELECT name FROM root_keys ORDER BY name")]
        return [name.removeprefix(NAMED) for name in names if name.startswith(NAMED + beginning)]

    def destroy_secret(self, name: str) -> None:
        """Destroy a key that has a name. Again is no error.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        with guarded():
            self._connection.execute("DELETE FROM root_keys WHERE name = ?", (NAMED + name,))

    def wrapped_secret(self, name: str) -> bytes | None:
        """Return a key that has a name as the root wrapped it: for a place where it survives this file.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        with guarded():
            row = self._connection.execute("SELECT wrapped FROM root_keys WHERE name = ?", (NAMED + name,)).fetchone()
        return row[0] if row else None

    def restore_secret(self, name: str, wrapped: bytes) -> None:
        """Take a wrapped key back, unless there is one of the name.

        Raises:
            ConfigInvalid: another root wrapped it.
            LedgerUnavailable: the file cannot be written.
        """
        with guarded():
            if self._root_key(NAMED + name) is not None:
                return
            self._root.unwrap(wrapped, _label(NAMED + name))
            self._connection.execute("INSERT OR IGNORE INTO root_keys VALUES (?, ?)", (NAMED + name, wrapped))

    def log_signer(self) -> Signer:
        """Return the key that signs the log's checkpoints.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        with guarded():
            select = "SELECT name FROM root_keys WHERE name LIKE ?"
            (name,) = self._connection.execute(select, (LOG + "%",)).fetchone() or ("",)
            return Signer(name.removeprefix(LOG), self._root_key(name) or b"")

    def rotate(self, root: Root) -> None:
        """Wrap everything that the root wraps under a new one. Tokens, openings and the log stay as they are.

        Raises:
            LedgerUnavailable: the file cannot be written; the old root is still the right one.
        """
        with guarded(), writing(self._connection) as run:
            for name, wrapped in run("SELECT name, wrapped FROM root_keys WHERE length(wrapped) > 0").fetchall():
                key = self._root.unwrap(wrapped, _label(name))
                run("UPDATE root_keys SET wrapped = ? WHERE name = ?", (root.wrap(key, _label(name)), name))
        with guarded():
            # What the old root wrapped lies in no free page: secure_delete overwrites it, VACUUM rewrites the file.
            self._connection.execute("VACUUM")
        self._root = root

    def _root_key(self, name: str) -> bytes | None:
        row = self._connection.execute("SELECT wrapped FROM root_keys WHERE name = ?", (name,)).fetchone()
        return self._root.unwrap(row[0], _label(name)) if row and row[0] else None

    def _make_root_key(self, name: str) -> bytes:
        wrapped = self._root.wrap(os.urandom(KEY_BYTES), _label(name))
        # Another process may have made the same key a moment ago: the first one stays.
        self._connection.execute("INSERT OR IGNORE INTO root_keys VALUES (?, ?)", (name, wrapped))
        return self._root_key(name) or b""


def _label(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
