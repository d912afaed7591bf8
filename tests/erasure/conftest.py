"""A ledger on real files, with a clock that can be moved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from server.erasure.erasure import Erasure
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import Calendar, erasure


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest_asyncio.fixture
async def ledger(data_dir: Path, calendar: Calendar) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(data_dir, clock=calendar)
    yield opened
    await opened.close()


@pytest.fixture
def asked(ledger: SqliteLedger) -> Erasure:
    return erasure(ledger)


@pytest.fixture
def raw_bytes(data_dir: Path) -> Callable[[], bytes]:
    """Every byte of every file in the data directory."""

    def read() -> bytes:
        return b"".join(path.read_bytes() for path in sorted(data_dir.rglob("*")) if path.is_file())

    return read
