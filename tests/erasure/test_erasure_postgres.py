"""Erasure where the ledger lies in PostgreSQL: the same way, and what the database remembers opens nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from server.erasure.certificate import check
from server.erasure.restore import Replayed, replay
from server.erasure.states import State
from server.erasure.tombstones import FILE, Tombstones
from server.ledger.tokens import Identity
from tests.erasure.people import JANE, MAIL, MARK, OFFICER, PHONE, erased, erasure, found, outcomes, speak, wanted
from tests.ledger.facts import TENANT
from tests.ledger.stores import PostgresStore


async def test_the_whole_way(postgres: PostgresStore) -> None:
    """She goes, the other and the other tenant stay, a certificate says what was not looked through, all is sound."""
    ledger = await postgres.open()
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", MARK)
    await speak(ledger, "call-1", JANE, tenant="globex")
    asked = erasure(ledger)
    status = await erased(asked, wanted())
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 2})
    assert found(ledger, PHONE, MAIL) == []
    assert found(ledger, Identity("PHONE_NUMBER", MARK["PHONE_NUMBER"])) == ["call-2"]
    assert found(ledger, PHONE, tenant="globex") == ["call-1"]
    verifier = (await ledger.transact(lambda recorder: recorder.keystore.log_signer())).verifier
    statement = check(await asked.certificate(OFFICER, "r1"), verifier).statement
    assert "database server" in statement["coverage"]["not_checked"][0]["store"]
    await speak(ledger, "archive", JANE)
    assert found(ledger, PHONE, MAIL) == []
    assert await replay(ledger, Tombstones(ledger.data_dir / FILE)) == Replayed(0, 0)
    await asked.execution.resume()
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1
    await ledger.close()
    assert postgres.check(verifier).faults == []
    assert postgres.rows("SELECT count(*) FROM openings WHERE tenant = 'globex'") == [(3,)]


async def test_a_key_goes_with_its_bucket(postgres: PostgresStore) -> None:
    """What the database may still remember of her keys is sealed under bucket keys that are in no file any more."""
    ledger = await postgres.open()
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", MARK)
    with closing(sqlite3.connect(ledger.data_dir / "keys.db")) as keys:
        wrapped = dict(keys.execute("SELECT id, wrapped FROM entity_keys").fetchall())
    hers = {bucket for (bucket,) in postgres.rows("SELECT bucket FROM entity_keys ORDER BY id LIMIT 2")}
    status = await erased(erasure(ledger), wanted())
    assert status.request.state is State.COMPLETE
    written = (ledger.data_dir / "keys.db").read_bytes()
    assert len(hers) == 2
    assert not [bucket for bucket in hers if wrapped[bucket] in written]
    assert found(ledger, Identity("PHONE_NUMBER", MARK["PHONE_NUMBER"])) == ["call-2"], "who stays was wrapped anew"
    await ledger.close()
