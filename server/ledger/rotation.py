"""Changing the root secret: the keys under it are wrapped anew, and nothing else is touched."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from server.errors import ConfigInvalid, NotFound
from server.ledger.database import guarded
from server.ledger.files import KEYS_FILE, LOCK_FILE, RootSource, open_root
from server.ledger.keystore import Keystore
from server.ledger.roots import LocalRoot, load_root
from server.ledger.writers import WritersLock


def rotate_root(data_dir: Path, old: RootSource, new: Path) -> None:
    """Wrap the keys of a data directory under the root in a file; the old root opens nothing afterwards.

    Args:
        data_dir: holds the files; no server may be using it, for it would go on wrapping under the old root.
        old: where the present root is, as for :meth:`server.ledger.sqlite.SqliteLedger.open`.
        new: the file of the new root; it is made, mode 0600, if there is none.

    Raises:
        NotFound: there are no keys.
        ConfigInvalid: a root is not right, or the data directory is in use.
        LedgerUnavailable: a file cannot be read or written; the old root is still the right one.
    """
    if not (data_dir / KEYS_FILE).is_file():
        raise NotFound("There are no keys in the data directory.", action="Give the --data-dir of the server.")
    with guarded():
        lock = WritersLock(data_dir / LOCK_FILE)
        try:
            if not lock.alone:
                raise ConfigInvalid("The data directory is in use.", action="Stop the server first.")
            with closing(Keystore.open(data_dir / KEYS_FILE, open_root(data_dir, old))) as keystore:
                keystore.rotate(LocalRoot(load_root(new, create=True)))
        finally:
            lock.release()
