"""A scene is a few lines of text: who speaks, what they say, with choices and slots.

::

    A: (Can|Could) I have your name(| please(|, sir|, ma'am))?
    C: {customer.full}

``(a|b)`` is a choice, and may hold others; ``{slot}`` is a value of the call's cast. A line that begins with ``?`` is
said half the time. ``A`` is the agent, ``C`` the customer, ``O`` anybody else.
"""

from __future__ import annotations

import re
from random import Random

from training.examples import AGENT, CUSTOMER, OTHER, Line, Piece
from training.generator.values import Cast

_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{([^{}]+)\}")
_SPEAKERS = {"A": AGENT, "C": CUSTOMER, "O": OTHER}
_SAID = 0.5


def expand(text: str, rng: Random) -> str:
    """Make every choice of a line, the inner ones first."""
    while (match := _CHOICE.search(text)) is not None:
        text = text[: match.start()] + rng.choice(match.group(1).split("|")) + text[match.end() :]
    return text


def fill(text: str, cast: Cast) -> Line:
    """Put values into a line's slots."""
    pieces: list[Piece] = []
    at = 0
    for match in _SLOT.finditer(text):
        pieces += [Piece(text[at : match.start()]), *cast.value(match.group(1))]
        at = match.end()
    pieces.append(Piece(text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def play(scene: str, cast: Cast) -> list[tuple[str, Line]]:
    """Return the turns of a scene, written with capitals and punctuation.

    Args:
        scene: its lines.
        cast: whose values it uses.

    Raises:
        KeyError: a line has a speaker or a slot that does not exist.
    """
    turns = []
    for raw in scene.splitlines():
        line = raw.strip()
        if line.startswith("?"):
            if cast.rng.random() >= _SAID:
                continue
            line = line[1:].lstrip()
        speaker, _, text = line.partition(":")
        pieces = fill(expand(text.strip(), cast.rng), cast)
        if pieces:
            turns.append((_SPEAKERS[speaker.strip()], pieces))
    return turns
