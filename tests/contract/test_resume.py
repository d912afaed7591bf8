"""A stream that breaks is no end of a call: its client comes back, and nothing is lost or recorded twice."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from server.detection import InlineDetection
from server.errors import Reason
from server.grpc_edge.auth import Credentials, Principal
from server.ledger.ledger import CallState, Ledger
from server.redaction.answers import MOST
from tests.contract.harness import PATIENCE, Client, Server, Stream, segment, serving
from tests.redaction.fakes import Digits
from veilscript.v1 import redaction_pb2 as pb

AGENT, CUSTOMER = pb.PARTICIPANT_ROLE_AGENT, pb.PARTICIPANT_ROLE_CUSTOMER
WINDOW = 60.0

TALK = (
    (AGENT, "what is the card number", True),
    (CUSTOMER, "it's four oh one two", False),
    (CUSTOMER, "it's four oh one two eight eight eight eight", True),
    (AGENT, "mm hm", True),
    (CUSTOMER, "eight eight eight eight one eight eight one okay", True),
    (AGENT, "and your name please", True),
    (CUSTOMER, "jane doe", True),
    (CUSTOMER, "it was bramble", True),
    (CUSTOMER, "yeah that was my password", True),
    (AGENT, "thank you jane", True),
)


def script() -> list[pb.StreamingRedactRequest]:
    """What a client sends after its config: segments, a policy change, a flush, and the end."""
    sent: list[pb.StreamingRedactRequest] = []
    names: Iterator[int] = iter(range(1000))
    name = next(names)
    for number, (role, text, final) in enumerate(TALK, start=1):
        said = segment(number, text, segment_id=f"s{name}", is_final=final, participant_role=role)
        sent.append(pb.StreamingRedactRequest(segment=said))
        name = next(names) if final else name
    sent.insert(6, pb.StreamingRedactRequest(policy_change=pb.PolicyChange(policy="strict")))
    sent.insert(9, pb.StreamingRedactRequest(flush=pb.Flush()))
    return [*sent, pb.StreamingRedactRequest(end_of_call=pb.EndOfCall())]


@dataclass
class Caller:
    """A client that does what docs/PROTOCOL.md tells it to do when its stream breaks."""

    client: Client
    call_id: str
    token: bytes = field(default=b"", repr=False)
    texts: dict[str, str] = field(default_factory=dict)
    summary: pb.CallSummary | None = None

    async def connect(self) -> tuple[Stream, int]:
        stream = self.client.stream()
        config = pb.StreamingConfig(call_id=self.call_id, resume_token=self.token)
        config.max_hold.FromSeconds(10)
        await stream.send(config=config)
        return stream, (await self.take(stream)).started.next_sequence

    async def take(self, stream: Stream) -> pb.StreamingRedactResponse:
        message = await stream.next()
        match message.WhichOneof("response"):
            case "started":
                self.token = message.started.resume_token
            case "segment" if message.segment.is_final:
                self.texts[message.segment.segment_id] = message.segment.text
            case "revision":
                text, at = self.texts[message.revision.segment_id], message.revision.redacted_range
                revised = text[: at.start] + message.revision.replacement + text[at.end :]
                self.texts[message.revision.segment_id] = revised
            case "checkpoint":
                self.token = message.checkpoint.resume_token
            case "summary":
                self.summary = message.summary
        return message

    async def play(self, messages: Sequence[pb.StreamingRedactRequest], stream: Stream, first: int) -> None:
        """Send what has not been forgotten, and read to the end."""
        for message in messages:
            if not message.HasField("segment") or message.segment.sequence >= first:
                await stream.call.write(message)
        while self.summary is None:
            await self.take(stream)


def recorded(ledger: Ledger, call_id: str) -> list[tuple[object, ...]]:
    return sorted(
        (entity.entity_id, entity.entity_type, span.segment_id, span.start, span.end)
        for entity in ledger.entities("default", call_id)
        for span in entity.spans
    )


async def whole(client: Client, call_id: str = "whole") -> Caller:
    """The call without a cut."""
    caller = Caller(client, call_id)
    stream, first = await caller.connect()
    await caller.play(script(), stream, first)
    return caller


async def same(server: Server, caller: Caller, uncut: Caller) -> None:
    """The client has what it would have had, and the audit has it once."""
    assert caller.texts == uncut.texts
    assert recorded(server.ledger, caller.call_id) == recorded(server.ledger, uncut.call_id)
    assert caller.summary is not None
    assert uncut.summary is not None
    assert caller.summary.entity_counts == uncut.summary.entity_counts
    assert server.state(caller.call_id) is CallState.ENDED


async def test_a_call_cut_after_any_message_of_its_client_goes_on(tmp_path: Path) -> None:
    """Config and end included: what it has no answer to is sent again, and answered as if there had been no cut."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        uncut = await whole(client)
        assert uncut.texts["s1"] + uncut.texts["s3"] == "it's [CREDIT_CARD_1][CREDIT_CARD_1] okay"
        for cut in range(len(script()) + 1):
            caller = Caller(client, f"call-{cut}")
            stream, _ = await caller.connect()
            for message in script()[:cut]:
                await stream.call.write(message)
            stream.call.cancel()
            await caller.play(script(), *await caller.connect())
            await same(server, caller, uncut)


async def test_a_call_cut_after_any_answer_goes_on(tmp_path: Path) -> None:
    """What the client was told to forget it does not send again; it misses nothing all the same, no revision either."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        uncut = await whole(client)
        answers = 0
        while True:
            caller = Caller(client, f"call-{answers}")
            stream, _ = await caller.connect()
            for message in script():
                await stream.call.write(message)
            for _ in range(answers):
                await caller.take(stream)
            if caller.summary is not None:
                return
            stream.call.cancel()
            await caller.play(script(), *await caller.connect())
            await same(server, caller, uncut)
            answers += 1


async def test_a_call_cut_after_its_end_was_recorded_goes_on(tmp_path: Path) -> None:
    """Whichever token its client has, it sends all again, policy change and flush too, and has what it would have."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        uncut = await whole(client)
        ended = Caller(client, "call")
        stream, _ = await ended.connect()
        tokens = [ended.token]
        for message in script():
            await stream.call.write(message)
        while ended.summary is None:
            await ended.take(stream)
            tokens += [ended.token] if ended.token != tokens[-1] else []
        for token in tokens:
            caller = Caller(client, "call", token)
            await caller.play(script(), *await caller.connect())
            caller.texts = ended.texts | caller.texts
            await same(server, caller, uncut)


async def test_a_revision_that_was_missed_comes_as_the_whole_segment(tmp_path: Path) -> None:
    """The client was told to forget the segment, so it cannot ask; it gets it as it now reads."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        stream = await client.open()
        await stream.say(1, "it was bramble", participant_role=CUSTOMER)
        assert (await stream.segment()).text == "it was bramble"
        token = (await stream.next()).checkpoint.resume_token
        await stream.say(2, "yeah that was my password", participant_role=CUSTOMER)
        await stream.segment()
        stream.call.cancel()
        again = await client.open(resume_token=token)
        assert again.started.next_sequence == 2
        assert "bramble" not in (await again.segment()).text


async def refused(client: Client, call_id: str, token: bytes) -> Reason:
    stream = client.stream()
    await stream.send(config=pb.StreamingConfig(call_id=call_id, resume_token=token))
    refusal = await stream.refused()
    assert refusal.code is grpc.StatusCode.FAILED_PRECONDITION
    return refusal.named


async def test_a_forged_token_is_refused(tmp_path: Path) -> None:
    """Any bit changed, another length, another call's, none at all like one; and the call is not harmed by it."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        stream, other = await client.open("call"), await client.open("other")
        token = stream.started.resume_token
        flipped = [bytes([*token[:n], token[n] ^ 1, *token[n + 1 :]]) for n in range(len(token))]
        for forged in (*flipped, token[:-1], token + b"\0", b"x", other.started.resume_token):
            assert await refused(client, "call", forged) is Reason.RESUME_REJECTED
        assert await refused(client, "unknown", token) is Reason.RESUME_REJECTED
        await stream.say(1, "good morning")
        assert (await stream.segment()).text == "good morning"


async def test_a_token_of_another_tenant_is_refused(tmp_path: Path) -> None:
    """The tenant comes from the credential, so a stolen token is worth nothing to another one."""
    tokens = {"acme": "a" * 40, "other": "o" * 40}
    credentials = Credentials(
        {hashlib.sha256(token.encode()).hexdigest(): Principal(name, name) for name, token in tokens.items()}
    )
    async with (
        serving(tmp_path, resume_window=WINDOW, credentials=credentials) as server,
        Client(server.target, tokens["acme"]) as acme,
        Client(server.target, tokens["other"]) as other,
    ):
        stream = await acme.open("call")
        assert await refused(other, "call", stream.started.resume_token) is Reason.RESUME_REJECTED


async def test_a_stale_token_is_refused(tmp_path: Path) -> None:
    """So old that answers after it are kept no more: going on from there would lose them."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        stream = await client.open()
        first = stream.started.resume_token
        for sequence in range(1, 3 * MOST):
            await stream.say(sequence, "good morning")
            await stream.segment()
            latest = (await stream.next()).checkpoint.resume_token
        assert await refused(client, "call", first) is Reason.RESUME_REJECTED
        assert (await client.open("call", resume_token=latest)).started.next_sequence == 3 * MOST


async def test_a_token_holds_no_call_text(tmp_path: Path) -> None:
    """It holds a place in the call, and nothing of what was said: its size is always the same."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        stream = await client.open()
        sizes = {len(stream.started.resume_token)}
        for sequence in range(1, 10):
            await stream.say(sequence, "my name is jane doe and that is all")
            await stream.segment()
            sizes.add(len((await stream.next()).checkpoint.resume_token))
        assert len(sizes) == 1


async def test_a_client_that_comes_back_ends_its_other_stream(tmp_path: Path) -> None:
    """Before the server has noticed that the old one is dead: it is CALL_RESUMED, and the call goes on."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        old = await client.open()
        new = await client.open(resume_token=old.started.resume_token)
        refusal = await old.refused()
        assert (refusal.code, refusal.named) == (grpc.StatusCode.ABORTED, Reason.CALL_RESUMED)
        await new.say(1, "good morning")
        assert (await new.segment()).text == "good morning"
        await new.end()
        assert (await new.rest())[-1].HasField("summary")


async def test_a_call_that_nobody_comes_back_to_is_abandoned(tmp_path: Path) -> None:
    """When its time is over; then its token is worth nothing."""
    async with serving(tmp_path, resume_window=0.2) as server, Client(server.target) as client:
        stream = await client.open()
        stream.call.cancel()
        await server.until("call", CallState.ABANDONED)
        assert await refused(client, "call", stream.started.resume_token) is Reason.RESUME_REJECTED


async def test_a_call_waits_until_then(tmp_path: Path) -> None:
    """It is ACTIVE meanwhile, and abandoned at once when the server goes away."""
    async with serving(tmp_path, resume_window=WINDOW) as server:
        async with Client(server.target) as client:
            await client.open()
        async with Client(server.target) as client:
            await client.open("another")
        assert server.state("call") is CallState.ACTIVE
        await server.edge.close(0)
        assert server.state("call") is CallState.ABANDONED
        assert server.state("another") is CallState.ABANDONED


async def test_a_token_does_not_outlive_its_server(tmp_path: Path) -> None:
    """Text of a call is in no file: a server that starts anew has none of its calls, and says so."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        token = (await client.open()).started.resume_token
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        assert await refused(client, "call", token) is Reason.RESUME_REJECTED
        assert server.state("call") is CallState.ABANDONED


async def test_without_a_window_there_is_no_token(tmp_path: Path) -> None:
    """A server that does not offer it says so by giving none."""
    async with serving(tmp_path, resume_window=0) as server, Client(server.target) as client:
        stream = await client.open()
        await stream.say(1, "good morning")
        await stream.segment()
        assert stream.started.resume_token == (await stream.next()).checkpoint.resume_token == b""


async def test_what_was_held_is_masked_when_its_client_comes_back_too_late_for_it(tmp_path: Path) -> None:
    """The wait goes on without a stream; what was undecided at its end comes back hidden, with the first message."""
    async with (
        serving(tmp_path, resume_window=WINDOW, detection=InlineDetection(Digits())) as server,
        Client(server.target) as client,
    ):
        stream = await client.open(max_hold=0.1)
        await stream.say(1, "good morning")
        await stream.segment()
        token = (await stream.next()).checkpoint.resume_token
        await stream.say(2, "my number is 4155")
        stream.call.cancel()
        again = await client.open(resume_token=token)
        await again.say(2, "my number is 4155")
        assert "4155" not in (await again.segment()).text


async def test_a_call_that_was_opened_and_never_spoken_to_is_opened_again(tmp_path: Path) -> None:
    """Its client has no token when the stream broke before `started` came: the same config opens the call it opened."""
    async with serving(tmp_path, resume_window=WINDOW) as server, Client(server.target) as client:
        await closed(server, await client.open())
        again = await client.open()
        await again.say(1, "good morning")
        await again.segment()
        await closed(server, again)
        stream = client.stream()
        await stream.send(config=pb.StreamingConfig(call_id="call"))
        assert (await stream.refused()).named is Reason.ALREADY_EXISTS


async def closed(server: Server, stream: Stream) -> None:
    """Break a stream off, and wait until the server has seen it."""
    stream.call.cancel()
    async with asyncio.timeout(PATIENCE):
        while server.metrics.registry.get_sample_value("veilscript_streams"):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.01)
