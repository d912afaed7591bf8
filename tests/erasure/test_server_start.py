"""A real server's start: what a backup brought back is gone before anybody is served, what was cut off goes on."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import grpc
import pytest

from bench.served import served
from tests.commands.command_line import REPOSITORY, veilscript
from tests.erasure.people import JANE, opened, speak
from tests.ledger.facts import TENANT
from veilscript.v1 import audit_pb2, audit_pb2_grpc
from veilscript.v1 import erasure_pb2 as pb
from veilscript.v1 import erasure_pb2_grpc as rpc

PHONE = audit_pb2.Identity(entity_type="PHONE_NUMBER", value="+1 415 555 0134")


def spoken(data_dir: Path, tenant: str) -> None:
    async def fill() -> None:
        ledger = await opened(data_dir)
        await speak(ledger, "call-1", JANE, tenant=tenant)
        await ledger.close()

    asyncio.run(fill())


def erase(data_dir: Path, tombstones: Path, *words: str) -> dict[str, object]:
    done = veilscript("erase", *words, "--data-dir", data_dir, "--tombstones", tombstones, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_restored_backup_serves_nobody_who_was_erased(tmp_path: Path) -> None:
    """The drill: a backup of yesterday, an erasure of today, the backup put back, the server started."""
    data_dir, backup, tombstones = tmp_path / "data", tmp_path / "backup", tmp_path / "elsewhere" / "tombstones.jsonl"
    tombstones.parent.mkdir()
    spoken(data_dir, "default")
    shutil.copytree(data_dir, backup)
    given = ("--identity", "PHONE_NUMBER=+14155550134", "--regime", "gdpr", "--request-id", "r1")
    erase(data_dir, tombstones, "request", *given)
    erase(data_dir, tombstones, "plan", "r1")
    erase(data_dir, tombstones, "approve", "r1")
    assert erase(data_dir, tombstones, "acknowledge", "r1", "task-1")["state"] == "COMPLETE"
    shutil.rmtree(data_dir)
    shutil.copytree(backup, data_dir)
    with served(data_dir, "--tombstones", str(tombstones)) as server, grpc.insecure_channel(server.target) as channel:
        asked = audit_pb2.FindSubjectRequest(identities=[PHONE], purpose="drill")
        assert not audit_pb2_grpc.AuditServiceStub(channel).FindSubject(asked).hits
        assert "restored backup" in (data_dir / "server.log").read_text()
    done = veilscript("verify", "--data-dir", data_dir, "--keys")
    assert done.returncode == 0, done.stdout


def test_another_ledgers_tombstones_stop_the_start(tmp_path: Path) -> None:
    """A file that belongs elsewhere, or was changed, is not passed over: the server does not start."""
    spoken(tmp_path / "data", "default")
    spoken(tmp_path / "other", "default")
    tombstones = tmp_path / "tombstones.jsonl"
    given = ("--identity", "PHONE_NUMBER=+14155550134", "--regime", "gdpr", "--request-id", "r1")
    for words in (("request", *given), ("plan", "r1"), ("approve", "r1")):
        erase(tmp_path / "other", tombstones, *words)
    with pytest.raises(RuntimeError, match="ended with status 2"), served(
        tmp_path / "data", "--tombstones", str(tombstones)
    ):
        pass


def test_what_was_cut_off_goes_on_by_itself(tmp_path: Path) -> None:
    """An erasure killed right after its point of no return is carried on by the start of the server alone."""
    data_dir, credentials = tmp_path / "data", tmp_path / "credentials.toml"
    spoken(data_dir, TENANT)
    command = [sys.executable, "-m", "tests.erasure.crashing_eraser", str(data_dir), "after the block"]
    assert subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False).returncode == -9
    token_hash = "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2"  # of "root"
    credentials.write_text(
        f'[[credential]]\ntenant = "{TENANT}"\ntoken_sha256 = "{token_hash}"\nroles = ["eraser"]\n'
    )
    with (
        served(data_dir, "--credentials", str(credentials)) as server,
        grpc.insecure_channel(server.target) as channel,
    ):
        answer = rpc.ErasureServiceStub(channel).GetErasureRequest(
            pb.GetErasureRequestRequest(request_id="r1"), metadata=(("authorization", "Bearer root"),)
        )
    assert answer.request.state == pb.ERASURE_STATE_WAITING
    assert [task.call_id for task in answer.request.tasks] == ["call-1"]
