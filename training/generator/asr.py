"""What speech-to-text mishears: ordinary words for their sound-alikes, names letter by letter."""

from __future__ import annotations

import re
from random import Random

from training.examples import Line, Piece

_SOUND_ALIKES = {
    "your": "you're", "you're": "your", "their": "there", "there": "their", "two": "to", "to": "two", "for": "four",
    "four": "for", "right": "write", "new": "knew", "by": "buy", "hear": "here", "know": "no", "one": "won",
    "eight": "ate", "would": "wood", "mail": "male", "week": "weak", "wait": "weight", "address": "a dress",
    "account": "a count", "and": "in", "in": "and", "is": "as", "my": "am i", "it's": "its", "we'll": "will",
    "i'll": "aisle", "name": "main", "birth": "berth", "name's": "names", "please": "pleas", "cancel": "council",
}  # fmt: skip
# Endings and clusters that a recogniser writes in another way of the same sound.
_SPELLINGS = (
    ("ph", "f"), ("ck", "k"), ("ee", "ea"), ("ea", "ee"), ("y", "ie"), ("ie", "y"), ("c", "k"), ("k", "c"), ("z", "s"),
    ("sch", "sh"), ("tz", "ts"), ("ou", "oo"), ("oo", "u"), ("ai", "ay"), ("ei", "i"), ("ll", "l"), ("nn", "n"),
    ("tt", "t"), ("ss", "s"), ("wr", "r"), ("kn", "n"), ("ough", "off"), ("j", "g"), ("v", "b"), ("th", "t"),
    ("a", "e"), ("e", "a"), ("o", "a"), ("i", "e"), ("u", "o"), ("s", "sh"), ("w", "v"), ("d", "t"), ("p", "b"),
)  # fmt: skip
_HEARD_LETTERS = {
    "a": ("hey", "eight", "ay"), "b": ("be", "bee", "p", "d"), "c": ("see", "sea"), "d": ("b", "the", "t"),
    "e": ("he", "ee"), "f": ("s", "ef"), "g": ("gee", "j"), "h": ("age", "8", "page"), "i": ("eye", "I am"),
    "j": ("jay", "g"), "k": ("okay", "kay"), "l": ("el", "Ella", "all"), "m": ("n", "em", "am"),
    "n": ("m", "and", "in"),
    "o": ("oh", "0"), "p": ("pea", "b", "page"), "q": ("queue", "cute"), "r": ("are", "or"), "s": ("f", "yes", "as"),
    "t": ("tea", "tee", "p"), "u": ("you", "w"), "v": ("the", "b", "we"), "w": ("double you", "w"), "x": ("ex", "eggs"),
    "y": ("why",), "z": ("zed", "said", "dead"),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


_NOISES = ("[noise]", "[laughter]", "<unk>", "[cough]", "<inaudible>", "[noise]")


def add_noise(line: Line, rng: Random, rate: float) -> Line:
    """Put a recogniser's mark for a noise before or after what was said.

    Args:
        line: the pieces.
        rng: chance.
        rate: how often, per turn.
    """
    if rng.random() >= rate:
        return line
    noise = rng.choice(_NOISES)
    return (Piece(noise + " "), *line) if rng.random() < 0.7 else (*line, Piece(" " + noise))


def mishear(line: Line, rng: Random, rate: float) -> Line:
    """Return a line with words misheard.

    Args:
        line: the pieces.
        rng: chance.
        rate: how often, per word of ordinary text; values suffer as much.
    """
    return tuple(Piece(_hear_all(piece.text, piece.kind, rng, rate), piece.kind) for piece in line)


def _hear_all(text: str, kind: str, rng: Random, rate: float) -> str:
    return _WORD.sub(lambda match: _heard(match.group(), kind, rng, rate), text)


def _heard(word: str, kind: str, rng: Random, rate: float) -> str:
    if rng.random() >= rate:
        return word
    if not kind:
        return _SOUND_ALIKES.get(word.lower(), word)
    return garble(word, rng) if kind == "PERSON" and len(word) > 3 else word


def garble(name: str, rng: Random) -> str:
    """Write a name as something that sounds like it."""
    heard = name.lower()
    for _ in range(rng.choice((1, 1, 2))):
        old, new = rng.choice([pair for pair in _SPELLINGS if pair[0] in heard] or [("", "")])
        at = heard.find(old)
        heard = heard[:at] + new + heard[at + len(old) :]
    if len(heard) > 6 and rng.random() < 0.25:
        at = rng.randrange(3, len(heard) - 2)
        heard = f"{heard[:at]} {heard[at:]}"
    return heard.title() if name[0].isupper() else heard


def letters(spelled: str, rng: Random, rate: float) -> str:
    """Mishear single letters and figures that are said one by one."""
    return " ".join(
        rng.choice(_HEARD_LETTERS[part.lower()]) if part.lower() in _HEARD_LETTERS and rng.random() < rate else part
        for part in spelled.split(" ")
    )
