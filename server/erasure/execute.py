"""Carrying out what was approved, step by step. A crash anywhere is no harm: the next run goes on from there.

Each step is one transition of the table in states.py, done in the transaction that writes it down; what lies outside
the ledger's database (tombstones, keys, pages) comes before, and may be done twice.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from server.erasure.inspection import Inspection
from server.erasure.pieces import SETTLED, blocked, places_by_call, to_do
from server.erasure.request import Kind, Request
from server.erasure.residue import Scan, needles, windows
from server.erasure.resolve import Resolver
from server.erasure.rules import ErasureRules, TenantRules
from server.erasure.states import Cause, Outcome, State
from server.erasure.store import Requests, within
from server.erasure.timestamping import ask
from server.erasure.tombstones import Tombstone, Tombstones
from server.errors import LedgerUnavailable
from server.ledger.epochs import timestamp
from server.ledger.erasing import Eraser
from server.ledger.namedkeys import SUPPRESSION
from server.ledger.recorder import Recorder
from server.ledger.store import StoredLedger

READER_HOLDS = "A reader holds the write-ahead log; it is tried again."
UNREADABLE = "A file of the data directory cannot be read, so nothing is proven of it."


class Execution:
    """Carries requests out.

    Args:
        ledger: holds the evidence and the requests.
        rules: of the tenants.
        tombstones: outlive the ledger.
    """

    def __init__(self, ledger: StoredLedger, rules: ErasureRules, tombstones: Tombstones) -> None:
        self._ledger = ledger
        self._rules = rules
        self._tombstones = tombstones
        self._inspection = Inspection(ledger, tombstones)
        self._steps: Mapping[State, Callable[[Request], Awaitable[Request]]] = {
            State.APPROVED: self._block,
            State.BLOCKED: self._destroy_keys,
            State.KEYS_DESTROYED: self._delete_rows,
            State.ROWS_DELETED: self._scrub,
            State.WAITING: self._wait,
            State.VERIFYING: self._verify,
        }

    async def advance(self, request: Request) -> Request:
        """Take a request as far as it goes now; return it as it stands then.

        Raises:
            LedgerUnavailable: the store cannot be written or read; the next run goes on from there.
        """
        while request.running:
            moved = await self.step(request)
            if moved.state is request.state:
                return moved
            request = moved
        return request

    async def step(self, request: Request) -> Request:
        """Take one step; return the request, in the same state if it has to wait for something.

        Raises:
            LedgerUnavailable: the store cannot be written or read.
        """
        return await self._steps[request.state](request)

    async def resume(self) -> list[Request]:
        """Go on with everything that was cut off or waits; children's requests first. Return what moved.

        A request that cannot go on says why, and keeps no other from going on.

        Raises:
            LedgerUnavailable: the store cannot be written or read.
        """
        found = await self._ledger.transact(lambda recorder: Requests(recorder).in_state(*self._steps))
        moved = []
        for request in sorted(found, key=lambda one: one.minor.rank, reverse=True):
            try:
                after = await self.advance(request)
            except LedgerUnavailable as error:
                await self._wait_for(request, error.message)
            else:
                moved += [after] * (after.state is not request.state)
        await self.forget_ended()
        return moved

    async def _block(self, request: Request) -> Request:
        rules = self._rules.of(request.tenant)
        return await self._in_state(request, lambda recorder, now: self._blocking(recorder, now, rules))

    def _blocking(self, recorder: Recorder, request: Request, rules: TenantRules) -> Request:
        """The point of no return: tombstone first, then everything in one transaction."""
        requests, eraser = Requests(recorder), Eraser(recorder, request.number)
        identities = requests.identities(request)
        resolution = Resolver(recorder, request, rules).resolve(identities)
        taken = to_do(recorder, request, resolution)
        held = [(item.call_id, item.entity_id) for item in resolution.of(Outcome.HELD)]
        places = [(item.call_id, item.entity_id) for item in taken]
        if request.kind is Kind.ERASE:
            rows = eraser.rows_of(request.tenant, places)
            tokens = recorder.suppressions.tokens(request.tenant, identities)
            key = recorder.keystore.wrapped_secret(SUPPRESSION + request.tenant) or b""
            at = timestamp(recorder.clock())
            # A request that comes this way again names all of its rows again: its first tombstone may be lost.
            every = {row.leaf: row for row in (*eraser.noted(), *rows)}
            stone = Tombstone(request.tenant, request.request_id, at, tuple(every.values()), tuple(tokens), key)
            self._tombstones.append(stone, recorder.keystore.log_signer())
            earlier = requests.kept(request, "needles") or b""
            requests.keep(request, "needles", earlier + needles(eraser.marks(rows)))
            eraser.block(rows)
            recorder.suppressions.add(request.tenant, request.number, tokens)
            eraser.restrict(request.tenant, held)
        elif request.kind is Kind.RESTRICT:
            eraser.restrict(request.tenant, [*places, *held])
        requests.add_tasks(request, places_by_call(taken))
        first = not any(item.outcome in SETTLED for item in requests.items(request))
        requests.put_items(request, blocked(resolution, taken, first=first), keeping=SETTLED)
        return requests.move(request, Cause.BLOCKED, items=len(taken))

    async def _destroy_keys(self, request: Request) -> Request:
        def destroy(recorder: Recorder, now: Request) -> Request:
            count = Eraser(recorder, now.number).destroy_keys()
            return Requests(recorder).move(now, Cause.KEYS_DESTROYED, keys=count)

        return await self._in_state(request, destroy)

    async def _delete_rows(self, request: Request) -> Request:
        def delete(recorder: Recorder, now: Request) -> Request:
            eraser = Eraser(recorder, now.number)
            if eraser.delete(now.tenant, now.request_id):
                return now
            eraser.delete_strays(windows(Requests(recorder).kept(now, "needles") or b""))
            return Requests(recorder).move(now, Cause.ROWS_DELETED)

        while request.state is State.KEYS_DESTROYED:
            request = await self._in_state(request, delete)
        return request

    async def _scrub(self, request: Request) -> Request:
        if not await self._ledger.truncate():
            return await self._wait_for(request, READER_HOLDS)
        self._ledger.reader.forget()
        return await self._in_state(request, lambda recorder, now: Requests(recorder).move(now, Cause.SCRUBBED))

    async def _wait(self, request: Request) -> Request:
        def look(recorder: Recorder, now: Request) -> Request:
            requests = Requests(recorder)
            if requests.pending(now):
                return now
            return requests.move(now, Cause.ACKNOWLEDGED)

        return await self._in_state(request, look)

    async def _verify(self, request: Request) -> Request:
        found = Scan()
        if request.kind is Kind.ERASE:
            looked = await self._inspection.look_through(await self._needles(request))
            if looked is None:
                return await self._wait_for(request, READER_HOLDS)
            if looked.unread:
                return await self._wait_for(request, UNREADABLE)
            found = looked
        rules = self._rules.of(request.tenant)
        moved = await self._in_state(request, lambda recorder, now: self._inspection.judge(recorder, now, rules, found))
        if moved.over:
            self._ledger.reader.forget()
            await self._forget([moved])
            await self.stamp(moved)
        return moved

    async def stamp(self, request: Request) -> str:
        """Have the statement of a request that is over timestamped, if that is configured; return the timestamp.

        Returns:
            What the authority answered, now or before, in base64; "" where there is none, or none yet.

        Raises:
            LedgerUnavailable: the store cannot be written or read.
        """
        if request.stamp or not self._rules.authority:
            return request.stamp
        statement = await within(self._ledger, request.tenant, partial(_statement, request=request))
        answer = await asyncio.to_thread(ask, self._rules.authority, statement.encode()) if statement else b""
        if not answer:
            return ""
        stamp = base64.b64encode(answer).decode()

        def keep(recorder: Recorder, now: Request) -> Request:
            # Another answer may have been certified meanwhile.
            if now.leaf == request.leaf:
                Requests(recorder).save(replace(now, stamp=stamp))
            return now

        await self._in_state(request, keep)
        return stamp

    async def forget_ended(self) -> None:
        """Destroy the seals of requests that are over, and overwrite what is left of them on any page.

        Whatever kept it from being done, a crash or a reader, it is done with the next run.

        Raises:
            LedgerUnavailable: the store cannot be written or read.
        """
        await self._forget(await self._ledger.transact(lambda recorder: Requests(recorder).unsealed()))

    async def _forget(self, requests: Iterable[Request]) -> None:
        await self._ledger.transact(lambda recorder: Requests(recorder).dispose_unused())
        for request in requests:
            # The needles of a request whose seal is gone are of that seal, and of its key.
            held = await within(self._ledger, request.tenant, partial(_is_sealed, request=request))
            if not held and await self._inspection.look_through(await self._needles(request)) is not None:
                await within(self._ledger, request.tenant, partial(_keep_nothing, request=request))

    async def _needles(self, request: Request) -> bytes:
        """Return what is looked for in the files."""

        def sought(recorder: Recorder) -> bytes:
            return bytes(Requests(recorder).kept(request, "needles") or b"")

        return await within(self._ledger, request.tenant, sought)

    async def _in_state(self, request: Request, work: Callable[[Recorder, Request], Request]) -> Request:
        """Do a step in a transaction, unless another process has taken the request on meanwhile."""

        def guarded(recorder: Recorder) -> Request:
            now = Requests(recorder).get(request.tenant, request.request_id)
            return work(recorder, now) if now.state is request.state else now

        return await within(self._ledger, request.tenant, guarded)

    async def _wait_for(self, request: Request, problem: str) -> Request:
        def tell(recorder: Recorder, now: Request) -> Request:
            told = replace(now, problem=problem)
            if now.problem != problem:
                Requests(recorder).save(told)
            return told

        return await self._in_state(request, tell)


def _keep_nothing(recorder: Recorder, request: Request) -> None:
    Requests(recorder).keep(request, "needles", None)


def _statement(recorder: Recorder, request: Request) -> str:
    return str(Requests(recorder).kept(request, "statement") or "")


def _is_sealed(recorder: Recorder, request: Request) -> bool:
    return Requests(recorder).kept(request, "sealed") is not None
