"""What only PostgreSQL promises: the database keeps tenants apart and the log as it is, and keys that go are gone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from server.errors import ConfigInvalid, InvalidField, LedgerUnavailable
from server.ledger.buckets import BUCKET, BucketKeystore
from server.ledger.ledger import CallState
from server.ledger.notes import Verifier
from server.ledger.postgres import fsck
from server.ledger.postgres.ledger import PostgresLedger
from server.ledger.postgres.schema import migrate
from server.ledger.recorder import Recorder
from server.ledger.schema import metadata
from server.ledger.store import StoredLedger
from server.ledger.tokens import Identity
from tests.ledger.facts import TENANT, batch, entity, record
from tests.ledger.postgres_server import ROLE, command
from tests.ledger.stores import PostgresStore
from tests.ledger.test_residue import SAID, written

PHONE = Identity("PHONE_NUMBER", "+1 415 555 0134")


@pytest_asyncio.fixture
async def ledger(postgres: PostgresStore) -> AsyncIterator[StoredLedger]:
    opened = await postgres.open()
    yield opened
    await opened.close()


async def speak(ledger: StoredLedger, *call_ids: str, tenant: str = TENANT) -> None:
    for call_id in call_ids:
        await ledger.open_call(record(call_id, tenant))
        await ledger.commit(batch(call_id, entity("e1"), tenant=tenant))


TABLES = ("calls", "scopes", "openings", "tokens", "events", "buckets", "entity_keys")


async def test_a_tenant_is_seen_only_by_who_has_entered_it(ledger: StoredLedger, postgres: PostgresStore) -> None:
    """A query that forgets its tenant sees nothing, and none sees or writes another's rows: the database says so."""
    await speak(ledger, "one")
    await speak(ledger, "other", tenant="globex")
    with psycopg.connect(postgres.conninfo, autocommit=True) as app:
        for table in TABLES:
            assert app.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)
        app.execute("SET veilscript.tenant = 'globex'")
        for table in TABLES:
            assert app.execute(f"SELECT DISTINCT tenant FROM {table}".encode()).fetchall() == [("globex",)]
        app.execute("UPDATE openings SET state = 1 WHERE true")
        app.execute("DELETE FROM tokens WHERE true")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("UPDATE scopes SET tenant = 'acme'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO events VALUES (99, 'READ', 'acme', '', '', '')")
    assert [hit.call_id for hit in ledger.reader.find(TENANT, [PHONE]).hits] == ["one"]
    assert ledger.reader.find("globex", [PHONE]).hits == ()


async def test_the_log_cannot_be_changed_by_the_server(ledger: StoredLedger, postgres: PostgresStore) -> None:
    """The role that serves adds leaves and events; to change or take away one it has no right."""
    await speak(ledger, "one")
    with psycopg.connect(postgres.conninfo, autocommit=True) as app:
        app.execute("SET veilscript.tenant = 'acme'")
        for table in ("leaves", "nodes", "events", "calls", "tenants"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"DELETE FROM {table}".encode())
        for statement in ("UPDATE leaves SET kind = 1", "UPDATE events SET body = ''", "TRUNCATE leaves"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())


async def test_a_role_that_nothing_binds_is_refused(postgres: PostgresStore) -> None:
    """A server that ran as owner or superuser would pass by row-level security: it does not start."""
    for user in ("postgres", "ledger_owner"):
        conninfo = postgres.cluster.conninfo(postgres.database, user)
        with pytest.raises(ConfigInvalid, match="Row-level security"):
            await PostgresLedger.open(conninfo, postgres.data_dir)
    with psycopg.connect(postgres.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE tokens NO FORCE ROW LEVEL SECURITY")
    with pytest.raises(ConfigInvalid, match="Row-level security"):
        await postgres.open()


async def test_a_ledger_of_another_version_is_refused(postgres: PostgresStore) -> None:
    """A newer one with a clear word, by server and migration alike; one that was never made, with what to run."""
    with psycopg.connect(postgres.owner, autocommit=True) as owner:
        owner.execute("UPDATE alembic_version SET version_num = 'p9999'")
    with pytest.raises(ConfigInvalid, match="newer version"):
        await postgres.open()
    with pytest.raises(ConfigInvalid, match="newer version"):
        migrate(postgres.owner, ROLE)
    with psycopg.connect(postgres.owner, autocommit=True) as owner:
        owner.execute("DROP TABLE alembic_version")
    with pytest.raises(ConfigInvalid) as refused:
        await postgres.open()
    assert "veilscript migrate" in refused.value.action
    with pytest.raises(ConfigInvalid, match="no such role"):
        migrate(postgres.owner, "nobody-knows")


def test_it_has_the_tables_of_the_file(postgres: PostgresStore) -> None:
    """Every table and column of the SQLite ledger is there: what is written for one store fits the other."""
    select = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    there = set(postgres.rows(select))
    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    assert wanted - there == set()


async def test_a_database_that_is_not_there_is_unavailable(postgres: PostgresStore) -> None:
    """What the driver says of it, which may hold names and addresses, is not told."""
    with pytest.raises(LedgerUnavailable) as refused:
        await PostgresLedger.open(f"host=/nowhere dbname={postgres.database}", postgres.data_dir)
    assert "nowhere" not in refused.value.diagnostics()
    assert "OperationalError" in refused.value.action


def destroyed(recorder: Recorder, numbers: list[int]) -> None:
    recorder.connection.enter(TENANT)
    recorder.keystore.destroy_entity_keys(numbers)


def key_of(postgres: PostgresStore, call_id: str) -> int:
    select = f"SELECT o.key FROM openings o JOIN calls c ON c.id = o.call WHERE c.call_id = '{call_id}'"
    ((number,),) = postgres.rows(select)
    return int(number)


async def test_a_destroyed_key_opens_nothing_that_the_database_remembers(
    ledger: StoredLedger, postgres: PostgresStore, raw_bytes: Callable[[], bytes]
) -> None:
    """The bucket's key is in no byte of the keystore: what the database kept of it is noise; the rest reads on."""
    calls = [f"call-{number}" for number in range(BUCKET + 5)]
    await speak(ledger, *calls)
    number = key_of(postgres, "call-7")
    ((bucket,),) = postgres.rows(f"SELECT bucket FROM entity_keys WHERE id = {number}")
    with closing(sqlite3.connect(postgres.data_dir / "keys.db")) as keys:
        (wrapped,) = keys.execute("SELECT wrapped FROM entity_keys WHERE id = ?", (bucket,)).fetchone()
    assert wrapped in raw_bytes()
    await ledger.transact(partial(destroyed, numbers=[number]))
    assert wrapped not in raw_bytes()
    assert postgres.rows(f"SELECT 1 FROM buckets WHERE id = {bucket}") == []
    ledger.reader.forget()
    assert list(ledger.entities(TENANT, "call-7")) == []
    assert all(len(list(ledger.entities(TENANT, call_id))) == 1 for call_id in calls if call_id != "call-7")
    # Again is no error, and the next entity gets a key that lasts.
    await ledger.transact(partial(destroyed, numbers=[number]))
    await speak(ledger, "later")
    assert len(list(ledger.entities(TENANT, "later"))) == 1


async def test_a_destruction_that_was_cut_off_is_finished_at_the_next_start(
    postgres: PostgresStore, raw_bytes: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies when the survivors are safe and the old key is still there: nothing is lost, then it goes."""
    ledger = await postgres.open()
    await speak(ledger, "one", "two")
    number = key_of(postgres, "one")
    ((bucket,),) = postgres.rows(f"SELECT bucket FROM entity_keys WHERE id = {number}")
    with closing(sqlite3.connect(postgres.data_dir / "keys.db")) as keys:
        (wrapped,) = keys.execute("SELECT wrapped FROM entity_keys WHERE id = ?", (bucket,)).fetchone()

    def dies(_: BucketKeystore) -> None:
        raise LedgerUnavailable("The process is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(BucketKeystore, "settle", dies)
        with pytest.raises(LedgerUnavailable):
            await ledger.transact(partial(destroyed, numbers=[number]))
    assert wrapped in raw_bytes()
    await ledger.close()
    again = await postgres.open()
    assert wrapped not in raw_bytes()
    assert [len(list(again.entities(TENANT, call_id))) for call_id in ("one", "two")] == [0, 1]
    await again.close()


async def test_what_is_rolled_back_destroys_nothing(ledger: StoredLedger, postgres: PostgresStore) -> None:
    """A transaction that fails after it asked for a destruction leaves every key as it was."""
    await speak(ledger, "one", "two")

    def fails(recorder: Recorder) -> None:
        destroyed(recorder, [key_of(postgres, "one")])
        raise InvalidField(())

    with pytest.raises(InvalidField):
        await ledger.transact(fails)
    await speak(ledger, "three")
    ledger.reader.forget()
    assert [len(list(ledger.entities(TENANT, call_id))) for call_id in ("one", "two", "three")] == [1, 1, 1]
    verifier = Verifier.parse(ledger.reader.public_key())
    assert postgres.check(verifier).faults == []


async def test_it_comes_back_with_the_database(ledger: StoredLedger, postgres: PostgresStore) -> None:
    """While the database restarts nothing is acknowledged; afterwards the same call goes on, nothing is there twice."""
    await speak(ledger, "one")
    cluster = postgres.cluster
    options = ("-D", str(cluster.data), "-w", "-m", "immediate")
    await asyncio.to_thread(command, cluster, "pg_ctl", *options, "stop")
    with pytest.raises(LedgerUnavailable):
        await ledger.commit(batch("one", entity("e2"), upto=2))
    with pytest.raises(LedgerUnavailable):
        ledger.call(TENANT, "one")
    await asyncio.to_thread(cluster.start)
    await ledger.commit(batch("one", entity("e2"), upto=2, state=CallState.ENDED))
    assert [stored.entity_id for stored in ledger.entities(TENANT, "one")] == ["e1", "e2"]
    # It holds the writers' lock again: whoever comes now does not take its calls for a dead one's.
    await ledger.open_call(record("going"))
    other = await postgres.open()
    call = other.call(TENANT, "going")
    await other.close()
    assert call is not None
    assert call.state is CallState.ACTIVE


async def test_a_name_that_cannot_be_stored_is_refused(ledger: StoredLedger) -> None:
    """PostgreSQL keeps no U+0000: the call is refused as a field, not as a broken store, and others go on."""
    with pytest.raises(InvalidField):
        await ledger.open_call(record("a\0b"))
    await speak(ledger, "one")
    with pytest.raises(InvalidField):
        ledger.call(TENANT, "a\0b")


async def test_the_whole_is_verified_by_its_owner(ledger: StoredLedger, postgres: PostgresStore) -> None:
    """`verify` sees all tenants as the owner, finds a changed row and a taken one, and refuses whoever sees less."""
    await speak(ledger, "one", "two")
    await speak(ledger, "one", tenant="globex")
    verifier = Verifier.parse(ledger.reader.public_key())
    report = postgres.check(verifier)
    assert (report.faults, report.counts["calls"], report.counts["opened"]) == ([], 3, 3)
    with pytest.raises(ConfigInvalid, match="does not see the whole"):
        fsck.check(postgres.conninfo, postgres.data_dir, verifier)
    admin = postgres.cluster.conninfo(postgres.database, "postgres")
    with psycopg.connect(admin, autocommit=True) as changing:
        changing.execute("UPDATE calls SET policy = 'other' WHERE call_id = 'two'")
    assert postgres.check(verifier).faults != []
    with psycopg.connect(admin, autocommit=True) as changing:
        changing.execute("UPDATE calls SET policy = 'default'")
        changing.execute("DELETE FROM tokens WHERE leaf = (SELECT max(leaf) FROM tokens)")
    assert postgres.check(verifier).faults != []


async def test_no_value_is_in_any_byte_of_the_database(
    ledger: StoredLedger, postgres: PostgresStore, raw_bytes: Callable[[], bytes]
) -> None:
    """Not in its tables, indexes or write-ahead log, nor in its own log when a statement fails."""
    await ledger.open_call(record("call-1"))
    found = [entity(f"e{n}", entity_type=name, value=value) for n, (name, value) in enumerate(SAID.items())]
    await ledger.commit(batch("call-1", *found, state=CallState.ENDED))
    with psycopg.connect(postgres.cluster.conninfo(postgres.database, "postgres"), autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    folder = postgres.cluster.data.parent
    everything = raw_bytes().lower() + b"".join(_bytes(path) for path in folder.rglob("*") if path.is_file())
    assert b"call-1" in everything, "nothing was read"
    for value in SAID.values():
        for form in written(value.lower()):
            assert form.encode() not in everything


def _bytes(path: Path) -> bytes:
    return path.read_bytes().lower()
