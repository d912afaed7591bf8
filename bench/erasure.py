"""Measure erasure: a thousand entities of one person, thousands of people of many tenants at random, and kills.

Writes its figures into docs/ERASURE.md: ``python -m bench.erasure``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench.ledger import TENANT, Person, Row, call_record, entity
from bench.machine import machine, today, versions
from server.erasure.actor import Actor
from server.erasure.clocks import Regime
from server.erasure.erasure import Erasure
from server.erasure.request import NewRequest
from server.erasure.rules import ErasureRules
from server.erasure.states import State
from server.erasure.tombstones import FILE, Tombstones
from server.ledger.files import open_root
from server.ledger.fsck import check
from server.ledger.ledger import Batch, CallRecord, CallState
from server.ledger.notes import Verifier
from server.ledger.recorder import Recorder
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity

CALLS = 200
HERS = {
    "PHONE_NUMBER": "4155550134",
    "EMAIL_ADDRESS": "jane@example.com",
    "CREDIT_CARD": "4012888888881881",
    "ACCOUNT_ID": "AC-77120",
    "US_SSN": "078051120",
}
OTHERS = 12_500
TENANTS = 20
AT_ONCE = 20
A_LEDGER = 1000
"""So many requests go to one ledger: each of them looks through all of its bytes."""
POINTS = 11
MEMORY = "/dev/shm"  # noqa: S108 - a folder of its own is made in it
"""Where lies what is not measured by time: tens of thousands of requests need no disk."""
PAGE = Path("docs/ERASURE.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def opened(ledger: SqliteLedger) -> Erasure:
    """Return what erases in a ledger."""
    return Erasure(ledger, ErasureRules(), Tombstones(ledger.data_dir / FILE))


def spoken(tenant: str, calls: dict[str, dict[str, str]]) -> Callable[[Recorder], None]:
    """Return work that records calls, with what was said in each."""

    def work(recorder: Recorder) -> None:
        for call_id, said in calls.items():
            made = call_record(call_id)
            record = CallRecord(
                tenant, call_id, made.policy, made.policy_fingerprint, made.engine_version
            )
            recorder.open_call(record)
            records = tuple(entity(f"e{at}", *what, at) for at, what in enumerate(said.items(), start=1))
            recorder.commit(Batch(tenant, call_id, len(records), records, CallState.ENDED))

    return work


async def thousand(folder: Path, others: int) -> tuple[float, float, int]:
    """Erase a thousand entities; return seconds of ours, of 200 acknowledgements, and the ledger's bytes."""
    ledger = await SqliteLedger.open(folder)
    await ledger.transact(spoken(TENANT, {f"hers-{number}": HERS for number in range(CALLS)}))
    for first in range(0, others, 500):
        numbers = range(first, min(first + 500, others))
        await ledger.transact(spoken(TENANT, {f"other-{n}": dict(Person(n).values()) for n in numbers}))
    await ledger.truncate()
    size = (folder / "ledger.db").stat().st_size
    erasure, actor = opened(ledger), Actor(TENANT, "bench")
    who = tuple(Identity(*said) for said in HERS.items())
    began = time.perf_counter()
    await erasure.create(actor, NewRequest("r1", who, regimes=(Regime.GDPR,)))
    plan = await erasure.plan(actor, "r1")
    status = await erasure.approve(actor, "r1", plan_hash=plan.hash)
    ours = time.perf_counter() - began
    *tasks, last = status.tasks
    began = time.perf_counter()
    for task in tasks:
        await erasure.acknowledge(actor, "r1", task.task_id)
    theirs = time.perf_counter() - began
    began = time.perf_counter()
    status = await erasure.acknowledge(actor, "r1", last.task_id)
    await erasure.certificate(actor, "r1")
    ours += time.perf_counter() - began
    if status.request.state is not State.COMPLETE or plan.counts != {"TO_ERASE": CALLS * len(HERS)}:
        raise SystemExit(f"not complete: {status.request.state} {status.request.problem}")
    await ledger.close()
    _sound(folder)
    return ours, theirs, size


async def strangers(folder: Path, requests: int) -> tuple[int, int]:
    """Erase people of many tenants at random; return how many requests, and how many rows were rightly left.

    Raises:
        SystemExit: a row of another person or tenant is gone, or one of an erased person is there.
    """
    chance = random.Random(folder.name)  # noqa: S311 - a choice, not a secret; another in each ledger
    ledger = await SqliteLedger.open(folder)
    # The same people call every tenant: whatever crosses the border is seen.
    people = requests // TENANTS + 50
    for tenant in range(TENANTS):
        calls = {f"call-{n}": {"PHONE_NUMBER": _number(n)} for n in range(people)}
        await ledger.transact(spoken(f"tenant-{tenant}", calls))
    asked = [(f"tenant-{t}", n) for t in range(TENANTS) for n in range(people)]
    chance.shuffle(asked)
    chosen = asked[:requests]
    erasure = opened(ledger)

    async def erase(share: Sequence[tuple[str, int]]) -> None:
        for tenant, person in share:
            await _erase(erasure, Actor(tenant, "bench"), f"r{person}", Identity("PHONE_NUMBER", _number(person)))

    await asyncio.gather(*(erase(chosen[at::AT_ONCE]) for at in range(AT_ONCE)))
    await ledger.close()
    gone = set(chosen)
    with closing(sqlite3.connect(folder / "ledger.db")) as database:
        rows = database.execute("SELECT c.tenant, c.call_id FROM openings o JOIN calls c ON c.id = o.call").fetchall()
    left = {(tenant, int(call_id.removeprefix("call-"))) for tenant, call_id in rows}
    if left != set(asked) - gone or len(rows) != len(left):
        raise SystemExit("somebody else's row is gone, or an erased one is there")
    _sound(folder)
    return len(chosen), len(left)


async def _erase(erasure: Erasure, actor: Actor, request_id: str, who: Identity) -> None:
    await erasure.create(actor, NewRequest(request_id, (who,), regimes=(Regime.GDPR,)))
    plan = await erasure.plan(actor, request_id)
    status = await erasure.approve(actor, request_id, plan_hash=plan.hash)
    for task in status.tasks:
        status = await erasure.acknowledge(actor, request_id, task.task_id)
    if status.request.state is not State.COMPLETE:
        raise SystemExit(f"not complete: {status.request.state} {status.request.problem}")


def _number(person: int) -> str:
    return f"{201 + person % 700}{200 + person // 700 % 800}{person % 10_000:04}"


def killed(folder: Path, rounds: int) -> int:
    """Kill an eraser at each of its points, and then at random, again and again; return how many ended complete.

    Raises:
        SystemExit: one did not end as all do.
    """
    chance = random.Random(13)  # noqa: S311 - a point of time, not a secret
    fresh = folder / "fresh"
    asyncio.run(_two_people(fresh))
    done, expected = 0, ""
    points = _points()
    for point in points:
        for number in range(rounds):
            here = folder / f"{points.index(point)}-{number}"
            shutil.copytree(fresh, here)
            _start(here, point).wait()
            with _start(here, "run") as process:
                # Somewhere within the work that is left: imports take the first tenths of a second.
                time.sleep(0.35 + chance.random() * 0.35)
                process.kill()
            with _start(here, "run") as process:
                told = process.stdout.read() if process.stdout else ""
            end = told + _end_of(here)
            expected = expected or end
            if not told.startswith("COMPLETE") or end != expected:
                raise SystemExit(f"killed {point}, round {number}: {end} in place of {expected}")
            shutil.rmtree(here)
            done += 1
    return done


def _points() -> list[str]:
    program = "from tests.erasure.crashing_eraser import POINTS; print('\\n'.join(POINTS))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


async def _two_people(folder: Path) -> None:
    ledger = await SqliteLedger.open(folder)
    for number in range(4):
        await ledger.transact(spoken("acme", {f"call-{number}": HERS, f"other-{number}": dict(Person(9).values())}))
    await ledger.close()


def _start(folder: Path, point: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.erasure.crashing_eraser", str(folder), point]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _end_of(folder: Path) -> str:
    """Return what is to be equal at the end: how many rows each table has, and that all is sound."""
    _sound(folder)
    tables = ("openings", "tokens", "suppressions", "suppressed", "erasure_rows", "erasure_items", "erasure_tasks")
    with closing(sqlite3.connect(folder / "ledger.db")) as database:
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608
    with closing(sqlite3.connect(folder / "keys.db")) as keys:
        for table in ("root_keys", "entity_keys"):
            counts += keys.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - constants
    return f"{counts}"


def _sound(folder: Path) -> None:
    verifier = Verifier.parse((folder / "log.pub").read_text())
    faults = check(folder, verifier, root=open_root(folder, None)).faults
    if faults:
        raise SystemExit(f"not sound: {faults}")


def measure_thousand(folder: Path) -> Iterator[Row]:
    """Yield what it takes to erase one person with a thousand entities."""
    for others in (0, OTHERS):
        ours, theirs, size = asyncio.run(thousand(folder / f"thousand-{others}", others))
        what = f"{CALLS * len(HERS):,} entities of {CALLS} calls erased, in a ledger of {size / 1e6:.0f} MB"
        yield f"{what}: request to certificate", f"{ours:.2f} s", "1 s" if not others else ""
        yield f"... and the platform's {CALLS} acknowledgements", f"{theirs:.2f} s", ""


def measure_strangers(folder: Path, requests: int) -> Iterator[Row]:
    """Yield what requests at random leave of others."""
    began = time.perf_counter()
    count = left = 0
    while count < requests:
        some, others = asyncio.run(strangers(folder / f"strangers-{count}", min(requests - count, A_LEDGER)))
        count, left = count + some, left + others
    yield f"requests of {TENANTS} tenants at random, each COMPLETE", f"{count:,}", f"{requests:,}"
    yield "... rows of others that are gone", "0", "0"
    yield "... rows of others that are there", f"{left:,}", f"{left:,}"
    yield "... time of a request", f"{(time.perf_counter() - began) / count * 1e3:.0f} ms", ""


def measure_kills(folder: Path, rounds: int) -> Iterator[Row]:
    """Yield how many killed erasures ended as they should."""
    folder.mkdir()
    done = killed(folder, rounds)
    what = f"{POINTS} crash points, each with {rounds} random kills: ended COMPLETE and equal"
    yield what, f"{done}", f"{POINTS * rounds}"


def main() -> None:
    """Measure, print, and write the page's figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.erasure", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    args = parser.parse_args()
    lines = [
        f"Made by `python -m bench.erasure` on {today()} with {versions('veilscript', 'cryptography', 'sqlalchemy')}.",
        f"The machine: {machine()}.",
        "",
        "| what | measured | wanted |",
        "| --- | ---: | ---: |",
    ]
    memory = MEMORY if Path(MEMORY).is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="veilscript-bench-") as home,
        tempfile.TemporaryDirectory(prefix="veilscript-bench-", dir=memory) as quick,
    ):
        for part in (
            measure_thousand(Path(home)),
            measure_strangers(Path(quick), args.requests),
            measure_kills(Path(quick, "kills"), args.rounds),
        ):
            for row in part:
                lines.append(f"| {' | '.join(row)} |")
                print(lines[-1], flush=True)
    if PAGE.exists():
        head, _, tail = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, tail = tail.partition(END)
        PAGE.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
