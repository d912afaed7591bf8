"""A call of ten hours in constant memory; two channels at once; times that go back."""

from __future__ import annotations

import gc
import itertools
import pickle
import sys
import tracemalloc
from collections.abc import Iterator

import pytest

from recognizers.entities import Role
from server.calls import Call, Calls
from server.detection import InlineDetection
from server.redaction.messages import RedactedSegment, Segment, Word
from server.redaction.policy_store import PolicyStore
from tests.properties.playing import ENGINE
from tests.redaction.fakes import RecordingLedger, texts

TURNS = (
    (Role.AGENT, "can i take your name and phone number please"),
    (Role.CUSTOMER, "my name is jane doe and it's four one five five five five oh one three four"),
    (Role.AGENT, "thank you jane that's four one five five five five oh one three four"),
    (Role.CUSTOMER, "yes i take metformin and my order number is {n} thanks"),
    (Role.AGENT, "let me look at that for you now it will take a minute or two"),
    (Role.CUSTOMER, "okay"),
)
MOST_BYTES = 64 * 1024


class Forgetful(RecordingLedger):
    """Keeps nothing, so that what grows is the call."""

    async def commit(self, batch: object) -> None:
        pass


def talk() -> Iterator[tuple[Role, str]]:
    for number, (role, text) in enumerate(itertools.cycle(TURNS)):
        yield role, text.format(n=40_000_000 + number * 7919)


async def opened() -> Call:
    calls = Calls(detection=InlineDetection(ENGINE), ledger=Forgetful(), policies=PolicyStore(), resume_window=60)
    call, _ = await calls.open(
        tenant="t", call_id="c", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
    )
    return call


def size(thing: object, seen: set[int]) -> int:
    """Bytes of an object and of all it holds that belongs to it alone."""
    if id(thing) in seen or isinstance(thing, type | type(sys)) or callable(thing):
        return 0
    seen.add(id(thing))
    names = (name for cls in type(thing).__mro__ for name in getattr(cls, "__slots__", ()))
    slots = [getattr(thing, name) for name in names if hasattr(thing, name)]
    inside = [*slots, *getattr(thing, "__dict__", {}).values()]
    if isinstance(thing, dict):
        inside += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        inside += list(thing)
    return sys.getsizeof(thing) + sum(size(part, seen) for part in inside)


async def test_a_call_of_ten_hours_needs_no_more_than_one_of_ten_minutes() -> None:
    """A turn every three seconds: what the call holds is bounded, and stays where it was."""
    call, held = await opened(), {}
    for sequence, (role, text) in zip(range(1, 12_001), talk(), strict=False):
        await call.receive(Segment(f"s{sequence}", sequence, text, role), 3.0 * sequence)
        if sequence in (200, 12_000):
            machine = call._machine  # it is what is measured
            own = (machine._outbox, machine._finals, machine._held)
            memory = pickle.dumps(machine._memory)  # as the pool keeps it
            held[sequence] = size(own, set()) + len(memory)
    assert held[12_000] <= MOST_BYTES
    assert held[12_000] <= 2 * held[200]


async def test_a_call_that_waits_for_its_client_costs_no_more_to_python() -> None:
    """What the interpreter allocates for an open call stays below the bound as well."""

    async def played() -> Call:
        call = await opened()
        for sequence, (role, text) in zip(range(1, 61), talk(), strict=False):
            await call.receive(Segment(f"s{sequence}", sequence, text, role), 3.0 * sequence)
        return call

    await played()  # what is built once is built
    tracemalloc.start()
    try:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        many = [await played() for _ in range(20)]
        gc.collect()
        each = (tracemalloc.get_traced_memory()[0] - before) / len(many)
    finally:
        tracemalloc.stop()
    assert each <= MOST_BYTES


@pytest.mark.parametrize("channels", [(0, 1), (1, 0)])
async def test_two_channels_that_talk_at_once_are_two_speakers(channels: tuple[int, int]) -> None:
    """Their segments come interleaved: each one's number is its own, and neither holds the other back."""
    call = await opened()
    said = [
        (Role.AGENT, 0, "what is your phone number"),
        (Role.CUSTOMER, channels[0], "it's four one five five"),
        (Role.CUSTOMER, channels[1], "no wait i'm on the other line"),
        (Role.CUSTOMER, channels[0], "five five oh one three four"),
        (Role.CUSTOMER, channels[1], "i'll be right with you"),
    ]
    back = []
    for sequence, (role, channel, text) in enumerate(said, start=1):
        back += texts(await call.receive(Segment(f"s{sequence}", sequence, text, role, channel=channel), 0.0))
    back += texts(await call.end(0.0))
    masked = {2: "it's [PHONE_NUMBER_1]", 4: "[PHONE_NUMBER_1]"}
    assert sorted(back) == sorted(masked.get(number, text) for number, (_, _, text) in enumerate(said, start=1))


async def test_times_that_go_back_are_taken_as_they_come() -> None:
    """Offsets of a recognizer that corrects itself order nothing: the sequence does, and spans keep their times."""
    call = await opened()
    first = (Word("my", 9.0, 9.2), Word("name", 9.2, 9.4), Word("is", 9.4, 9.5), Word("jane", 9.5, 9.9))
    second = (Word("doe", 1.0, 1.2), Word("speaking", 1.2, 1.4))
    answers = [
        *await call.receive(Segment("a", 1, "my name is jane", Role.CUSTOMER, True, 0, 9.0, 9.9, first), 0.0),
        *await call.receive(Segment("b", 2, "doe speaking", Role.CUSTOMER, True, 0, 1.0, 1.4, second), 0.0),
        *await call.end(0.0),
    ]
    segments = [answer for answer in answers if isinstance(answer, RedactedSegment)]
    assert [segment.segment_id for segment in segments] == ["a", "b"]
    spans = [(a.segment_id, span) for a in segments for entity in a.entities for span in entity.spans]
    own = [(span.start_offset, span.end_offset) for name, span in spans if span.segment_id == name]
    assert own == [(9.5, 9.9), (1.0, 1.2)]
