"""What is said while a request waits for the platform, and what the certificate then says of it: nothing false."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from server.erasure.certificate import check
from server.erasure.erasure import Erasure
from server.erasure.holds import Hold
from server.erasure.request import Kind, Status
from server.erasure.rules import ErasureRules, TenantRules
from server.erasure.states import Outcome, State
from server.ledger.ledger import CallState
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.erasure.people import (
    JANE,
    MAIL,
    NAME,
    OFFICER,
    PHONE,
    acknowledged,
    approved,
    erased,
    erasure,
    found,
    outcomes,
    sound,
    speak,
    verifier,
    wanted,
)
from tests.ledger.facts import TENANT, batch, entity, record, span

HOLD = Hold("case-7", "High Court, 4 Ob 12/26", date(2027, 1, 1), frozenset({"call-2"}))
HERS = {"PHONE_NUMBER": JANE["PHONE_NUMBER"]}


async def statement(ledger: SqliteLedger, asked: Erasure) -> Mapping[str, Any]:
    return check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement


def search_of(said: Mapping[str, Any]) -> list[str]:
    return [one["result"] for one in said["coverage"]["checked"] if one["store"].startswith("ledger")]


async def all_acknowledged(asked: Erasure) -> Status:
    """The platform has done everything, of each round."""
    status = await acknowledged(asked)
    while status.request.state is State.WAITING:
        status = await acknowledged(asked)
    return status


async def test_a_held_call_meanwhile(ledger: SqliteLedger, asked: Erasure) -> None:
    """It is restricted, makes the answer partial, and goes once the hold is released."""
    await speak(ledger, "call-1", HERS)
    await approved(asked, wanted(PHONE))
    await asked.office.place_hold(OFFICER, HOLD)
    await speak(ledger, "call-2", HERS)
    status = await all_acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"ERASED": 1, "HELD": 1})
    assert list(ledger.entities(TENANT, "call-2")) == []
    assert (await statement(ledger, asked))["kept"][0]["outcome"] == "HELD"
    await asked.office.release_hold(OFFICER, "case-7")
    status = await all_acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 2})
    assert sound(ledger)


async def test_more_of_a_held_piece_meanwhile(ledger: SqliteLedger, asked: Erasure) -> None:
    """What is said again of an entity that is held is restricted like what was said before."""
    await speak(ledger, "call-1", HERS)
    await asked.office.place_hold(OFFICER, HOLD)
    await ledger.open_call(record("call-2"))
    await ledger.commit(batch("call-2", entity("e1")))
    await approved(asked, wanted(PHONE))
    await ledger.commit(batch("call-2", entity("e1", span("s2", 2)), upto=2, state=CallState.ENDED))
    status = await all_acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"ERASED": 1, "HELD": 1})
    assert list(ledger.entities(TENANT, "call-2")) == []


async def test_an_exempt_piece_meanwhile(ledger: SqliteLedger) -> None:
    """It stays for its reason, and the answer says so."""
    asked = erasure(ledger, ErasureRules({TENANT: TenantRules(exempt={"EMAIL_ADDRESS": "invoices"})}))
    await speak(ledger, "call-1", HERS)
    await approved(asked, wanted())
    await speak(ledger, "call-2", {"EMAIL_ADDRESS": JANE["EMAIL_ADDRESS"]})
    status = await all_acknowledged(asked)
    assert status.request.state is State.PARTIAL
    assert [item.name for item in status.items if item.outcome is Outcome.EXEMPT] == ["call-2/e1"]


async def test_a_name_meanwhile(ledger: SqliteLedger, asked: Erasure) -> None:
    """A candidate that nobody has seen stays, and is counted as not confirmed."""
    await speak(ledger, "call-1", HERS)
    await approved(asked, wanted(PHONE, NAME))
    await speak(ledger, "call-2", {"PERSON": "Jane Doe"})
    status = await all_acknowledged(asked)
    assert status.request.state is State.PARTIAL
    assert [item.name for item in status.items if item.outcome is Outcome.NOT_CONFIRMED] == ["call-2/e1"]


async def test_what_was_shared_stays_shared(ledger: SqliteLedger, asked: Erasure) -> None:
    """One of two people of a number is confirmed and erased: the other is not taken for the person afterwards."""
    await speak(ledger, "call-1", HERS, subject_id="crm-1")
    await speak(ledger, "call-2", HERS, subject_id="crm-2")
    await approved(asked, wanted(PHONE), confirmed=["call-1/e1"])
    status = await all_acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"AMBIGUOUS": 1, "ERASED": 1})
    assert found(ledger, PHONE) == ["call-2"]


async def test_a_whole_call_keeps_what_is_exempt_in_it(ledger: SqliteLedger) -> None:
    """Once more around, and what was exempt in a call that was taken whole is still named."""
    asked = erasure(ledger, ErasureRules({TENANT: TenantRules(exempt={"ACCOUNT_ID": "invoices"})}))
    await speak(ledger, "call-1", HERS | {"ACCOUNT_ID": "12345678"})
    await approved(asked, wanted(PHONE, whole_calls=True))
    await speak(ledger, "call-2", HERS)
    status = await all_acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"ERASED": 2, "EXEMPT": 1})


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.CORRECT])
async def test_a_new_call_of_what_is_not_erased(ledger: SqliteLedger, asked: Erasure, kind: Kind) -> None:
    """It is dealt with like the first, by a task of its own; the first is not done twice."""
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted(kind=kind))
    await speak(ledger, "call-2", JANE)
    status = await all_acknowledged(asked)
    assert status.request.state is State.COMPLETE
    assert [task.call_id for task in status.tasks] == ["call-1", "call-2"]
    assert set(outcomes(status).values()) == {4}
    said = await statement(ledger, asked)
    if kind is Kind.RESTRICT:
        assert found(ledger, PHONE, MAIL) == []
        assert (said["proof"]["found_by_search"], search_of(said)) == (0, ["nothing found"])
    else:
        assert found(ledger, PHONE, MAIL) == ["call-1", "call-2"]
        assert "found_by_search" not in said["proof"]
        assert search_of(said) == []


async def test_more_of_a_restricted_piece(ledger: SqliteLedger, asked: Erasure) -> None:
    """A restricted entity that is spoken of again in its call is restricted again."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1")))
    await approved(asked, wanted(PHONE, kind=Kind.RESTRICT))
    await ledger.commit(batch("call-1", entity("e1", span("s2", 2)), upto=2, state=CallState.ENDED))
    status = await all_acknowledged(asked)
    assert status.request.state is State.COMPLETE
    assert found(ledger, PHONE) == []


async def test_a_name_that_was_not_confirmed(ledger: SqliteLedger, asked: Erasure) -> None:
    """The certificate says that it is still found, and kept: not that nothing is there."""
    await speak(ledger, "call-1", {"PERSON": "Jane Doe"})
    status = await erased(asked, wanted(Identity("PERSON", "Jane Doe")))
    said = await statement(ledger, asked)
    assert (status.request.state, said["verdict"]) == (State.PARTIAL, "PARTIAL")
    assert [(one["outcome"], one["count"]) for one in said["kept"]] == [("NOT_CONFIRMED", 1)]
    assert said["proof"]["found_by_search"] == 1
    assert search_of(said) == ["1 found: what is kept"]
