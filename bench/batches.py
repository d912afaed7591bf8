"""Whether streams that wait gain by being read together: ``python -m bench.batches`` prints a table.

The model reads so many turns of different calls at once, padded to the longest, and then the same turns one after the
other, on one thread as a worker does; the time is that of the thread, so that a busy machine matters less. What counts
for a call is when its own answer is there: with all the others, or in its turn.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from bench.turns import load
from recognizers.model.encoding import Window, encode
from recognizers.model.seal import SHIPPED
from recognizers.model.tagger import VOCABULARY, network
from recognizers.model.wordpiece import WordPiece

SIZES = (1, 2, 4, 8)
TURNS = 320
ROUNDS = 3
BEFORE = 3

Inputs = dict[str, npt.NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Batches of one size, in milliseconds.

    Attributes:
        size: turns that are read at once.
        together: until all answers are there.
        apart: until the last of them is there, one after the other.
        waited: until an answer is there, one after the other, on average.
        changed: the largest difference that the others made to a turn's scores, before they become chances.
    """

    size: int
    together: float
    apart: float
    waited: float
    changed: float

    def line(self) -> str:
        """Write a line of the table."""
        return (
            f"| {self.size} | {self.together:.2f} ms | {self.waited:.2f} ms | {self.together / self.apart:.2f}"
            f" | {self.changed:.2f} |"
        )


def measure(session: onnxruntime.InferenceSession, pad: int, windows: Sequence[Window], size: int) -> Batch:
    """Read groups of windows together and one by one, in turn; the least of the rounds of each group, their median.

    Args:
        session: the network.
        pad: the piece that fills the shorter ones.
        windows: those that follow each other are of different calls.
        size: windows of one group.
    """
    together, apart, waited, changed = [], [], [], []
    for first in range(0, len(windows) - size + 1, size):
        chosen = windows[first : first + size]
        rounds = [_round(session, pad, chosen) for _ in range(ROUNDS)]
        together.append(min(one[0] for one in rounds))
        alone = min((one[1] for one in rounds), key=sum)
        apart.append(sum(alone))
        waited.append(statistics.fmean(sum(alone[: number + 1]) for number in range(size)))
        changed.append(rounds[0][2])
    all_at_once, in_turn, mine = (statistics.median(times) * 1e3 for times in (together, apart, waited))
    return Batch(size, all_at_once, in_turn, mine, max(changed))


def _round(
    session: onnxruntime.InferenceSession, pad: int, windows: Sequence[Window]
) -> tuple[float, list[float], float]:
    """Return the seconds all took together, the seconds each took alone, and how much its scores differ."""
    inputs = arrays(windows, pad)
    began = time.thread_time()
    joined = session.run(None, inputs)[0]
    together = time.thread_time() - began
    alone, changed = [], 0.0
    for row, window in zip(joined, windows, strict=True):
        one = arrays([window], pad)
        began = time.thread_time()
        scores = session.run(None, one)[0][0]
        alone.append(time.thread_time() - began)
        changed = max(changed, float(np.abs(row[: len(scores)] - scores).max()))
    return together, alone, changed


def arrays(windows: Sequence[Window], pad: int) -> Inputs:
    """Return the network's inputs, shape (windows, longest window)."""
    longest = max(len(window.pieces) for window in windows)
    pieces = np.full((len(windows), longest), pad, dtype=np.int64)
    kinds, seen = np.zeros_like(pieces), np.zeros_like(pieces)
    for row, window in enumerate(windows):
        size = len(window.pieces)
        pieces[row, :size], kinds[row, :size], seen[row, :size] = window.pieces, window.kinds, 1
    return {"pieces": pieces, "kinds": kinds, "seen": seen}


def windows_of(data: Path, tokenizer: WordPiece) -> list[Window]:
    """Return windows of turns in the order in which calls that go on at once would send them."""
    calls = load(data).calls
    found = []
    for at in range(max(map(len, calls))):
        for call in calls:
            if at < len(call):
                said = [(turn.role.speaker, turn.text) for turn in call[max(0, at - BEFORE) : at]]
                found += encode(tokenizer, tokenizer.words(call[at].text), call[at].role.speaker, said)[:1]
    return found


def main() -> None:
    """Read the command line, measure, print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.batches", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="labelled calls to take turns from")
    folder = SHIPPED / "call_ner"
    tokenizer, session = WordPiece((folder / VOCABULARY).read_text(encoding="utf-8").split("\n")), network(folder)
    windows = windows_of(parser.parse_args().data, tokenizer)
    windows = windows[:: max(1, len(windows) // TURNS)]
    print("| turns | all together | one by one, on average | time of all, together / one by one | scores moved by |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for size in SIZES:
        print(measure(session, tokenizer.pad, windows, size).line(), flush=True)


if __name__ == "__main__":
    main()
