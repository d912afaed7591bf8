"""Entity keys in a database that cannot forget, under keys of buckets in a file that can.

PostgreSQL keeps a deleted row: in the table until its page is used again, in the write-ahead log, in every replica. So
an entity key is stored there under the key of a small bucket, and the bucket's key lies in the keystore's file. To
destroy an entity key, the others of its bucket are wrapped anew under another bucket's key, and the old bucket's key is
destroyed in the file. What the database still remembers of it then opens nothing.

The order is safe at every crash: the survivors are durable under their new bucket before the old one's key is
destroyed; a bucket that was left DYING in between is finished at the next start.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.errors import LedgerUnavailable
from server.ledger.database import Connection, guarded, transaction
from server.ledger.keystore import EpochKey, Keystore
from server.ledger.pools import LABEL
from server.ledger.roots import KEY_BYTES, Root, Wrap

BUCKET = 64
"""Entity keys of one bucket: so many, at most, are wrapped anew when one is destroyed."""

MARKS = 500
"""How many numbers one statement names."""


@dataclass(slots=True)
class Bucket:
    """The bucket that takes the next entity keys of an epoch."""

    number: int
    wrap: Wrap
    left: int


class BucketKeystore(Keystore):
    """A keystore whose entity keys lie in the ledger's database; use :meth:`open`, then :meth:`attach`.

    A method that writes belongs into a transaction of the ledger, in which the tenant has been entered.
    """

    __slots__ = ("_buckets", "_dying", "_rows")

    _rows: Connection

    def __init__(self, path: Path, connection: sqlite3.Connection, root: Root) -> None:
        super().__init__(path, connection, root)
        self._buckets: dict[int, Bucket] = {}
        self._dying: list[tuple[str, int]] = []

    def attach(self, rows: Connection) -> None:
        """Say which connection of the ledger the entity keys are read and written on."""
        self._rows = rows

    def new_entity_key(self, under: EpochKey) -> tuple[int, bytes]:
        """Return a new key of 32 bytes and its number; durable with the transaction of the ledger.

        Raises:
            LedgerUnavailable: the store cannot be written.
        """
        key = os.urandom(KEY_BYTES)
        for _ in range(2):
            bucket = self._buckets.get(under.id)
            if bucket is None or not bucket.left:
                bucket = self._open_bucket(under)
            number = self._insert(bucket, key)
            if number is not None:
                bucket.left -= 1
                return number, key
            # The bucket is going, or the transaction that made it was rolled back.
            del self._buckets[under.id]
        raise LedgerUnavailable("The keys of the ledger cannot be written.")

    def entity_key(self, number: int, under: EpochKey) -> bytes | None:
        """Return an entity key, or None if it was destroyed.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        row = self._rows.execute("SELECT bucket, wrapped FROM entity_keys WHERE id = ?", (number,)).fetchone()
        key = super().entity_key(row[0], under) if row else None
        return Wrap(key).unwrap(bytes(row[1]), LABEL) if key else None

    def destroy_entity_keys(self, numbers: Iterable[int]) -> None:
        """Destroy entity keys, as soon as the ledger's transaction is durable. Again is no error.

        Raises:
            LedgerUnavailable: the store cannot be written.
        """
        run = self._rows.execute
        wanted = set(numbers)
        buckets: set[tuple[int, int]] = set()
        for chunk in _chunks(sorted(wanted)):
            condition, values = self._rows.among("k.id", chunk)
            select = "SELECT k.bucket, b.epoch FROM entity_keys k JOIN buckets b ON b.id = k.bucket"
            buckets.update(run(f"{select} WHERE {condition}", values).fetchall())
        for number, epoch in sorted(buckets):
            self._empty(number, epoch, wanted)

    def entity_key_traces(self, numbers: Iterable[int]) -> list[bytes]:
        """Return how the buckets of entity keys are written in the keystore's file: what goes when one of them does.

        Raises:
            LedgerUnavailable: a store cannot be read.
        """
        return super().entity_key_traces(sorted({row[1] for row in self._kept(numbers)}))

    def entity_keys_left(self, numbers: Iterable[int]) -> int:
        """Return how many of some entity keys are there.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        return len(self._kept(numbers))

    def destroy_epoch(self, tenant: str, entity_type: str, epoch: str) -> None:
        """Destroy the key of a tenant, type and epoch, and all entity keys under it. Again is no error.

        Raises:
            LedgerUnavailable: a store cannot be written.
        """
        super().destroy_epoch(tenant, entity_type, epoch)
        self._rows.enter(tenant)
        select = "SELECT id FROM epoch_keys WHERE tenant = ? AND entity_type = ? AND epoch = ?"
        with guarded():
            (number,) = self._connection.execute(select, (tenant, entity_type, epoch)).fetchone()
        self._rows.execute(
            "DELETE FROM entity_keys WHERE bucket IN (SELECT id FROM buckets WHERE epoch = ?)", (number,)
        )
        self._rows.execute("DELETE FROM buckets WHERE epoch = ?", (number,))
        self._buckets.pop(number, None)

    def settle(self) -> None:
        """Destroy the keys of dying buckets: what was in them is durable elsewhere, or is to be gone.

        Raises:
            LedgerUnavailable: a store cannot be written; the next call goes on.
        """
        if not self._dying:
            return
        with guarded(), transaction(self._rows, "BEGIN IMMEDIATE"):
            for tenant, number in self._dying:
                self._rows.enter(tenant)
                # One whose transaction was rolled back is not dying at all.
                if self._rows.execute("SELECT 1 FROM buckets WHERE id = ? AND state = 'DYING'", (number,)).fetchone():
                    super().destroy_entity_keys([number])
                    self._rows.execute("DELETE FROM buckets WHERE id = ?", (number,))
        self._dying.clear()

    def resume(self) -> None:
        """Take up what a crash has left dying; within a transaction, before :meth:`settle`."""
        for tenant in self._rows.tenants():
            self._rows.enter(tenant)
            rows = self._rows.execute("SELECT id FROM buckets WHERE state = 'DYING' ORDER BY id").fetchall()
            self._dying += [(tenant, number) for (number,) in rows]

    def forget(self) -> None:
        """Forget the keys that are kept in memory."""
        super().forget()
        self._buckets.clear()

    def _kept(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """Return the numbers of entity keys that are there, with their buckets."""
        found: list[tuple[int, int]] = []
        for chunk in _chunks(sorted(set(numbers))):
            marks = ", ".join("?" * len(chunk))
            select = f"SELECT id, bucket FROM entity_keys WHERE id IN ({marks})"  # noqa: S608 - marks
            found += self._rows.execute(select, chunk).fetchall()
        return found

    def _open_bucket(self, under: EpochKey) -> Bucket:
        number, key = super().new_entity_key(under)
        self._rows.execute("INSERT INTO buckets (id, epoch, state) VALUES (?, ?, 'OPEN')", (number, under.id))
        self._buckets[under.id] = Bucket(number, Wrap(key), BUCKET)
        return self._buckets[under.id]

    def _insert(self, bucket: Bucket, key: bytes) -> int | None:
        row = self._rows.execute(
            "INSERT INTO entity_keys (bucket, wrapped) SELECT id, ? FROM buckets WHERE id = ? AND state = 'OPEN'"
            " RETURNING id",
            (bucket.wrap.wrap(key, LABEL), bucket.number),
        ).fetchone()
        return int(row[0]) if row else None

    def _empty(self, number: int, epoch: int, wanted: set[int]) -> None:
        """Move the keys that stay out of a bucket, drop the others, and let the bucket die."""
        run = self._rows.execute
        under = self._epoch_of(epoch)
        key = super().entity_key(number, under) if under else None
        rows = run("SELECT id, wrapped FROM entity_keys WHERE bucket = ?", (number,)).fetchall()
        run("UPDATE buckets SET state = 'DYING' WHERE id = ?", (number,))
        if under is not None and key is not None:
            old = Wrap(key)
            staying = [(row, old.unwrap(bytes(wrapped), LABEL)) for row, wrapped in rows if row not in wanted]
            if staying:
                # A bucket of its own: the open one of the epoch has been filled with others meanwhile.
                moved = self._open_bucket(under)
                for row, secret in staying:
                    update = "UPDATE entity_keys SET bucket = ?, wrapped = ? WHERE id = ?"
                    run(update, (moved.number, moved.wrap.wrap(secret, LABEL), row))
                moved.left = BUCKET - len(staying)
        self._rows.executemany("DELETE FROM entity_keys WHERE id = ?", [(row,) for row, _ in rows if row in wanted])
        self._dying.append((self._tenant_of(epoch), number))

    def _epoch_of(self, number: int) -> EpochKey | None:
        select = "SELECT tenant, entity_type, epoch FROM epoch_keys WHERE id = ?"
        with guarded():
            row = self._connection.execute(select, (number,)).fetchone()
        return self.epoch_key(*row) if row else None

    def _tenant_of(self, number: int) -> str:
        with guarded():
            (tenant,) = self._connection.execute("SELECT tenant FROM epoch_keys WHERE id = ?", (number,)).fetchone()
        return str(tenant)


def _chunks(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[at : at + MARKS] for at in range(0, len(numbers), MARKS))
