"""The promise of every step: kill it anywhere, and the next start ends in the same state."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.erasure.certificate import check
from server.ledger.files import open_root
from server.ledger.fsck import check as check_ledger
from server.ledger.notes import Verifier
from tests.erasure.crashing_eraser import POINTS
from tests.erasure.people import JANE, MAIL, MARK, OFFICER, PHONE, erasure, found, opened, speak
from tests.ledger.facts import TENANT

REPOSITORY = Path(__file__).parents[2]
KILLS = 6


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with her calls and another's."""
    folder = tmp_path_factory.mktemp("spoken") / "data"

    async def fill() -> None:
        ledger = await opened(folder)
        for number in range(4):
            await speak(ledger, f"call-{number}", JANE)
            await speak(ledger, f"other-{number}", MARK)
        await ledger.close()

    asyncio.run(fill())
    return folder


def start(data_dir: Path, point: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.erasure.crashing_eraser", str(data_dir), point],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    )


def finish(data_dir: Path) -> dict[str, Any]:
    """Start once more, let it come to its end, and return all that is to be compared."""
    with start(data_dir, "run") as process:
        assert process.stdout is not None
        assert process.stdout.read() == b"COMPLETE\n"
    return asyncio.run(end_of(data_dir))


async def end_of(data_dir: Path) -> dict[str, Any]:
    ledger = await opened(data_dir)
    verifier = Verifier.parse(ledger.reader.public_key())
    report = check_ledger(data_dir, verifier, root=open_root(data_dir, None))
    certificate = check(await erasure(ledger).certificate(OFFICER, "r1"), verifier).statement
    status = await erasure(ledger).get(OFFICER, "r1")
    found_now = found(ledger, PHONE, MAIL)
    left = len([1 for number in range(4) for _ in ledger.entities(TENANT, f"other-{number}")])
    await ledger.close()
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        named = [name for (name,) in keys.execute("SELECT name FROM root_keys WHERE name LIKE 'named request%'")]
        (entity_keys,) = keys.execute("SELECT count(*) FROM entity_keys").fetchone()
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("openings", "tokens", "suppressions", "suppressed", "erasure_rows", "erasure_items")
        ]
        counts += database.execute(
            "SELECT count(*) FROM erasure_requests WHERE sealed IS NOT NULL OR needles IS NOT NULL"
        ).fetchone()
    return {
        "faults": report.faults,
        "verdict": certificate["verdict"],
        "outcomes": certificate["outcomes"],
        "proof": {name: value for name, value in certificate["proof"].items() if name != "bytes_searched"},
        "items": json.dumps([(item.name, item.outcome.value) for item in status.items]),
        "found": found_now,
        "left": left,
        "request keys": named,
        "entity keys": entity_keys,
        "rows": counts,
    }


@pytest.fixture(scope="module")
def undisturbed(spoken: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How it ends if nothing happens."""
    data_dir = tmp_path_factory.mktemp("undisturbed") / "data"
    shutil.copytree(spoken, data_dir)
    end = finish(data_dir)
    assert (end["faults"], end["verdict"], end["found"], end["left"]) == ([], "COMPLETE", [], 12)
    assert end["request keys"] == []
    return end


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_step_it_ends_the_same(
    point: str, spoken: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """Eleven points, before and after each lasting effect: the next start finishes, and all is as it would be."""
    data_dir = tmp_path / "data"
    shutil.copytree(spoken, data_dir)
    with start(data_dir, point) as process:
        assert process.wait(60) == -9, "it did not come to the point"
    assert finish(data_dir) == undisturbed


def test_killed_at_random_it_ends_the_same(spoken: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    """Killed again and again at any moment of the time it takes, it still comes to the one end."""
    chance = random.Random(6)
    data_dir = tmp_path / "data"
    began = time.monotonic()
    with start(Path(shutil.copytree(spoken, tmp_path / "whole")), "run") as process:
        assert process.wait(60) == 0
    whole = time.monotonic() - began
    shutil.copytree(spoken, data_dir)
    killed = 0
    for _ in range(KILLS):
        with start(data_dir, "run") as process:
            # Not a wait for something: where the kill falls is the test.
            time.sleep(whole * (0.3 + 0.6 * chance.random()))
            process.kill()
            killed += process.wait() == -9
    assert killed
    assert finish(data_dir) == undisturbed
