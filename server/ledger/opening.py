"""Opens the ledger where it lies: in a data directory, or in a database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.ledger.files import RootSource
from server.ledger.rules import Rules
from server.ledger.sqlite import SqliteLedger
from server.ledger.store import StoredLedger


@asynccontextmanager
async def opened(
    data_dir: Path, *, postgres: str = "", root_secret: RootSource = None, rules: Rules | None = None
) -> AsyncIterator[StoredLedger]:
    """Yield a ledger, and close it afterwards.

    Args:
        data_dir: holds all its files; with a database, its keys.
        postgres: a database as libpq takes it; "" for none.
        root_secret: as for :meth:`server.ledger.sqlite.SqliteLedger.open`.
        rules: what tenants want kept, and for how long.

    Raises:
        ConfigInvalid: it cannot be used as it is.
        LedgerUnavailable: it cannot be read or written.
    """
    ledger: StoredLedger
    if postgres:
        from server.ledger.postgres.ledger import PostgresLedger  # noqa: PLC0415 - its driver is an extra

        ledger = await PostgresLedger.open(postgres, data_dir, root_secret=root_secret, rules=rules)
    else:
        ledger = await SqliteLedger.open(data_dir, root_secret=root_secret, rules=rules)
    try:
        yield ledger
    finally:
        await ledger.close()
