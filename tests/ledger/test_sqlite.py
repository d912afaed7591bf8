"""The SQLite ledger, on real files."""

from __future__ import annotations

import asyncio
import os
import resource
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from server.errors import LedgerUnavailable, NotFound
from server.ledger.ledger import CallState, SpanRecord
from server.ledger.reader import SqliteReader
from server.ledger.sqlite import SqliteLedger
from tests.ledger.facts import TENANT, batch, entity, record

NOBODY = 65534


@pytest_asyncio.fixture
async def ledger(data_dir: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(data_dir)
    yield opened
    await opened.close()


async def test_closing_writes_what_is_waiting(data_dir: Path) -> None:
    """Whoever waits when the ledger closes is answered, and it is true."""
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("call-1"))
    waiting = [asyncio.ensure_future(ledger.commit(batch("call-1", entity(f"e{n}")))) for n in range(50)]
    await asyncio.sleep(0)
    await ledger.close()
    await asyncio.gather(*waiting)
    with pytest.raises(LedgerUnavailable):
        await ledger.commit(batch("call-1"))
    reader = SqliteReader.open(data_dir)
    assert len(list(reader.entities(TENANT, "call-1"))) == 50
    reader.close()


async def test_no_value_is_in_any_file(data_dir: Path, raw_bytes: Callable[[], bytes]) -> None:
    """Planted values are in no byte of the database, its log or the keystore, while it is open and afterwards."""
    values = ["zanzibar quillfeather", "9918273645", "canary.mail@example.org", "hunter2-canary"]
    types = ["PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "PASSWORD"]
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("call-1"))
    found = [entity(f"e{n}", entity_type=types[n], value=value) for n, value in enumerate(values)]
    await ledger.commit(batch("call-1", *found, state=CallState.ENDED))
    planted = [value.encode() for value in values] + [value.encode("utf-16-le") for value in values]
    while_open = raw_bytes()
    assert b"call-1" in while_open, "the log was not read"
    await ledger.close()
    assert not [value for value in planted if value in while_open + raw_bytes()]
    assert not [value for value in values if value in repr(found)]


async def test_files_are_private(ledger: SqliteLedger, data_dir: Path) -> None:
    """Nobody but the owner reads the directory or any file in it, the write-ahead log included."""
    await ledger.open_call(record("call-1"))
    modes = _modes(data_dir)
    assert modes.pop(data_dir.name) == 0o700
    assert {"ledger.db", "ledger.db-wal", "keys.db", "root.key"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def _modes(data_dir: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data_dir, *data_dir.iterdir())}


async def test_a_full_disk_is_an_error_until_there_is_space(ledger: SqliteLedger) -> None:
    """Nothing is acknowledged that did not fit, the error holds no text, and the ledger goes on when there is space."""
    await ledger.open_call(record("call-1"))
    big = batch("call-1", *(entity(f"canary-{n}") for n in range(2000)))
    with _no_space(), pytest.raises(LedgerUnavailable) as caught:
        await ledger.commit(big)
    assert "canary" not in repr(caught.value) + caught.value.diagnostics()
    assert "SQLITE_" in caught.value.action
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert list(ledger.entities(TENANT, "call-1")) == []
    await ledger.commit(big)
    assert len(list(ledger.entities(TENANT, "call-1"))) == 2000


@contextmanager
def _no_space() -> Iterator[None]:
    """Let no file of this process grow beyond 64 KiB: what a full disk looks like to SQLite."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_directory_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    """A read-only volume shows at the start, as the error that it is."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with _without_privilege(), pytest.raises(LedgerUnavailable):
        await SqliteLedger.open(locked / "data")


@contextmanager
def _without_privilege() -> Iterator[None]:
    """Be somebody whom file modes hold; root they do not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_is_no_database_is_an_error(data_dir: Path) -> None:
    """A damaged ledger is never overwritten or taken for an empty one."""
    data_dir.mkdir()
    (data_dir / "ledger.db").write_bytes(b"canary, not a database\n" * 500)
    with pytest.raises(LedgerUnavailable) as caught:
        asyncio.run(SqliteLedger.open(data_dir))
    assert "canary" not in repr(caught.value)
    assert (data_dir / "ledger.db").read_bytes().startswith(b"canary")


async def test_a_reader_sees_what_is_committed_while_a_writer_runs(ledger: SqliteLedger, data_dir: Path) -> None:
    """An audit needs no pause of the server, and changes nothing."""
    reader = SqliteReader.open(data_dir)
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1"), entity("e2", SpanRecord("s1", 1, 20, 30))))
    found = list(reader.entities(TENANT, "call-1"))
    reader.close()
    assert [stored.entity_id for stored in found] == ["e1", "e2"]
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert call.state is CallState.ACTIVE


def test_a_reader_creates_no_ledger(data_dir: Path) -> None:
    """Asking in the wrong place does not leave an empty ledger there."""
    with pytest.raises(NotFound):
        SqliteReader.open(data_dir)
    assert not data_dir.exists()
