"""The calls that speed is measured on: labelled ones where the data is, else the invented ones beside this file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from recognizers.entities import Role, Turn

INVENTED = Path(__file__).with_name("calls.jsonl")
AGENTS = {"agent", "doctor", "system", "assistant"}
HARD = "hard_cases"


@dataclass(frozen=True, slots=True)
class Source:
    """Calls to measure on.

    Attributes:
        name: where they come from, for the report.
        calls: the turns of each call.
    """

    name: str
    calls: tuple[tuple[Turn, ...], ...]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turns, call after call."""
        return tuple(turn for call in self.calls for turn in call)


def load(data: Path, limit: int = 2000) -> Source:
    """Take every so many-th call of the real sets, so that about ``limit`` turns of all kinds come together.

    Args:
        data: a folder of NAME.dev.jsonl files; when it has none, the invented calls are taken.
        limit: turns in all, roughly.
    """
    files = [path for path in sorted(data.glob("*.dev.jsonl")) if not path.name.startswith(HARD)]
    calls = [call for path in files or [INVENTED] for call in _read(path)]
    step = max(1, sum(map(len, calls)) // limit)
    name = f"{len(files)} sets of labelled real calls" if files else "invented calls (bench/calls.jsonl)"
    return Source(name, tuple(calls[::step]))


def _read(path: Path) -> list[tuple[Turn, ...]]:
    with path.open(encoding="utf-8") as lines:
        return [tuple(_turn(n, turn) for n, turn in enumerate(json.loads(line)["turns"])) for line in lines]


def _turn(number: int, turn: dict[str, str]) -> Turn:
    role = Role.AGENT if turn["speaker"].lower() in AGENTS else Role.CUSTOMER
    return Turn(segment_id=f"s{number}", text=turn["text"], role=role)
