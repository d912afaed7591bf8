"""Measure speed, latency and memory, each as a ratio within one run, and write docs/PERFORMANCE.md.

Noise is met in three ways: what is compared takes turns within each round, rounds are repeated, and medians are told.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grpc.aio

from bench.conversation import Conversation
from bench.holding import holding, memory_of_a_call
from bench.machine import machine, today, versions
from bench.processes import usage
from bench.served import Served, served
from bench.speed import Figures, Load, Report, render
from bench.stock_presidio import StockPresidio
from bench.turns import Source, load
from recognizers.engine import Engine, build
from recognizers.entities import Turn

ROUNDS = 5
TRIPS = 200
LONG_CALL = 5_000
EDGE = 100
LONG_CALLS = 3
CALLS = (1, 50, 200)
PACE = 3.0
SECONDS = 30.0
SHORT = 40  # words: longer turns are seldom


def engines(source: Source) -> tuple[Figures, Figures, Figures, Figures]:
    """Judge the same turns in one process, call by call in turn.

    Returns:
        Our engine, all turns; the same, turns of at most ``SHORT`` words; our rules without the model; stock Presidio.
    """
    presidio, engine, rules = StockPresidio(), build(), Engine()
    sides: tuple[list[list[float]], ...] = ([], [], [], [])
    whole, short, ruled, stock = sides
    for number in range(ROUNDS + 1):
        for side in sides:
            side.append([])
        for call in source.calls:
            for judge, times in ((engine, whole), (rules, ruled)):
                dialogue = judge.begin()
                for turn in call:
                    began = time.perf_counter()
                    dialogue = judge.analyze(turn, dialogue).dialogue
                    times[-1].append(time.perf_counter() - began)
                    if judge is engine and len(turn.text.split()) <= SHORT:
                        short[-1].append(times[-1][-1])
            for turn in call:
                began = time.perf_counter()
                presidio.analyze(turn.text)
                stock[-1].append(time.perf_counter() - began)
        if not number:  # the first round only warms all up
            for side in sides:
                side.clear()
    return Figures.of(whole), Figures.of(short), Figures.of(ruled), Figures.of(stock)


async def round_trips(turns: tuple[Turn, ...], target: str, echo: str) -> tuple[Figures, Figures]:
    """Send the same segments to the server and to another one, in turn, one stream each at a time."""
    sides: list[list[list[float]]] = [[], []]
    async with grpc.aio.insecure_channel(target) as ours, grpc.aio.insecure_channel(echo) as theirs:
        for number in range(ROUNDS + 1):
            said = turns[number * TRIPS % len(turns) :][:TRIPS]
            for channel, rounds in zip((ours, theirs), sides, strict=True):
                call = Conversation(channel)
                await call.begin()
                rounds.append([await call.say(turn) for turn in said])
                await call.end()
    return Figures.of(sides[0][1:]), Figures.of(sides[1][1:])


async def long_call(turns: tuple[Turn, ...], target: str) -> tuple[Figures, Figures]:
    """Hold calls of 5,000 turns; return the first hundred turns of a new call beside the last hundred of the long one.

    The two say the same and take turns, so that whatever else the machine does at the time falls on both.
    """
    edge = turns[:EDGE]
    between = [turns[EDGE + n % max(1, len(turns) - EDGE)] for n in range(LONG_CALL - EDGE)]
    first: list[list[float]] = []
    last: list[list[float]] = []
    async with grpc.aio.insecure_channel(target) as channel:
        for _ in range(LONG_CALLS):
            old, new = Conversation(channel), Conversation(channel)
            await old.begin()
            for turn in between:
                await old.say(turn)
            await new.begin()
            pairs = [(await new.say(turn), await old.say(turn)) for turn in edge]
            await old.end()
            await new.end()
            first.append([seconds for seconds, _ in pairs])
            last.append([seconds for _, seconds in pairs])
    return Figures.of(first), Figures.of(last)


def paced(server: Served, calls: int, data: Path) -> Load:
    """Hold that many calls at once from another process, and watch what the server uses; an echo server first."""
    with echo_server() as echo:
        output, _ = _client(echo, calls, data).communicate()
    echoed = Figures.of([json.loads(output)])
    idle = usage(server.pid)
    began = time.monotonic()
    client = _client(server.target, calls, data)
    peak, largest = idle.resident, idle.largest
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            output, _ = client.communicate(timeout=1.0)
            break
        now = usage(server.pid)
        peak, largest = max(peak, now.resident), max(largest, now.largest)
    busy = usage(server.pid)
    if client.returncode:
        message = "The client of the paced calls failed."
        raise RuntimeError(message)
    seconds: list[float] = json.loads(output)
    return Load(
        calls=calls,
        figures=Figures.of([seconds]),
        echoed=echoed,
        turns=len(seconds),
        cpu=(busy.cpu - idle.cpu) / (time.monotonic() - began),
        resident=peak,
        largest=largest,
        processes=busy.processes,
    )


def _client(target: str, calls: int, data: Path) -> subprocess.Popen[str]:
    """Start paced calls in a process of their own; it prints what they took when they are over."""
    pace = ["--calls", str(calls), "--pace", str(PACE), "--seconds", str(SECONDS)]
    words = [sys.executable, "-m", "bench.load", target, *pace, "--data", str(data)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


@contextlib.contextmanager
def echo_server() -> Iterator[str]:
    """Run the echo server in a process of its own; yield its address."""
    process = subprocess.Popen([sys.executable, "-m", "bench.echo"], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"127\.0\.0\.1:\d+", line)
        yield found.group() if found else ""
    finally:
        process.terminate()
        process.wait()


def measure(data: Path) -> Report:
    """Run everything; about five minutes."""
    source = load(data)
    turns = source.turns
    _say(f"{len(turns)} turns of {source.name}; the engine beside stock Presidio ...")
    engine, short, rules, presidio = engines(source)
    with served() as server:
        idle, started = usage(server.pid), server.started
        _say("one turn after another, beside an echo server ...")
        with echo_server() as echo:
            ours, echoed = asyncio.run(round_trips(turns, server.target, echo))
        _say("one turn after another, beside the server without its ledger ...")
        with served(command=("bench.unrecorded",)) as other:
            recorded, unrecorded = asyncio.run(round_trips(turns, server.target, other.target))
        _say(f"{LONG_CALLS} calls of {LONG_CALL} turns ...")
        first, last = asyncio.run(long_call(turns, server.target))
    loads = []
    for calls in CALLS:
        _say(f"{calls} paced calls at once ...")
        with served() as server:  # a fresh one each time, so that memory is this load's alone
            loads.append(paced(server, calls, data))
    _say("what waits, and what an open call holds ...")
    alone = build()
    return Report(
        machine=machine(),
        versions=versions("veilscript", "presidio_analyzer", "grpcio"),
        date=today(),
        source=f"{len(turns)} turns of {source.name}",
        engine=engine,
        short=short,
        rules=rules,
        presidio=presidio,
        started=started,
        ours=ours,
        echoed=echoed,
        recorded=recorded,
        unrecorded=unrecorded,
        first=first,
        last=last,
        idle=idle.resident,
        loads=tuple(loads),
        holding=holding(source, alone),
        call=memory_of_a_call(source, alone),
    )


def _say(what: str) -> None:
    print(what, flush=True)


def main() -> None:
    """Read the command line, measure, write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.performance", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="labelled calls to take turns from")
    parser.add_argument("--report", type=Path, default=Path("docs/PERFORMANCE.md"))
    options = parser.parse_args()
    report = measure(options.data)
    options.report.write_text(render(report, ROUNDS, PACE, SECONDS), encoding="utf-8")
    print(report.summary())
    print(f"Written: {options.report}")


if __name__ == "__main__":
    main()
