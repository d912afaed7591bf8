"""The check of a ledger as a whole: a sound one passes, and whatever is changed in one is found."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from server.errors import NotFound, VeilscriptError
from server.ledger.checkpoint import Checkpoint, Head
from server.ledger.fsck import Report, check
from server.ledger.ledger import CallState, Event
from server.ledger.notes import Signer, Verifier
from server.ledger.roots import LocalRoot
from server.ledger.sqlite import SqliteLedger
from tests.ledger.facts import TENANT, batch, entity, record, span

ROOT = b"r" * 32
TYPES = ("PHONE_NUMBER", "PERSON", "EMAIL_ADDRESS", "HEALTH_CONDITION")

NOT_EVIDENCE = {("openings", "state"), ("heads", "id")}
"""Columns that no leaf commits to: which rows an erasure has blocked, and the number of the only row."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A ledger with everything in it, closed, and what was written down of it elsewhere."""

    data_dir: Path
    verifier: Verifier
    earlier: Head

    def check(self, data_dir: Path | None = None, *, root: LocalRoot | None = None) -> Report:
        return check(data_dir or self.data_dir, self.verifier, earlier=[self.earlier], root=root)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """Two calls, more than 256 leaves, four types, several records of one entity, a subject, a question."""
    data_dir = tmp_path_factory.mktemp("sound") / "data"
    ledger = await SqliteLedger.open(data_dir, root_secret=ROOT)
    await ledger.open_call(record("call-1"))
    earlier = await ledger.commit(batch("call-1", entity("e0", subject_id="subject-7")))
    many = [
        entity(f"e{n}", span(f"s{n}", n), entity_type=TYPES[n % 4], value=f"4155550{n:03}") for n in range(1, 260)
    ]
    await ledger.commit(batch("call-1", *many, state=CallState.ENDED))
    await ledger.open_call(record("call-2", "globex"))
    for n in range(3):
        await ledger.commit(batch("call-2", entity("e1", span(f"s{n}", n)), tenant="globex", upto=n))
    await ledger.commit(batch("call-2", tenant="globex", upto=9, state=CallState.ABANDONED))
    await ledger.record(Event("READ", TENANT, {"method": "FindSubject", "purpose": "a test"}))
    verifier = Verifier.parse(ledger.reader.public_key())
    await ledger.close()
    return Sound(data_dir, verifier, earlier)


@pytest.fixture
def copy(sound: Sound, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound.data_dir, tmp_path / "copy"))


@dataclass(frozen=True, slots=True)
class Tampering:
    """A copy of a sound ledger that is changed, checked, and put back."""

    sound: Sound
    data_dir: Path
    pristine: bytes

    def sql(self, *statements: str, values: tuple[object, ...] = ()) -> list[str]:
        """What the check says after these statements; and that it says nothing before."""
        with closing(self.open()) as database, database:
            for statement in statements:
                database.execute(statement, values)
        return self.faults()

    def open(self) -> sqlite3.Connection:
        for path in self.data_dir.glob("ledger.db*"):
            path.unlink()
        (self.data_dir / "ledger.db").write_bytes(self.pristine)
        return sqlite3.connect(self.data_dir / "ledger.db")

    def faults(self) -> list[str]:
        try:
            return self.sound.check(self.data_dir).faults
        except VeilscriptError as error:
            return [error.message]


@pytest.fixture
def tampering(sound: Sound, copy: Path) -> Tampering:
    found = Tampering(sound, copy, (copy / "ledger.db").read_bytes())
    assert found.faults() == []
    return found


def test_a_sound_ledger_passes(sound: Sound) -> None:
    """With nothing but the public key; and with the keys every entity opens too."""
    report = sound.check()
    assert report.faults == []
    assert report.counts["entities"] == 263
    assert report.counts["calls"] == 2
    assert report.head is not None
    assert report.head.size == report.counts["leaves"]
    assert sound.check(root=LocalRoot(ROOT)).counts["opened"] == 263


async def test_a_ledger_is_checked_while_it_is_written(sound: Sound, copy: Path) -> None:
    """The check sees one moment, and waits for nobody."""
    ledger = await SqliteLedger.open(copy, root_secret=ROOT)
    await ledger.open_call(record("live"))
    await ledger.commit(batch("live", entity("e1")))
    assert sound.check(copy).faults == []
    await ledger.close()


def test_any_changed_value_of_any_row_is_found(tampering: Tampering) -> None:
    """One bit of a random row, in each column of each table that holds evidence."""
    chance = random.Random(6962)
    with closing(tampering.open()) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {(table, row[1]) for table in tables for row in database.execute(f"PRAGMA table_info({table})")}
        rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
        names = {table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in tables}
    tried = 0
    update = 'UPDATE {} SET "{}" = ? WHERE {}'
    for table, column in sorted(columns - NOT_EVIDENCE):
        for row in chance.sample(rows[table], min(3, len(rows[table]))):
            where = " AND ".join(f'"{name}" IS ?' for name in names[table])
            value = _altered(row[names[table].index(column)], chance)
            try:
                faults = tampering.sql(update.format(table, column, where), values=(value, *row))
            except sqlite3.IntegrityError:
                continue  # the table itself refused it
            assert faults, f"{table}.{column} was changed unseen"
            tried += 1
    assert tried > 100


def _altered(value: object, chance: random.Random) -> object:
    """The value with one bit changed; something in place of nothing."""
    match value:
        case int():
            return value ^ 1 << chance.randrange(8)
        case str() if value:
            at = chance.randrange(len(value))
            return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
        case bytes() if value:
            at = chance.randrange(len(value))
            return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]
    return b"\x01" * 16


def test_any_changed_byte_of_the_file_is_found_or_means_nothing(tampering: Tampering) -> None:
    """A random byte of the file, two hundred times: it is found, or every row still reads as it did."""
    chance = random.Random(2026)
    with closing(tampering.open()) as database:
        before = list(database.iterdump())
    found = 0
    for _ in range(200):
        at = chance.randrange(len(tampering.pristine))
        tampering.open().close()
        with (tampering.data_dir / "ledger.db").open("r+b") as file:
            file.seek(at)
            file.write(bytes([tampering.pristine[at] ^ 1 << chance.randrange(8)]))
        if tampering.faults():
            found += 1
            continue
        with closing(sqlite3.connect(tampering.data_dir / "ledger.db")) as database:
            after = list(database.iterdump())
        assert [line for line in after if line not in before] == [], f"byte {at} was changed unseen"
    assert found > 50


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (("DELETE FROM leaves WHERE id = 100",), "Leaves are missing"),
        (("DELETE FROM leaves WHERE id = (SELECT max(id) FROM leaves)",), "shorter than its signed head"),
        (("DELETE FROM openings WHERE leaf = 100",), "A row is gone"),
        (("DELETE FROM calls WHERE id = 2",), "A row is gone"),
        (("DELETE FROM events WHERE kind = 'READ'",), "A row is gone"),
        (("DELETE FROM scopes WHERE id = 1",), "A scope is gone"),
        (("DELETE FROM tokens WHERE leaf = (SELECT max(leaf) FROM tokens)",), "The index does not find"),
        (("INSERT INTO tokens VALUES (x'00112233445566778899aabbccddeeff', 20)",), "The index holds tokens"),
        (("DELETE FROM nodes",), "A stored node is wrong"),
        (("DELETE FROM heads",), "no signed head"),
        (("UPDATE calls SET state = 'ACTIVE', closed = NULL, closed_at = NULL WHERE id = 1",), "A row is gone"),
        (("INSERT INTO openings SELECT leaf + 999, call, 'x', 1, 0, 1, salt, digest, tokens, sealed FROM openings",),
         "A row lies beyond"),
        (("UPDATE leaves SET id = -1 WHERE id = 100", "UPDATE leaves SET id = 100 WHERE id = 101",
          "UPDATE leaves SET id = 101 WHERE id = -1"), "not what its leaf commits to"),
        (("UPDATE openings SET leaf = -1 WHERE leaf = 100", "UPDATE openings SET leaf = 100 WHERE leaf = 101",
          "UPDATE openings SET leaf = 101 WHERE leaf = -1"), "not what its leaf commits to"),
    ],
)  # fmt: skip
def test_what_is_removed_added_or_reordered_is_found(
    tampering: Tampering, statements: tuple[str, ...], fault: str
) -> None:
    """Each by its name, so that who reads the verdict knows where to look."""
    assert any(fault in found for found in tampering.sql(*statements))


def test_a_truncated_tail_is_found_against_an_earlier_head(sound: Sound, tmp_path: Path) -> None:
    """Yesterday's whole file in place of today's is sound in itself; whoever kept a later head sees it."""
    report = sound.check()
    assert report.head is not None
    later = Head(report.head.size + 5, b"h" * 32)
    assert check(sound.data_dir, sound.verifier, earlier=[later]).faults == [
        f"The log is shorter than it was at an earlier head: {later.size}"
    ]


def test_a_rewritten_past_is_found_against_an_earlier_head(sound: Sound) -> None:
    """The owner of the log's key can sign any log: what was given away before holds them to it."""
    rewritten = Head(sound.earlier.size, b"h" * 32)
    (fault,) = check(sound.data_dir, sound.verifier, earlier=[rewritten]).faults
    assert fault.startswith("The log does not continue an earlier head")


def test_a_log_signed_by_another_is_not_this_log(sound: Sound, tampering: Tampering) -> None:
    """A whole new log under a new key does not pass for the old one."""
    head = sound.check().head
    assert head is not None
    forged = Signer(sound.verifier.name, b"f" * 32).sign(Checkpoint(sound.verifier.name, head).text())
    faults = tampering.sql("UPDATE heads SET note = ?", values=(forged,))
    assert "The checkpoint is not signed by the public key" in faults


def test_a_lost_key_is_found_with_the_keys(sound: Sound, copy: Path) -> None:
    """A keystore that was put back from before the ledger opens less than the ledger holds."""
    with closing(sqlite3.connect(copy / "ledger.db")) as ledger:
        # Keys are made ahead: not each of them has an entity.
        used = ledger.execute("SELECT key FROM openings GROUP BY key HAVING count(*) = 1 LIMIT 1").fetchone()
    with closing(sqlite3.connect(copy / "keys.db")) as keys, keys:
        assert keys.execute("DELETE FROM entity_keys WHERE id = ?", used).rowcount == 1
    assert sound.check(copy).faults == []
    faults = sound.check(copy, root=LocalRoot(ROOT)).faults
    assert [fault.split(":")[0] for fault in faults] == ["The key of an entity is gone"]


def test_what_is_no_ledger_cannot_be_judged(sound: Sound, tmp_path: Path) -> None:
    """No file is no verdict."""
    with pytest.raises(NotFound):
        sound.check(tmp_path)


def test_a_file_that_is_no_database_is_damaged(sound: Sound, copy: Path) -> None:
    """Something is there, and it is not the ledger."""
    (copy / "ledger.db").write_bytes(b"canary, not a database\n" * 500)
    assert sound.check(copy).faults == ["The database is damaged"]
