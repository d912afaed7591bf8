"""A process that erases a person, and dies where it is told to.

Usage: crashing_eraser.py DATA_DIR POINT

POINT is a name of POINTS, at which the process is killed the first time it comes there; or `run` for the whole way.
It says on stdout how the request stands at the end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from server.erasure import execute, inspection
from server.erasure.erasure import Erasure
from server.erasure.restore import replay
from server.erasure.rules import ErasureRules
from server.erasure.store import Requests
from server.erasure.tombstones import FILE, Tombstones
from server.ledger.erasing import Eraser
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import MAIL, OFFICER, PHONE, wanted

POINTS: dict[str, tuple[object, str, bool]] = {
    "before the tombstone": (Tombstones, "append", False),
    "after the tombstone": (Tombstones, "append", True),
    "within the block": (Eraser, "block", True),
    "after the block": (execute.Execution, "_destroy_keys", False),
    "after the keys": (Eraser, "destroy_keys", True),
    "before the rows": (execute.Execution, "_delete_rows", False),
    "within the rows": (Eraser, "delete", True),
    "before the scrub": (SqliteLedger, "_truncate", False),
    "after the scrub": (SqliteLedger, "_truncate", True),
    "within the verification": (inspection, "scan", True),
    "after the certificate": (Requests, "dispose_unused", False),
}
"""Where to die: before or after which function."""


def die_at(point: str) -> None:
    owner, name, afterwards = POINTS[point]
    real: Callable[..., object] = getattr(owner, name)

    def dying(*args: object, **named: object) -> object:
        if point == "after the certificate" and not _certified(args):
            return real(*args, **named)
        if not afterwards:
            os.kill(os.getpid(), signal.SIGKILL)
        made = real(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return made

    setattr(owner, name, dying)


def _certified(args: tuple[object, ...]) -> bool:
    (requests,) = args
    assert isinstance(requests, Requests)
    request = requests.find(OFFICER.tenant, "r1")
    return request is not None and request.over


async def main(data_dir: Path, point: str) -> None:
    if point != "run":
        die_at(point)
    ledger = await SqliteLedger.open(data_dir)
    tombstones = Tombstones(data_dir / FILE)
    await replay(ledger, tombstones)
    asked = Erasure(ledger, ErasureRules(), tombstones)
    await asked.execution.resume()
    await asked.create(OFFICER, wanted(PHONE, MAIL))
    status = await asked.get(OFFICER, "r1")
    if not status.request.plan_hash:
        await asked.plan(OFFICER, "r1")
        status = await asked.get(OFFICER, "r1")
    if status.request.state.value == "PLANNED":
        status = await asked.approve(OFFICER, "r1", plan_hash=status.request.plan_hash)
    for task in status.tasks:
        status = await asked.acknowledge(OFFICER, "r1", task.task_id)
    os.write(1, f"{status.request.state.value}\n".encode())
    await ledger.close()

if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
