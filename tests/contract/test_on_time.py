"""A segment waits for `max_hold` and no longer, whatever else the server is busy with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import grpc
import pytest

from recognizers.entities import KnownIdentity, Turn
from server.detection import InlineDetection, Judgement
from server.errors import DetectionFailed, LedgerUnavailable, Reason
from server.ledger.ledger import CallState
from tests.contract.harness import Client, Server, Stream, serving
from tests.redaction.fakes import Digits
from veilscript.v1 import redaction_pb2 as pb

AGENT, CUSTOMER = pb.PARTICIPANT_ROLE_AGENT, pb.PARTICIPANT_ROLE_CUSTOMER
HOLD = 0.2


class Slow:
    """Judges "slow" turns, and the end of a call that is slow, when it is told to, or fails to."""

    def __init__(self) -> None:
        self._detection = InlineDetection(Digits())
        self.version = self._detection.version
        self.asked, self.answer = asyncio.Event(), asyncio.Event()
        self.fails = False
        self.ends_slowly = False

    async def begin(self, known: Sequence[KnownIdentity] = ()) -> object:
        return await self._detection.begin(known)

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        if "slow" in turn.text:
            await self._wait()
        return await self._detection.analyze(turn, memory)

    async def close(self, memory: object) -> Judgement:
        if self.ends_slowly:
            await self._wait()
        return await self._detection.close(memory)

    async def _wait(self) -> None:
        self.asked.set()
        await self.answer.wait()
        if self.fails:
            raise DetectionFailed("It took too long.")


async def held(client: Client) -> Stream:
    """A call in which the customer's segment waits."""
    stream = await client.open(max_hold=HOLD)
    await stream.say(1, "my number is 4155", participant_role=CUSTOMER)
    return stream


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("fails", [True, False])
async def test_a_slow_judgement_holds_nobody_else(tmp_path: Path, *, final: bool, fails: bool) -> None:
    """The agent's turn takes long; the customer's held one leaves at its time all the same, and may be forgotten."""
    detection = Slow()
    detection.fails = fails
    async with serving(tmp_path, detection=detection) as server, Client(server.target) as client:
        stream = await held(client)
        await stream.say(2, "slow", participant_role=AGENT, is_final=final)
        await detection.asked.wait()
        first = (await stream.next()).segment
        assert (first.sequence, first.text) == (1, "my number is [NUMBER_SEQUENCE_1]")
        assert (await stream.next()).checkpoint.committed_sequence == 1
        assert not detection.answer.is_set()
        detection.answer.set()
        second = (await stream.next()).segment
        assert (second.sequence, second.degraded) == (2, fails)
        await stream.end()
        assert (await stream.rest())[-1].summary.segments == 1 + final


async def test_a_slow_end_holds_nothing(tmp_path: Path) -> None:
    """What is held when the call ends leaves at its time, though what is open cannot be decided yet."""
    detection = Slow()
    detection.ends_slowly = True
    async with serving(tmp_path, detection=detection) as server, Client(server.target) as client:
        stream = await held(client)
        await stream.end()
        await detection.asked.wait()
        assert (await stream.next()).segment.text == "my number is [NUMBER_SEQUENCE_1]"
        detection.answer.set()
        assert (await stream.rest())[-1].summary.segments == 1
        assert server.state("call") is CallState.ENDED


async def test_a_client_that_leaves_meanwhile_may_come_back(tmp_path: Path) -> None:
    """It goes away during a slow judgement; the call goes on with both segments when it is back."""
    detection = Slow()
    async with serving(tmp_path, detection=detection, resume_window=60) as server, Client(server.target) as client:
        stream = await held(client)
        await stream.say(2, "slow", participant_role=AGENT)
        await detection.asked.wait()
        assert (await stream.next()).segment.sequence == 1
        token = (await stream.next()).checkpoint.resume_token
        stream.call.cancel()
        resuming = asyncio.ensure_future(client.open(resume_token=token))
        detection.answer.set()
        again = await resuming
        assert again.started.next_sequence == 2
        await again.say(2, "slow", participant_role=AGENT)
        assert (await again.segment()).text == "slow"
        await again.end()
        assert (await again.rest())[-1].summary.segments == 2
        assert [len(entity.spans) for entity in server.ledger.entities("default", "call")] == [1]


async def test_without_a_ledger_nothing_leaves_on_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is over and the audit cannot be written: the stream ends, and nothing of the segment has left."""
    detection = Slow()
    async with serving(tmp_path, detection=detection, resume_window=60) as server, Client(server.target) as client:
        stream = await held(client)
        await stream.say(2, "slow", participant_role=AGENT)
        await detection.asked.wait()
        broken = asyncio.Event()

        async def refuse(_: object) -> None:
            broken.set()
            raise LedgerUnavailable("The ledger is away.")

        with monkeypatch.context() as patched:
            patched.setattr(type(server.ledger), "commit", staticmethod(refuse))
            await broken.wait()
            detection.answer.set()
            came, refusal = await stream.until_refused()
        assert (came, refusal.code, refusal.named) == (
            [],
            grpc.StatusCode.UNAVAILABLE,
            Reason.LEDGER_UNAVAILABLE,
        )
        again = await client.open(resume_token=stream.started.resume_token)
        texts = [await back(again) for _ in range(2)]
        assert texts == ["my number is [NUMBER_SEQUENCE_1]", "slow"]
        assert recorded(server) == 1


async def back(stream: Stream) -> str:
    return (await stream.segment()).text


def recorded(server: Server) -> int:
    return sum(len(entity.spans) for entity in server.ledger.entities("default", "call"))
