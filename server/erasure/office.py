"""What a privacy officer keeps requests in order with: verification, clocks, cancelling, legal holds, exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from server.erasure.actor import Actor, conditions_met, conflict, may, readable
from server.erasure.clocks import Act, earliest
from server.erasure.execute import Execution
from server.erasure.export import Export, Form, gather
from server.erasure.holds import Hold, Holds
from server.erasure.known import refuse_known
from server.erasure.notice import status_facts
from server.erasure.request import Item, Kind, Request, Status
from server.erasure.rules import ErasureRules, Verification
from server.erasure.states import Cause, Outcome, State
from server.erasure.store import Requests, within
from server.errors import FieldViolation, InvalidField
from server.ledger.erasing import Eraser
from server.ledger.guard import holds
from server.ledger.ledger import Event
from server.ledger.pages import Page, place_of, size_of, token_of
from server.ledger.recorder import Recorder
from server.ledger.store import StoredLedger
from server.ledger.tokens import Identity
from server.roles import Role


class Office:
    """Keeps requests in order.

    Args:
        ledger: holds them.
        rules: of the tenants.
        execution: carries on what a hold has stopped.
    """

    def __init__(self, ledger: StoredLedger, rules: ErasureRules, execution: Execution) -> None:
        self._ledger = ledger
        self._rules = rules
        self._execution = execution

    async def confirm(
        self, actor: Actor, request_id: str, *, verification: Verification, intent_confirmed: bool
    ) -> Status:
        """Record that the person's identity, and that they mean it, were verified further. No document is kept.

        Raises:
            NotFound, StateConflict: it was referred, approved or ended already.
            LedgerUnavailable: the store cannot be written.
        """
        rules = self._rules.of(actor.tenant)

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            if request.state not in (State.RECEIVED, State.VERIFIED, State.PLANNED):
                raise conflict(request)
            request = replace(
                request,
                verification=max(request.verification, verification, key=lambda level: level.rank),
                intent_confirmed=request.intent_confirmed or intent_confirmed,
            )
            requests.save(request)
            requests.tell(request, "CONFIRMED", by=actor.name, verification=request.verification.value)
            if request.state is State.RECEIVED and conditions_met(request, rules):
                requests.move(request, Cause.CONDITIONS_MET)

        await within(self._ledger, actor.tenant, work)
        return await self._get(actor, request_id)

    async def cancel(self, actor: Actor, request_id: str, *, reason: str) -> Status:
        """Call a request back that was not approved yet; who it was about is destroyed.

        Raises:
            NotFound: there is no such request.
            StateConflict: it was approved already.
            InvalidField: there is no reason, or it holds an identity of the request.
            LedgerUnavailable: the store cannot be written.
        """

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            may(request, Cause.CANCELLED)
            why = _storable(reason, "reason", requests.identities(request))
            moved = requests.move(request, Cause.CANCELLED, by=actor.name, reason=why)
            moved = replace(moved, closed_at=recorder.clock())
            requests.save(moved)
            requests.unseal_no_more(moved)
            if self._rules.of(actor.tenant).webhook:
                requests.add_notice(moved, status_facts(moved))

        await within(self._ledger, actor.tenant, work)
        await self._execution.forget_ended()
        return await self._get(actor, request_id)

    async def extend(self, actor: Actor, request_id: str, *, reason: str) -> Status:
        """Put the answer off where a law allows it. The person is told why by whoever answers them.

        Raises:
            NotFound: there is no such request.
            StateConflict: it is answered, was extended, is late already, or no clock of it can be extended.
            InvalidField: there is no reason, or it holds an identity of the request: it stands in the certificate.
            LedgerUnavailable: the store cannot be written.
        """
        rules = self._rules.of(actor.tenant)

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            longer = replace(request, extension=readable(reason))
            before, after = (earliest(one.deadlines(rules), Act.ANSWER) for one in (request, longer))
            if request.over or request.extension or before is None or after is None or after <= before:
                raise conflict(request)
            if recorder.clock() >= before:
                raise conflict(request)
            _storable(reason, "reason", requests.identities(request))
            requests.save(longer)
            requests.tell(longer, "EXTENDED", by=actor.name)

        await within(self._ledger, actor.tenant, work)
        return await self._get(actor, request_id)

    async def receipt(self, actor: Actor, request_id: str) -> Status:
        """Record that the person was told that their request came in: that clock stands still.

        Raises:
            NotFound: there is no such request.
            LedgerUnavailable: the store cannot be written.
        """

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            if request.receipt_at is None:
                requests.save(replace(request, receipt_at=recorder.clock()))
                requests.tell(request, "RECEIPT_SENT", by=actor.name)

        await within(self._ledger, actor.tenant, work)
        return await self._get(actor, request_id)

    async def appeal(self, actor: Actor, request_id: str) -> Status:
        """Record that the person appealed against the answer: the clock of appeals runs from now.

        Raises:
            NotFound: there is no such request.
            StateConflict: it was appealed against already.
            LedgerUnavailable: the store cannot be written.
        """

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            if request.appealed_at is not None:
                raise conflict(request)
            requests.save(replace(request, appealed_at=recorder.clock()))
            requests.tell(request, "APPEALED", by=actor.name)

        await within(self._ledger, actor.tenant, work)
        return await self._get(actor, request_id)

    async def answer_appeal(self, actor: Actor, request_id: str) -> Status:
        """Record that the person's appeal was answered: the clock of appeals stands still.

        Raises:
            NotFound: there is no such request.
            StateConflict: nobody appealed, or the appeal was answered already.
            LedgerUnavailable: the store cannot be written.
        """

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            if request.appealed_at is None or request.appeal_answered_at is not None:
                raise conflict(request)
            requests.save(replace(request, appeal_answered_at=recorder.clock()))
            requests.tell(request, "APPEAL_ANSWERED", by=actor.name)

        await within(self._ledger, actor.tenant, work)
        return await self._get(actor, request_id)

    async def lift(self, actor: Actor, request_id: str, *, reason: str) -> Status:
        """Lift a restriction: what it hid is found and read again, unless another request keeps it restricted.

        The person has to be told before (GDPR article 18(3)), by whoever answers them. The certificate of the
        restriction is given out no more.

        Raises:
            NotFound: there is no such request.
            StateConflict: it is no restriction, or not in force.
            InvalidField: there is no reason.
            LedgerUnavailable: the store cannot be written.
        """
        why = readable(reason)

        def work(recorder: Recorder) -> None:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            if request.kind is not Kind.RESTRICT:
                raise conflict(request)
            may(request, Cause.LIFTED)
            refuse_known(recorder, actor.tenant, why, "reason")
            others = requests.hidden_by_others(request)
            shown = [
                item
                for item in requests.items(request)
                if item.outcome in (Outcome.RESTRICTED, Outcome.HELD)
                and (item.call_id, item.entity_id) not in others
            ]
            count = Eraser(recorder, request.number).show(
                actor.tenant, [(item.call_id, item.entity_id) for item in shown]
            )
            requests.put_items(
                request, [replace(item, outcome=Outcome.LIFTED) for item in shown], keeping=frozenset(Outcome)
            )
            moved = requests.move(request, Cause.LIFTED, by=actor.name, reason=why, records=count)
            if requests.kept(request, "sealed"):
                requests.unseal_no_more(request)
            if self._rules.of(actor.tenant).webhook:
                requests.add_notice(moved, status_facts(moved, requests.items(moved)))

        await within(self._ledger, actor.tenant, work)
        await self._execution.forget_ended()
        return await self._get(actor, request_id)

    async def place_hold(self, actor: Actor, hold: Hold) -> Hold:
        """Place a legal hold. What is erased already does not come back.

        Raises:
            InvalidField: it has no name, no authority or too many calls, or names what somebody is known by.
            AlreadyExists, LedgerUnavailable.
        """

        def work(recorder: Recorder) -> Hold:
            for name, text in (("hold_id", hold.hold_id), ("authority", hold.authority)):
                refuse_known(recorder, actor.tenant, text, name)
            return Holds(recorder).place(actor.tenant, hold)

        return await within(self._ledger, actor.tenant, work)

    async def release_hold(self, actor: Actor, hold_id: str) -> Hold:
        """Release a legal hold; the requests that it stopped go on.

        Raises:
            NotFound, LedgerUnavailable.
        """

        def work(recorder: Recorder) -> tuple[Hold, list[Request]]:
            hold = Holds(recorder).release(actor.tenant, hold_id)
            requests = Requests(recorder)
            stopped = [
                request
                for request in requests.of_tenant(actor.tenant)
                if request.state is State.PARTIAL and any(map(_held, requests.items(request)))
            ]
            return hold, [requests.move(request, Cause.RELEASED, hold=hold_id) for request in stopped]

        hold, stopped = await within(self._ledger, actor.tenant, work)
        for request in stopped:
            await self._execution.advance(request)
        return hold

    async def holds(self, actor: Actor, *, page_size: int = 0, page_token: str = "") -> Page[Hold]:
        """Return the tenant's holds, released ones too, in order of placing.

        Raises:
            InvalidField: the page cannot be taken.
            LedgerUnavailable: the store cannot be read.
        """
        size, after = size_of(page_size), place_of("holds", page_token)
        found = await within(
            self._ledger,
            actor.tenant,
            lambda recorder: Holds(recorder).of_tenant(actor.tenant, after=after, limit=size + 1),
        )
        more = token_of("holds", found[size - 1][0]) if len(found) > size else ""
        return Page(tuple(hold for _, hold in found[:size]), more)

    async def export(self, actor: Actor, identities: tuple[Identity, ...], *, purpose: str, form: Form) -> Export:
        """Return a copy of what is known of a person, to take along.

        Args:
            actor: who asks; values that are kept reversibly are read for a reidentifier alone.
            identities: what the person is known by.
            purpose: why, for the log.
            form: how it is written.

        Raises:
            InvalidField: there is no purpose, it holds an identity, or there are no identities.
            LedgerUnavailable: the store cannot be read, or the question not be logged.
        """
        if not identities:
            raise InvalidField((FieldViolation("identities", "Are none."),))
        why = _storable(purpose, "purpose", identities)

        def work(recorder: Recorder) -> Export:
            found = gather(recorder, actor.tenant, identities, form, values=Role.REIDENTIFIER in actor.roles)
            body = {"method": "ExportSubject", "actor": actor.name, "purpose": why}
            recorder.write_event(Event("READ", actor.tenant, body))
            return found

        return await within(self._ledger, actor.tenant, work)

    async def _get(self, actor: Actor, request_id: str) -> Status:
        def work(recorder: Recorder) -> Status:
            requests = Requests(recorder)
            request = requests.get(actor.tenant, request_id)
            deadlines = request.deadlines(self._rules.of(actor.tenant))
            return Status(request, deadlines, tuple(requests.items(request)), tuple(requests.tasks(request)))

        return await within(self._ledger, actor.tenant, work)


def _storable(text: str, name: str, identities: Iterable[Identity]) -> str:
    """Return words that a person can read and that tell nobody who it is about: they are kept for good.

    Raises:
        InvalidField: they are none, too long, or hold one of the identities.
    """
    words = readable(text, name)
    if any(holds(words, identity) for identity in identities):
        raise InvalidField((FieldViolation(name, "Holds an identity: it would be stored."),))
    return words


def _held(item: Item) -> bool:
    return item.outcome is Outcome.HELD
