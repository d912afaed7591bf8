"""What SQLite leaves of moved cells in free space is overwritten, and nothing else is."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.erasure.residue import needles, scan
from server.ledger import scrub
from server.ledger.database import connect
from server.ledger.erasing import Marks
from server.ledger.handles import handle
from server.ledger.scrub import free_space, scrub_every_page, scrub_free_space

ROWS = 3000


@pytest.fixture(params=["wal", "delete"])
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A file as the ledger's, or the keystore's: rows in random order, so that pages were split again and again."""
    path = tmp_path / "ledger.db"
    path.touch()
    chance = random.Random(3)
    with closing(connect(path, write=True)) as opened:
        opened.execute(f"PRAGMA journal_mode={request.param}").fetchone()
        opened.execute("CREATE TABLE tokens (token BLOB PRIMARY KEY, leaf INTEGER) WITHOUT ROWID")
        opened.executemany("INSERT INTO tokens VALUES (?, ?)", [(chance.randbytes(16), n) for n in range(ROWS)])
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return path


def again(database: Path) -> sqlite3.Connection:
    """Another connection, in the file's own mode."""
    opened = sqlite3.connect(database, isolation_level=None)
    opened.execute("PRAGMA secure_delete=ON")
    return opened


def test_copies_of_moved_rows_go(database: Path) -> None:
    """Half of the rows are deleted, copies of some lie in free space; afterwards none does, and the rest is there."""
    with closing(again(database)) as opened:
        rows = opened.execute("SELECT token, leaf FROM tokens").fetchall()
        gone, left = rows[::2], rows[1::2]
        opened.executemany("DELETE FROM tokens WHERE token = ?", [(token,) for token, _ in gone])
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        sought = needles(Marks((), tuple(token for token, _ in gone)))
        before = scan([("ledger.db", database)], sought).found
        assert before, "SQLite has left no copies: there is nothing to overwrite any more"
        scrub_free_space(database, [offset for trace in before for offset in trace.offsets])
        assert scan([("ledger.db", database)], sought).found == ()
        # The connection that had these pages in memory writes again: it must not put them back.
        opened.execute("INSERT INTO tokens VALUES (?, ?)", (os.urandom(16), -1))
        opened.executemany("UPDATE tokens SET leaf = leaf + 1 WHERE token = ?", [(token,) for token, _ in left])
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert scan([("ledger.db", database)], sought).found == ()
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = opened.execute("SELECT token, leaf - 1 FROM tokens WHERE leaf >= 0 ORDER BY token").fetchall()
        assert kept == sorted(left)


def test_free_space_is_nobodys(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it overwritten on every page, the database is whole and holds the same rows."""
    with closing(again(database)) as opened:
        rows = opened.execute("SELECT token, leaf FROM tokens").fetchall()
        monkeypatch.setattr(scrub, "AT_ONCE", 7)
        scrub_every_page(database)
    left = database.read_bytes()
    size = 4096
    pages = [(left[at : at + size], 100 if at == 0 else 0) for at in range(0, len(left), size)]
    assert not any(any(page[start:end]) for page, header in pages for start, end in free_space(page, header))
    with closing(sqlite3.connect(database)) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert other.execute("SELECT token, leaf FROM tokens").fetchall() == rows


@pytest.mark.parametrize("seed", range(40))
def test_a_page_that_is_none_is_left_alone(seed: int) -> None:
    """Random bytes, or nothing: what is yielded lies within the page, and it ends."""
    page = bytes([10]) + random.Random(seed).randbytes(4095)
    assert all(0 <= start <= end <= len(page) for start, end in free_space(page, 0))
    assert list(free_space(bytes(4096), 0)) == []
    assert list(free_space(b"", 0)) == []


def test_locks_survive_a_look_at_the_file(database: Path) -> None:
    """Looking through a file takes no lock of SQLite's away: another process still cannot have it alone."""
    with closing(sqlite3.connect(database, isolation_level=None)) as opened:
        opened.execute("BEGIN IMMEDIATE")
        names = [("a", database), ("b", database.with_name("ledger.db-shm"))]
        before = _locks(database)
        assert before
        for _ in range(3):
            scan(names, needles(Marks((os.urandom(40),), ())))
        assert _locks(database) == before
        assert handle(database) == handle(database)


def test_files_that_are_gone_are_let_go(tmp_path: Path) -> None:
    """A server that looks for years does not gather descriptors of journals that are long gone."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(50):
        journal = tmp_path / f"keys.db-journal-{number}"
        journal.write_bytes(b"x")
        scan([("journal", journal)], b"")
        journal.unlink()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2


def _locks(database: Path) -> list[str]:
    """The locks of this process on the files beside a database, as the system knows them."""
    inodes = {str(path.stat().st_ino) for path in database.parent.iterdir()}
    lines = Path("/proc/locks").read_text(encoding="utf-8").splitlines()
    found = [line.split() for line in lines]
    return sorted(
        " ".join(words[1:]) for words in found if words[4] == str(os.getpid()) and words[5].split(":")[-1] in inodes
    )
