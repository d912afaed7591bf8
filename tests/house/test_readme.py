"""What the README and the docs say is so: examples are run, links are followed, names are looked up."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.served import Served, served
from demo.live import LiveCall
from demo.script import Said
from server.config import Settings
from server.grpc_edge.status import CODES
from server.redaction.diagram import markdown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\[[^\]]+\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
PROOF = re.compile(r"\[`(test_\w+)`\]\(([^)]+)\)")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("readme")) as running:
        yield running


def block(language: str) -> str:
    """The first fenced block of a language."""
    return README.split(f"```{language}\n", 1)[1].split("```", 1)[0]


def test_the_before_and_after_is_what_the_server_does(server: Served) -> None:
    """The example of the first screen, streamed, comes back as it is printed there."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in block("text").strip().splitlines()[1:]]
    assert len(lines) >= 6
    came: dict[int, str] = {}
    with LiveCall(server.target, "readme-example") as call:
        for speaker, before, _ in lines:
            call.say(Said(speaker, before))
        call.end()
        for answer in call.answers(within=30.0):
            if answer.HasField("segment"):
                came[answer.segment.sequence] = answer.segment.text
    assert [came[number] for number in sorted(came)] == [after for _, _, after in lines]


def test_the_client_snippet_runs(server: Served) -> None:
    """The snippet, pasted into a file, prints what its comment says."""
    snippet = block("python")
    expected = re.findall(r"print\(.*\)\s*# (.*)", snippet)
    code = snippet.replace("127.0.0.1:50051", server.target)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == expected


def test_every_make_target_named_exists() -> None:
    """A reader who types a command finds it."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"\bmake ([a-z-]+)`", page.read_text(encoding="utf-8"))}
    named |= set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


def test_every_command_named_exists() -> None:
    """Each `veilscript ...` of the docs is a command of the installed program."""
    done = subprocess.run([sys.executable, "-m", "server.cli", "--help"], capture_output=True, text=True, check=True)
    named = {name for page in PAGES for name in re.findall(r"veilscript ([a-z]+)\b", fences(page))}
    assert named
    assert {name for name in named if not re.search(rf"\b{name}\b", done.stdout)} == set()


def fences(page: Path) -> str:
    """Everything of a page that is set as code."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """No page links to a file that is not there."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_guarantee_names_a_test_that_exists() -> None:
    """Each guarantee of the README links to the test that proves it."""
    proofs = PROOF.findall(README)
    assert len(proofs) >= 8
    assert [name for name, path in proofs if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")] == []


def test_the_protocol_page_lists_every_error() -> None:
    """A client can look up each reason, under the code it comes with."""
    page, code, told = (ROOT / "docs/PROTOCOL.md").read_text(encoding="utf-8"), "", {}
    for row in re.findall(r"^\| ([A-Z_]*) ?\| `(\w+)` \|", page, re.MULTILINE):
        code = row[0] or code
        told[row[1]] = code
    assert told == {reason.value: code.name for reason, code in CODES.items()}


def test_the_protocol_page_gives_the_limits_in_force() -> None:
    """Each setting of the table exists, and has the default that it tells."""
    page = (ROOT / "docs/PROTOCOL.md").read_text(encoding="utf-8")
    told = re.findall(r"^\|[^|]*\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)
    assert len(told) >= 10
    settings = Settings()
    assert [(name, getattr(settings, name)) for name, _ in told] == [(name, float(value)) for name, value in told]


def test_the_protocol_page_draws_the_tables_as_they_are() -> None:
    """The state diagrams are those of the code; `python -m server.redaction.diagram` prints them anew."""
    page = (ROOT / "docs/PROTOCOL.md").read_text(encoding="utf-8")
    assert page.split("<!-- states -->", 1)[1].split("<!-- end of states -->", 1)[0].strip() == markdown().strip()
