"""AuditService as a client gets it: answers, pages, roles, refusals; and no identity in anything but the question."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import grpc
import pytest
from google.protobuf.message import Message
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from prometheus_client import generate_latest

from server.errors import LedgerUnavailable, Reason
from server.grpc_edge.auth import Credentials, Principal
from server.ledger.checkpoint import Checkpoint, ConsistencyProof, InclusionProof
from server.ledger.ledger import CallState
from server.ledger.notes import Verifier
from server.ledger.retention import expire
from server.ledger.rules import Rules, TenantRules
from server.ledger.sqlite import SqliteLedger
from server.roles import Role
from tests.contract.harness import PATIENCE, Client, Refusal, Server, refusal, serving
from tests.contract.test_secrecy import files, logged
from tests.ledger.facts import TENANT, batch, entity, record, span
from veilscript.v1 import audit_pb2 as pb
from veilscript.v1 import audit_pb2_grpc as rpc
from veilscript.v1.redaction_pb2 import RedactionConfig

INVALID = grpc.StatusCode.INVALID_ARGUMENT
PURPOSE = "request 4711"
NUMBER = "+1 415 555 0134"
PHONE = pb.Identity(entity_type="PHONE_NUMBER", value=NUMBER)
RULES = Rules(tenants={TENANT: TenantRules(reversible=frozenset({"ACCOUNT_ID"}), retention={"CREDIT_CARD": 1})})
TOKENS = {
    "officer": Principal(TENANT, "privacy office", frozenset({Role.AUDITOR})),
    "reader": Principal(TENANT, "case desk", frozenset({Role.REIDENTIFIER})),
    "caller": Principal(TENANT, "dialler"),
    "stranger": Principal("globex", "globex office", frozenset(Role)),
}

OFFICER = "officer"


class Auditor:
    """One connection, and the generated stubs on it."""

    def __init__(self, target: str, token: str = OFFICER) -> None:
        self.channel = grpc.aio.insecure_channel(target)
        self._stub = rpc.AuditServiceStub(self.channel)
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()

    async def ask(self, message: Message) -> Message | Refusal:
        """The answer, or how it was refused; the method is named like its question."""
        method = getattr(self._stub, type(message).__name__.removesuffix("Request"))
        try:
            return await method(message, timeout=PATIENCE, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            return refusal(error.code(), error.details(), error.trailing_metadata())

    async def told(self, message: Message) -> Message:
        answer = await self.ask(message)
        assert not isinstance(answer, Refusal), answer
        return answer

    async def refused(self, message: Message) -> Refusal:
        answer = await self.ask(message)
        assert isinstance(answer, Refusal), answer
        return answer


async def fill(ledger: SqliteLedger) -> None:
    """Three calls of one tenant and one of another, in which the same number is said."""
    for call_id in ("call-1", "call-2", "call-3"):
        await ledger.open_call(record(call_id))
    said = (
        entity("e1", span("s1", 1), span("s3", 3), subject_id="subject-7"),
        entity("e2", span("s2", 2), entity_type="PERSON", value="Jane Doe"),
        entity("e3", span("s4", 4), entity_type="ACCOUNT_ID", value="AC-90210-X"),
    )
    await ledger.commit(batch("call-1", *said, upto=4, state=CallState.ENDED))
    await ledger.commit(batch("call-2", entity("e1", entity_type="NUMBER_SEQUENCE", value="4155550134")))
    await ledger.open_call(record("call-1", "globex"))
    await ledger.commit(batch("call-1", entity("e1"), tenant="globex"))


@asynccontextmanager
async def audited(folder: Path, tokens: dict[str, Principal] | None = None) -> AsyncIterator[Server]:
    """A server with calls in its ledger, and a token for each role."""
    ledger = await SqliteLedger.open(folder, rules=RULES)
    await fill(ledger)
    hashes = {hashlib.sha256(name.encode()).hexdigest(): who for name, who in (tokens or TOKENS).items()}
    async with serving(folder, ledger=ledger, credentials=Credentials(hashes), ready=False) as server:
        yield server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with audited(tmp_path) as running:
        yield running


@pytest.fixture
async def officer(server: Server) -> AsyncIterator[Auditor]:
    async with Auditor(server.target) as connected:
        yield connected


async def test_a_call_is_told(officer: Auditor) -> None:
    """How it stands, when it was, by which policy and engine; one that goes on has no end."""
    call = (await officer.told(pb.GetCallRequest(call_id="call-1"))).call
    assert (call.call_id, call.state, call.committed_sequence) == ("call-1", pb.CALL_STATE_ENDED, 4)
    assert (call.policy, call.policy_fingerprint, call.engine_version) == ("default", "sha256:aa", "engine-1")
    assert call.open_time.seconds <= call.close_time.seconds
    going = (await officer.told(pb.GetCallRequest(call_id="call-3"))).call
    assert going.state == pb.CALL_STATE_ACTIVE
    assert not going.HasField("close_time")


async def test_somebody_is_found_in_every_call(officer: Auditor) -> None:
    """Calls, spans, times and strength; by value and by hash; each hit says which identities matched."""
    hashed = hashlib.sha256(b"+14155550134").digest()
    identities = [
        PHONE,
        pb.Identity(entity_type="PHONE_NUMBER", sha256=hashed),
        pb.Identity(entity_type="PERSON", value="jane doe"),
    ]
    found = await officer.told(pb.FindSubjectRequest(identities=identities, purpose=PURPOSE))
    assert [(hit.call_id, hit.entity.entity_id, hit.strength, list(hit.identities)) for hit in found.hits] == [
        ("call-1", "e1", pb.MATCH_STRENGTH_STRONG, [0, 1]),
        ("call-1", "e2", pb.MATCH_STRENGTH_MEDIUM, [2]),
        ("call-2", "e1", pb.MATCH_STRENGTH_MEDIUM, [0]),
    ]
    first, second = found.hits[0].entity.spans
    assert (first.segment_id, first.sequence, first.source_range.start, first.source_range.end) == ("s1", 1, 0, 10)
    assert (first.start_offset.ToTimedelta().total_seconds(), second.segment_id) == (1.5, "s3")
    nobody = pb.Identity(entity_type="PHONE_NUMBER", value="+1 415 555 0199")
    nothing = await officer.told(pb.FindSubjectRequest(identities=[nobody], purpose=PURPOSE))
    assert (list(nothing.hits), nothing.next_page_token) == ([], "")


async def test_a_number_is_found_as_one_of_where_it_was_said(tmp_path: Path) -> None:
    """Said in a British call without its country code, it is surely the British number; in another, it may be."""
    london = pb.Identity(entity_type="PHONE_NUMBER", value="+44 20 7946 0958")
    async with serving(tmp_path) as server, Client(server.target) as client, Auditor(server.target, "") as local:
        for language in ("en-GB", "en-US"):
            stream = await client.open(language, redaction=RedactionConfig(language_code=language))
            await stream.say(1, "you can call me on 020 7946 0958")
            await stream.end()
            await stream.rest()
        found = await local.told(pb.FindSubjectRequest(identities=[london], purpose=PURPOSE))
    assert {hit.call_id: hit.strength for hit in found.hits} == {
        "en-GB": pb.MATCH_STRENGTH_STRONG,
        "en-US": pb.MATCH_STRENGTH_MEDIUM,
    }


async def test_lists_come_in_pages(officer: Auditor) -> None:
    """Each page leads to the next by an opaque token, and together they hold everything once."""
    calls, entities, hits = [], [], []
    page = pb.ListCallsResponse(next_page_token="")
    while not calls or page.next_page_token:
        page = await officer.told(pb.ListCallsRequest(page_size=2, page_token=page.next_page_token))
        calls += [call.call_id for call in page.calls]
    page = pb.ListEntitiesResponse()
    while not entities or page.next_page_token:
        asked = pb.ListEntitiesRequest(call_id="call-1", purpose=PURPOSE, page_size=2, page_token=page.next_page_token)
        page = await officer.told(asked)
        entities += [found.entity_id for found in page.entities]
    page = pb.FindSubjectResponse()
    while not hits or page.next_page_token:
        asked = pb.FindSubjectRequest(identities=[PHONE], purpose=PURPOSE, page_size=1, page_token=page.next_page_token)
        page = await officer.told(asked)
        assert len(page.hits) <= 1
        hits += [hit.call_id for hit in page.hits]
    assert (calls, entities, hits) == (["call-1", "call-2", "call-3"], ["e1", "e2", "e3"], ["call-1", "call-2"])


async def test_an_explanation_holds_no_text(officer: Auditor) -> None:
    """What found it, how sure it was, which version, rule and leaf."""
    why = await officer.told(pb.ExplainEntityRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE))
    assert (why.entity.recognizer, why.entity.score, why.engine_version) == ("PhoneRecognizer", 0.9, "engine-1")
    assert (why.policy, why.entity.policy_fingerprint, len(why.leaves)) == ("default", "sha256:aa", 1)
    assert why.entity.subject_id == "subject-7"


async def test_what_is_proven_can_be_checked_offline(officer: Auditor) -> None:
    """Checkpoint, inclusion and consistency hold with the public key alone."""
    first = await officer.told(pb.GetCheckpointRequest())
    key = Verifier.parse(first.public_key)
    before = Checkpoint.open(first.checkpoint, key).head
    asked = pb.GetInclusionProofRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE)
    (proof,) = (await officer.told(asked)).proofs
    assert InclusionProof.parse(proof).verify(key).head.size == before.size + 1
    grown = (await officer.told(pb.GetConsistencyProofRequest(old_size=before.size))).proof
    assert ConsistencyProof.parse(grown).verify(before, key).head.size == before.size + 1
    for size in (0, -1, 10_000):
        refused = await officer.refused(pb.GetConsistencyProofRequest(old_size=size))
        assert (refused.code, refused.fields) == (INVALID, ("old_size",))


async def test_every_question_is_a_leaf_with_who_and_why(server: Server, officer: Auditor, tmp_path: Path) -> None:
    """The name in the log is the credential's; a question that cannot be logged is not answered."""
    await officer.told(pb.FindSubjectRequest(identities=[PHONE], purpose=PURPOSE))
    await officer.told(pb.ListEntitiesRequest(call_id="call-1", purpose=PURPOSE))
    await officer.told(pb.ExplainEntityRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE))
    await officer.told(pb.GetInclusionProofRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE))
    logged = leaves(tmp_path)
    methods = ["FindSubject", "ListEntities", "ExplainEntity", "GetInclusionProof"]
    assert [(body["method"], body["actor"], body["purpose"]) for body in logged] == [
        (method, "privacy office", PURPOSE) for method in methods
    ]


async def test_what_cannot_be_logged_is_not_answered(
    server: Server, officer: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LEDGER_UNAVAILABLE, with the time after which it makes sense to ask again."""

    async def full(event: object) -> None:
        raise LedgerUnavailable("The ledger cannot be written or read.")

    monkeypatch.setattr(type(server.ledger), "record", staticmethod(full))
    refused = await officer.refused(pb.FindSubjectRequest(identities=[PHONE], purpose=PURPOSE))
    assert (refused.code, refused.named) == (grpc.StatusCode.UNAVAILABLE, Reason.LEDGER_UNAVAILABLE)
    assert refused.retry


QUESTIONS = [
    pb.GetCallRequest(call_id="call-1"),
    pb.ListCallsRequest(),
    pb.ListEntitiesRequest(call_id="call-1", purpose=PURPOSE),
    pb.FindSubjectRequest(identities=[PHONE], purpose=PURPOSE),
    pb.ExplainEntityRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE),
    pb.GetInclusionProofRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE),
]
REVEAL = pb.ReidentifyEntityRequest(call_id="call-1", entity_id="e3", purpose=PURPOSE)


@dataclass(frozen=True)
class Right:
    token: str
    audits: bool
    reveals: bool


@pytest.mark.parametrize(
    "right", [Right("officer", audits=True, reveals=False), Right("reader", False, True), Right("caller", False, False)]
)
async def test_a_role_decides_what_is_answered(server: Server, right: Right) -> None:
    """A credential reads nothing unless it says so; who may search may not for that reason read values back."""
    async with Auditor(server.target, right.token) as auditor:
        for allowed, questions in ((right.audits, QUESTIONS), (right.reveals, [REVEAL])):
            for question in questions:
                answer = await auditor.ask(question)
                if allowed:
                    assert not isinstance(answer, Refusal), answer
                else:
                    assert isinstance(answer, Refusal), question
                    assert (answer.code, answer.named) == (
                        grpc.StatusCode.PERMISSION_DENIED,
                        Reason.PERMISSION_DENIED,
                    )
        assert (await auditor.told(pb.GetCheckpointRequest())).checkpoint


async def test_an_auditor_sends_no_calls(server: Server) -> None:
    """The privacy office's token cannot write calls into the ledger."""
    async with Auditor(server.target) as auditor:
        redact = auditor.channel.unary_unary("/veilscript.v1.RedactionService/Redact")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await redact(b"", metadata=(("authorization", "Bearer officer"),), timeout=PATIENCE)
    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_value_is_read_back_where_it_was_kept(server: Server, tmp_path: Path) -> None:
    """Only of a type that the tenant keeps reversibly, and with a line in the log that does not hold it."""
    async with Auditor(server.target, "reader") as reader:
        told = await reader.told(REVEAL)
        assert (told.entity_type, told.value) == ("ACCOUNT_ID", "AC-90210-X")
        not_kept = await reader.refused(pb.ReidentifyEntityRequest(call_id="call-1", entity_id="e1", purpose=PURPOSE))
    assert not_kept.named is Reason.NOT_FOUND
    assert [body["method"] for body in leaves(tmp_path)] == ["Reidentify", "Reidentify"]
    assert b"90210" not in files(tmp_path)


async def test_a_tenant_sees_its_own(server: Server) -> None:
    """The tenant comes from the token: another's call of the same name is another call, and not found by its number."""
    async with Auditor(server.target, "stranger") as stranger:
        found = await stranger.told(pb.FindSubjectRequest(identities=[PHONE], purpose=PURPOSE))
        listed = await stranger.told(pb.ListCallsRequest())
        refused = await stranger.refused(pb.GetCallRequest(call_id="call-2"))
    assert [hit.entity.subject_id for hit in found.hits] == [""]
    assert [call.call_id for call in listed.calls] == ["call-1"]
    assert (refused.code, refused.named) == (grpc.StatusCode.NOT_FOUND, Reason.NOT_FOUND)


async def test_without_a_known_token_nothing_is_told(server: Server) -> None:
    """Not even the checkpoint."""
    for token in ("", "nobody"):
        async with Auditor(server.target, token) as nobody:
            for question in (*QUESTIONS, REVEAL, pb.GetCheckpointRequest(), pb.GetConsistencyProofRequest(old_size=1)):
                refused = await nobody.refused(question)
                assert refused.named is Reason.UNAUTHENTICATED


async def test_without_credentials_local_clients_audit_but_read_nothing_back(tmp_path: Path) -> None:
    """A server that only this machine reaches answers its command line; a value needs a credential that says so."""
    async with serving(tmp_path, ready=False) as server, Auditor(server.target, "") as local:
        assert list((await local.told(pb.ListCallsRequest())).calls) == []
        assert (await local.refused(REVEAL)).named is Reason.PERMISSION_DENIED


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (pb.GetCallRequest(), {"call_id"}),
        (pb.GetCallRequest(call_id="x" * 257), {"call_id"}),
        (pb.ListCallsRequest(page_size=-1), {"page_size"}),
        (pb.ListCallsRequest(page_token="made up"), {"page_token"}),
        (pb.ListEntitiesRequest(call_id="call-1", purpose=" "), {"purpose"}),
        (pb.ListEntitiesRequest(call_id="call-1", purpose="x" * 501), {"purpose"}),
        (pb.ExplainEntityRequest(purpose=PURPOSE), {"call_id", "entity_id"}),
        (pb.FindSubjectRequest(purpose=PURPOSE), {"identities"}),
        (pb.FindSubjectRequest(identities=[PHONE] * 101, purpose=PURPOSE), {"identities"}),
        (pb.FindSubjectRequest(identities=[PHONE]), {"purpose"}),
        (
            pb.FindSubjectRequest(
                identities=[
                    PHONE,
                    pb.Identity(entity_type="HEALTH_CONDITION", value="x"),
                    pb.Identity(entity_type="PHONE_NUMBER"),
                    pb.Identity(entity_type="PHONE_NUMBER", sha256=b"short"),
                    pb.Identity(entity_type="PERSON", value="x" * 2000),
                ],
                purpose=PURPOSE,
            ),
            {
                "identities[1].entity_type",
                "identities[2].value",
                "identities[3].sha256",
                "identities[4].value",
            },
        ),
    ],
)
async def test_every_violation_is_told(officer: Auditor, question: Message, fields: set[str]) -> None:
    """INVALID_FIELD with every field that cannot be taken."""
    refused = await officer.refused(question)
    assert (refused.code, refused.named) == (INVALID, Reason.INVALID_FIELD)
    assert set(refused.fields) == fields


@pytest.mark.parametrize("method", ["GetCall", "FindSubject", "ReidentifyEntity"])
async def test_what_is_no_message_is_refused(officer: Auditor, method: str) -> None:
    """Garbage is INVALID_FIELD, and a message beyond the limit SEGMENT_TOO_LARGE."""
    for garbage, reason in ((b"\xff\xff", Reason.INVALID_FIELD), (b"\x0a" * 300_000, Reason.SEGMENT_TOO_LARGE)):
        call = officer.channel.unary_unary(f"/veilscript.v1.AuditService/{method}")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(garbage, metadata=(("authorization", "Bearer officer"),), timeout=PATIENCE)
        told = refusal(caught.value.code(), caught.value.details(), caught.value.trailing_metadata())
        assert told.named is reason


async def test_what_retention_has_ended_is_told(tmp_path: Path) -> None:
    """A search names the type and month; a question about an entity of it is RETENTION_EXPIRED."""
    times = [datetime(2026, 1, 5, tzinfo=UTC)]
    ledger = await SqliteLedger.open(tmp_path, rules=RULES, clock=lambda: times[-1])
    await ledger.open_call(record("old"))
    await ledger.commit(batch("old", entity("e1", entity_type="CREDIT_CARD", value="4111111111111111")))
    times.append(times[0] + timedelta(days=60))
    await expire(ledger)
    hashes = {hashlib.sha256(b"officer").hexdigest(): TOKENS["officer"]}
    card = pb.Identity(entity_type="CREDIT_CARD", value="4111 1111 1111 1111")
    async with (
        serving(tmp_path, ledger=ledger, credentials=Credentials(hashes), ready=False) as server,
        Auditor(server.target) as officer,
    ):
        found = await officer.told(pb.FindSubjectRequest(identities=[card], purpose=PURPOSE))
        assert [(scope.entity_type, scope.epoch) for scope in found.expired] == [("CREDIT_CARD", "2026-01")]
        refused = await officer.refused(pb.ExplainEntityRequest(call_id="old", entity_id="e1", purpose=PURPOSE))
    assert (refused.code, refused.named) == (grpc.StatusCode.NOT_FOUND, Reason.RETENTION_EXPIRED)


async def test_an_identity_stays_in_the_question(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Values asked for, well or ill, are in no answer, error, metadata, log line, metric or file of the server."""
    values = ["quetzal ocelot", "+1 415 555 7733", "quetzal@ocelot.example", "4155557733"]
    with logged(capfd) as read:
        async with audited(tmp_path) as server, Auditor(server.target) as officer:
            identities = [
                pb.Identity(entity_type="PERSON", value=values[0]),
                pb.Identity(entity_type="PHONE_NUMBER", value=values[1]),
                pb.Identity(entity_type="EMAIL_ADDRESS", value=values[2]),
            ]
            odd = [pb.Identity(entity_type=values[0], value=values[1])]
            questions = (
                pb.FindSubjectRequest(identities=identities, purpose=PURPOSE),
                pb.FindSubjectRequest(identities=identities),
                pb.FindSubjectRequest(identities=identities, purpose=f"for {values[0]}"),
                pb.FindSubjectRequest(identities=identities, purpose="call 415-555-7733"),
                pb.FindSubjectRequest(identities=odd, purpose=PURPOSE),
                pb.GetCallRequest(call_id=values[0]),
            )
            told = [repr(await officer.ask(question)) for question in questions]
            metrics = generate_latest(server.metrics.registry).decode()
            written = files(tmp_path)
        log = read()
    everything = "\n".join([*told, log, metrics]).lower()
    assert [value for value in values if value in everything or value.encode() in written] == []


async def test_an_unexpected_error_tells_nothing(
    server: Server, officer: Auditor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A search that raises what it was asked for is INTERNAL, with an incident id and no text."""

    def broken(*args: object, **more: object) -> None:
        raise ValueError(NUMBER)

    monkeypatch.setattr(type(server.ledger.reader), "find", broken)
    with logged(capfd) as read:
        refused = await officer.refused(pb.FindSubjectRequest(identities=[PHONE], purpose=PURPOSE))
        log = read()
    assert refused.named is Reason.INTERNAL
    assert "incident=" in log
    assert NUMBER not in repr(refused) + log


async def test_reflection_shows_the_service(officer: Auditor) -> None:
    """A client without our stubs finds it."""
    stub = reflection_pb2_grpc.ServerReflectionStub(officer.channel)
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    answers = [answer async for answer in stub.ServerReflectionInfo(iter([asked]))]
    assert "veilscript.v1.AuditService" in {service.name for service in answers[0].list_services_response.service}


def leaves(folder: Path) -> list[dict[str, object]]:
    """What the log says of the questions."""
    with closing(sqlite3.connect(folder / "ledger.db")) as database:
        rows = database.execute("SELECT body FROM events WHERE kind = 'READ' ORDER BY leaf")
        return [json.loads(row[0]) for row in rows]
