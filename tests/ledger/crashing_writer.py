"""A process that fills a ledger until it is killed, and says on stdout what was acknowledged.

Usage: crashing_writer.py DATA_DIR ROUND [DATABASE]
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from server.ledger.opening import opened
from server.ledger.store import StoredLedger
from tests.ledger.facts import batch, entity, record, span

CALLS = 20


async def main(data_dir: Path, run: str, postgres: str) -> None:
    async with opened(data_dir, postgres=postgres) as ledger:
        await fill_for_ever(ledger, run)


async def fill_for_ever(ledger: StoredLedger, run: str) -> None:
    async def fill(call_id: str) -> None:
        await ledger.open_call(record(call_id))
        os.write(1, f"{call_id} opened\n".encode())
        sequence = 0
        while True:
            sequence += 1
            fact = batch(call_id, entity(f"e{sequence}", span(f"s{sequence}", sequence)), upto=sequence)
            await ledger.commit(fact)
            os.write(1, f"{call_id} e{sequence}\n".encode())

    await asyncio.gather(*(fill(f"{run}-{number}") for number in range(CALLS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], "".join(sys.argv[3:])))
