"""From a letter to a certificate over HTTP, and the ways in which people are named."""

from __future__ import annotations

import asyncio
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.erasure.certificate import check
from server.erasure.clocks import Regime
from server.erasure.request import Minor
from server.erasure.rules import ErasureRules, Role, TenantRules, Verification
from server.ledger.sqlite import SqliteLedger
from server.metrics import Metrics
from server.opendsr.processor import Processor
from server.opendsr.service import serving as serving_opendsr
from tests.erasure.people import JANE, MAIL, MARK, OFFICER, PHONE, erasure, found, sound, speak, verifier
from tests.ledger.facts import TENANT
from tests.opendsr.authority import DOMAIN
from tests.opendsr.conftest import Served, Serving, authenticate
from tests.opendsr.controller import Controller, Receiver, body, genuine, identity, instructed, ours

KEY = Ed25519PrivateKey.generate()


async def until(receiver: Receiver, count: int) -> None:
    """Wait until so many callbacks came."""
    async with asyncio.timeout(20):
        while len(receiver.taken) < count:
            receiver.came.clear()
            await asyncio.to_thread(receiver.came.wait, 0.2)


async def test_a_request_over_http_ends_in_a_certificate(
    ledger: SqliteLedger, processor: Processor, receiver: Receiver
) -> None:
    """Brought and signed by the controller, approved by a person, done by the platform; told, and proven."""
    rules = ErasureRules(
        {
            TENANT: TenantRules(
                role=Role.PROCESSOR,
                controller_key=KEY.public_key().public_bytes_raw(),
                callback_hosts=frozenset({receiver.host}),
            )
        }
    )
    asked = erasure(ledger, rules)
    for number in range(3):
        await speak(ledger, f"call-{number}", JANE)
    await speak(ledger, "other", MARK)
    async with serving_opendsr(
        "127.0.0.1:0",
        erasure=asked,
        rules=rules,
        ledger=ledger,
        processor=processor,
        authenticate=authenticate,
        metrics=Metrics(),
        tell=lambda _: None,
        every=0.05,
    ) as address:
        controller = Controller(address)
        pem = (await controller.ask("GET", "/v2/certificate.pem")).body
        request = body(
            ("email", "Jane@Example.com"),
            extensions=ours(("phone", "+1 (415) 555-0134")),
            status_callback_urls=[receiver.url],
        )
        request_id, raw = request["subject_request_id"], json.dumps(request).encode()
        created = await controller.ask("POST", "/v2/requests", raw, instructed(KEY, TENANT, request_id, raw))
        assert created.status == 201
        await until(receiver, 1)
        plan = await asked.plan(OFFICER, request_id)
        assert plan.counts == {"TO_ERASE": 6}
        status = await asked.approve(OFFICER, request_id, plan_hash=plan.hash)
        await until(receiver, 2)
        for task in status.tasks:
            await asked.acknowledge(OFFICER, request_id, task.task_id)
        await until(receiver, 3)
        last = await controller.ask("GET", f"/v2/requests/{request_id}")
    assert last.json["request_status"] == "completed"
    assert last.json["extensions"][DOMAIN]["outcomes"] == {"ERASED": 6}
    assert last.json["extensions"][DOMAIN]["tasks"] == {"pending": 0, "acknowledged": 3}
    assert receiver.statuses == ["pending", "in_progress", "completed"]
    assert all(genuine(pem, headers["X-OpenDSR-Signature"], told) for _, headers, told in receiver.taken)
    statement = check(await asked.certificate(OFFICER, request_id), verifier(ledger)).statement
    assert (statement["verdict"], statement["request"]) == ("COMPLETE", request_id)
    assert statement["identity_types"] == ["EMAIL_ADDRESS", "PHONE_NUMBER"]
    assert found(ledger, PHONE, MAIL) == []
    assert sound(ledger)


SHA = {
    "email": hashlib.sha256(b"jane@example.com").hexdigest(),
    "phone": hashlib.sha256(b"+14155550134").hexdigest(),
    "name": hashlib.sha256(b"jane doe").hexdigest(),
    "customer": hashlib.sha256(b"cust-7").hexdigest(),
}


@pytest.mark.parametrize(
    ("by", "extension", "outcome", "count"),
    [
        (("email", "JANE@example.com"), None, "TO_ERASE", 1),
        (("email", SHA["email"], "sha256"), None, "TO_ERASE", 1),
        (("email", SHA["email"].upper(), "sha256"), None, "TO_ERASE", 1),
        (("controller_customer_id", "cust-7"), None, "TO_ERASE", 3),
        (("controller_customer_id", SHA["customer"], "sha256"), None, "TO_ERASE", 3),
        (None, ("phone", "415 555 0134"), "TO_ERASE", 1),
        (None, ("phone", SHA["phone"], "sha256"), "TO_ERASE", 1),
        (None, ("name", "Doe, Jane"), "CANDIDATE", 1),
        (None, ("name", SHA["name"], "sha256"), "CANDIDATE", 1),
        (("email", "mark@example.com"), None, "NOT_FOUND", 1),
    ],
)
async def test_how_people_are_named(
    served: Served,
    by: tuple[str, str] | None,
    extension: tuple[str, str] | None,
    outcome: str,
    count: int,
) -> None:
    """By value, or by the SHA-256 of its written form; a name alone erases nothing, and is for a person to confirm."""
    await speak(served.ledger, "call-1", JANE, subject_id="cust-7")
    request = body(*([by] if by else []), **({"extensions": ours(extension)} if extension else {}))
    request["subject_identities"] = [identity(*by)] if by else []
    assert (await served.controller.ask("POST", "/requests", request)).status == 201
    plan = await served.erasure.plan(OFFICER, request["subject_request_id"])
    assert plan.counts == {outcome: count}


async def test_nothing_is_approved_over_http(serving: Serving) -> None:
    """What a tenant wants verified is verified first, and a plan is read and approved by a person elsewhere."""
    rules = TenantRules(verification=Verification.HIGH, confirm_intent=True, regimes=(Regime.HOURS_48,))
    async with serving(rules) as served:
        told = []
        verified = {"identity_verification": "high"}
        for more in ({}, verified, verified | {"intent_confirmed": True}):
            request = body(extensions=ours(minor="under_13", **more))
            await served.controller.ask("POST", "/requests", request)
            status = await served.erasure.get(OFFICER, request["subject_request_id"])
            assert status.request.minor is Minor.UNDER_13
            told.append(status.request.state.value)
        assert told == ["RECEIVED", "RECEIVED", "VERIFIED"]


async def test_a_random_id_holds_nobody(served: Served) -> None:
    """A UUID has letters and digits of many a short name or number in it; one made of a phone number is refused."""
    request = body(("controller_customer_id", "42"), extensions=ours(("name", "Ed"), ("phone", "+1 415 555 0134")))
    by_chance = request | {"subject_request_id": "42ed42ed-42ed-442e-842e-42ed42ed42ed"}
    assert (await served.controller.ask("POST", "/requests", by_chance)).status == 201
    meant = request | {"subject_request_id": "41555501-34ed-442e-842e-42ed42ed42ed"}
    assert (await served.controller.ask("POST", "/requests", meant)).faults == ["subject_request_id"]
