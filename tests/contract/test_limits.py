"""A client that asks for too much gets a reason, and the server goes on."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from hashlib import sha256
from pathlib import Path

import grpc
import pytest

from bench.served import Served, served
from server.detection import InlineDetection
from server.errors import Reason
from server.grpc_edge.auth import Credentials, Principal
from server.grpc_edge.limits import TRANSPORT_BYTES, Limits
from server.ledger.ledger import CallState
from tests.contract.harness import Client, Refusal, Server, segment, serving
from tests.redaction.fakes import Digits
from veilscript.v1 import redaction_pb2 as pb

EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
KIB = 1024


async def still_serves(client: Client) -> bool:
    stream = await client.open("afterwards")
    await stream.say(1, "good morning")
    return (await stream.segment()).text == "good morning"


async def test_the_largest_segment_is_taken(client: Client) -> None:
    """64 KiB of UTF-8 are answered, character by character as they came."""
    text = "très bien " * (64 * KIB // 11)
    stream = await client.open()
    await stream.say(1, text)
    assert len(text.encode()) > 65_000
    assert (await stream.segment()).text == text


@pytest.mark.parametrize("size", [64 * KIB + 1, 300 * KIB, 10_000_000], ids=["64 KiB + 1", "300 KiB", "10 MB"])
async def test_a_segment_that_is_too_large(client: Client, server: Server, size: int) -> None:
    """It is SEGMENT_TOO_LARGE, counted in bytes, and the server goes on."""
    stream = await client.open()
    await stream.say(1, "x" * size)
    refused = await stream.refused()
    assert (refused.code, refused.named) == (EXHAUSTED, Reason.SEGMENT_TOO_LARGE)
    assert server.state("call") is CallState.ABANDONED
    assert await still_serves(client)


async def test_bytes_are_counted_and_not_characters(client: Client) -> None:
    """40,000 characters of two bytes each are too many."""
    stream = await client.open()
    await stream.say(1, "é" * 40_000)
    assert (await stream.refused()).named is Reason.SEGMENT_TOO_LARGE


async def test_too_many_words(client: Client) -> None:
    """More than 4,096 words with times are SEGMENT_TOO_LARGE."""
    stream = await client.open()
    await stream.say(1, "a " * 4097, words=[pb.Word(text="a")] * 4097)
    assert (await stream.refused()).named is Reason.SEGMENT_TOO_LARGE


async def test_what_the_transport_refuses(client: Client, server: Server) -> None:
    """Far beyond every limit the transport breaks off by itself: the same code, and no reason of ours."""
    stream = await client.open()
    await stream.raw(b"x" * (TRANSPORT_BYTES + 1))
    refused = await stream.refused()
    assert (refused.code, refused.reason) == (EXHAUSTED, "")
    await server.until("call", CallState.ABANDONED)
    assert await still_serves(client)


async def test_a_transcript_may_be_larger_than_a_message(tmp_path: Path) -> None:
    """A finished transcript has a limit of its own; each of its segments has that of a live one."""
    turns = [segment(place, "good morning to you " * 100) for place in range(1, 201)]
    async with serving(tmp_path, limits=Limits(transcript_bytes=2_000_000)) as server, Client(server.target) as client:
        whole = await client.redact(pb.RedactRequest(call_id="whole", segments=turns))
        assert isinstance(whole, pb.RedactResponse)
        assert len(whole.segments) == 200
        for call_id, segments in (("long", turns * 6), ("wide", [segment(1, "x" * (64 * KIB + 1))])):
            refused = await client.redact(pb.RedactRequest(call_id=call_id, segments=segments))
            assert isinstance(refused, Refusal)
            assert refused.named is Reason.SEGMENT_TOO_LARGE


async def test_a_stream_that_says_nothing(tmp_path: Path) -> None:
    """It is STREAM_IDLE after the time allowed, its call abandoned."""
    async with serving(tmp_path, limits=Limits(idle=0.2)) as server, Client(server.target) as client:
        stream = await client.open()
        refused = await stream.refused()
        assert (refused.code, refused.named) == (grpc.StatusCode.ABORTED, Reason.STREAM_IDLE)
        assert server.state("call") is CallState.ABANDONED


async def test_a_stream_that_never_begins(tmp_path: Path) -> None:
    """A stream without a config is idle, too."""
    async with serving(tmp_path, limits=Limits(idle=0.2)) as server, Client(server.target) as client:
        assert (await client.stream().refused()).named is Reason.STREAM_IDLE


async def test_a_call_that_is_too_long(tmp_path: Path) -> None:
    """It is CALL_TOO_LONG, however much is said in it."""
    async with serving(tmp_path, limits=Limits(call=0.4)) as server, Client(server.target) as client:
        stream = await client.open()
        with contextlib.suppress(grpc.aio.AioRpcError):
            for sequence in range(1, 100_000):
                await stream.say(sequence, "and another thing")
                await stream.segment()
        refused = await stream.refused()
        assert (refused.code, refused.named) == (grpc.StatusCode.ABORTED, Reason.CALL_TOO_LONG)
        assert server.state("call") is CallState.ABANDONED


async def test_a_client_that_does_not_read_is_idle(tmp_path: Path) -> None:
    """Writing into a full stream does not last for ever: the call is abandoned and its place is free again."""
    detection, limits = InlineDetection(Digits()), Limits(idle=0.5)
    async with (
        serving(tmp_path, limits=limits, max_streams=1, detection=detection) as server,
        Client(server.target) as client,
    ):
        stream = await client.open()

        async def flood() -> None:
            for sequence in range(1, 10_000):
                await stream.say(sequence, "good morning " * 4000)

        flooding = asyncio.ensure_future(flood())
        await server.until("call", CallState.ABANDONED)
        flooding.cancel()
        await asyncio.wait({flooding})
        assert await still_serves(client)


async def test_streams_up_to_the_limit_and_beyond(tmp_path: Path) -> None:
    """Of 2,000 streams the 1,000 allowed are served and the others get STREAM_LIMIT and when to try again."""
    async with serving(tmp_path) as server, Client(server.target) as client:
        streams = [client.stream(timeout=120) for _ in range(2000)]

        async def outcome(place: int) -> Refusal | str:
            stream = streams[place]
            names = await stream.call.initial_metadata()
            if "veilscript-stream" not in dict(names):
                return await stream.refused()
            await stream.send(config=pb.StreamingConfig(call_id=f"call-{place}"))
            return str((await stream.next()).WhichOneof("response"))

        outcomes = Counter(await asyncio.gather(*map(outcome, range(2000))))
        refused = Refusal(EXHAUSTED, "STREAM_LIMIT", "1000 calls are open, which is all this server takes.", retry=5.0)
        assert outcomes == {"started": 1000, refused: 1000}
        first = next(place for place, stream in enumerate(streams) if not stream.call.done())
        streams[first].call.cancel()
        await server.until(f"call-{first}", CallState.ABANDONED)
        assert await still_serves(client)


async def test_one_tenant_cannot_take_every_stream(tmp_path: Path) -> None:
    """It gets TENANT_LIMIT and when to try again, and the metrics count it; another tenant finds its places free."""
    names = ("greedy", "small")
    credentials = Credentials({sha256(name.encode()).hexdigest(): Principal(name, name) for name in names})
    async with (
        serving(tmp_path, max_streams=8, credentials=credentials, detection=InlineDetection(Digits())) as server,
        Client(server.target, "greedy") as greedy,
        Client(server.target, "small") as small,
    ):
        for number in range(6):
            assert (await greedy.open(f"call-{number}")).started.next_sequence == 1
        refused = await greedy.stream().refused()
        assert (refused.code, refused.named, refused.retry) == (EXHAUSTED, Reason.TENANT_LIMIT, 5.0)
        assert server.metrics.registry.get_sample_value("veilscript_refused_total", {"reason": "TENANT_LIMIT"}) == 1
        for number in range(2):
            assert (await small.open(f"call-{number}")).started.next_sequence == 1
        assert (await small.stream().refused()).named is Reason.STREAM_LIMIT


async def test_interim_results_without_a_final_are_forgotten_one_after_the_other(tmp_path: Path) -> None:
    """Ever-new segment ids: checkpoints come all the same, and the call is gone on with from the last of them."""
    async with (
        serving(tmp_path, detection=InlineDetection(Digits()), resume_window=60.0) as server,
        Client(server.target) as client,
    ):
        stream, reached = await client.open(), pb.Checkpoint()
        for sequence in range(1, 301):
            await stream.say(sequence, "this is Jane", segment_id=f"never-{sequence}", is_final=False)
            while (message := await stream.next()).HasField("checkpoint"):
                reached = message.checkpoint
            assert (message.segment.sequence, message.segment.text) == (sequence, "this is [PERSON_1]")
        assert reached.committed_sequence > 200
        stream.call.cancel()
        again = await client.open(resume_token=reached.resume_token)
        for sequence in range(again.started.next_sequence, 302):
            await again.say(sequence, "this is Jane", segment_id=f"never-{sequence}", is_final=False)
            assert (await again.segment()).text == "this is [PERSON_1]"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Served:
    with served(tmp_path_factory.mktemp("limits"), "--workers", "1") as running:
        yield running


async def test_clients_that_do_not_read_take_little_memory(process: Served) -> None:
    """Twenty clients write as much as they can and read nothing: the server takes in little and serves others."""
    before = resident(process.pid)
    async with Client(process.target) as client, Client(process.target) as other:
        floods = []
        for place in range(20):
            stream = await client.open(f"flood-{place}", max_hold=0)
            floods.append(asyncio.ensure_future(flood(stream)))
        served_one = await still_serves(other)
        await asyncio.wait(floods, timeout=4)
        grown = resident(process.pid) - before
        for task in floods:
            task.cancel()
        await asyncio.wait(floods)
        sent = sum(task.result() for task in floods if not task.cancelled() and task.exception() is None)
    assert served_one
    assert grown < 40 * 1024 * KIB, f"{grown / KIB / KIB:.0f} MiB for {sent} segments"


async def flood(stream: object) -> int:
    sequence = 0
    while True:
        sequence += 1
        await stream.say(sequence, "good morning " * 80)  # type: ignore[attr-defined]


def resident(pid: int) -> int:
    """Bytes of memory that a process has in use."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) * KIB
