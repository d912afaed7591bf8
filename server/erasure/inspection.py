"""The last look at a request: every file is looked through, the search is made again, and what follows is certified."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from server.erasure.canonical import canonical, digest
from server.erasure.notice import status_facts
from server.erasure.pieces import more_said
from server.erasure.request import Item, Kind, Request
from server.erasure.residue import Scan, files, scan, windows
from server.erasure.resolve import Resolver
from server.erasure.rules import TenantRules
from server.erasure.statement import Evidence, state
from server.erasure.states import KEPT, Cause, Outcome
from server.erasure.store import Requests
from server.erasure.tombstones import Tombstones
from server.ledger.erasing import Eraser
from server.ledger.recorder import Recorder
from server.ledger.records import Records
from server.ledger.search import Search
from server.ledger.store import StoredLedger

SCRUBS = 3
"""How often free space is overwritten before what is found there is taken for more than a trace."""

THERE = "Something that was erased is in the ledger again."
RESIDUE = "Traces of what was erased are in a file of the data directory."
NO_TOMBSTONE = "The tombstone of the request is gone from its file."


class Inspection:
    """Looks at what is left of a request.

    Args:
        ledger: that it was erased from.
        tombstones: of what was erased.
    """

    def __init__(self, ledger: StoredLedger, tombstones: Tombstones) -> None:
        self._ledger = ledger
        self._tombstones = tombstones

    async def look_through(self, sought: bytes) -> Scan | None:
        """Look through every file; None while a reader holds the write-ahead log.

        Copies that a database left of moved cells in the free space of its pages are overwritten, and it is looked
        through again.

        Args:
            sought: of :func:`server.erasure.residue.needles`.

        Raises:
            LedgerUnavailable: the store cannot be written or read.
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

    def judge(self, recorder: Recorder, request: Request, rules: TenantRules, found: Scan) -> Request:
        """Look again, and certify: what the verdict says follows from this and from nothing else.

        Args:
            recorder: of the ledger, in a transaction.
            request: that waits for its verdict.
            rules: of its tenant.
            found: what :meth:`look_through` found.

        Returns:
            The request: over, failed, or on its way again because more was said.
        """
        requests = Requests(recorder)
        fault = self._fault(recorder, request, found)
        if fault:
            moved = replace(requests.move(request, Cause.CONTRADICTED, fault=fault), problem=fault)
            requests.save(moved)
            return moved
        items = requests.items(request)
        resolution = Resolver(recorder, request, rules).resolve(requests.identities(request))
        if more_said(recorder, request, resolution, items):
            return requests.move(request, Cause.MORE_SAID)
        return self._certify(recorder, request, rules, items, found)

    def _certify(
        self, recorder: Recorder, request: Request, rules: TenantRules, items: list[Item], found: Scan
    ) -> Request:
        requests, now = Requests(recorder), recorder.clock()
        statement = state(
            request,
            deadlines=request.deadlines(rules),
            rules=rules,
            items=items,
            tasks=requests.tasks(request),
            evidence=_evidence(recorder, request, found),
            forgets=self._ledger.forgets,
            now=now,
        )
        partial = any(item.outcome in KEPT for item in items)
        requests.keep(request, "statement", canonical(statement).decode())
        moved = requests.move(request, Cause.PROVEN_IN_PART if partial else Cause.PROVEN)
        leaf = requests.tell(moved, "CERTIFIED", certificate=digest(statement))
        moved = replace(moved, leaf=leaf, closed_at=now, stamp="")
        requests.save(moved)
        if rules.webhook:
            requests.add_notice(moved, status_facts(moved, items, statement))
        if not any(item.outcome is Outcome.HELD for item in items):
            # What is held goes on one day, and needs to know for whom.
            requests.unseal_no_more(moved)
            Eraser(recorder, request.number).forget()
        return moved

    def _fault(self, recorder: Recorder, request: Request, found: Scan) -> str:
        """Return what contradicts the erasure; "" if nothing does."""
        if request.kind is not Kind.ERASE:
            return ""
        eraser = Eraser(recorder, request.number)
        if eraser.left(windows(Requests(recorder).kept(request, "needles") or b"")):
            return THERE
        if any(not eraser.filed(trace.window) for trace in found.found):
            return RESIDUE
        verifier = recorder.keystore.log_signer().verifier
        leaves = {row.leaf for row in eraser.noted()}
        there = self._tombstones.has(request.tenant, request.request_id, leaves, verifier)
        return "" if there else NO_TOMBSTONE

    def _scan(self, sought: bytes) -> Scan:
        outside = self._tombstones.path
        paths = dict(files(self._ledger.data_dir))
        if not outside.is_relative_to(self._ledger.data_dir):
            paths[outside.name] = outside
        return scan(paths.items(), sought)


def _evidence(recorder: Recorder, request: Request, found: Scan) -> Evidence:
    identities = Requests(recorder).identities(request)
    count = "SELECT count(*) FROM erasure_rows WHERE request = ?"
    (rows,) = recorder.connection.execute(count, (request.number,)).fetchone()
    suppressions = recorder.suppressions.tokens(request.tenant, identities) if request.kind is Kind.ERASE else []
    seen = Search(Records(recorder.connection, recorder.keystore), request.tenant).find(identities).hits
    return Evidence(rows, len(Eraser(recorder, request.number).keys()), found, len(suppressions), len(seen))
