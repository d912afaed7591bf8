"""What keeps requests going by themselves goes on itself, whatever happens to it."""

from __future__ import annotations

import asyncio

import pytest

from server.erasure.erasure import Erasure
from server.erasure.request import Minor, Request
from server.erasure.rules import ErasureRules, TenantRules, Webhook
from server.erasure.runner import running
from server.erasure.states import State
from server.errors import LedgerUnavailable
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.erasure.people import JANE, OFFICER, PHONE, approved, erasure, speak, wanted
from tests.ledger.facts import TENANT

PATIENCE = 20.0
CANARY = "jane canary"


async def test_no_error_ends_it(asked: Erasure, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says in a constant sentence that something went wrong, and looks again."""
    outcomes: list[Exception | None] = [None, RuntimeError(CANARY), LedgerUnavailable("away"), ValueError(CANARY), None]
    told: list[str] = []
    looked_again = asyncio.Event()

    async def resume() -> list[Request]:
        if not outcomes:
            looked_again.set()
        elif error := outcomes.pop(0):
            raise error
        return []

    monkeypatch.setattr(asked.execution, "resume", resume)
    async with running(asked, ErasureRules(), ledger, tell=told.append, every=0):
        await asyncio.wait_for(looked_again.wait(), PATIENCE)
    unforeseen = "erasures met an unforeseen error, and are tried again"
    assert told == [unforeseen, "erasures wait for the ledger", unforeseen]


async def test_requests_go_on_though_nothing_can_be_sent(ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that no connection can be made to keeps no request from going on."""
    rules = ErasureRules({TENANT: TenantRules(webhook=Webhook("http://127.0.0.1:99999/x", b"s" * 40))})
    asked = erasure(ledger, rules)
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted(PHONE))
    told: list[str] = []
    resumed, looked = asked.execution.resume, asyncio.Queue[None]()

    async def resume() -> list[Request]:
        looked.put_nowait(None)
        return await resumed()

    monkeypatch.setattr(asked.execution, "resume", resume)
    async with running(asked, rules, ledger, tell=told.append, every=0):
        for _ in range(3):
            await asyncio.wait_for(looked.get(), PATIENCE)
    assert set(told) == {"erasures met an unforeseen error, and are tried again"}
    assert [task.call_id for task in (await asked.tasks(OFFICER)).items] == ["call-1"]


async def test_children_come_first(asked: Erasure, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all that was cut off, the requests of who is under 13, then under 18, whenever they came in."""
    for number, minor in enumerate((Minor.NO, Minor.UNDER_18, Minor.NO, Minor.UNDER_13)):
        await speak(ledger, f"call-{number}", {"PHONE_NUMBER": f"415555013{number}"})
        who = Identity("PHONE_NUMBER", f"415555013{number}")
        with monkeypatch.context() as patch:
            patch.setattr(asked.execution, "advance", unmoved)
            await approved(asked, wanted(who, request_id=f"r{number}", minor=minor))
    went: list[str] = []
    real = asked.execution.advance

    async def advance(request: Request) -> Request:
        went.append(request.request_id)
        return await real(request)

    monkeypatch.setattr(asked.execution, "advance", advance)
    await asked.execution.resume()
    assert went == ["r3", "r1", "r0", "r2"]
    assert [(await asked.get(OFFICER, name)).request.state for name in went] == [State.WAITING] * 4


async def unmoved(request: Request) -> Request:
    return request
