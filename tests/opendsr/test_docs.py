"""What the page says is so: its examples are run, its words are looked up."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.erasure.rules import TenantRules
from server.errors import Reason
from server.opendsr import http
from server.opendsr.edge import CODES
from server.opendsr.terms import STANDING
from tests.ledger.facts import TENANT
from tests.opendsr.authority import DOMAIN
from tests.opendsr.conftest import Serving
from tests.opendsr.controller import Receiver

PAGE = (Path(__file__).parents[2] / "docs/OPENDSR.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


async def test_the_examples_work(serving: Serving, receiver: Receiver) -> None:
    """The request of the page, signed with its first snippet, is taken; its callback passes the second."""
    code: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, code)  # noqa: S102 - our own page
    key = Ed25519PrivateKey.generate()
    request = json.loads(blocks("json")[0].replace("opendsr.platform.example", DOMAIN))
    request["status_callback_urls"] = [receiver.url]
    request["submitted_time"] = "2026-01-26T15:00:00Z"
    body, request_id = json.dumps(request).encode(), request["subject_request_id"]
    rules = TenantRules(
        controller_key=key.public_key().public_bytes_raw(), callback_hosts=frozenset({receiver.host})
    )
    async with serving(rules) as served:
        signed = code["instruct"](key, TENANT, request_id, body)
        assert (await served.controller.ask("POST", "/v2/requests", body, signed)).status == 201
        signed = code["instruct"](key, TENANT, request_id, b"", "cancellation")
        assert (await served.controller.ask("DELETE", f"/v2/requests/{request_id}", headers=signed)).status == 202
        await served.teller.tell_due()
        pem = (await served.controller.ask("GET", "/v2/certificate.pem")).body
    ((_, headers, raw),) = receiver.taken
    assert code["genuine"](pem, DOMAIN, receiver.url, headers, raw)["request_status"] == "cancelled"
    assert code["genuine"](pem, DOMAIN, receiver.url + "/other", headers, raw) is None


def test_every_reason_is_on_the_page() -> None:
    """Under the HTTP status that it comes with."""
    told = {
        reason: codes
        for codes, text in re.findall(r"^\| ([\d, ]+) \| (.*) \|$", PAGE, re.MULTILINE)
        for reason in re.findall(r"`([A-Z_]+)`", text)
    }
    ours = {reason.value: str(code) for reason, code in CODES.items()} | {Reason.INTERNAL.value: "500"}
    theirs = {reason: str(code) for code, reason, _ in (http.HEAD_TOO_LARGE, http.MALFORMED)}
    theirs |= {"METHOD_NOT_ALLOWED": "405", "REQUEST_TIMEOUT": "408", "BODY_TOO_LARGE": "413"}
    theirs["UNSUPPORTED_MEDIA_TYPE"] = "415"
    assert told.keys() == (ours | theirs).keys()
    assert all(code in told[reason] for reason, code in (ours | theirs).items())


def test_the_states_are_on_the_page() -> None:
    """Each beside its status; those in the middle stand between the first and the last."""
    for standing in set(STANDING.values()):
        row = re.search(rf"^\| `{standing.value}` \| (.*) \|$", PAGE, re.MULTILINE)
        assert row is not None
        named = set(re.findall(r"\b[A-Z]{4,}\b", row[1]))
        assert named <= {state.value for state, one in STANDING.items() if one is standing}


def test_the_limits_are_on_the_page() -> None:
    """As they are in force."""
    assert f"{http.MOST_BODY // 1024} KiB, the headers {http.MOST_HEAD // 1024} KiB" in PAGE
    assert f"a request {http.READ_SECONDS:g} s to come whole; {http.MOST_CONNECTIONS} connections" in PAGE
