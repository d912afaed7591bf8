"""Which pieces of MiniLM's vocabulary the model keeps: those its calls are made of.

Most of a small model is its table of 30,000 pieces. What is left out is spelled with smaller pieces; letters stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from recognizers.model.wordpiece import SPEAKERS, SPECIAL, WordPiece, fold, split
from training.examples import Example

_UNUSED = "[unused{}]"  # rows of the table that were never trained: they become the speakers


def full(folder: Path) -> list[str]:
    """Return the encoder's own vocabulary, with its unused pieces taken for the speakers.

    Args:
        folder: the encoder's files.
    """
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    for number, speaker in enumerate(SPEAKERS):
        pieces[pieces.index(_UNUSED.format(number))] = f"[{speaker}]"
    return pieces


def prune(pieces: list[str], examples: Iterable[Example], size: int) -> list[str]:
    """Return the pieces to keep, in their old order.

    Args:
        pieces: the full vocabulary.
        examples: what the model will read; a word of an entity counts three times.
        size: how many to keep.
    """
    tokenizer = WordPiece(pieces)
    words: Counter[str] = Counter()
    for example in examples:
        for word, (start, end) in split(example.text):
            inside = any(label.start < end and start < label.end for label in example.labels)
            words[fold(word)] += 3 if inside else 1
    counts: Counter[int] = Counter()
    for word, count in words.items():
        for number in tokenizer.pieces(word):
            counts[number] += count
    kept = {number for number, piece in enumerate(pieces) if piece in SPECIAL or _is_letter(piece)}
    for number, _ in counts.most_common():
        if len(kept) >= size:
            break
        kept.add(number)
    return [piece for number, piece in enumerate(pieces) if number in kept]


def _is_letter(piece: str) -> bool:
    """True for a single Latin letter, figure or mark, alone or within a word: with them everything can be spelled."""
    bare = piece.removeprefix("##")
    return len(bare) == 1 and (bare.isascii() or (bare.isalpha() and ord(bare) < 0x500))
