"""The shipped policies, and those of tenants."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.errors import ConfigInvalid, PolicyUnknown
from server.redaction.policy import TYPES
from server.redaction.policy_store import BUILT_IN, PolicyStore, built_in

CONTENT = 'version = "1"\n[types]\nPERSON = true\n'


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "acme").mkdir()
    return tmp_path


def test_every_built_in_policy_is_sound_and_its_own() -> None:
    """Five policies, five fingerprints; an empty name is the default."""
    store = PolicyStore()
    store.check()
    assert len({store.get("any", name).fingerprint for name in BUILT_IN}) == len(BUILT_IN)
    assert store.get("any", "") is built_in("default")


def test_what_the_built_in_policies_hide() -> None:
    """By type, as documented."""
    hidden = {name: set(built_in(name).rules) for name in BUILT_IN}
    assert hidden["default"] == set(TYPES) - {"ORGANIZATION", "DATE"}
    assert hidden["pci"] == {"CREDIT_CARD", "CARD_EXPIRY", "CARD_CVV", "BANK_ACCOUNT", "NUMBER_SEQUENCE"}
    assert hidden["hipaa"] == set(TYPES) - {"ORGANIZATION"}
    assert hidden["gdpr"] == set(TYPES) - {"ORGANIZATION", "DATE"}
    assert hidden["strict"] == set(TYPES)
    assert built_in("strict").rules["PERSON"].threshold < built_in("default").rules["PERSON"].threshold


def test_a_tenants_policy_is_its_own(directory: Path) -> None:
    """Another tenant does not see it."""
    (directory / "acme" / "sales.toml").write_text(CONTENT)
    store = PolicyStore(directory)
    assert set(store.get("acme", "sales").rules) == {"PERSON"}
    with pytest.raises(PolicyUnknown):
        store.get("other", "sales")


@pytest.mark.parametrize(
    ("tenant", "name"),
    [("acme", "nope"), ("..", "x"), ("acme", "../acme/sales"), ("acme", "a/b"), ("", "x"), ("a", ".")],
)
def test_what_is_no_name_is_unknown(directory: Path, tenant: str, name: str) -> None:
    """No name leads out of the directory."""
    (directory / "acme" / "sales.toml").write_text(CONTENT)
    (directory / "x.toml").write_text(CONTENT)
    with pytest.raises(PolicyUnknown):
        PolicyStore(directory).get(tenant, name)


def test_a_changed_file_counts_from_the_next_call(directory: Path) -> None:
    """No restart: changed, broken, mended, removed."""
    path = directory / "acme" / "sales.toml"
    path.write_text(CONTENT)
    store = PolicyStore(directory)
    first = store.get("acme", "sales")
    assert store.get("acme", "sales") is first
    path.write_text(CONTENT + "AGE = true\n")
    assert set(store.get("acme", "sales").rules) == {"PERSON", "AGE"}
    path.write_text(CONTENT + "AGE =\n")
    with pytest.raises(ConfigInvalid) as caught:
        store.get("acme", "sales")
    assert caught.value.message == "acme/sales.toml, line 4, column 6: is not TOML."
    path.write_text(CONTENT)
    assert store.get("acme", "sales").fingerprint == first.fingerprint
    path.unlink()
    with pytest.raises(PolicyUnknown):
        store.get("acme", "sales")


def test_a_file_replaced_within_the_clocks_grain_is_noticed(directory: Path) -> None:
    """Editors write a new file and move it: the same size and time, another file."""
    path, other = directory / "acme" / "sales.toml", directory / "acme" / "new"
    path.write_text(CONTENT)
    store = PolicyStore(directory)
    first = store.get("acme", "sales").fingerprint
    other.write_text(CONTENT.replace('"1"', '"2"'))
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)
    assert store.get("acme", "sales").fingerprint != first


def test_check_finds_a_mistake_and_a_name_that_is_taken(directory: Path) -> None:
    """At the start, before a call needs it."""
    (directory / "acme" / "sales.toml").write_text("version = 1")
    with pytest.raises(ConfigInvalid, match=r"acme/sales.toml: version"):
        PolicyStore(directory).check()
    (directory / "acme" / "sales.toml").rename(directory / "acme" / "pci.toml")
    with pytest.raises(ConfigInvalid, match="is the name of a built-in policy"):
        PolicyStore(directory).check()


def test_a_file_that_cannot_be_read_is_named(directory: Path) -> None:
    """A directory in its place, for one."""
    (directory / "acme" / "sales.toml").mkdir()
    with pytest.raises(ConfigInvalid, match=r"acme/sales.toml: cannot be read."):
        PolicyStore(directory).get("acme", "sales")
