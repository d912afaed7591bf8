"""ErasureService as a client gets it: the whole way, pages, roles, refusals; and no identity but in the question."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import grpc
import pytest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from server.erasure.certificate import check
from server.errors import Reason
from server.grpc_edge.auth import Credentials, Principal
from server.ledger.notes import Verifier
from server.roles import Role
from tests.contract.harness import PATIENCE, Refusal, Server, refusal, serving
from tests.contract.test_secrecy import files, logged
from tests.erasure.people import JANE, MARK, speak
from tests.ledger.facts import TENANT
from veilscript.v1 import audit_pb2, redaction_pb2
from veilscript.v1 import erasure_pb2 as pb
from veilscript.v1 import erasure_pb2_grpc as rpc

PHONE = audit_pb2.Identity(entity_type="PHONE_NUMBER", value="+1 415 555 0134")
MAIL = audit_pb2.Identity(entity_type="EMAIL_ADDRESS", value="jane@example.com")
NOBODY = audit_pb2.Identity(entity_type="PHONE_NUMBER", value="+1 415 555 0199")
NAME = audit_pb2.Identity(entity_type="PERSON", value="Jane Doe")
TOKENS = {
    "officer": Principal(TENANT, "privacy office", frozenset({Role.ERASER})),
    "cutter": Principal(TENANT, "recording cutter", frozenset({Role.SINK})),
    "auditor": Principal(TENANT, "auditor", frozenset({Role.AUDITOR, Role.CALLER, Role.REIDENTIFIER})),
    "stranger": Principal("globex", "globex office", frozenset(Role)),
}

OFFICER = "officer"


class Officer:
    """One connection, and the generated stubs on it. A method of the contract by its name."""

    def __init__(self, target: str, token: str = OFFICER) -> None:
        self.channel = grpc.aio.insecure_channel(target)
        self._stub = rpc.ErasureServiceStub(self.channel)
        self._metadata = (("authorization", f"Bearer {token}"),)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()

    async def ask(self, method: str, message: Message) -> Any:  # noqa: ANN401
        try:
            return await getattr(self._stub, method)(message, timeout=PATIENCE, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            return refusal(error.code(), error.details() or "", error.trailing_metadata())

    async def create(self, *identities: audit_pb2.Identity, request_id: str = "r1", **more: Any) -> pb.ErasureRequest:  # noqa: ANN401
        asked = pb.CreateErasureRequestRequest(
            request_id=request_id, identities=identities or (PHONE, MAIL), **({"regimes": ["gdpr"]} | more)
        )
        told = await self.ask("CreateErasureRequest", asked)
        assert not isinstance(told, Refusal), told
        return told.request

    async def approve(self, request_id: str = "r1", **more: Any) -> pb.ErasureRequest:  # noqa: ANN401
        plan = (await self.ask("PlanErasure", pb.PlanErasureRequest(request_id=request_id))).plan
        asked = pb.ApproveErasureRequest(request_id=request_id, plan_hash=plan.hash, **more)
        return (await self.ask("ApproveErasure", asked)).request

    async def get(self, request_id: str = "r1") -> pb.ErasureRequest:
        return (await self.ask("GetErasureRequest", pb.GetErasureRequestRequest(request_id=request_id))).request

    async def acknowledge_all(self) -> None:
        """What the platform's program does: take each task, do it, say so."""
        while tasks := (await self.ask("ListErasureTasks", pb.ListErasureTasksRequest(page_size=2))).tasks:
            for task in tasks:
                done = pb.AcknowledgeErasureTaskRequest(request_id=task.request_id, task_id=task.task_id)
                assert not isinstance(await self.ask("AcknowledgeErasureTask", done), Refusal)


@asynccontextmanager
async def office(tmp_path: Path) -> AsyncIterator[tuple[Server, Officer]]:
    hashes = {hashlib.sha256(token.encode()).hexdigest(): who for token, who in TOKENS.items()}
    async with serving(tmp_path, credentials=Credentials(hashes)) as server, Officer(server.target) as officer:
        for number in range(3):
            await speak(server.ledger, f"call-{number}", JANE)
        await speak(server.ledger, "other", MARK)
        yield server, officer


async def test_the_whole_way(tmp_path: Path) -> None:
    """Brought, planned, approved, cut by a program with a role of its own, certified: as the contract tells it."""
    async with office(tmp_path) as (server, officer), Officer(server.target, "cutter") as cutter:
        request = await officer.create()
        assert request.state == pb.ERASURE_STATE_VERIFIED
        assert request.due_time.seconds > request.receive_time.seconds
        plan = (await officer.ask("PlanErasure", pb.PlanErasureRequest(request_id="r1"))).plan
        assert (dict(plan.counts), plan.calls, plan.others) == ({"TO_ERASE": 6}, 3, 3)
        assert hashlib.sha256(plan.content.encode()).hexdigest() == plan.hash
        assert plan.hash in plan.text
        request = await officer.approve()
        assert request.state == pb.ERASURE_STATE_WAITING
        assert {item.outcome for item in request.items} == {pb.ERASURE_OUTCOME_SINK_PENDING}
        place = request.tasks[0].places[0]
        assert place == pb.ErasurePlace(
            segment_id="s1",
            source_range=redaction_pb2.TextRange(start=0, end=10),
            entity_type="PHONE_NUMBER",
            start_ms=1500,
            end_ms=2250,
        )
        await cutter.acknowledge_all()
        request = await officer.get()
        assert request.state == pb.ERASURE_STATE_COMPLETE
        assert {item.outcome for item in request.items} == {pb.ERASURE_OUTCOME_ERASED}
        assert all(task.acknowledged and not task.places for task in request.tasks)
        told = await officer.ask("GetCertificate", pb.GetCertificateRequest(request_id="r1"))
        statement = check(told.certificate, Verifier.parse(server.ledger.reader.public_key())).statement
        assert statement["verdict"] == "COMPLETE"
        assert "COMPLETE" in told.html
        assert not isinstance(await officer.ask("ListErasureRequests", pb.ListErasureRequestsRequest()), Refusal)


async def test_roles_are_asked_for(tmp_path: Path) -> None:
    """A program that cuts recordings sees its tasks only; an auditor may not erase; a stranger sees nothing."""
    async with office(tmp_path) as (server, officer):
        await officer.create()
        await officer.approve()
        for token in ("cutter", "auditor"):
            async with Officer(server.target, token) as other:
                for method, message in _every_method():
                    refused = await other.ask(method, message)
                    if token == "cutter" and method in ("ListErasureTasks", "AcknowledgeErasureTask"):
                        assert not isinstance(refused, Refusal) or refused.named is Reason.NOT_FOUND
                    else:
                        assert refused.named is Reason.PERMISSION_DENIED, method
        async with Officer(server.target, "stranger") as stranger:
            asked = pb.GetErasureRequestRequest(request_id="r1")
            assert (await stranger.ask("GetErasureRequest", asked)).named is Reason.NOT_FOUND
            assert not (await stranger.ask("ListErasureTasks", pb.ListErasureTasksRequest())).tasks
        async with Officer(server.target, "nobody") as nobody:
            assert (await nobody.ask("GetErasureRequest", asked)).named is Reason.UNAUTHENTICATED


async def test_what_cannot_be_taken_is_told_at_once(tmp_path: Path) -> None:
    """Every violation of a message is named by its field, and none repeats what stands in it."""
    async with office(tmp_path) as (_, officer):
        wrong = pb.CreateErasureRequestRequest(
            request_id="x" * 300,
            identities=[audit_pb2.Identity(entity_type="SHOE_SIZE", value="canary-44"), PHONE],
            regimes=["law of the jungle"],
            kind=9,  # type: ignore[arg-type]
            receive_time=Timestamp(seconds=-1),
        )
        refused = await officer.ask("CreateErasureRequest", wrong)
        assert refused.named is Reason.INVALID_FIELD
        assert set(refused.fields) == {"request_id", "identities[0].entity_type", "regimes[0]", "kind", "receive_time"}
        assert "canary" not in repr(refused)
        late = await officer.ask("CreateErasureRequest", pb.CreateErasureRequestRequest(identities=[PHONE]))
        assert late.fields == ("regimes",)
        inside = pb.CreateErasureRequestRequest(request_id="for 415-555-0134", identities=[PHONE], regimes=["gdpr"])
        assert (await officer.ask("CreateErasureRequest", inside)).fields == ("request_id",)
        hold = pb.PlaceHoldRequest(hold=pb.Hold(hold_id="h", authority="", review_date="soon"))
        assert (await officer.ask("PlaceHold", hold)).fields == ("hold.review_date",)


async def test_a_request_stands_where_it_must(tmp_path: Path) -> None:
    """An approval of another plan, a certificate too early, a second request of the name: each has a reason."""
    async with office(tmp_path) as (_, officer):
        await officer.create()
        early = await officer.ask("GetCertificate", pb.GetCertificateRequest(request_id="r1"))
        assert (early.named, early.metadata) == (Reason.STATE_CONFLICT, (("state", "VERIFIED"),))
        await officer.ask("PlanErasure", pb.PlanErasureRequest(request_id="r1"))
        other = await officer.ask("ApproveErasure", pb.ApproveErasureRequest(request_id="r1", plan_hash="0" * 64))
        assert other.named is Reason.PLAN_CHANGED
        again = pb.CreateErasureRequestRequest(request_id="r1", identities=[NAME], regimes=["gdpr"])
        assert (await officer.ask("CreateErasureRequest", again)).named is Reason.ALREADY_EXISTS
        cancelled = pb.CancelErasureRequestRequest(request_id="r1", reason="withdrawn")
        assert (await officer.ask("CancelErasureRequest", cancelled)).request.state == pb.ERASURE_STATE_CANCELLED
        assert (await officer.ask("PlanErasure", pb.PlanErasureRequest(request_id="r1"))).named is Reason.STATE_CONFLICT


async def test_pages_lead_from_one_to_the_next(tmp_path: Path) -> None:
    """Requests, tasks and holds come in pages; a token of another list is refused."""
    async with office(tmp_path) as (_, officer):
        for number in range(5):
            await officer.create(request_id=f"r{number}")
            hold = pb.Hold(hold_id=f"h{number}", authority="court", review_date="2027-01-01", call_ids=["x"])
            await officer.ask("PlaceHold", pb.PlaceHoldRequest(hold=hold))
        seen: list[str] = []
        token = ""
        while True:
            asked = pb.ListErasureRequestsRequest(page_size=2, page_token=token)
            page = await officer.ask("ListErasureRequests", asked)
            seen += [request.request_id for request in page.requests]
            token = page.next_page_token
            if not token:
                break
            wrong = await officer.ask("ListHolds", pb.ListHoldsRequest(page_token=token))
            assert wrong.fields == ("page_token",)
        assert seen == [f"r{number}" for number in range(5)]
        holds = await officer.ask("ListHolds", pb.ListHoldsRequest(page_size=3))
        rest = await officer.ask("ListHolds", pb.ListHoldsRequest(page_token=holds.next_page_token))
        assert [hold.hold_id for hold in (*holds.holds, *rest.holds)] == [f"h{number}" for number in range(5)]


async def test_no_identity_leaves_the_question(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Not in an answer, a refusal, a log line, or any byte that the server wrote."""
    with logged(capfd) as read_log:
        async with office(tmp_path) as (_, officer):
            told: list[object] = [await officer.create(PHONE, MAIL, NAME)]
            told.append(await officer.ask("PlanErasure", pb.PlanErasureRequest(request_id="r1")))
            confirmed = [pb.ConfirmedItem(call_id="call-0", entity_id="e3")]
            told.append(await officer.approve(confirmed=confirmed))
            await officer.acknowledge_all()
            told.append(await officer.get())
            told.append(await officer.ask("GetCertificate", pb.GetCertificateRequest(request_id="r1")))
            asked = pb.ExportSubjectRequest(identities=[NAME], purpose="portability")
            told.append(await officer.ask("ExportSubject", asked))
        log = read_log()
    everything = (repr(told) + log).encode() + files(tmp_path)
    for value in ("4155550134", "415 555 0134", "jane@example.com", "Jane Doe", "jane doe"):
        assert value.lower().encode() not in everything.lower()


async def test_an_appeal_is_recorded_and_answered(tmp_path: Path) -> None:
    """Both moments are in the answer; without an appeal there is nothing to answer."""
    async with office(tmp_path) as (_, officer):
        await officer.create(NOBODY, regimes=["vcdpa"])
        await officer.approve()
        asked = pb.RecordErasureAppealAnswerRequest(request_id="r1")
        early = await officer.ask("RecordErasureAppealAnswer", asked)
        assert early.named is Reason.STATE_CONFLICT
        due = pb.ListErasureRequestsRequest(due_first=True)
        assert not (await officer.ask("ListErasureRequests", due)).requests
        await officer.ask("RecordErasureAppeal", pb.RecordErasureAppealRequest(request_id="r1"))
        (only,) = (await officer.ask("ListErasureRequests", due)).requests
        (clock,) = [one for one in only.deadlines if one.act == "APPEAL"]
        assert only.due_time == clock.before_time
        assert only.HasField("appeal_time")
        assert not only.HasField("appeal_answer_time")
        told = (await officer.ask("RecordErasureAppealAnswer", asked)).request
        assert told.appeal_answer_time.seconds >= told.appeal_time.seconds > 0
        assert not (await officer.ask("ListErasureRequests", due)).requests


def _every_method() -> list[tuple[str, Message]]:
    """A message for each method of the service."""
    service = pb.DESCRIPTOR.services_by_name["ErasureService"]
    return [(method.name, getattr(pb, method.input_type.name)()) for method in service.methods]
