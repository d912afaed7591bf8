"""AuditService: the questions of :mod:`server.ledger.queries`, asked over the network."""

from __future__ import annotations

import grpc

from server.grpc_edge import audit_convert as convert
from server.grpc_edge.auth import Credentials, Principal
from server.grpc_edge.limits import Limits
from server.grpc_edge.unary import unary
from server.ledger.queries import Access, Audit
from server.metrics import Metrics
from server.roles import Role
from veilscript.v1 import audit_pb2 as pb

NAME = convert.NAME


class AuditService:
    """The servicer.

    Args:
        audit: answers, and logs the questions.
        credentials: tell who asks.
        limits: of one message.
        metrics: of the server.
    """

    def __init__(self, *, audit: Audit, credentials: Credentials, limits: Limits, metrics: Metrics) -> None:
        self._audit = audit
        self.credentials = credentials
        self.limits = limits
        self.metrics = metrics

    def handlers(self) -> grpc.GenericRpcHandler:
        """Return the methods, as the server wants them."""
        methods = {
            "GetCall": self.get_call,
            "ListCalls": self.list_calls,
            "ListEntities": self.list_entities,
            "FindSubject": self.find_subject,
            "ExplainEntity": self.explain_entity,
            "ReidentifyEntity": self.reidentify_entity,
            "GetCheckpoint": self.get_checkpoint,
            "GetInclusionProof": self.get_inclusion_proof,
            "GetConsistencyProof": self.get_consistency_proof,
        }
        return grpc.method_handlers_generic_handler(
            NAME, {name: grpc.unary_unary_rpc_method_handler(method) for name, method in methods.items()}
        )

    @unary(pb.GetCallRequest)
    async def get_call(self, who: Principal, asked: pb.GetCallRequest) -> pb.GetCallResponse:
        """Say how a call stands."""
        who.require(Role.AUDITOR)
        convert.check_call(asked)
        call = await self._audit.get_call(who.tenant, asked.call_id)
        return pb.GetCallResponse(call=convert.call(call))

    @unary(pb.ListCallsRequest)
    async def list_calls(self, who: Principal, asked: pb.ListCallsRequest) -> pb.ListCallsResponse:
        """List a tenant's calls."""
        who.require(Role.AUDITOR)
        page = await self._audit.list_calls(who.tenant, page_size=asked.page_size, page_token=asked.page_token)
        return pb.ListCallsResponse(calls=map(convert.call, page.items), next_page_token=page.next_page_token)

    @unary(pb.ListEntitiesRequest)
    async def list_entities(self, who: Principal, asked: pb.ListEntitiesRequest) -> pb.ListEntitiesResponse:
        """List a call's entities."""
        convert.check_call(asked)
        page = await self._audit.list_entities(
            _access(who, asked.purpose), asked.call_id, page_size=asked.page_size, page_token=asked.page_token
        )
        return pb.ListEntitiesResponse(entities=map(convert.entity, page.items), next_page_token=page.next_page_token)

    @unary(pb.FindSubjectRequest)
    async def find_subject(self, who: Principal, asked: pb.FindSubjectRequest) -> pb.FindSubjectResponse:
        """Find somebody."""
        page = await self._audit.find_subject(
            _access(who, asked.purpose),
            convert.identities(asked.identities),
            page_size=asked.page_size,
            page_token=asked.page_token,
        )
        return convert.found(page)

    @unary(pb.ExplainEntityRequest)
    async def explain_entity(self, who: Principal, asked: pb.ExplainEntityRequest) -> pb.ExplainEntityResponse:
        """Explain why an entity was hidden."""
        convert.check_entity(asked)
        why = await self._audit.explain_entity(_access(who, asked.purpose), asked.call_id, asked.entity_id)
        return convert.explanation(why)

    @unary(pb.ReidentifyEntityRequest)
    async def reidentify_entity(self, who: Principal, asked: pb.ReidentifyEntityRequest) -> pb.ReidentifyEntityResponse:
        """Read a value back."""
        convert.check_entity(asked)
        value = await self._audit.reidentify(_access(who, asked.purpose), asked.call_id, asked.entity_id)
        return pb.ReidentifyEntityResponse(entity_type=value.entity_type, value=value.text)

    @unary(pb.GetCheckpointRequest)
    async def get_checkpoint(self, _: Principal, __: pb.GetCheckpointRequest) -> pb.GetCheckpointResponse:
        """Return the latest checkpoint."""
        return pb.GetCheckpointResponse(
            checkpoint=await self._audit.checkpoint(), public_key=await self._audit.public_key()
        )

    @unary(pb.GetInclusionProofRequest)
    async def get_inclusion_proof(
        self, who: Principal, asked: pb.GetInclusionProofRequest
    ) -> pb.GetInclusionProofResponse:
        """Prove that an entity's records are in the log."""
        convert.check_entity(asked)
        proofs = await self._audit.inclusion_proofs(_access(who, asked.purpose), asked.call_id, asked.entity_id)
        return pb.GetInclusionProofResponse(proofs=map(str, proofs))

    @unary(pb.GetConsistencyProofRequest)
    async def get_consistency_proof(
        self, _: Principal, asked: pb.GetConsistencyProofRequest
    ) -> pb.GetConsistencyProofResponse:
        """Prove that the log has only grown."""
        return pb.GetConsistencyProofResponse(proof=str(await self._audit.consistency_proof(asked.old_size)))


def _access(who: Principal, purpose: str) -> Access:
    return Access(who.tenant, who.name, purpose, who.roles)
