"""The audit of a call on the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, SpanRecord
from server.ledger.sqlite import SqliteLedger
from tests.commands.command_line import veilscript


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Hold two calls of two tenants, the way a server leaves them."""
    asyncio.run(_fill(tmp_path / "data"))
    return tmp_path / "data"


async def _fill(data_dir: Path) -> None:
    ledger = await SqliteLedger.open(data_dir)
    for tenant in ("default", "globex"):
        await ledger.open_call(CallRecord(tenant, "call-1", "pci", "sha256:aa", "engine-1"))
        await ledger.commit(_batch(tenant))
    await ledger.open_call(CallRecord("default", "quiet", "pci", "sha256:aa", "engine-1"))
    await ledger.close()


def _batch(tenant: str) -> Batch:
    card = EntityRecord(
        entity_id="e1",
        entity_type="CREDIT_CARD",
        score=0.95,
        recognizer="CardNumbers",
        operator="label",
        policy_fingerprint="sha256:aa",
        spans=(SpanRecord("s1", 1, 5, 20, 1.5, 3.25), SpanRecord("s3", 3, 0, 9)),
        value="4111111111111111",
        subject_id=f"subject-of-{tenant}",
    )
    return Batch(tenant, "call-1", 3, (card,), CallState.ENDED)


def test_json_is_one_entity_a_line(data_dir: Path) -> None:
    """A program reads every fact of an entity, and no value."""
    done = veilscript("audit", "call", "call-1", "--data-dir", data_dir, "--json")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    entity = json.loads(line)
    assert len(bytes.fromhex(entity.pop("fingerprint"))) == 16
    assert entity.pop("recorded_at").endswith("Z")
    assert entity == {
        "entity_id": "e1",
        "entity_type": "CREDIT_CARD",
        "score": 0.95,
        "recognizer": "CardNumbers",
        "operator": "label",
        "policy_fingerprint": "sha256:aa",
        "subject_id": "subject-of-default",
        "spans": [
            {"segment_id": "s1", "sequence": 1, "start": 5, "end": 20, "start_offset": 1.5, "end_offset": 3.25},
            {"segment_id": "s3", "sequence": 3, "start": 0, "end": 9, "start_offset": None, "end_offset": None},
        ],
    }
    assert b"4111" not in done.stdout + done.stderr


def test_a_person_gets_a_table(data_dir: Path) -> None:
    """Without --json it is for people: what was hidden, where and when it was said, and how the call stands."""
    done = veilscript("audit", "call", "call-1", "--data-dir", data_dir)
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode()
    for word in ("CREDIT_CARD", "s1 [5:20]", "0.95", "ended", "pci"):
        assert word in shown


def test_a_tenant_sees_its_own_call(data_dir: Path) -> None:
    """The same call id of another tenant is another call."""
    done = veilscript("audit", "call", "call-1", "--data-dir", data_dir, "--tenant", "globex", "--json")
    assert json.loads(done.stdout)["subject_id"] == "subject-of-globex"


def test_a_call_without_entities_is_no_error(data_dir: Path) -> None:
    """Nothing hidden: no line, and all is well."""
    done = veilscript("audit", "call", "quiet", "--data-dir", data_dir, "--json")
    assert (done.returncode, done.stdout) == (0, b"")


def test_an_unknown_call_is_an_error(data_dir: Path) -> None:
    """A mistyped id does not look like a call in which nothing was said; so does a wrong directory."""
    for arguments in (("call-9", data_dir), ("call-1", data_dir / "elsewhere")):
        done = veilscript("audit", "call", arguments[0], "--data-dir", arguments[1], "--json")
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"no call of this id" in done.stderr or b"no ledger" in done.stderr
        assert b"Traceback" not in done.stderr


async def test_it_reads_while_a_writer_runs(tmp_path: Path) -> None:
    """An audit neither stops a running server nor abandons its calls, and sees what is committed."""
    ledger = await SqliteLedger.open(tmp_path)
    await ledger.open_call(CallRecord("default", "call-1", "pci", "sha256:aa", "engine-1"))
    batch = _batch("default")
    await ledger.commit(Batch("default", "call-1", 3, batch.entities))
    done = await asyncio.to_thread(veilscript, "audit", "call", "call-1", "--data-dir", tmp_path, "--json")
    assert len(done.stdout.splitlines()) == 1
    call = ledger.call("default", "call-1")
    assert call is not None
    assert call.state is CallState.ACTIVE
    await ledger.commit(batch)
    await ledger.close()
