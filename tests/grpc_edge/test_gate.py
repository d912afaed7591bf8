"""The gate: who may be inside, and when."""

from __future__ import annotations

import asyncio

import pytest

from server.errors import Draining, NotReady, StreamLimit
from server.grpc_edge.gate import Gate


def test_it_is_closed_at_first() -> None:
    """Nobody comes in before it is opened."""
    gate = Gate(1)
    with pytest.raises(NotReady), gate.enter():
        pass
    gate.open()
    with gate.enter():
        pass


def test_a_place_is_free_again() -> None:
    """Whoever leaves, in whatever way, makes room."""
    gate = Gate(1)
    gate.open()
    with gate.enter(), pytest.raises(StreamLimit), gate.enter():
        pass
    with pytest.raises(ValueError, match="left"), gate.enter():
        raise ValueError("left")
    with gate.enter():
        pass


async def test_draining_waits_for_those_inside() -> None:
    """Nobody comes in any more, and who waits is woken by the last one who leaves."""
    gate = Gate(2)
    gate.open()
    with gate.enter():
        gate.drain(5)
        gate.drain(1)
        assert (gate.draining.is_set(), gate.grace) == (True, 5)
        with pytest.raises(Draining), gate.enter():
            pass
        waiting = asyncio.ensure_future(gate.wait_until_empty(60))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)


async def test_waiting_has_an_end() -> None:
    """Who does not leave keeps nobody waiting for ever."""
    gate = Gate(1)
    gate.open()
    with gate.enter():
        await gate.wait_until_empty(0.01)
