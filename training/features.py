"""Examples as arrays: what the network reads, and the label of each word at its first piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np
import numpy.typing as npt

from recognizers.model.encoding import Window, encode
from recognizers.model.tagger import OUTSIDE
from recognizers.model.wordpiece import Word, WordPiece
from training.examples import KINDS, UNKNOWN, Example, Label

LABELS = (OUTSIDE, *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
SKIPPED = -100  # torch's mark for "not in the loss"
_NUMBERS = {label: number for number, label in enumerate(LABELS)}

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """One window with its labels: small arrays, since there are many."""

    pieces: npt.NDArray[np.uint16] = field(repr=False)
    kinds: npt.NDArray[np.uint8] = field(repr=False)
    labels: npt.NDArray[np.int8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of about one length, padded: (rows, pieces) each."""

    pieces: Integers = field(repr=False)
    kinds: Integers = field(repr=False)
    seen: Integers = field(repr=False)
    labels: Integers = field(repr=False)


def rows(tokenizer: WordPiece, examples: Iterable[Example]) -> Iterator[Row]:
    """Return the windows of every example."""
    for example in examples:
        words = tokenizer.words(example.text)
        answers = answer(words, example.labels)
        for window in encode(tokenizer, words, example.speaker, example.context):
            yield _row(window, answers)


def answer(words: Sequence[Word], labels: Sequence[Label]) -> list[int]:
    """Return the label number of each word, ``SKIPPED`` where nobody knows."""
    answers = []
    inside: Label | None = None
    for word in words:
        label = next((one for one in labels if one.start < word.end and word.start < one.end), None)
        if label is None:
            answers.append(0)
        elif label.kind == UNKNOWN:
            answers.append(SKIPPED)
        else:
            answers.append(_NUMBERS[f"{'I' if label is inside else 'B'}-{label.kind}"])
        inside = label
    return answers


def _row(window: Window, answers: Sequence[int]) -> Row:
    labels = np.full(len(window.pieces), SKIPPED, dtype=np.int8)
    labels[list(window.places)] = [answers[word] for word in window.words]
    return Row(np.array(window.pieces, dtype=np.uint16), np.array(window.kinds, dtype=np.uint8), labels)


def batches(every: Sequence[Row], size: int, seed: str, pad: int) -> Iterator[Batch]:
    """Return all rows once, in an order drawn by chance, those of about one length together.

    Args:
        every: the rows.
        size: rows in a batch.
        seed: of the order; the same seed gives the same batches.
        pad: the piece that fills up.
    """
    rng = Random(seed)
    order = sorted(range(len(every)), key=lambda index: len(every[index].pieces) + rng.random() * 4)
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        yield _batch([every[index] for index in group], pad)


def _batch(chosen: Sequence[Row], pad: int) -> Batch:
    shape = (len(chosen), max(len(row.pieces) for row in chosen))
    pieces, kinds = np.full(shape, pad, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    seen, labels = np.zeros(shape, dtype=np.int64), np.full(shape, SKIPPED, dtype=np.int64)
    for index, row in enumerate(chosen):
        length = len(row.pieces)
        pieces[index, :length], kinds[index, :length] = row.pieces, row.kinds
        seen[index, :length], labels[index, :length] = 1, row.labels
    return Batch(pieces, kinds, seen, labels)
