"""Asks a running server what :class:`server.ledger.queries.Audit` asks a ledger: the same questions and answers."""

from __future__ import annotations

from collections.abc import Sequence

from server.grpc_edge import audit_convert as convert
from server.grpc_edge.audit_convert import NAME
from server.grpc_edge.client import Connection
from server.ledger.checkpoint import ConsistencyProof, InclusionProof
from server.ledger.ledger import StoredCall, StoredEntity
from server.ledger.pages import Page
from server.ledger.queries import Access, Explanation, FoundPage, Value
from server.ledger.tokens import Identity
from veilscript.v1 import audit_pb2 as pb


class RemoteAudit:
    """Asks a server. The server takes tenant, actor and roles from the credential, whatever a question says of them.

    Every method raises what :class:`server.ledger.queries.Audit` says, as InvalidField or Refused.

    Args:
        connection: to the server.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get_call(self, tenant: str, call_id: str) -> StoredCall:
        """Return how a call stands."""
        told = await self._connection.ask(NAME, "GetCall", pb.GetCallRequest(call_id=call_id), pb.GetCallResponse)
        return convert.read_call(told.call, tenant)

    async def list_calls(self, tenant: str, *, page_size: int = 0, page_token: str = "") -> Page[StoredCall]:
        """Return calls in order of their opening."""
        asked = pb.ListCallsRequest(page_size=page_size, page_token=page_token)
        told = await self._connection.ask(NAME, "ListCalls", asked, pb.ListCallsResponse)
        return Page(tuple(convert.read_call(call, tenant) for call in told.calls), told.next_page_token)

    async def list_entities(
        self, access: Access, call_id: str, *, page_size: int = 0, page_token: str = ""
    ) -> Page[StoredEntity]:
        """Return the entities of a call, in order of first appearance."""
        asked = pb.ListEntitiesRequest(
            call_id=call_id, purpose=access.purpose, page_size=page_size, page_token=page_token
        )
        told = await self._connection.ask(NAME, "ListEntities", asked, pb.ListEntitiesResponse)
        return Page(tuple(map(convert.read_entity, told.entities)), told.next_page_token)

    async def find_subject(
        self, access: Access, identities: Sequence[Identity], *, page_size: int = 0, page_token: str = ""
    ) -> FoundPage:
        """Return entities that one of the identities was recorded as."""
        asked = pb.FindSubjectRequest(
            identities=map(convert.identity_message, identities),
            purpose=access.purpose,
            page_size=page_size,
            page_token=page_token,
        )
        return convert.read_found(await self._connection.ask(NAME, "FindSubject", asked, pb.FindSubjectResponse))

    async def explain_entity(self, access: Access, call_id: str, entity_id: str) -> Explanation:
        """Return why an entity was hidden."""
        asked = pb.ExplainEntityRequest(call_id=call_id, entity_id=entity_id, purpose=access.purpose)
        told = await self._connection.ask(NAME, "ExplainEntity", asked, pb.ExplainEntityResponse)
        return convert.read_explanation(told)

    async def reidentify(self, access: Access, call_id: str, entity_id: str) -> Value:
        """Return a value that was kept reversibly."""
        asked = pb.ReidentifyEntityRequest(call_id=call_id, entity_id=entity_id, purpose=access.purpose)
        told = await self._connection.ask(NAME, "ReidentifyEntity", asked, pb.ReidentifyEntityResponse)
        return Value(told.entity_type, told.value)

    async def inclusion_proofs(self, access: Access, call_id: str, entity_id: str) -> list[InclusionProof]:
        """Return a proof for each record of an entity."""
        asked = pb.GetInclusionProofRequest(call_id=call_id, entity_id=entity_id, purpose=access.purpose)
        told = await self._connection.ask(NAME, "GetInclusionProof", asked, pb.GetInclusionProofResponse)
        return [InclusionProof.parse(proof) for proof in told.proofs]

    async def consistency_proof(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log has only grown."""
        asked = pb.GetConsistencyProofRequest(old_size=old_size)
        told = await self._connection.ask(NAME, "GetConsistencyProof", asked, pb.GetConsistencyProofResponse)
        return ConsistencyProof.parse(told.proof)

    async def checkpoint(self) -> str:
        """Return the latest signed checkpoint."""
        told = await self._connection.ask(NAME, "GetCheckpoint", pb.GetCheckpointRequest(), pb.GetCheckpointResponse)
        return told.checkpoint

    async def public_key(self) -> str:
        """Return the key that checks checkpoints."""
        told = await self._connection.ask(NAME, "GetCheckpoint", pb.GetCheckpointRequest(), pb.GetCheckpointResponse)
        return told.public_key
