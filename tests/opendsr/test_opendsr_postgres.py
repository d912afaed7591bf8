"""Callbacks where the ledger lies in PostgreSQL: the database keeps tenants apart, and each is told of its own."""

from __future__ import annotations

import json

from server.erasure.rules import ErasureRules, TenantRules
from server.opendsr.processor import Processor
from tests.erasure.people import JANE, OFFICER, speak
from tests.ledger.facts import TENANT
from tests.ledger.stores import PostgresStore
from tests.opendsr.conftest import before
from tests.opendsr.controller import Receiver, body, receiving


async def test_each_tenant_is_told_of_its_own(
    postgres: PostgresStore, processor: Processor, receiver: Receiver
) -> None:
    """Two tenants with one request id: whoever asks for the one is told of the one."""
    ledger = await postgres.open()
    with receiving() as other:
        rules = ErasureRules(
            {
                TENANT: TenantRules(callback_hosts=frozenset({receiver.host})),
                "globex": TenantRules(callback_hosts=frozenset({other.host})),
            }
        )
        async with before(ledger, rules, processor) as served:
            await speak(ledger, "call-1", JANE)
            request = body(("email", "jane@example.com"))
            for token, taking in (("officer", receiver), ("stranger", other)):
                mine = request | {"status_callback_urls": [taking.url]}
                assert (await served.as_(token).ask("POST", "/requests", mine)).status == 201
            assert await served.teller.tell_due() == 2
            plan = await served.erasure.plan(OFFICER, request["subject_request_id"])
            await served.erasure.approve(OFFICER, request["subject_request_id"], plan_hash=plan.hash)
            await served.erasure.acknowledge(OFFICER, request["subject_request_id"], "task-1")
            assert await served.teller.tell_due() == 1
        assert receiver.statuses == ["pending", "completed"]
        assert other.statuses == ["pending"]
        assert {json.loads(raw)["controller_id"] for _, _, raw in other.taken} == {"globex"}
    await ledger.close()
    tenants = postgres.rows("SELECT tenant, told, sent FROM opendsr_callbacks ORDER BY tenant")
    assert tenants == [(TENANT, "completed", 2), ("globex", "pending", 1)]
