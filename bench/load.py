"""Paced concurrent calls, from a process of their own: ``python -m bench.load TARGET`` prints one line of JSON.

Each call says a turn every ``--pace`` seconds, whether or not the one before has been answered in good time: a slow
answer makes the next one late, and that lateness counts (no coordinated omission). What the client's own timer is late,
up to a millisecond, does not.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import time
from pathlib import Path

import grpc.aio

from bench.conversation import Conversation
from bench.turns import load
from recognizers.entities import Turn


async def converse(
    channel: grpc.aio.Channel, turns: tuple[Turn, ...], start: float, pace: float, until: float
) -> list[float]:
    """Run one call on its timetable.

    Args:
        channel: shared by the calls.
        turns: what is said, again and again.
        start: when the first turn is due, by the monotonic clock.
        pace: seconds between the turns.
        until: when no more turns begin.

    Returns:
        seconds from the moment each turn was due, and could be sent, until its answer was there.
    """
    call = Conversation(channel)
    await call.begin()
    taken = []
    for number, turn in enumerate(itertools.cycle(turns)):
        due = start + number * pace
        if due >= until:
            break
        late = time.monotonic() > due
        if not late:
            await asyncio.sleep(due - time.monotonic())
        began = due if late else time.monotonic()
        await call.say(turn)
        taken.append(time.monotonic() - began)
    await call.end()
    return taken


async def run(options: argparse.Namespace) -> list[float]:
    """Run all calls; their first turns are spread evenly over one pace."""
    calls = load(options.data).calls
    async with grpc.aio.insecure_channel(options.target) as channel:
        await channel.channel_ready()
        begin = time.monotonic() + 1.0
        until = begin + options.seconds
        work = (
            converse(channel, calls[n % len(calls)], begin + options.pace * n / options.calls, options.pace, until)
            for n in range(options.calls)
        )
        return [seconds for taken in await asyncio.gather(*work) for seconds in taken]


def main() -> None:
    """Read the command line, run, print the latencies."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--calls", type=int, default=1)
    parser.add_argument("--pace", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    print(json.dumps(asyncio.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
