"""The keystore: what it refuses, and what its files hold."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from server.errors import ConfigInvalid
from server.ledger.keystore import Keystore, load_root

ROOT = b"0123456789abcdef" * 2


def test_a_fingerprint_is_of_one_tenant_and_one_type(tmp_path: Path) -> None:
    """Equal values meet within a tenant and type, and nowhere else."""
    keystore = Keystore.open(tmp_path / "keys.db", ROOT)
    same = {keystore.fingerprint("a", "PHONE_NUMBER", value) for value in ("(415) 555-0134", "4155550134")}
    other = {keystore.fingerprint(*name, "4155550134") for name in (("b", "PHONE_NUMBER"), ("a", "ACCOUNT_ID"))}
    keystore.close()
    assert len(same) == 1
    assert len(same | other) == 3


def test_no_value_no_fingerprint(tmp_path: Path) -> None:
    """A masked range of unknown value does not match every other masked range."""
    keystore = Keystore.open(tmp_path / "keys.db", ROOT)
    assert keystore.fingerprint("a", "PERSON", "  ") == b""
    keystore.close()


def test_another_root_gives_other_fingerprints(tmp_path: Path) -> None:
    """The fingerprints hang on the root secret, not on the value alone."""
    fingerprints = set()
    for name in ("one", "two"):
        keystore = Keystore.open(tmp_path / name, ROOT)
        fingerprints.add(keystore.fingerprint("a", "PERSON", "jane doe"))
        keystore.close()
    assert len(fingerprints) == 2


def test_a_wrong_root_is_refused_at_open(tmp_path: Path) -> None:
    """Before a single call, not in the middle of one; and no key is made under the wrong root."""
    Keystore.open(tmp_path / "keys.db", ROOT).close()
    before = (tmp_path / "keys.db").read_bytes()
    with pytest.raises(ConfigInvalid, match="root secret"):
        Keystore.open(tmp_path / "keys.db", ROOT[::-1])
    assert (tmp_path / "keys.db").read_bytes() == before


def test_a_newer_keystore_is_refused(tmp_path: Path) -> None:
    """A file whose meaning this version does not know is left alone."""
    Keystore.open(tmp_path / "keys.db", ROOT).close()
    with closing(sqlite3.connect(tmp_path / "keys.db")) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(ConfigInvalid, match="newer version"):
        Keystore.open(tmp_path / "keys.db", ROOT)


def test_the_file_is_private_and_leaves_no_journal(tmp_path: Path) -> None:
    """Mode 0600, a rollback journal, and nothing but the database beside it after use."""
    keystore = Keystore.open(tmp_path / "keys.db", ROOT)
    keystore.fingerprint("a", "PERSON", "jane doe")
    pragmas = [
        keystore._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "secure_delete")
    ]
    assert pragmas == ["delete", 1]
    assert [path.name for path in tmp_path.iterdir()] == ["keys.db"]
    assert stat.S_IMODE((tmp_path / "keys.db").stat().st_mode) == 0o600
    keystore.close()


def test_the_root_is_made_once_and_private(tmp_path: Path) -> None:
    """The first start makes a root that only its owner reads; the second uses it."""
    first = load_root(tmp_path / "root.key", create=True)
    assert load_root(tmp_path / "root.key", create=True) == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "root.key").stat().st_mode) == 0o600


def test_a_lost_root_is_not_replaced(tmp_path: Path) -> None:
    """A new root beside old keys would hide that every fingerprint is lost."""
    with pytest.raises(ConfigInvalid, match="missing"):
        load_root(tmp_path / "root.key", create=False)
    assert not (tmp_path / "root.key").exists()


def test_a_short_root_is_refused(tmp_path: Path) -> None:
    """Sixteen letters typed by hand are not a root secret."""
    (tmp_path / "root.key").write_bytes(b"sixteen letters!\n")
    with pytest.raises(ConfigInvalid, match="fewer than 32 bytes") as caught:
        load_root(tmp_path / "root.key", create=False)
    assert "sixteen" not in caught.value.diagnostics()
