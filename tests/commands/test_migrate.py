"""A ledger in PostgreSQL from the command line: made by its owner, filled, asked and verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.ledger.rules import Rules
from tests.commands.command_line import veilscript
from tests.ledger.facts import batch, entity, record
from tests.ledger.postgres_server import ROLE, Cluster
from tests.ledger.stores import PostgresStore


async def test_it_is_asked_and_verified_like_a_file(postgres: PostgresStore) -> None:
    """`audit find` asks as the servers' role, `verify` as the owner; a database without a ledger says what to run."""
    ledger = await postgres.open(rules=Rules())
    await ledger.open_call(record("call-1", "default"))
    await ledger.commit(batch("call-1", entity("e1"), tenant="default"))
    await ledger.close()
    find = ("audit", "find", "--identity", "PHONE_NUMBER=+14155550134", "--purpose", "request 4711", "--json")
    done = veilscript(*find, "--data-dir", postgres.data_dir, postgres=postgres.conninfo)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["call_id"] == "call-1"
    judged = veilscript("verify", "--keys", "--data-dir", postgres.data_dir, postgres=postgres.owner)
    assert (judged.returncode, judged.stdout[:5]) == (0, b"sound"), judged.stdout
    blind = veilscript("verify", "--data-dir", postgres.data_dir, postgres=postgres.conninfo)
    assert blind.returncode == 2


def test_the_owner_makes_it(cluster: Cluster, tmp_path: Path) -> None:
    """Before, a server is told what to run; the command may be run again; a role that is not there is named so."""
    cluster.make("by_hand")
    owner, app = cluster.conninfo("by_hand", "ledger_owner"), cluster.conninfo("by_hand", ROLE)
    early = veilscript("audit", "list", "--data-dir", tmp_path, postgres=app)
    assert (early.returncode, b"veilscript migrate" in early.stderr) == (2, True)
    for _ in range(2):
        done = veilscript("migrate", "--role", ROLE, postgres=owner)
        assert done.returncode == 0, done.stderr
    assert veilscript("audit", "list", "--data-dir", tmp_path, postgres=app).returncode == 0
    unknown = veilscript("migrate", "--role", "nobody-knows", postgres=owner)
    assert (unknown.returncode, b"no such role" in unknown.stderr) == (2, True)


@pytest.mark.parametrize("named", ["", "host=/nowhere password=canary"])
def test_no_database_is_an_error(named: str) -> None:
    """None named, or none there: a sentence, and nothing of what was given."""
    done = veilscript("migrate", "--role", ROLE, postgres=named)
    assert done.returncode in (1, 2)
    assert b"canary" not in done.stderr
    assert b"Traceback" not in done.stderr
