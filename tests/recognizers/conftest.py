"""How a small call is written down in these tests, and how it is played through the real engine.

A case is one line: turns parted by `` / ``, each begun by its speaker, ``a:`` for the agent and ``c:`` for the
customer. What stands in ``<...>`` must be hidden; filler words in it may stay, as in "four one uh one". What stands in
``{...}`` may be hidden or not. Everything else must come back untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from recognizers.engine import Engine
from recognizers.entities import Analysis, Finding, KnownIdentity, Role, Turn

UNHIDDEN = frozenset({"ORGANIZATION", "DATE"})  # what the default policy leaves readable
THRESHOLD = 0.5
_ROLES = {"a": Role.AGENT, "c": Role.CUSTOMER}
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_FILLERS = frozenset(
    """a ah alright an and as at but dash dot er erm for full got hang have hold hyphen i in is it it's just like me mhm
    mm my no now of ok okay on or please point right see so sorry space stop that that's the then there this to uh
    uhm um underscore wait was well yeah yes you slash plus""".split()
)


@dataclass(slots=True)
class Shown:
    """What a reader of the redacted call sees of one turn."""

    source: str
    hidden: list[tuple[int, int, str]] = field(default_factory=list)
    waited: bool = False  # True while a part of it is undecided

    @property
    def text(self) -> str:
        """The turn with a mark for each hidden character."""
        return "".join("\u2588" if self.hides(at) else char for at, char in enumerate(self.source))

    @property
    def types(self) -> set[str]:
        return {kind for _, _, kind in self.hidden}

    def hides(self, at: int) -> bool:
        return any(start <= at < end for start, end, _ in self.hidden)

    def masked(self, start: int, end: int) -> bool:
        return all(self.hides(at) for at in range(start, end) if self.source[at].isalnum())

    def readable(self, start: int, end: int) -> bool:
        return not any(self.hides(at) for at in range(start, end) if self.source[at].isalnum())


def apply(shown: dict[str, Shown], analysis: Analysis) -> None:
    """Hide what was found in the turns that are not out yet, and let those go that nothing more is awaited for."""
    for finding in analysis.findings:
        if counts(finding):
            for span in finding.spans:
                if shown[span.segment_id].waited:
                    shown[span.segment_id].hidden.append((span.start, span.end, finding.entity_type))
    awaited = {item.span.segment_id for item in analysis.open}
    for segment_id, turn in shown.items():
        turn.waited = turn.waited and segment_id in awaited


def counts(finding: Finding) -> bool:
    return finding.entity_type not in UNHIDDEN and finding.score >= THRESHOLD


def play(
    engine: Engine, turns: Sequence[tuple[Role, str]], known: tuple[KnownIdentity, ...] = ()
) -> list[Shown]:
    """Play a call as a server does that waits for what is open: a turn is out once none of it is."""
    shown: dict[str, Shown] = {}
    dialogue = engine.begin(known)
    for number, (role, text) in enumerate(turns):
        shown[f"s{number}"] = Shown(text, waited=True)
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        dialogue = analysis.dialogue
        apply(shown, analysis)
    return list(shown.values())


def read_case(case: str) -> list[tuple[Role, str, list[tuple[int, int, str]]]]:
    """Return role, text and marked ranges of each turn of a written case."""
    turns = []
    for line in case.split(" / "):
        speaker, _, marked = line.partition(": ")
        text, ranges, begun = "", [], 0
        for char in marked:
            if char in "<{":
                begun = len(text)
            elif char in ">}":
                ranges.append((begun, len(text), char))
            else:
                text += char
        turns.append((_ROLES[speaker], text, ranges))
    return turns


def wrongs(shown: Shown, ranges: Sequence[tuple[int, int, str]]) -> tuple[list[str], list[str]]:
    """Return the words that leaked, and the words that were taken without need."""
    leaked, taken = [], []
    for word in _WORD.finditer(shown.source):
        mark = next((kind for start, end, kind in ranges if start < word.end() and word.start() < end), "")
        if not mark and not shown.readable(*word.span()):
            taken.append(word.group())
        inside = next(((s, e) for s, e, k in ranges if k == ">" and s < word.end() and word.start() < e), None)
        if inside is None:
            continue
        low, high = max(inside[0], word.start()), min(inside[1], word.end())
        optional = word.group().lower() in _FILLERS and inside != word.span()
        if not optional and not shown.masked(low, high):
            leaked.append(word.group())
    return leaked, taken


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The rules alone, one engine for all: it holds no call's state. ``model/test_together.py`` has the model too."""
    return Engine()


@pytest.fixture(scope="session")
def judge(engine: Engine) -> Callable[..., None]:
    """Play one case and fail with what leaked and what was taken; some type of ``types`` must be among those found."""

    def check(case: str, *types: str, known: tuple[KnownIdentity, ...] = ()) -> None:
        turns = read_case(case)
        shown = play(engine, [(role, text) for role, text, _ in turns], known)
        leaked, taken = [], []
        for turn, (_, _, ranges) in zip(shown, turns, strict=True):
            left, lost = wrongs(turn, ranges)
            leaked += left
            taken += lost
        came = " / ".join(turn.text for turn in shown)
        found = set().union(*(turn.types for turn in shown))
        assert not leaked, f"leaked {leaked}: {came} {sorted(found)}"
        assert not taken, f"taken {taken}: {came} {sorted(found)}"
        assert not types or found & set(types), f"found as {sorted(found)}: {came}"

    return check
