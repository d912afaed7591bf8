"""Writes down everything the model learns from: invented calls and taught raw dialogue, without what is measured on.

``python -m training.data DATA OUT`` makes ``OUT/train.jsonl.gz``, ``OUT/held.jsonl.gz`` (for calibration) and
``OUT/sources.json`` (how much came from where). The same seed makes the same files.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from training import examples, holdout, raw
from training.examples import Example, in_context
from training.generator import calls as generator
from training.generator import forms
from training.generator import lists as word_lists
from training.weak import Teacher

GENERATED_TURNS = 200_000
_HELD = 40  # one example of so many is kept for calibration
_SPOKEN = 0.45  # how much of the typed raw dialogue is written as a lexical recogniser would


@dataclass(slots=True)
class Builder:
    """Collects examples of all kinds.

    Args:
        data: the data folder.
        seed: of every chance.
        scale: 1 for all of it; a tiny part of it for a trial.
        clean: what must not be learned.
        counts: examples by source, those left out under ``held out``.
    """

    data: Path
    seed: int
    scale: float
    clean: holdout.Holdout = field(repr=False)
    counts: Counter[str] = field(default_factory=Counter)

    def all(self) -> Iterator[Example]:
        """Return every example, one source after the other."""
        yield from self._counted(self.generated())
        everyday = [
            call
            for corpus in raw.CORPORA
            if corpus.name in {"sgd", "star", "banking77", "multidogo"}
            for _, call in zip(range(6000), raw.calls(self.data, corpus, Random(self.seed)), strict=False)
        ]
        teacher = Teacher(everyday)
        for corpus in raw.CORPORA:
            began = time.monotonic()
            yield from self._counted(self.taught(corpus, teacher))
            print(f"  {corpus.name}: {self.counts[corpus.name]} turns, {time.monotonic() - began:.0f} s", flush=True)

    def generated(self) -> Iterator[Example]:
        """Return invented turns."""
        lists = word_lists.load(self.data)
        return generator.calls(lists, self.seed, int(GENERATED_TURNS * self.scale))

    def taught(self, corpus: raw.Corpus, teacher: Teacher) -> Iterator[Example]:
        """Return a corpus's turns, some written as speech.

        Args:
            corpus: which.
            teacher: labels what the corpus does not.
        """
        rng = Random(f"{self.seed} {corpus.name}")
        wanted = int(corpus.turns * self.scale)
        for call in raw.calls(self.data, corpus, rng):
            if wanted <= 0:
                return
            if self.clean.has_dialogue(call.name):
                continue
            turns = teacher.teach(call)
            if rng.random() < _SPOKEN:
                turns = [(speaker, forms.lexical(line, rng)) for speaker, line in turns]
            for example in in_context(turns, corpus.name):
                wanted -= 1
                yield example

    def _counted(self, made: Iterator[Example]) -> Iterator[Example]:
        for example in made:
            if self.clean.touches(example):
                self.counts["held out"] += 1
            else:
                self.counts[example.source] += 1
                yield example


def build(data: Path, out: Path, seed: int = 1, scale: float = 1.0) -> Counter[str]:
    """Write all training data.

    Args:
        data: the folder with ``raw/``, ``lists/`` and the labelled sets to keep out.
        out: the folder to write to.
        seed: of every chance.
        scale: which part of the full amount to make.

    Returns:
        The number of examples by source.
    """
    builder = Builder(data, seed, scale, holdout.load(data))
    held = []

    def kept() -> Iterator[Example]:
        for index, example in enumerate(builder.all()):
            if index % _HELD == 0:
                held.append(example)
            else:
                yield example

    examples.write(out / "train.jsonl.gz", kept())
    examples.write(out / "held.jsonl.gz", held)
    (out / "sources.json").write_text(json.dumps(builder.counts, indent=1), encoding="utf-8")
    return builder.counts


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m training.data", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    print(dict(build(options.data, options.out, options.seed, options.scale)))


if __name__ == "__main__":
    main()
