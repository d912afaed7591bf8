"""``veilscript erase`` and ``veilscript verify`` on a certificate, as a person types them."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench.served import served
from server.commands.verify import NOT_JUDGED, NOT_SOUND, SOUND
from tests.commands.command_line import veilscript
from tests.erasure.people import JANE, MARK, opened, speak

WHO = ("--identity", "PHONE_NUMBER=+1 415 555 0134", "--identity", "EMAIL_ADDRESS=jane@example.com")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"

    async def fill() -> None:
        ledger = await opened(folder)
        for call_id in ("call-1", "call-2"):
            await speak(ledger, call_id, JANE, tenant="default")
        await speak(ledger, "call-3", MARK, tenant="default")
        await ledger.close()

    asyncio.run(fill())
    return folder


def erase(data_dir: Path, *words: str | Path, status: int = 0) -> list[dict[str, Any]]:
    done = veilscript("erase", *words, "--data-dir", data_dir, "--json")
    assert done.returncode == status, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def found(data_dir: Path) -> list[str]:
    done = veilscript("audit", "find", *WHO, "--purpose", "a test", "--data-dir", data_dir, "--json")
    assert done.returncode == 0
    return sorted({json.loads(line)["call_id"] for line in done.stdout.splitlines()})


def test_from_request_to_certificate(data_dir: Path, tmp_path: Path) -> None:
    """Each form of the contract's table, in the order in which a privacy officer types them."""
    assert found(data_dir) == ["call-1", "call-2"]
    (request,) = erase(data_dir, "request", *WHO, "--regime", "gdpr")
    assert request["state"] == "VERIFIED"
    assert request["due"]
    name = request["id"]
    (plan,) = erase(data_dir, "plan", name)
    assert (plan["state"], plan["counts"], plan["calls"]) == ("PLANNED", {"TO_ERASE": 4}, 2)
    assert [one["id"] for one in erase(data_dir, "list", "--due")] == [name]
    (approved,) = erase(data_dir, "approve", name)
    assert approved["state"] == "WAITING"
    assert found(data_dir) == []
    erase(data_dir, "certificate", name, "--out", tmp_path / "early.json", status=1)
    (status,) = erase(data_dir, "status", name)
    assert [task["call_id"] for task in status["tasks"]] == ["call-1", "call-2"]
    for task in status["tasks"]:
        (status,) = erase(data_dir, "acknowledge", name, task["id"])
    assert (status["state"], status["counts"]) == ("COMPLETE", {"ERASED": 4})
    assert erase(data_dir, "list", "--due") == []
    out, page = tmp_path / "cert.json", tmp_path / "cert.html"
    (told,) = erase(data_dir, "certificate", name, "--out", out, "--html", page)
    assert told["verdict"] == "COMPLETE"
    # On another machine there is the certificate and one public key.
    key = tmp_path / "log.pub"
    shutil.copy(data_dir / "log.pub", key)
    shutil.rmtree(data_dir)
    done = veilscript("verify", out, "--public-key", key, "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (SOUND, "sound")
    text = page.read_text()
    assert text.index("What was checked") < text.index("What was not checked") < text.index(">COMPLETE<")
    assert "4155550134" not in text + out.read_text()


def test_one_altered_byte_fails(data_dir: Path, tmp_path: Path) -> None:
    """Anywhere in the certificate, white space included; and with another log's key; a missing file is not judged."""
    erase(data_dir, "create", *WHO, "--regime", "ccpa", "--request-id", "r-1")
    erase(data_dir, "plan", "r-1")
    (status,) = erase(data_dir, "approve", "r-1")
    for task in status["tasks"]:
        erase(data_dir, "acknowledge", "r-1", task["id"])
    out = tmp_path / "cert.json"
    erase(data_dir, "certificate", "r-1", "--out", out)
    whole = out.read_bytes()
    for at in (0, len(whole) // 2):
        changed = bytearray(whole)
        changed[at] ^= 0x81
        out.write_bytes(changed)
        assert veilscript("verify", out, "--public-key", data_dir / "log.pub").returncode == NOT_SOUND, at
    assert veilscript("verify", tmp_path / "none", "--public-key", data_dir / "log.pub").returncode == NOT_JUDGED


def test_when_it_came_in_is_read_the_same_on_every_machine(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day begins where the tenant's days do, else in UTC; a time of day has its offset, or is refused."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    rules = tmp_path / "erasure.toml"
    rules.write_text('[tenants.default]\ntime_zone = "America/New_York"\n')
    brought = ("request", *WHO, "--regime", "gdpr", "--validate-only", "--received")
    (request,) = erase(data_dir, *brought, "2026-03-02")
    assert request["received_at"] == "2026-03-02T00:00:00.000Z"
    (request,) = erase(data_dir, *brought, "2026-03-02", "--erasure-rules", rules)
    assert request["received_at"] == "2026-03-02T05:00:00.000Z"
    (request,) = erase(data_dir, *brought, "2026-03-02T09:30:00+01:00", "--erasure-rules", rules)
    assert request["received_at"] == "2026-03-02T08:30:00.000Z"
    for written in ("2026-03-02T09:30:00", "2026-03-02 09:30", "yesterday", "0001-01-01T00:00:00+14:00"):
        assert erase(data_dir, *brought, written, status=1) == []


def test_a_controllers_signature_is_asked_for(data_dir: Path, tmp_path: Path) -> None:
    """Where a key is registered, a request without its signature is refused, and a consumer is referred."""
    key = Ed25519PrivateKey.generate()
    pem = tmp_path / "controller.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    rules = tmp_path / "erasure.toml"
    rules.write_text(
        f'[tenants.default]\nrole = "processor"\ncontroller_key = "{public}"\nrefer_to = "privacy@acme.example"\n'
    )
    given = (*WHO, "--regime", "gdpr", "--erasure-rules", rules)
    erase(data_dir, "request", *given, status=1)
    (signed,) = erase(data_dir, "request", *given, "--controller-key", pem)
    assert signed["state"] == "VERIFIED"
    (referred,) = erase(data_dir, "request", *given, "--requester", "consumer")
    assert referred["state"] == "REFERRED"
    assert "privacy@acme.example" in referred["problem"]


def test_a_running_server_is_asked_the_same(data_dir: Path, tmp_path: Path) -> None:
    """With --target each action asks a server, and prints what it prints on a data directory."""
    with served(data_dir) as server:

        def ask(*words: str | Path, status: int = 0) -> list[dict[str, Any]]:
            done = veilscript("erase", *words, "--target", server.target, "--json")
            assert done.returncode == status, done.stderr.decode()
            return [json.loads(line) for line in done.stdout.splitlines()]

        (request,) = ask("request", *WHO, "--regime", "ccpa", "--request-id", "r-1", "--minor", "under_13")
        assert (request["state"], request["minor"]) == ("VERIFIED", "UNDER_13")
        assert len(ask("receipt", "r-1")[0]["deadlines"]) == 2
        ask("hold", "case-7", "--authority", "High Court", "--review-on", "2027-01-31", "--call", "call-2")
        (plan,) = ask("plan", "r-1")
        assert plan["counts"] == {"HELD": 2, "TO_ERASE": 2}
        ask("approve", "r-1", "--plan", "0" * 64, status=1)
        (approved,) = ask("approve", "r-1", "--plan", plan["hash"])
        assert [task["places"][0]["segment_id"] for task in approved["tasks"]] == ["s1"]
        (done,) = ask("acknowledge", "r-1", "task-1")
        assert (done["state"], done["counts"]) == ("PARTIAL", {"ERASED": 2, "HELD": 2})
        assert ask("release", "case-7")[0]["released_at"]
        (done,) = ask("acknowledge", "r-1", "task-2")
        assert done["state"] == "COMPLETE"
        assert [hold["id"] for hold in ask("holds")] == ["case-7"]
        assert [one["id"] for one in ask("list")] == ["r-1"]
        ask("appeal-answer", "r-1", status=1)
        ask("appeal", "r-1")
        ask("appeal-answer", "r-1")
        out = tmp_path / "cert.json"
        assert ask("certificate", "r-1", "--out", out)[0]["verdict"] == "COMPLETE"
        mark = ("--identity", f"PHONE_NUMBER={MARK['PHONE_NUMBER']}", "--regime", "gdpr", "--request-id", "r-2")
        ask("request", *mark, "--kind", "restrict")
        (plan,) = ask("plan", "r-2")
        ask("approve", "r-2", "--plan", plan["hash"])
        ask("lift", "r-2", "--reason", "too early", status=1)
        ask("acknowledge", "r-2", "task-1")
        ask("hold", "case-8", "--authority", "re Mark Poe", "--review-on", "2027-01-31", status=1)
        (lifted,) = ask("lift", "r-2", "--reason", "the accuracy was verified")
        assert (lifted["state"], lifted["counts"]) == ("LIFTED", {"LIFTED": 1})
        ask("offboard", "--confirm", "default", "--out", tmp_path / "gone.json", status=2)
        # What the server says and what the data directory says is the same.
        assert ask("status", "r-1") == erase(data_dir, "status", "r-1")
    assert veilscript("verify", out, "--public-key", data_dir / "log.pub").returncode == SOUND


def test_without_a_ledger_there_is_nothing_to_erase(tmp_path: Path) -> None:
    """A wrong folder is told, and not made into a ledger."""
    done = veilscript("erase", "list", "--data-dir", tmp_path / "none")
    assert done.returncode == 1
    assert not (tmp_path / "none").exists()


def test_an_export_goes_into_a_new_folder(data_dir: Path, tmp_path: Path) -> None:
    """Both forms, with a manifest; an existing folder is not written over."""
    for form in ("jsonl", "csv"):
        out = tmp_path / form
        done = veilscript(
            "erase", "export", *WHO, "--purpose", "portability", "--form", form, "--out", out, "--data-dir", data_dir
        )
        assert done.returncode == 0, done.stderr
        assert sorted(path.name for path in out.iterdir()) == [f"entities.{form}", "manifest.json"]
        again = veilscript(
            "erase", "export", *WHO, "--purpose", "portability", "--form", form, "--out", out, "--data-dir", data_dir
        )
        assert again.returncode == 2
