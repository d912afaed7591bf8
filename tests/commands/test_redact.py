"""Redacting files on the command line, with the real engine and the real ledger."""

from __future__ import annotations

import asyncio
import json
import os
import re
from pathlib import Path

import pytest

from server.ledger.ledger import CallRecord, CallState
from server.ledger.reader import SqliteReader
from server.ledger.sqlite import SqliteLedger
from tests.commands.command_line import veilscript

CALL = b"""\
Agent: can I have your phone number please
Customer: sure it's four one five five five five
Agent: okay
Customer: oh one three four
Agent: and your e-mail
Customer: jane.doe@example.org
"""
TURNS = [(("agent", "customer")[n % 2], line.partition(": ")[2]) for n, line in enumerate(CALL.decode().splitlines())]
SPOKEN = ("four one five", "one three four", "jane.doe")


def as_turns() -> bytes:
    return "".join(json.dumps({"speaker": who, "text": text, "n": 1}) + "\n" for who, text in TURNS).encode()


def as_call() -> bytes:
    return json.dumps({"call_id": "c", "turns": [{"speaker": who, "text": text} for who, text in TURNS]}).encode()


def as_vtt() -> bytes:
    cues = [f"00:{n:02}.000 --> 00:{n + 1:02}.000\n<v {who}>{text}\n" for n, (who, text) in enumerate(TURNS)]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def entities(data_dir: Path, call_id: str) -> list[tuple[str, int, str]]:
    """What the ledger holds of a call, but for names of segments: types, number of spans, and fingerprints."""
    reader = SqliteReader.open(data_dir)
    found = [
        (entity.entity_type, len(entity.spans), entity.fingerprint) for entity in reader.entities("default", call_id)
    ]
    call = reader.call("default", call_id)
    reader.close()
    assert call is not None
    assert call.state is CallState.ENDED
    return found


def test_every_format_hides_the_same(tmp_path: Path) -> None:
    """One call in four shapes: the same entities in the ledger, none of the values in any output."""
    found = []
    for number, data in enumerate((CALL, as_turns(), as_call(), as_vtt())):
        done = veilscript("redact", "-", "--data-dir", tmp_path, "--call-id", f"call-{number}", stdin=data)
        assert done.returncode == 0, done.stderr
        assert not [word for word in SPOKEN if word.encode() in done.stdout + done.stderr]
        assert done.stdout.count(b"[PHONE_NUMBER_1]") == 2
        assert done.stdout.count(b"\n") == data.count(b"\n")
        found.append(entities(tmp_path, f"call-{number}"))
    assert [(kind, spans) for kind, spans, _ in found[0]] == [("PHONE_NUMBER", 2), ("EMAIL_ADDRESS", 1)]
    assert all(other == found[0] for other in found)


def test_what_is_not_personal_is_kept(tmp_path: Path) -> None:
    """Labels and ordinary words stay; the report on stderr has names and counts."""
    done = veilscript("redact", "-", "--data-dir", tmp_path, "--call-id", "call-1", stdin=CALL)
    assert done.stdout.decode().splitlines() == [
        "Agent: can I have your phone number please",
        "Customer: sure it's [PHONE_NUMBER_1]",
        "Agent: okay",
        "Customer: [PHONE_NUMBER_1]",
        "Agent: and your e-mail",
        "Customer: [EMAIL_ADDRESS_1]",
    ]
    assert b"call-1: turns 6, entities hidden 2 (EMAIL_ADDRESS 1, PHONE_NUMBER 1)" in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        b"Agent: how can I help\r\nCustomer:   my order is late \r\n\r\nbye",
        b'{"text": "thank you",  "n": 1.0}\n\n{"speaker":"agent","text":"you\\u0027re welcome"}',
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>fish &amp; chips\n\n",
        b"",
    ],
    ids=["text", "jsonl", "vtt", "empty"],
)
def test_without_personal_data_a_file_stays_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    """Nothing hidden, nothing changed: not a space."""
    done = veilscript("redact", "-", "--data-dir", tmp_path, stdin=data)
    assert done.returncode == 0, done.stderr
    assert done.stdout == data


def test_it_writes_beside_and_in_place(tmp_path: Path) -> None:
    """--out takes its place when it is whole; it may be the file itself; a policy is taken by name."""
    file = tmp_path / "call.txt"
    file.write_bytes(CALL)
    done = veilscript("redact", file, "--out", file, "--data-dir", tmp_path / "data", "--policy", "strict")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"oh one three four" not in file.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call.txt", "data"]
    match = re.match(rb"(redact-[0-9a-f]+): turns 6", done.stderr)
    assert match, done.stderr
    assert entities(tmp_path / "data", match[1].decode())


def test_a_malformed_file_writes_nothing(tmp_path: Path) -> None:
    """The reason and the line on stderr, none of its content, no output and nothing half done."""
    out = tmp_path / "out.jsonl"
    done = veilscript("redact", "-", "--out", out, "--data-dir", tmp_path / "data", stdin=b'{"text": "hi"}\n{"canary')
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Line 2: this is not JSON" in done.stderr
    assert b"canary" not in done.stderr
    assert b"Traceback" not in done.stderr
    assert not out.exists()


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    """No file, no place for the result, no such policy, one name for two calls, a known call: each its reason."""
    two = b'{"turns": [{"text": "hi"}]}\n{"turns": [{"text": "hi"}]}\n'
    data = ("--data-dir", tmp_path / "data")
    assert veilscript("redact", "-", "--call-id", "known", *data, stdin=b"hi").returncode == 0
    for status, arguments, stdin, reason in (
        (2, (tmp_path / "nothing.txt",), b"", b"The file cannot be read. ENOENT"),
        (2, ("-", "--out", tmp_path / "no" / "where"), b"hi", b"The result cannot be written. ENOENT"),
        (1, ("-", "--policy", "no-such"), b"hi", b"No policy has that name."),
        (2, ("-", "--call-id", "x"), two, b"The file holds 2 calls."),
        (1, ("-", "--call-id", "known"), b"hi", b"already has a call of this id. It was redacted before"),
    ):
        done = veilscript("redact", *arguments, *data, stdin=stdin)
        assert (done.returncode, done.stdout) == (status, b""), arguments
        assert reason in done.stderr
        assert b"Traceback" not in done.stderr


async def test_a_running_server_keeps_its_calls(tmp_path: Path) -> None:
    """Redacting into the data directory of a running server abandons none of its calls."""
    ledger = await SqliteLedger.open(tmp_path)
    await ledger.open_call(CallRecord("default", "live", "default", "sha256:aa", "engine-1"))
    done = await asyncio.to_thread(veilscript, "redact", "-", "--data-dir", tmp_path, "--call-id", "c", stdin=CALL)
    assert done.returncode == 0, done.stderr
    live = ledger.call("default", "live")
    await ledger.close()
    assert live is not None
    assert live.state is CallState.ACTIVE


def test_no_value_is_left_on_the_disk(tmp_path: Path) -> None:
    """What was said is in no file of the data directory."""
    veilscript("redact", "-", "--data-dir", tmp_path, stdin=CALL)
    files = [Path(folder) / name for folder, _, names in os.walk(tmp_path) for name in names]
    stored = b"".join(file.read_bytes() for file in files)
    assert b"PHONE_NUMBER" in stored
    assert not [word for word in (*SPOKEN, "4155550134", "555 0134") if word.encode() in stored]
