"""The root secret: made once, private, never replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.errors import ConfigInvalid
from server.ledger.roots import LocalRoot, load_root


def test_the_root_is_made_once_and_private(tmp_path: Path) -> None:
    """The first start makes a root that only its owner reads; the second uses it."""
    first = load_root(tmp_path / "root.key", create=True)
    assert load_root(tmp_path / "root.key", create=True) == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "root.key").stat().st_mode) == 0o600


def test_a_lost_root_is_not_replaced(tmp_path: Path) -> None:
    """A new root beside old keys would hide that every key is lost."""
    with pytest.raises(ConfigInvalid, match="missing"):
        load_root(tmp_path / "root.key", create=False)
    assert not (tmp_path / "root.key").exists()


def test_a_short_root_is_refused(tmp_path: Path) -> None:
    """Sixteen letters typed by hand are not a root secret."""
    (tmp_path / "root.key").write_bytes(b"sixteen letters!\n")
    with pytest.raises(ConfigInvalid, match="fewer than 32 bytes") as caught:
        load_root(tmp_path / "root.key", create=False)
    assert "sixteen" not in caught.value.diagnostics()


def test_a_wrapped_key_opens_under_its_own_label_only() -> None:
    """Two wrapped keys that changed places in the file do not pass for each other."""
    root = LocalRoot(b"0123456789abcdef" * 2)
    wrapped = root.wrap(b"k" * 32, b"tenant acme")
    assert root.unwrap(wrapped, b"tenant acme") == b"k" * 32
    for other in (b"tenant globex", b"check"):
        with pytest.raises(ConfigInvalid):
            root.unwrap(wrapped, other)
