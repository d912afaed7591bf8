"""The promise that everything else rests on: what was acknowledged survives a kill."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from server.ledger.checkpoint import Head
from server.ledger.ledger import CallState
from server.ledger.merkle import EMPTY_ROOT
from server.ledger.notes import Verifier
from tests.ledger.facts import TENANT
from tests.ledger.stores import Store

ROUNDS = 12
REPOSITORY = Path(__file__).parents[2]


async def test_an_acknowledged_entity_survives_kill_9(store: Store, data_dir: Path) -> None:
    """Again and again a writer under load is killed at a random point: nothing it was told is lost or there twice.

    Each time the ledger as a whole is sound afterwards, keys included, and continues every head that it ever told of.
    """
    chance = random.Random(20)
    acknowledged: dict[str, set[str]] = {}
    heads: list[Head] = []
    for number in range(ROUNDS):
        _run_and_kill((str(data_dir), f"round{number}", *store.named), chance.randrange(1, 400), acknowledged)
        store.until_alone()
        report = store.check(Verifier.parse((data_dir / "log.pub").read_text()), earlier=heads)
        assert report.faults == []
        heads.append(report.head or Head(0, EMPTY_ROOT))
    ledger = await store.open()
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


def _run_and_kill(arguments: tuple[str, ...], lines: int, acknowledged: dict[str, set[str]]) -> None:
    """Read so many acknowledgements, kill the writer, and read those that were on their way."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.crashing_writer", *arguments],
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
