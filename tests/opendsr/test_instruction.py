"""The controller's signature: nothing is brought or called back without it where a key is registered."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from server.erasure.certificate import check
from server.erasure.rules import Role, TenantRules
from tests.erasure.people import JANE, OFFICER, speak, verifier
from tests.ledger.facts import TENANT
from tests.opendsr.authority import DOMAIN
from tests.opendsr.conftest import Serving
from tests.opendsr.controller import body, instructed, ours

KEY = Ed25519PrivateKey.generate()
RULES = TenantRules(
    role=Role.PROCESSOR, controller_key=KEY.public_key().public_bytes_raw(), refer_to="privacy@acme.example"
)
REQUEST = body(("email", "jane@example.com"))
RAW = json.dumps(REQUEST).encode()
ID = REQUEST["subject_request_id"]


async def test_a_request_that_is_signed_is_taken(serving: Serving) -> None:
    """And a second one, signed anew, is the same request; so is a replay while it is fresh."""
    async with serving(RULES) as served:
        signed = instructed(KEY, TENANT, ID, RAW)
        for headers in (signed, signed, instructed(KEY, TENANT, ID, RAW, at=time.time() - 60)):
            assert (await served.controller.ask("POST", "/requests", RAW, headers)).status == 201
        assert len((await served.erasure.listed(OFFICER)).items) == 1


def wrong() -> dict[str, dict[str, str]]:
    signed = instructed(KEY, TENANT, ID, RAW)
    return {
        "none": {},
        "another key": instructed(Ed25519PrivateKey.generate(), TENANT, ID, RAW),
        "another tenant": instructed(KEY, "globex", ID, RAW),
        "another request": instructed(KEY, TENANT, ID.replace("4", "5"), RAW),
        "another action": instructed(KEY, TENANT, ID, RAW, action="cancellation"),
        "another body": instructed(KEY, TENANT, ID, RAW + b" "),
        "old": instructed(KEY, TENANT, ID, RAW, at=time.time() - 310),
        "ahead": instructed(KEY, TENANT, ID, RAW, at=time.time() + 310),
        "another time": signed | {"Veilscript-Instruction-Timestamp": str(int(time.time()) - 7)},
        "no time": signed | {"Veilscript-Instruction-Timestamp": "now"},
        "an endless time": signed | {"Veilscript-Instruction-Timestamp": "9" * 400},
        "another nonce": signed | {"Veilscript-Instruction-Nonce": base64.b64encode(b"n" * 16).decode()},
        "a short nonce": instructed(KEY, TENANT, ID, RAW, nonce=b"n" * 15),
        "no base64": signed | {"Veilscript-Instruction-Signature": "!"},
        "a short signature": signed | {"Veilscript-Instruction-Signature": base64.b64encode(b"s" * 63).decode()},
        "a part of it": dict(list(signed.items())[:2]),
    }


async def test_what_is_not_signed_by_the_controller(serving: Serving) -> None:
    """403, the token notwithstanding; nothing is kept, nothing is searched."""
    async with serving(RULES) as served:
        for what, headers in wrong().items():
            told = await served.controller.ask("POST", "/requests", RAW, headers)
            assert (told.status, told.reasons) == (403, ["PERMISSION_DENIED"]), what
        assert (await served.erasure.listed(OFFICER)).items == ()


async def test_a_header_that_came_twice(serving: Serving) -> None:
    """Nobody can choose which of two is meant: neither is."""
    async with serving(RULES) as served:
        headers = instructed(KEY, TENANT, ID, RAW) | {
            "Authorization": "Bearer officer",
            "Content-Type": "application/json",
            "Content-Length": str(len(RAW)),
            "Host": DOMAIN,
        }
        lines = [f"{name}: {value}" for name, value in headers.items()]
        twice = [*lines, f"veilscript-instruction-nonce: {headers['Veilscript-Instruction-Nonce']}"]
        for given, status in ((lines, b"201"), (twice, b"403")):
            head = "\r\n".join(["POST /requests HTTP/1.1", *given, "", ""]).encode()
            answer = await served.controller.raw(head + RAW)
            assert answer.startswith(b"HTTP/1.1 " + status)


async def test_a_consumer_of_a_processor_is_referred(serving: Serving, tmp_path: Path) -> None:
    """No signature is needed to be told whom to ask; nothing is searched or kept of who it was about."""
    async with serving(RULES) as served:
        await speak(served.ledger, "call-1", JANE)
        consumer = body(("email", "jane@example.com"), extensions=ours(requester="consumer"))
        told = await served.controller.ask("POST", "/requests", consumer)
        assert told.status == 201
        assert told.json["extensions"][DOMAIN]["problem"] == "Refer the person to privacy@acme.example."
        found = await served.controller.ask("GET", f"/requests/{consumer['subject_request_id']}")
        assert found.json["request_status"] == "cancelled"
        assert found.json["extensions"][DOMAIN]["state"] == "REFERRED"
        assert found.json["extensions"][DOMAIN]["outcomes"] == {}
        assert (await served.controller.ask("DELETE", f"/requests/{consumer['subject_request_id']}")).status == 403
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as database:
        assert database.execute("SELECT sealed FROM erasure_requests").fetchall() == [(None,)]
        events = database.execute("SELECT body FROM events WHERE kind = 'REQUEST'").fetchall()
    told = [json.loads(event)["what"] for (event,) in events]
    assert told == ["CREATED", "REFERRED"]


async def test_calling_back_is_signed_as_well(serving: Serving) -> None:
    """An instruction to erase calls nothing back, and one to call back is of one request."""
    async with serving(RULES) as served:
        created = instructed(KEY, TENANT, ID, RAW)
        await served.controller.ask("POST", "/requests", RAW, created)
        for headers in ({}, created, instructed(KEY, TENANT, ID, b"")):
            told = await served.controller.ask("DELETE", f"/requests/{ID}", headers=headers)
            assert (told.status, told.reasons) == (403, ["PERMISSION_DENIED"])
        signed = instructed(KEY, TENANT, ID, b"", action="cancellation")
        assert (await served.controller.ask("DELETE", f"/requests/{ID}", headers=signed)).status == 202


async def test_the_certificate_keeps_what_was_signed(serving: Serving) -> None:
    """Whoever has body and nonce can check what the controller ordered; the certificate alone tells of nobody."""
    async with serving(RULES) as served:
        await speak(served.ledger, "call-1", JANE)
        await served.controller.ask("POST", "/requests", RAW, instructed(KEY, TENANT, ID, RAW, nonce=b"n" * 20))
        plan = await served.erasure.plan(OFFICER, ID)
        await served.erasure.approve(OFFICER, ID, plan_hash=plan.hash)
        await served.erasure.acknowledge(OFFICER, ID, "task-1")
        data = await served.erasure.certificate(OFFICER, ID)
        order = check(data, verifier(served.ledger)).statement["instruction"]
        public = base64.b64decode(order["key"])
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(order["signature"]), order["text"].encode())
        signed = json.loads(order["text"])
        assert signed["body"] == hashlib.sha256(b"n" * 20 + RAW).hexdigest()
        assert (signed["action"], signed["request_id"], signed["tenant"]) == ("erasure", ID, TENANT)
        assert b"jane" not in data.lower()
