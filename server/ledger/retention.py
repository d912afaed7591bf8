"""Retention: what is older than a tenant's rules allow is destroyed, month by month, and the log says so.

A type's month expires as a whole, when even what was recorded on its last day is old enough. The steps can be cut off
anywhere and are taken up again at the next run: the log's leaf, then the keys, then the rows, then the pages they lay
on, and the free space in which a database may have left copies of them. From the leaf on nobody finds or reads the
month any more; without its key nobody could, whatever backup is left.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from server.errors import LedgerUnavailable
from server.ledger.epochs import end_of, epoch_of
from server.ledger.keystore import FIRST_AUDIT
from server.ledger.ledger import Event
from server.ledger.recorder import LIVE, Recorder
from server.ledger.rules import Rules
from server.ledger.store import StoredLedger
from server.ledger.tokens import apart

BATCH = 1000
"""How many rows are deleted in one transaction, so that no call waits long for its own."""

EVERY = 3600.0
"""Seconds between two looks at the calendar."""

_SCOPES = (
    "SELECT id, tenant, entity_type, epoch, state FROM scopes WHERE tenant = ? AND state <> 'DESTROYED' ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Due:
    """A tenant's type and month whose time is over."""

    scope: int
    tenant: str
    entity_type: str
    epoch: str
    begun: bool


@contextlib.asynccontextmanager
async def retained(
    ledger: StoredLedger, *, tell: Callable[[str], None], every: float = EVERY
) -> AsyncIterator[None]:
    """Keep a ledger within its rules, now and every hour, as long as the context lasts.

    Args:
        ledger: says what is kept how long.
        tell: is told, in a constant sentence, when something was destroyed or could not be.
        every: seconds between two looks at the calendar.
    """

    async def run() -> None:
        while True:
            try:
                found = await expire(ledger)
            except LedgerUnavailable:
                tell("retention waits for the ledger")
            else:
                if found:
                    tell("what was kept long enough was destroyed")
            await asyncio.sleep(every)

    running = asyncio.create_task(run())
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def expire(ledger: StoredLedger) -> list[Due]:
    """Destroy everything whose time is over, and finish what an earlier run began; return what it was.

    Args:
        ledger: its rules say what is kept how long, and its clock what time it is.

    Raises:
        LedgerUnavailable: the store cannot be written; the next run goes on from there.
    """
    found = await ledger.transact(partial(_due, rules=ledger.rules, moment=ledger.clock()))
    for due in found:
        if not due.begun:
            await ledger.transact(partial(_begin, due=due))
        await ledger.transact(_destroying(due))
        after: int | None = -1
        while after is not None:
            after = await ledger.transact(_deleting(due, after))
    if found:
        ledger.reader.forget()
        if not await ledger.truncate():
            # A reader holds the write-ahead log: what is on its pages goes with the next run.
            return []
        await ledger.scrub_all()
        for due in found:
            await ledger.transact(partial(_finish, due=due))
    return found


def _due(recorder: Recorder, rules: Rules, moment: datetime) -> list[Due]:
    found = []
    for number, tenant, entity_type, epoch, state in _scopes(recorder):
        kept = rules.kept(tenant, entity_type)
        last = epoch if epoch != FIRST_AUDIT else _adopted(recorder, number)
        over = kept is not None and end_of(last) + kept <= moment
        if over or state != LIVE:
            found.append(Due(number, tenant, entity_type, epoch, begun=state != LIVE))
    return found


def _scopes(recorder: Recorder) -> Iterator[tuple[int, str, str, str, str]]:
    for tenant in recorder.connection.tenants():
        recorder.connection.enter(tenant)
        yield from recorder.connection.execute(_SCOPES, (tenant,)).fetchall()


def _adopted(recorder: Recorder, scope: int) -> str:
    """Return the last month of what the first version recorded without months."""
    select = "SELECT max(c.epoch) FROM openings o JOIN calls c ON c.id = o.call WHERE o.scope = ?"
    (epoch,) = recorder.connection.execute(select, (scope,)).fetchone()
    return epoch or epoch_of(recorder.clock())


def _begin(recorder: Recorder, due: Due) -> None:
    """Say in the log that the scope has expired; from here on it is closed."""
    recorder.connection.enter(due.tenant)
    recorder.connection.execute("UPDATE scopes SET state = 'EXPIRED' WHERE id = ?", (due.scope,))
    body = {"scope": due.scope, "entity_type": due.entity_type, "epoch": due.epoch}
    recorder.write_event(Event("EXPIRED", due.tenant, body))


def end_tenant(recorder: Recorder, tenant: str) -> int:
    """Let every month of a tenant expire now; the next run of :func:`expire` destroys them. Return how many there were.

    Args:
        recorder: of the ledger, in a transaction.
        tenant: whose evidence goes.
    """
    recorder.connection.enter(tenant)
    rows = recorder.connection.execute(_SCOPES, (tenant,)).fetchall()
    live = [Due(number, tenant, kind, epoch, begun=False) for number, _, kind, epoch, state in rows if state == LIVE]
    for due in live:
        _begin(recorder, due)
    return len(live)


def _destroying(due: Due) -> Callable[[Recorder], None]:
    def destroy(recorder: Recorder) -> None:
        recorder.connection.enter(due.tenant)
        recorder.keystore.destroy_epoch(due.tenant, due.entity_type, due.epoch)

    return destroy


def _deleting(due: Due, after: int) -> Callable[[Recorder], int | None]:
    return lambda recorder: _delete(recorder, due, after)


def _delete(recorder: Recorder, due: Due, after: int) -> int | None:
    """Delete some rows beyond a leaf; return the last one's leaf, or None when there were no more."""
    recorder.connection.enter(due.tenant)
    run = recorder.connection.execute
    select = "SELECT leaf, tokens FROM openings WHERE scope = ? AND leaf > ? ORDER BY leaf LIMIT ?"
    rows = run(select, (due.scope, after, BATCH)).fetchall()
    found = [(token, leaf) for leaf, joined in rows for token in apart(joined)]
    recorder.connection.executemany("DELETE FROM tokens WHERE token = ? AND leaf = ?", found)
    for table in ("openings", "suppressed"):
        recorder.connection.executemany(f"DELETE FROM {table} WHERE leaf = ?", [(leaf,) for leaf, _ in rows])  # noqa: S608
    return rows[-1][0] if rows else None


def _finish(recorder: Recorder, due: Due) -> None:
    recorder.connection.enter(due.tenant)
    recorder.connection.execute("UPDATE scopes SET state = 'DESTROYED' WHERE id = ?", (due.scope,))
