"""Play labelled calls into a ledger, then find each by what was said in it: ``python -m bench.findability DIR``.

A number, address or id that was said whole in one turn is looked up as it would be written in a request. Nothing of
what was said may be in any byte of the ledger, its log or its keys.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from recognizers.engine import Engine
from recognizers.entities import Role
from recognizers.speech.spoken import read
from recognizers.speech.tokens import tokenize
from server.calls import Calls
from server.detection import InlineDetection
from server.errors import InvalidField
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from server.redaction.messages import Segment
from server.redaction.policy_store import PolicyStore

TENANT = "bench"
LENGTHS = {
    "PHONE_NUMBER": range(10, 16),
    "CREDIT_CARD": range(13, 20),
    "US_SSN": range(9, 10),
    "ACCOUNT_ID": range(5, 30),
    "BANK_ACCOUNT": range(5, 35),
}
ROLES = {"agent": Role.AGENT, "customer": Role.CUSTOMER}
BOUND = re.compile(r"\b(?:dot|underscore|dash|hyphen) $")
"""What stands before the rest of a value whose beginning was corrected: "r e d, no, r e s e dot ...". """
NEVER_SAID = 100_000
LEAST_RESIDUE = 6
"""Shorter values stand in random bytes by chance."""


def written(entity_type: str, said: str) -> str:
    """Return how a request would write what was said; "" for a part of it, or where that is not plain."""
    if entity_type == "EMAIL_ADDRESS":
        text = re.sub(r"\s+(?:at)\s+", "@", said.lower())
        for word, mark in (("dot", "."), ("underscore", "_"), ("dash", "-"), ("hyphen", "-")):
            text = re.sub(rf"\s+{word}\s+", mark, text)
        return text if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text) else ""
    value = "".join(run.written for run in read(said, tuple(tokenize(said))).runs)
    covered = len(value) in LENGTHS[entity_type] and any(c.isdigit() for c in value)
    return value if covered else ""


def wholes(values: list[tuple[str, str]], place: int) -> Iterator[str]:
    """Yield what a label may be meant as: itself, or with the labels of its type beside it, said in other turns."""
    entity_type, _ = values[place]
    for first in range(max(place - 2, 0), place + 1):
        for last in range(place, min(place + 3, len(values))):
            parts = values[first : last + 1]
            if {name for name, _ in parts} == {entity_type}:
                value = written(entity_type, " ".join(said for _, said in parts))
                if value:
                    yield value


def labelled(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the calls of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def segments(call: dict[str, Any]) -> Iterator[Segment]:
    """Yield a call's turns as segments."""
    for number, turn in enumerate(call["turns"], start=1):
        yield Segment(f"s{number}", number, turn["text"], ROLES.get(turn["speaker"], Role.UNSPECIFIED))


def labels(call: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the types and texts of what is labelled in a call, each with a word before it that binds it to another."""
    for turn in call["turns"]:
        for entity in turn["entities"]:
            bound = BOUND.search(turn["text"], 0, entity["start"])
            yield entity["type"], turn["text"][bound.start() if bound else entity["start"] : entity["end"]]


def stored(folder: Path) -> bytes:
    """Return every byte of a folder's files."""
    return b"\0".join(path.read_bytes() for path in folder.iterdir()).lower()


async def measure(paths: Iterable[Path], folder: Path) -> None:
    """Play, look up, look for residue; print what came out."""
    ledger = await SqliteLedger.open(folder)
    calls = Calls(detection=InlineDetection(Engine()), ledger=ledger, policies=PolicyStore(None, salted=False))
    spoken: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        for place, call in enumerate(labelled(path)):
            call_id = f"{path.stem}-{place}"
            await calls.redact(
                tenant=TENANT, call_id=call_id, policy="default", language_code="", known_identities=(),
                segments=segments(call),
            )  # fmt: skip
            spoken[call_id] = list(labels(call))
    sought, found, missed = Counter[str](), Counter[str](), []
    for call_id, values in spoken.items():
        for place, (entity_type, said) in enumerate(values):
            if entity_type not in (*LENGTHS, "EMAIL_ADDRESS") or not written(entity_type, said):
                continue
            sought[entity_type] += 1
            identities = [Identity(entity_type, value) for value in wholes(values, place)]
            hits = ledger.reader.find(TENANT, identities).hits
            if call_id in {hit.call_id for hit in hits}:
                found[entity_type] += 1
            else:
                missed.append((call_id, entity_type))
    for entity_type, count in sorted(sought.items()):
        print(f"{entity_type}: {found[entity_type]} of {count} found")
    print(f"all: {found.total()} of {sought.total()}, {found.total() / sought.total():.4f}")
    print("missed:", *(f"{call_id} {entity_type}" for call_id, entity_type in missed), sep="\n  ")
    await ledger.truncate()
    print(f"values never said, found by chance: {never_said(ledger)} of {NEVER_SAID}")
    await ledger.close()
    data = stored(folder)
    print(f"labelled values in the {len(data):,} bytes: {residue(data, spoken)}")


def never_said(ledger: SqliteLedger) -> int:
    """Return how many of many random numbers are found."""
    chance = random.Random(5)  # noqa: S311 - numbers that nobody said
    found = 0
    for _ in range(NEVER_SAID // 1000):
        numbers = [Identity("PHONE_NUMBER", f"+1{chance.randrange(2 * 10**9, 10**10)}") for _ in range(1000)]
        found += len(ledger.reader.find(TENANT, numbers).hits)
    return found


def residue(data: bytes, spoken: dict[str, list[tuple[str, str]]]) -> int:
    """Return how many labelled values stand in the bytes: as said, without spaces, or as digits with spaces."""
    values = {said.lower() for found in spoken.values() for entity_type, said in found if _is_value(entity_type)}
    forms: set[str] = set()
    for said in values:
        digits = "".join(run.digits for run in read(said, tuple(tokenize(said))).runs)
        forms |= {said, said.replace(" ", ""), digits, " ".join(digits)}
    return sum(form.encode() in data for form in forms if len(form) >= LEAST_RESIDUE)


def _is_value(entity_type: str) -> bool:
    try:
        Identity(entity_type, "1")
    except InvalidField:
        return False
    return True


def main() -> None:
    """Measure all labelled calls of a folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.findability", description=__doc__)
    parser.add_argument("data", type=Path, help="a folder of labelled calls, NAME.dev.jsonl")
    with tempfile.TemporaryDirectory(prefix="veilscript-bench-") as home:
        asyncio.run(measure(sorted(parser.parse_args().data.glob("*.dev.jsonl")), Path(home, "data")))


if __name__ == "__main__":
    main()
