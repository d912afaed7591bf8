"""Erasure where the ledger lies in PostgreSQL: the same way, and what the database remembers opens nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from server.erasure.actor import Actor
from server.erasure.certificate import check
from server.erasure.holds import Hold
from server.erasure.request import Kind
from server.erasure.restore import Replayed, replay
from server.erasure.states import State
from server.erasure.tombstones import FILE, Tombstones
from server.errors import InvalidField, TenantClosed
from server.ledger.tokens import Identity
from tests.erasure.people import (
    JANE,
    MAIL,
    MARK,
    OFFICER,
    PHONE,
    acknowledged,
    erased,
    erasure,
    found,
    outcomes,
    speak,
    wanted,
)
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


async def test_a_hold_of_one_tenant_beside_another(postgres: PostgresStore) -> None:
    """Its release lets the tenant's erasure go on, whoever has requests beside it; and a restriction is lifted."""
    ledger = await postgres.open()
    asked = erasure(ledger)
    officers = [Actor(tenant, "officer") for tenant in ("aaa", TENANT, "zzz")]
    for officer in officers:
        await speak(ledger, "call-1", JANE, tenant=officer.tenant)
        hold = Hold("case-7", "High Court, 4 Ob 12/26", date(2027, 1, 1))
        await asked.office.place_hold(officer, hold)
        assert outcomes(await erased(asked, wanted(PHONE), actor=officer)) == {"HELD": 1}
        await erased(asked, wanted(MAIL, request_id="hide", kind=Kind.RESTRICT), actor=officer)
    await asked.office.release_hold(OFFICER, "case-7")
    await asked.execution.resume()
    for officer in officers:
        status = await acknowledged(asked, "r1", officer)
        expected = {"ERASED": 1} if officer.tenant == TENANT else {"HELD": 1}
        assert outcomes(status) == expected
    await acknowledged(asked, "hide")
    await asked.office.lift(OFFICER, "hide", reason="the accuracy was verified")
    assert found(ledger, MAIL) == ["call-1"]
    assert found(ledger, MAIL, tenant="zzz") == []
    with pytest.raises(InvalidField):
        await asked.office.place_hold(OFFICER, Hold("case-8", "re jane@example.com", date(2027, 1, 1)))
    await ledger.close()


async def test_a_tenant_leaves(postgres: PostgresStore) -> None:
    """Its rows are gone, no key opens what the database remembers, and the other tenant has all of its own."""
    ledger = await postgres.open()
    asked = erasure(ledger)
    for tenant in (TENANT, "globex"):
        await speak(ledger, "call-1", JANE, tenant=tenant)
        await erased(asked, wanted(MAIL), actor=Actor(tenant, "officer"))
    with closing(sqlite3.connect(ledger.data_dir / "keys.db")) as keys:
        wrapped = [row[0] for row in keys.execute("SELECT wrapped FROM epoch_keys WHERE tenant = ?", (TENANT,))]
    data = await asked.offboarding.run(OFFICER, confirmed=TENANT)
    verifier = (await ledger.transact(lambda recorder: recorder.keystore.log_signer())).verifier
    statement = check(data, verifier).statement
    assert "database server" in statement["coverage"]["not_checked"][0]["store"]
    assert postgres.rows("SELECT tenant, count(*) FROM openings GROUP BY tenant") == [("globex", 2)]
    assert len(wrapped) == 3
    assert not [key for key in wrapped if key in (ledger.data_dir / "keys.db").read_bytes()]
    with pytest.raises(TenantClosed):
        await speak(ledger, "call-2", JANE)
    assert found(ledger, PHONE, tenant="globex") == ["call-1"]
    await ledger.close()
    assert postgres.check(verifier).faults == []
