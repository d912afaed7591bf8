"""Worker processes that crash, hang or refuse to start cost one turn, never a call."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from recognizers.entities import Analysis, Role, Turn
from server.detection import LONG, DetectionPool, InlineDetection
from server.errors import DetectionFailed, NotReady
from tests.redaction.fakes import Digits, Memory


class Unruly(Digits):
    """Does what the text says: crash as an error, die as a process, hang, talk, or tell its process id."""

    version = "unruly-1"

    def analyze(self, turn: Turn, dialogue: Memory) -> Analysis:
        if "die" in turn.text:
            os._exit(3)
        if "hang" in turn.text:
            while True:
                signal.pause()
        if "talk" in turn.text:
            import logging  # noqa: PLC0415  # it is the worker's logging that is meant

            logging.getLogger("presidio-analyzer").error(turn.text)
        if "who" in turn.text:
            return Analysis((), (), Memory(threads=os.getpid()))
        return super().analyze(turn, dialogue)


def unruly() -> Unruly:
    return Unruly()


def broken() -> Unruly:
    raise RuntimeError("canary of a factory")


def stillborn() -> Unruly:
    sys.exit(4)


def say(text: str) -> Turn:
    return Turn("s", text, Role.CUSTOMER)


@asynccontextmanager
async def pool(workers: int = 1, timeout: float = 20.0) -> AsyncIterator[DetectionPool]:  # noqa: ASYNC109  # the pool's
    made = DetectionPool(unruly, workers=workers, timeout=timeout)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def test_a_pool_judges_as_the_detector_itself_does() -> None:
    """The same findings and open ranges, turn by turn and at the close."""
    inline = InlineDetection(Digits())
    async with pool() as pooled:
        assert pooled.version == "unruly-1"
        far, near = await pooled.begin(), await inline.begin()
        for text in ("Jane 4155", "50123", "it is 12"):
            there, here = await pooled.analyze(say(text), far), await inline.analyze(say(text), near)
            assert (there.findings, there.open) == (here.findings, here.open)
            far, near = there.memory, here.memory
        there, here = await pooled.close(far), await inline.close(near)
        assert (there.findings, there.open) == (here.findings, here.open)


async def test_memory_is_opaque_and_any_worker_can_go_on() -> None:
    """What one worker remembers, another reads: it is bytes here."""
    async with pool(workers=2) as pooled:
        memory = (await pooled.analyze(say("4155"), await pooled.begin())).memory
        assert isinstance(memory, bytes)
        judged = await asyncio.gather(*(pooled.analyze(say("50123"), memory) for _ in range(8)))
        assert {judgement.findings[0].value for judgement in judged} == {"415550123"}


async def test_one_turn_after_another_goes_to_the_worker_that_was_asked_last() -> None:
    """It is the quickest to answer; the others are for turns that come at the same time."""
    async with pool(workers=3) as pooled:
        memory = await pooled.begin()
        one_by_one = {(await pooled.analyze(say("who"), memory)).memory for _ in range(8)}
        assert len(one_by_one) == 1


async def test_an_error_of_the_detector_fails_the_turn_without_its_text(capfd: pytest.CaptureFixture[str]) -> None:
    """The error says nothing of the call, and nothing is written anywhere; the worker goes on."""
    async with pool() as pooled:
        memory = await pooled.begin()
        with pytest.raises(DetectionFailed) as caught:
            await pooled.analyze(say("crash canary"), memory)
        await pooled.analyze(say("talk canary"), memory)
        assert caught.value.__cause__ is None
        assert "canary" not in repr(caught.value) + str(caught.value)
        assert pooled.replaced == 0
    out, err = capfd.readouterr()
    assert "canary" not in out + err


async def test_a_worker_that_dies_is_replaced() -> None:
    """Its turn fails; the next one finds another process."""
    async with pool() as pooled:
        memory = await pooled.begin()
        with pytest.raises(DetectionFailed):
            await pooled.analyze(say("die"), memory)
        assert (await pooled.analyze(say("Jane"), memory)).findings
        assert pooled.replaced == 1


async def test_a_worker_that_hangs_is_killed_and_replaced() -> None:
    """The turn fails when its time is over, and the pool is whole again."""
    async with pool(timeout=1.0) as pooled:
        first = await pooled.analyze(say("who"), await pooled.begin())
        with pytest.raises(DetectionFailed):
            await pooled.analyze(say("hang"), first.memory)
        pooled._idle.put_nowait(await asyncio.wait_for(pooled._idle.get(), 60.0))
        second = await pooled.analyze(say("who"), await pooled.begin())
        assert second.memory != first.memory


async def test_a_turn_as_long_as_a_call_has_more_time() -> None:
    """In proportion to its length: five times as much text, five times as long until it is given up."""
    async with pool(timeout=0.2) as pooled:
        memory = await pooled.begin()
        since = time.monotonic()
        with pytest.raises(DetectionFailed):
            await pooled.analyze(say("hang" + " " * 5 * LONG), memory)
        assert time.monotonic() - since >= 1.0


async def test_a_turn_that_finds_no_worker_in_time_fails() -> None:
    """Overload is a failure like any other; the worker is not to blame for it and stays."""
    async with pool(timeout=1.0) as pooled:
        memory = await pooled.begin()
        worker = await pooled._idle.get()
        started = time.monotonic()
        with pytest.raises(DetectionFailed):
            await pooled.analyze(say("Jane"), memory)
        assert 0.9 <= time.monotonic() - started < 5.0
        pooled._idle.put_nowait(worker)
        assert (await pooled.analyze(say("Jane"), memory)).findings
        assert pooled.replaced == 0


async def test_a_caller_that_goes_away_does_not_mix_up_answers() -> None:
    """The worker finishes what it was asked before it is asked again: the next answer is the next question's."""
    async with pool() as pooled:
        memory = await pooled.begin()
        for _ in range(20):
            gone = asyncio.ensure_future(pooled.analyze(say("Tom"), memory))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            gone.cancel()
            judged = await pooled.analyze(say("Jane"), memory)
            assert [finding.value for finding in judged.findings] == ["Jane"]


async def test_a_large_turn_goes_through() -> None:
    """More than a socket holds at once, in both directions."""
    async with pool() as pooled:
        judged = await pooled.analyze(say("Jane " * 200_000), await pooled.begin())
        assert len(judged.findings) == 200_000


@pytest.mark.parametrize("factory", [broken, stillborn])
async def test_a_worker_that_cannot_start_is_said_at_the_start(factory: object) -> None:
    """And with no word of why: the reason may hold anything."""
    with pytest.raises(NotReady) as caught:
        await DetectionPool(factory, workers=2).start()
    assert "canary" not in str(caught.value)


async def test_nothing_is_left_running_after_a_stop() -> None:
    """Every process is gone, a hung one too, and what it was judging has failed."""
    async with pool(workers=2) as pooled:
        processes = [worker._process for worker in pooled._alive]
        memory = await pooled.begin()
        hanging = asyncio.ensure_future(pooled.analyze(say("hang"), memory))
        await asyncio.sleep(0)
    with pytest.raises(DetectionFailed):
        await hanging
    assert [process.is_alive() for process in processes] == [False, False]


async def test_inline_detection_fails_without_text_too() -> None:
    """The same door, the same silence."""
    inline = InlineDetection(Digits())
    with pytest.raises(DetectionFailed) as caught:
        await inline.analyze(say("crash canary"), await inline.begin())
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__
