"""What open calls cost their speakers and their server: segments held back, by the clock of the calls, and memory."""

from __future__ import annotations

import asyncio
import statistics
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.turns import Source
from recognizers.engine import Engine
from recognizers.entities import Turn
from server.calls import DEFAULT_HOLD, Calls
from server.detection import InlineDetection
from server.ledger.ledger import Batch, CallRecord, Event, StoredCall, StoredEntity
from server.redaction.messages import RedactedSegment, Response, Segment
from server.redaction.policy_store import PolicyStore

WORD, PAUSE = 0.4, 0.3
"""Seconds that a word takes, and a change of speaker."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What was held of calls at the pace of speech: seconds for each segment that was, 0 or more."""

    segments: int
    held: tuple[float, ...]

    def line(self) -> str:
        """Write the figures as cells of a table."""
        share = len(self.held) / max(self.segments, 1)
        middle = statistics.median(self.held) if self.held else 0.0
        full = sum(seconds >= DEFAULT_HOLD for seconds in self.held) / max(self.segments, 1)
        return f"| {self.segments} | {share:.1%} | {middle:.1f} s | {full:.1%} |"


class Nowhere:
    """A ledger that keeps nothing: what is measured is no disk's time and no audit's memory."""

    async def open_call(self, record: CallRecord) -> None:
        """Forget a call."""

    async def commit(self, batch: Batch) -> None:
        """Forget a batch."""

    async def record(self, event: Event) -> None:
        """Forget an event."""

    def call(self, tenant: str, call_id: str) -> StoredCall | None:  # noqa: ARG002  # the interface has them
        """Know no call."""
        return None

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:  # noqa: ARG002  # the same
        """Know no entity."""
        return iter(())

    async def close(self) -> None:
        """Nothing to close."""


def holding(source: Source, engine: Engine) -> Holding:
    """Play calls at the pace of speech and note when each segment comes back.

    Args:
        source: the calls.
        engine: judges them.
    """
    calls = Calls(detection=InlineDetection(engine), ledger=Nowhere(), policies=PolicyStore())
    taken = [seconds for n, call in enumerate(source.calls) for seconds in asyncio.run(_play(calls, f"{n}", call))]
    return Holding(len(taken), tuple(seconds for seconds in taken if seconds > 0))


async def _play(calls: Calls, name: str, turns: Sequence[Turn]) -> list[float]:
    """Return how many seconds each segment of a call was held."""
    call, _ = await calls.open(
        tenant="bench", call_id=name, policy="", language_code="", max_hold=None, known_identities=(), now=0.0
    )
    now, came, held = 0.0, dict[int, float](), list[float]()

    def take(responses: Sequence[Response]) -> None:
        held.extend(now - came.pop(r.sequence) for r in responses if isinstance(r, RedactedSegment))

    for sequence, turn in enumerate(turns, start=1):
        until = now + PAUSE + WORD * len(turn.text.split())
        while call.deadline is not None and call.deadline <= until:
            now = call.deadline
            take(await call.tick(now))
        now = until
        came[sequence] = now
        take(await call.receive(Segment(f"s{sequence}", sequence, turn.text, turn.role), now))
    take(await call.end(now))
    return held


OPEN = 40
"""Calls that are open at one time when their memory is measured."""


def memory_of_a_call(source: Source, engine: Engine) -> int:
    """Return the bytes that the interpreter keeps for one open call, after sixty turns of it.

    Args:
        source: the calls; their turns are said in a row.
        engine: judges them.
    """
    return asyncio.run(_open_calls(source.turns, engine))


async def _open_calls(turns: Sequence[Turn], engine: Engine) -> int:
    calls = Calls(detection=InlineDetection(engine), ledger=Nowhere(), policies=PolicyStore(), resume_window=60.0)
    await _talk(calls, "first", turns[:60])  # what is built once is built
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(OPEN):
            await _talk(calls, f"{number}", turns[number * 7 % len(turns) :][:60])
        return (tracemalloc.get_traced_memory()[0] - before) // OPEN
    finally:
        tracemalloc.stop()


async def _talk(calls: Calls, name: str, turns: Sequence[Turn]) -> None:
    """Say some turns, and leave the call open."""
    call, _ = await calls.open(
        tenant="bench", call_id=name, policy="", language_code="", max_hold=None, known_identities=(), now=0.0
    )
    for sequence, turn in enumerate(turns, start=1):
        await call.receive(Segment(f"s{sequence}", sequence, turn.text, turn.role), 3.0 * sequence)
