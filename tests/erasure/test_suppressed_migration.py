"""A ledger of the version that noted suppressed records under requests is brought up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from server.erasure.erasure import Erasure
from server.erasure.states import State
from server.ledger import migrations
from server.ledger.database import create_private, engine
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import JANE, PHONE, erased, outcomes, sound, speak, wanted
from tests.ledger.facts import TENANT

CALL = "'ENDED', 'p', 'f', 'e', 0, 't', 't', x'00', 1, 2"


def brought(path: Path, revision: str) -> None:
    """The database, at a revision."""
    opened = engine(path)
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    opened.dispose()


def test_a_suppressed_record_goes_on_being_found(tmp_path: Path) -> None:
    """It stands under the form of its request and of its own tenant, and under nobody else's."""
    path = tmp_path / "ledger.db"
    create_private(path)
    brought(path, "0003")
    with closing(sqlite3.connect(path)) as database, database:
        for number, tenant in ((1, "acme"), (2, "globex")):
            call = f"INSERT INTO calls VALUES ({number}, '{tenant}', 'call', '2026-01', {CALL})"
            database.execute(call)
            database.execute(f"INSERT INTO scopes VALUES ({number}, '{tenant}', 'PHONE_NUMBER', '2026-01', 'LIVE')")
            opening = f"({number}0, {number}, 'e1', {number}, 0, {number}, x'00', x'00', x'', x'00')"
            database.execute(f"INSERT INTO openings VALUES {opening}")
            database.execute(f"INSERT INTO suppressed VALUES ({number}0, 0)")
            database.execute(f"INSERT INTO suppressions VALUES ('{tenant}', x'0{number}', 0)")
        database.execute("INSERT INTO suppressions VALUES ('acme', x'09', 7)")
    brought(path, "0004")
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT leaf, token FROM suppressed ORDER BY leaf").fetchall()
    assert rows == [(10, b"\x01"), (20, b"\x02")]


def test_a_record_of_several_forms_is_marked(tmp_path: Path) -> None:
    """Which form of its request it matched is not known of it: each is noted as one that a person has to confirm."""
    path = tmp_path / "ledger.db"
    create_private(path)
    brought(path, "0003")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"INSERT INTO calls VALUES (1, 'acme', 'call', '2026-01', {CALL})")
        database.execute("INSERT INTO scopes VALUES (1, 'acme', 'PHONE_NUMBER', '2026-01', 'LIVE')")
        database.execute("INSERT INTO openings VALUES (10, 1, 'e1', 1, 0, 1, x'00', x'00', x'', x'00')")
        database.execute("INSERT INTO suppressed VALUES (10, 0)")
        database.execute("INSERT INTO suppressions VALUES ('acme', x'0100ff', 0), ('acme', x'02', 0)")
    brought(path, "0004")
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT leaf, token FROM suppressed ORDER BY token").fetchall()
    assert rows == [(10, b"?\x01\x00\xff"), (10, b"?\x02")]


async def test_a_marked_record_waits_for_a_person(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """It is a candidate of whoever names one of the forms, and not erased for them until it is confirmed."""
    await speak(ledger, "call-1", JANE)
    await erased(asked, wanted(PHONE))
    await speak(ledger, "call-2", {"PHONE_NUMBER": JANE["PHONE_NUMBER"]})
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database, database:
        database.execute("UPDATE suppressed SET token = CAST(x'3f' || token AS BLOB)")
    status = await erased(asked, wanted(PHONE, request_id="r2"))
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"NOT_CONFIRMED": 1, "NOT_FOUND": 1})
    assert len(list(ledger.entities(TENANT, "call-2"))) == 1
    status = await erased(asked, wanted(PHONE, request_id="r3"), confirmed=["call-2/e1"])
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 1, "NOT_FOUND": 1})
    assert list(ledger.entities(TENANT, "call-2")) == []
    assert sound(ledger)
