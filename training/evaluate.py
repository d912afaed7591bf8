"""Scores the model on the labelled sets: alone, the rules alone, and both together as the engine has them.

``python -m training.evaluate DATA OUT`` plays every labelled call through ``OUT/model`` and through the rule engine,
has ``DATA/../tools/score.py`` judge what they hid, prints a table and writes it to ``OUT/figures.md``. What each hid
stays in ``OUT/played``, so that one miss can be looked at with the same scorer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recognizers.engine import Engine
from recognizers.entities import Role, Turn
from recognizers.model.encoding import Said
from recognizers.model.reader import ModelReader
from recognizers.model.tagged import Tagged
from recognizers.model.tagger import Tagger
from training.examples import AGENT, CONTEXT_TURNS, CUSTOMER, OTHER

Spans = list[tuple[int, int, str]]
Call = dict[str, Any]

THRESHOLDS = (0.5, 0.8)
_HARD, _ALL, _REAL, _FORM = "hard_cases", "all", "real", "form: {}"
_SHOWN = ("PERSON", "ADDRESS", "HEALTH", "DOB", "AGE", "LOCATION", "SYMPTOM")
_HIDDEN_BY_RULES = 0.5  # the default policy's threshold
_LEFT_ALONE = frozenset({"ORGANIZATION", "DATE"})  # off in the default policy
_AGENTS = frozenset({"agent", "doctor", "system", "assistant"})
_CUSTOMERS = frozenset({"customer", "patient", "user"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What the scorer says of one set.

    Attributes:
        recall: of each group, with how many there are.
        lost: share of ordinary words hidden.
        kept: share of what must stay that stayed; None where nothing is marked so.
    """

    recall: dict[str, tuple[float, int]]
    lost: float
    kept: float | None


def by_engine(engine: Engine, call: Call) -> list[Spans]:
    """Return what an engine hides in each turn of a call."""
    hidden = [list[tuple[int, int, str]]() for _ in call["turns"]]
    dialogue = engine.begin()
    for index, turn in enumerate(call["turns"]):
        role = Role.AGENT if turn.get("speaker", "").lower() in _AGENTS else Role.CUSTOMER
        analysis = engine.analyze(Turn(str(index), turn["text"], role), dialogue)
        dialogue = analysis.dialogue
        for finding in analysis.findings:
            if finding.score >= _HIDDEN_BY_RULES and finding.entity_type not in _LEFT_ALONE:
                for span in finding.spans:
                    hidden[int(span.segment_id)].append((span.start, span.end, finding.entity_type))
    return hidden


def by_model(tagger: Tagger, call: Call) -> list[list[tuple[int, int, str, float]]]:
    """Return what the model takes for an entity in each turn of a call, with its score."""
    before: list[tuple[str, str]] = []
    found = []
    for turn in call["turns"]:
        name = turn.get("speaker", "").lower()
        speaker = AGENT if name in _AGENTS else CUSTOMER if name in _CUSTOMERS else OTHER
        tagged = tagger.tag(turn["text"], speaker, before[-CONTEXT_TURNS:])
        found.append([(one.start, one.end, one.kind, one.score) for one in tagged if one.kind not in _LEFT_ALONE])
        before.append((speaker, turn["text"]))
    return found


class _Trained(ModelReader):
    """The model of a training run, as an engine reads with it."""

    version = "trained"

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    def read(self, text: str, speaker: str, said: Sequence[Said]) -> list[Tagged]:
        """Return what a turn holds."""
        return self._tagger.tag(text, speaker, said)


def play(data: Path, out: Path) -> list[str]:
    """Write what every system hides in every set; return the systems' names.

    Args:
        data: the folder of ``NAME.dev.jsonl`` files.
        out: the folder of the training run.
    """
    tagger = Tagger(out / "model")
    engines = {"rules": Engine(), "together": Engine(model=_Trained(tagger))}
    systems = [*engines, *(f"model {least}" for least in THRESHOLDS)]
    played: dict[tuple[str, str], list[str]] = {}
    for path in sorted(data.glob("*.dev.jsonl")):
        name = path.name.removesuffix(".dev.jsonl")
        for call in _read(path):
            found = {name: by_engine(engine, call) for name, engine in engines.items()}
            model = by_model(tagger, call)
            for least in THRESHOLDS:
                found[f"model {least}"] = [_sure(turn, least) for turn in model]
            for system, hidden in found.items():
                turns = [_redacted(turn["text"], spans) for turn, spans in zip(call["turns"], hidden, strict=True)]
                line = json.dumps({"call_id": call["call_id"], "turns": turns}, ensure_ascii=False)
                for group in {name, _ALL, _ALL if name == _HARD else _REAL, _FORM.format(call["form"])}:
                    played.setdefault((system, group), []).append(line)
    for (system, group), lines in played.items():
        _write(_place(out, system, group), lines)
    return systems


def _sure(turn: Iterable[tuple[int, int, str, float]], least: float) -> Spans:
    return [(start, end, kind) for start, end, kind, score in turn if score >= least]


def _redacted(text: str, spans: Spans) -> dict[str, Any]:
    shown, at = "", 0
    for start, end, _ in sorted(spans):
        shown += text[at : max(at, start)]
        at = max(at, end)
    return {"text": shown + text[at:], "spans": spans, "released": True, "degraded": False, "latency_ms": None}


def score(data: Path, out: Path, systems: Iterable[str]) -> dict[tuple[str, str], Figures]:
    """Have the scorer judge everything that was played.

    Returns:
        The figures of each (set, system); ``all``, ``real`` (without the hand-written cases) and a form stand for many.
    """
    names = [path.name.removesuffix(".dev.jsonl") for path in sorted(data.glob("*.dev.jsonl"))]
    calls = {name: _read(data / f"{name}.dev.jsonl") for name in names}
    chosen = {
        _ALL: [call for every in calls.values() for call in every],
        _REAL: [call for name, every in calls.items() if name != _HARD for call in every],
    }
    for form in sorted({call["form"] for call in chosen[_ALL]}):
        chosen[_FORM.format(form)] = [call for call in chosen[_ALL] if call["form"] == form]
    figures = {}
    for group, golds in (chosen | calls).items():
        gold = _place(out, "gold", group)
        _write(gold, [json.dumps(call, ensure_ascii=False) for call in golds])
        for system in systems:
            command = [
                sys.executable,
                str(data / ".." / "tools" / "score.py"),
                str(gold),
                str(_place(out, system, group)),
                "--json",
            ]
            report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            recall = {name: (share, count) for name, (share, count) in report["recall_by_group"].items()}
            figures[group, system] = Figures(recall, report["over_redacted_words"] or 0.0, report["kept"])
    return figures


def table(figures: dict[tuple[str, str], Figures]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"| set | system | {' | '.join(_SHOWN)} | words lost | kept |",
        "|" + " --- |" * (len(_SHOWN) + 4),
    ]
    for (group, system), found in figures.items():
        cells = [
            f"{found.recall[name][0]:.3f} ({found.recall[name][1]})" if name in found.recall else "" for name in _SHOWN
        ]
        kept = f"{found.kept:.3f}" if found.kept is not None else ""
        lines.append(f"| {group} | {system} | {' | '.join(cells)} | {found.lost:.2%} | {kept} |")
    return "\n".join(lines) + "\n"


def _place(out: Path, system: str, group: str) -> Path:
    return out / "played" / system.replace(" ", "-") / f"{group.replace(': ', '-')}.jsonl"


def _read(path: Path) -> list[Call]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def main() -> None:
    """Read the command line, play, score, print."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    if not any(options.data.glob("*.dev.jsonl")):
        print(f"{options.data} holds no NAME.dev.jsonl: nothing is measured.")
        return
    systems = play(options.data, options.out)
    written = table(score(options.data, options.out, systems))
    (options.out / "figures.md").write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
