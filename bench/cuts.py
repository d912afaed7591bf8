"""Calls whose turns were cut at random places, as speech-to-text cuts where somebody takes a breath; and mended again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

Call = dict[str, Any]


def cut(call: Call, pieces: int) -> Call:
    """Return a call with each turn cut into pieces of at least one character, at places that hang on its id alone.

    Args:
        call: labelled or not; labels and times are left out, since they are of whole turns.
        pieces: how many a turn is cut into, where it has that many characters.
    """
    chance = random.Random(f"{call['call_id']} {pieces}")  # it only has to be repeatable
    turns = []
    for turn in call["turns"]:
        text = turn["text"]
        places = sorted(chance.sample(range(1, len(text)), min(pieces, len(text)) - 1)) if len(text) > 1 else []
        edges = [0, *places, len(text)]
        said = {key: value for key, value in turn.items() if key not in ("entities", "keep", "start_ms", "end_ms")}
        turns += [said | {"text": text[low:high]} for low, high in zip(edges[:-1], edges[1:], strict=True)]
    return call | {"turns": turns}


def mend(call: Call, pieces: Sequence[Any]) -> list[Any]:
    """Put what came back for the pieces of a call's turns together: text and spans as of whole turns.

    Args:
        call: with whole turns.
        pieces: what came back, in order, each with the fields that the player writes.
    """
    left = iter(pieces)
    turns = []
    for turn in call["turns"]:
        length, parts, spans = 0, [], []
        while length < len(turn["text"]) or not parts:
            piece = next(left)
            spans += [[start + length, end + length, kind] for start, end, kind in piece["spans"]]
            parts.append(piece)
            length += piece["length"]
        whole = all(part["released"] for part in parts)
        turns.append(
            {
                "text": "".join(part["text"] for part in parts) if whole else None,
                "spans": spans,
                "released": whole,
                "degraded": any(part["degraded"] for part in parts),
                "latency_ms": None,
            }
        )
    return turns
