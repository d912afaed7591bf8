"""The files of a data directory, and the root that opens its keys."""

from __future__ import annotations

from pathlib import Path

from server.ledger.roots import LocalRoot, Root, load_root

LEDGER_FILE = "ledger.db"
KEYS_FILE = "keys.db"
ROOT_FILE = "root.key"
LOCK_FILE = "ledger.lock"
PUBLIC_KEY_FILE = "log.pub"
"""The log's public key, for `veilscript verify`; who checks should have got it another way, once."""

RootSource = Root | bytes | Path | None
"""A root, its secret, a file that holds the secret, or None: the file ``root.key`` in the data directory."""


def open_root(data_dir: Path, given: RootSource, *, write: bool = False) -> Root:
    """Return the root of a data directory's keys.

    Args:
        data_dir: holds the files.
        given: where the root is.
        write: make the root's file at the first start.

    Raises:
        ConfigInvalid: it is missing or too short.
        LedgerUnavailable: it cannot be read or written.
    """
    if isinstance(given, bytes):
        return LocalRoot(given)
    if isinstance(given, Path):
        return LocalRoot(load_root(given, create=False))
    if given is not None:
        return given
    # A new root beside old keys would only hide that the right one is lost.
    return LocalRoot(load_root(data_dir / ROOT_FILE, create=write and not (data_dir / KEYS_FILE).exists()))
