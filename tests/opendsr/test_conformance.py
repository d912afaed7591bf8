"""What OpenDSR 2.0 says a processor must do, section by section. The specification's own examples are the input."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from server.erasure.states import State
from server.opendsr.terms import STANDING, Standing
from tests.erasure.people import JANE, OFFICER, speak
from tests.ledger.facts import TENANT
from tests.opendsr.authority import DOMAIN
from tests.opendsr.conftest import Served
from tests.opendsr.controller import Told, body, genuine, identity, ours

EXAMPLE: dict[str, Any] = {
    "regulation": "gdpr",
    "subject_request_id": "a7551968-d5d6-44b2-9831-815ac9017798",
    "subject_request_type": "erasure",
    "submitted_time": "2018-10-02T15:00:00Z",
    "subject_identities": [
        {"identity_type": "email", "identity_value": "johndoe@example.com", "identity_format": "raw"}
    ],
    "api_version": "2.0",
    "extensions": {"example-other-processor.com": {"foo-other-processor-custom-id": 654321}},
}
"""Section 7.2, without the callback and the extension of another processor than this one."""
ONE = f"/requests/{EXAMPLE['subject_request_id']}"


def rfc3339(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    assert moment.tzinfo is not None
    return moment


async def certified(served: Served, told: Told) -> bool:
    """True if an answer has the headers of sections 8.3 and 10.1, and a signature of the published certificate."""
    pem = (await served.controller.ask("GET", "/certificate.pem")).body
    names = {told.headers[f"X-Open{name}-Processor-Domain"] for name in ("DSR", "GDPR")}
    signatures = {told.headers[f"X-Open{name}-Signature"] for name in ("DSR", "GDPR")}
    (signature,) = signatures
    return names == {DOMAIN} and genuine(pem, signature, told.body) and not genuine(pem, signature, told.body + b" ")


@pytest.mark.parametrize("prefix", ["", "/v2"])
async def test_section_6_discovery(served: Served, prefix: str) -> None:
    """GET /discovery, by nobody in particular: version, identities by format, types, and where the certificate is."""
    told = await served.as_("").ask("GET", f"{prefix}/discovery")
    assert (told.status, told.headers["Content-Type"]) == (200, "application/json")
    found = told.json
    assert found["api_version"] == "2.0"
    assert found["supported_subject_request_types"] == ["erasure"]
    pairs = [(one["identity_type"], one["identity_format"]) for one in found["supported_identities"]]
    assert pairs == [(t, f) for t in ("email", "controller_customer_id") for f in ("raw", "sha256")]
    extension = found["extensions"][DOMAIN]["supported_identities"]
    assert {("phone", "raw"), ("phone", "sha256"), ("name", "raw")} <= {
        (one["identity_type"], one["identity_format"]) for one in extension
    }
    domain, _, path = found["processor_certificate"].removeprefix("https://").partition("/")
    assert domain == DOMAIN, "the domain must match that of discovery"
    pem = await served.as_("").ask("GET", f"/{path}")
    assert pem.body.startswith(b"-----BEGIN CERTIFICATE-----")
    assert await certified(served, told)


@pytest.mark.parametrize("prefix", ["", "/v2"])
async def test_section_7_a_request_is_created(served: Served, prefix: str) -> None:
    """201 with every required field and the signature; the body comes back byte for byte."""
    raw = json.dumps(EXAMPLE, indent=3).encode()
    told = await served.controller.ask("POST", f"{prefix}/requests", raw)
    assert (told.status, told.headers["Content-Type"]) == (201, "application/json")
    found = told.json
    assert found["controller_id"] == TENANT
    assert found["subject_request_id"] == EXAMPLE["subject_request_id"]
    assert base64.b64decode(found["encoded_request"]) == raw
    assert rfc3339(found["received_time"]) > rfc3339(EXAMPLE["submitted_time"])
    # One month, from the request of the person: the 2nd of November 2018 is the last day.
    assert rfc3339(found["expected_completion_time"]) == rfc3339("2018-11-03T00:00:00Z")
    assert await certified(served, told)


async def test_section_7_the_same_request_again(served: Served) -> None:
    """A repeat is answered as the first was, and is one request; another under its id is refused."""
    for _ in range(2):
        assert (await served.controller.ask("POST", "/requests", EXAMPLE)).status == 201
    assert len((await served.erasure.listed(OFFICER)).items) == 1
    other = await served.controller.ask("POST", "/requests", EXAMPLE | {"regulation": "ccpa"})
    assert (other.status, other.reasons) == (400, ["ALREADY_EXISTS"])


WRONG: tuple[tuple[str, Any], ...] = (
    ("regulation", None),
    ("regulation", "lgpd"),
    ("regulation", ["gdpr"]),
    ("subject_request_id", None),
    ("subject_request_id", "A7551968-D5D6-44B2-9831-815AC9017798"),
    ("subject_request_id", "a7551968-d5d6-14b2-9831-815ac9017798"),
    ("subject_request_id", "a7551968-d5d6-44b2-9831-815ac9017798\n"),
    ("subject_request_id", 7),
    ("subject_request_type", None),
    ("subject_request_type", "access"),
    ("subject_request_type", "portability"),
    ("submitted_time", None),
    ("submitted_time", "2018-10-02"),
    ("submitted_time", "2018-10-02T15:00:00"),
    ("submitted_time", "2018-13-02T15:00:00Z"),
    ("submitted_time", "20181002T150000Z"),
    ("submitted_time", "1969-12-31T00:00:00Z"),
    ("submitted_time", "0001-01-01T00:00:00+14:00"),
    ("submitted_time", "9999-12-31T23:59:59-14:00"),
    ("subject_identities", None),
    ("subject_identities", []),
    ("subject_identities", {}),
    ("subject_identities", ["jane"]),
    ("subject_identities", [{}] * 101),
    ("api_version", "3.0"),
    ("api_version", 2),
    ("property_id", "globex"),
    ("status_callback_urls", "https://controller.example/"),
    ("status_callback_urls", [1]),
    ("status_callback_urls", ["https://controller.example/"] * 11),
    ("extensions", []),
    ("extensions", {DOMAIN: 1}),
    ("extensions", ours(identitys=[])),
    ("extensions", ours(requester="nobody")),
    ("extensions", ours(identity_verification=9)),
    ("extensions", ours(intent_confirmed="true")),
    ("extensions", ours(minor="under_99")),
    ("extensions", ours(property_id="globex")),
)
"""Fields of a request, and values that they cannot have; None leaves one out."""


async def test_section_7_5_what_cannot_be_taken(served: Served) -> None:
    """400 with the error object of section 7.6: the code, a stable reason, the field; and nothing is kept."""
    for field, value in WRONG:
        content = {name: one for name, one in (EXAMPLE | {field: value}).items() if one is not None}
        told = await served.controller.ask("POST", "/requests", content)
        case = (field, value, told)
        assert (told.status, told.json["error"]["code"]) == (400, 400), case
        assert set(told.reasons) == {"INVALID_FIELD"}, case
        assert all(fault.startswith(field) for fault in told.faults), case
        assert {one["domain"] for one in told.json["error"]["errors"]} == {"veilscript"}, case
        assert told.headers["X-OpenDSR-Processor-Domain"] == DOMAIN, case
        assert told.headers["Cache-Control"] == "no-store", case
    assert (await served.erasure.listed(OFFICER)).items == ()


WRONG_IDENTITIES: tuple[tuple[dict[str, str], str], ...] = (
    (identity("email", "jane@example.com", "md5"), "identity_format"),
    (identity("email", "jane@example.com", "sha1"), "identity_format"),
    (identity("email", "jane@example.com", "rot13"), "identity_format"),
    (identity("email", "jane@example.com", "sha256"), "identity_value"),
    (identity("email", "a" * 63, "sha256"), "identity_value"),
    (identity("email", "sha256:" + "a" * 64), "identity_value"),
    (identity("email", "..."), "identity_value"),
    (identity("email", "j" * 1025), "identity_value"),
    (identity("email", "jane\ud800"), "identity_value"),
    (identity("email", "jane\0"), "identity_value"),
    (identity("email", ""), "identity_value"),
    (identity("android_id", "jane"), "identity_type"),
    (identity("phone", "+14155550134"), "identity_type"),
    ({"identity_type": "email", "identity_value": "jane@example.com"}, "identity_format"),
)
"""Identities that cannot be taken, and the field that is to blame."""


async def test_section_5_an_identity_that_cannot_be_taken(served: Served) -> None:
    """What is not supported is refused by its field, and never left out in silence; the value is not repeated."""
    for given, field in WRONG_IDENTITIES:
        told = await served.controller.ask("POST", "/requests", EXAMPLE | {"subject_identities": [given]})
        assert (told.status, told.faults) == (400, [f"subject_identities[0].{field}"]), given
        assert b"jane" not in told.body
        inside = {DOMAIN: {"identities": [given]}}
        if given.get("identity_type") != "phone":
            told = await served.controller.ask("POST", "/requests", EXAMPLE | {"extensions": inside})
            assert told.faults[0].startswith(f"extensions.{DOMAIN}.identities[0]."), given


async def test_section_7_1_2_extensions(served: Served) -> None:
    """Phone and name stand in the processor's extension, with or without identities of the specification beside."""
    content = {key: value for key, value in EXAMPLE.items() if key != "subject_identities"}
    content["extensions"] = ours(("phone", "+1 415 555 0134"), ("name", "Jane Doe"), property_id=TENANT)
    told = await served.controller.ask("POST", "/requests", content)
    assert told.status == 201
    assert told.json["extensions"][DOMAIN]["identity_types"] == ["PERSON", "PHONE_NUMBER"]


async def test_section_8_status(served: Served) -> None:
    """GET by the request's id: every required field, signed; and where it stands in our own words."""
    await served.controller.ask("POST", "/requests", EXAMPLE)
    told = await served.controller.ask("GET", ONE)
    assert told.status == 200
    found = told.json
    assert (found["controller_id"], found["api_version"]) == (TENANT, "2.0")
    assert found["subject_request_id"] == EXAMPLE["subject_request_id"]
    assert found["request_status"] == "pending"
    rfc3339(found["expected_completion_time"])
    assert found["extensions"][DOMAIN]["state"] == "VERIFIED"
    assert await certified(served, told)


async def test_section_8_a_request_goes_its_way(served: Served) -> None:
    """Pending until it is approved, in progress until the platform has acknowledged, completed once it is verified."""
    await speak(served.ledger, "call-1", JANE)
    request = body(("email", "jane@example.com"))
    await served.controller.ask("POST", "/requests", request)
    seen = []

    async def look() -> None:
        told = await served.controller.ask("GET", f"/requests/{request['subject_request_id']}")
        seen.append(told.json["request_status"])

    await look()
    plan = await served.erasure.plan(OFFICER, request["subject_request_id"])
    await look()
    await served.erasure.approve(OFFICER, request["subject_request_id"], plan_hash=plan.hash)
    await look()
    await served.erasure.acknowledge(OFFICER, request["subject_request_id"], "task-1")
    await look()
    assert seen == ["pending", "pending", "in_progress", "completed"]


def test_section_8_every_state_has_a_status() -> None:
    """Each of ours has a word of theirs; what is told of the ends is what they are."""
    told = {standing: {state.name for state, one in STANDING.items() if one is standing} for standing in Standing}
    assert set(STANDING) == set(State)
    assert told[Standing.PENDING] == {"RECEIVED", "VERIFIED", "PLANNED"}
    assert told[Standing.CANCELLED] == {"CANCELLED", "REFERRED"}
    assert told[Standing.COMPLETED] >= {"COMPLETE", "PARTIAL"}
    assert told[Standing.IN_PROGRESS] >= {"APPROVED", "BLOCKED", "WAITING", "VERIFYING", "FAILED"}


async def test_section_9_cancellation(served: Served) -> None:
    """DELETE while it is pending: 202 with every required field, signed; again is the same; then it is cancelled."""
    await served.controller.ask("POST", "/requests", EXAMPLE)
    for _ in range(2):
        told = await served.controller.ask("DELETE", ONE)
        assert told.status == 202
        assert told.json.keys() == {"controller_id", "subject_request_id", "received_time", "api_version"}
        assert await certified(served, told)
    assert (await served.controller.ask("GET", ONE)).json["request_status"] == "cancelled"


async def test_section_9_what_is_in_progress_is_not_called_back(served: Served) -> None:
    """400, with the state that it is in; it goes on."""
    await speak(served.ledger, "call-1", JANE)
    request = body()
    await served.controller.ask("POST", "/requests", request)
    plan = await served.erasure.plan(OFFICER, request["subject_request_id"])
    await served.erasure.approve(OFFICER, request["subject_request_id"], plan_hash=plan.hash)
    told = await served.controller.ask("DELETE", f"/requests/{request['subject_request_id']}")
    assert (told.status, told.reasons) == (400, ["STATE_CONFLICT"])
    assert "WAITING" in told.json["error"]["message"]


async def test_section_10_1_earlier_names(served: Served) -> None:
    """The resource of OpenGDPR is honoured; what knew one regulation need not name it."""
    old = {key: value for key, value in EXAMPLE.items() if key != "regulation"} | {"api_version": "1.0"}
    told = await served.controller.ask("POST", "/v1/opengdpr_requests/", old)
    assert told.status == 201
    assert (await served.controller.ask("GET", f"/opengdpr_requests/{old['subject_request_id']}")).status == 200
    assert (await served.controller.ask("POST", "/requests", old)).faults == ["regulation"]


async def test_ccpa_has_its_own_clock(served: Served) -> None:
    """45 days from the person's request."""
    told = await served.controller.ask("POST", "/requests", EXAMPLE | {"regulation": "ccpa"})
    assert rfc3339(told.json["expected_completion_time"]) == rfc3339("2018-11-17T00:00:00Z")
