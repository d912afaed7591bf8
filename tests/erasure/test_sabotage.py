"""Whatever is done to the ledger behind the eraser's back: the answer is not "complete"."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.erasure import inspection
from server.erasure.erasure import Erasure
from server.erasure.request import Status
from server.erasure.residue import Scan
from server.erasure.states import State
from server.erasure.tombstones import FILE, Tombstones
from server.errors import LedgerUnavailable, StateConflict
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import (
    JANE,
    OFFICER,
    PHONE,
    acknowledged,
    approved,
    found,
    sound,
    speak,
    verifier,
    wanted,
)


def copied(data_dir: Path, *tables: str) -> Callable[[], None]:
    """Keep the rows of some tables; what is returned puts them back."""
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        kept: dict[str, list[tuple[Any, ...]]] = {
            table: database.execute(f"SELECT * FROM {table}").fetchall()
            for table in tables
        }

    def put_back() -> None:
        with closing(sqlite3.connect(data_dir / "ledger.db")) as database, database:
            for table, rows in kept.items():
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    database.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)

    return put_back


async def refused(asked: Erasure, status: Status, problem: str) -> None:
    """It is not complete, says why, and is not certified."""
    assert status.request.state not in (State.COMPLETE, State.PARTIAL)
    assert problem in status.request.problem
    with pytest.raises(StateConflict):
        await asked.certificate(OFFICER, "r1")


@pytest.mark.parametrize("tables", [("openings", "tokens"), ("openings",), ("tokens",)])
async def test_a_row_that_is_put_back(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path, tables: tuple[str, ...]
) -> None:
    """It fails and says so; approved again once somebody has looked, the row goes, and only then is it complete."""
    await speak(ledger, "call-1", JANE)
    put_back = copied(data_dir, *tables)
    await approved(asked, wanted())
    put_back()
    await refused(asked, await acknowledged(asked), "in the ledger again")
    plan_hash = (await asked.get(OFFICER, "r1")).request.plan_hash
    status = await asked.approve(OFFICER, "r1", plan_hash=plan_hash)
    assert status.request.state is State.COMPLETE
    assert found(ledger, PHONE) == []
    assert sound(ledger)


async def test_a_key_that_is_put_back(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """A wrapped entity key in the keystore again: what was sealed could be opened, so it is not complete."""
    await speak(ledger, "call-1", JANE)
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        rows = keys.execute("SELECT * FROM entity_keys").fetchall()
    await approved(asked, wanted())
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys, keys:
        keys.executemany("INSERT OR IGNORE INTO entity_keys VALUES (?, ?, ?)", rows)
    await refused(asked, await acknowledged(asked), "in the ledger again")


async def test_a_copy_beside_the_ledger(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """A forgotten copy of the database in the data directory holds her traces: they are found."""
    await speak(ledger, "call-1", JANE)
    (data_dir / "ledger.db.old").write_bytes((data_dir / "ledger.db").read_bytes() + _wal(data_dir))
    await approved(asked, wanted())
    await refused(asked, await acknowledged(asked), "Traces")
    (data_dir / "ledger.db.old").unlink()
    plan_hash = (await asked.get(OFFICER, "r1")).request.plan_hash
    assert (await asked.approve(OFFICER, "r1", plan_hash=plan_hash)).request.state is State.COMPLETE


def _wal(data_dir: Path) -> bytes:
    return (data_dir / "ledger.db-wal").read_bytes()


async def test_a_file_that_cannot_be_read(
    ledger: SqliteLedger, asked: Erasure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is proven of it, so it waits; once it can be read, it goes on by itself."""
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted())
    real = inspection.scan

    def unreachable(paths: Any, sought: bytes) -> Scan:  # noqa: ANN401
        return Scan(unread=tuple(name for name, _ in paths)[:1])

    with monkeypatch.context() as patch:
        patch.setattr(inspection, "scan", unreachable)
        await refused(asked, await acknowledged(asked), "cannot be read")
    assert inspection.scan is real
    await asked.execution.resume()
    assert (await asked.get(OFFICER, "r1")).request.state is State.COMPLETE


async def test_a_reader_that_holds_the_log(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody reads, the write-ahead log cannot be emptied: it waits, and says for what."""
    monkeypatch.setattr("server.ledger.sqlite.TRUNCATE_SECONDS", 0.05)
    await speak(ledger, "call-1", JANE)
    with closing(sqlite3.connect(data_dir / "ledger.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM openings").fetchone()
        status = await approved(asked, wanted())
        assert status.request.state is State.ROWS_DELETED
        assert "reader" in status.request.problem
        reader.execute("COMMIT")
    await asked.execution.resume()
    status = await acknowledged(asked)
    assert (status.request.state, status.request.problem) == (State.COMPLETE, "")


async def test_a_missing_acknowledgement(ledger: SqliteLedger, asked: Erasure) -> None:
    """Of two tasks one is not acknowledged: it waits for ever, and its items say for what."""
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", JANE)
    status = await approved(asked, wanted())
    status = await asked.acknowledge(OFFICER, "r1", status.tasks[0].task_id)
    await asked.execution.resume()
    status = await asked.get(OFFICER, "r1")
    assert status.request.state is State.WAITING
    assert {(item.call_id, item.outcome.value) for item in status.items} == {
        ("call-1", "ERASED"),
        ("call-2", "SINK_PENDING"),
    }
    with pytest.raises(StateConflict):
        await asked.certificate(OFFICER, "r1")


async def test_a_request_whose_key_is_gone(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """Nobody knows any more who it was about: it says so and is not complete, and keeps no other from going on."""
    await speak(ledger, "call-1", JANE)
    for name in ("r1", "r2"):
        await approved(asked, wanted(request_id=name))
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys, keys:
        keys.execute("DELETE FROM root_keys WHERE name = 'named request 1 acme'")
    with pytest.raises(LedgerUnavailable):
        await acknowledged(asked)
    await asked.execution.resume()
    await refused(asked, await asked.get(OFFICER, "r1"), "identities")
    assert (await acknowledged(asked, "r2")).request.state is State.COMPLETE


async def test_tombstones_that_are_gone(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """Without its tombstone an erasure does not outlive a backup: it is not complete."""
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted())
    (data_dir / FILE).unlink()
    await refused(asked, await acknowledged(asked), "tombstone")


async def test_a_tombstone_that_names_less(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """Of two rounds' tombstones only one that does not name every row is left: it is not complete."""
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted())
    first = (data_dir / FILE).read_bytes()
    await speak(ledger, "call-2", JANE)
    await acknowledged(asked)
    assert (data_dir / FILE).read_bytes() != first
    (data_dir / FILE).write_bytes(first)
    await refused(asked, await acknowledged(asked), "tombstone")


async def test_a_disk_that_takes_a_tombstone_in_pieces(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that takes less than it was given is gone on with: the line is whole."""
    await speak(ledger, "call-1", JANE)
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr("os.write", lambda descriptor, data: write(descriptor, data[:7]))
        await approved(asked, wanted())
    (stone,) = Tombstones(data_dir / FILE).read(verifier(ledger))
    assert len(stone.rows) == 2
    assert (await acknowledged(asked)).request.state is State.COMPLETE


async def test_tombstones_that_cannot_be_written(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """Then nothing is blocked or destroyed, and it goes on once they can."""
    await speak(ledger, "call-1", JANE)
    (data_dir / FILE).mkdir()
    with pytest.raises(LedgerUnavailable):
        await approved(asked, wanted())
    assert found(ledger, PHONE) == ["call-1"]
    (data_dir / FILE).rmdir()
    await asked.execution.resume()
    assert found(ledger, PHONE) == []
