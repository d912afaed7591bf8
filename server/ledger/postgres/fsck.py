"""Checks a ledger in PostgreSQL as a whole, as :mod:`server.ledger.fsck` checks a file."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from server.errors import ConfigInvalid
from server.ledger.buckets import BucketKeystore
from server.ledger.checkpoint import Head
from server.ledger.database import guarded, transaction
from server.ledger.files import KEYS_FILE
from server.ledger.fsck import Report, check_rows, damage_told, open_all
from server.ledger.notes import Verifier
from server.ledger.postgres.connection import PostgresConnection
from server.ledger.postgres.schema import revision_of, sees_all
from server.ledger.roots import Root


def check(
    conninfo: str, data_dir: Path, verifier: Verifier, *, earlier: Iterable[Head] = (), root: Root | None = None
) -> Report:
    """Check the ledger of a database; servers may go on writing it.

    Args:
        conninfo: of the owner of its tables: another role sees one tenant at a time.
        data_dir: holds the keys.
        verifier: the log's public key.
        earlier: heads that the log has had.
        root: of the keys; with it, every opening is opened.

    Raises:
        ConfigInvalid: another version wrote it, the role does not see all of it, or the root is not the
            one of its keys.
        LedgerUnavailable: it cannot be read.
    """
    report = Report()
    with guarded(), closing(PostgresConnection(conninfo)) as connection, damage_told(report):
        if not revision_of(connection):
            raise ConfigInvalid("The database has no ledger of this version.", action="Run `veilscript migrate`.")
        if not sees_all(connection):
            raise ConfigInvalid("The role does not see the whole ledger.", action="Verify as the owner of its tables.")
        with transaction(connection):
            check_rows(connection, verifier, list(earlier), report)
            if root is not None:
                with closing(BucketKeystore.open(data_dir / KEYS_FILE, root, write=False)) as keystore:
                    keystore.attach(connection)
                    open_all(connection, keystore, verifier, report)
    return report
