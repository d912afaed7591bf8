"""A tenant leaves: everything it had is gone, from backups too, and nothing of anybody else."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from server.erasure.actor import Actor
from server.erasure.certificate import check
from server.erasure.erasure import Erasure
from server.erasure.holds import Hold
from server.erasure.inspection import Inspection
from server.erasure.offboarding import Offboarding
from server.erasure.restore import replay
from server.erasure.tombstones import FILE, Tombstones
from server.errors import InvalidField, LedgerUnavailable, NotFound, StateConflict, TenantClosed
from server.ledger import retention
from server.ledger.fsck import check as check_ledger
from server.ledger.keystore import Keystore
from server.ledger.sqlite import SqliteLedger
from tests.commands.command_line import veilscript
from tests.erasure.people import (
    JANE,
    MAIL,
    MARK,
    NAME,
    OFFICER,
    PHONE,
    acknowledged,
    approved,
    erased,
    erasure,
    found,
    opened,
    sound,
    speak,
    verifier,
    wanted,
)
from tests.ledger.facts import TENANT, record

OTHER = Actor("globex", "officer")


class CutOffError(Exception):
    """Stands for the end of the process."""


async def filled(ledger: SqliteLedger, asked: Erasure) -> None:
    """Two tenants with the same people, and an erasure of each."""
    for tenant in (TENANT, "globex"):
        for number in range(3):
            await speak(ledger, f"call-{number}", JANE, tenant=tenant)
            await speak(ledger, f"other-{number}", MARK, tenant=tenant)
        await erased(asked, wanted(MAIL), actor=Actor(tenant, "officer"))


def traces(data_dir: Path) -> list[bytes]:
    """What the tenant's evidence and keys are written as: sealed rows, tokens, wrapped keys."""
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        rows = "SELECT o.sealed, o.salt, o.tokens FROM openings o JOIN calls c ON c.id = o.call WHERE c.tenant = 'acme'"
        cells = [cell for row in database.execute(rows) for cell in row if cell]
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        cells += [row[0] for row in keys.execute("SELECT wrapped FROM epoch_keys WHERE tenant = 'acme'")]
        cells += [row[0] for row in keys.execute("SELECT wrapped FROM root_keys WHERE name LIKE '%acme'")]
    return cells


async def test_everything_goes(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path, raw_bytes: Callable[[], bytes]
) -> None:
    """Rows, tokens, keys and suppressions of the tenant are in no byte of any file; the other tenant has all of its."""
    await filled(ledger, asked)
    written = traces(data_dir)
    assert len(written) > 30
    theirs = [list(ledger.entities("globex", f"call-{number}")) for number in range(3)]
    data = await asked.offboarding.run(OFFICER, confirmed=TENANT)
    assert found(ledger, PHONE, NAME) == []
    assert [list(ledger.entities(TENANT, f"call-{number}")) for number in range(3)] == [[], [], []]
    after = raw_bytes()
    assert not [trace for trace in written if trace in after]
    assert [list(ledger.entities("globex", f"call-{number}")) for number in range(3)] == theirs
    assert found(ledger, PHONE, tenant="globex") == ["call-0", "call-1", "call-2"]
    statement = check(data, verifier(ledger)).statement
    assert (statement["tenant"], statement["action"], statement["verdict"]) == (TENANT, "OFFBOARD", "COMPLETE")
    assert statement["ordered_by"] == "officer"
    assert statement["proof"]["months_destroyed"] == 3
    assert sound(ledger)
    assert check_ledger(data_dir, verifier(ledger)).faults == []
    # The proof of an earlier request stands, and asking again changes nothing.
    assert check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement["verdict"] == "COMPLETE"
    again = json.loads(await asked.offboarding.run(OFFICER, confirmed=TENANT))
    assert again["statement"] == json.loads(data)["statement"]
    # The other tenant's suppressions hold as before, and its requests go on.
    await speak(ledger, "archive", JANE, tenant="globex")
    assert found(ledger, MAIL, tenant="globex") == []
    assert (await erased(asked, wanted(PHONE, request_id="r2"), actor=OTHER)).request.over


async def test_the_tenant_is_closed(ledger: SqliteLedger, asked: Erasure) -> None:
    """No call and no request of it is taken any more, and no key is made in the place of the old one."""
    await speak(ledger, "call-1", JANE)
    await asked.offboarding.run(OFFICER, confirmed=TENANT)
    with pytest.raises(TenantClosed):
        await ledger.open_call(record("call-2"))
    with pytest.raises(TenantClosed):
        await asked.create(OFFICER, wanted())
    with closing(sqlite3.connect(ledger.data_dir / "keys.db")) as keys:
        assert keys.execute("SELECT name, wrapped FROM root_keys WHERE name LIKE '%acme'").fetchall() == [
            ("tenant acme", b"")
        ]
    await speak(ledger, "call-1", JANE, tenant="globex")
    assert found(ledger, tenant="globex") == ["call-1"]


async def test_what_is_not_over_stands_in_the_way(ledger: SqliteLedger, asked: Erasure) -> None:
    """A wrong name, an unknown tenant, a call that goes on, an open request, a hold: nothing happens."""
    with pytest.raises(NotFound):
        await asked.offboarding.run(Actor("nobody", "officer"), confirmed="nobody")
    await speak(ledger, "call-1", JANE)
    for confirmed in ("", "globex", TENANT.upper()):
        with pytest.raises(InvalidField):
            await asked.offboarding.run(OFFICER, confirmed=confirmed)
    await asked.office.place_hold(OFFICER, Hold("case-7", "High Court, 4 Ob 12/26", date(2027, 1, 1)))
    with pytest.raises(StateConflict, match="hold"):
        await asked.offboarding.run(OFFICER, confirmed=TENANT)
    await asked.office.release_hold(OFFICER, "case-7")
    await approved(asked, wanted())
    with pytest.raises(StateConflict, match="request"):
        await asked.offboarding.run(OFFICER, confirmed=TENANT)
    await acknowledged(asked)
    await ledger.open_call(record("call-2"))
    with pytest.raises(StateConflict, match="call"):
        await asked.offboarding.run(OFFICER, confirmed=TENANT)
    assert found(ledger, NAME) == ["call-1"]
    assert "offboarded" not in (ledger.data_dir / FILE).read_text()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Tombstones, "append"),
        (Keystore, "destroy_tenant"),
        (retention, "_deleting"),
        (retention, "_finish"),
        (Inspection, "look_through"),
        (Tombstones, "forget"),
        (Offboarding, "_certify"),
    ],
)
async def test_cut_off_it_goes_on(
    data_dir: Path, raw_bytes: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    """Whichever step does not come to pass: asked again, it ends the same."""

    def broken(*_: object, **__: object) -> None:
        raise CutOffError

    ledger = await opened(data_dir)
    asked = erasure(ledger)
    await filled(ledger, asked)
    written = traces(data_dir)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, broken)
        with pytest.raises((CutOffError, LedgerUnavailable)):
            await asked.offboarding.run(OFFICER, confirmed=TENANT)
    await ledger.close()
    again = await opened(data_dir)
    await replay(again, Tombstones(data_dir / FILE))
    data = await erasure(again).offboarding.run(OFFICER, confirmed=TENANT)
    assert check(data, verifier(again)).statement["proof"]["months_destroyed"] == 3
    after = raw_bytes()
    assert not [trace for trace in written if trace in after]
    assert found(again, PHONE, tenant="globex") == ["call-0", "call-1", "call-2"]
    assert sound(again)
    await again.close()


async def test_no_backup_brings_it_back(data_dir: Path, tmp_path: Path, raw_bytes: Callable[[], bytes]) -> None:
    """Ledger and keys of yesterday, put back: before anybody is served the tenant is gone again, and closed."""
    outside, backup = tmp_path / "elsewhere.jsonl", tmp_path / "backup"
    ledger = await opened(data_dir)
    await filled(ledger, erasure(ledger, tombstones=outside))
    await ledger.close()
    written = traces(data_dir)
    shutil.copytree(data_dir, backup)
    ledger = await opened(data_dir)
    await erasure(ledger, tombstones=outside).offboarding.run(OFFICER, confirmed=TENANT)
    await ledger.close()
    shutil.rmtree(data_dir)
    shutil.copytree(backup, data_dir)
    ledger = await opened(data_dir)
    assert found(ledger, PHONE) == ["call-0", "call-1", "call-2"], "the backup is one"
    assert (await replay(ledger, Tombstones(outside))).rows
    assert found(ledger, PHONE) == []
    with pytest.raises(TenantClosed):
        await ledger.open_call(record("call-9"))
    await retention.expire(ledger)
    after = raw_bytes()
    assert not [trace for trace in written if trace in after]
    assert found(ledger, PHONE, tenant="globex") == ["call-0", "call-1", "call-2"]
    assert (await replay(ledger, Tombstones(outside))).rows == 0
    assert sound(ledger)
    await ledger.close()


async def test_tombstones_of_others_stay(ledger: SqliteLedger, asked: Erasure) -> None:
    """The tenant's own are taken out of the file, which held its suppressions; the other's are whole."""
    await filled(ledger, asked)
    stones = Tombstones(ledger.data_dir / FILE)
    before = [stone for stone in stones.read(verifier(ledger)) if stone.tenant == "globex"]
    old = stones.path.open("rb")
    await asked.offboarding.run(OFFICER, confirmed=TENANT)
    after = list(stones.read(verifier(ledger)))
    assert [stone for stone in after if stone.tenant == "globex"] == before
    assert [(stone.offboarded, stone.key, stone.rows) for stone in after if stone.tenant == TENANT] == [(True, b"", ())]
    with old:
        assert set(old.read()) == {0}, "the old file is overwritten, too"
    await erased(asked, wanted(PHONE, request_id="r2"), actor=OTHER)
    assert len(list(stones.read(verifier(ledger)))) == 3


async def test_a_root_can_be_changed_afterwards(ledger: SqliteLedger, asked: Erasure) -> None:
    """A closed tenant is passed over, and is closed under the new root."""
    from server.ledger.roots import LocalRoot  # noqa: PLC0415

    await speak(ledger, "call-1", JANE)
    await asked.offboarding.run(OFFICER, confirmed=TENANT)
    ledger._recorder.keystore.rotate(LocalRoot(b"n" * 40))
    with pytest.raises(TenantClosed):
        await ledger.open_call(record("call-2"))


async def test_from_the_command_line(data_dir: Path, tmp_path: Path) -> None:
    """Guarded by the tenant's name; the certificate is checked offline with the one public key."""
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    await ledger.close()
    out = tmp_path / "cert.json"
    where = ("--data-dir", data_dir, "--tenant", TENANT, "--out", out)
    assert veilscript("erase", "offboard", *where, "--confirm", "default").returncode != 0
    assert not out.exists()
    done = veilscript("erase", "offboard", *where, "--confirm", TENANT, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "COMPLETE"
    told = veilscript("verify", out, "--public-key", data_dir / "log.pub")
    assert (told.returncode, told.stdout.startswith(b"sound")) == (0, True)
    assert veilscript("verify", "--data-dir", data_dir, "--keys").returncode == 0
