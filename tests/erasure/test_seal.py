"""What a request's identities were sealed in is gone from every page, though a crash came after the certificate."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from server.erasure.erasure import Erasure
from server.erasure.inspection import Inspection
from server.erasure.residue import Scan
from server.erasure.states import State
from server.erasure.store import Requests
from server.errors import LedgerUnavailable
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import JANE, OFFICER, approved, erasure, opened, speak, wanted


class CutOffError(Exception):
    """Stands for the end of the process."""


def broken(*_: object, **__: object) -> None:
    raise CutOffError


def seals(data_dir: Path) -> list[bytes]:
    """The sealed identities and the wrapped key of every request, as they stand in the files."""
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        found = database.execute("SELECT sealed FROM erasure_requests WHERE sealed IS NOT NULL").fetchall()
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        found += keys.execute("SELECT wrapped FROM root_keys WHERE name LIKE 'named request%'")
        return [trace for (trace,) in found]


def needles_left(data_dir: Path) -> list[object]:
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        return [left for (left,) in database.execute("SELECT needles FROM erasure_requests WHERE needles IS NOT NULL")]


@pytest.mark.parametrize(
    ("owner", "name"), [(Requests, "dispose_unused"), (Inspection, "look_through"), (Requests, "keep")]
)
async def test_a_crash_after_the_certificate(
    data_dir: Path, raw_bytes: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    """Cut off before the key is destroyed, before the look, or after it: the next start takes it up, and looks."""
    ledger = await opened(data_dir)
    asked = erasure(ledger)
    for number in range(30):
        await speak(ledger, f"call-{number}", JANE)
    await approved(asked, wanted())
    traces = seals(data_dir)
    assert len(traces) == 2
    tasks = (await asked.get(OFFICER, "r1")).tasks
    for task in tasks[:-1]:
        await asked.acknowledge(OFFICER, "r1", task.task_id)
    real = getattr(owner, name)

    def once_certified(self: object, *args: object, **named: object) -> object:
        over = not seals_of(data_dir)
        return broken() if over else real(self, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, once_certified)
        with pytest.raises((CutOffError, LedgerUnavailable)):
            await asked.acknowledge(OFFICER, "r1", tasks[-1].task_id)
    await ledger.close()
    assert needles_left(data_dir), "the step is not taken for done"
    looked: list[bytes] = []
    real_look = Inspection.look_through

    async def look(self: Inspection, sought: bytes) -> Scan | None:
        looked.append(sought)
        return await real_look(self, sought)

    monkeypatch.setattr(Inspection, "look_through", look)
    again = await opened(data_dir)
    await erasure(again).execution.resume()
    status = await erasure(again).get(OFFICER, "r1")
    await again.close()
    assert status.request.state is State.COMPLETE
    assert [bool(sought) for sought in looked] == [True]
    assert needles_left(data_dir) == []
    assert not [trace for trace in traces if trace in raw_bytes()]


async def test_a_reader_puts_it_off(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was called back is looked for once nobody holds the write-ahead log any more."""
    monkeypatch.setattr("server.ledger.sqlite.TRUNCATE_SECONDS", 0.05)
    await speak(ledger, "call-1", JANE)
    await asked.create(OFFICER, wanted())
    with closing(sqlite3.connect(data_dir / "ledger.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM calls").fetchall()
        await asked.office.cancel(OFFICER, "r1", reason="withdrawn")
        assert needles_left(data_dir)
    await asked.execution.resume()
    assert needles_left(data_dir) == []


def seals_of(data_dir: Path) -> Iterable[object]:
    """What is sealed of requests now."""
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        return database.execute("SELECT 1 FROM erasure_requests WHERE sealed IS NOT NULL").fetchall()
