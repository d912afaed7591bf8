"""A ledger of the first version, brought to this one."""

from __future__ import annotations

import hmac
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from server.ledger import migrations
from server.ledger.database import create_private, engine
from server.ledger.fsck import check
from server.ledger.ledger import CallState, StoredSpan
from server.ledger.normalise import normalise
from server.ledger.notes import Verifier
from server.ledger.roots import LocalRoot
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.ledger.facts import TENANT, batch, entity, record

ROOT = b"r" * 32
KEY = b"k" * 32


def first_version(data_dir: Path) -> None:
    """Two calls as the first version left them: rows in the open, fingerprints without months."""
    data_dir.mkdir()
    create_private(data_dir / "ledger.db")
    opened = engine(data_dir / "ledger.db")
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    opened.dispose()
    fingerprint = hmac.digest(KEY, normalise("PHONE_NUMBER", "4155550134").encode(), "sha256")
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database, database:
        at = "2026-09-30T12:00:00.000Z"
        for number, state, closed in ((1, "ENDED", at), (2, "ACTIVE", None)):
            call = (number, TENANT, f"call-{number}", state, "pci", "sha256:aa", "engine-0", 7, at, closed)
            database.execute("INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", call)
            row = (number, number, "e1", "PHONE_NUMBER", 0.9, "Phone", "label", "sha256:aa", fingerprint, "sub-7", at)
            database.execute("INSERT INTO entities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            for start in (0, 20):
                span = (number, f"s{start}", start + 1, start, start + 9, 1.5, None)
                insert = 'INSERT INTO spans (entity, segment_id, sequence, start, "end", start_offset, end_offset)'
                database.execute(f"{insert} VALUES (?, ?, ?, ?, ?, ?, ?)", span)
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys, keys:
        keys.execute(
            "CREATE TABLE keys (tenant TEXT NOT NULL, entity_type TEXT NOT NULL,"
            " wrapped BLOB NOT NULL, PRIMARY KEY (tenant, entity_type)) WITHOUT ROWID"
        )
        root = LocalRoot(ROOT)
        for name, key in ((("", ""), b"c" * 32), ((TENANT, "PHONE_NUMBER"), KEY)):
            keys.execute("INSERT INTO keys VALUES (?, ?, ?)", (*name, root.wrap(key, "\0".join(name).encode())))
        keys.execute("PRAGMA user_version=1")


async def test_what_the_first_version_recorded_is_kept_and_found(data_dir: Path) -> None:
    """Calls, places and subjects are there; a number is found in old and new calls alike; all of it is in the log."""
    first_version(data_dir)
    ledger = await SqliteLedger.open(data_dir, root_secret=ROOT)
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert (call.state, call.policy, call.opened_at) == (CallState.ENDED, "pci", "2026-09-30T12:00:00.000Z")
    abandoned = ledger.call(TENANT, "call-2")
    assert abandoned is not None
    assert abandoned.state is CallState.ABANDONED
    (stored,) = ledger.entities(TENANT, "call-1")
    assert (stored.entity_type, stored.subject_id, stored.score) == ("PHONE_NUMBER", "sub-7", 0.9)
    assert stored.spans == (StoredSpan("s0", 1, 0, 9, 1.5, None), StoredSpan("s20", 21, 20, 29, 1.5, None))
    await ledger.open_call(record("call-3"))
    await ledger.commit(batch("call-3", entity("e1")))
    for identity in (Identity("PHONE_NUMBER", "415-555-0134"), Identity("SUBJECT_ID", "sub-7")):
        hits = ledger.reader.find(TENANT, [identity]).hits
        assert [hit.call_id for hit in hits][:2] == ["call-1", "call-2"]
    assert len(ledger.reader.find(TENANT, [Identity("PHONE_NUMBER", "415-555-0134")]).hits) == 3
    verifier = Verifier.parse(ledger.reader.public_key())
    assert check(data_dir, verifier, root=LocalRoot(ROOT)).faults == []
    await ledger.close()


async def test_it_is_taken_over_once(data_dir: Path) -> None:
    """The second start changes nothing."""
    first_version(data_dir)
    for _ in range(2):
        ledger = await SqliteLedger.open(data_dir, root_secret=ROOT)
        assert len(list(ledger.entities(TENANT, "call-1"))) == 1
        await ledger.close()
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        assert not database.execute("SELECT 1 FROM sqlite_master WHERE name LIKE 'first_%'").fetchone()
