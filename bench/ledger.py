"""Measure the ledger: what an entity costs, how fast somebody is found among a million, and two hundred kills.

Writes its figures into docs/LEDGER.md: ``python -m bench.ledger``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import machine, today, versions
from server.ledger.checkpoint import Head
from server.ledger.files import open_root
from server.ledger.fsck import check
from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, SpanRecord
from server.ledger.notes import Verifier
from server.ledger.queries import Access, Audit
from server.ledger.recorder import Recorder
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity

TENANT = "bench"
MONTHS = 12
CALLS_AT_ONCE = 500
SEARCHES = 400
PAGE = Path("docs/LEDGER.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

Row = tuple[str, str, str]
"""What was measured, what came out, and what it should be."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who calls: by their number everything else about them is made."""

    number: int

    def values(self) -> Iterator[tuple[str, str]]:
        """Yield what they say in a call: entity types and values."""
        n = self.number
        yield "PHONE_NUMBER", f"{201 + n % 700}{200 + n // 700 % 800}{n % 10_000:04}"
        yield "EMAIL_ADDRESS", f"caller.{n}@example.org"
        yield "PERSON", f"Given{n % 5000} Family{n}"
        yield "CREDIT_CARD", f"4{n:015}"
        yield "ACCOUNT_ID", f"AC-{n:08}"
        yield "US_SSN", f"{100_000_000 + n:09}"
        yield "HEALTH_CONDITION", "asthma"
        yield "ADDRESS", f"{n} High Street, Springfield"

    def identities(self) -> list[Identity]:
        """Return what a deletion request says of them."""
        said = dict(self.values())
        return [Identity(name, said[name]) for name in ("PHONE_NUMBER", "EMAIL_ADDRESS", "PERSON")]


ENTITIES_A_CALL = sum(1 for _ in Person(0).values())


def entity(name: str, entity_type: str, value: str, sequence: int) -> EntityRecord:
    """Return a record as a call makes it."""
    return EntityRecord(
        entity_id=name,
        entity_type=entity_type,
        score=0.95,
        recognizer="SomeRecognizer",
        operator="label",
        policy_fingerprint=f"sha256:{'a' * 64}",
        spans=(SpanRecord(f"segment-{sequence}", sequence, 12, 34, 1.5, 3.25),),
        value=value,
    )


def call_record(call_id: str) -> CallRecord:
    """Return how a call begins."""
    return CallRecord(TENANT, call_id, "default", f"sha256:{'a' * 64}", "engine-1")


async def cost(folder: Path, streams: int, turns: int) -> float:
    """Return the CPU seconds of an entity, where each turn of each stream commits one."""
    ledger = await SqliteLedger.open(folder)

    async def speak(number: int) -> None:
        for turn in range(1, turns + 1):
            said = list(Person(number * turns + turn).values())
            record = entity(f"e{turn}", *said[turn % len(said)], turn)
            await ledger.commit(Batch(TENANT, f"call-{number}", turn, (record,)))

    for number in range(streams):
        await ledger.open_call(call_record(f"call-{number}"))
    began = time.process_time()
    await asyncio.gather(*(speak(number) for number in range(streams)))
    spent = time.process_time() - began
    await ledger.close()
    return spent / (streams * turns)


async def fill(folder: Path, people: int) -> None:
    """Record so many calls over twelve months, a few hundred in one transaction."""
    month = 0
    ledger = await SqliteLedger.open(folder, clock=lambda: datetime(2026, 1 + month, 15, tzinfo=UTC))
    for first in range(0, people, CALLS_AT_ONCE):
        month = first * MONTHS // people
        await ledger.transact(_some_calls(range(first, min(first + CALLS_AT_ONCE, people))))
    await ledger.close()


def _some_calls(numbers: Sequence[int]) -> Callable[[Recorder], None]:
    def work(recorder: Recorder) -> None:
        for number in numbers:
            call_id = f"call-{number:08}"
            recorder.open_call(call_record(call_id))
            said = enumerate(Person(number).values(), start=1)
            records = tuple(entity(f"e{place}", *what, place) for place, what in said)
            recorder.commit(Batch(TENANT, call_id, ENTITIES_A_CALL, records, CallState.ENDED))

    return work


async def find(folder: Path, people: int) -> tuple[list[float], list[float]]:
    """Return the seconds of searches for random callers, each by three identities: bare, and with their log leaf."""
    ledger = await SqliteLedger.open(folder)
    audit, access = Audit(ledger), Access(TENANT, "bench", "measuring")
    chance, bare, logged = random.Random(1), [], []  # noqa: S311 - a choice, not a secret
    for _ in range(SEARCHES):
        number = chance.randrange(people)
        began = time.perf_counter()
        found = ledger.reader.find(TENANT, Person(number).identities())
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        await audit.find_subject(access, Person(chance.randrange(people)).identities())
        logged.append(time.perf_counter() - began)
        if f"call-{number:08}" not in {hit.call_id for hit in found.hits}:
            raise SystemExit("somebody was not found")
    await ledger.close()
    return bare, logged


def kill(folder: Path, kills: int) -> int:
    """Kill a loaded writer again and again; return how many acknowledged entities are there, each once.

    Raises:
        SystemExit: something acknowledged is missing or there twice, or the ledger is not sound.
    """
    chance = random.Random(9)  # noqa: S311 - a point of time, not a secret
    told: dict[str, set[str]] = {}
    heads: list[Head] = []
    for number in range(kills):
        command = [sys.executable, "-m", "tests.ledger.crashing_writer", str(folder), f"round{number}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            if writer.stdout is None:
                raise SystemExit("the writer says nothing")
            lines = [writer.stdout.readline() for _ in range(chance.randrange(1, 400))]
            writer.kill()
            lines += writer.stdout.readlines()
        for call_id, what in (line.split() for line in lines):
            told.setdefault(call_id, set()).update({what} - {"opened"})
        verifier = Verifier.parse((folder / "log.pub").read_text())
        # Opening every entity of every earlier round too would only grow with the rounds.
        root = open_root(folder, None) if number in (0, kills - 1) else None
        report = check(folder, verifier, earlier=heads[-3:], root=root)
        if report.faults or report.head is None:
            raise SystemExit(f"not sound after kill {number}: {report.faults}")
        heads.append(report.head)
    asyncio.run(_all_there(folder, told))
    return sum(map(len, told.values()))


async def _all_there(folder: Path, told: dict[str, set[str]]) -> None:
    ledger = await SqliteLedger.open(folder)
    for call_id, names in told.items():
        stored = [found.entity_id for found in ledger.entities("acme", call_id)]
        if not names <= set(stored) or len(stored) != len(set(stored)):
            raise SystemExit(f"{call_id}: an entity is missing, or there twice")
    await ledger.close()


def size_of(folder: Path) -> dict[str, int]:
    """Return the bytes of each file."""
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def measure_cost(folder: Path) -> Iterator[Row]:
    """Yield what an entity costs while calls go on."""
    for streams, turns in ((1, 1000), (50, 100), (200, 25)):
        spent = statistics.median(
            asyncio.run(cost(folder / f"cost-{streams}-{again}", streams, turns)) for again in range(3)
        )
        yield f"CPU of an entity, {streams} streams at once", f"{spent * 1e6:.0f} µs", "300 µs"


def measure_million(folder: Path, entities: int) -> Iterator[Row]:
    """Yield what a large ledger takes to make, to search and to check."""
    people = entities // ENTITIES_A_CALL
    began = time.perf_counter()
    asyncio.run(fill(folder, people))
    made = time.perf_counter() - began
    count = people * ENTITIES_A_CALL
    yield f"{count:,} entities of {people:,} calls over {MONTHS} months, recorded", f"{made:.0f} s", ""
    bare, logged = asyncio.run(find(folder, people))
    for what, times in (("", bare), (", with its leaf in the log", logged)):
        cuts = statistics.quantiles(times, n=20)
        shown = f"{statistics.median(times) * 1e3:.1f} ms, {cuts[-1] * 1e3:.1f} ms"
        yield f"a search by three identities: median, p95{what}", shown, "20 ms"
    sizes = size_of(folder)
    for name, what in (("ledger.db", "ledger"), ("keys.db", "keystore")):
        yield f"bytes of an entity, {what}", f"{sizes[name] / count:.0f}", ""
    verifier = Verifier.parse((folder / "log.pub").read_text())
    for root, what in ((None, ""), (open_root(folder, None), ", every entity opened")):
        began = time.perf_counter()
        report = check(folder, verifier, root=root)
        if report.faults:
            raise SystemExit(f"not sound: {report.faults}")
        yield f"`verify` of all of it{what}", f"{time.perf_counter() - began:.0f} s", ""


def measure_kills(folder: Path, kills: int) -> Iterator[Row]:
    """Yield what is left after so many kills."""
    began = time.perf_counter()
    kept = kill(folder, kills)
    yield f"{kills} kills under load: acknowledged entities, all there once", f"{kept:,}", "all"
    yield f"{kills} kills under load: sound ledgers afterwards", f"{kills}", f"{kills}"
    yield f"{kills} kills under load: time", f"{time.perf_counter() - began:.0f} s", ""


def main() -> None:
    """Measure, print, and write the page's figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=200)
    args = parser.parse_args()
    lines = [
        f"Made by `python -m bench.ledger` on {today()} with {versions('veilscript', 'cryptography', 'sqlalchemy')}.",
        f"The machine: {machine()}.",
        "",
        "| what | measured | wanted |",
        "| --- | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory(prefix="veilscript-bench-") as home:
        parts = (
            measure_cost(Path(home)),
            measure_million(Path(home, "million"), args.entities),
            measure_kills(Path(home, "kills"), args.kills),
        )
        for part in parts:
            for row in part:
                lines.append(f"| {' | '.join(row)} |")
                print(lines[-1], flush=True)
    if PAGE.exists():
        head, _, tail = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, tail = tail.partition(END)
        PAGE.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
