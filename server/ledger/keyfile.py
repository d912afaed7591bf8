"""The keystore's file: its tables, and the pragmas that its promise rests on.

It is in rollback-journal mode with ``secure_delete``: in WAL mode the bytes of a deleted key would stay on the disk
until a checkpoint, and an open reader would hold that off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import LedgerUnavailable
from server.ledger.database import BUSY_SECONDS

VERSION = 2
PRAGMAS = {"journal_mode": "delete", "secure_delete": 1, "synchronous": 2}

SCHEMA = """
CREATE TABLE root_keys (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL);
-- AUTOINCREMENT: the number of a destroyed key is never given to another.
CREATE TABLE epoch_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, entity_type TEXT NOT NULL, epoch TEXT NOT NULL,
  wrapped BLOB, UNIQUE (tenant, entity_type, epoch));
CREATE TABLE entity_keys (id INTEGER PRIMARY KEY AUTOINCREMENT, epoch INTEGER NOT NULL, wrapped BLOB NOT NULL);
"""


def connect_keys(path: Path, *, write: bool = True) -> sqlite3.Connection:
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


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[Callable[..., sqlite3.Cursor]]:
    """Begin a transaction that writes, yield what runs statements in it, and commit it; roll it back on any error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection.execute
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
