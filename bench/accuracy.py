"""The accuracy report: scores in, docs/ACCURACY.md out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# A policy need not hide these by default; the scorer keeps them out of the total.
OPTIONAL = ("AGE", "DATE", "DESCRIBED", "LOCATION", "ORGANIZATION", "SYMPTOM")

# Tables of Markdown are one line a row, however long.
# ruff: noqa: E501
HEAD = """# Accuracy

Labelled calls were streamed turn by turn through the running server, policy `default`, and what came back was scored
from the outside: a labelled entity has leaked when one of its content characters can still be read. Beside it stands
stock Presidio on the same turns, in the same run, under the same scorer.

Made by `make eval DATA=../shared/data` on {date} with {versions}.
The machine: {machine}.

## Totals

| | calls | entities | hidden | calls without a leak | words redacted without need | traps kept | untruthful spans | never released | degraded |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{totals}

*hidden*: the share of labelled entities of which nothing can be read. *traps*: ordinary text that looks personal and
must stay. *untruthful spans*: turns whose text does not match the spans that were claimed. *never released*: turns for
which no answer came. *degraded*: turns masked whole because they could not be judged.
"""

TYPES = """
## By type

| type | real: entities | hidden | Presidio | hard: entities | hidden | Presidio |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{types}

Types in *italics* are not in the totals: a policy need not hide them by default. *DESCRIBED* is health told in plain
words and dates relative to today.
"""

SETS = """
## By data set

| set | calls | entities | hidden | Presidio | calls without a leak | Presidio | words without need | Presidio |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{sets}
"""

FORMS = """
## By form

How the transcript was written: by a person, by speech recognition, typed in a chat; the hard cases as a lexical
recognizer writes (words only), with numbers in figures (inverse text normalization), or both mixed.

| form | calls | entities | hidden | Presidio | calls without a leak | Presidio | words without need | Presidio |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{forms}
"""

CUTS = """
## Turns cut in pieces

The same calls twice more, each turn cut into {pieces} segments at random places: between words, as a recognizer does
where somebody takes a breath, and anywhere, inside words and numbers too. A turn of two words is in as many pieces.

| | hidden, turns whole | cut between words | falls by | words without need | traps kept | cut anywhere | falls by | words without need | traps kept |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{cuts}
"""

GROUPS = """
## Hard cases by group

| group | cases | entities | hidden | Presidio | traps kept | Presidio |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{groups}
"""

FOOT = """
## How to read this

- The real calls are role-played or public; they hold no spoken card or social security numbers, which nobody may
  publish. The hard cases are invented and hold them. Labels were made by one reader: expect some noise both ways.
- *Presidio* is its default recognizers at their default threshold, turn by turn. Its language model is a separate
  download and is not used: a blank English spaCy pipeline with the lower-cased word as lemma stands in, so it finds no
  names by statistics. Its type `DATE_TIME` is counted as `DATE`. Nothing else of it is changed, and its network use
  (the list of public suffixes) is off. Where it joins two neighbours of one type, a turn counts as untruthful.
- The outputs stay in `var/eval`. To see the misses of one set:
  `python ../shared/tools/score.py ../shared/data/NAME.dev.jsonl var/eval/veilscript/NAME.jsonl --leaks 20 --over 20`.
"""


@dataclass(frozen=True, slots=True)
class Score:
    """What the scorer said of one file; shares are 0 to 1, or None where there was nothing to judge."""

    recall: float | None
    zero_leak_calls: float | None
    over_redacted: float | None
    kept: float | None
    never_released: int
    untruthful: int
    degraded: int
    by_type: dict[str, tuple[float, int]]

    @classmethod
    def read(cls, report: dict[str, Any], degraded: int) -> Score:
        """Take the scorer's JSON, and how many turns came back masked whole because they could not be judged."""
        return cls(
            recall=report["recall"],
            zero_leak_calls=report["zero_leak_calls"],
            over_redacted=report["over_redacted_words"],
            kept=report["kept"],
            never_released=report["turns_never_released"],
            untruthful=report["untruthful_spans"],
            degraded=degraded,
            by_type={name: (share, count) for name, (share, count) in report["recall_by_group"].items()},
        )

    @property
    def entities(self) -> int:
        """How many labelled entities the total is over."""
        return sum(count for name, (_, count) in self.by_type.items() if name not in OPTIONAL)


@dataclass(frozen=True, slots=True)
class Row:
    """Both systems on the same calls."""

    name: str
    calls: int
    ours: Score
    presidio: Score
    cut_between: Score | None = None
    cut_anywhere: Score | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run measured."""

    machine: str
    versions: str
    date: str
    pieces: int
    real: Row
    hard: Row
    sets: tuple[Row, ...]
    forms: tuple[Row, ...]
    hard_groups: tuple[Row, ...]

    def summary(self) -> str:
        """The run in a few lines, for a terminal."""
        lines = [f"{'':24}{'hidden':>8}{'no leak':>9}{'over':>8}{'kept':>8}{'untrue':>8}{'missing':>8}{'degraded':>9}"]
        for row in (self.real, self.hard):
            cuts = (("cut between", row.cut_between), ("cut anywhere", row.cut_anywhere))
            cut = [(name, score) for name, score in cuts if score is not None]
            for system, score in (("veilscript", row.ours), *cut, ("presidio", row.presidio)):
                shares = (score.recall, score.zero_leak_calls, score.over_redacted, score.kept)
                cells = "".join(f"{percent(share):>8}" for share in shares)
                lines.append(
                    f"{row.name + ' ' + system:24}{cells}{score.untruthful:>8}{score.never_released:>8}{score.degraded:>9}"
                )
        for row in (self.real, self.hard):
            cells = " ".join(f"{name} {percent(share)}" for name, (share, _) in sorted(row.ours.by_type.items()))
            lines.append(f"{row.name} by type: {cells}")
        return "\n".join(lines)


def percent(share: float | None) -> str:
    """Write a share as a percentage, or a dash where nothing was judged."""
    return "–" if share is None else f"{share:.1%}"


def render(report: Report) -> str:
    """Write the whole page."""
    totals = "\n".join((*_total("real calls", report.real), *_total("hard cases", report.hard)))
    head = HEAD.format(date=report.date, versions=report.versions, machine=report.machine, totals=totals)
    names = sorted({*report.real.ours.by_type, *report.hard.ours.by_type}, key=lambda n: (n in OPTIONAL, n))
    types = TYPES.format(types="\n".join(_type(name, report) for name in names))
    sets = SETS.format(sets="\n".join(_set(row) for row in report.sets))
    forms = FORMS.format(forms="\n".join(_set(row) for row in report.forms))
    groups = GROUPS.format(groups="\n".join(_group(row) for row in report.hard_groups))
    rows = (*(("real calls", report.real), ("hard cases", report.hard)), *((row.name, row) for row in report.hard_groups))
    cuts = "\n".join(_cut(name, row) for name, row in rows if row.cut_between is not None)
    return head + types + sets + forms + groups + (CUTS.format(pieces=report.pieces, cuts=cuts) if cuts else "") + FOOT


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _total(name: str, row: Row) -> list[str]:
    return [
        _line(
            f"{name}, {system}",
            row.calls,
            score.entities,
            f"**{percent(score.recall)}**",
            percent(score.zero_leak_calls),
            percent(score.over_redacted),
            percent(score.kept),
            score.untruthful,
            score.never_released,
            score.degraded,
        )
        for system, score in (("Veilscript", row.ours), ("Presidio", row.presidio))
    ]


def _type(name: str, report: Report) -> str:
    cells: list[object] = [f"*{name}*" if name in OPTIONAL else name]
    for row in (report.real, report.hard):
        share, count = row.ours.by_type.get(name, (None, 0))
        other, _ = row.presidio.by_type.get(name, (None, 0))
        cells += [count, percent(share), percent(other)]
    return _line(*cells)


def _set(row: Row) -> str:
    ours, other = row.ours, row.presidio
    return _line(
        row.name,
        row.calls,
        ours.entities,
        percent(ours.recall),
        percent(other.recall),
        percent(ours.zero_leak_calls),
        percent(other.zero_leak_calls),
        percent(ours.over_redacted),
        percent(other.over_redacted),
    )


def _cut(name: str, row: Row) -> str:
    cells: list[object] = [name, percent(row.ours.recall)]
    for cut in (row.cut_between, row.cut_anywhere):
        if cut is not None:
            known = row.ours.recall is not None and cut.recall is not None
            fall = f"{100 * ((row.ours.recall or 0) - (cut.recall or 0)):.1f} points" if known else "–"
            cells += [percent(cut.recall), fall, percent(cut.over_redacted), percent(cut.kept)]
    return _line(*cells)


def _group(row: Row) -> str:
    ours, other = row.ours, row.presidio
    return _line(
        row.name,
        row.calls,
        ours.entities,
        percent(ours.recall),
        percent(other.recall),
        percent(ours.kept),
        percent(other.kept),
    )
