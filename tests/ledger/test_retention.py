"""Retention over two years, with a clock that is told what time it is."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from server.erasure.residue import files, needles, scan
from server.errors import LedgerUnavailable, NotFound, RetentionExpired
from server.ledger import retention
from server.ledger.erasing import Marks
from server.ledger.ledger import CallState
from server.ledger.notes import Verifier
from server.ledger.queries import Access, Audit
from server.ledger.retention import Due, expire, retained
from server.ledger.rules import Rules, TenantRules
from server.ledger.search import Scope
from server.ledger.sqlite import SqliteLedger
from server.ledger.store import StoredLedger
from server.ledger.tokens import Identity
from tests.ledger.facts import TENANT, batch, entity, record
from tests.ledger.stores import Store

PHONE = Identity("PHONE_NUMBER", "+1 415 555 0134")
RULES = Rules(
    retention={"default": 365, "PERSON": 30},
    tenants={"globex": TenantRules(retention={"PHONE_NUMBER": 700})},
)


class CutOffError(Exception):
    """Stands for the end of the process."""


class Calendar:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 1, 15, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest_asyncio.fixture
async def ledger(store: Store, calendar: Calendar) -> AsyncIterator[StoredLedger]:
    opened = await store.open(rules=RULES, clock=calendar)
    yield opened
    await opened.close()


async def speak(ledger: StoredLedger, call_id: str, tenant: str = TENANT) -> None:
    """One call with a phone number and a name."""
    await ledger.open_call(record(call_id, tenant))
    said = (entity("e1"), entity("e2", entity_type="PERSON", value="Jane Doe"))
    await ledger.commit(batch(call_id, *said, tenant=tenant, state=CallState.ENDED))


def found(ledger: StoredLedger, identity: Identity = PHONE, tenant: str = TENANT) -> list[str]:
    return [hit.call_id for hit in ledger.reader.find(tenant, [identity]).hits]


async def test_two_years_of_calls(ledger: StoredLedger, calendar: Calendar, store: Store) -> None:
    """A call each month: at any time what is found is what the rules still allow, and the ledger is always sound."""
    verifier = Verifier.parse(ledger.reader.public_key())
    months = []
    for number in range(24):
        calendar.moment = datetime(2024 + number // 12, number % 12 + 1, 15, tzinfo=UTC)
        months.append(f"{calendar.moment:%Y-%m}")
        await speak(ledger, months[-1])
        await speak(ledger, months[-1], "globex")
        await expire(ledger)
        # A month of numbers is kept until a year after its end; one of names until thirty days after.
        assert found(ledger) == months[-13:]
        assert found(ledger, Identity("PERSON", "Jane Doe")) == months[-2:]
        assert found(ledger, PHONE, "globex") == months
        assert store.check(verifier).faults == []
    calendar.moment = datetime(2028, 1, 1, tzinfo=UTC)
    await expire(ledger)
    assert found(ledger) == []
    assert found(ledger, PHONE, "globex") == []
    report = store.check(verifier)
    assert report.faults == []
    assert (report.counts["entities"], report.counts["tokens"]) == (0, 0)


async def test_what_expired_is_said_to_have_expired(ledger: StoredLedger, calendar: Calendar) -> None:
    """Asked later, the answer is neither "found" nor "never there"."""
    await speak(ledger, "call-1")
    calendar.moment += timedelta(days=800)
    await expire(ledger)
    audit, access = Audit(ledger), Access(TENANT, "auditor", "a test")
    answer = await audit.find_subject(access, [PHONE])
    assert answer.hits == ()
    assert answer.expired == (Scope("PHONE_NUMBER", "2024-01"),)
    with pytest.raises(RetentionExpired):
        await audit.explain_entity(access, "call-1", "e1")
    assert (await audit.get_call(TENANT, "call-1")).state is CallState.ENDED
    await speak(ledger, "call-2")
    with pytest.raises(NotFound):
        await audit.explain_entity(access, "call-2", "e9")


async def test_the_last_day_of_the_month_counts(ledger: StoredLedger, calendar: Calendar) -> None:
    """Thirty days after the end of January are over with the first of March 2024, and not a moment before."""
    await speak(ledger, "call-1")
    calendar.moment = datetime(2024, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert await expire(ledger) == []
    calendar.moment = datetime(2024, 3, 2, tzinfo=UTC)
    assert await expire(ledger) == [Due(scope=2, tenant=TENANT, entity_type="PERSON", epoch="2024-01", begun=False)]
    assert await expire(ledger) == []


async def test_nothing_of_it_is_left_on_the_disk(
    data_dir: Path, calendar: Calendar, raw_bytes: Callable[[], bytes]
) -> None:
    """Neither its sealed rows, nor its tokens, nor its wrapped keys are in any byte of any file."""
    ledger = await SqliteLedger.open(data_dir, rules=RULES, clock=calendar)
    await speak(ledger, "call-1")
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        traces = [cell for row in database.execute("SELECT sealed, digest, tokens FROM openings") for cell in row]
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        wrapped = "SELECT wrapped FROM epoch_keys UNION SELECT wrapped FROM entity_keys"
        traces += [row[0] for row in keys.execute(wrapped)]
    before = raw_bytes()
    assert all(trace in before for trace in traces)
    calendar.moment += timedelta(days=800)
    await expire(ledger)
    after = raw_bytes()
    await ledger.close()
    assert not [trace for trace in traces if trace in after]


async def test_copies_that_a_database_left_of_rows_go_too(
    data_dir: Path, calendar: Calendar, raw_bytes: Callable[[], bytes]
) -> None:
    """Months of calls, whose pages were split again and again: no trace of an expired row or key is in free space."""
    ledger = await SqliteLedger.open(data_dir, rules=RULES, clock=calendar)
    chance = random.Random(4)
    for month in range(2):
        calendar.moment = datetime(2024, 1 + month, 15, tzinfo=UTC)
        for number in range(150):
            await ledger.open_call(record(f"call-{month}-{number}"))
            said = entity("e1", value=f"415555{chance.randrange(1000, 9999)}")
            await ledger.commit(batch(f"call-{month}-{number}", said, state=CallState.ENDED))
    await ledger.truncate()
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        scopes = "SELECT id FROM scopes WHERE epoch = '2024-01'"
        rows = database.execute(f"SELECT sealed, salt, tokens FROM openings WHERE scope IN ({scopes})")
        traces = [cell for row in rows for cell in row]
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        select = "SELECT k.wrapped FROM entity_keys k JOIN epoch_keys e ON e.id = k.epoch WHERE e.epoch = '2024-01'"
        traces += [row[0] for row in keys.execute(select)]
    assert len(traces) >= 600
    calendar.moment = datetime(2025, 2, 10, tzinfo=UTC)
    assert len(await expire(ledger)) == 1
    assert len(found(ledger, Identity("PHONE_NUMBER", "4155550134"))) < 150
    left = scan(files(data_dir), needles(Marks(tuple(traces), ()))).found
    await ledger.close()
    assert left == ()
    assert len(SqliteLedger.databases) == 2


async def test_a_reader_puts_the_end_of_a_month_off(
    data_dir: Path, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody reads, deleted rows may be in the write-ahead log: the month is not over until they are not."""
    monkeypatch.setattr("server.ledger.sqlite.TRUNCATE_SECONDS", 0.05)
    ledger = await SqliteLedger.open(data_dir, rules=RULES, clock=calendar)
    await speak(ledger, "call-1")
    calendar.moment += timedelta(days=800)
    with closing(sqlite3.connect(data_dir / "ledger.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM calls").fetchall()
        assert await expire(ledger) == []
        assert found(ledger) == [], "nobody finds it all the same"
    assert len(await expire(ledger)) == 2
    assert await expire(ledger) == []
    await ledger.close()


@pytest.mark.parametrize("step", ["_begin", "_destroying", "_deleting", "_finish"])
async def test_a_run_that_was_cut_off_is_finished_by_the_next(
    ledger: StoredLedger, calendar: Calendar, store: Store, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step does not come to pass: nothing is half there, and the end is the same."""
    await speak(ledger, "call-1")
    calendar.moment += timedelta(days=800)

    def broken(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr(retention, step, broken)
        with pytest.raises((CutOffError, LedgerUnavailable)):
            await expire(ledger)
    verifier = Verifier.parse(ledger.reader.public_key())
    assert store.check(verifier).faults == []
    again = await store.open(rules=RULES, clock=calendar)
    assert len(await expire(again)) == 2
    assert found(again) == []
    assert store.check(verifier).faults == []
    await again.close()


async def test_a_call_that_outlives_its_month_is_still_recorded(ledger: StoredLedger, calendar: Calendar) -> None:
    """Its later entities go into the present month: nothing is released without its record."""
    await ledger.open_call(record("long"))
    await ledger.commit(batch("long", entity("e1")))
    calendar.moment += timedelta(days=800)
    await expire(ledger)
    await ledger.commit(batch("long", entity("e2"), upto=2))
    assert [stored.entity_id for stored in ledger.entities(TENANT, "long")] == ["e2"]
    assert found(ledger) == ["long"]


async def test_a_server_keeps_within_its_rules_by_itself(ledger: StoredLedger, calendar: Calendar) -> None:
    """No command is needed: what is due when the server starts is destroyed at once."""
    await speak(ledger, "call-1")
    calendar.moment += timedelta(days=800)
    told: list[str] = []
    async with retained(ledger, tell=told.append):
        while not told:  # noqa: ASYNC110 - nothing tells when it is done
            await asyncio.sleep(0)
    assert found(ledger) == []
