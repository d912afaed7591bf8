"""The rooms and who may know whom, read from the imports; and a few rules of the house that a tool can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("server/**/*.py"), *ROOT.glob("recognizers/**/*.py")])

KNOWS = {
    "recognizers": set(),
    "server.errors": set(),
    "server.config": {"server.errors"},
    "server.logs": set(),
    "server.roles": set(),
    "server.redaction": {"recognizers", "server.errors"},
    "server.ledger": {"recognizers", "server.errors", "server.roles"},
    "server.erasure": {"recognizers", "server.errors", "server.ledger", "server.roles"},
    "server.detection": {"recognizers", "server.errors"},
    "server.calls": {"recognizers", "server.errors", "server.detection", "server.redaction", "server.ledger"},
    "server.metrics": {"recognizers", "server.errors", "server.config", "server.detection", "server.redaction"},
    "server.archive": {"recognizers", "server.errors", "server.calls", "server.redaction"},
    "server.opendsr": {
        "server.config",
        "server.erasure",
        "server.errors",
        "server.ledger",
        "server.logs",
        "server.metrics",
        "server.roles",
    },
    "server.grpc_edge": {
        "recognizers",
        "server.calls",
        "server.config",
        "server.erasure",
        "server.errors",
        "server.ledger",
        "server.logs",
        "server.metrics",
        "server.redaction",
        "server.roles",
        "veilscript",
    },
}
"""Each room, and the rooms whose types it may use besides its own. ``app``, ``commands`` and ``cli`` know them all."""

ROOTS = {"server.app", "server.commands", "server.cli"}


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(name: str) -> str | None:
    """The room of a module of ours; None for another's."""
    parts = name.split(".")
    if parts[0] in ("recognizers", "veilscript"):
        return parts[0]
    return ".".join(parts[:2]) if parts[0] == "server" and len(parts) > 1 else None


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_a_room_knows_only_its_neighbours(path: Path) -> None:
    """No module imports from a room that its own may not know."""
    here = room(module(path))
    if here is None or here in ROOTS:
        return
    known = {found for name in imports(path) if (found := room(name)) is not None}
    assert known - KNOWS[here] - {here} == set()


def test_only_the_edge_knows_grpc() -> None:
    """The transport and the generated code stay in one room."""
    prefixes = ("grpc", "grpc_health", "grpc_reflection", "grpc_status", "google", "veilscript")
    knowing = {module(path) for path in SOURCES if any(name.split(".")[0] in prefixes for name in imports(path))}
    assert {room(name) for name in knowing} == {"server.grpc_edge"}


def test_only_the_command_line_knows_the_root() -> None:
    """Nothing that is put together knows who puts it together."""
    knowing = {module(path) for path in SOURCES if any(name.startswith("server.app") for name in imports(path))}
    assert {room(name) for name in knowing} <= {"server.commands", "server.cli"}


def test_only_the_settings_read_the_environment() -> None:
    """`os.environ` and its like are read in one place."""
    reading = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in {"environ", "environb", "getenv", "getenvb"}:
                reading.add(module(path))
    assert reading <= {"server.config"}


def test_recognizers_are_pure() -> None:
    """What is personal data is judged without clock, socket, process or random number."""
    impure = {"asyncio", "datetime.datetime", "multiprocessing", "random", "secrets", "socket", "subprocess", "time"}
    impure |= {"requests", "urllib", "http", "grpc", "sqlalchemy"}
    found = {
        (module(path), name)
        for path in SOURCES
        for name in imports(path)
        if room(module(path)) == "recognizers" and (name in impure or name.split(".")[0] in impure)
    }
    assert found == set()


def test_the_memory_of_a_call_knows_words_and_numbers_only() -> None:
    """What was said and asked is remembered alike, however it was cut and whoever recognizes what in it."""
    known = {"artifacts", "dialogue", "entities", "names.lexicon", "numbers", "speech"}
    found = {
        (module(path), name)
        for path in ROOT.glob("recognizers/dialogue/*.py")
        for name in imports(path)
        if name.startswith("recognizers.")
        and not any(name.removeprefix("recognizers.").startswith(f"{one}.") for one in known)
    }
    assert found == set()


def test_the_contract_is_no_package_of_the_checkout() -> None:
    """An `__init__.py` in proto/ would make `proto.veilscript` of `veilscript`."""
    assert list(ROOT.glob("proto/**/__init__.py")) == []
    assert (ROOT / "server/__init__.py").read_text(encoding="utf-8") == ""


def test_nothing_is_left_to_do() -> None:
    """No marker of unfinished work is committed."""
    markers = ("TODO", "FIXME", "XXX", "NotImplementedError")
    found = {
        (module(path), marker)
        for path in SOURCES
        for marker in markers
        if any(marker in line for line in path.read_text(encoding="utf-8").splitlines())
    }
    assert found == set()


@pytest.mark.parametrize("command", ["audit", "erase", "verify"])
def test_a_question_loads_no_detection(command: str) -> None:
    """Who asks the ledger something does not wait for what judges calls: it takes seconds to import."""
    program = f"import sys, server.commands.{command}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"spacy", "presidio_analyzer", "presidio_anonymizer", "onnxruntime", "recognizers"}
