"""A tenant leaves: the key that all of its evidence hangs on is destroyed, and everything under it, and certified.

It is refused while something of the tenant is still going on: a call, a request that is not answered, a legal hold.
From the first step on there is no way back, and each may be done again after a crash: a tombstone, so that no backup
brings the tenant back; every month expires in the log; the keys; the rows, as retention deletes them; a look at what
is left.

What stays is what names nobody and was promised to stay: the log, the names of calls, and the record of the requests
with their certificates. The tenant is closed: nothing is taken from it any more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from server.erasure.actor import Actor
from server.erasure.canonical import digest
from server.erasure.certificate import LoggedEvent, write
from server.erasure.holds import Holds
from server.erasure.inspection import Inspection
from server.erasure.request import Kind
from server.erasure.residue import Scan, needles
from server.erasure.statement import CANNOT_PROVE, DATABASE
from server.erasure.store import Requests, within
from server.erasure.tombstones import Tombstone, Tombstones
from server.errors import FieldViolation, InvalidField, LedgerUnavailable, NotFound, StateConflict
from server.ledger.epochs import timestamp
from server.ledger.erasing import Marks
from server.ledger.ledger import CallState, Event
from server.ledger.log import LogReader
from server.ledger.recorder import Recorder
from server.ledger.retention import end_tenant, expire
from server.ledger.store import StoredLedger

CERTIFICATE = "veilscript-offboarding-certificate/1"
NAME = "offboarding"
"""What the event and the certificate name in place of a request."""

BEGUN, CERTIFIED = "BEGUN", "CERTIFIED"
KIND = "OFFBOARDED"


class Offboarding:
    """Off-boards tenants.

    Args:
        ledger: holds their evidence.
        tombstones: outlive the ledger.
    """

    def __init__(self, ledger: StoredLedger, tombstones: Tombstones) -> None:
        self._ledger = ledger
        self._tombstones = tombstones
        self._inspection = Inspection(ledger, tombstones)

    async def run(self, actor: Actor, *, confirmed: str) -> bytes:
        """Destroy everything that a tenant has; return the certificate. Asked again, it goes on, or returns the same.

        Args:
            actor: who orders it, and of which tenant.
            confirmed: the tenant's name, once more.

        Raises:
            InvalidField: it was not confirmed by the tenant's name.
            NotFound: the ledger knows nothing of the tenant.
            StateConflict: a call, a request or a legal hold of the tenant is not over.
            LedgerUnavailable: the store cannot be read or written, or a trace is left; ask again.
        """
        tenant = actor.tenant
        if confirmed != tenant:
            raise InvalidField((FieldViolation("confirm", "Is not the name of the tenant."),))
        if not await within(self._ledger, tenant, lambda recorder: _event(recorder, tenant, CERTIFIED)):
            await within(self._ledger, tenant, self._begin(actor))
            await within(self._ledger, tenant, lambda recorder: recorder.keystore.destroy_tenant(tenant))
            self._ledger.reader.forget()
            await expire(self._ledger)
            await within(self._ledger, tenant, self._certify(tenant, await self._look(tenant)))
        return await within(self._ledger, tenant, lambda recorder: _written(recorder, tenant))

    def _begin(self, actor: Actor) -> Callable[[Recorder], None]:
        def begin(recorder: Recorder) -> None:
            tenant = actor.tenant
            if _event(recorder, tenant, BEGUN):
                end_tenant(recorder, tenant)
                return
            _refuse_unfinished(recorder, tenant)
            stone = Tombstone(tenant, NAME, timestamp(recorder.clock()), (), (), b"", offboarded=True)
            self._tombstones.append(stone, recorder.keystore.log_signer())
            sought = needles(Marks(tuple(recorder.keystore.tenant_traces(tenant)), ()))
            months = end_tenant(recorder, tenant)
            body = {"request": NAME, "what": BEGUN, "by": actor.name, "months": months, "sought": sought.hex()}
            recorder.write_event(Event(KIND, tenant, body))

        return begin

    async def _look(self, tenant: str) -> Scan:
        """Look through every file for the keys that everything hung on, and for a row that is left."""

        def begun(recorder: Recorder) -> tuple[bytes, int, bool]:
            event = _event(recorder, tenant, BEGUN)
            sought = bytes.fromhex(json.loads(event.body)["sought"]) if event else b""
            return sought, _rows(recorder, tenant), _opens(recorder, tenant)

        sought, rows, opens = await within(self._ledger, tenant, begun)
        if rows or opens:
            raise LedgerUnavailable("Rows or keys of the tenant are left: does a reader hold the log? Try again.")
        found = await self._inspection.look_through(sought)
        if found is None or found.unread or found.found:
            raise LedgerUnavailable("It cannot be proven yet that nothing is left. Try again.")
        self._tombstones.forget(tenant)
        return found

    def _certify(self, tenant: str, found: Scan) -> Callable[[Recorder], None]:
        def certify(recorder: Recorder) -> None:
            if _event(recorder, tenant, CERTIFIED):
                return
            event = _event(recorder, tenant, BEGUN)
            begun = json.loads(event.body) if event else {}
            statement = _statement(recorder, tenant, begun, found, forgets=self._ledger.forgets)
            body = {"request": NAME, "what": CERTIFIED, "certificate": digest(statement), "statement": statement}
            recorder.write_event(Event(KIND, tenant, body))

        return certify


def offboard_again(recorder: Recorder, tenant: str) -> int:
    """Destroy a tenant that a restored backup brought back; return how many months, or 1 where only its key was back.

    Args:
        recorder: of the ledger, in a transaction in which the tenant has been entered.
        tenant: that a tombstone says was off-boarded.
    """
    months = end_tenant(recorder, tenant)
    if recorder.keystore.is_closed(tenant) and not months:
        return 0
    recorder.write_event(Event("REPLAYED", tenant, {"request": NAME, "rows": months}))
    recorder.keystore.destroy_tenant(tenant)
    return max(months, 1)


def _refuse_unfinished(recorder: Recorder, tenant: str) -> None:
    run = recorder.connection.execute
    states = [state for (state,) in run("SELECT DISTINCT state FROM calls WHERE tenant = ?", (tenant,)).fetchall()]
    requests = Requests(recorder).of_tenant(tenant)
    if not states and not requests:
        raise NotFound("The ledger knows nothing of the tenant.")
    if CallState.ACTIVE.value in states:
        raise StateConflict("A call of the tenant is going on.", action="End its calls first.")
    if not all(request.over for request in requests):
        raise StateConflict("A request of the tenant is not answered.", action="Finish it, or call it back.")
    if Holds(recorder).standing(tenant):
        raise StateConflict("A legal hold of the tenant stands.", action="It keeps what would be destroyed.")


def _rows(recorder: Recorder, tenant: str) -> int:
    select = "SELECT count(*) FROM openings o JOIN calls c ON c.id = o.call WHERE c.tenant = ?"
    (found,) = recorder.connection.execute(select, (tenant,)).fetchone()
    scopes = "SELECT count(*) FROM scopes WHERE tenant = ? AND state <> 'DESTROYED'"
    (left,) = recorder.connection.execute(scopes, (tenant,)).fetchone()
    return int(found) + int(left)


def _opens(recorder: Recorder, tenant: str) -> bool:
    """True if a key of the tenant is there, whatever month and type it is of, or could be made."""
    keystore = recorder.keystore
    # What this process remembers is no proof of what the file has.
    keystore.forget()
    select = "SELECT entity_type, epoch FROM scopes WHERE tenant = ?"
    scopes = recorder.connection.execute(select, (tenant,)).fetchall()
    return not keystore.is_closed(tenant) or any(keystore.epoch_key(tenant, *scope) is not None for scope in scopes)


def _event(recorder: Recorder, tenant: str, what: str) -> LoggedEvent | None:
    """Return the latest event of an off-boarding, or None."""
    select = "SELECT kind, tenant, at, body, salt FROM events WHERE tenant = ? AND kind = ? ORDER BY leaf DESC"
    for kind, of, at, body, salt in recorder.connection.execute(select, (tenant, KIND)).fetchall():
        if json.loads(body)["what"] == what:
            return LoggedEvent(kind, of, at, body, bytes(salt))
    return None


def _written(recorder: Recorder, tenant: str) -> bytes:
    event = _event(recorder, tenant, CERTIFIED)
    if event is None:
        raise LedgerUnavailable("The certificate of the off-boarding is gone.")
    select = "SELECT leaf FROM events WHERE tenant = ? AND kind = ? AND body = ?"
    (leaf,) = recorder.connection.execute(select, (tenant, KIND, event.body)).fetchone()
    proof = LogReader(recorder.connection).inclusion(leaf)
    return write(json.loads(event.body)["statement"], event, proof, recorder.keystore.log_signer())


def _statement(
    recorder: Recorder, tenant: str, begun: Mapping[str, Any], found: Scan, *, forgets: bool
) -> dict[str, Any]:
    (calls,) = recorder.connection.execute("SELECT count(*) FROM calls WHERE tenant = ?", (tenant,)).fetchone()
    return {
        "type": CERTIFICATE,
        "tenant": tenant,
        "request": NAME,
        "action": "OFFBOARD",
        "ordered_by": begun.get("by", ""),
        "answered_at": timestamp(recorder.clock()),
        "coverage": {
            "checked": [
                {"store": "the keystore", "result": "the tenant's key is gone, and no key under it opens"},
                {"store": "the ledger", "result": "no record, and no month that is not destroyed"},
                {"store": f"every file of the data directory: {', '.join(found.files)}", "result": "no residue"},
            ],
            "not_checked": [
                *(() if forgets else (DATABASE,)),
                {"store": "the platform's recordings and transcripts", "reason": "they are the platform's own"},
                {"store": "backups", "reason": "sealed under the destroyed key wherever the keystore is not with them"},
                {"store": "memory of running processes", "reason": "a server that has run since is to be started anew"},
            ],
        },
        "kept": [
            {"store": "the log, and the names of calls", "reason": "they name nobody", "count": calls},
            {"store": "the record of requests, with their certificates", "reason": "proof of what was answered"},
        ],
        "method": (
            "Cryptographic Erase in the sense of NIST SP 800-88 Rev. 1: the key that wrapped every key of the tenant"
            " was sanitized where it was kept. Clear: the rows were deleted and their pages overwritten."
        ),
        "proof": {
            "months_destroyed": begun.get("months", 0),
            "residue_bytes": 0,
            "bytes_searched": found.size,
        },
        "cannot_prove": list(CANNOT_PROVE[Kind.ERASE][1:3]),
        "verdict": "COMPLETE",
    }
