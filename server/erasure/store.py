"""Requests and their items in the ledger's database, within a transaction of whoever asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from server.erasure.canonical import canonical
from server.erasure.outbox import Outbox
from server.erasure.request import Item, NewRequest, Request, from_record, to_record
from server.erasure.residue import needles
from server.erasure.states import REQUEST, Cause, Outcome, State
from server.errors import ConfigInvalid, LedgerUnavailable, NotFound
from server.ledger.erasing import Marks
from server.ledger.ledger import Event
from server.ledger.recorder import Recorder
from server.ledger.roots import Wrap
from server.ledger.store import StoredLedger
from server.ledger.tokens import Identity

Made = TypeVar("Made")

KEY_NAME = "request "
"""Before a request's number and tenant: names the key that its identities are sealed under."""

_REQUEST = "SELECT id, tenant, request_id, state, record FROM erasure_requests"


async def within(ledger: StoredLedger, tenant: str, work: Callable[[Recorder], Made]) -> Made:
    """Run work in a transaction of a ledger in which a tenant has been entered; return what it returns.

    Raises:
        VeilscriptError: what the work raised; nothing of it is written.
        LedgerUnavailable: the store cannot be written or read.
    """

    def entered(recorder: Recorder) -> Made:
        recorder.connection.enter(tenant)
        return work(recorder)

    return await ledger.transact(entered)


class Requests(Outbox):
    """Reads and writes requests.

    Args:
        recorder: of the ledger, in a transaction in which the tenant has been entered.
    """

    __slots__ = ()

    def add(self, request: Request, digest: bytes, new: NewRequest | None) -> Request:
        """Write a new request, its identities sealed under a key of its own.

        Args:
            request: as it is to stand.
            digest: equal for equal requests.
            new: what it came with, or None where nothing of that may be kept.

        Returns:
            The request with its number.
        """
        number = self._recorder.connection.next_id("erasure_requests")
        request = replace(request, number=number)
        # A number can be taken again after a restored backup: a key that is there already was for somebody else.
        self._recorder.keystore.destroy_secret(_key_name(request))
        sealed = self._seal(request, new) if new else None
        insert = "INSERT INTO erasure_requests (id, tenant, request_id, state, digest, record, sealed)"
        row = (number, request.tenant, request.request_id, request.state.value, digest, _dump(request), sealed)
        self._run(f"{insert} VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self.tell(request, "CREATED")
        return request

    def find(self, tenant: str, request_id: str) -> Request | None:
        """Return a request, or None."""
        row = self._run(f"{_REQUEST} WHERE tenant = ? AND request_id = ?", (tenant, request_id)).fetchone()
        return _request(row) if row else None

    def get(self, tenant: str, request_id: str) -> Request:
        """Return a request.

        Raises:
            NotFound: the tenant has none of this id.
        """
        found = self.find(tenant, request_id)
        if found is None:
            raise NotFound("There is no request of this id.", action="Look at the id and the tenant.")
        return found

    def digest(self, request: Request) -> bytes:
        """Return what the request is compared by."""
        return bytes(self._run("SELECT digest FROM erasure_requests WHERE id = ?", (request.number,)).fetchone()[0])

    def of_tenant(self, tenant: str) -> list[Request]:
        """Return requests in order of their receipt."""
        rows = self._run(f"{_REQUEST} WHERE tenant = ? ORDER BY id", (tenant,))
        return [_request(row) for row in rows.fetchall()]

    def in_state(self, *states: State) -> list[Request]:
        """Return the requests of all tenants that are in one of some states."""
        marks = ", ".join("?" * len(states))
        select = f"{_REQUEST} WHERE tenant = ? AND state IN ({marks}) ORDER BY id"
        found: list[Request] = []
        for tenant in self._entered():
            rows = self._run(select, (tenant, *(state.value for state in states))).fetchall()
            found += map(_request, rows)
        return found

    def save(self, request: Request) -> None:
        """Write a request as it stands now."""
        update = "UPDATE erasure_requests SET state = ?, record = ? WHERE id = ?"
        self._run(update, (request.state.value, _dump(request), request.number))

    def move(self, request: Request, cause: Cause, **facts: object) -> Request:
        """Move a request along its table, write it, and say so in the log; return it."""
        moved = replace(request, state=REQUEST[request.state][cause], problem="")
        self.save(moved)
        self.tell(moved, cause.name, **facts)
        return moved

    def tell(self, request: Request, what: str, **facts: object) -> int:
        """Write what happened to a request into the log; return the leaf."""
        body: Mapping[str, object] = {"request": request.request_id, "what": what, **facts}
        return self._recorder.write_event(Event("REQUEST", request.tenant, body))

    def identities(self, request: Request) -> tuple[Identity, ...]:
        """Return who a request is about.

        Raises:
            LedgerUnavailable: what was sealed cannot be opened any more.
        """
        key = self._recorder.keystore.secret(_key_name(request))
        row = self._run("SELECT sealed FROM erasure_requests WHERE id = ?", (request.number,)).fetchone()
        if key is None or row[0] is None:
            raise LedgerUnavailable("The identities of the request are gone.")
        try:
            plain = Wrap(key).unwrap(row[0], _place(request))
        except ConfigInvalid:
            raise LedgerUnavailable("The identities of the request cannot be opened.") from None
        return tuple(Identity(*fields) for fields in json.loads(plain)["identities"])

    def unseal_no_more(self, request: Request) -> None:
        """Remove what the identities are sealed in; what is looked for from now on are its own traces.

        Then :meth:`dispose_unused`.
        """
        traces = (self.kept(request, "sealed"), self._recorder.keystore.wrapped_secret(_key_name(request)))
        sought = needles(Marks(tuple(trace for trace in traces if trace), ()))
        self._run("UPDATE erasure_requests SET sealed = NULL, needles = ? WHERE id = ?", (sought, request.number))

    def unsealed(self) -> list[Request]:
        """Return the requests of all tenants that are over, and whose seal may have left a trace in a file."""
        select = f"{_REQUEST} WHERE tenant = ? AND sealed IS NULL AND needles IS NOT NULL ORDER BY id"
        found: list[Request] = []
        for tenant in self._entered():
            found += map(_request, self._run(select, (tenant,)).fetchall())
        return found

    def dispose_unused(self) -> None:
        """Destroy the keys of requests that have nothing sealed any more, or that there are none of."""
        select = "SELECT 1 FROM erasure_requests WHERE id = ? AND sealed IS NOT NULL"
        for name in self._recorder.keystore.secret_names(KEY_NAME):
            number, _, tenant = name.removeprefix(KEY_NAME).partition(" ")
            self._recorder.connection.enter(tenant)
            if not self._run(select, (int(number),)).fetchone():
                self._recorder.keystore.destroy_secret(name)

    def keep(self, request: Request, column: str, value: str | bytes | None) -> None:
        """Write the statement or the needles of a request."""
        self._run(f"UPDATE erasure_requests SET {column} = ? WHERE id = ?", (value, request.number))  # noqa: S608 - ours

    def kept(self, request: Request, column: str) -> Any:  # noqa: ANN401 - text or bytes, as the column has it
        """Return the statement, the needles or the sealed identities of a request; None where there are none."""
        select = f"SELECT {column} FROM erasure_requests WHERE id = ?"  # noqa: S608 - a constant of ours
        return self._run(select, (request.number,)).fetchone()[0]

    def items(self, request: Request) -> list[Item]:
        """Return the items of a request, call by call."""
        rows = self._run(
            "SELECT call_id, entity_id, entity_type, strength, outcome, reason FROM erasure_items WHERE request = ?"
            " ORDER BY call_id, entity_id, entity_type",
            (request.number,),
        ).fetchall()
        return [Item(row[0], row[1], row[2], row[3], Outcome(row[4]), row[5]) for row in rows]

    def put_items(self, request: Request, items: Iterable[Item], *, keeping: frozenset[Outcome]) -> None:
        """Write the items of a request in place of those it has, except for those with some outcomes."""
        others = [outcome.value for outcome in Outcome if outcome not in keeping]
        if others:
            marks = ", ".join("?" * len(others))
            delete = f"DELETE FROM erasure_items WHERE request = ? AND outcome IN ({marks})"  # noqa: S608 - marks
            self._run(delete, (request.number, *others))
        insert = (
            "INSERT INTO erasure_items (request, call_id, entity_id, entity_type, strength, outcome, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request, call_id, entity_id, entity_type)"
            " DO UPDATE SET strength = excluded.strength, outcome = excluded.outcome, reason = excluded.reason"
        )
        number = request.number
        rows = [
            (number, i.call_id, i.entity_id, i.entity_type, i.strength, i.outcome.value, i.reason) for i in items
        ]
        self._recorder.connection.executemany(insert, rows)

    def hidden_by_others(self, request: Request) -> set[tuple[str, str]]:
        """Return the calls and entities that another request of the tenant keeps restricted."""
        rows = self._run(
            "SELECT i.call_id, i.entity_id FROM erasure_items i JOIN erasure_requests r ON r.id = i.request"
            " WHERE r.tenant = ? AND r.id <> ? AND r.state NOT IN ('CANCELLED', 'LIFTED')"
            " AND i.outcome IN ('RESTRICTED', 'HELD', 'SINK_PENDING')",
            (request.tenant, request.number),
        )
        return {(call_id, entity_id) for call_id, entity_id in rows.fetchall()}

    def settle(self, request: Request, call_id: str, outcome: Outcome) -> None:
        """Give the items of a call that waited for the platform their outcome."""
        update = "UPDATE erasure_items SET outcome = ? WHERE request = ? AND call_id = ? AND outcome = ?"
        self._run(update, (outcome.value, request.number, call_id, Outcome.SINK_PENDING.value))

    def _seal(self, request: Request, new: NewRequest) -> bytes:
        key = self._recorder.keystore.secret(_key_name(request), create=True) or b""
        content = {
            "identities": [[identity.entity_type, identity.value] for identity in new.identities],
            "nonce": new.nonce.hex(),
        }
        # One wrap of the same kind as everywhere: a random nonce before what it seals.
        return Wrap(key).wrap(canonical(content), _place(request))


def _key_name(request: Request) -> str:
    return f"{KEY_NAME}{request.number} {request.tenant}"


def _place(request: Request) -> bytes:
    """Return what sealed identities are bound to: they open for no other request."""
    return canonical([request.tenant, request.request_id])


def _dump(request: Request) -> str:
    return canonical(to_record(request)).decode()


def _request(row: Sequence[Any]) -> Request:
    number, tenant, request_id, state, record = row
    return from_record(number, tenant, request_id, state, json.loads(record))
