"""People hesitate, repeat themselves, begin again, and stop in the middle."""

from __future__ import annotations

from random import Random

from training.examples import AGENT, Line, Piece

_FILLERS = ("uh", "um", "uh", "er", "like", "you know", "well", "so", "i mean", "let me see", "erm", "hmm")
_STARTS = ("uh", "um", "yeah", "yes", "okay", "sure", "oh", "well", "so", "right", "ah", "hi", "mhm", "yep", "okay so")
_CHANNEL = ("okay", "mhm", "uh huh", "yes", "go ahead", "got it", "okay go on", "right", "and then", "yeah", "sure")

Turn = tuple[str, Line]


def stumble(line: Line, rng: Random, rate: float) -> Line:
    """Put hesitations and repetitions into a line; one within a value belongs to the value.

    Args:
        line: the pieces.
        rng: chance.
        rate: how often, per word.
    """
    pieces = [Piece(_stumble(piece.text, rng, rate if not piece.kind else rate / 3), piece.kind) for piece in line]
    if pieces and rng.random() < rate * 4:
        pieces.insert(0, Piece(rng.choice(_STARTS) + " "))
    return tuple(pieces)


def _stumble(text: str, rng: Random, rate: float) -> str:
    words = text.split(" ")
    said: list[str] = []
    for at, word in enumerate(words):
        if word and at and said[-1:] != [""] and rng.random() < rate:
            said.append(rng.choice(_FILLERS) if rng.random() < 0.7 else word.strip(",.?!"))
        said.append(word)
    return " ".join(said)


def pause(turns: list[Turn], rng: Random, rate: float) -> list[Turn]:
    """Cut turns in two where a speaker stops to think; the other side may say "mhm" between.

    Args:
        turns: the call.
        rng: chance.
        rate: how often, per turn.
    """
    said: list[Turn] = []
    for speaker, line in turns:
        halves = _halve(line, rng) if rng.random() < rate else None
        if halves is None:
            said.append((speaker, line))
            continue
        said.append((speaker, halves[0]))
        if rng.random() < 0.4:
            other = "customer" if speaker == AGENT else AGENT
            said.append((other, (Piece(rng.choice(_CHANNEL)),)))
        said.append((speaker, halves[1]))
    return said


def _halve(line: Line, rng: Random) -> tuple[Line, Line] | None:
    """Cut at a space, rather before or in a value than anywhere else."""
    places = []
    for at, piece in enumerate(line):
        for index, character in enumerate(piece.text):
            if character == " ":
                places += [(at, index)] * (3 if piece.kind else 1)
    if len(places) < 3:
        return None
    at, index = rng.choice(places)
    piece = line[at]
    first = (*line[:at], Piece(piece.text[:index], piece.kind))
    second = (Piece(piece.text[index + 1 :], piece.kind), *line[at + 1 :])
    return tuple(p for p in first if p.text), tuple(p for p in second if p.text)
