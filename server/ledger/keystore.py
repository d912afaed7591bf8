"""The keys of the ledger, in a file apart from its rows: without them its tokens and openings say nothing.

A root, which is in no database, wraps tenant keys; they wrap epoch keys (a tenant, a type, a month); they wrap entity
keys (a value in a call). Destroying a key destroys everything under it, in every copy and backup of the ledger.

The file is in rollback-journal mode with ``secure_delete``: in WAL mode the bytes of a deleted key would stay on the
disk until a checkpoint, and an open reader would hold that off.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from server.errors import ConfigInvalid, LedgerUnavailable
from server.ledger.database import BUSY_SECONDS, create_private, guarded
from server.ledger.images import image
from server.ledger.notes import Signer
from server.ledger.pools import LABEL, KeyPools
from server.ledger.roots import KEY_BYTES, Root, Wrap, derive

VERSION = 2
PRAGMAS = {"journal_mode": "delete", "secure_delete": 1, "synchronous": 2}
CHECK = "check"
TENANT = "tenant "
LOG = "log "
NAMED = "named "
SUPPRESSION = "suppression "
"""Before a tenant: names the key that its suppressions are made with."""
FIRST_AUDIT = ""
"""The epoch of keys that were made before there were epochs."""

_SCHEMA = """
CREATE TABLE root_keys (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL);
-- AUTOINCREMENT: the number of a destroyed key is never given to another.
CREATE TABLE epoch_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, entity_type TEXT NOT NULL, epoch TEXT NOT NULL,
  wrapped BLOB, UNIQUE (tenant, entity_type, epoch));
CREATE TABLE entity_keys (id INTEGER PRIMARY KEY AUTOINCREMENT, epoch INTEGER NOT NULL, wrapped BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class EpochKey:
    """The keys of one tenant, type and epoch: one makes tokens, the other wraps entity keys."""

    id: int
    index: bytes = field(repr=False)
    wrap: Wrap = field(repr=False)


class Keystore:
    """Keeps keys. Used by one thread at a time; several processes may use the file at the same time."""

    __slots__ = ("_connection", "_epochs", "_pools", "_root", "_tenants")

    def __init__(self, path: Path, connection: sqlite3.Connection, root: Root) -> None:
        """Put an opened keystore together; use :meth:`open`."""
        self._connection = connection
        self._root = root
        self._tenants: dict[str, Wrap] = {}
        self._epochs: dict[tuple[str, str, str], EpochKey] = {}
        self._pools = KeyPools(partial(_connect, path))

    @classmethod
    def open(cls, path: Path, root: Root, *, write: bool = True) -> Self:
        """Open the keystore.

        Args:
            path: the keystore's file.
            root: wraps its keys.
            write: create the file (mode 0600) if there is none, and bring it to this version.

        Raises:
            ConfigInvalid: the root is not the one that the file was made with, or another version made it.
            LedgerUnavailable: the file cannot be read or written.
        """
        with guarded():
            if write:
                create_private(path)
            connection = _connect(path, write=write)
            try:
                keystore = cls(path, connection, root)
                keystore._prepare(write=write)
            except BaseException:
                connection.close()
                raise
            return keystore

    def epoch_key(self, tenant: str, entity_type: str, epoch: str, *, create: bool = False) -> EpochKey | None:
        """Return the key of a tenant, type and epoch, or None if there is none or it was destroyed.

        Args:
            tenant: whose it is.
            entity_type: what it is for.
            epoch: the month.
            create: make it if there never was one; it is durable before this returns.

        Raises:
            LedgerUnavailable: the file cannot be read or written.
        """
        name = (tenant, entity_type, epoch)
        if name not in self._epochs:
            with guarded():
                found = self._load_epoch(name) or (self._make_epoch(name) if create else None)
            if found is None:
                return None
            self._epochs[name] = found
        return self._epochs[name]

    def new_entity_key(self, under: EpochKey) -> tuple[int, bytes]:
        """Return a new key of 32 bytes and its number; it is durable already.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        with guarded():
            return self._pools.take(under.id, under.wrap, self._connection)

    def entity_key(self, number: int, under: EpochKey) -> bytes | None:
        """Return an entity key, or None if it was destroyed.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        with guarded():
            select = "SELECT wrapped FROM entity_keys WHERE id = ? AND epoch = ?"
            row = self._connection.execute(select, (number, under.id)).fetchone()
        return under.wrap.unwrap(row[0], LABEL) if row else None

    def destroy_epoch(self, tenant: str, entity_type: str, epoch: str) -> None:
        """Destroy the key of a tenant, type and epoch, and all entity keys under it. Again is no error.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        name = (tenant, entity_type, epoch)
        under = "epoch = (SELECT id FROM epoch_keys WHERE tenant = ? AND entity_type = ? AND epoch = ?)"
        with guarded(), self._transaction() as run:
            # The row stays, without a key, so that nobody makes a new one in its place.
            run("INSERT OR IGNORE INTO epoch_keys (tenant, entity_type, epoch) VALUES (?, ?, ?)", name)
            run("UPDATE epoch_keys SET wrapped = NULL WHERE tenant = ? AND entity_type = ? AND epoch = ?", name)
            run(f"DELETE FROM entity_keys WHERE {under}", name)  # noqa: S608 - a constant
        gone = self._epochs.pop(name, None)
        if gone is not None:
            self._pools.drop(gone.id)

    def destroy_entity_keys(self, numbers: Iterable[int]) -> None:
        """Destroy entity keys. Again is no error.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        with guarded(), self._transaction() as run:
            for number in numbers:
                run("DELETE FROM entity_keys WHERE id = ?", (number,))

    def settle(self) -> None:
        """Finish what had to wait until the ledger's transaction was durable: here, nothing."""

    def destroy_tenant(self, tenant: str) -> None:
        """Destroy the key of a tenant, and with it everything that it has. Again is no error.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        with guarded():
            run = self._connection.execute
            names = run("SELECT entity_type, epoch FROM epoch_keys WHERE tenant = ?", (tenant,)).fetchall()
            for name in names:
                self.destroy_epoch(tenant, *name)
            for name in (TENANT + tenant, NAMED + SUPPRESSION + tenant):
                run("DELETE FROM root_keys WHERE name = ?", (name,))
        self._tenants.pop(tenant, None)

    def entity_key_traces(self, numbers: Iterable[int]) -> list[bytes]:
        """Return how entity keys are written in the file: what must not be found in it once they are destroyed.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        select = "SELECT wrapped FROM entity_keys WHERE id = ?"
        with guarded():
            rows = [self._connection.execute(select, (number,)).fetchone() for number in numbers]
        return [row[0] for row in rows if row]

    def entity_keys_left(self, numbers: Iterable[int]) -> int:
        """Return how many of some entity keys are there.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        return len(self.entity_key_traces(numbers))

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

    def sound(self) -> bool:
        """True if the file is whole.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        with guarded():
            return self._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def rotate(self, root: Root) -> None:
        """Wrap everything that the root wraps under a new one. Tokens, openings and the log stay as they are.

        Raises:
            LedgerUnavailable: the file cannot be written; the old root is still the right one.
        """
        with guarded(), self._transaction() as run:
            for name, wrapped in run("SELECT name, wrapped FROM root_keys").fetchall():
                key = self._root.unwrap(wrapped, _label(name))
                run("UPDATE root_keys SET wrapped = ? WHERE name = ?", (root.wrap(key, _label(name)), name))
        with guarded():
            # What the old root wrapped lies in no free page: secure_delete overwrites it, VACUUM rewrites the file.
            self._connection.execute("VACUUM")
        self._root = root

    def forget(self) -> None:
        """Forget the keys that are kept in memory."""
        self._tenants.clear()
        self._epochs.clear()
        self._pools.close()

    def close(self) -> None:
        """Close the file and forget the keys."""
        self.forget()
        with guarded():
            self._connection.close()

    def _prepare(self, *, write: bool) -> None:
        run = self._connection.execute
        version = run("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise ConfigInvalid("A newer version wrote the keystore.", action="Run that version or a later one.")
        if version < VERSION:
            if not write:
                raise ConfigInvalid("An older version wrote the keystore.", action="Start the server once.")
            self._create()
        self._root_key(CHECK)

    def _create(self) -> None:
        with self._transaction() as run:
            # Another process may have been faster.
            version = run("PRAGMA user_version").fetchone()[0]
            if version >= VERSION:
                return
            for statement in _SCHEMA.split(";\n"):
                run(statement)
            self._make_root_key(CHECK)
            self._make_root_key(f"{LOG}veilscript/{secrets.token_hex(8)}")
            if version == 1:
                self._adopt()
            run(f"PRAGMA user_version={VERSION}")

    def _adopt(self) -> None:
        """Take over the keys of the first version, which the root wrapped directly, under no epoch."""
        run = self._connection.execute
        for tenant, entity_type, wrapped in run("SELECT tenant, entity_type, wrapped FROM keys").fetchall():
            key = self._root.unwrap(wrapped, f"{tenant}\0{entity_type}".encode("utf-8", "surrogatepass"))
            if tenant:
                self._insert_epoch((tenant, entity_type, FIRST_AUDIT), key)
        run("DROP TABLE keys")

    def _root_key(self, name: str) -> bytes | None:
        row = self._connection.execute("SELECT wrapped FROM root_keys WHERE name = ?", (name,)).fetchone()
        return self._root.unwrap(row[0], _label(name)) if row else None

    def _make_root_key(self, name: str) -> bytes:
        wrapped = self._root.wrap(os.urandom(KEY_BYTES), _label(name))
        # Another process may have made the same key a moment ago: the first one stays.
        self._connection.execute("INSERT OR IGNORE INTO root_keys VALUES (?, ?)", (name, wrapped))
        return self._root_key(name) or b""

    def _tenant(self, tenant: str, *, create: bool) -> Wrap | None:
        if tenant not in self._tenants:
            key = self._root_key(TENANT + tenant) or (self._make_root_key(TENANT + tenant) if create else None)
            if key is None:
                return None
            self._tenants[tenant] = Wrap(key)
        return self._tenants[tenant]

    def _load_epoch(self, name: tuple[str, str, str]) -> EpochKey | None:
        select = "SELECT id, wrapped FROM epoch_keys WHERE tenant = ? AND entity_type = ? AND epoch = ?"
        row = self._connection.execute(select, name).fetchone()
        tenant = self._tenant(name[0], create=False)
        if row is None or row[1] is None or tenant is None:
            return None
        key = tenant.unwrap(row[1], image(*name))
        # The first version made its fingerprints with the key itself.
        index = key if name[2] == FIRST_AUDIT else derive(key, b"veilscript index")
        return EpochKey(row[0], index, Wrap(derive(key, b"veilscript wrap")))

    def _make_epoch(self, name: tuple[str, str, str]) -> EpochKey | None:
        self._insert_epoch(name, os.urandom(KEY_BYTES))
        return self._load_epoch(name)

    def _insert_epoch(self, name: tuple[str, str, str], key: bytes) -> None:
        tenant = self._tenant(name[0], create=True)
        if tenant is not None:
            insert = "INSERT OR IGNORE INTO epoch_keys (tenant, entity_type, epoch, wrapped) VALUES (?, ?, ?, ?)"
            self._connection.execute(insert, (*name, tenant.wrap(key, image(*name))))

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection.execute
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _connect(path: Path, *, write: bool = True) -> sqlite3.Connection:
    """Return a connection with the pragmas that the file's promise rests on, asserted.

    Raises:
        LedgerUnavailable: one of them does not hold.
        sqlite3.Error: the file cannot be opened.
    """
    source = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(source, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    try:
        _set_pragmas(connection, write=write)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_pragmas(connection: sqlite3.Connection, *, write: bool) -> None:
    connection.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
    for name, value in PRAGMAS.items():
        if name != "journal_mode" or write:
            connection.execute(f"PRAGMA {name}={value}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != value:
            raise LedgerUnavailable("The keystore cannot be kept as it must be.", action=f"PRAGMA {name} failed.")


def _label(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
