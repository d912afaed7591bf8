"""A backup was put back: what had been erased since is erased again, before anybody is served.

The tombstones' file is not part of the backup. Each of its lines is held against the ledger: a row that is there, and
is the row that the line means, is blocked, its key destroyed, and it is deleted, with an event of the log that says so.
A request that the ledger knows to be running is left to it: it erases, and makes the platform's tasks, itself. One that
is to go on, by a person or once a hold is released, is given what is erased here: its items, and the platform's tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from server.erasure.offboarding import offboard_again
from server.erasure.pieces import places_by_call
from server.erasure.request import Item, Request
from server.erasure.residue import needles
from server.erasure.states import RUNNING, Cause, Outcome, State
from server.erasure.store import Requests
from server.erasure.tombstones import Tombstone, Tombstones
from server.ledger.erasing import COMMITMENT_BYTES, Eraser, Row
from server.ledger.ledger import Event
from server.ledger.namedkeys import SUPPRESSION
from server.ledger.recorder import Recorder
from server.ledger.records import Records, fold
from server.ledger.store import StoredLedger

AT_ONCE = 200
"""Tombstones of one transaction: most of them find that nothing is there."""

NOBODY = 0
"""The request that replayed rows are noted under where theirs is over, or never came in."""


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
    if stone.offboarded:
        return offboard_again(recorder, stone.tenant)
    if recorder.keystore.is_closed(stone.tenant):
        return 0
    request = Requests(recorder).find(stone.tenant, stone.request_id)
    if request is not None and request.state in RUNNING:
        return 0
    if stone.key:
        recorder.keystore.restore_secret(SUPPRESSION + stone.tenant, stone.key)
    _suppress(recorder, stone, request.number if request else NOBODY)
    rows = [row for row in stone.rows if _is_there(recorder, row)]
    if rows:
        recorder.write_event(Event("REPLAYED", stone.tenant, {"request": stone.request_id, "rows": len(rows)}))
        # What it is over with was certified; what is to go on has to account for the rows, and to tell the platform.
        goes_on = request if request is not None and _goes_on(request) else None
        eraser = Eraser(recorder, goes_on.number if goes_on else NOBODY)
        if goes_on:
            _hand_over(recorder, goes_on, rows)
        eraser.block(rows)
        eraser.destroy_keys()
        while eraser.delete(stone.tenant, stone.request_id):
            pass
        if not goes_on:
            eraser.forget()
    return len(rows)


def _goes_on(request: Request) -> bool:
    """True for a request that a person, or the release of a hold, takes up again."""
    return not request.over or request.state is State.PARTIAL


def _hand_over(recorder: Recorder, request: Request, rows: Sequence[Row]) -> None:
    """Give a request the rows that are erased for it: as its items, as tasks of the platform, and to look for."""
    requests, eraser = Requests(recorder), Eraser(recorder, request.number)
    items = list(_items(recorder, request.tenant, rows))
    requests.put_items(request, items, keeping=frozenset(Outcome))
    requests.add_tasks(request, places_by_call(items))
    earlier = requests.kept(request, "needles") or b""
    requests.keep(request, "needles", earlier + needles(eraser.marks(rows)))
    if request.state is State.PARTIAL:
        # What a partial answer kept was erased because its hold had been released.
        requests.move(request, Cause.RELEASED)


def _items(recorder: Recorder, tenant: str, rows: Sequence[Row]) -> Iterator[Item]:
    """Yield what rows were, entity by entity; no places where their keys are gone."""
    select = (
        "SELECT c.call_id, o.entity_id, s.entity_type FROM openings o JOIN calls c ON c.id = o.call"
        " JOIN scopes s ON s.id = o.scope WHERE o.leaf = ?"
    )
    leaves = {row.leaf for row in rows}
    places = {recorder.connection.execute(select, (leaf,)).fetchone() for leaf in leaves}
    records = Records(recorder.connection, recorder.keystore, restricted=True)
    for call_id, entity_id, entity_type in sorted(places):
        known = [record for record in records.of_entity(tenant, call_id, entity_id) if record.leaf in leaves]
        spans = fold(entity_id, known).spans if known else ()
        why = "erased before a backup was put back"
        yield Item(call_id, entity_id, entity_type, "", Outcome.SINK_PENDING, why, spans)


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
