"""Keeps requests going by themselves: at the start what was cut off, then what waits, and what the platform is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial

from server.erasure.erasure import Erasure
from server.erasure.rules import ErasureRules
from server.erasure.webhook import deliver
from server.errors import LedgerUnavailable
from server.ledger.store import StoredLedger

EVERY = 5.0
"""Seconds between two looks."""


@contextlib.asynccontextmanager
async def running(
    erasure: Erasure,
    rules: ErasureRules,
    ledger: StoredLedger,
    *,
    tell: Callable[[str], None],
    every: float = EVERY,
) -> AsyncIterator[None]:
    """Go on with what was cut off, before anything else; then look again now and then, as long as the context lasts.

    Args:
        erasure: carries requests out.
        rules: say where the platforms' tasks go.
        ledger: holds them.
        tell: is told, in a constant sentence, when something moved or could not.
        every: seconds between two looks.

    Raises:
        LedgerUnavailable: what was cut off cannot go on at the start.
    """
    if await erasure.execution.resume():
        tell("erasures that were cut off went on")

    async def go_on() -> None:
        if await erasure.execution.resume():
            tell("erasures went on")

    async def run() -> None:
        while True:
            # Neither keeps the other from its turn, whatever went wrong; and what went wrong may hold a value.
            for step in (partial(deliver, ledger, rules), go_on):
                try:
                    await step()
                except LedgerUnavailable:
                    tell("erasures wait for the ledger")
                    break
                except Exception:  # noqa: BLE001
                    tell("erasures met an unforeseen error, and are tried again")
            await asyncio.sleep(every)

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
