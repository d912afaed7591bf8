"""Carrying out what was approved, step by step. A crash anywhere is no harm: the next run goes on from there.

Each step is one transition of the table in states.py, done in the transaction that writes it down; what lies outside
the ledger's database (tombstones, keys, pages) comes before, and may be done twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace

from server.erasure.canonical import canonical, digest
from server.erasure.request import Item, Kind, Request
from server.erasure.residue import Scan, files, needles, scan, windows
from server.erasure.resolve import Resolution, Resolver
from server.erasure.rules import ErasureRules, TenantRules
from server.erasure.statement import Evidence, state
from server.erasure.states import KEPT, TAKEN, Cause, Outcome, State
from server.erasure.store import Requests, within
from server.erasure.tombstones import Tombstone, Tombstones
from server.errors import LedgerUnavailable
from server.ledger.epochs import timestamp
from server.ledger.erasing import Eraser, Marks
from server.ledger.keystore import SUPPRESSION
from server.ledger.recorder import Recorder
from server.ledger.records import Records
from server.ledger.search import Search
from server.ledger.store import StoredLedger

DONE: Mapping[Kind, Outcome] = {
    Kind.ERASE: Outcome.ERASED,
    Kind.RESTRICT: Outcome.RESTRICTED,
    Kind.CORRECT: Outcome.CORRECTED,
}
"""The outcome of a piece once the platform has done its part."""

SETTLED = TAKEN | {Outcome.NOT_FOUND, Outcome.RETENTION_EXPIRED}
"""Outcomes that a further look does not take back."""

SCRUBS = 3
"""How often free space is overwritten before what is found there is taken for more than a trace."""

READER_HOLDS = "A reader holds the write-ahead log; it is tried again."
UNREADABLE = "A file of the data directory cannot be read, so nothing is proven of it."
THERE = "Something that was erased is in the ledger again."
RESIDUE = "Traces of what was erased are in a file of the data directory."
NO_TOMBSTONE = "The tombstone of the request is gone from its file."


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
        await self._ledger.transact(_dispose_ended)
        return moved

    async def _block(self, request: Request) -> Request:
        rules = self._rules.of(request.tenant)
        return await self._in_state(request, lambda recorder, now: self._blocking(recorder, now, rules))

    def _blocking(self, recorder: Recorder, request: Request, rules: TenantRules) -> Request:
        """The point of no return: tombstone first, then everything in one transaction."""
        requests, eraser = Requests(recorder), Eraser(recorder, request.number)
        identities = requests.identities(request)
        resolution = Resolver(recorder, request, rules).resolve(identities)
        taken = _to_do(recorder, request, resolution)
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
        requests.put_items(request, _blocked(resolution, taken, first=first), keeping=SETTLED)
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
        def sought(recorder: Recorder) -> tuple[bytes, bytes]:
            requests = Requests(recorder)
            return requests.kept(request, "needles") or b"", needles(Marks(tuple(requests.seal_traces(request)), ()))

        evidence, seal = await within(self._ledger, request.tenant, sought)
        found = await self._look_through(evidence)
        if found is None:
            return await self._wait_for(request, READER_HOLDS)
        if found.unread:
            return await self._wait_for(request, UNREADABLE)
        rules = self._rules.of(request.tenant)
        moved = await self._in_state(request, lambda recorder, now: self._judge(recorder, now, rules, found))
        if moved.over:
            self._ledger.reader.forget()
            await self._ledger.transact(_dispose_ended)
            if not any(item.outcome is Outcome.HELD for item in await self._items(moved)):
                await self._look_through(seal)
        return moved

    async def _items(self, request: Request) -> list[Item]:
        return await within(self._ledger, request.tenant, lambda recorder: Requests(recorder).items(request))

    async def _look_through(self, sought: bytes) -> Scan | None:
        """Look through every file; None while a reader holds the write-ahead log.

        Copies that a database left of moved cells in the free space of its pages are overwritten, and it is looked
        through again.
        """
        for _ in range(SCRUBS):
            # What was written since the scrub may have brought old pages into the write-ahead log again.
            if not await self._ledger.truncate():
                return None
            found = await asyncio.to_thread(self._scan, sought)
            places: dict[str, list[int]] = {}
            for trace in found.found:
                places.setdefault(trace.file, []).extend(trace.offsets)
            if not places.keys() & set(self._ledger.databases):
                break
            await self._ledger.scrub(places)
        return found

    def _scan(self, sought: bytes) -> Scan:
        outside = self._tombstones.path
        paths = dict(files(self._ledger.data_dir))
        if not outside.is_relative_to(self._ledger.data_dir):
            paths[outside.name] = outside
        return scan(paths.items(), sought)

    def _judge(self, recorder: Recorder, request: Request, rules: TenantRules, found: Scan) -> Request:
        """Look again, and certify: what the verdict says follows from this and from nothing else."""
        requests, eraser = Requests(recorder), Eraser(recorder, request.number)
        identities = requests.identities(request)
        fault = self._fault(recorder, request, eraser, found)
        if fault:
            return _failed(requests, request, fault)
        resolution = Resolver(recorder, request, rules).resolve(identities)
        items = requests.items(request)
        if _more_said(recorder, request, resolution, items):
            return requests.move(request, Cause.MORE_SAID)
        (rows,) = recorder.connection.execute(
            "SELECT count(*) FROM erasure_rows WHERE request = ?", (request.number,)
        ).fetchone()
        suppressions = recorder.suppressions.tokens(request.tenant, identities) if request.kind is Kind.ERASE else []
        seen = Search(Records(recorder.connection, recorder.keystore), request.tenant).find(identities).hits
        evidence = Evidence(rows, len(eraser.keys()), found, len(suppressions), len(seen))
        now = recorder.clock()
        statement = state(
            request,
            deadlines=request.deadlines(rules),
            rules=rules,
            items=items,
            tasks=requests.tasks(request),
            evidence=evidence,
            forgets=self._ledger.forgets,
            now=now,
        )
        partial = any(item.outcome in KEPT for item in items)
        cause = Cause.PROVEN_IN_PART if partial else Cause.PROVEN
        requests.keep(request, "statement", canonical(statement).decode())
        moved = requests.move(request, cause)
        leaf = requests.tell(moved, "CERTIFIED", certificate=digest(statement))
        moved = replace(moved, leaf=leaf, closed_at=now)
        requests.save(moved)
        if not any(item.outcome is Outcome.HELD for item in items):
            # What is held goes on one day, and needs to know for whom.
            requests.unseal_no_more(moved)
            eraser.forget()
        return moved

    def _fault(self, recorder: Recorder, request: Request, eraser: Eraser, found: Scan) -> str:
        """Return what contradicts the erasure; "" if nothing does."""
        if request.kind is not Kind.ERASE:
            return ""
        if eraser.left(windows(Requests(recorder).kept(request, "needles") or b"")):
            return THERE
        if any(not eraser.filed(trace.window) for trace in found.found):
            return RESIDUE
        verifier = recorder.keystore.log_signer().verifier
        leaves = {row.leaf for row in eraser.noted()}
        there = self._tombstones.has(request.tenant, request.request_id, leaves, verifier)
        return "" if there else NO_TOMBSTONE

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


def _failed(requests: Requests, request: Request, fault: str) -> Request:
    moved = replace(requests.move(request, Cause.CONTRADICTED, fault=fault), problem=fault)
    requests.save(moved)
    return moved


def _to_do(recorder: Recorder, request: Request, resolution: Resolution) -> list[Item]:
    """Return what has to be done. What is not erased is found again: it was done, unless more of it was said."""
    found = resolution.of(Outcome.TO_ERASE)
    if request.kind is Kind.ERASE:
        return found
    done = {item.name for item in Requests(recorder).items(request) if item.outcome in TAKEN}
    return [item for item in found if item.name not in done or _seen(recorder, request, item)]


def _more_said(recorder: Recorder, request: Request, resolution: Resolution, items: Iterable[Item]) -> bool:
    """True if something is to be done, or stays that the request does not know of, or is gone that it says stays."""
    if _to_do(recorder, request, resolution):
        return True
    known, now = (
        {(item.name, item.entity_type, item.outcome) for item in some if item.outcome in KEPT}
        for some in (items, _blocked(resolution, (), first=False))
    )
    return known != now or any(_seen(recorder, request, item) for item in resolution.of(Outcome.HELD))


def _seen(recorder: Recorder, request: Request, item: Item) -> bool:
    """True if somebody finds or reads what is to be restricted."""
    place = (item.call_id, item.entity_id)
    return request.kind is not Kind.CORRECT and Eraser(recorder, request.number).seen(request.tenant, place)


def _blocked(resolution: Resolution, taken: Iterable[Item], *, first: bool) -> Iterable[Item]:
    """Yield the items as they stand once the person is blocked; what a later look does not find was found before."""
    yield from (replace(item, outcome=Outcome.SINK_PENDING) for item in taken)
    for item in resolution.items:
        match item.outcome:
            case Outcome.TO_ERASE:
                continue
            case Outcome.CANDIDATE:
                yield replace(item, outcome=Outcome.NOT_CONFIRMED)
            case Outcome.NOT_FOUND | Outcome.RETENTION_EXPIRED if not first:
                continue
            case _:
                yield item


def places_by_call(items: Iterable[Item]) -> dict[str, list[dict[str, object]]]:
    """Return, for each call, where the platform has to look: segments, ranges of code points, milliseconds."""
    calls: dict[str, list[dict[str, object]]] = {}
    for item in items:
        calls.setdefault(item.call_id, [])
        for span in item.spans:
            place: dict[str, object] = {
                "segment_id": span.segment_id,
                "start": span.start,
                "end": span.end,
                "entity_type": item.entity_type,
            }
            if span.start_offset is not None and span.end_offset is not None:
                place |= {"start_ms": round(span.start_offset * 1000), "end_ms": round(span.end_offset * 1000)}
            calls[item.call_id].append(place)
    return calls


def _dispose_ended(recorder: Recorder) -> None:
    """Destroy the keys of the identities of requests that have nothing sealed any more."""
    Requests(recorder).dispose_unused()
