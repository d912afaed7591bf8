"""What can be asked of erasure: the one door for the command line and for gRPC. The methods are those of the contract.

The tenant comes from the credential of who asks. What starts an erasure also carries it as far as it goes.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from server.erasure.actor import Actor, conditions_met, conflict, may
from server.erasure.certificate import LoggedEvent, write
from server.erasure.execute import Execution
from server.erasure.intake import check, fingerprint, recorded, referred, regimes
from server.erasure.offboarding import Offboarding
from server.erasure.office import Office
from server.erasure.pieces import DONE
from server.erasure.plan import Plan, make
from server.erasure.request import Item, NewRequest, Request, Status, Task, TaskState
from server.erasure.resolve import Resolver
from server.erasure.rules import ErasureRules, TenantRules
from server.erasure.states import TAKEN, Cause, Outcome, State
from server.erasure.store import Requests, within
from server.erasure.tombstones import Tombstones
from server.errors import (
    AlreadyExists,
    FieldViolation,
    InvalidField,
    PlanChanged,
    TenantClosed,
)
from server.ledger.log import LogReader
from server.ledger.namedkeys import SUPPRESSION
from server.ledger.pages import Page, place_of, size_of, token_of
from server.ledger.recorder import Recorder
from server.ledger.store import StoredLedger

CANDIDATES = (Outcome.CANDIDATE, Outcome.AMBIGUOUS)
CERTIFIED = (State.COMPLETE, State.PARTIAL)


class Erasure:
    """Answers requests of data subjects.

    Args:
        ledger: holds the evidence.
        rules: of the tenants.
        tombstones: outlive the ledger.
    """

    def __init__(self, ledger: StoredLedger, rules: ErasureRules, tombstones: Tombstones) -> None:
        self._ledger = ledger
        self._rules = rules
        self.execution = Execution(ledger, rules, tombstones)
        self.office = Office(ledger, rules, self.execution)
        self.offboarding = Offboarding(ledger, tombstones)

    async def create(
        self,
        actor: Actor,
        new: NewRequest,
        *,
        validate_only: bool = False,
        beside: Callable[[Recorder, Request], None] | None = None,
    ) -> Status:
        """Take a request in. The same request again, by its id, is answered as it stands.

        Args:
            actor: who brings it.
            new: the request; without an id it gets one.
            validate_only: say whether it would be taken, and keep nothing.
            beside: is done in the same transaction.

        Raises:
            InvalidField: something is missing, or the request's id holds an identity.
            PermissionDenied: the tenant's controller has to sign, and did not.
            AlreadyExists: the tenant has another request of this id.
            TenantClosed: the tenant was off-boarded.
            LedgerUnavailable: the store cannot be written.
        """
        new = new if new.request_id else replace(new, request_id=f"request-{secrets.token_hex(8)}")
        rules = self._rules.of(actor.tenant)
        check(actor.tenant, rules, new, self._ledger.clock())
        if validate_only:
            request = _received(actor.tenant, rules, new, self._ledger.clock())
            return Status(request, request.deadlines(rules), (), ())

        def work(recorder: Recorder) -> None:
            request = _create(recorder, actor, rules, new)
            if beside is not None:
                beside(recorder, request)

        await within(self._ledger, actor.tenant, work)
        return await self.get(actor, new.request_id)

    async def plan(self, actor: Actor, request_id: str, *, validate_only: bool = False) -> Plan:
        """Resolve a request over all months and forms; say what would happen. Nothing happens yet.

        Args:
            actor: who asks.
            request_id: of the request.
            validate_only: keep the plan out of the request, which then cannot be approved by it.

        Raises:
            NotFound: there is no such request.
            StateConflict: it is not verified yet, was referred, or is running already.
            LedgerUnavailable: the store cannot be read or written.
        """
        rules = self._rules.of(actor.tenant)

        def work(recorder: Recorder) -> Plan:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            may(request, Cause.PLANNED)
            resolution = Resolver(recorder, request, rules).resolve(requests.identities(request))
            plan = make(request, resolution)
            # It looks into sealed evidence: the log says who did, and what for.
            requests.tell(request, "RESOLVED", by=actor.name, counts=plan.counts)
            if not validate_only:
                requests.put_items(request, resolution.items, keeping=TAKEN)
                requests.move(replace(request, plan_hash=plan.hash), Cause.PLANNED, plan=plan.hash)
            return plan

        return await within(self._ledger, actor.tenant, work)

    async def approve(
        self, actor: Actor, request_id: str, *, plan_hash: str, confirmed: Sequence[str] = ()
    ) -> Status:
        """Approve a plan, and carry it out as far as it goes now. This cannot be called back.

        A request that has FAILED is approved again by the same plan once somebody has looked at it.

        Args:
            actor: who approves.
            request_id: of the request.
            plan_hash: of the plan that was read.
            confirmed: the candidates that are the person's, as CALL/ENTITY.

        Raises:
            NotFound: there is no such request.
            StateConflict: it has no plan, or is running already.
            PlanChanged: it has another plan by now.
            InvalidField: what was confirmed is no candidate of the plan.
            LedgerUnavailable: the store cannot be read or written; what was approved goes on by itself later.
        """

        def work(recorder: Recorder) -> Request:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            cause = Cause.RETRIED if request.state is State.FAILED else Cause.APPROVED
            may(request, cause)
            if plan_hash != request.plan_hash:
                raise PlanChanged("The request has another plan by now.", action="Plan again, and look at it.")
            names = {item.name for item in requests.items(request) if item.outcome in CANDIDATES}
            if not names.issuperset(confirmed):
                raise InvalidField((FieldViolation("confirmed", "Names what is no candidate of the plan."),))
            found = tuple(dict.fromkeys((*request.confirmed, *confirmed)))
            approved = replace(request, confirmed=found, approved_by=actor.name)
            return requests.move(approved, cause, by=actor.name, plan=plan_hash, confirmed=len(found))

        await self.execution.advance(await within(self._ledger, actor.tenant, work))
        return await self.get(actor, request_id)

    async def get(self, actor: Actor, request_id: str) -> Status:
        """Return a request as it stands.

        Raises:
            NotFound: there is no such request.
            LedgerUnavailable: the store cannot be read.
        """

        def work(recorder: Recorder) -> Status:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            return self._status(request, requests.items(request), requests.tasks(request))

        return await within(self._ledger, actor.tenant, work)

    async def listed(
        self, actor: Actor, *, due: bool = False, page_size: int = 0, page_token: str = ""
    ) -> Page[Status]:
        """Return requests without their items and tasks.

        Args:
            actor: who asks.
            due: only those that are not answered, or whose appeal is not: children's first, then what is due first.
            page_size: at most so many; 0 for the default.
            page_token: of an earlier answer, or "".

        Raises:
            InvalidField: the page cannot be taken.
            LedgerUnavailable: the store cannot be read.
        """
        method = "due" if due else "requests"
        size, after = size_of(page_size), place_of(method, page_token)
        found = await within(self._ledger, actor.tenant, lambda recorder: Requests(recorder).of_tenant(actor.tenant))
        statuses = [self._status(request, (), ()) for request in found]
        if due:
            statuses = sorted((one for one in statuses if one.open), key=urgency)
        more = token_of(method, after + size) if len(statuses) > after + size else ""
        return Page(tuple(statuses[after : after + size]), more)

    async def tasks(self, actor: Actor, *, page_size: int = 0, page_token: str = "") -> Page[Task]:
        """Return the tasks that the platform has not acknowledged, in order.

        Raises:
            InvalidField: the page cannot be taken.
            LedgerUnavailable: the store cannot be read.
        """
        size, after = size_of(page_size), place_of("tasks", page_token)
        found = await within(
            self._ledger,
            actor.tenant,
            lambda recorder: Requests(recorder).tasks_of_tenant(actor.tenant, after=after, limit=size + 1),
        )
        more = token_of("tasks", found[size - 1].number) if len(found) > size else ""
        return Page(tuple(found[:size]), more)

    async def acknowledge(self, actor: Actor, request_id: str, task_id: str) -> Status:
        """Take the platform's word that a task is done, and go on with the request. Again is no error.

        Returns:
            The request, without its items and tasks: there may be a thousand of these calls.

        Raises:
            NotFound: there is no such request or task.
            LedgerUnavailable: the store cannot be read or written.
        """

        def work(recorder: Recorder) -> Request:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            task = requests.task(request, task_id)
            if task.state is TaskState.PENDING:
                requests.acknowledge(task)
                requests.tell(request, "ACKNOWLEDGED_TASK", by=actor.name, task=task_id)
                if not requests.pending(request, task.call_id):
                    requests.settle(request, task.call_id, DONE[request.kind])
            return request

        request = await self.execution.advance(await within(self._ledger, actor.tenant, work))
        return self._status(request, (), ())

    async def certificate(self, actor: Actor, request_id: str) -> bytes:
        """Return the certificate of a finished request.

        Raises:
            NotFound: there is no such request.
            StateConflict: it is not COMPLETE or PARTIAL: nothing is certified that was not verified.
            LedgerUnavailable: the store cannot be read.
        """
        found = await self.get(actor, request_id)
        if found.request.state in CERTIFIED:
            # The authority may have been away when the request came to its end.
            await self.execution.stamp(found.request)

        def work(recorder: Recorder) -> bytes:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            written = requests.kept(request, "statement")
            if request.state not in CERTIFIED or written is None:
                raise conflict(request)
            select = "SELECT kind, tenant, at, body, salt FROM events WHERE leaf = ?"
            event = LoggedEvent(*recorder.connection.execute(select, (request.leaf,)).fetchone())
            proof = LogReader(recorder.connection).inclusion(request.leaf)
            return write(json.loads(written), event, proof, recorder.keystore.log_signer(), stamp=request.stamp)

        return await within(self._ledger, actor.tenant, work)

    def _status(self, request: Request, items: Sequence[Item], tasks: Sequence[Task]) -> Status:
        return Status(request, request.deadlines(self._rules.of(request.tenant)), tuple(items), tuple(tasks))


def urgency(status: Status) -> tuple[int, datetime]:
    """Return what orders requests: children's first, then what is due first."""
    return -status.request.minor.rank, status.due


def _create(recorder: Recorder, actor: Actor, rules: TenantRules, new: NewRequest) -> Request:
    if recorder.keystore.is_closed(actor.tenant):
        raise TenantClosed("The tenant was off-boarded.")
    requests = Requests(recorder)
    key = recorder.keystore.secret(SUPPRESSION + actor.tenant, create=True) or b""
    digest = fingerprint(key, actor.tenant, rules, new)
    known = requests.find(actor.tenant, new.request_id)
    if known is not None:
        if requests.digest(known) != digest:
            raise AlreadyExists("The tenant has another request of this id.")
        return known
    request = _received(actor.tenant, rules, new, recorder.clock())
    if referred(rules, new):
        request = requests.add(request, digest, None)
        moved = requests.move(request, Cause.REFERRED)
        moved = replace(moved, problem=f"Refer the person to {rules.refer_to or 'the controller'}.")
        requests.save(replace(moved, closed_at=recorder.clock()))
        return moved
    request = requests.add(request, digest, new)
    return requests.move(request, Cause.CONDITIONS_MET) if conditions_met(request, rules) else request


def _received(tenant: str, rules: TenantRules, new: NewRequest, now: datetime) -> Request:
    return Request(
        number=0,
        tenant=tenant,
        request_id=new.request_id,
        state=State.RECEIVED,
        kind=new.kind,
        requester=new.requester,
        regimes=regimes(rules, new),
        received_at=new.received_at or now,
        identity_types=tuple(sorted({identity.entity_type for identity in new.identities})),
        verification=new.verification,
        intent_confirmed=new.intent_confirmed,
        minor=new.minor,
        whole_calls=new.whole_calls,
        instruction="" if referred(rules, new) else recorded(tenant, rules, new),
    )




