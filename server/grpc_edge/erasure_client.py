"""Asks a running server what :class:`server.erasure.erasure.Erasure` asks a ledger: the same questions and answers."""

from __future__ import annotations

from collections.abc import Sequence

from server.erasure.actor import Actor
from server.erasure.export import Export, Form
from server.erasure.holds import Hold
from server.erasure.plan import Plan
from server.erasure.request import NewRequest, Status
from server.erasure.rules import Verification
from server.grpc_edge import erasure_read as read
from server.grpc_edge.audit_convert import identity_message
from server.grpc_edge.client import Connection
from server.grpc_edge.erasure_read import NAME
from server.ledger.pages import Page
from server.ledger.tokens import Identity
from veilscript.v1 import erasure_pb2 as pb


class RemoteErasure:
    """Asks a server. The server takes tenant, actor and roles from the credential, whatever an actor says of them.

    Every method raises what :class:`server.erasure.erasure.Erasure` says, as InvalidField or Refused.

    Args:
        connection: to the server.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.office = RemoteOffice(connection)

    async def create(self, _: Actor, new: NewRequest, *, validate_only: bool = False) -> Status:
        """Bring a request."""
        asked = read.create_message(new, validate_only=validate_only)
        told = await self._connection.ask(NAME, "CreateErasureRequest", asked, pb.CreateErasureRequestResponse)
        return read.status(told.request)

    async def plan(self, _: Actor, request_id: str, *, validate_only: bool = False) -> Plan:
        """Return what would happen."""
        asked = pb.PlanErasureRequest(request_id=request_id, validate_only=validate_only)
        return read.plan((await self._connection.ask(NAME, "PlanErasure", asked, pb.PlanErasureResponse)).plan)

    async def approve(self, _: Actor, request_id: str, *, plan_hash: str, confirmed: Sequence[str] = ()) -> Status:
        """Approve a plan."""
        items = []
        for name in confirmed:
            call_id, entity_id = name.rsplit("/", 1) if "/" in name else ("", name)
            items.append(pb.ConfirmedItem(call_id=call_id, entity_id=entity_id))
        asked = pb.ApproveErasureRequest(request_id=request_id, plan_hash=plan_hash, confirmed=items)
        told = await self._connection.ask(NAME, "ApproveErasure", asked, pb.ApproveErasureResponse)
        return read.status(told.request)

    async def get(self, _: Actor, request_id: str) -> Status:
        """Return a request as it stands."""
        asked = pb.GetErasureRequestRequest(request_id=request_id)
        told = await self._connection.ask(NAME, "GetErasureRequest", asked, pb.GetErasureRequestResponse)
        return read.status(told.request)

    async def listed(self, _: Actor, *, due: bool = False, page_size: int = 0, page_token: str = "") -> Page[Status]:
        """Return requests."""
        asked = pb.ListErasureRequestsRequest(due_first=due, page_size=page_size, page_token=page_token)
        told = await self._connection.ask(NAME, "ListErasureRequests", asked, pb.ListErasureRequestsResponse)
        return Page(tuple(map(read.status, told.requests)), told.next_page_token)

    async def acknowledge(self, _: Actor, request_id: str, task_id: str) -> Status:
        """Say that a task is done."""
        asked = pb.AcknowledgeErasureTaskRequest(request_id=request_id, task_id=task_id)
        told = await self._connection.ask(NAME, "AcknowledgeErasureTask", asked, pb.AcknowledgeErasureTaskResponse)
        return read.status(told.request)

    async def certificate(self, _: Actor, request_id: str) -> bytes:
        """Return the certificate."""
        asked = pb.GetCertificateRequest(request_id=request_id)
        told = await self._connection.ask(NAME, "GetCertificate", asked, pb.GetCertificateResponse)
        return told.certificate


class RemoteOffice:
    """Asks a server what :class:`server.erasure.office.Office` asks a ledger.

    Args:
        connection: to the server.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def confirm(
        self, _: Actor, request_id: str, *, verification: Verification, intent_confirmed: bool
    ) -> Status:
        """Record a verification."""
        asked = pb.ConfirmErasureRequestRequest(
            request_id=request_id,
            verification=f"IDENTITY_VERIFICATION_{verification.name}",
            intent_confirmed=intent_confirmed,
        )
        told = await self._connection.ask(NAME, "ConfirmErasureRequest", asked, pb.ConfirmErasureRequestResponse)
        return read.status(told.request)

    async def cancel(self, _: Actor, request_id: str, *, reason: str) -> Status:
        """Call a request back."""
        asked = pb.CancelErasureRequestRequest(request_id=request_id, reason=reason)
        told = await self._connection.ask(NAME, "CancelErasureRequest", asked, pb.CancelErasureRequestResponse)
        return read.status(told.request)

    async def extend(self, _: Actor, request_id: str, *, reason: str) -> Status:
        """Put an answer off."""
        asked = pb.ExtendErasureRequestRequest(request_id=request_id, reason=reason)
        told = await self._connection.ask(NAME, "ExtendErasureRequest", asked, pb.ExtendErasureRequestResponse)
        return read.status(told.request)

    async def receipt(self, _: Actor, request_id: str) -> Status:
        """Record that the person was told."""
        asked = pb.RecordErasureReceiptRequest(request_id=request_id)
        told = await self._connection.ask(NAME, "RecordErasureReceipt", asked, pb.RecordErasureReceiptResponse)
        return read.status(told.request)

    async def appeal(self, _: Actor, request_id: str) -> Status:
        """Record an appeal."""
        asked = pb.RecordErasureAppealRequest(request_id=request_id)
        told = await self._connection.ask(NAME, "RecordErasureAppeal", asked, pb.RecordErasureAppealResponse)
        return read.status(told.request)

    async def answer_appeal(self, _: Actor, request_id: str) -> Status:
        """Record the answer to an appeal."""
        asked = pb.RecordErasureAppealAnswerRequest(request_id=request_id)
        answer = pb.RecordErasureAppealAnswerResponse
        return read.status((await self._connection.ask(NAME, "RecordErasureAppealAnswer", asked, answer)).request)

    async def lift(self, _: Actor, request_id: str, *, reason: str) -> Status:
        """Lift a restriction."""
        asked = pb.LiftRestrictionRequest(request_id=request_id, reason=reason)
        told = await self._connection.ask(NAME, "LiftRestriction", asked, pb.LiftRestrictionResponse)
        return read.status(told.request)

    async def place_hold(self, _: Actor, hold: Hold) -> Hold:
        """Place a legal hold."""
        asked = pb.PlaceHoldRequest(hold=read.hold_message(hold))
        return read.hold((await self._connection.ask(NAME, "PlaceHold", asked, pb.PlaceHoldResponse)).hold)

    async def release_hold(self, _: Actor, hold_id: str) -> Hold:
        """Release a legal hold."""
        asked = pb.ReleaseHoldRequest(hold_id=hold_id)
        return read.hold((await self._connection.ask(NAME, "ReleaseHold", asked, pb.ReleaseHoldResponse)).hold)

    async def holds(self, _: Actor, *, page_size: int = 0, page_token: str = "") -> Page[Hold]:
        """Return legal holds."""
        asked = pb.ListHoldsRequest(page_size=page_size, page_token=page_token)
        told = await self._connection.ask(NAME, "ListHolds", asked, pb.ListHoldsResponse)
        return Page(tuple(map(read.hold, told.holds)), told.next_page_token)

    async def export(self, _: Actor, identities: tuple[Identity, ...], *, purpose: str, form: Form) -> Export:
        """Return a copy of what is known of a person."""
        asked = pb.ExportSubjectRequest(
            identities=map(identity_message, identities), purpose=purpose, form=f"EXPORT_FORM_{form.name}"
        )
        told = await self._connection.ask(NAME, "ExportSubject", asked, pb.ExportSubjectResponse)
        return Export({file.name: file.content for file in told.files})
