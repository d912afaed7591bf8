"""The keys of the ledger, in a file apart from its rows: without them its tokens and openings say nothing.

A root, which is in no database, wraps tenant keys; they wrap epoch keys (a tenant, a type, a month); they wrap entity
keys (a value in a call). Destroying a key destroys everything under it, in every copy and backup of the ledger.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from server.errors import ConfigInvalid
from server.ledger.database import create_private, guarded
from server.ledger.images import image
from server.ledger.keyfile import SCHEMA, VERSION, connect_keys, writing
from server.ledger.namedkeys import LOG, NAMED, SUPPRESSION, NamedKeys
from server.ledger.pools import LABEL, KeyPools
from server.ledger.roots import KEY_BYTES, Root, Wrap, derive

CHECK = "check"
TENANT = "tenant "
CLOSED = b""
"""Stands in place of the key of a tenant that was destroyed."""
FIRST_AUDIT = ""
"""The epoch of keys that were made before there were epochs."""


@dataclass(frozen=True, slots=True)
class EpochKey:
    """The keys of one tenant, type and epoch: one makes tokens, the other wraps entity keys."""

    id: int
    index: bytes = field(repr=False)
    wrap: Wrap = field(repr=False)


class Keystore(NamedKeys):
    """Keeps keys. Used by one thread at a time; several processes may use the file at the same time."""

    __slots__ = ("_epochs", "_pools", "_tenants")

    def __init__(self, path: Path, connection: sqlite3.Connection, root: Root) -> None:
        """Put an opened keystore together; use :meth:`open`."""
        super().__init__(connection, root)
        self._tenants: dict[str, Wrap] = {}
        self._epochs: dict[tuple[str, str, str], EpochKey] = {}
        self._pools = KeyPools(partial(connect_keys, path))

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
            connection = connect_keys(path, write=write)
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
        with guarded(), writing(self._connection) as run:
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
        with guarded(), writing(self._connection) as run:
            for number in numbers:
                run("DELETE FROM entity_keys WHERE id = ?", (number,))

    def settle(self) -> None:
        """Finish what had to wait until the ledger's transaction was durable: here, nothing."""

    def destroy_tenant(self, tenant: str) -> None:
        """Destroy the key of a tenant, and with it everything that it has. Again is no error.

        None is ever made in its place: the tenant is closed.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        with guarded():
            names = self._connection.execute("SELECT entity_type, epoch FROM epoch_keys WHERE tenant = ?", (tenant,))
            for name in names.fetchall():
                self.destroy_epoch(tenant, *name)
            with writing(self._connection) as run:
                for name in (TENANT + tenant, NAMED + SUPPRESSION + tenant):
                    run("DELETE FROM root_keys WHERE name = ?", (name,))
                run("INSERT INTO root_keys VALUES (?, ?)", (TENANT + tenant, CLOSED))
        self._tenants.pop(tenant, None)

    def is_closed(self, tenant: str) -> bool:
        """True once the key of a tenant was destroyed.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        select = "SELECT 1 FROM root_keys WHERE name = ? AND wrapped = ?"
        with guarded():
            return self._connection.execute(select, (TENANT + tenant, CLOSED)).fetchone() is not None

    def tenant_traces(self, tenant: str) -> list[bytes]:
        """Return how the keys that all of a tenant hangs on are written in the file.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        names = (TENANT + tenant, NAMED + SUPPRESSION + tenant)
        with guarded():
            run = self._connection.execute
            found = run("SELECT wrapped FROM root_keys WHERE name IN (?, ?)", names).fetchall()
            found += run("SELECT wrapped FROM epoch_keys WHERE tenant = ?", (tenant,)).fetchall()
        return [wrapped for (wrapped,) in found if wrapped]

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

    def sound(self) -> bool:
        """True if the file is whole.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        with guarded():
            return self._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

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
        with writing(self._connection) as run:
            # Another process may have been faster.
            version = run("PRAGMA user_version").fetchone()[0]
            if version >= VERSION:
                return
            for statement in SCHEMA.split(";\n"):
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

    def _tenant(self, tenant: str, *, create: bool) -> Wrap | None:
        if tenant not in self._tenants:
            key = self._root_key(TENANT + tenant) or (self._make_root_key(TENANT + tenant) if create else None)
            if not key:
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
