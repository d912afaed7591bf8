"""Data directories on real files, and every store of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ledger.stores import PostgresStore, SqliteStore, Store


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def raw_bytes(data_dir: Path) -> Callable[[], bytes]:
    """Every byte of every file in the data directory, names included."""

    def read() -> bytes:
        files = [path for path in sorted(data_dir.rglob("*")) if path.is_file()]
        assert files
        return b"".join(path.name.encode() + path.read_bytes() for path in files)

    return read


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, data_dir: Path) -> Store:
    if request.param == "sqlite":
        return SqliteStore(data_dir)
    found: PostgresStore = request.getfixturevalue("postgres")
    return found
