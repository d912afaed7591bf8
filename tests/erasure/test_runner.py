"""What keeps requests going by themselves goes on itself, whatever happens to it."""

from __future__ import annotations

import asyncio

import pytest

from server.erasure.erasure import Erasure
from server.erasure.request import Request
from server.erasure.rules import ErasureRules, TenantRules, Webhook
from server.erasure.runner import running
from server.errors import LedgerUnavailable
from server.ledger.sqlite import SqliteLedger
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
