"""The keystore: what it refuses, what it destroys, and what its file holds."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.errors import ConfigInvalid, LedgerUnavailable
from server.ledger.keystore import EpochKey, Keystore
from server.ledger.roots import LocalRoot

ROOT = LocalRoot(b"0123456789abcdef" * 2)
OTHER = LocalRoot(b"fedcba9876543210" * 2)
NAME = ("acme", "PHONE_NUMBER", "2026-11")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def keystore(path: Path) -> Iterator[Keystore]:
    with closing(Keystore.open(path, ROOT)) as opened:
        yield opened


def key_of(keystore: Keystore, *name: str) -> EpochKey:
    key = keystore.epoch_key(*(name or NAME), create=True)
    assert key is not None
    return key


def test_every_tenant_type_and_month_has_a_key_of_its_own(keystore: Keystore) -> None:
    """Equal values meet within a tenant, type and month, and nowhere else."""
    names = [NAME, ("globex", *NAME[1:]), ("acme", "PERSON", "2026-11"), ("acme", "PHONE_NUMBER", "2026-12")]
    assert len({key_of(keystore, *name).index for name in names}) == len(names)
    assert key_of(keystore).index == key_of(keystore).index


def test_keys_outlive_the_process(path: Path) -> None:
    """A deletion request finds the calls of last month."""
    with closing(Keystore.open(path, ROOT)) as first:
        number, secret = first.new_entity_key(key_of(first))
        index = key_of(first).index
    with closing(Keystore.open(path, ROOT)) as second:
        assert key_of(second).index == index
        assert second.entity_key(number, key_of(second)) == secret


def test_a_wrong_root_is_refused_at_open(path: Path) -> None:
    """Before a single call, not in the middle of one; and no key is made under the wrong root."""
    Keystore.open(path, ROOT).close()
    before = path.read_bytes()
    with pytest.raises(ConfigInvalid, match="root secret"):
        Keystore.open(path, OTHER)
    assert path.read_bytes() == before


def test_a_new_root_opens_what_the_old_one_closed(path: Path) -> None:
    """Rotation wraps the tenants' keys anew: every key is the same, and the old root opens nothing any more."""
    with closing(Keystore.open(path, ROOT)) as keystore:
        before = (key_of(keystore).index, keystore.new_entity_key(key_of(keystore)), keystore.log_signer().verifier)
        keystore.rotate(OTHER)
        assert key_of(keystore, "initech", "PERSON", "2026-11")
    with closing(Keystore.open(path, OTHER)) as keystore:
        number, secret = before[1]
        assert key_of(keystore).index == before[0]
        assert keystore.entity_key(number, key_of(keystore)) == secret
        assert keystore.log_signer().verifier == before[2]
        assert keystore.epoch_key("initech", "PERSON", "2026-11") is not None
    with pytest.raises(ConfigInvalid):
        Keystore.open(path, ROOT)


def test_a_destroyed_epoch_stays_destroyed(keystore: Keystore, path: Path) -> None:
    """Its entity keys go with it, nobody makes a new key in its place, and the next epoch is untouched."""
    number, _ = keystore.new_entity_key(key_of(keystore))
    kept, secret = keystore.new_entity_key(key_of(keystore, "acme", "PHONE_NUMBER", "2026-12"))
    gone = key_of(keystore)
    for _ in range(2):
        keystore.destroy_epoch(*NAME)
    assert keystore.epoch_key(*NAME, create=True) is None
    assert keystore.entity_key(number, gone) is None
    assert keystore.entity_key(kept, key_of(keystore, "acme", "PHONE_NUMBER", "2026-12")) == secret
    with closing(Keystore.open(path, ROOT)) as other:
        assert other.epoch_key(*NAME, create=True) is None


def test_no_byte_of_a_destroyed_key_is_left(keystore: Keystore, path: Path) -> None:
    """The wrapped bytes are overwritten at once: in the file, and in no journal beside it."""
    keystore.new_entity_key(key_of(keystore))
    with closing(sqlite3.connect(path)) as database:
        wrapped = [row[0] for row in database.execute("SELECT wrapped FROM entity_keys")]
        wrapped += [row[0] for row in database.execute("SELECT wrapped FROM epoch_keys")]
    assert all(key in path.read_bytes() for key in wrapped)
    keystore.destroy_epoch(*NAME)
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert not [key for key in wrapped if key in left]


def test_single_keys_can_be_destroyed(keystore: Keystore) -> None:
    """One value of one call is erased; the one beside it is not, and no later key gets the number."""
    gone, kept = (keystore.new_entity_key(key_of(keystore)) for _ in range(2))
    keystore.destroy_entity_keys([gone[0]])
    assert keystore.entity_key(gone[0], key_of(keystore)) is None
    assert keystore.entity_key(kept[0], key_of(keystore)) == kept[1]
    later = {keystore.new_entity_key(key_of(keystore))[0] for _ in range(50)}
    assert gone[0] not in later


def test_a_tenant_that_leaves_takes_its_keys(keystore: Keystore) -> None:
    """Off-boarding destroys everything of one tenant, and nothing of another."""
    key_of(keystore)
    theirs = key_of(keystore, "globex", "PERSON", "2026-11")
    keystore.destroy_tenant("acme")
    assert keystore.epoch_key(*NAME) is None
    assert keystore.epoch_key("globex", "PERSON", "2026-11") == theirs


def test_a_newer_keystore_is_refused(path: Path) -> None:
    """A file whose meaning this version does not know is left alone."""
    Keystore.open(path, ROOT).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(ConfigInvalid, match="newer version"):
        Keystore.open(path, ROOT)


def test_the_file_is_private_and_leaves_no_journal(keystore: Keystore, path: Path) -> None:
    """Mode 0600, the pragmas on every connection, and nothing but the database beside it after use."""
    keystore.new_entity_key(key_of(keystore))
    with closing(Keystore.open(path, ROOT, write=False)) as reading:
        for opened in (keystore, reading):
            names = ("journal_mode", "secure_delete", "synchronous")
            pragmas = [opened._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
            assert pragmas == ["delete", 1, 2]
    assert [file.name for file in path.parent.iterdir()] == ["keys.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_in_another_journal_mode_is_refused(path: Path) -> None:
    """A log beside the keys would keep what was destroyed: whoever reads refuses such a file."""
    Keystore.open(path, ROOT).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE some_change (x)")
        with pytest.raises(LedgerUnavailable, match="cannot be kept"):
            Keystore.open(path, ROOT, write=False)


def test_keys_are_made_ahead_beside_the_writer(tmp_path: Path) -> None:
    """Hundreds of keys, each durable and once; while others are made nobody waits; a destroyed month gets none."""
    path, root = tmp_path / "keys.db", LocalRoot(b"r" * 32)
    keystore = Keystore.open(path, root)
    month = keystore.epoch_key("acme", "PERSON", "2026-11", create=True)
    assert month is not None
    taken = dict(keystore.new_entity_key(month) for _ in range(500))
    keystore.close()
    assert len(taken) == 500
    again = Keystore.open(path, root)
    month = again.epoch_key("acme", "PERSON", "2026-11")
    assert month is not None
    assert all(again.entity_key(number, month) == key for number, key in taken.items())
    again.new_entity_key(month)
    again.destroy_epoch("acme", "PERSON", "2026-11")
    again.close()
    with closing(sqlite3.connect(path)) as keys:
        assert keys.execute("SELECT count(*) FROM entity_keys").fetchone() == (0,)
