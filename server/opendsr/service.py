"""OpenDSR as a part of the server: it listens, and tells what has changed, as long as the server lasts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from server.erasure.erasure import Erasure
from server.erasure.rules import ErasureRules
from server.errors import LedgerUnavailable
from server.ledger.store import StoredLedger
from server.metrics import Metrics
from server.opendsr.edge import Authenticate, OpenDsr
from server.opendsr.http import HttpServer
from server.opendsr.processor import Processor
from server.opendsr.telling import Teller

EVERY = 2.0
"""Seconds between two looks at the outbox."""


@contextlib.asynccontextmanager
async def serving(
    address: str,
    *,
    erasure: Erasure,
    rules: ErasureRules,
    ledger: StoredLedger,
    processor: Processor,
    authenticate: Authenticate,
    metrics: Metrics,
    tell: Callable[[str], None],
    every: float = EVERY,
) -> AsyncIterator[str]:
    """Listen, and tell what is due now and then, as long as the context lasts; yield the address.

    Args:
        address: HOST:PORT.
        erasure: does what is asked.
        rules: of the tenants.
        ledger: holds the outbox.
        processor: signs.
        authenticate: tells who asks.
        metrics: counts what is refused.
        tell: is told, in a constant sentence, when something went wrong.
        every: seconds between two looks at the outbox.

    Raises:
        ConfigInvalid: the address cannot be listened on.
    """
    edge = OpenDsr(
        erasure=erasure,
        rules=rules,
        processor=processor,
        authenticate=authenticate,
        clock=ledger.clock,
        metrics=metrics,
    )
    teller = Teller(erasure, ledger, rules, processor, tell)
    async with HttpServer(edge.answer, edge.refuse).listening(address) as bound:
        task = asyncio.create_task(_telling(teller, tell, every))
        try:
            yield bound
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _telling(teller: Teller, tell: Callable[[str], None], every: float) -> None:
    while True:
        try:
            await teller.tell_due()
        except LedgerUnavailable:
            tell("status callbacks wait for the ledger")
        except Exception:  # noqa: BLE001  # what went wrong may hold a value
            tell("status callbacks met an unforeseen error, and are tried again")
        await asyncio.sleep(every)
