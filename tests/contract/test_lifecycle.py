"""How a server comes and goes: health, reflection, sockets, draining."""

from __future__ import annotations

import asyncio
from pathlib import Path

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from server.config import is_local
from server.detection import InlineDetection
from server.errors import ConfigInvalid, Reason
from server.grpc_edge.probe import ask
from server.ledger.ledger import CallState
from tests.contract.harness import Client, Server, serving
from tests.redaction.fakes import Digits
from veilscript.v1 import redaction_pb2 as pb

SERVICE = "veilscript.v1.RedactionService"
Status = health_pb2.HealthCheckResponse


async def health(client: Client, service: str = "") -> int:
    answer = await health_pb2_grpc.HealthStub(client.channel).Check(health_pb2.HealthCheckRequest(service=service))
    return int(answer.status)


async def test_health_follows_the_server(tmp_path: Path) -> None:
    """NOT_SERVING until the engine is warm, SERVING while calls are taken, NOT_SERVING from the start of the end."""
    async with serving(tmp_path, ready=False) as server, Client(server.target) as client:
        for service in ("", SERVICE):
            assert await health(client, service) == Status.NOT_SERVING
        await server.edge.open()
        for service in ("", SERVICE):
            assert await health(client, service) == Status.SERVING
        stream = await client.open()
        closing = asyncio.ensure_future(server.edge.close(10))
        assert (await stream.next()).HasField("drain")
        for service in ("", SERVICE):
            assert await health(client, service) == Status.NOT_SERVING
        await stream.end()
        await closing


async def test_a_probe_needs_no_stub(server: Server) -> None:
    """The health command's question, from another thread, gets the name of the state; a dead server a status code."""
    assert await asyncio.to_thread(ask, server.target, timeout=5) == "SERVING"
    assert await asyncio.to_thread(ask, "127.0.0.1:1", timeout=0.5) in {"UNAVAILABLE", "DEADLINE_EXCEEDED"}


async def test_reflection_gives_the_whole_contract(client: Client) -> None:
    """A client with no stubs finds the services, and every message of ours with its comments' names."""
    stub = reflection_pb2_grpc.ServerReflectionStub(client.channel)
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE),
    ]
    listed, found = [answer async for answer in stub.ServerReflectionInfo(iter(asked))]
    names = {service.name for service in listed.list_services_response.service}
    ours = {f"veilscript.v1.{name}Service" for name in ("Redaction", "Audit", "Erasure")}
    assert names == {*ours, "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"}
    files = map(FileDescriptorProto.FromString, found.file_descriptor_response.file_descriptor_proto)
    messages = {message.name for file in files for message in file.message_type}
    assert {"StreamingRedactRequest", "StreamingRedactResponse", "RedactRequest", "RedactResponse"} <= messages


async def test_a_unix_socket(tmp_path: Path) -> None:
    """A server on a Unix socket takes calls, and is local."""
    address = f"unix:{tmp_path}/veilscript.sock"
    assert is_local(address)
    async with serving(tmp_path, address=address) as server, Client(server.target) as client:
        stream = await client.open()
        await stream.say(1, "good morning")
        assert (await stream.segment()).text == "good morning"


async def test_a_taken_port_is_refused(server: Server, tmp_path: Path) -> None:
    """Two servers never share a port without anybody knowing."""
    with pytest.raises(ConfigInvalid, match="cannot be listened on"):
        async with serving(tmp_path / "other", address=server.target):
            pass


async def test_draining_lets_calls_end(tmp_path: Path) -> None:
    """A stream is told, what it held comes back masked, and it may still end well within the grace period."""
    async with serving(tmp_path, detection=InlineDetection(Digits())) as server, Client(server.target) as client:
        stream = await client.open(max_hold=10)
        await stream.say(1, "my number is 4155", participant_role=pb.PARTICIPANT_ROLE_CUSTOMER)
        await stream.say(2, "let me see", participant_role=pb.PARTICIPANT_ROLE_AGENT)
        assert (await stream.segment()).sequence == 2
        closing = asyncio.ensure_future(server.edge.close(20))
        assert (await stream.next()).drain.grace.seconds == 20
        assert "4155" not in (await stream.segment()).text
        await stream.say(3, "thanks a lot")
        await stream.end()
        assert [m.WhichOneof("response") for m in await stream.rest()][-1] == "summary"
        await closing
        assert server.state("call") is CallState.ENDED


async def test_draining_takes_no_new_call(tmp_path: Path) -> None:
    """Once the server drains, a new call is DRAINING, with the time to try again."""
    async with serving(tmp_path) as server, Client(server.target) as client:
        stream = await client.open()
        closing = asyncio.ensure_future(server.edge.close(10))
        assert (await stream.next()).HasField("drain")
        refused = await client.stream().refused()
        assert (refused.code, refused.named) == (grpc.StatusCode.UNAVAILABLE, Reason.DRAINING)
        assert refused.retry
        await stream.end()
        await closing


async def test_draining_ends_what_does_not_end(tmp_path: Path) -> None:
    """After the grace period what is held has left masked, the stream is DRAINING, and its call ABANDONED."""
    async with serving(tmp_path, detection=InlineDetection(Digits())) as server, Client(server.target) as client:
        stream = await client.open(max_hold=10)
        await stream.say(1, "my number is 4155")
        await stream.say(2, "and")
        closing = asyncio.ensure_future(server.edge.close(0.5))
        assert (await stream.next()).HasField("drain")
        await stream.say(3, "my other number is 9876")
        messages, refused = await stream.until_refused()
        answers = {
            message.segment.sequence: message.segment.text for message in messages if message.HasField("segment")
        }
        assert answers.keys() == {1, 2, 3}
        assert "4155" not in answers[1]
        assert "9876" not in answers[3]
        assert (refused.code, refused.named) == (grpc.StatusCode.UNAVAILABLE, Reason.DRAINING)
        await closing
        assert server.state("call") is CallState.ABANDONED


async def test_draining_ends_clients_that_do_not_read(tmp_path: Path) -> None:
    """A client that reads nothing cannot keep the server from going away, and its call is ABANDONED."""
    async with serving(tmp_path, detection=InlineDetection(Digits())) as server, Client(server.target) as client:
        stream = await client.open()

        async def flood() -> None:
            for sequence in range(1, 10_000):
                await stream.say(sequence, "good morning " * 4000)

        flooding = asyncio.ensure_future(flood())
        await asyncio.wait({flooding}, timeout=0.5)
        async with asyncio.timeout(15):
            await server.edge.close(0.2)
        flooding.cancel()
        await asyncio.wait({flooding})
        assert server.state("call") is CallState.ABANDONED


async def test_a_finished_transcript_is_the_same_call(client: Client) -> None:
    """Whole or streamed, a call comes back with the same text and the same entities."""
    turns = ["what's your card number", "four one one one one one one one", "one one one one one one one one", "thanks"]
    roles = [pb.PARTICIPANT_ROLE_AGENT, pb.PARTICIPANT_ROLE_CUSTOMER, pb.PARTICIPANT_ROLE_CUSTOMER, 1]
    segments = [
        pb.TranscriptSegment(segment_id=f"s{n}", sequence=n, text=text, is_final=True, participant_role=role)
        for n, (text, role) in enumerate(zip(turns, roles, strict=True), start=1)
    ]
    whole = await client.redact(pb.RedactRequest(call_id="whole", segments=segments))
    assert isinstance(whole, pb.RedactResponse)
    stream = await client.open("streamed", max_hold=10)
    for segment in segments:
        await stream.send(segment=segment)
    await stream.end()
    streamed = await stream.rest()
    texts = {message.segment.sequence: message.segment.text for message in streamed if message.HasField("segment")}
    assert [segment.text for segment in whole.segments] == [texts[n] for n in sorted(texts)]
    last = streamed[-1].summary
    assert whole.summary.ledger_head != last.ledger_head != ""
    whole.summary.ledger_head = last.ledger_head  # each names the log as it was when its call ended
    assert whole.summary == last
    (card,) = [entity for entity in whole.entities if entity.entity_type == "CREDIT_CARD"]
    assert [span.segment_id for span in card.spans] == ["s2", "s3"]
