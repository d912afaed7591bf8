"""What an auditor may ask. Every question that opens what is sealed has a purpose, and is itself a leaf of the log.

The questions are those of the contract's AuditService. The tenant comes from the credential of who asks; there is no
question across tenants.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.errors import FieldViolation, InvalidField, NotFound, PermissionDenied, RetentionExpired
from server.ledger.checkpoint import ConsistencyProof, InclusionProof
from server.ledger.guard import holds
from server.ledger.ledger import Event, StoredCall, StoredEntity
from server.ledger.pages import Page, place_of, size_of, token_of
from server.ledger.records import Record, fold
from server.ledger.search import Hit, Scope
from server.ledger.store import StoredLedger
from server.ledger.tokens import Identity
from server.roles import Role

LONGEST_PURPOSE = 500
MOST_IDENTITIES = 100


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, as what, and why. It goes into the log.

    Attributes:
        tenant: whose evidence is asked for, from the credential.
        actor: who asks, from the credential: a name of a person or program, not of who is asked about.
        purpose: why, for instance "request 4711": no identity stands in it.
        roles: what the actor may do.
    """

    tenant: str
    actor: str
    purpose: str
    roles: frozenset[Role] = frozenset({Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an entity was hidden: what found it, how sure it was, by which version and rule. No text and no value.

    Attributes:
        entity: as it is known now.
        engine_version: what judged the call.
        policy: the name of the policy that the call began with.
        leaves: of the log, one for each record of the entity.
    """

    entity: StoredEntity
    engine_version: str
    policy: str
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what a search found.

    Attributes:
        hits: in order of recording.
        expired: what can no longer be searched, because its time was over; on every page.
        next_page_token: of the next page; "" on the last.
    """

    hits: tuple[Hit, ...]
    expired: tuple[Scope, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value that was kept reversibly."""

    entity_type: str
    text: str = field(repr=False)


class Audit:
    """Answers auditors.

    Args:
        ledger: is asked, and logs the questions.
    """

    def __init__(self, ledger: StoredLedger) -> None:
        self._ledger = ledger
        self._reader = ledger.reader

    async def get_call(self, tenant: str, call_id: str) -> StoredCall:
        """Return how a call stands.

        Raises:
            NotFound: the tenant has no call of this id.
            LedgerUnavailable: the ledger cannot be read.
        """
        call = await asyncio.to_thread(self._reader.call, tenant, call_id)
        if call is None:
            raise NotFound("There is no call of this id.", action="Look at the id, the tenant and the data directory.")
        return call

    async def list_calls(self, tenant: str, *, page_size: int = 0, page_token: str = "") -> Page[StoredCall]:
        """Return calls in order of their opening.

        Args:
            tenant: whose.
            page_size: at most so many; 0 for the default.
            page_token: of an earlier answer, or "".

        Raises:
            InvalidField: the page cannot be taken.
            LedgerUnavailable: the ledger cannot be read.
        """
        size, after = size_of(page_size), place_of("calls", page_token)
        found = await asyncio.to_thread(self._reader.calls, tenant, after=after, limit=size + 1)
        more = token_of("calls", found[size - 1][0]) if len(found) > size else ""
        return Page(tuple(call for _, call in found[:size]), more)

    async def list_entities(
        self, access: Access, call_id: str, *, page_size: int = 0, page_token: str = ""
    ) -> Page[StoredEntity]:
        """Return the entities of a call, in order of first appearance.

        Args:
            access: who asks and why.
            call_id: of the call.
            page_size: at most so many; 0 for the default.
            page_token: of an earlier answer, or "".

        Raises:
            NotFound: the tenant has no call of this id.
            InvalidField: the page or the purpose cannot be taken.
            PermissionDenied: the actor is no auditor.
            LedgerUnavailable: the ledger cannot be read, or the question not be logged.
        """
        _check(access, Role.AUDITOR)
        size, after = size_of(page_size), place_of("entities", page_token)
        await self.get_call(access.tenant, call_id)
        found = list(await asyncio.to_thread(self._reader.entities, access.tenant, call_id))
        await self._log(access, "ListEntities", {"call_id": call_id, "found": len(found)})
        more = token_of("entities", after + size) if len(found) > after + size else ""
        return Page(tuple(found[after : after + size]), more)

    async def find_subject(
        self, access: Access, identities: Sequence[Identity], *, page_size: int = 0, page_token: str = ""
    ) -> FoundPage:
        """Return entities that one of the identities was recorded as, in all calls of the tenant.

        Args:
            access: who asks and why.
            identities: what the person is known by.
            page_size: at most so many; 0 for the default.
            page_token: of an earlier answer to the same question, or "".

        Raises:
            InvalidField: there is none, there are too many, the purpose holds one of them, or the page cannot be taken.
            PermissionDenied: the actor is no auditor.
            LedgerUnavailable: the ledger cannot be read, or the question not be logged.
        """
        _check(access, Role.AUDITOR, identities)
        if not 0 < len(identities) <= MOST_IDENTITIES:
            raise InvalidField((FieldViolation("identities", f"Are none, or more than {MOST_IDENTITIES}."),))
        size, after = size_of(page_size), place_of("hits", page_token) if page_token else -1
        found = await asyncio.to_thread(self._reader.find, access.tenant, identities, after=after, limit=size)
        types = sorted(identity.entity_type for identity in identities)
        await self._log(access, "FindSubject", {"entity_types": types, "found": len(found.hits)})
        more = "" if found.more_after is None else token_of("hits", found.more_after)
        return FoundPage(found.hits, found.expired, more)

    async def explain_entity(self, access: Access, call_id: str, entity_id: str) -> Explanation:
        """Return why an entity was hidden.

        Raises:
            NotFound: there is no such call or entity.
            RetentionExpired: what there was of its month is destroyed.
            InvalidField: the purpose cannot be taken.
            PermissionDenied: the actor is no auditor.
            LedgerUnavailable: the ledger cannot be read, or the question not be logged.
        """
        _check(access, Role.AUDITOR)
        call, records = await self._entity(access, "ExplainEntity", call_id, entity_id)
        leaves = tuple(record.leaf for record in records)
        return Explanation(fold(entity_id, records), call.engine_version, call.policy, leaves)

    async def reidentify(self, access: Access, call_id: str, entity_id: str) -> Value:
        """Return the value of an entity whose type the tenant keeps reversibly.

        Raises:
            NotFound: there is no such call or entity, or its value was not kept.
            RetentionExpired: what there was of its month is destroyed.
            InvalidField: the purpose cannot be taken.
            PermissionDenied: the actor may not.
            LedgerUnavailable: the ledger cannot be read, or the question not be logged.
        """
        _check(access, Role.REIDENTIFIER)
        _, records = await self._entity(access, "Reidentify", call_id, entity_id)
        for record in reversed(records):
            if record.opening.value is not None:
                return Value(record.entity_type, record.opening.value)
        raise NotFound("The value of this entity was not kept.")

    async def inclusion_proofs(self, access: Access, call_id: str, entity_id: str) -> list[InclusionProof]:
        """Return a proof for each record of an entity: whoever has the log's public key can check it, offline.

        Raises:
            As :meth:`explain_entity`.
        """
        _check(access, Role.AUDITOR)
        _, records = await self._entity(access, "GetInclusionProof", call_id, entity_id)
        return [await asyncio.to_thread(self._reader.inclusion_proof, record.leaf) for record in records]

    async def consistency_proof(self, old_size: int) -> ConsistencyProof:
        """Prove that the log has only grown since it had ``old_size`` leaves. It says nothing of what is in it.

        Raises:
            InvalidField: it never had so few or so many.
            LedgerUnavailable: the ledger cannot be read.
        """
        return await asyncio.to_thread(self._reader.consistency_proof, old_size)

    async def checkpoint(self) -> str:
        """Return the latest signed checkpoint: kept elsewhere, it shows later that nothing was taken away.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        return await asyncio.to_thread(self._reader.checkpoint)

    async def public_key(self) -> str:
        """Return the key that checks checkpoints.

        Raises:
            LedgerUnavailable: the keystore cannot be read.
        """
        return await asyncio.to_thread(self._reader.public_key)

    async def _entity(
        self, access: Access, method: str, call_id: str, entity_id: str
    ) -> tuple[StoredCall, list[Record]]:
        """Return a call and the records of one of its entities, and log the question."""
        call = await self.get_call(access.tenant, call_id)
        records = await asyncio.to_thread(self._reader.records, access.tenant, call_id, entity_id)
        await self._log(access, method, {"call_id": call_id, "entity_id": entity_id, "found": bool(records)})
        if not records:
            month = call.opened_at[: len("2026-11")]
            expired = await asyncio.to_thread(self._reader.expired, access.tenant)
            if any(scope.epoch in (month, "") for scope in expired):
                raise RetentionExpired("What there was of this month has been destroyed when its time was over.")
            raise NotFound("The call has no entity of this id.")
        return call, records

    async def _log(self, access: Access, method: str, more: Mapping[str, object]) -> None:
        """Write the question into the log; without that there is no answer."""
        body = {"method": method, "actor": access.actor, "purpose": access.purpose.strip(), **more}
        await self._ledger.record(Event("READ", access.tenant, body))


def _check(access: Access, role: Role, identities: Sequence[Identity] = ()) -> None:
    """Refuse who may not ask, or does not say why, or says for whom in words that would stay in the log."""
    if role not in access.roles:
        raise PermissionDenied("This needs a role that the credential does not have.")
    purpose = access.purpose.strip()
    if not purpose or len(purpose) > LONGEST_PURPOSE:
        raise InvalidField((FieldViolation("purpose", f"Is empty, or longer than {LONGEST_PURPOSE} characters."),))
    if any(holds(purpose, identity) for identity in identities):
        raise InvalidField((FieldViolation("purpose", "Holds an identity: it would stay in the log."),))
