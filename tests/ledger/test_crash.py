"""The promise that everything else rests on: what was acknowledged survives a kill."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from server.ledger.ledger import CallState
from server.ledger.sqlite import SqliteLedger
from tests.ledger.facts import TENANT

ROUNDS = 15
REPOSITORY = Path(__file__).parents[2]


async def test_an_acknowledged_entity_survives_kill_9(data_dir: Path) -> None:
    """Fifteen times a writer under load is killed at a random point: nothing it was told is lost or there twice."""
    chance = random.Random(20)
    acknowledged: dict[str, set[str]] = {}
    for number in range(ROUNDS):
        _run_and_kill(data_dir, f"round{number}", chance.randrange(1, 400), acknowledged)
        _check_file(data_dir / "ledger.db")
    ledger = await SqliteLedger.open(data_dir)
    for call_id, entity_ids in acknowledged.items():
        call = ledger.call(TENANT, call_id)
        assert call is not None
        assert call.state is CallState.ABANDONED
        stored = list(ledger.entities(TENANT, call_id))
        assert entity_ids <= {found.entity_id for found in stored}
        assert len(stored) == len({found.entity_id for found in stored})
        assert all(len(found.spans) == 1 for found in stored)
        assert call.committed_sequence == len(stored), "a call holds half a batch"
    await ledger.close()
    assert sum(map(len, acknowledged.values())) > ROUNDS


def _run_and_kill(data_dir: Path, run: str, lines: int, acknowledged: dict[str, set[str]]) -> None:
    """Read so many acknowledgements, kill the writer, and read those that were on their way."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.crashing_writer", str(data_dir), run],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    )
    with writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        told += writer.stdout.readlines()
    for line in told:
        call_id, what = line.decode().split()
        ids = acknowledged.setdefault(call_id, set())
        if what != "opened":
            ids.add(what)


def _check_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
