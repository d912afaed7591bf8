"""The real server, as a process of its own on a port of its own: what is measured and shown is what is shipped."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

START_LIMIT = 120.0
STOP_LIMIT = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers.

    Attributes:
        target: its gRPC address, ``127.0.0.1:PORT``.
        data_dir: where its ledger lies, and its log, ``server.log``.
        pid: its process; its workers are that one's children.
        started: seconds from its start until it was healthy.
    """

    target: str
    data_dir: Path
    pid: int
    started: float


@contextlib.contextmanager
def served(
    data_dir: Path | None = None, *flags: str, command: Sequence[str] = ("server.cli", "serve")
) -> Iterator[Served]:
    """Start `veilscript serve` on a free port, wait until it is healthy, and stop it at the end.

    Args:
        data_dir: where the ledger goes; a temporary directory when None.
        flags: more of the command's flags.
        command: the module that serves, and its first words.

    Raises:
        RuntimeError: the server ended before it listened.
        grpc.RpcError: it was not healthy in time.
    """
    with contextlib.ExitStack() as stack:
        home = data_dir or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veilscript-")))
        words = [sys.executable, "-m", *command, "--listen", "127.0.0.1:0", "--data-dir", str(home), *flags]
        home.mkdir(parents=True, exist_ok=True)
        log = stack.enter_context((home / "server.log").open("w"))
        began = time.monotonic()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
        stack.callback(_stop, process)
        target = _address(process, home)
        _wait_until_healthy(target)
        yield Served(target, home, process.pid, time.monotonic() - began)


def _address(process: subprocess.Popen[str], home: Path) -> str:
    """Read the line that says where the server listens."""
    assert process.stdout is not None  # noqa: S101 - it was asked for as a pipe
    for line in process.stdout:
        if found := re.search(r"127\.0\.0\.1:(\d+)", line):
            return found.group()
    message = f"The server ended with status {process.wait()}: {(home / 'server.log').read_text()}"
    raise RuntimeError(message)


def _wait_until_healthy(target: str) -> None:
    with grpc.insecure_channel(target) as channel:
        stub = HealthStub(channel)
        # The published stubs leave Watch out.
        watch = stub.Watch(HealthCheckRequest(), timeout=START_LIMIT, wait_for_ready=True)  # type: ignore[attr-defined]
        for answer in watch:
            if answer.status == HealthCheckResponse.SERVING:
                return


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
