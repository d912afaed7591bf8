"""The gate: who may be inside, and when."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Draining, NotReady, StreamLimit, TenantLimit
from server.grpc_edge.gate import Gate


def test_it_is_closed_at_first() -> None:
    """Nobody comes in before it is opened."""
    gate = Gate(1)
    with pytest.raises(NotReady), gate.enter("acme"):
        pass
    gate.open()
    with gate.enter("acme"):
        pass


def test_a_place_is_free_again() -> None:
    """Whoever leaves, in whatever way, makes room."""
    gate = Gate(1)
    gate.open()
    with gate.enter("acme"), pytest.raises(StreamLimit), gate.enter("acme"):
        pass
    with pytest.raises(ValueError, match="left"), gate.enter("acme"):
        raise ValueError("left")
    with gate.enter("acme"):
        pass


async def test_draining_waits_for_those_inside() -> None:
    """Nobody comes in any more, and who waits is woken by the last one who leaves."""
    gate = Gate(2)
    gate.open()
    with gate.enter("acme"):
        gate.drain(5)
        gate.drain(1)
        assert (gate.draining.is_set(), gate.grace) == (True, 5)
        with pytest.raises(Draining), gate.enter("acme"):
            pass
        waiting = asyncio.ensure_future(gate.wait_until_empty(60))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)


async def test_waiting_has_an_end() -> None:
    """Who does not leave keeps nobody waiting for ever."""
    gate = Gate(1)
    gate.open()
    with gate.enter("acme"):
        await gate.wait_until_empty(0.01)


def test_one_tenant_may_have_every_place_where_it_is_the_only_one() -> None:
    """Then the limit is that of the server."""
    gate = Gate(7)
    gate.open()
    with ExitStack() as inside:
        for _ in range(7):
            inside.enter_context(gate.enter("acme"))
        with pytest.raises(StreamLimit), gate.enter("acme"):
            pass


@given(
    most=st.integers(1, 40),
    tenants=st.integers(1, 6),
    comings=st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=120),
)
def test_whatever_others_do_a_tenant_finds_its_own_places_free(
    most: int, tenants: int, comings: list[tuple[int, bool]]
) -> None:
    """Half of the places are the tenants', in equal parts: below that none is refused; too many are never inside."""
    gate, inside = Gate(most, tenants), Counter[str]()
    gate.open()
    stays: dict[str, list[ExitStack]] = {}
    for number, comes in comings:
        name = f"t{number % tenants}"
        if not comes:
            if stays.get(name):
                stays[name].pop().close()
                inside[name] -= 1
            continue
        place = ExitStack()
        with suppress(StreamLimit, TenantLimit):
            place.enter_context(gate.enter(name))
            stays.setdefault(name, []).append(place)
            inside[name] += 1
            continue
        assert inside[name] >= most // (2 * tenants)
    assert inside.total() <= most


def test_who_has_its_share_is_told_so_while_others_have_theirs() -> None:
    """It is no StreamLimit: there are places, and they are others'."""
    gate = Gate(8, tenants=2)
    gate.open()
    with ExitStack() as inside:
        for _ in range(6):
            inside.enter_context(gate.enter("greedy"))
        with pytest.raises(TenantLimit), gate.enter("greedy"):
            pass
        for _ in range(2):
            inside.enter_context(gate.enter("late"))
        with pytest.raises(StreamLimit), gate.enter("late"):
            pass
