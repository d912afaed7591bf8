"""Versions of the ledger's file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.errors import ConfigInvalid
from server.ledger import migrations
from server.ledger.database import connect, engine
from server.ledger.ledger import CallState
from server.ledger.reader import SqliteReader
from server.ledger.schema import REVISION, metadata
from server.ledger.sqlite import SqliteLedger
from tests.ledger.facts import batch, entity, record


async def test_the_migrations_make_the_schema(data_dir: Path) -> None:
    """A ledger brought up step by step is the one that the code's tables describe."""
    await (await SqliteLedger.open(data_dir)).close()
    opened = engine(data_dir / "ledger.db")
    with opened.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    opened.dispose()


def test_the_newest_migration_is_the_version_of_the_code() -> None:
    """A migration that is added without naming it as the code's version would never be noticed at run time."""
    assert migrations.__file__ is not None
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head() == REVISION


async def test_a_newer_ledger_is_refused(data_dir: Path) -> None:
    """An older program would write rows that the newer one misreads: it says so, and touches nothing."""
    await (await SqliteLedger.open(data_dir)).close()
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigInvalid, match="newer version"):
        await SqliteLedger.open(data_dir)
    with pytest.raises(ConfigInvalid, match="newer version"):
        SqliteReader.open(data_dir)


async def test_an_older_ledger_is_not_read(data_dir: Path) -> None:
    """A reader may not migrate: it tells who can."""
    await (await SqliteLedger.open(data_dir)).close()
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database, database:
        database.execute("DELETE FROM alembic_version")
    with pytest.raises(ConfigInvalid, match="older version") as caught:
        SqliteReader.open(data_dir)
    assert "Start the server" in caught.value.diagnostics()


async def test_a_commit_is_synced_to_the_disk(data_dir: Path) -> None:
    """The write-ahead log is synced at every commit: an acknowledged fact survives a loss of power."""
    await (await SqliteLedger.open(data_dir)).close()
    with closing(connect(data_dir / "ledger.db", write=True)) as connection:
        names = ("journal_mode", "synchronous", "secure_delete")
        pragma = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


async def test_only_evidence_waits_for_the_disk(data_dir: Path) -> None:
    """How far a call has come is written and not synced; the next entity, end or question takes it along."""
    ledger = await SqliteLedger.open(data_dir)
    connection = ledger._recorder.connection
    waited = []
    await ledger.open_call(record("call-1"))
    for fact in (
        batch("call-1", upto=1),
        batch("call-1", entity("e1"), upto=2),
        batch("call-1", upto=3),
        batch("call-1", upto=4, state=CallState.ENDED),
    ):
        await ledger.commit(fact)
        waited.append(connection.execute("PRAGMA synchronous").fetchone()[0] == 2)
    await ledger.close()
    assert waited == [False, True, False, True]
