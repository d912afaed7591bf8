"""The contract, from a client in another language with no code of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.served import Served, served

HERE = Path(__file__).with_name("grpc_js")
PROTO = Path(__file__).parents[2] / "proto/veilscript/v1/redaction.proto"
TURNS = (
    ("PARTICIPANT_ROLE_AGENT", "what number can i reach you on"),
    ("PARTICIPANT_ROLE_CUSTOMER", "it is four one five five five five oh one three four"),
)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client and what it needs."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node or npm is not there")
    folder = tmp_path_factory.mktemp("grpc_js")
    for name in ("package.json", "package-lock.json", "client.js"):
        shutil.copy(HERE / name, folder)
    try:
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, check=False, timeout=120
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm could not fetch the packages in time")
    if done.returncode:
        pytest.skip("npm could not fetch the packages")
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("js"), "--workers", "1") as running:
        yield running


def stream(node: Path, *arguments: str) -> list[dict[str, object]]:
    turns = "".join(f"{role}\t{text}\n" for role, text in TURNS)
    command = ["node", "client.js", *arguments]
    done = subprocess.run(command, cwd=node, input=turns, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("source", [(), (str(PROTO),)], ids=["by reflection", "by the .proto file"])
def test_a_call_from_another_language(node: Path, server: Served, source: tuple[str, ...]) -> None:
    """A grpc-js client finds the contract, streams a call, and gets redacted text, checkpoints and a summary."""
    answers = stream(node, server.target, f"js-{len(source)}", *source)
    assert answers[0]["response"] == "started"
    texts = [answer["segment"]["text"] for answer in answers if answer.get("response") == "segment"]  # type: ignore[index]
    assert texts == [TURNS[0][1], "it is [PHONE_NUMBER_1]"]
    assert answers[-2]["response"] == "summary"
    assert answers[-1] == {"code": "OK", "reason": ""}


def test_a_reason_from_another_language(node: Path, server: Served) -> None:
    """A call that cannot be opened ends with its code and its reason."""
    stream(node, server.target, "js-twice")
    assert stream(node, server.target, "js-twice") == [{"code": "ALREADY_EXISTS", "reason": "ALREADY_EXISTS"}]
