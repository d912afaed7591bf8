"""The demo, from beginning to end, on the real server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.served import served
from demo.__main__ import Show, search
from demo.live import LiveCall
from demo.screen import Screen
from demo.script import CALL, CALLER, ORDINARY, VALUES, Said
from veilscript.v1 import redaction_pb2 as pb


class Listener(Screen):
    """Keeps what was passed on, as a client would, beside showing it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[int, str] = {}

    def passed_on(self, number: int, said: Said, answer: pb.RedactedSegment) -> None:
        super().passed_on(number, said, answer)
        self.heard[number] = answer.text


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Listener:
    home = tmp_path_factory.mktemp("demo")
    screen = Listener()
    with served(home) as server, LiveCall(server.target, "demo-test") as call:
        show = Show(call, screen)
        for said in CALL:
            show.say(said, pace=0.0)
        show.end()
    _, screen.found = search(home, VALUES)  # type: ignore[attr-defined]
    return screen


def test_every_turn_comes_back(listener: Listener) -> None:
    """Each turn of the call is passed on, once, under its own number."""
    assert sorted(listener.heard) == list(range(1, len(CALL) + 1))


def test_no_value_is_passed_on(listener: Listener) -> None:
    """Nothing personal that was said can be read in what is passed on."""
    passed_on = "\n".join(listener.heard.values()).lower()
    assert [value for value in VALUES if value in passed_on] == []


def test_ordinary_words_are_passed_on(listener: Listener) -> None:
    """A price, a wait, a time of day and a figure of speech stay as they were said."""
    passed_on = "\n".join(listener.heard.values())
    assert [words for words in ORDINARY if words not in passed_on] == []


def test_no_value_is_written_to_disk(listener: Listener) -> None:
    """The server's audit, keys and log hold none of the values."""
    assert listener.found == []  # type: ignore[attr-defined]


def test_a_stranger_can_follow_the_output() -> None:
    """Piped, the demo is plain text: before, after, what is held, the audit and what it does not hold."""
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--pace", "0"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    for words in ("what was said", "what is passed on", "held back", "[PERSON_1]", "The audit of this call"):
        assert words in done.stdout
    audit = done.stdout.partition("The audit of this call")[2]
    for entity_type in ("PERSON", "CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "ADDRESS"):
        assert entity_type in audit
    erased = audit.partition("The caller asks to be deleted")[2]
    assert "will be erased" in erased
    searched = erased.partition("Looked for again")[2].partition("The proof")[0]
    assert "demo-" not in searched, "the caller was found again"
    assert "COMPLETE" in erased
    assert "sound: 1 certificates" in erased
    assert "sound:" in audit
    shown = audit.lower().replace(CALLER.lower(), "")  # the officer's own words, not the audit's
    assert [value for value in VALUES if value in shown] == []
