"""The model at work: a turn in, the ranges it takes for entities out, each with a calibrated score.

Everything lies in one folder: ``model.onnx``, ``vocab.txt`` and ``settings.json``. The network runs on one thread, so
that workers do not fight for cores, but not on the one that asks: that one has the rules to go through meanwhile. It
runs on one window at a time: it finds the scale of its eight-bit numbers in all that it is given at once, so a window
would be judged by what stands beside it, and together they are hardly quicker.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import numpy.typing as npt
import onnxruntime

from recognizers.model.encoding import Said, Window, encode
from recognizers.model.tagged import Tagged
from recognizers.model.wordpiece import Word, WordPiece

MODEL, VOCABULARY, SETTINGS = "model.onnx", "vocab.txt", "settings.json"
OUTSIDE = "O"
# onnxruntime's form for a layer's sum and norm takes six times as long on a CPU as the two steps that it stands for.
_SLOW = ["SkipLayerNormFusion"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns a raw score into a share of right answers: the logistic of ``slope`` x its log odds + ``offset``."""

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, score: float) -> float:
        """Return the calibrated score.

        Args:
            score: the network's own, 0 to 1.
        """
        odds = min(max(score, 1e-6), 1 - 1e-6)
        said = self.slope * math.log(odds / (1 - odds)) + self.offset
        return 1 / (1 + math.exp(min(max(-said, -30.0), 30.0)))


def network(folder: Path) -> onnxruntime.InferenceSession:
    """Load the network as a worker runs it.

    Args:
        folder: where the model's three files lie.
    """
    options = onnxruntime.SessionOptions()
    # Two: the one that asks, and the one that runs what is asked. A network that is not asked costs nothing.
    options.intra_op_num_threads, options.inter_op_num_threads = 2, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Its arena would keep the memory of the longest turn ever seen, text and all.
    options.enable_cpu_mem_arena = False
    # One block for all that a run needs would be new memory from the system each time.
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(folder / MODEL), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
    )


class Tagger:
    """Judges turns. Keeps nothing of them.

    Args:
        folder: where the model's three files lie.

    Raises:
        OSError: a file cannot be read.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        self._tokenizer = WordPiece((folder / VOCABULARY).read_text(encoding="utf-8").split("\n"))
        self.labels: tuple[str, ...] = tuple(settings["labels"])
        self.kinds: tuple[str, ...] = tuple(dict.fromkeys(label[2:] for label in self.labels if label != OUTSIDE))
        self._begins = np.array([self.labels.index(f"B-{kind}") for kind in self.kinds])
        self._goes_on = np.array([self.labels.index(f"I-{kind}") for kind in self.kinds])
        self._floor = float(settings["floor"])
        self._calibration = {kind: Calibration(*settings["calibration"].get(kind, ())) for kind in self.kinds}
        self._network = network(folder)

    def tag(self, text: str, speaker: str = "other", context: Sequence[Said] = ()) -> list[Tagged]:
        """Return what a turn holds, in order, without overlap.

        Args:
            text: the turn, of any length.
            speaker: ``agent``, ``customer`` or ``other``.
            context: the turns before it as (speaker, text), oldest first; three are plenty.
        """
        return self.ask(text, speaker, context)()

    def ask(self, text: str, speaker: str = "other", context: Sequence[Said] = ()) -> Callable[[], list[Tagged]]:
        """Begin to judge a turn on a thread of the network's own; return what waits for the answer.

        It is to be waited for, whatever happens: a process that ends before is aborted.

        Args:
            text: the turn, of any length.
            speaker: ``agent``, ``customer`` or ``other``.
            context: the turns before it as (speaker, text), oldest first; three are plenty.
        """
        words = self._tokenizer.words(text)
        if not words:
            return list
        answers: _Answers = SimpleQueue()
        windows = encode(self._tokenizer, words, speaker, context)
        for window in windows:
            arrays = _arrays(window)
            self._network.run_async(None, arrays, _answered, _Asked(window, arrays, answers))
        return lambda: self._ranges(words, self._chances(answers, len(windows), len(words)))

    def _chances(self, answers: _Answers, windows: int, words: int) -> Floats:
        """Wait for all windows; return each word's chance of each label, shape (words, labels)."""
        chances = np.zeros((words, len(self.labels)), dtype=np.float32)
        for _ in range(windows):
            window, logits = answers.get()
            if logits is None:
                raise RuntimeError("The network could not be run.")
            chosen = logits[list(window.places)]
            chosen = np.exp(chosen - chosen.max(axis=-1, keepdims=True))
            chances[list(window.words)] = chosen / chosen.sum(axis=-1, keepdims=True)
        return chances

    def _ranges(self, words: Sequence[Word], chances: Floats) -> list[Tagged]:
        by_kind = chances[:, self._begins] + chances[:, self._goes_on]
        best = by_kind.argmax(axis=1)
        inside = 1 - chances[:, self.labels.index(OUTSIDE)]
        found: list[Tagged] = []
        scores: list[float] = []
        for index in np.nonzero(inside >= self._floor)[0].tolist():
            kind = int(best[index])
            fresh = chances[index, self._begins[kind]] > chances[index, self._goes_on[kind]]
            last = found[-1] if found else None
            if last is None or fresh or last.kind != self.kinds[kind] or last.end != words[index - 1].end:
                scores = []
                found.append(Tagged(words[index].start, words[index].end, self.kinds[kind], 0.0))
            scores.append(float(inside[index]))
            score = self._calibration[self.kinds[kind]].apply(sum(scores) / len(scores))
            found[-1] = Tagged(found[-1].start, words[index].end, self.kinds[kind], score)
        return found


_Answers = SimpleQueue[tuple[Window, Floats | None]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A window that the network works on. It reads the arrays where they are: they live as long as this does."""

    window: Window
    arrays: dict[str, npt.NDArray[np.int64]]
    answers: _Answers


def _answered(logits: Sequence[Floats], asked: _Asked, error: str) -> None:
    """Hand an answer over; this runs on the network's thread. What an error says could hold what was read."""
    asked.answers.put((asked.window, None if error else logits[0][0]))


def _arrays(window: Window) -> dict[str, npt.NDArray[np.int64]]:
    """Return the network's inputs, shape (1, pieces of the window)."""
    pieces = np.array([window.pieces], dtype=np.int64)
    return {"pieces": pieces, "kinds": np.array([window.kinds], dtype=np.int64), "seen": np.ones_like(pieces)}
