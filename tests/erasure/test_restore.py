"""Yesterday's backup is put back: what was erased since stays erased."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from server.erasure.holds import Hold
from server.erasure.restore import Replayed, replay
from server.erasure.states import State
from server.erasure.tombstones import FILE, Tombstones
from server.errors import ConfigInvalid
from server.ledger.fsck import check
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.erasure.people import (
    JANE,
    MAIL,
    MARK,
    OFFICER,
    PHONE,
    acknowledged,
    approved,
    erased,
    erasure,
    found,
    opened,
    outcomes,
    sound,
    speak,
    verifier,
    wanted,
)

OTHER = Identity("PHONE_NUMBER", MARK["PHONE_NUMBER"])


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Where the tombstones lie: on another disk."""
    return tmp_path / "elsewhere.jsonl"


async def backed_up(data_dir: Path, backup: Path) -> None:
    """A ledger with her and another, and a copy of it."""
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", MARK)
    await ledger.close()
    shutil.copytree(data_dir, backup)


async def restored(data_dir: Path, backup: Path) -> SqliteLedger:
    """The ledger of a backup, put back."""
    shutil.rmtree(data_dir)
    shutil.copytree(backup, data_dir)
    return await opened(data_dir)


@pytest.mark.parametrize("with_keys", [True, False], ids=["all of it", "the ledger without its keys"])
async def test_the_person_cannot_be_found(data_dir: Path, tmp_path: Path, outside: Path, with_keys: bool) -> None:
    """The whole directory or only its ledger: after the replay she is gone, the other is there, and all is sound."""
    backup = tmp_path / "backup"
    await backed_up(data_dir, backup)
    ledger = await opened(data_dir)
    status = await erased(erasure(ledger, tombstones=outside), wanted())
    assert status.request.state is State.COMPLETE
    await ledger.close()
    keys = (data_dir / "keys.db").read_bytes()
    shutil.rmtree(data_dir)
    shutil.copytree(backup, data_dir)
    if not with_keys:
        (data_dir / "keys.db").write_bytes(keys)
    ledger = await opened(data_dir)
    assert found(ledger, PHONE) == (["call-1"] if with_keys else [])
    assert await replay(ledger, Tombstones(outside)) == Replayed(requests=1, rows=2)
    assert found(ledger, PHONE, MAIL) == []
    assert found(ledger, OTHER) == ["call-2"]
    assert sound(ledger)
    # What is said of her is suppressed again, too, and a second start finds nothing to do.
    await speak(ledger, "archive", JANE)
    assert found(ledger, PHONE, MAIL) == []
    assert await replay(ledger, Tombstones(outside)) == Replayed(requests=0, rows=0)
    await ledger.close()


async def test_another_row_under_the_same_leaf_is_spared(data_dir: Path, tmp_path: Path, outside: Path) -> None:
    """After the restore the log went another way: a tombstone's leaf is another's row by now, and stays."""
    ledger = await opened(data_dir)
    await ledger.close()
    backup = tmp_path / "backup"
    shutil.copytree(data_dir, backup)
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    await erased(erasure(ledger, tombstones=outside), wanted())
    await ledger.close()
    shutil.rmtree(data_dir)
    shutil.copytree(backup, data_dir)
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", MARK)
    assert await replay(ledger, Tombstones(outside)) == Replayed(0, 0)
    assert found(ledger, OTHER) == ["call-1"]
    assert sound(ledger)
    await ledger.close()


async def test_a_request_that_runs_is_left_to_itself(data_dir: Path, outside: Path) -> None:
    """A crash right after the tombstone: the request goes on and makes its tasks; the replay does not take its rows."""
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    asked = erasure(ledger, tombstones=outside)
    status = await erased(asked, wanted())
    assert await replay(ledger, Tombstones(outside)) == Replayed(0, 0)
    assert [task.call_id for task in status.tasks] == ["call-1"]
    await ledger.close()


async def test_a_tombstone_that_is_written_again(data_dir: Path, tmp_path: Path, outside: Path) -> None:
    """Lost, and approved again: the request names its deleted rows anew, and a backup does not bring her back."""
    backup = tmp_path / "backup"
    await backed_up(data_dir, backup)
    ledger = await opened(data_dir)
    asked = erasure(ledger, tombstones=outside)
    await approved(asked, wanted())
    outside.rename(tmp_path / "lost.jsonl")  # noqa: ASYNC240 - a test file
    status = await acknowledged(asked)
    assert (status.request.state, "tombstone" in status.request.problem) == (State.FAILED, True)
    status = await asked.approve(OFFICER, "r1", plan_hash=status.request.plan_hash)
    assert status.request.state is State.COMPLETE
    await ledger.close()
    ledger = await restored(data_dir, backup)
    assert found(ledger, PHONE) == ["call-1"]
    assert await replay(ledger, Tombstones(outside)) == Replayed(requests=1, rows=2)
    assert found(ledger, PHONE, MAIL) == []
    await ledger.close()


@pytest.mark.parametrize("planned_again", [False, True])
async def test_a_request_that_the_backup_knew_as_planned(
    data_dir: Path, tmp_path: Path, outside: Path, planned_again: bool
) -> None:
    """Its rows go, the platform has its task again, and it is complete only by the platform's word."""
    backup = tmp_path / "backup"
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    asked = erasure(ledger, tombstones=outside)
    await asked.create(OFFICER, wanted())
    plan = await asked.plan(OFFICER, "r1")
    await ledger.close()
    shutil.copytree(data_dir, backup)
    ledger = await opened(data_dir)
    asked = erasure(ledger, tombstones=outside)
    await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    (lost,) = (await acknowledged(asked)).tasks
    await ledger.close()
    ledger = await restored(data_dir, backup)
    assert await replay(ledger, Tombstones(outside)) == Replayed(requests=1, rows=2)
    assert found(ledger, PHONE, MAIL) == []
    asked = erasure(ledger, tombstones=outside)
    status = await asked.get(OFFICER, "r1")
    assert (status.request.state, outcomes(status)) == (State.PLANNED, {"SINK_PENDING": 2})
    (task,) = status.tasks
    assert task.call_id == lost.call_id
    assert [place["segment_id"] for place in task.places] == ["s1", "s2"]
    if planned_again:
        plan = await asked.plan(OFFICER, "r1")
    status = await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    assert status.request.state is State.WAITING
    status = await acknowledged(asked)
    assert (status.request.state, outcomes(status)["ERASED"]) == (State.COMPLETE, 2)
    said = json.loads(await asked.certificate(OFFICER, "r1"))["statement"]
    assert said["proof"]["records_deleted"] == said["proof"]["unwrapping_failed"] == 2
    assert await replay(ledger, Tombstones(outside)) == Replayed(0, 0)
    assert sound(ledger)
    await ledger.close()


async def test_a_hold_that_was_released_since_the_backup(data_dir: Path, tmp_path: Path, outside: Path) -> None:
    """What was held in the copy and erased since goes again, and the request waits for the platform's word of it."""
    backup = tmp_path / "backup"
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    asked = erasure(ledger, tombstones=outside)
    await asked.office.place_hold(OFFICER, Hold("case-7", "High Court", date(2027, 1, 1), frozenset({"call-1"})))
    assert (await approved(asked, wanted())).request.state is State.PARTIAL
    await ledger.close()
    shutil.copytree(data_dir, backup)
    ledger = await opened(data_dir)
    asked = erasure(ledger, tombstones=outside)
    await asked.office.release_hold(OFFICER, "case-7")
    assert (await acknowledged(asked)).request.state is State.COMPLETE
    await ledger.close()
    ledger = await restored(data_dir, backup)
    assert await replay(ledger, Tombstones(outside)) == Replayed(requests=1, rows=2)
    asked = erasure(ledger, tombstones=outside)
    await asked.execution.resume()
    status = await asked.get(OFFICER, "r1")
    assert (status.request.state, outcomes(status)) == (State.WAITING, {"SINK_PENDING": 2})
    status = await acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 2})
    assert sound(ledger)
    await ledger.close()


async def test_tombstones_of_another_ledger_are_refused(data_dir: Path, tmp_path: Path, outside: Path) -> None:
    """A line that was changed, or signed by another log, stops the start; one that a crash cut short does not."""
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    await erased(erasure(ledger, tombstones=outside), wanted())
    with outside.open("ab") as file:
        file.write(b'{"tombstone":{"tena')
    assert await replay(ledger, Tombstones(outside)) == Replayed(0, 0)
    # The next one begins on a line of its own.
    await erased(erasure(ledger, tombstones=outside), wanted(PHONE, request_id="r2"))
    assert [stone.request_id for stone in Tombstones(outside).read(verifier(ledger))] == ["r1", "r2"]
    outside.write_bytes(outside.read_bytes().replace(b'"acme"', b'"acne"'))  # noqa: ASYNC240 - a test file
    with pytest.raises(ConfigInvalid, match="not signed"):
        await replay(ledger, Tombstones(outside))
    await ledger.close()


async def test_old_proofs_still_verify(data_dir: Path) -> None:
    """What was proven of her rows before the erasure is proven after it: the log only grows."""
    ledger = await opened(data_dir)
    await speak(ledger, "call-1", JANE)
    head = verifier(ledger)
    leaves = [record.leaf for record in ledger.reader.records("acme", "call-1", "e1")]
    before = [ledger.reader.inclusion_proof(leaf) for leaf in leaves]
    earlier = [proof.verify(head).head for proof in before]
    await erased(erasure(ledger), wanted())
    assert [proof.verify(head).head for proof in before] == earlier
    assert [ledger.reader.inclusion_proof(leaf).entry for leaf in leaves] == [proof.entry for proof in before]
    assert check(data_dir, head, earlier=earlier).faults == []
    assert (data_dir / FILE).exists()
    await ledger.close()
