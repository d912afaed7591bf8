"""The server as it is started: a process with flags, an environment, signals and a log."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest

from recognizers.model.seal import SHIPPED
from server.errors import Reason
from server.ledger.ledger import CallState
from server.ledger.reader import SqliteReader
from tests.contract.harness import Client

COMMAND = [sys.executable, "-m", "server.cli"]


@contextmanager
def process(*flags: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    command = [*COMMAND, "serve", "--workers", "1", *flags]
    env = os.environ | variables
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def announced(running: subprocess.Popen[str]) -> str:
    """The address in the line on standard output."""
    assert running.stdout is not None
    return running.stdout.readline().split()[-1]


async def test_sigterm_drains(tmp_path: Path) -> None:
    """On SIGTERM a stream gets Drain, then DRAINING; its call is ABANDONED, another is ENDED; exit status 0."""
    with process("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path), "--drain-grace", "1") as running:
        target = await asyncio.to_thread(announced, running)
        async with Client(target) as client:
            ending, staying = await client.open("ending"), await client.open("staying")
            await staying.say(1, "my name is wren")
            await staying.segment()
            running.send_signal(signal.SIGTERM)
            assert (await ending.next()).drain.grace.seconds == 1
            await ending.end()
            assert [m.WhichOneof("response") for m in await ending.rest()] == ["summary"]
            messages, refused = await staying.until_refused()
            assert any(message.HasField("drain") for message in messages)
            assert (refused.code, refused.named) == (grpc.StatusCode.UNAVAILABLE, Reason.DRAINING)
        assert await asyncio.to_thread(running.wait, 20) == 0
        log = running.stderr.read() if running.stderr else ""
    reader = SqliteReader.open(tmp_path)
    states = {name: call.state for name in ("ending", "staying") if (call := reader.call("default", name))}
    assert states == {"ending": CallState.ENDED, "staying": CallState.ABANDONED}
    assert log.count("call opened") == log.count("call closed") == 2
    assert "wren" not in log


async def test_a_unix_socket_by_environment(tmp_path: Path) -> None:
    """A server takes its settings from the environment, and `veilscript health` finds it there too."""
    address = f"unix:{tmp_path}/s.sock"
    env = {"VEILSCRIPT_LISTEN": address, "VEILSCRIPT_DATA_DIR": str(tmp_path / "data")}
    with process(**env) as running:
        assert await asyncio.to_thread(announced, running) == address
        health = [*COMMAND, "health"]
        done = await asyncio.to_thread(subprocess.run, health, env=os.environ | env, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "SERVING\n")
        async with Client(address) as client:
            stream = await client.open()
            await stream.say(1, "good morning")
            assert (await stream.segment()).text == "good morning"
    done = await asyncio.to_thread(subprocess.run, health, env=os.environ | env, capture_output=True, text=True)
    assert done.returncode == 1


async def test_metrics_and_json_logs(tmp_path: Path) -> None:
    """With an address for metrics, Prometheus finds them there; JSON logs are JSON line by line."""
    flags = ["--listen", "127.0.0.1:0", "--data-dir", str(tmp_path), "--metrics-listen", "127.0.0.1:0"]
    with process(*flags, "--log-format", "json", "--drain-grace", "0") as running:
        target = await asyncio.to_thread(announced, running)
        assert running.stderr is not None
        assert "keep a copy" in json.loads(running.stderr.readline())["event"]
        port = json.loads(running.stderr.readline())["metrics"]
        async with Client(target) as client:
            stream = await client.open()
            await stream.say(1, "my name is wren okafor")
            await stream.segment()
            url = f"http://127.0.0.1:{port}/metrics"
            scraped = await asyncio.to_thread(lambda: urllib.request.urlopen(url).read().decode())  # ours
            await stream.end()
            await stream.rest()
        running.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(running.wait, 20) == 0
        lines = [json.loads(line) for line in running.stderr]
    assert "veilscript_streams 1.0" in scraped
    assert 'veilscript_entities_total{type="PERSON"} 1.0' in scraped
    assert "veilscript_judge_seconds_count 1.0" in scraped
    assert [line["event"] for line in lines] == ["serving", "call opened", "call closed", "draining"]
    closed = lines[2]
    assert (closed["reason"], closed["segments"], closed["entities"]) == ("ENDED", 1, 1)


@pytest.mark.parametrize(
    ("flags", "variables", "words"),
    [
        (["--listen", "0.0.0.0:0"], {}, "loopback"),
        (["--listen", "nonsense"], {}, "HOST:PORT"),
        (["--workers", "many"], {}, "--workers"),
        (["--credentials", "nowhere.toml"], {}, "credentials"),
        (["--hash-salt", "nowhere"], {}, "hash_salt"),
        (["--model", "nowhere"], {}, "configure another model"),
        ([], {"VEILSCRIPT_MAX_STREAM": "7"}, "VEILSCRIPT_MAX_STREAM"),
        ([], {"VEILSCRIPT_LOG_FORMAT": "xml"}, "VEILSCRIPT_LOG_FORMAT"),
    ],
)
def test_a_mistake_stops_the_start(tmp_path: Path, flags: list[str], variables: dict[str, str], words: str) -> None:
    """A setting that cannot be taken is told in one line, with status 2 and no traceback."""
    command = [*COMMAND, "serve", "--data-dir", str(tmp_path), *flags]
    env = os.environ | variables
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_harmed_model_stops_the_start(tmp_path: Path) -> None:
    """A model whose files are not those that were sealed is told before any call, with what to do."""
    harmed = tmp_path / "pipeline"
    shutil.copytree(SHIPPED, harmed)
    weights = harmed / "call_ner" / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-1])
    command = [*COMMAND, "serve", "--data-dir", str(tmp_path / "data"), "--model", str(harmed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "is not the one that was shipped. Install the package again" in done.stderr


def test_a_taken_port_stops_the_start(tmp_path: Path) -> None:
    """The second server on a port says so and ends."""
    with process("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "one")) as running:
        target = announced(running)
        command = [*COMMAND, "serve", "--listen", target, "--data-dir", str(tmp_path / "two")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "cannot be listened on" in done.stderr


async def test_the_audit_of_a_running_server_is_that_of_its_data_directory(tmp_path: Path) -> None:
    """`audit` prints the same lines whether it asks the server or the ledger, and says why it was refused."""
    with process("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path)) as running:
        target = await asyncio.to_thread(announced, running)
        async with Client(target) as client:
            stream = await client.open("call-1")
            await stream.say(1, "my number is four one five five five five oh one three four")
            await stream.end()
            await stream.rest()
        find = ("find", "--identity", "PHONE_NUMBER=+1 415 555 0134", "--purpose", "request 4711")
        for words in (("call", "call-1"), find, ("list",), ("key",)):
            json_lines = () if words == ("key",) else ("--json",)
            asked, read = [
                await asyncio.to_thread(audit, *words, *json_lines, *where)
                for where in (("--target", target), ("--data-dir", str(tmp_path)))
            ]
            assert (asked.returncode, asked.stderr) == (0, "")
            assert asked.stdout == read.stdout != ""
        unknown = await asyncio.to_thread(audit, "call", "call-9", "--target", target)
        assert (unknown.returncode, unknown.stdout) == (1, "")
        assert "no call of this id" in unknown.stderr
        wrong = await asyncio.to_thread(
            audit, "find", "--identity", "PHONE_NUMBER=-", "--purpose", "x", "--target", target
        )
        assert wrong.returncode == 1
        assert "identities.value: Holds nothing to search by." in wrong.stderr
    gone = await asyncio.to_thread(audit, "list", "--target", target)
    assert gone.returncode == 1
    assert "cannot be reached: UNAVAILABLE" in gone.stderr


def audit(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, "audit", *words], capture_output=True, text=True, timeout=60, check=False)
