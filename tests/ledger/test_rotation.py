"""The root secret is changed, and nobody notices but who has the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import ConfigInvalid, NotFound
from server.ledger.rotation import rotate_root
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.ledger.facts import TENANT, batch, entity, record


async def test_a_new_root_finds_what_the_old_one_filed(data_dir: Path, tmp_path: Path) -> None:
    """The ledger's bytes do not change; searches answer as before; the old root is refused at the start."""
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1")))
    with pytest.raises(ConfigInvalid, match="in use"):
        rotate_root(data_dir, None, tmp_path / "new.key")
    await ledger.close()
    before = (data_dir / "ledger.db").read_bytes()
    rotate_root(data_dir, None, tmp_path / "new.key")
    assert (data_dir / "ledger.db").read_bytes() == before
    with pytest.raises(ConfigInvalid, match="root secret"):
        await SqliteLedger.open(data_dir)
    again = await SqliteLedger.open(data_dir, root_secret=tmp_path / "new.key")
    assert len(again.reader.find(TENANT, [Identity("PHONE_NUMBER", "4155550134")]).hits) == 1
    await again.commit(batch("call-1", entity("e2", entity_type="PERSON", value="Jane Doe")))
    await again.close()


def test_no_keys_are_made_where_there_are_none(data_dir: Path, tmp_path: Path) -> None:
    """A mistyped directory stays as it is."""
    with pytest.raises(NotFound):
        rotate_root(data_dir, None, tmp_path / "new.key")
    assert not data_dir.exists()
    assert not (tmp_path / "new.key").exists()
