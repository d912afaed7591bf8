"""Show one call through the real server: ``python -m demo`` (or ``make demo``)."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from bench.served import served
from demo.live import LiveCall
from demo.screen import Screen
from demo.script import CALL, CALLER, VALUES, Said
from veilscript.v1 import redaction_pb2 as pb

# Longer than any judgement takes: a turn without an answer by then is being held, not worked on.
HELD_AFTER = 0.4
END_LIMIT = 30.0
REQUEST = "demo-request"


class Show:
    """Speaks a call at its pace and shows each answer as it arrives.

    Args:
        call: the open stream.
        screen: where it is shown.
    """

    def __init__(self, call: LiveCall, screen: Screen) -> None:
        self._call = call
        self._screen = screen
        self._waiting: dict[int, Said] = {}
        self._max_hold = call.started.max_hold.ToTimedelta().total_seconds()
        self.summary = pb.CallSummary()

    def say(self, said: Said, pace: float) -> None:
        """Speak one turn; returns after ``pace`` seconds, or when it is clear whether the turn is held."""
        due = time.monotonic() + pace
        number = self._call.say(said)
        self._waiting[number] = said
        self._take(HELD_AFTER, until=number)
        if number in self._waiting:
            self._screen.held(number, said, self._max_hold)
        self._take(due - time.monotonic())

    def end(self) -> None:
        """Hang up: what is still held comes back, then the summary."""
        self._call.end()
        self._take(END_LIMIT)

    def _take(self, seconds: float, until: int | None = None) -> None:
        """Show what arrives in the next seconds, or until one turn has been answered."""
        for answer in self._call.answers(max(0.0, seconds)):
            if answer.HasField("segment"):
                number = answer.segment.sequence
                self._screen.passed_on(number, self._waiting.pop(number), answer.segment)
            elif answer.HasField("revision"):
                self._screen.revised(answer.revision)
            elif answer.HasField("summary"):
                self.summary.CopyFrom(answer.summary)
            if until is not None and until not in self._waiting:
                return


def search(folder: Path, values: tuple[str, ...]) -> tuple[int, list[str]]:
    """Look through every byte of every file of a folder; return how many bytes, and which values were found."""
    written = b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()).lower()
    return len(written), [value for value in values if value.encode() in written]


def run(width: int, home: str, *command: str) -> None:
    """Run a command of the product on the demo's data, its output where the demo's goes."""
    sys.stdout.flush()
    veilscript = [sys.executable, "-m", "server.cli", *command, "--data-dir", home]
    subprocess.run(["env", f"COLUMNS={width}", *veilscript], check=True)


def erase(screen: Screen, home: str) -> None:
    """Erase the caller as a privacy officer does, from the request to the checked certificate."""
    bring = ("erase", "request", "--identity", CALLER, "--regime", "gdpr", "--whole-calls", "--request-id", REQUEST)
    certificate = Path(home) / "cert.json"
    for title, command in (
        ("The caller asks to be deleted", bring),
        ("What would happen", ("erase", "plan", REQUEST)),
        ("The plan is approved, and the caller erased", ("erase", "approve", REQUEST)),
        ("The platform has cut its recording", ("erase", "acknowledge", REQUEST, "task-1")),
        ("Looked for again", ("audit", "find", "--identity", CALLER, "--purpose", "demo")),
        ("The proof", ("erase", "certificate", REQUEST, "--out", str(certificate))),
    ):
        screen.command_follows(title, f"veilscript {' '.join(command)}".replace(home, "."))
        run(screen.width, home, *command)
    key = str(Path(home) / "log.pub")
    screen.command_follows("Checked, on any machine", "veilscript verify cert.json --public-key log.pub")
    run(screen.width, home, "verify", str(certificate), "--public-key", key)
    screen.erased()


def main() -> int:
    """Run the demo; return 0 when no value was found where none may be."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--pace", type=float, default=0.8, help="seconds between the turns")
    pace = parser.parse_args().pace
    screen = Screen()
    call_id = f"demo-{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory(prefix="veilscript-demo-") as home:
        with served(Path(home)) as server:
            with LiveCall(server.target, call_id) as call:
                screen.introduce(server.target, call.started.policy_fingerprint)
                show = Show(call, screen)
                for said in CALL:
                    show.say(said, pace)
                show.end()
            screen.sum_up(show.summary.entity_counts.items(), show.summary.segments)
            screen.command_follows("The audit of this call", f"veilscript audit call {call_id}")
            run(screen.width, home, "audit", "call", call_id)
            screen.command_follows(
                "Found by what was said", f"veilscript audit find --identity {CALLER} --purpose demo"
            )
            run(screen.width, home, "audit", "find", "--identity", CALLER, "--purpose", "demo")
            erase(screen, home)
            screen.command_follows("The audit, checked as a whole", "veilscript verify")
            run(screen.width, home, "verify")
        size, found = search(Path(home), VALUES)
    if found:
        print(f"{len(found)} of the spoken values were found on disk.", file=sys.stderr)
        return 1
    screen.explain(size, len(VALUES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
