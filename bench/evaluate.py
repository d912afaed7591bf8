"""Play labelled calls through the real server, score what comes back, and put stock Presidio beside it.

The player and the scorer come with the data (``DATA/../tools``) and are used as they are: both judge from the outside.
Every output stays in ``var/eval``, so that one miss can be looked at:
``score.py DATA/NAME.dev.jsonl var/eval/veilscript/NAME.jsonl --leaks 20``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy import Report, Row, Score, render
from bench.cuts import ANYWHERE, BETWEEN, cut, mend
from bench.machine import machine, today, versions
from bench.served import served
from bench.stock_presidio import StockPresidio

HARD = "hard_cases"
SYSTEMS = ("veilscript", "presidio")
CUTS = {"cut_between": BETWEEN, "cut_anywhere": ANYWHERE}
"""What the server made of calls whose turns were cut, and where they were."""

Call = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things lie."""

    data: Path
    tools: Path
    raw: Path
    pieces: int = 0
    """How many pieces each turn is cut into for the second play; 0 means no second play."""

    @property
    def sets(self) -> list[str]:
        """The names of the labelled sets."""
        return sorted(path.name.removesuffix(".dev.jsonl") for path in self.data.glob("*.dev.jsonl"))

    def gold(self, name: str) -> Path:
        """The labelled calls of one set."""
        return self.data / f"{name}.dev.jsonl"

    def out(self, system: str, name: str) -> Path:
        """What one system made of one set."""
        return self.raw / system / f"{name}.jsonl"

    def score(self, gold: Path, out: Path, degraded: int) -> Score:
        """Run the scorer over one file."""
        command = [sys.executable, str(self.tools / "score.py"), str(gold), str(out), "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return Score.read(json.loads(done.stdout), degraded)

    def row(self, name: str, calls: Iterable[tuple[str, Callable[[Call], bool]]]) -> Row:
        """Score any choice of calls from any sets as one.

        Args:
            name: what the choice is called.
            calls: the sets, each with the test a call of it must pass to be in.
        """
        chosen = list(calls)
        gold = self.raw / "gold" / f"{name}.jsonl"
        golds = [call for set_name, take in chosen for call in read(self.gold(set_name)) if take(call)]
        write(gold, golds)
        ids = {call["call_id"] for call in golds}
        scores = []
        for system in (*SYSTEMS, *CUTS) if self.pieces else SYSTEMS:
            out = self.raw / system / f"_{name}.jsonl"
            outs = [c for set_name, _ in chosen for c in read(self.out(system, set_name)) if c["call_id"] in ids]
            write(out, outs)
            degraded = sum(turn["degraded"] for call in outs for turn in call["turns"])
            scores.append(self.score(gold, out, degraded))
        return Row(name, len(golds), *scores)


def read(path: Path) -> list[Call]:
    """Read JSON Lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(path: Path, calls: Iterable[Call]) -> None:
    """Write JSON Lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(call, ensure_ascii=False) + "\n" for call in calls)


def play_ours(bench: Bench, target: str, policy: str) -> None:
    """Stream every call of every set through a running server."""
    for name in bench.sets:
        out = bench.out("veilscript", name)
        out.parent.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        _play(bench, bench.gold(name), out, target, policy)
        print(f"  played {name} in {time.monotonic() - began:.1f} s", flush=True)


def _play(bench: Bench, calls: Path, out: Path, target: str, policy: str) -> None:
    player = [sys.executable, str(bench.tools / "play.py"), str(calls), str(out)]
    subprocess.run([*player, "--target", target, "--policy", policy], check=True, stderr=subprocess.DEVNULL)


def play_cut(bench: Bench, target: str, policy: str, system: str) -> None:
    """Stream every call of every set with each turn cut into pieces, and put together what comes back."""
    for name in bench.sets:
        golds = read(bench.gold(name))
        cuts = [cut(call, bench.pieces, CUTS[system]) for call in golds]
        said, out = bench.raw / "gold" / f"{name}.{system}.jsonl", bench.out(system, name)
        write(said, cuts)
        out.parent.mkdir(parents=True, exist_ok=True)
        _play(bench, said, out, target, policy)
        back = []
        for gold, heard, result in zip(golds, cuts, read(out), strict=True):
            pieces = list(zip(heard["turns"], result["turns"], strict=True))
            back.append({"call_id": gold["call_id"], "turns": mend(gold, pieces)})
        write(out, back)
        print(f"  played {name} {CUTS[system]}", flush=True)


def play_presidio(bench: Bench) -> None:
    """Give Presidio every turn of every call, each by itself."""
    presidio = StockPresidio()
    for name in bench.sets:
        results = []
        for call in read(bench.gold(name)):
            turns = []
            for turn in call["turns"]:
                text, spans = presidio.redact(turn["text"])
                turns.append({"text": text, "spans": spans, "released": True, "degraded": False, "latency_ms": None})
            results.append({"call_id": call["call_id"], "turns": turns})
        write(bench.out("presidio", name), results)


def judge(bench: Bench) -> Report:
    """Score both systems by set and form, over the real sets, and over the groups of the hard cases."""
    real = [(name, _all) for name in bench.sets if name != HARD]
    hard = read(bench.gold(HARD)) if HARD in bench.sets else []
    groups = sorted({call["group"] for call in hard})
    forms = sorted({call["form"] for name in bench.sets for call in read(bench.gold(name))})
    return Report(
        machine=machine(),
        versions=versions("veilscript", "presidio_analyzer", "spacy"),
        date=today(),
        pieces=bench.pieces,
        real=bench.row("real", real),
        hard=bench.row("hard", [(HARD, _all)] if hard else []),
        sets=tuple(bench.row(name, [(name, _all)]) for name in bench.sets),
        forms=tuple(bench.row(form, [(name, _of("form", form)) for name in bench.sets]) for form in forms),
        hard_groups=tuple(bench.row(group, [(HARD, _of("group", group))]) for group in groups),
    )


def _all(_call: Call) -> bool:
    return True


def _of(key: str, value: str) -> Callable[[Call], bool]:
    return lambda call: bool(call[key] == value)


def main() -> None:
    """Read the command line, measure, write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.evaluate", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of NAME.dev.jsonl files")
    parser.add_argument("--policy", default="", help="the policy to play under (default: the server's default)")
    parser.add_argument("--cut", type=int, default=3, help="pieces to cut each turn into for a second play (0: none)")
    parser.add_argument("--raw", type=Path, default=Path("var/eval"), help="where the outputs stay")
    parser.add_argument("--report", type=Path, default=Path("docs/ACCURACY.md"))
    options = parser.parse_args()
    bench = Bench(options.data, options.data / ".." / "tools", options.raw, options.cut)
    if not bench.sets:
        parser.error(f"{options.data} holds no NAME.dev.jsonl")
    with served() as server:
        play_ours(bench, server.target, options.policy)
        for system in CUTS if bench.pieces else ():
            play_cut(bench, server.target, options.policy, system)
    play_presidio(bench)
    report = judge(bench)
    options.report.write_text(render(report), encoding="utf-8")
    print(report.summary())
    print(f"Written: {options.report}; outputs to look at: {options.raw}")


if __name__ == "__main__":
    main()
