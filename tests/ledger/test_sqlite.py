"""The SQLite ledger, on real files."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from server.errors import CallExists, ConfigInvalid, LedgerUnavailable, NotFound
from server.ledger.checkpoint import Head
from server.ledger.fsck import check
from server.ledger.ledger import CallState, SpanRecord, StoredSpan
from server.ledger.notes import Verifier
from server.ledger.reader import SqliteReader
from server.ledger.sqlite import SqliteLedger
from tests.ledger.facts import TENANT, batch, entity, record, span

NOBODY = 65534


@pytest_asyncio.fixture
async def ledger(data_dir: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(data_dir)
    yield opened
    await opened.close()


async def test_a_call_is_read_back_as_it_was_recorded(ledger: SqliteLedger) -> None:
    """Everything an entity record says is there again, but for its value: that became a fingerprint."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1", span("s2", 2, 3, 8), subject_id="subject-7"), upto=2))
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert (call.state, call.committed_sequence, call.closed_at) == (CallState.ACTIVE, 2, None)
    assert (call.policy, call.policy_fingerprint, call.engine_version) == ("default", "sha256:aa", "engine-1")
    assert call.opened_at.endswith("Z")
    (stored,) = ledger.entities(TENANT, "call-1")
    assert (stored.entity_id, stored.entity_type, stored.score) == ("e1", "PHONE_NUMBER", 0.9)
    assert (stored.recognizer, stored.operator, stored.subject_id) == ("PhoneRecognizer", "label", "subject-7")
    assert stored.spans == (StoredSpan("s2", 2, 3, 8, 1.5, 2.25),)
    assert len(bytes.fromhex(stored.fingerprint)) == 16


async def test_a_revision_is_told_by_the_log_beside_its_record(data_dir: Path, ledger: SqliteLedger) -> None:
    """What was hidden in text that had left is an entity like others; an event names its opening, once."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1"), upto=1))
    revised = replace(entity("e2", span("s1", 1, 20, 25), value="tamarind", entity_type="PASSWORD"), revises=True)
    for _ in range(2):
        await ledger.commit(batch("call-1", revised, upto=1))
    assert [stored.entity_id for stored in ledger.entities(TENANT, "call-1")] == ["e1", "e2"]
    with closing(sqlite3.connect(data_dir / "ledger.db")) as rows:
        ((tenant, body),) = rows.execute("SELECT tenant, body FROM events WHERE kind = 'REVISED'").fetchall()
        ((leaf,),) = rows.execute("SELECT leaf FROM openings WHERE entity_id = 'e2'").fetchall()
    assert tenant == TENANT
    assert json.loads(body) == {"call": 1, "opening": leaf}


async def test_the_same_batch_twice_records_once(ledger: SqliteLedger) -> None:
    """A batch that is sent again after a lost answer changes nothing."""
    await ledger.open_call(record("call-1"))
    again = batch("call-1", entity("e1"), upto=3)
    await ledger.commit(again)
    before = list(ledger.entities(TENANT, "call-1"))
    await ledger.commit(again)
    assert list(ledger.entities(TENANT, "call-1")) == before


async def test_a_later_record_adds_spans_and_replaces_the_rest(ledger: SqliteLedger) -> None:
    """A value read out over two turns stays one entity: more places, and what is known of it now."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(
        batch("call-1", entity("e1", span("s1", 1), entity_type="NUMBER_SEQUENCE", score=0.4, value="4111"))
    )
    later = entity("e1", span("s3", 3), entity_type="CREDIT_CARD", score=0.95, value="4111111111111111")
    await ledger.commit(batch("call-1", later))
    await ledger.commit(batch("call-1", entity("e2", entity_type="CREDIT_CARD", value="4111 1111 1111 1111")))
    first, second = ledger.entities(TENANT, "call-1")
    assert (first.entity_type, first.score) == ("CREDIT_CARD", 0.95)
    assert [place.segment_id for place in first.spans] == ["s1", "s3"]
    assert first.fingerprint == second.fingerprint


async def test_a_record_without_value_or_subject_keeps_what_is_known(ledger: SqliteLedger) -> None:
    """One more place of a known entity does not unlink it from its subject."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1", subject_id="subject-7")))
    (before,) = ledger.entities(TENANT, "call-1")
    await ledger.commit(batch("call-1", entity("e1", span("s2", 2), value="", subject_id="")))
    (after,) = ledger.entities(TENANT, "call-1")
    assert (after.fingerprint, after.subject_id) == (before.fingerprint, "subject-7")
    assert len(after.spans) == 2


async def test_entities_come_in_order_of_first_appearance(ledger: SqliteLedger) -> None:
    """The order is that of the speech, not that of the release: a held segment is recorded late."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("later", span("s4", 4))))
    await ledger.commit(batch("call-1", entity("second", span("s1", 1, 20, 30)), entity("first", span("s1", 1, 0, 9))))
    assert [found.entity_id for found in ledger.entities(TENANT, "call-1")] == ["first", "second", "later"]


async def test_a_call_id_is_taken_once(ledger: SqliteLedger) -> None:
    """Two calls never mix in one audit."""
    await ledger.open_call(record("call-1"))
    with pytest.raises(CallExists):
        await ledger.open_call(record("call-1"))


async def test_a_call_that_was_never_opened_takes_no_batch(ledger: SqliteLedger) -> None:
    """Evidence without a call is a fault of the caller, and its neighbours in the group are kept."""
    await ledger.open_call(record("call-1"))
    wrong, right = await asyncio.gather(
        ledger.commit(batch("call-2", entity("e1"))),
        ledger.commit(batch("call-1", entity("e1"))),
        return_exceptions=True,
    )
    assert isinstance(wrong, NotFound)
    assert isinstance(right, Head)
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1


async def test_nothing_found_is_none_and_empty(ledger: SqliteLedger) -> None:
    """Asking for an unknown call is no error."""
    assert ledger.call(TENANT, "no-such-call") is None
    assert list(ledger.entities(TENANT, "no-such-call")) == []


async def test_two_tenants_share_nothing(ledger: SqliteLedger) -> None:
    """The same call id, entity id and value in two tenants: each sees its own, and the fingerprints say nothing."""
    for tenant in (TENANT, "globex"):
        await ledger.open_call(record("call-1", tenant))
    await ledger.commit(batch("call-1", entity("e1", score=0.8)))
    await ledger.commit(batch("call-1", entity("e1", score=0.7), entity("e2"), tenant="globex"))
    (ours,) = ledger.entities(TENANT, "call-1")
    theirs, _ = ledger.entities("globex", "call-1")
    assert (ours.score, theirs.score) == (0.8, 0.7)
    assert ours.fingerprint != theirs.fingerprint


async def test_a_closed_call_stays_as_it_closed(ledger: SqliteLedger) -> None:
    """ENDED is final, and a repeated end does not move its time."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", upto=9, state=CallState.ENDED))
    ended = ledger.call(TENANT, "call-1")
    assert ended is not None
    assert ended.state is CallState.ENDED
    assert ended.closed_at is not None
    await ledger.commit(batch("call-1", upto=4, state=CallState.ABANDONED))
    assert ledger.call(TENANT, "call-1") == ended


async def test_what_waits_together_is_committed_together(ledger: SqliteLedger, data_dir: Path) -> None:
    """While one transaction waits for the disk, a hundred batches gather: they cost one more, not a hundred."""
    for number in range(100):
        await ledger.open_call(record(f"call-{number}"))
    before = ledger.transactions
    with closing(sqlite3.connect(data_dir / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.ensure_future(ledger.commit(batch(f"call-{n}", entity("e1")))) for n in range(100)]
        done, _ = await asyncio.wait(waiting, timeout=0.05)
        assert not done, "a batch was acknowledged while nobody could write"
        other.execute("ROLLBACK")
        await asyncio.gather(*waiting)
    assert ledger.transactions - before <= 2
    assert all(len(list(ledger.entities(TENANT, f"call-{n}"))) == 1 for n in range(100))


async def test_a_cancelled_caller_leaves_its_fact_in_the_group(ledger: SqliteLedger, data_dir: Path) -> None:
    """A client that goes away in the middle of a commit takes no evidence with it."""
    await ledger.open_call(record("call-1"))
    with closing(sqlite3.connect(data_dir / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(ledger.commit(batch("call-1", entity("e1"))))
        await asyncio.wait([waiting], timeout=0.01)
        waiting.cancel()
        other.execute("ROLLBACK")
    await ledger.commit(batch("call-1"))
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1


async def test_closing_writes_what_is_waiting(data_dir: Path) -> None:
    """Whoever waits when the ledger closes is answered, and it is true."""
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("call-1"))
    waiting = [asyncio.ensure_future(ledger.commit(batch("call-1", entity(f"e{n}")))) for n in range(50)]
    await asyncio.sleep(0)
    await ledger.close()
    await asyncio.gather(*waiting)
    with pytest.raises(LedgerUnavailable):
        await ledger.commit(batch("call-1"))
    reader = SqliteReader.open(data_dir)
    assert len(list(reader.entities(TENANT, "call-1"))) == 50
    reader.close()


async def test_a_fact_that_cannot_be_written_harms_no_other(ledger: SqliteLedger, data_dir: Path) -> None:
    """A string that is no valid text fails alone, without its content, and the group around it is durable."""
    await ledger.open_call(record("call-1"))
    poison = batch("call-1", entity("canary-\udcff"))
    facts = [batch("call-1", entity("e1")), poison, batch("call-1", entity("e2"))]
    with closing(sqlite3.connect(data_dir / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.ensure_future(ledger.commit(fact)) for fact in facts]
        await asyncio.wait(waiting, timeout=0.01)
        other.execute("ROLLBACK")
    first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(first, Head)
    assert isinstance(third, Head)
    assert isinstance(second, LedgerUnavailable)
    assert "canary" not in repr(second) + second.diagnostics()
    assert {found.entity_id for found in ledger.entities(TENANT, "call-1")} == {"e1", "e2"}


async def test_no_value_is_in_any_file(data_dir: Path, raw_bytes: Callable[[], bytes]) -> None:
    """Planted values are in no byte of the database, its log or the keystore, while it is open and afterwards."""
    values = ["zanzibar quillfeather", "9918273645", "canary.mail@example.org", "hunter2-canary"]
    types = ["PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "PASSWORD"]
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("call-1"))
    found = [entity(f"e{n}", entity_type=types[n], value=value) for n, value in enumerate(values)]
    await ledger.commit(batch("call-1", *found, state=CallState.ENDED))
    planted = [value.encode() for value in values] + [value.encode("utf-16-le") for value in values]
    while_open = raw_bytes()
    assert b"call-1" in while_open, "the log was not read"
    await ledger.close()
    assert not [value for value in planted if value in while_open + raw_bytes()]
    assert not [value for value in values if value in repr(found)]


async def test_files_are_private(ledger: SqliteLedger, data_dir: Path) -> None:
    """Nobody but the owner reads the directory or any file in it, the write-ahead log included."""
    await ledger.open_call(record("call-1"))
    modes = _modes(data_dir)
    assert modes.pop(data_dir.name) == 0o700
    assert {"ledger.db", "ledger.db-wal", "keys.db", "root.key"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def _modes(data_dir: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data_dir, *data_dir.iterdir())}


async def test_a_full_disk_is_an_error_until_there_is_space(ledger: SqliteLedger) -> None:
    """Nothing is acknowledged that did not fit, the error holds no text, and the ledger goes on when there is space."""
    await ledger.open_call(record("call-1"))
    big = batch("call-1", *(entity(f"canary-{n}") for n in range(2000)))
    with _no_space(), pytest.raises(LedgerUnavailable) as caught:
        await ledger.commit(big)
    assert "canary" not in repr(caught.value) + caught.value.diagnostics()
    assert "SQLITE_" in caught.value.action
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert list(ledger.entities(TENANT, "call-1")) == []
    await ledger.commit(big)
    assert len(list(ledger.entities(TENANT, "call-1"))) == 2000


@contextmanager
def _no_space() -> Iterator[None]:
    """Let no file of this process grow beyond 64 KiB: what a full disk looks like to SQLite."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_keystore_that_cannot_be_written_holds_everything_back(ledger: SqliteLedger) -> None:
    """No key, no record, no release; and the ledger goes on when the keys do."""
    await ledger.open_call(record("call-1"))
    keys = ledger._recorder.keystore._connection
    keys.execute("PRAGMA query_only=ON")
    with pytest.raises(LedgerUnavailable) as caught:
        await ledger.commit(batch("call-1", entity("e1"), state=CallState.ENDED))
    assert "SQLITE_READONLY" in caught.value.action
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert (call.state, list(ledger.entities(TENANT, "call-1"))) == (CallState.ACTIVE, [])
    keys.execute("PRAGMA query_only=OFF")
    await ledger.commit(batch("call-1", entity("e1"), state=CallState.ENDED))
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1


async def test_two_writers_share_one_log(ledger: SqliteLedger, data_dir: Path) -> None:
    """What a command appends, the server's next checkpoint continues: one tree, whoever writes."""
    verifier = Verifier.parse(ledger.reader.public_key())
    second = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("one"))
    await second.open_call(record("other"))
    heads = []
    for number in range(10):
        writer, call_id = ((ledger, "one"), (second, "other"))[number % 2]
        heads.append(await writer.commit(batch(call_id, entity(f"e{number}"), upto=number)))
    await second.close()
    assert [head.size for head in heads] == sorted({head.size for head in heads})
    assert check(data_dir, verifier, earlier=heads).faults == []


async def test_what_was_acknowledged_is_not_recorded_again(ledger: SqliteLedger, data_dir: Path) -> None:
    """A repeated batch adds no leaf: the head that answers it is the one that was there."""
    await ledger.open_call(record("call-1"))
    first = await ledger.commit(batch("call-1", entity("e1")))
    assert await ledger.commit(batch("call-1", entity("e1"))) == first


async def test_one_key_for_a_value_in_a_call(ledger: SqliteLedger, data_dir: Path) -> None:
    """Said twice, it has one key to destroy; another value, and the same one in another call, has its own."""
    for call_id in ("call-1", "call-2"):
        await ledger.open_call(record(call_id))
    said = (entity("e1"), entity("e1", span("s2", 2)), entity("e2", value="(415) 555-0134"))
    await ledger.commit(batch("call-1", *said, entity("e3", value="4155550135")))
    await ledger.commit(batch("call-2", entity("e1")))
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        keys = [row[0] for row in database.execute("SELECT key FROM openings ORDER BY leaf")]
    first, again, other_entity, other_value, other_call = keys
    assert first == again == other_entity
    assert len({first, other_value, other_call}) == 3


async def test_a_directory_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    """A read-only volume shows at the start, as the error that it is."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with _without_privilege(), pytest.raises(LedgerUnavailable):
        await SqliteLedger.open(locked / "data")


@contextmanager
def _without_privilege() -> Iterator[None]:
    """Be somebody whom file modes hold; root they do not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_is_no_database_is_an_error(data_dir: Path) -> None:
    """A damaged ledger is never overwritten or taken for an empty one."""
    data_dir.mkdir()
    (data_dir / "ledger.db").write_bytes(b"canary, not a database\n" * 500)
    with pytest.raises(LedgerUnavailable) as caught:
        asyncio.run(SqliteLedger.open(data_dir))
    assert "canary" not in repr(caught.value)
    assert (data_dir / "ledger.db").read_bytes().startswith(b"canary")


async def test_calls_of_a_dead_process_are_abandoned(data_dir: Path) -> None:
    """A ledger closed with a call in progress: whoever opens it next knows that nobody will end that call."""
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("broken"))
    await ledger.open_call(record("whole"))
    await ledger.commit(batch("whole", state=CallState.ENDED))
    await ledger.close()
    ledger = await SqliteLedger.open(data_dir)
    states = [ledger.call(TENANT, call_id) for call_id in ("broken", "whole")]
    await ledger.close()
    assert [call and call.state for call in states] == [CallState.ABANDONED, CallState.ENDED]


async def test_a_second_writer_leaves_the_calls_of_the_first_alone(ledger: SqliteLedger, data_dir: Path) -> None:
    """A command that writes into a running server's ledger neither waits for it nor abandons its calls."""
    await ledger.open_call(record("live"))
    second = await SqliteLedger.open(data_dir)
    await second.open_call(record("archived"))
    await asyncio.gather(
        *(ledger.commit(batch("live", entity(f"e{n}"), upto=n)) for n in range(50)),
        *(second.commit(batch("archived", entity(f"e{n}"), upto=n)) for n in range(50)),
    )
    (one, *_), (other, *_) = list(second.entities(TENANT, "live")), list(ledger.entities(TENANT, "archived"))
    await second.close()
    live = ledger.call(TENANT, "live")
    assert live is not None
    assert (live.state, live.committed_sequence) == (CallState.ACTIVE, 49)
    assert one.fingerprint == other.fingerprint


async def test_a_new_root_is_told_of_once(data_dir: Path) -> None:
    """Whoever starts a server for the first time has a secret to keep; later there is nothing to tell."""
    told = []
    for _ in range(2):
        ledger = await SqliteLedger.open(data_dir)
        told.append(ledger.root_made)
        await ledger.close()
    assert told == [True, False]


async def test_values_keep_their_fingerprint_over_a_restart(data_dir: Path) -> None:
    """A deletion request finds calls of last month: the keys outlive the process."""
    fingerprints = []
    for number in range(2):
        ledger = await SqliteLedger.open(data_dir)
        await ledger.open_call(record(f"call-{number}"))
        await ledger.commit(batch(f"call-{number}", entity("e1")))
        fingerprints += [stored.fingerprint for stored in ledger.entities(TENANT, f"call-{number}")]
        await ledger.close()
    assert fingerprints[0] == fingerprints[1]


async def test_a_root_secret_from_elsewhere_leaves_none_in_the_directory(data_dir: Path) -> None:
    """With the root given, a copy of the data directory cannot test a guess against a fingerprint."""
    ledger = await SqliteLedger.open(data_dir, root_secret=b"r" * 32)
    await ledger.close()
    assert not (data_dir / "root.key").exists()
    with pytest.raises(ConfigInvalid):
        await SqliteLedger.open(data_dir, root_secret=b"q" * 32)
    with pytest.raises(ConfigInvalid):
        await SqliteLedger.open(data_dir)


async def test_a_reader_sees_what_is_committed_while_a_writer_runs(ledger: SqliteLedger, data_dir: Path) -> None:
    """An audit needs no pause of the server, and changes nothing."""
    reader = SqliteReader.open(data_dir)
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1"), entity("e2", SpanRecord("s1", 1, 20, 30))))
    found = list(reader.entities(TENANT, "call-1"))
    reader.close()
    assert [stored.entity_id for stored in found] == ["e1", "e2"]
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert call.state is CallState.ACTIVE


def test_a_reader_creates_no_ledger(data_dir: Path) -> None:
    """Asking in the wrong place does not leave an empty ledger there."""
    with pytest.raises(NotFound):
        SqliteReader.open(data_dir)
    assert not data_dir.exists()
