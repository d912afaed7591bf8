"""Calls whose turns are cut at random places, as a recognizer cuts where somebody takes a breath, and mended again."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence
from typing import Any

Call = dict[str, Any]

BETWEEN, ANYWHERE = "between words", "anywhere"
"""Where a turn may be cut. Between words the pieces are trimmed; elsewhere they stay as they were cut."""

_LABELS = frozenset(("entities", "keep", "start_ms", "end_ms"))


def cut(call: Call, pieces: int, where: str) -> Call:
    """Return a call with each turn cut into pieces, at places that hang on its id alone.

    Labels and times are left out, since they are of whole turns. Each piece tells in ``gap`` how many spaces after it
    are left out.

    Args:
        call: labelled or not.
        pieces: how many a turn is cut into, where there are as many places.
        where: ``BETWEEN`` or ``ANYWHERE``.
    """
    chance = random.Random(f"{call['call_id']} {pieces} {where}")  # noqa: S311  # it only has to be repeatable
    turns = []
    for turn in call["turns"]:
        text = turn["text"]
        places = range(1, len(text)) if where == ANYWHERE else [m.end() for m in re.finditer(r"(?<=\S)\s+(?=\S)", text)]
        chosen = sorted(chance.sample(list(places), min(pieces - 1, len(places))))
        said = {key: value for key, value in turn.items() if key not in _LABELS}
        for low, high in itertools.pairwise([0, *chosen, len(text)]):
            piece = text[low:high]
            gap = len(piece) - len(piece.rstrip()) if where == BETWEEN and high < len(text) else 0
            turns.append(said | {"text": piece[: len(piece) - gap], "gap": gap})
    return call | {"turns": turns}


def mend(call: Call, pieces: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Put what came back for the pieces of a call's turns together: text and spans as of whole turns.

    Args:
        call: with whole turns.
        pieces: each piece as ``cut`` made it, with what the player wrote of it, in order.
    """
    left = iter(pieces)
    return [_mended(turn["text"], left) for turn in call["turns"]]


def _mended(source: str, left: Any) -> dict[str, Any]:  # noqa: ANN401  # an iterator over what JSON holds
    length, texts = 0, ""
    spans: list[list[Any]] = []
    parts: list[Any] = []
    while length < len(source) or not parts:
        piece, part = next(left)
        spans += [[start + length, end + length, kind] for start, end, kind in part["spans"]]
        length += len(piece["text"]) + piece["gap"]
        texts += (part["text"] or "") + source[length - piece["gap"] : length]
        parts.append(part)
    released = all(part["released"] for part in parts)
    return {
        "text": texts if released else None,
        "spans": spans,
        "released": released,
        "degraded": any(part["degraded"] for part in parts),
        "latency_ms": None,
    }
