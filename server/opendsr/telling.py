"""Telling controllers how their requests stand: signed POSTs from the outbox, again until one is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.rules import ErasureRules
from server.erasure.store import within
from server.erasure.webhook import LONGEST_PAUSE, pause, send
from server.ledger.recorder import Recorder
from server.ledger.store import StoredLedger
from server.opendsr import answers
from server.opendsr.callbacks import Callback, Outbox, permitted
from server.opendsr.processor import Processor

AT_ONCE = 20
TELLER = "opendsr callbacks"


class Teller:
    """Tells what is due.

    Args:
        erasure: knows how requests stand.
        ledger: holds the outbox.
        rules: say where callbacks may go, whatever was allowed when they were asked for.
        processor: signs.
        tell: is told, in a constant sentence, that an address did not take what it was told.
    """

    def __init__(
        self,
        erasure: Erasure,
        ledger: StoredLedger,
        rules: ErasureRules,
        processor: Processor,
        tell: Callable[[str], None],
    ) -> None:
        self._erasure = erasure
        self._ledger = ledger
        self._rules = rules
        self._processor = processor
        self._tell = tell

    async def tell_due(self) -> int:
        """Tell what is due now; return how many were taken.

        Raises:
            LedgerUnavailable: the store cannot be read or written.
        """
        if not any(tenant.callback_hosts for tenant in self._rules.tenants.values()):
            return 0
        now = self._ledger.clock()
        due = await self._ledger.transact(lambda recorder: Outbox(recorder).due(now, AT_ONCE))
        # Side by side: one address that does not answer keeps no other waiting, nor does one that cannot be told.
        done = await asyncio.gather(*(self._told(callback, now) for callback in due), return_exceptions=True)
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed
        return sum(taken is True for taken in done)

    async def _told(self, callback: Callback, now: datetime) -> bool:
        if not permitted(callback.url, self._rules.of(callback.tenant).callback_hosts):
            await self._note(callback, lambda outbox: outbox.later(callback, LONGEST_PAUSE))
            return False
        # It is put off before it is tried: whatever goes wrong with it, it is not the first again.
        await self._note(callback, lambda outbox: outbox.later(callback, pause(callback.attempts)))
        status = await self._erasure.get(Actor(callback.tenant, TELLER), callback.request_id)
        body = answers.written(answers.callback(status, self._processor.domain, callback, now))
        headers = {**self._processor.signed(body), "Content-Type": answers.JSON}
        taken = await asyncio.to_thread(send, callback.url, body, headers)
        if taken:
            await self._note(callback, lambda outbox: outbox.taken(callback, answers.of(status)))
        else:
            self._tell("a status callback was not taken, and is tried again")
        return taken

    async def _note(self, callback: Callback, write: Callable[[Outbox], None]) -> None:
        def work(recorder: Recorder) -> None:
            write(Outbox(recorder))

        await within(self._ledger, callback.tenant, work)

