"""Databases on a real server, for whoever asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from server.ledger.postgres.schema import migrate
from tests.ledger.postgres_server import OWNER, ROLE, Cluster, binaries, running
from tests.ledger.stores import PostgresStore

EMPTY = "empty_ledger"
_numbers = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if binaries() is None:
        pytest.skip("no PostgreSQL is installed on this machine: the ledger was tested on SQLite alone")
    with running() as started:
        started.make(EMPTY)
        migrate(started.conninfo(EMPTY, OWNER), ROLE)
        yield started


@pytest.fixture
def postgres(tmp_path: Path, cluster: Cluster) -> Iterator[PostgresStore]:
    """An empty ledger in a database of its own."""
    database = f"ledger_{next(_numbers)}"
    cluster.make(database, like=EMPTY)
    yield PostgresStore(tmp_path / "data", cluster, database)
    cluster.drop(database)
