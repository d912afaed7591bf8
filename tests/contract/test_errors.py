"""Each reason of the contract, its code and its details, as a client gets them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

from server.errors import LedgerUnavailable, Reason
from server.grpc_edge.auth import Credentials, Principal
from server.grpc_edge.status import CODES
from server.ledger.ledger import CallState
from server.redaction.policy_store import PolicyStore
from tests.contract.harness import Client, Refusal, Server, segment, serving
from veilscript.v1 import redaction_pb2 as pb

INVALID = grpc.StatusCode.INVALID_ARGUMENT


async def test_a_stream_begins_with_its_config(client: Client) -> None:
    """A segment before the config is CONFIG_EXPECTED."""
    stream = client.stream()
    await stream.say(1, "too early")
    refused = await stream.refused()
    assert (refused.code, refused.named) == (INVALID, Reason.CONFIG_EXPECTED)


async def test_a_stream_has_one_config(client: Client, server: Server) -> None:
    """A second config is CONFIG_REPEATED, and leaves the call abandoned."""
    stream = await client.open()
    await stream.send(config=pb.StreamingConfig(call_id="another"))
    refused = await stream.refused()
    assert (refused.code, refused.named) == (INVALID, Reason.CONFIG_REPEATED)
    assert server.state("call") is CallState.ABANDONED
    assert server.state("another") is None


async def test_a_message_asks_for_something(client: Client) -> None:
    """A message in which nothing is set is INVALID_FIELD."""
    stream = await client.open()
    await stream.send()
    refused = await stream.refused()
    assert (refused.code, refused.named, refused.fields) == (INVALID, Reason.INVALID_FIELD, ("request",))


async def test_every_violation_of_a_config_is_told(client: Client) -> None:
    """All that is wrong with a config comes in one answer."""
    stream = client.stream()
    known = [
        pb.KnownIdentity(entity_type="PERSON"),
        pb.KnownIdentity(entity_type="a name", value="x" * 2000, subject_id="y" * 300),
    ]
    await stream.send(config=pb.StreamingConfig(max_hold=Duration(seconds=-1), known_identities=known))
    refused = await stream.refused()
    assert (refused.code, refused.named) == (INVALID, Reason.INVALID_FIELD)
    assert set(refused.fields) == {
        "config.call_id",
        "config.max_hold",
        "config.known_identities[0].value",
        "config.known_identities[1].value",
        "config.known_identities[1].entity_type",
        "config.known_identities[1].subject_id",
    }


async def test_every_violation_of_a_segment_is_told(client: Client) -> None:
    """All that is wrong with a segment comes in one answer."""
    stream = await client.open()
    message = pb.TranscriptSegment(
        text="hello",
        channel=-1,
        participant_role=9,  # type: ignore[arg-type]  # an enum of proto3 is open
        start_offset=Duration(seconds=2),
        end_offset=Duration(seconds=1),
        words=[pb.Word(text="hello", start_offset=Duration(nanos=-5))],
    )
    await stream.send(segment=message)
    refused = await stream.refused()
    assert (refused.code, refused.named) == (INVALID, Reason.INVALID_FIELD)
    assert set(refused.fields) == {
        "segment.segment_id",
        "segment.sequence",
        "segment.channel",
        "segment.participant_role",
        "segment.end_offset",
        "segment.words[0].start_offset",
    }


@pytest.mark.parametrize(
    "message",
    [
        b"\x12\x04\x1a\x02\xff\xfe",
        b"\x0a\x03\x0a\x01\xc3",
        b"\xff\xff\xff",
        b"\x12\x7f\x00",
        b"\x12\x05\x1a\x03\xed\xa0\x80",
    ],
    ids=["text is not UTF-8", "call_id is not UTF-8", "no message at all", "cut off", "a lone surrogate"],
)
async def test_a_message_that_cannot_be_read(client: Client, message: bytes) -> None:
    """Bytes that are no message, or strings that are not UTF-8, are INVALID_FIELD; the connection stays."""
    stream = await client.open("first")
    await stream.raw(message)
    refused = await stream.refused()
    assert (refused.code, refused.named, refused.fields) == (INVALID, Reason.INVALID_FIELD, ("",))
    assert (await client.open("second")).started.next_sequence == 1


@pytest.mark.parametrize("sequence", [2, 7, 2**63 - 1])
async def test_a_gap(client: Client, sequence: int) -> None:
    """A sequence that is not the next one is SEQUENCE_GAP, and says which one was expected."""
    stream = await client.open()
    await stream.say(sequence, "hello")
    refused = await stream.refused()
    assert (refused.code, refused.named) == (grpc.StatusCode.OUT_OF_RANGE, Reason.SEQUENCE_GAP)
    assert refused.metadata == (("expected", "1"), ("got", str(sequence)))


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (pb.StreamingConfig(redaction=pb.RedactionConfig(policy="nobody's")), Reason.POLICY_UNKNOWN),
        (pb.StreamingConfig(redaction=pb.RedactionConfig(policy="../../etc/passwd")), Reason.POLICY_UNKNOWN),
        (pb.StreamingConfig(redaction=pb.RedactionConfig(language_code="de-DE")), Reason.LANGUAGE_UNSUPPORTED),
        (pb.StreamingConfig(resume_token=b"anything"), Reason.RESUME_REJECTED),
    ],
)
async def test_what_cannot_be_opened(
    client: Client, server: Server, config: pb.StreamingConfig, reason: Reason
) -> None:
    """A policy, language or token that is not ours opens no call."""
    stream = client.stream()
    config.call_id = "call"
    await stream.send(config=config)
    refused = await stream.refused()
    assert (refused.code, refused.named) == (grpc.StatusCode.FAILED_PRECONDITION, reason)
    assert server.state("call") is None


async def test_a_change_to_an_unknown_policy(client: Client) -> None:
    """A policy change to a name that nobody has is POLICY_UNKNOWN."""
    stream = await client.open()
    await stream.send(policy_change=pb.PolicyChange(policy="nobody's"))
    assert (await stream.refused()).named is Reason.POLICY_UNKNOWN


async def test_a_tenants_policy_with_a_mistake(tmp_path: Path) -> None:
    """It is refused with the file and the reason: the rules it held before are not what its author wants."""
    (tmp_path / "policies/default").mkdir(parents=True)
    (tmp_path / "policies/default/mine.toml").write_text("nonsense = true\n")
    policies = PolicyStore(tmp_path / "policies")
    async with serving(tmp_path, policies=policies) as server, Client(server.target) as client:
        stream = client.stream()
        await stream.send(config=pb.StreamingConfig(call_id="c", redaction=pb.RedactionConfig(policy="mine")))
        refused = await stream.refused()
    assert (refused.code, refused.named) == (grpc.StatusCode.FAILED_PRECONDITION, Reason.CONFIG_INVALID)
    assert "default/mine.toml" in refused.message


async def test_a_call_id_is_used_once(client: Client) -> None:
    """A second call of the same id is ALREADY_EXISTS, streamed or whole."""
    await client.open("call")
    stream = client.stream()
    await stream.send(config=pb.StreamingConfig(call_id="call"))
    assert (await stream.refused()).code is grpc.StatusCode.ALREADY_EXISTS
    whole = await client.redact(pb.RedactRequest(call_id="call"))
    assert isinstance(whole, Refusal)
    assert whole.named is Reason.ALREADY_EXISTS


async def test_a_message_after_the_end(client: Client, server: Server) -> None:
    """It is CALL_ENDED, and the call is as it was."""
    stream = await client.open()
    await stream.end()
    await stream.say(1, "one more thing")
    refused = await stream.refused()
    assert (refused.code, refused.named) == (grpc.StatusCode.FAILED_PRECONDITION, Reason.CALL_ENDED)
    assert server.state("call") is CallState.ENDED


async def test_a_server_that_is_not_warm(tmp_path: Path) -> None:
    """Before the engine is warm a call is NOT_READY, with the time to try again."""
    async with serving(tmp_path, ready=False) as server, Client(server.target) as client:
        refused = await client.stream().refused()
    assert (refused.code, refused.named) == (grpc.StatusCode.UNAVAILABLE, Reason.NOT_READY)
    assert refused.retry


async def test_a_ledger_that_cannot_be_written(server: Server, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is LEDGER_UNAVAILABLE with the time to try again, and not one character of the segment leaves."""
    stream = await client.open()

    async def full(batch: object) -> None:
        raise LedgerUnavailable("The ledger cannot be written or read.")

    monkeypatch.setattr(type(server.ledger), "commit", staticmethod(full))
    await stream.say(1, "good morning")
    messages, refused = await stream.until_refused()
    assert messages == []
    assert (refused.code, refused.named) == (grpc.StatusCode.UNAVAILABLE, Reason.LEDGER_UNAVAILABLE)
    assert refused.retry


async def test_a_token_decides_whose_call_it_is(tmp_path: Path) -> None:
    """Each tenant has calls of its own, even under one id; without a token that is known nobody has any."""
    known = {hashlib.sha256(f"token-{name}".encode()).hexdigest(): Principal(name, name) for name in ("acme", "globex")}
    async with serving(tmp_path, credentials=Credentials(known)) as server:
        for name in ("acme", "globex"):
            async with Client(server.target, token=f"token-{name}") as client:
                stream = await client.open("same")
                await stream.end()
                await stream.rest()
            assert server.state("same", tenant=name) is CallState.ENDED
        for token in ("", "token-nobody"):
            async with Client(server.target, token=token) as client:
                refused = await client.stream().refused()
                whole = await client.redact(pb.RedactRequest(call_id="whole"))
            assert (refused.code, refused.named) == (grpc.StatusCode.UNAUTHENTICATED, Reason.UNAUTHENTICATED)
            assert whole == refused


async def test_the_unary_method_tells_all_violations(client: Client) -> None:
    """What is wrong with any segment of a transcript comes in one answer, under its place."""
    broken = [segment(1, "a"), segment(2, "b", segment_id=""), segment(3, "c", channel=-1)]
    refused = await client.redact(pb.RedactRequest(call_id="call", segments=broken))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.named) == (INVALID, Reason.INVALID_FIELD)
    assert refused.fields == ("segments[1].segment_id", "segments[2].channel")
    garbage = await client.redact(b"\xff\xff")
    assert isinstance(garbage, Refusal)
    assert garbage.named is Reason.INVALID_FIELD


async def test_a_gap_in_a_transcript_abandons_it(client: Client, server: Server) -> None:
    """A transcript with a gap is SEQUENCE_GAP, and nothing of it is released."""
    refused = await client.redact(pb.RedactRequest(call_id="call", segments=[segment(1, "a"), segment(3, "c")]))
    assert isinstance(refused, Refusal)
    assert refused.named is Reason.SEQUENCE_GAP
    assert server.state("call") is CallState.ABANDONED


def test_every_reason_has_a_code() -> None:
    """No error of ours can reach a client without a code."""
    assert set(CODES) == set(Reason)
