"""Lifting a restriction: what it hid is there again, and nothing that something else hides."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from server.erasure.certificate import check
from server.erasure.erasure import Erasure
from server.erasure.holds import Hold
from server.erasure.request import Kind
from server.erasure.states import State
from server.errors import InvalidField, StateConflict
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import (
    JANE,
    MAIL,
    MARK,
    OFFICER,
    PHONE,
    approved,
    erased,
    found,
    outcomes,
    sound,
    speak,
    verifier,
    wanted,
)
from tests.ledger.facts import TENANT

WHY = "the accuracy was verified"


async def test_what_was_hidden_is_there_again(ledger: SqliteLedger, asked: Erasure) -> None:
    """It is found and read as before, the request says so, and its certificate is given out no more."""
    await speak(ledger, "call-1", JANE)
    before = list(ledger.entities(TENANT, "call-1"))
    await erased(asked, wanted(kind=Kind.RESTRICT))
    assert found(ledger, PHONE, MAIL) == []
    status = await asked.office.lift(OFFICER, "r1", reason=WHY)
    assert (status.request.state, outcomes(status)) == (State.LIFTED, {"LIFTED": 2})
    assert found(ledger, PHONE, MAIL) == ["call-1"]
    assert list(ledger.entities(TENANT, "call-1")) == before
    for again in (asked.certificate(OFFICER, "r1"), asked.office.lift(OFFICER, "r1", reason=WHY)):
        with pytest.raises(StateConflict):
            await again
    assert (await asked.listed(OFFICER, due=True)).items == ()
    assert sound(ledger)


async def test_what_another_request_hides_stays_hidden(ledger: SqliteLedger, asked: Erasure) -> None:
    """Two restrictions of one number, and one that a hold keeps for an erasure: each has its own end."""
    await speak(ledger, "call-1", JANE)
    for name in ("one", "two"):
        await erased(asked, wanted(PHONE, request_id=name, kind=Kind.RESTRICT))
    status = await asked.office.lift(OFFICER, "one", reason=WHY)
    assert outcomes(status) == {"RESTRICTED": 1}
    assert found(ledger, PHONE) == []
    await asked.office.place_hold(OFFICER, Hold("case-7", "High Court, 4 Ob 12/26", date(2027, 1, 1)))
    await erased(asked, wanted(PHONE, request_id="erase"))
    await asked.office.lift(OFFICER, "two", reason=WHY)
    assert found(ledger, PHONE) == [], "an erasure waits for the hold alone"
    await asked.office.release_hold(OFFICER, "case-7")
    assert [stored.entity_id for stored in ledger.entities(TENANT, "call-1")] == ["e2", "e3"]
    assert sound(ledger)


async def test_what_a_restriction_shares_with_a_hold(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """A hold keeps, and does not hide: a restriction that met one is lifted, and forgets who it was about."""
    await speak(ledger, "call-1", JANE)
    await asked.office.place_hold(OFFICER, Hold("case-7", "High Court, 4 Ob 12/26", date(2027, 1, 1)))
    status = await erased(asked, wanted(PHONE, kind=Kind.RESTRICT))
    assert outcomes(status) == {"HELD": 1}
    await asked.office.lift(OFFICER, "r1", reason=WHY)
    assert found(ledger, PHONE) == ["call-1"]
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        assert keys.execute("SELECT name FROM root_keys WHERE name LIKE 'named request%'").fetchall() == []
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        assert database.execute("SELECT sealed, needles FROM erasure_requests").fetchall() == [(None, None)]


async def test_what_cannot_be_lifted(ledger: SqliteLedger, asked: Erasure) -> None:
    """An erasure, a restriction that is not in force yet, or without a reason that names nobody."""
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", MARK)
    await approved(asked, wanted(PHONE, kind=Kind.RESTRICT))
    await erased(asked, wanted(MAIL, request_id="erase"))
    for name in ("r1", "erase"):
        with pytest.raises(StateConflict):
            await asked.office.lift(OFFICER, name, reason=WHY)
    await asked.acknowledge(OFFICER, "r1", "task-1")
    for reason in ("", " ", "mark poe agreed", MARK["EMAIL_ADDRESS"]):
        with pytest.raises(InvalidField):
            await asked.office.lift(OFFICER, "r1", reason=reason)
    assert (await asked.office.lift(OFFICER, "r1", reason=WHY)).request.state is State.LIFTED


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.CORRECT])
async def test_a_certificate_says_nothing_that_was_not_done(ledger: SqliteLedger, asked: Erasure, kind: Kind) -> None:
    """Nothing was erased: no word of keys, rows, residue, suppression or tombstones is in it."""
    await speak(ledger, "call-1", JANE)
    await erased(asked, wanted(kind=kind))
    data = await asked.certificate(OFFICER, "r1")
    statement = check(data, verifier(ledger)).statement
    assert (statement["verdict"], statement["action"]) == ("COMPLETE", kind.value)
    for word in (b"residue", b"destroyed", b"deleted", b"unwrap", b"suppressed", b"tombstone", b"Erase", b"gone"):
        assert word not in data.replace(b"not destroyed", b""), word
    assert set(statement["proof"]) == ({"found_by_search"} if kind is Kind.RESTRICT else set())
