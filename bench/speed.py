"""The speed report: times in, docs/PERFORMANCE.md out."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.holding import Holding

PAGE = """# Performance

Everything here was measured in one run, so that the ratios hold even where the machine was busy: what is compared took
turns, {rounds} rounds were kept, and the medians of the rounds are told.

Made by `make bench` on {date} with {versions}.
The machine: {machine}. Turns: {source}.

## The engine, beside stock Presidio

One process, no network, the same turns: our whole engine (the model on a thread of its own while the rules work, spoken
forms, every recognizer, the dialogue), our engine without its model, and Presidio with its default recognizers and no
language model. The ratio is of what can be compared: rules beside rules.

| | mean | median | slowest 1 % |
| --- | ---: | ---: | ---: |
| Veilscript, per turn | {engine} |
| of these, turns of at most 40 words | {short} |
| Veilscript without its model | {rules} |
| stock Presidio | {presidio} |
| ratio, without model | {engine_ratio} |

From its start until it was healthy the server took {started:.1f} s.

## A round trip, beside an echo server

One stream, one segment at a time, nothing held back (`max_hold` 0). The echo server speaks the same contract and sends
each segment back as it came. The difference is all our work: judging, masking, writing the audit to disk.

| | mean | median | slowest 1 % |
| --- | ---: | ---: | ---: |
| Veilscript | {ours} |
| echo server | {echoed} |
| ratio | {trip_ratio} |

## What the ledger adds

The same, beside the same server whose ledger forgets at once. Every released segment is a transaction that is synced to
the disk first: most of the difference is the disk.

| | mean | median | slowest 1 % |
| --- | ---: | ---: | ---: |
| with the ledger | {recorded} |
| without | {unrecorded} |
| ratio | {ledger_ratio} |

## A long call

The last 100 turns of a call of 5,000 against the first 100 of a new call: the same texts, and the two calls take turns,
so that whatever else the machine does at the time falls on both.

| | mean | median | slowest 1 % |
| --- | ---: | ---: | ---: |
| first 100 turns | {first} |
| last 100 turns | {last} |
| ratio | {long_ratio} |

## Paced concurrent calls

Calls that say a turn every {pace:g} s for {seconds:g} s, from a client in its own process on the same machine; a late
answer makes the next turn late, and that counts. At this pace processors and disk rest between the turns, which makes
each slower than in a row: what the echo server takes, asked by the same client just before, is in brackets. CPU is of
the server with its worker processes, in cores; memory is the largest sum of their resident sets (shared pages count
once for each). Before any call it was {idle}.

| calls | turns | median (echo) | slowest 1 % (echo) | CPU | resident memory | largest worker | processes |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{loads}

## What waits, and what an open call holds

The same turns at the pace of speech, by the calls' own clock: how many segments were held back because a number or a
name could still go on, for how long, and how many for the whole of `max_hold` (2 s).

| segments | held | median hold | held to the end |
| ---: | ---: | ---: | ---: |
{holding}

An open call of sixty turns holds {call} of memory in the server; one of ten hours is held to 64 KiB by a test.
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds a turn took: each figure is the median over rounds."""

    mean: float
    median: float
    p99: float

    @classmethod
    def of(cls, rounds: Sequence[Sequence[float]]) -> Figures:
        """Sum up rounds of seconds."""
        return cls(
            mean=statistics.median(statistics.fmean(seconds) for seconds in rounds) * 1e3,
            median=statistics.median(statistics.median(seconds) for seconds in rounds) * 1e3,
            p99=statistics.median(sorted(seconds)[int(len(seconds) * 0.99)] for seconds in rounds) * 1e3,
        )

    def cells(self) -> str:
        """Write the three as cells of a table."""
        return f"{self.mean:.2f} ms | {self.median:.2f} ms | {self.p99:.2f} ms"

    def over(self, other: Figures) -> str:
        """Write the ratios to another as cells of a table."""
        return (
            f"**{self.mean / other.mean:.2f}** | **{self.median / other.median:.2f}** | **{self.p99 / other.p99:.2f}**"
        )


@dataclass(frozen=True, slots=True)
class Load:
    """What so many calls at once cost: ``cpu`` in cores; ``resident`` of all and ``largest`` of a worker in bytes."""

    calls: int
    figures: Figures
    echoed: Figures
    turns: int
    cpu: float
    resident: int
    largest: int
    processes: int

    def line(self) -> str:
        """Write a line of the table."""
        figures = self.figures
        echoed = self.echoed
        times = f"{figures.median:.1f} ms ({echoed.median:.1f}) | {figures.p99:.1f} ms ({echoed.p99:.1f})"
        memory = f"{mib(self.resident)} | {mib(self.largest)}"
        return f"| {self.calls} | {self.turns} | {times} | {self.cpu:.2f} | {memory} | {self.processes} |"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run measured."""

    machine: str
    versions: str
    date: str
    source: str
    engine: Figures
    short: Figures
    rules: Figures
    presidio: Figures
    started: float
    ours: Figures
    echoed: Figures
    recorded: Figures
    unrecorded: Figures
    first: Figures
    last: Figures
    idle: int
    loads: tuple[Load, ...]
    holding: Holding
    call: int

    def summary(self) -> str:
        """The run in a few lines, for a terminal."""
        lines = [
            (
                f"engine, turns of at most 40 words        p50 {self.short.median:.2f} ms, p99 {self.short.p99:.2f} ms"
                f"; healthy after {self.started:.1f} s"
            ),
            (
                f"rules / stock Presidio, mean per turn    {self.rules.mean:.3f} / {self.presidio.mean:.3f} ms"
                f" = {self.rules.mean / self.presidio.mean:.2f}"
            ),
            (
                f"round trip / echo, median                {self.ours.median:.2f} / {self.echoed.median:.2f} ms"
                f" = {self.ours.median / self.echoed.median:.2f}"
            ),
            (
                f"with / without ledger, slowest 1 %       {self.recorded.p99:.2f} / {self.unrecorded.p99:.2f} ms"
                f" = {self.recorded.p99 / self.unrecorded.p99:.2f}"
            ),
            (
                f"last 100 / first 100 of 5,000, median    {self.last.median:.2f} / {self.first.median:.2f} ms"
                f" = {self.last.median / self.first.median:.2f}"
            ),
        ]
        lines += [
            f"{load.calls:4} calls: p50 {load.figures.median:.1f} ms, p99 {load.figures.p99:.1f} ms"
            f" (echo {load.echoed.median:.1f}, {load.echoed.p99:.1f}), {load.cpu:.2f} cores, {mib(load.resident)}"
            for load in self.loads
        ]
        return "\n".join(lines)


def mib(size: int) -> str:
    """Write bytes as MiB."""
    return f"{size / 2**20:.0f} MiB"


def render(report: Report, rounds: int, pace: float, seconds: float) -> str:
    """Write the whole page."""
    return PAGE.format(
        rounds=rounds,
        pace=pace,
        seconds=seconds,
        date=report.date,
        versions=report.versions,
        machine=report.machine,
        source=report.source,
        engine=report.engine.cells(),
        short=report.short.cells(),
        rules=report.rules.cells(),
        presidio=report.presidio.cells(),
        engine_ratio=report.rules.over(report.presidio),
        started=report.started,
        ours=report.ours.cells(),
        echoed=report.echoed.cells(),
        trip_ratio=report.ours.over(report.echoed),
        recorded=report.recorded.cells(),
        unrecorded=report.unrecorded.cells(),
        ledger_ratio=report.recorded.over(report.unrecorded),
        first=report.first.cells(),
        last=report.last.cells(),
        long_ratio=report.last.over(report.first),
        idle=mib(report.idle),
        loads="\n".join(load.line() for load in report.loads),
        holding=report.holding.line(),
        call=f"{report.call / 1024:.0f} KiB",
    )
