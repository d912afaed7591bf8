"""What the model learns from: a turn, what was said before it, and which ranges of it are what.

A range labelled ``UNKNOWN`` may be an entity or may not: it is left out of the loss, neither right nor wrong.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

KINDS = (
    "PERSON",
    "ADDRESS",
    "LOCATION",
    "ORGANIZATION",
    "AGE",
    "DATE",
    "DATE_OF_BIRTH",
    "HEALTH_CONDITION",
    "HEALTH_MEDICATION",
    "HEALTH_PROCEDURE",
    "HEALTH_SYMPTOM",
)
UNKNOWN = "?"
AGENT, CUSTOMER, OTHER = "agent", "customer", "other"
CONTEXT_TURNS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn with one label: one of ``KINDS``, ``UNKNOWN``, or nothing for ordinary text."""

    text: str = field(repr=False)
    kind: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A half-open range of code points and what it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Example:
    """One turn to learn from.

    Attributes:
        context: up to three turns before it, oldest first: (speaker, text).
        speaker: ``agent``, ``customer`` or ``other``.
        text: the turn.
        labels: its ranges, in order, without overlap.
        source: where it comes from: ``generated`` or the name of a data set.
    """

    context: tuple[tuple[str, str], ...] = field(repr=False)
    speaker: str
    text: str = field(repr=False)
    labels: tuple[Label, ...]
    source: str

    def as_json(self) -> str:
        """Return one line of JSON."""
        labels = [[label.start, label.end, label.kind] for label in self.labels]
        row = {"c": self.context, "s": self.speaker, "t": self.text, "l": labels, "d": self.source}
        return json.dumps(row, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Example:
        """Read what ``as_json`` wrote."""
        row = json.loads(line)
        context = tuple((speaker, text) for speaker, text in row["c"])
        return cls(context, row["s"], row["t"], tuple(Label(*label) for label in row["l"]), row["d"])


def join(line: Iterable[Piece]) -> tuple[str, tuple[Label, ...]]:
    """Write pieces as one text with its labels; spaces at a label's edges stay outside it.

    Args:
        line: the pieces in order; they bring their own spaces.
    """
    text, labels = "", []
    for piece in line:
        start = len(text) + len(piece.text) - len(piece.text.lstrip())
        text += piece.text
        end = len(text.rstrip())
        if piece.kind and start < end:
            labels.append(Label(start, end, piece.kind))
    return text, tuple(labels)


def cut(text: str, labels: Iterable[Label]) -> Line:
    """Return a labelled text as pieces: the inverse of ``join``."""
    pieces, at = [], 0
    for label in labels:
        pieces += [Piece(text[at : label.start]), Piece(text[label.start : label.end], label.kind)]
        at = label.end
    pieces.append(Piece(text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def merged(text: str, labels: Iterable[Label]) -> list[Label]:
    """Return labels in order, without overlap, those of one kind that only a space or comma parts put together."""
    kept: list[Label] = []
    for label in sorted(labels, key=lambda label: (label.start, -label.end)):
        last = kept[-1] if kept else None
        if last is not None and label.start < last.end:
            continue
        if last is not None and last.kind == label.kind and not text[last.end : label.start].strip(" ,.'-"):
            kept[-1] = Label(last.start, label.end, label.kind)
        else:
            kept.append(label)
    return kept


def in_context(turns: Iterable[tuple[str, Line]], source: str) -> Iterator[Example]:
    """Turn one call into examples, each with the turns before it.

    Args:
        turns: (speaker, pieces) in order.
        source: the name of the data set.
    """
    before: list[tuple[str, str]] = []
    for speaker, line in turns:
        text, labels = join(line)
        if text.strip():
            yield Example(tuple(before[-CONTEXT_TURNS:]), speaker, text, labels, source)
            before.append((speaker, text))


def write(path: Path, examples: Iterable[Example]) -> int:
    """Write examples as gzipped JSON Lines, whole or not at all; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count, partial = 0, path.with_suffix(".partial")
    with gzip.GzipFile(partial, "wb", compresslevel=3, mtime=0) as file:
        for example in examples:
            file.write(example.as_json().encode() + b"\n")
            count += 1
    partial.replace(path)
    return count


def read(path: Path) -> Iterator[Example]:
    """Read what ``write`` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield Example.from_json(line)
