"""Entity keys made ahead: a commit takes one from memory and does not wait for the disk that the keys lie on."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

from server.errors import LedgerUnavailable
from server.ledger.roots import KEY_BYTES, Wrap

FIRST = 32
LARGEST = 256
LABEL = b"entity"

Key = tuple[int, bytes]
"""The number of a key, and its 32 bytes."""


@dataclass(slots=True)
class _Pool:
    """The keys of one epoch that are durable and not yet taken."""

    keys: list[Key] = field(default_factory=list, repr=False)
    made: int = 0
    filling: bool = False


class KeyPools:
    """Makes and hands out keys. A thread beside the writer's fills a pool that is half empty.

    Args:
        connect: returns a connection to the keystore's file, for that thread.
    """

    __slots__ = ("_connect", "_filler", "_gate", "_pools")

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._gate = threading.Lock()
        self._pools: dict[int, _Pool] = {}
        self._filler: ThreadPoolExecutor | None = None

    def take(self, epoch: int, wrap: Wrap, connection: sqlite3.Connection) -> Key:
        """Return a new key; it is durable already.

        Args:
            epoch: the number of an epoch key.
            wrap: that key.
            connection: of the caller, for when there is none left.

        Raises:
            sqlite3.Error: the file cannot be written.
        """
        with self._gate:
            pool = self._pools.setdefault(epoch, _Pool())
            key = pool.keys.pop() if pool.keys else None
            if key is not None and len(pool.keys) * 2 < _next(pool) and not pool.filling:
                pool.filling = True
                self._start(epoch, wrap, pool)
        if key is not None:
            return key
        made = _make(epoch, wrap, _next(pool), connection)
        with self._gate:
            pool.made += len(made)
            pool.keys += made
            return pool.keys.pop()

    def drop(self, epoch: int) -> None:
        """Forget the keys of an epoch that was destroyed."""
        with self._gate:
            self._pools.pop(epoch, None)

    def close(self) -> None:
        """Let the thread finish, and forget the keys."""
        if self._filler is not None:
            self._filler.shutdown()
            self._filler = None
        with self._gate:
            self._pools.clear()

    def _start(self, epoch: int, wrap: Wrap, pool: _Pool) -> None:
        if self._filler is None:
            self._filler = ThreadPoolExecutor(1, "keystore")
        self._filler.submit(self._fill, epoch, wrap, pool)

    def _fill(self, epoch: int, wrap: Wrap, pool: _Pool) -> None:
        made: list[Key] = []
        try:
            with closing(self._connect()) as connection:
                made = _make(epoch, wrap, _next(pool), connection)
        except (sqlite3.Error, LedgerUnavailable):
            return  # whoever finds the pool empty tries again, and is told why it cannot be
        finally:
            with self._gate:
                pool.made += len(made)
                pool.keys += made
                pool.filling = False


def _next(pool: _Pool) -> int:
    """Return how many keys to make: few at first, then half as many more, so that few are left over."""
    return min(max(pool.made // 2, FIRST), LARGEST)


def _make(epoch: int, wrap: Wrap, count: int, connection: sqlite3.Connection) -> list[Key]:
    """Make keys durable; none if their epoch was destroyed meanwhile."""
    keys = [os.urandom(KEY_BYTES) for _ in range(count)]
    insert = (
        "INSERT INTO entity_keys (epoch, wrapped)"
        " SELECT id, ? FROM epoch_keys WHERE id = ? AND wrapped IS NOT NULL RETURNING id"
    )
    connection.execute("BEGIN IMMEDIATE")
    try:
        rows = [connection.execute(insert, (wrap.wrap(key, LABEL), epoch)).fetchone() for key in keys]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return [(int(row[0]), key) for row, key in zip(rows, keys, strict=True) if row]
