"""A ledger of the version that noted suppressed records under requests is brought up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from server.ledger import migrations
from server.ledger.database import create_private, engine

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
    """It stands under the forms of its request and of its own tenant, and under nobody else's."""
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
