"""What five calling platforms promise their customers, each kept end to end over gRPC: a call, a request, the proof."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import shutil
import sqlite3
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.erasure.canonical import digest
from server.erasure.certificate import check
from server.erasure.clocks import Regime
from server.erasure.intake import sign
from server.erasure.request import Kind, NewRequest
from server.erasure.restore import replay
from server.erasure.rules import ErasureRules, Role, TenantRules, Verification, Webhook
from server.erasure.tombstones import Tombstones
from server.erasure.webhook import deliver
from server.errors import Reason, Refused
from server.grpc_edge.auth import Credentials, Principal
from server.grpc_edge.client import connected
from server.grpc_edge.erasure_client import RemoteErasure
from server.grpc_edge.tls import server_credentials
from server.ledger.checkpoint import Checkpoint
from server.ledger.fsck import check as check_ledger
from server.ledger.notes import Verifier
from server.ledger.retention import expire
from server.ledger.rules import Rules
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from server.roles import Role as Right
from tests.contract.harness import Client, Refusal, Server, refusal, serving
from tests.contract.test_erasure_service import MAIL, PHONE, Officer
from tests.contract.test_tls import made, shaken
from tests.erasure.people import OFFICER, Calendar, found
from veilscript.v1 import audit_pb2, audit_pb2_grpc, redaction_pb2
from veilscript.v1 import erasure_pb2 as pb

CALL = (
    (redaction_pb2.PARTICIPANT_ROLE_AGENT, "what number can i reach you on"),
    (redaction_pb2.PARTICIPANT_ROLE_CUSTOMER, "it's four one five five five five oh one three four"),
    (redaction_pb2.PARTICIPANT_ROLE_AGENT, "and your email address"),
    (redaction_pb2.PARTICIPANT_ROLE_CUSTOMER, "jane at example dot com"),
    (redaction_pb2.PARTICIPANT_ROLE_AGENT, "can i take the card number please"),
    (redaction_pb2.PARTICIPANT_ROLE_CUSTOMER, f"four oh one two {'eight ' * 8}one eight eight one"),
)
NUMBERS = ("4155550134", "4012888888881881", "jane@example.com", "four one five five five five oh one three four")
SPOKEN = ("four one five five five five oh one three four", "jane at example", "eight eight", "four oh one two")
CARD = audit_pb2.Identity(entity_type="CREDIT_CARD", value="4012 8888 8888 1881")


@dataclass(frozen=True, slots=True)
class Platform:
    """A tenant's server, its officer, and its files."""

    server: Server
    officer: Officer
    data_dir: Path
    name: str

    async def call(self, call_id: str, token: str = "caller") -> str:  # noqa: S107
        """A call of hers through the real engine; what is passed on."""
        segments = [
            redaction_pb2.TranscriptSegment(segment_id=f"s{at}", text=text, participant_role=role, is_final=True)
            for at, (role, text) in enumerate(CALL, start=1)
        ]
        async with Client(self.server.target, token) as client:
            answer = await client.redact(redaction_pb2.RedactRequest(call_id=call_id, segments=segments))
        assert not isinstance(answer, Refusal), answer
        return "\n".join(segment.text for segment in answer.segments)

    async def withdrawn(self, call_id: str, text: str) -> str:
        """What comes back of a segment that is said once consent is withdrawn."""
        async with Client(self.server.target, "caller") as client:
            stream = await client.open(call_id=call_id)
            await stream.send(consent_withdrawn=redaction_pb2.ConsentWithdrawn())
            await stream.say(1, text)
            answer = await stream.segment()
            await stream.end()
            await stream.rest()
            return answer.text

    async def reidentified(self, token: str) -> Any:  # noqa: ANN401
        """What a credential gets that asks for a value back."""
        asked = audit_pb2.ReidentifyEntityRequest(call_id="call-1", entity_id="e1", purpose="curiosity")
        async with grpc.aio.insecure_channel(self.server.target) as channel:
            stub = audit_pb2_grpc.AuditServiceStub(channel)
            try:
                return await stub.ReidentifyEntity(asked, metadata=(("authorization", f"Bearer {token}"),))
            except grpc.aio.AioRpcError as error:
                return refusal(error.code(), error.details() or "", error.trailing_metadata())

    def events(self) -> set[str]:
        """What the log says happened, with who did it."""
        with closing(sqlite3.connect(self.data_dir / "ledger.db")) as database:
            bodies = [json.loads(body) for (body,) in database.execute("SELECT body FROM events")]
        told = set()
        for body in bodies:
            what, who = body.get("what", body.get("method", "")), body.get("by", body.get("actor", ""))
            told.add(f"{what} by {who}" if who else what)
        return told

    def find(self, *identities: Identity) -> list[str]:
        who = identities or (Identity("PHONE_NUMBER", "+14155550134"), Identity("EMAIL_ADDRESS", "jane@example.com"))
        return found(self.server.ledger, *who, tenant=self.name)

    async def certified(self, request_id: str = "r1") -> dict[str, Any]:
        told = await self.officer.ask("GetCertificate", pb.GetCertificateRequest(request_id=request_id))
        assert not isinstance(told, Refusal), told
        return dict(check(told.certificate, self.verifier).statement)

    @property
    def verifier(self) -> Verifier:
        return Verifier.parse(self.server.ledger.reader.public_key())

    def clean(self) -> None:
        """No value is in any byte of what was written, and the ledger as a whole is sound."""
        written = b"".join(path.read_bytes() for path in self.data_dir.rglob("*") if path.is_file()).lower()
        assert not [value for value in NUMBERS if value.encode() in written]
        assert check_ledger(self.data_dir, self.verifier).faults == []


class Listener(ThreadingHTTPServer):
    """A platform that takes what it is told."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                taken.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@asynccontextmanager
async def platform(
    data_dir: Path,
    name: str,
    promises: TenantRules,
    *,
    ledger: SqliteLedger | None = None,
    others: dict[str, Principal] | None = None,
) -> AsyncIterator[Platform]:
    tokens = {
        "officer": Principal(name, "privacy office", frozenset({Right.ERASER})),
        "caller": Principal(name, "dialler"),
        "cutter": Principal(name, "recordings", frozenset({Right.SINK})),
        "auditor": Principal(name, "auditor", frozenset({Right.AUDITOR})),
        "reader": Principal(name, "reader", frozenset({Right.AUDITOR, Right.REIDENTIFIER})),
    } | (others or {})
    hashes = {hashlib.sha256(token.encode()).hexdigest(): who for token, who in tokens.items()}
    rules = ErasureRules({name: promises})
    async with (
        serving(data_dir, credentials=Credentials(hashes), rules=rules, ledger=ledger) as server,
        Officer(server.target) as officer,
    ):
        yield Platform(server, officer, data_dir, name)


def signed(
    tenant: str,
    key: Ed25519PrivateKey,
    *identities: audit_pb2.Identity,
    request_id: str = "r1",
    kind: pb.ErasureKind = pb.ERASURE_KIND_ERASE,
) -> pb.CreateErasureRequestRequest:
    """A request with its controller's instruction, as the controller's program makes it."""
    who = tuple(Identity(identity.entity_type, identity.value) for identity in identities)
    meant = Kind(pb.ErasureKind.Name(kind).removeprefix("ERASURE_KIND_"))
    new = NewRequest(request_id, who, regimes=(Regime.CCPA,), kind=meant, nonce=b"n" * 32)
    instruction = pb.ControllerInstruction(nonce=new.nonce, signature=sign(tenant, new, key))
    return pb.CreateErasureRequestRequest(
        request_id=request_id, identities=identities, regimes=["ccpa"], kind=kind, instruction=instruction
    )


async def test_sales_connect_ai(tmp_path: Path) -> None:
    """A processor: consumers are referred, the business signs, no card number is stored, roles are least."""
    key = Ed25519PrivateKey.generate()
    promises = TenantRules(
        role=Role.PROCESSOR, controller_key=key.public_key().public_bytes_raw(), refer_to="privacy@business.example"
    )
    async with platform(tmp_path, "sales-connect", promises) as here:
        passed_on = await here.call("call-1")
        assert not [value for value in SPOKEN if value in passed_on]
        referred = await here.officer.create(request_id="consumer", requester=pb.REQUESTER_CONSUMER)
        assert referred.state == pb.ERASURE_STATE_REFERRED
        assert "privacy@business.example" in referred.problem
        plan = await here.officer.ask("PlanErasure", pb.PlanErasureRequest(request_id="consumer"))
        assert plan.named is Reason.STATE_CONFLICT
        unsigned = pb.CreateErasureRequestRequest(request_id="r1", identities=[CARD], regimes=["ccpa"])
        assert (await here.officer.ask("CreateErasureRequest", unsigned)).named is Reason.PERMISSION_DENIED
        forged = signed("sales-connect", Ed25519PrivateKey.generate(), CARD)
        assert (await here.officer.ask("CreateErasureRequest", forged)).named is Reason.PERMISSION_DENIED
        # Sensitive data that was sent in error is deleted: by the card's number, on the business's order.
        await here.officer.ask("CreateErasureRequest", signed("sales-connect", key, CARD))
        await here.officer.approve()
        await here.officer.acknowledge_all()
        statement = await here.certified()
        assert (statement["verdict"], statement["outcomes"]) == ("COMPLETE", {"ERASED": 1})
        assert statement["instruction"]["text"]
        assert here.find(Identity("CREDIT_CARD", "4012888888881881")) == []
        assert here.find() == ["call-1"], "nothing else was asked for"
        # Least privilege: who sends calls reads nothing, and who reads the audit gets no value back, whatever the role.
        async with Officer(here.server.target, "caller") as caller:
            for method, asked in (
                ("GetErasureRequest", pb.GetErasureRequestRequest(request_id="r1")),
                ("ExportSubject", pb.ExportSubjectRequest(identities=[PHONE], purpose="curiosity")),
                ("LiftRestriction", pb.LiftRestrictionRequest(request_id="r1", reason="curiosity")),
            ):
                assert (await caller.ask(method, asked)).named is Reason.PERMISSION_DENIED
        for token, reason in (("auditor", Reason.PERMISSION_DENIED), ("reader", Reason.NOT_FOUND)):
            assert (await here.reidentified(token)).named is reason, "nothing is kept that could be read back"
        # To access and port: a copy. To correct and to restrict: on the business's order, in force at once.
        asked = pb.ExportSubjectRequest(identities=[PHONE, MAIL], purpose="access and portability")
        files = {file.name: file.content for file in (await here.officer.ask("ExportSubject", asked)).files}
        rows = [json.loads(line) for line in files["entities.jsonl"].splitlines()]
        assert {(row["call_id"], row["entity_type"], row["value"]) for row in rows} == {
            ("call-1", "PHONE_NUMBER", ""),
            ("call-1", "EMAIL_ADDRESS", ""),
        }
        for kind, outcome in ((pb.ERASURE_KIND_CORRECT, "CORRECTED"), (pb.ERASURE_KIND_RESTRICT, "RESTRICTED")):
            order = signed("sales-connect", key, PHONE, request_id=outcome, kind=kind)
            assert not isinstance(await here.officer.ask("CreateErasureRequest", order), Refusal)
            task = (await here.officer.approve(outcome)).tasks[0]
            assert (task.call_id, task.kind, bool(task.places)) == ("call-1", kind, True)
            await here.officer.acknowledge_all()
            assert (await here.certified(outcome))["outcomes"] == {outcome: 1}
        assert here.find(Identity("PHONE_NUMBER", "4155550134")) == []
        # To withdraw: from then on nothing of a call is judged, passed on or recorded.
        said = await here.withdrawn("call-2", "my card is 4012 8888 8888 1881 and an ordinary word")
        assert said == "[REDACTED]"
        assert here.find(Identity("CREDIT_CARD", "4012888888881881")) == []
        # Minors: flagged on the request, and in the list before who asked earlier.
        for name, minor in (("adult", pb.MINOR_UNSPECIFIED), ("minor", pb.MINOR_UNDER_18)):
            order = signed("sales-connect", key, MAIL, request_id=name)
            order.minor = minor
            await here.officer.ask("CreateErasureRequest", order)
        listed = (await here.officer.ask("ListErasureRequests", pb.ListErasureRequestsRequest(due_first=True))).requests
        assert [(one.request_id, one.minor) for one in listed] == [("minor", pb.MINOR_UNDER_18), ("adult", 0)]
        # Logging: who asked for what is in the log, and names nobody.
        told = here.events()
        assert {"APPROVED by privacy office", "CERTIFIED", "ExportSubject by privacy office"} <= told
        here.clean()


async def test_sales_monster_ai(tmp_path: Path, listener: Listener) -> None:
    """Identity and intent are confirmed, 48 hours to the first answer, copies and backups too, and a certificate."""
    promises = TenantRules(
        regimes=(Regime.HOURS_48, Regime.GDPR),
        verification=Verification.HIGH,
        confirm_intent=True,
        backup_days=14,
        exempt={"CREDIT_CARD": "a chargeback is open"},
        webhook=Webhook(f"http://127.0.0.1:{listener.server_address[1]}/told", b"s" * 40),
    )
    data_dir, backup = tmp_path / "data", tmp_path / "backup"
    async with platform(data_dir, "sales-monster", promises) as here:
        await here.call("call-1")
        await here.server.ledger.truncate()
        shutil.copytree(data_dir, backup)
        request = await here.officer.create(PHONE, MAIL, CARD, regimes=[])
        assert request.state == pb.ERASURE_STATE_RECEIVED
        assert request.due_time.seconds - request.receive_time.seconds == 48 * 3600
        told = await here.officer.ask("RecordErasureReceipt", pb.RecordErasureReceiptRequest(request_id="r1"))
        assert told.request.due_time.seconds - request.receive_time.seconds > 27 * 86_400, "the answer is due next"
        early = await here.officer.ask("PlanErasure", pb.PlanErasureRequest(request_id="r1"))
        assert early.named is Reason.STATE_CONFLICT
        for step in (
            pb.ConfirmErasureRequestRequest(request_id="r1", verification=pb.IDENTITY_VERIFICATION_HIGH),
            pb.ConfirmErasureRequestRequest(request_id="r1", intent_confirmed=True),
        ):
            request = (await here.officer.ask("ConfirmErasureRequest", step)).request
        assert request.state == pb.ERASURE_STATE_VERIFIED
        # A copy to take along, before it is gone.
        asked = pb.ExportSubjectRequest(identities=[PHONE, MAIL], purpose="portability")
        files = {file.name: file.content for file in (await here.officer.ask("ExportSubject", asked)).files}
        manifest = json.loads(files["manifest.json"])
        assert manifest["files"][0]["sha256"] == hashlib.sha256(files["entities.jsonl"]).hexdigest()
        assert manifest["calls"] == [{"call_id": "call-1", "others_redacted": 1}]
        # Recordings and transcripts: each call is a task, with the places to cut, and nothing is certified before it.
        (task,) = (await here.officer.approve()).tasks
        assert [(place.segment_id, place.entity_type) for place in task.places] == [
            ("s2", "PHONE_NUMBER"),
            ("s4", "EMAIL_ADDRESS"),
        ]
        early = await here.officer.ask("GetCertificate", pb.GetCertificateRequest(request_id="r1"))
        assert early.named is Reason.STATE_CONFLICT
        async with Officer(here.server.target, "cutter") as recordings:
            await recordings.acknowledge_all()
        statement = await here.certified()
        assert (statement["verdict"], statement["verification"]["identity"]) == ("PARTIAL", "high")
        # A refusal is explained: what is kept, how much of it, and why.
        assert statement["kept"] == [
            {"outcome": "EXEMPT", "entity_type": "CREDIT_CARD", "reason": "a chargeback is open", "count": 1}
        ]
        # Its end is notified: signed, with the hash of the certificate's statement.
        await deliver(here.server.ledger, ErasureRules({"sales-monster": promises}))
        notice = json.loads(listener.taken[-1])
        assert (notice["type"], notice["state"]) == ("veilscript-erasure-status/1", "PARTIAL")
        assert notice["certificate"] == digest(statement)
        assert statement["verification"]["intent_confirmed"]
        assert "14 days" in statement["backups"]["told"]
        here.clean()
    tombstones = tmp_path / "tombstones.jsonl"
    shutil.copy(data_dir / "tombstones.jsonl", tombstones)
    restored = await SqliteLedger.open(backup)
    assert found(restored, Identity("PHONE_NUMBER", "+14155550134"), tenant="sales-monster") == ["call-1"]
    assert (await replay(restored, Tombstones(tombstones))).rows
    assert found(restored, Identity("PHONE_NUMBER", "+14155550134"), tenant="sales-monster") == []
    await restored.close()


async def test_salesmax(tmp_path: Path) -> None:
    """What is kept for legal reasons is held, and says so; how long backups last is stated; what stays is anonymous."""
    promises = TenantRules(regimes=(Regime.GDPR,), backup_days=35, exempt={"CREDIT_CARD": "chargebacks, 13 months"})
    async with platform(tmp_path, "salesmax", promises) as here:
        for number in range(10):
            # What is analysed and shared is what comes back: nothing of hers is in it, and the rest is as it was said.
            shared = await here.call(f"call-{number}")
            assert not [value for value in (*NUMBERS, *SPOKEN) if value in shared]
            assert "what number can i reach you on" in shared
        head = here.server.ledger.reader.checkpoint()
        held = ["call-2", "call-5", "call-7"]
        hold = pb.Hold(hold_id="case-7", authority="High Court, 4 Ob 12", review_date="2027-01-31", call_ids=held)
        assert not isinstance(await here.officer.ask("PlaceHold", pb.PlaceHoldRequest(hold=hold)), Refusal)
        await here.officer.create(PHONE, CARD)
        await here.officer.approve()
        await here.officer.acknowledge_all()
        statement = await here.certified()
        assert statement["verdict"] == "PARTIAL"
        assert statement["outcomes"] == {"ERASED": 7, "EXEMPT": 7, "HELD": 6}
        assert {one["reason"] for one in statement["kept"] if one["outcome"] == "EXEMPT"} == {"chargebacks, 13 months"}
        assert all("High Court" in one["reason"] for one in statement["kept"] if one["outcome"] == "HELD")
        answered = datetime.fromisoformat(statement["clock"]["answered_at"])
        assert datetime.fromisoformat(statement["backups"]["until"]) == answered + timedelta(days=35)
        assert here.find(Identity("PHONE_NUMBER", "+14155550134")) == [], "what is held is not found"
        await here.officer.ask("ReleaseHold", pb.ReleaseHoldRequest(hold_id="case-7"))
        await here.officer.acknowledge_all()
        statement = await here.certified()
        assert statement["outcomes"] == {"ERASED": 10, "EXEMPT": 10}
        # The log stays, and says nothing of her: it continues what it was before.
        earlier = Checkpoint.open(head, here.verifier).head
        assert check_ledger(here.data_dir, here.verifier, earlier=[earlier]).faults == []
        here.clean()


async def test_aircalls_ai(tmp_path: Path) -> None:
    """Thirty days, roles, customers' data apart, a retention schedule, a portable copy."""
    calendar = Calendar()
    ledger = await SqliteLedger.open(tmp_path, rules=Rules(retention={"CREDIT_CARD": 30}), clock=calendar)
    other = {
        "other": Principal("other-customer", "dialler"),
        "other officer": Principal("other-customer", "office", frozenset({Right.ERASER})),
    }
    promises = TenantRules(regimes=(Regime.DAYS_30,))
    async with platform(tmp_path, "aircalls", promises, ledger=ledger, others=other) as here:
        await here.call("call-1")
        await here.call("call-1", token="other")
        calendar.pass_days(90)
        await expire(ledger)
        request = await here.officer.create(PHONE, MAIL, CARD, regimes=[])
        received = datetime.fromtimestamp(request.receive_time.seconds, UTC)
        due = datetime.fromtimestamp(request.due_time.seconds, UTC)
        assert due.date() == (received + timedelta(days=31)).date(), "the first day that is too late"
        asked = pb.ExportSubjectRequest(identities=[PHONE], purpose="portability", form=pb.EXPORT_FORM_CSV)
        (entities, _) = (await here.officer.ask("ExportSubject", asked)).files
        rows = list(csv.DictReader(io.StringIO(entities.content.decode(), newline="")))
        assert [(row["call_id"], row["entity_type"], row["segment_id"]) for row in rows] == [
            ("call-1", "PHONE_NUMBER", "s2")
        ], "and nothing of another customer's call of the same name"
        await here.officer.approve()
        await here.officer.acknowledge_all()
        statement = await here.certified()
        assert statement["outcomes"] == {"ERASED": 2, "RETENTION_EXPIRED": 1}
        assert "AES-256-GCM" in statement["method"]
        assert ledger.reader.find("aircalls", [Identity("CREDIT_CARD", "4012888888881881")]).expired, "by the schedule"
        assert here.find() == []
        assert found(ledger, Identity("PHONE_NUMBER", "+14155550134"), tenant="other-customer") == ["call-1"]
        async with Officer(here.server.target, "other officer") as stranger:
            refused = await stranger.ask("GetCertificate", pb.GetCertificateRequest(request_id="r1"))
            assert refused.named is Reason.NOT_FOUND
        here.clean()


async def test_aircalls_ai_on_the_way(tmp_path: Path) -> None:
    """TLS 1.3 to the server, for the officer as for the calls; without it nothing is answered."""
    certificate, key = made(tmp_path)
    async with serving(tmp_path / "data", encryption=server_credentials(certificate, key)) as server:
        highest = ssl.TLSVersion.MAXIMUM_SUPPORTED
        assert await asyncio.to_thread(shaken, server.target, certificate, highest) == "TLSv1.3"
        async with connected(server.target, "", certificate) as connection:
            new = NewRequest("r1", (Identity("PHONE_NUMBER", "+14155550134"),), regimes=(Regime.DAYS_30,))
            found_there = await RemoteErasure(connection).create(OFFICER, new)
            assert found_there.request.request_id == "r1"
        async with connected(server.target) as connection:
            with pytest.raises(Refused):
                await RemoteErasure(connection).get(OFFICER, "r1")


async def test_salesgenix(tmp_path: Path) -> None:
    """Nothing without the main user's explicit instruction; ten working days; restriction; children first."""
    key = Ed25519PrivateKey.generate()
    promises = TenantRules(
        controller_key=key.public_key().public_bytes_raw(), regimes=(Regime.WORKING_DAYS_10,), confirm_intent=True
    )
    async with platform(tmp_path, "salesgenix", promises) as here:
        await here.call("call-1")
        nobody = pb.CreateErasureRequestRequest(request_id="r0", identities=[PHONE])
        assert (await here.officer.ask("CreateErasureRequest", nobody)).named is Reason.PERMISSION_DENIED
        restrict = signed("salesgenix", key, PHONE, MAIL, request_id="restrict")
        restrict.kind = pb.ERASURE_KIND_RESTRICT
        # The kind is part of what is signed: an instruction to erase restricts nothing, and the other way round.
        assert (await here.officer.ask("CreateErasureRequest", restrict)).named is Reason.PERMISSION_DENIED
        adult, child = (signed("salesgenix", key, PHONE, MAIL, request_id=name) for name in ("adult", "child"))
        child.minor = pb.MINOR_UNDER_13
        for request in (adult, child):
            assert not isinstance(await here.officer.ask("CreateErasureRequest", request), Refusal)
        listed = (await here.officer.ask("ListErasureRequests", pb.ListErasureRequestsRequest(due_first=True))).requests
        assert [request.request_id for request in listed] == ["child", "adult"]
        regimes = {deadline.regime for deadline in listed[0].deadlines}
        assert regimes == {"ccpa", "contract-10-working-days"}
        assert listed[0].regimes == ["ccpa", "contract-10-working-days"]
        promised = next(one for one in listed[0].deadlines if one.regime == "contract-10-working-days")
        received = datetime.fromtimestamp(listed[0].receive_time.seconds, UTC).date()
        late = datetime.fromtimestamp(promised.before_time.seconds, UTC).date()
        days = [received + timedelta(days=step) for step in range(1, (late - received).days)]
        assert sum(day.weekday() < 5 for day in days) == 10
        # To restrict and to object: hidden at once, by an order of its own, and there again once it is lifted.
        order = signed("salesgenix", key, PHONE, MAIL, request_id="restrict", kind=pb.ERASURE_KIND_RESTRICT)
        assert not isinstance(await here.officer.ask("CreateErasureRequest", order), Refusal)
        for name in ("restrict", "child"):
            early = await here.officer.ask("PlanErasure", pb.PlanErasureRequest(request_id=name))
            assert early.named is Reason.STATE_CONFLICT, "nothing happens before the main user means it"
            confirmed = pb.ConfirmErasureRequestRequest(request_id=name, intent_confirmed=True)
            await here.officer.ask("ConfirmErasureRequest", confirmed)
        assert here.find() == ["call-1"]
        await here.officer.approve("restrict")
        assert here.find() == []
        await here.officer.acknowledge_all()
        lifted = pb.LiftRestrictionRequest(request_id="restrict", reason="the objection was answered")
        told = await here.officer.ask("LiftRestriction", lifted)
        assert told.request.state == pb.ERASURE_STATE_LIFTED
        assert here.find() == ["call-1"]
        await here.officer.approve("child")
        await here.officer.acknowledge_all()
        assert (await here.certified("child"))["verdict"] == "COMPLETE"
        assert here.find() == []
        here.clean()


async def test_salesgenix_rights_end_with_retention(tmp_path: Path) -> None:
    """What its time was over for is not known any more: the answer says that, and there is nothing to erase."""
    calendar = Calendar()
    ledger = await SqliteLedger.open(tmp_path, rules=Rules(retention={"default": 30}), clock=calendar)
    promises = TenantRules(regimes=(Regime.WORKING_DAYS_10,))
    async with platform(tmp_path, "salesgenix", promises, ledger=ledger) as here:
        await here.call("call-1")
        calendar.pass_days(90)
        await expire(ledger)
        await here.officer.create(PHONE, MAIL, regimes=[])
        request = await here.officer.approve()
        assert (request.state, len(request.tasks)) == (pb.ERASURE_STATE_COMPLETE, 0)
        # The number may have been taken for a card's: that month, too, is not known any more.
        assert (await here.certified())["outcomes"] == {"RETENTION_EXPIRED": 3}
        here.clean()
