"""`veilscript verify`, and the searching and proving of `veilscript audit`: run as a person would."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.ledger.ledger import Batch, CallRecord, CallState, EntityRecord, SpanRecord
from server.ledger.sqlite import SqliteLedger
from tests.commands.command_line import veilscript


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with one call, and what an auditor keeps of it elsewhere: key, checkpoint, the call's receipt."""
    folder = tmp_path_factory.mktemp("kept")
    head = asyncio.run(_fill(folder / "data"))
    (folder / "head").write_text(head)
    for name in ("checkpoint", "key"):
        (folder / name).write_bytes(veilscript("audit", name, "--data-dir", folder / "data").stdout)
    return folder


async def _fill(data_dir: Path) -> str:
    ledger = await SqliteLedger.open(data_dir)
    await ledger.open_call(CallRecord("default", "call-1", "pci", "sha256:aa", "engine-1"))
    entity = EntityRecord(
        entity_id="e1",
        entity_type="PHONE_NUMBER",
        score=0.95,
        recognizer="PhoneNumbers",
        operator="label",
        policy_fingerprint="sha256:aa",
        spans=(SpanRecord("s1", 1, 5, 20, 1.5, 3.25),),
        value="4155550134",
    )
    head = await ledger.commit(Batch("default", "call-1", 1, (entity,), CallState.ENDED))
    await ledger.close()
    return str(head)


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "copy"))


def test_somebody_is_found_by_number(kept: Path) -> None:
    """One JSON object a line: where it was said, and how strongly it matched."""
    arguments = ("--identity", "PHONE_NUMBER=+1 415 555 0134", "--purpose", "request 4711", "--json")
    done = veilscript("audit", "find", *arguments, "--data-dir", kept / "data")
    assert done.returncode == 0, done.stderr
    (line,) = map(json.loads, done.stdout.splitlines())
    assert (line["call_id"], line["entity_type"], line["strength"]) == ("call-1", "PHONE_NUMBER", "STRONG")
    assert line["spans"] == [
        {"segment_id": "s1", "sequence": 1, "start": 5, "end": 20, "start_offset": 1.5, "end_offset": 3.25}
    ]
    shown = veilscript("audit", "find", *arguments[:-1], "--data-dir", kept / "data").stdout.decode()
    assert "call-1" in shown
    assert "strong" in shown


def test_nobody_found_is_no_line_and_no_error(kept: Path) -> None:
    """A program can tell nothing from something by the lines alone; nor is the ledger of another tenant looked at."""
    for more in (("PHONE_NUMBER=4155550135",), ("PHONE_NUMBER=4155550134", "--tenant", "globex")):
        arguments = ("--identity", *more, "--purpose", "request 4711", "--data-dir", kept / "data")
        for form in ((), ("--json",)):
            done = veilscript("audit", "find", *arguments, *form)
            assert (done.returncode, done.stdout) == (0, b"")


def test_a_search_without_purpose_or_with_a_wrong_identity_is_refused(kept: Path) -> None:
    """And the refusal does not repeat what was searched for."""
    wanted = ("--identity", "PHONE_NUMBER=4155550134", "--data-dir", kept / "data")
    done = veilscript("audit", "find", *wanted)
    assert (done.returncode, done.stdout) == (2, b"")
    for arguments in ((*wanted, "--purpose", "erase 4155550134"), ("--identity", "canary", *wanted, "--purpose", "x")):
        done = veilscript("audit", "find", *arguments)
        assert done.returncode == 1
        assert b"4155550134" not in done.stdout + done.stderr
        assert b"canary" not in done.stdout + done.stderr


def test_calls_are_listed_and_entities_explained(kept: Path) -> None:
    """What there is, and why an entity was hidden."""
    listed = veilscript("audit", "list", "--data-dir", kept / "data", "--json")
    assert [json.loads(line)["call_id"] for line in listed.stdout.splitlines()] == ["call-1"]
    arguments = ("call-1", "e1", "--purpose", "a complaint", "--data-dir", kept / "data")
    why = json.loads(veilscript("audit", "explain", *arguments, "--json").stdout)
    assert (why["engine_version"], why["policy"], why["entity"]["recognizer"]) == ("engine-1", "pci", "PhoneNumbers")
    assert b"PhoneNumbers" in veilscript("audit", "explain", *arguments).stdout
    refused = veilscript("audit", "reveal", *arguments)
    assert (refused.returncode, refused.stdout) == (1, b"")


def test_a_sound_ledger_exits_with_0(kept: Path) -> None:
    """Against the key, the checkpoint and the receipt that were kept elsewhere."""
    done = veilscript(
        "verify", "--data-dir", kept / "data", "--public-key", kept / "key", "--checkpoint", kept / "checkpoint",
        "--head", (kept / "head").read_text(), "--keys",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith(b"sound: ")


def test_a_changed_ledger_exits_with_1(copy: Path) -> None:
    """And says what is wrong, without any row's content."""
    with closing(sqlite3.connect(copy / "data" / "ledger.db")) as database, database:
        database.execute("UPDATE openings SET entity_id = 'e2'")
    done = veilscript("verify", "--data-dir", copy / "data", "--json")
    verdict = json.loads(done.stdout)
    assert (done.returncode, verdict["verdict"]) == (1, "not sound")
    assert verdict["reasons"][0].startswith("A row is not what its leaf commits to")


def test_a_ledger_from_before_a_checkpoint_exits_with_1(kept: Path, copy: Path) -> None:
    """Yesterday's file is sound in itself: the checkpoint that was kept tells."""
    old = copy / "data"
    for _ in range(2):
        veilscript("audit", "call", "call-1", "--data-dir", kept / "data")
    later = copy / "later"
    later.write_bytes(veilscript("audit", "checkpoint", "--data-dir", kept / "data").stdout)
    assert veilscript("verify", "--data-dir", old).returncode == 0
    done = veilscript("verify", "--data-dir", old, "--checkpoint", later)
    assert done.returncode == 1
    assert b"shorter than it was at an earlier head" in done.stdout


def test_what_cannot_be_judged_exits_with_2(kept: Path, tmp_path: Path) -> None:
    """No ledger, no key, a key or checkpoint of something else: no verdict either way."""
    (tmp_path / "other").write_text("not a key\n")
    data = ("--data-dir", kept / "data")
    for arguments in (
        ("--data-dir", tmp_path, "--public-key", kept / "key"),
        ("--data-dir", tmp_path),
        (*data, "--public-key", tmp_path / "other"),
        (*data, "--checkpoint", tmp_path / "other"),
        (*data, "--head", "12:xy"),
    ):
        done = veilscript("verify", *arguments)
        assert done.returncode == 2, arguments
        assert done.stdout.startswith(b"not judged")


def test_files_are_checked_without_the_ledger(kept: Path, tmp_path: Path) -> None:
    """A checkpoint, a proof of inclusion and one of continuity, on a machine with nothing but the public key."""
    data = ("--data-dir", kept / "data")
    proofs = {
        "proof": veilscript("audit", "prove", "call-1", "e1", "--purpose", "a complaint", *data).stdout,
        "continuity": veilscript("audit", "continuity", (kept / "checkpoint").read_text().split("\n")[1], *data).stdout,
        "checkpoint": (kept / "checkpoint").read_bytes(),
    }
    for name, content in proofs.items():
        file = tmp_path / name
        file.write_bytes(content)
        arguments = ("--public-key", kept / "key", "--checkpoint", kept / "checkpoint")
        assert veilscript("verify", file, *arguments).returncode == 0, name
        file.write_bytes(content.replace(b"=\n", b"A\n", 1))
        assert veilscript("verify", file, *arguments).returncode == 1, name
