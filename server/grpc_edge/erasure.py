"""ErasureService: what :class:`server.erasure.erasure.Erasure` is asked, over the network."""

from __future__ import annotations

import json

import grpc

from server.erasure.actor import Actor
from server.erasure.certificate import check
from server.erasure.certificate_page import page
from server.erasure.erasure import Erasure
from server.errors import PermissionDenied
from server.grpc_edge import erasure_convert as convert
from server.grpc_edge import erasure_read
from server.grpc_edge.auth import Credentials, Principal
from server.grpc_edge.limits import Limits
from server.grpc_edge.unary import unary
from server.ledger.notes import Verifier
from server.metrics import Metrics
from server.roles import Role
from veilscript.v1 import erasure_pb2 as pb

NAME = erasure_read.NAME


class ErasureService:
    """The servicer.

    Args:
        erasure: answers.
        credentials: tell who asks.
        limits: of one message.
        metrics: of the server.
    """

    def __init__(self, *, erasure: Erasure, credentials: Credentials, limits: Limits, metrics: Metrics) -> None:
        self._erasure = erasure
        self.credentials = credentials
        self.limits = limits
        self.metrics = metrics

    def handlers(self) -> grpc.GenericRpcHandler:
        """Return the methods, as the server wants them."""
        methods = {
            "CreateErasureRequest": self.create_erasure_request,
            "ConfirmErasureRequest": self.confirm_erasure_request,
            "PlanErasure": self.plan_erasure,
            "ApproveErasure": self.approve_erasure,
            "GetErasureRequest": self.get_erasure_request,
            "ListErasureRequests": self.list_erasure_requests,
            "CancelErasureRequest": self.cancel_erasure_request,
            "ExtendErasureRequest": self.extend_erasure_request,
            "RecordErasureReceipt": self.record_erasure_receipt,
            "RecordErasureAppeal": self.record_erasure_appeal,
            "RecordErasureAppealAnswer": self.record_erasure_appeal_answer,
            "ListErasureTasks": self.list_erasure_tasks,
            "AcknowledgeErasureTask": self.acknowledge_erasure_task,
            "GetCertificate": self.get_certificate,
            "ExportSubject": self.export_subject,
            "LiftRestriction": self.lift_restriction,
            "PlaceHold": self.place_hold,
            "ReleaseHold": self.release_hold,
            "ListHolds": self.list_holds,
        }
        return grpc.method_handlers_generic_handler(
            NAME, {name: grpc.unary_unary_rpc_method_handler(method) for name, method in methods.items()}
        )

    @unary(pb.CreateErasureRequestRequest)
    async def create_erasure_request(
        self, who: Principal, asked: pb.CreateErasureRequestRequest
    ) -> pb.CreateErasureRequestResponse:
        """Take a request in."""
        actor = self._actor(who)
        found = await self._erasure.create(actor, convert.new_request(asked), validate_only=asked.validate_only)
        return pb.CreateErasureRequestResponse(request=convert.request(found))

    @unary(pb.ConfirmErasureRequestRequest)
    async def confirm_erasure_request(
        self, who: Principal, asked: pb.ConfirmErasureRequestRequest
    ) -> pb.ConfirmErasureRequestResponse:
        """Record a verification."""
        actor, level = self._actor(who), convert.verification_of(asked)
        found = await self._erasure.office.confirm(
            actor, asked.request_id, verification=level, intent_confirmed=asked.intent_confirmed
        )
        return pb.ConfirmErasureRequestResponse(request=convert.request(found))

    @unary(pb.PlanErasureRequest)
    async def plan_erasure(self, who: Principal, asked: pb.PlanErasureRequest) -> pb.PlanErasureResponse:
        """Say what would happen."""
        made = await self._erasure.plan(self._actor(who), asked.request_id, validate_only=asked.validate_only)
        return pb.PlanErasureResponse(plan=convert.plan(made))

    @unary(pb.ApproveErasureRequest)
    async def approve_erasure(self, who: Principal, asked: pb.ApproveErasureRequest) -> pb.ApproveErasureResponse:
        """Approve a plan, and carry it out."""
        found = await self._erasure.approve(
            self._actor(who), asked.request_id, plan_hash=asked.plan_hash, confirmed=convert.confirmed(asked)
        )
        return pb.ApproveErasureResponse(request=convert.request(found))

    @unary(pb.GetErasureRequestRequest)
    async def get_erasure_request(
        self, who: Principal, asked: pb.GetErasureRequestRequest
    ) -> pb.GetErasureRequestResponse:
        """Say how a request stands."""
        found = await self._erasure.get(self._actor(who), asked.request_id)
        return pb.GetErasureRequestResponse(request=convert.request(found))

    @unary(pb.ListErasureRequestsRequest)
    async def list_erasure_requests(
        self, who: Principal, asked: pb.ListErasureRequestsRequest
    ) -> pb.ListErasureRequestsResponse:
        """List requests."""
        found = await self._erasure.listed(
            self._actor(who), due=asked.due_first, page_size=asked.page_size, page_token=asked.page_token
        )
        requests = map(convert.request, found.items)
        return pb.ListErasureRequestsResponse(requests=requests, next_page_token=found.next_page_token)

    @unary(pb.CancelErasureRequestRequest)
    async def cancel_erasure_request(
        self, who: Principal, asked: pb.CancelErasureRequestRequest
    ) -> pb.CancelErasureRequestResponse:
        """Call a request back."""
        found = await self._erasure.office.cancel(self._actor(who), asked.request_id, reason=asked.reason)
        return pb.CancelErasureRequestResponse(request=convert.request(found))

    @unary(pb.ExtendErasureRequestRequest)
    async def extend_erasure_request(
        self, who: Principal, asked: pb.ExtendErasureRequestRequest
    ) -> pb.ExtendErasureRequestResponse:
        """Put an answer off."""
        found = await self._erasure.office.extend(self._actor(who), asked.request_id, reason=asked.reason)
        return pb.ExtendErasureRequestResponse(request=convert.request(found))

    @unary(pb.RecordErasureReceiptRequest)
    async def record_erasure_receipt(
        self, who: Principal, asked: pb.RecordErasureReceiptRequest
    ) -> pb.RecordErasureReceiptResponse:
        """Record that the person was told."""
        found = await self._erasure.office.receipt(self._actor(who), asked.request_id)
        return pb.RecordErasureReceiptResponse(request=convert.request(found))

    @unary(pb.RecordErasureAppealRequest)
    async def record_erasure_appeal(
        self, who: Principal, asked: pb.RecordErasureAppealRequest
    ) -> pb.RecordErasureAppealResponse:
        """Record an appeal."""
        found = await self._erasure.office.appeal(self._actor(who), asked.request_id)
        return pb.RecordErasureAppealResponse(request=convert.request(found))

    @unary(pb.RecordErasureAppealAnswerRequest)
    async def record_erasure_appeal_answer(
        self, who: Principal, asked: pb.RecordErasureAppealAnswerRequest
    ) -> pb.RecordErasureAppealAnswerResponse:
        """Record the answer to an appeal."""
        found = await self._erasure.office.answer_appeal(self._actor(who), asked.request_id)
        return pb.RecordErasureAppealAnswerResponse(request=convert.request(found))

    @unary(pb.ListErasureTasksRequest)
    async def list_erasure_tasks(
        self, who: Principal, asked: pb.ListErasureTasksRequest
    ) -> pb.ListErasureTasksResponse:
        """List what the platform has to do."""
        actor = self._actor(who, Role.ERASER, Role.SINK)
        found = await self._erasure.tasks(actor, page_size=asked.page_size, page_token=asked.page_token)
        return pb.ListErasureTasksResponse(tasks=map(convert.task, found.items), next_page_token=found.next_page_token)

    @unary(pb.AcknowledgeErasureTaskRequest)
    async def acknowledge_erasure_task(
        self, who: Principal, asked: pb.AcknowledgeErasureTaskRequest
    ) -> pb.AcknowledgeErasureTaskResponse:
        """Take the platform's word for a task."""
        actor = self._actor(who, Role.ERASER, Role.SINK)
        found = await self._erasure.acknowledge(actor, asked.request_id, asked.task_id)
        return pb.AcknowledgeErasureTaskResponse(request=convert.request(found))

    @unary(pb.GetCertificateRequest)
    async def get_certificate(self, who: Principal, asked: pb.GetCertificateRequest) -> pb.GetCertificateResponse:
        """Return the proof."""
        data = await self._erasure.certificate(self._actor(who), asked.request_id)
        checked = check(data, Verifier.parse(json.loads(data)["public_key"]))
        return pb.GetCertificateResponse(certificate=data, html=page(checked, data))

    @unary(pb.ExportSubjectRequest)
    async def export_subject(self, who: Principal, asked: pb.ExportSubjectRequest) -> pb.ExportSubjectResponse:
        """Return a copy of what is known of a person; its values for a reidentifier alone."""
        actor = self._actor(who)
        identities, form = convert.subject(asked)
        return convert.export(await self._erasure.office.export(actor, identities, purpose=asked.purpose, form=form))

    @unary(pb.LiftRestrictionRequest)
    async def lift_restriction(self, who: Principal, asked: pb.LiftRestrictionRequest) -> pb.LiftRestrictionResponse:
        """Lift a restriction."""
        found = await self._erasure.office.lift(self._actor(who), asked.request_id, reason=asked.reason)
        return pb.LiftRestrictionResponse(request=convert.request(found))

    @unary(pb.PlaceHoldRequest)
    async def place_hold(self, who: Principal, asked: pb.PlaceHoldRequest) -> pb.PlaceHoldResponse:
        """Place a legal hold."""
        actor = self._actor(who)
        placed = await self._erasure.office.place_hold(actor, convert.new_hold(asked.hold))
        return pb.PlaceHoldResponse(hold=convert.hold(placed))

    @unary(pb.ReleaseHoldRequest)
    async def release_hold(self, who: Principal, asked: pb.ReleaseHoldRequest) -> pb.ReleaseHoldResponse:
        """Release a legal hold."""
        released = await self._erasure.office.release_hold(self._actor(who), asked.hold_id)
        return pb.ReleaseHoldResponse(hold=convert.hold(released))

    @unary(pb.ListHoldsRequest)
    async def list_holds(self, who: Principal, asked: pb.ListHoldsRequest) -> pb.ListHoldsResponse:
        """List legal holds."""
        actor = self._actor(who)
        found = await self._erasure.office.holds(actor, page_size=asked.page_size, page_token=asked.page_token)
        return pb.ListHoldsResponse(holds=map(convert.hold, found.items), next_page_token=found.next_page_token)

    def _actor(self, who: Principal, *roles: Role) -> Actor:
        """Return who asks, if they may.

        Raises:
            PermissionDenied: the credential has none of the roles.
        """
        if not who.roles.intersection(roles or (Role.ERASER,)):
            raise PermissionDenied("This needs a role that the credential does not have.")
        return Actor(who.tenant, who.name, who.roles)
