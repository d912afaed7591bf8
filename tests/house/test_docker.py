"""The Dockerfile, its steps executed in an empty environment: no container engine, and no network at start."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EMPTY_NETWORK = ("unshare", "--net", "--map-root-user")

# Runs inside a network namespace where nothing but loopback is: what a container without a network has.
CONTAINER = """
import fcntl, json, pathlib, signal, socket, struct, subprocess, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP: see netdevice(7)
command, health = map(json.loads, sys.argv[1:])
server = subprocess.Popen(command)
while unhealthy := subprocess.run(health, capture_output=True).returncode:
    if server.poll() is not None:
        sys.exit("the server ended with status %d" % server.returncode)
limits = pathlib.Path(f"/proc/{server.pid}/limits").read_text()
core = next(line.split() for line in limits.splitlines() if line.startswith("Max core file size"))
server.send_signal(signal.SIGTERM)
print(json.dumps({"core": core[4], "status": server.wait(30)}))
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction of the Dockerfile, and the stage it belongs to."""

    stage: int
    name: str
    rest: str


def steps() -> list[Step]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found, stage = [], -1
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            stage += name == "FROM"
            found.append(Step(stage, name, rest.strip()))
    return found


def of(name: str, stage: int) -> list[str]:
    return [step.rest for step in steps() if step.name == name and step.stage == stage]


@dataclass(frozen=True, slots=True)
class Image:
    """The file system that the steps leave behind, under a folder of its own, and the environment they set."""

    root: Path
    env: dict[str, str]

    def words(self, form: str) -> list[str]:
        """The exec form of an instruction, its absolute paths moved under this root."""
        return [self.moved(word) for word in json.loads(form)]

    def moved(self, words: str) -> str:
        for folder in ("/opt/veilscript", "/dist", "/var/lib/veilscript"):
            words = words.replace(folder, f"{self.root}{folder}")
        return words


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    root = tmp_path_factory.mktemp("image")
    base = root / "base"  # stands for python:3.11-slim: an interpreter and pip, nothing else
    subprocess.run([sys.executable, "-m", "venv", str(base)], check=True)
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "VEILSCRIPT"))
    }
    built = Image(root, env | {"PATH": f"{base}/bin:/usr/bin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    source = root / "src"
    source.mkdir()
    for copy in of("COPY", 0):
        *names, target = shlex.split(copy)
        for name in names:
            place(ROOT / name, source / target / (name if target == "./" else ""))
    for run in of("RUN", 0):
        done = subprocess.run(
            ["sh", "-c", built.moved(run)], cwd=source, env=built.env, capture_output=True, text=True, check=False
        )
        if "No matching distribution" in done.stderr or "ConnectionError" in done.stderr:
            pytest.skip("the package registry cannot be reached")
        assert done.returncode == 0, done.stderr
    shutil.rmtree(source)
    shutil.rmtree(base / "lib")  # what serves must not need the builder
    (root / "var/lib/veilscript").mkdir(parents=True)
    for setting in of("ENV", 1):
        for word in shlex.split(setting):
            name, _, value = word.partition("=")
            built.env[name] = built.moved(value.replace("$PATH", "/usr/bin:/bin"))
    return built


def place(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def test_only_the_installed_wheel_comes_over() -> None:
    """The running stage takes one folder from the building stage, and nothing from the source tree."""
    assert of("COPY", 1) == ["--from=build /opt/veilscript /opt/veilscript"]


def test_it_does_not_run_as_root() -> None:
    """The user is a number above 10,000, which a cluster can check, and is set before the server starts."""
    users = of("USER", 1)
    assert [int(user) > 10_000 or user for user in users] == [True]


def test_the_image_holds_every_file_the_server_needs(image: Image) -> None:
    """The installed command answers, with nothing of the checkout on its path."""
    done = subprocess.run(
        ["veilscript", "--help"], env=image.env, capture_output=True, text=True, check=False, cwd=image.root
    )
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout


def test_it_serves_without_a_network(image: Image) -> None:
    """With loopback alone it starts, turns healthy, can dump no core, and ends on SIGTERM."""
    if subprocess.run([*EMPTY_NETWORK, "true"], capture_output=True, check=False).returncode:
        pytest.skip("network namespaces are not allowed here")
    command = image.words(of("ENTRYPOINT", 1)[0]) + image.words(of("CMD", 1)[0])
    health = image.words(of("HEALTHCHECK", 1)[0].partition("CMD ")[2])
    done = subprocess.run(
        [*EMPTY_NETWORK, sys.executable, "-c", CONTAINER, json.dumps(command), json.dumps(health)],
        env=image.env,
        cwd=image.root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"core": "0", "status": 0}
    assert list((image.root / "var/lib/veilscript").iterdir()), "the ledger lies in the volume"
