"""A backup was put back: what had been erased since is erased again, before anybody is served.

The tombstones' file is not part of the backup. Each of its lines is held against the ledger: a row that is there, and
is the row that the line means, is blocked, its key destroyed, and it is deleted, with an event of the log that says so.
A request that the ledger knows to be running is left to it: it erases, and makes the platform's tasks, itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from server.erasure.states import RUNNING
from server.erasure.store import Requests
from server.erasure.tombstones import Tombstone, Tombstones
from server.ledger.erasing import COMMITMENT_BYTES, Eraser, Row
from server.ledger.keystore import SUPPRESSION
from server.ledger.ledger import Event
from server.ledger.recorder import Recorder
from server.ledger.store import StoredLedger

AT_ONCE = 200
"""Tombstones of one transaction: most of them find that nothing is there."""

NOBODY = 0
"""The request that replayed rows are noted under: that of the backup may never have come in."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: for how many requests rows had come back, and how many rows."""

    requests: int
    rows: int


async def replay(ledger: StoredLedger, tombstones: Tombstones) -> Replayed:
    """Erase again what a restored backup brought back; nothing, if none was restored.

    Args:
        ledger: that may have been restored.
        tombstones: that were not.

    Raises:
        ConfigInvalid: a tombstone is not signed by the ledger's key.
        LedgerUnavailable: a file cannot be read or written.
    """
    verifier = await ledger.transact(lambda recorder: recorder.keystore.log_signer().verifier)
    stones = list(tombstones.read(verifier))
    back: list[int] = []
    for first in range(0, len(stones), AT_ONCE):
        some = stones[first : first + AT_ONCE]
        back += await ledger.transact(partial(_all_again, stones=some))
    rows = sum(back)
    if rows:
        ledger.reader.forget()
        await ledger.truncate()
    return Replayed(sum(map(bool, back)), rows)


def _all_again(recorder: Recorder, stones: Sequence[Tombstone]) -> list[int]:
    return [_again(recorder, stone) for stone in stones]


def _again(recorder: Recorder, stone: Tombstone) -> int:
    """Erase what a tombstone means and the ledger has; return how many rows."""
    recorder.connection.enter(stone.tenant)
    request = Requests(recorder).find(stone.tenant, stone.request_id)
    if request is not None and request.state in RUNNING:
        return 0
    if stone.key:
        recorder.keystore.restore_secret(SUPPRESSION + stone.tenant, stone.key)
    _suppress(recorder, stone, request.number if request else NOBODY)
    rows = [row for row in stone.rows if _is_there(recorder, row)]
    if rows:
        recorder.write_event(Event("REPLAYED", stone.tenant, {"request": stone.request_id, "rows": len(rows)}))
        eraser = Eraser(recorder, NOBODY)
        eraser.block(rows)
        eraser.destroy_keys()
        while eraser.delete(stone.tenant, stone.request_id):
            pass
        eraser.forget()
    return len(rows)


def _suppress(recorder: Recorder, stone: Tombstone, request: int) -> None:
    """Suppress again what the backup did not know to be suppressed."""
    known = recorder.suppressions.request_of
    missing = [token for token in stone.suppressions if known(stone.tenant, token) is None]
    recorder.suppressions.add(stone.tenant, request, missing)


def _is_there(recorder: Recorder, row: Row) -> bool:
    """True if the row that a tombstone means is in the ledger: the leaf alone may stand for another one by now."""
    select = "SELECT l.committed FROM openings o JOIN leaves l ON l.id = o.leaf WHERE o.leaf = ? AND o.key = ?"
    found = recorder.connection.execute(select, (row.leaf, row.key)).fetchone()
    return found is not None and found[0][:COMMITMENT_BYTES] == row.committed
