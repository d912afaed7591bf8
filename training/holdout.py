"""Keeps what the figures are measured on out of training: by dialogue, by sentence, by value."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from training.examples import Example

_WORD = re.compile(r"[^\W_]+")
_LEAST_WORDS = 4  # shorter sentences belong to nobody: "yes that's right"
_OWN_WORDS = 3  # a condition is vocabulary; a phrase this long is somebody's own


@dataclass(frozen=True, slots=True)
class Holdout:
    """What must not be learned.

    Attributes:
        dialogues: the dialogues' names in their corpora.
        sentences: every turn of four words and more, in plain lower-case words.
        values: every value of a person, place or date, and every health phrase of three words and more.
    """

    dialogues: frozenset[str] = field(repr=False)
    sentences: frozenset[str] = field(repr=False)
    values: frozenset[str] = field(repr=False)

    def has_dialogue(self, name: str) -> bool:
        """True for a dialogue that is measured on."""
        return bool(name) and name in self.dialogues

    def touches(self, example: Example) -> bool:
        """True when an example repeats a sentence or a value that is measured on; what was said before it may."""
        if plain(example.text) in self.sentences:
            return True
        return any(plain(example.text[label.start : label.end]) in self.values for label in example.labels)


def plain(text: str) -> str:
    """Return a text as lower-case words."""
    return " ".join(_WORD.findall(text.lower()))


def load(data: Path) -> Holdout:
    """Read every labelled set of a folder.

    Args:
        data: the folder of ``NAME.dev.jsonl`` files.
    """
    dialogues, sentences, values = set(), set(), set()
    for path in sorted(data.glob("*.dev.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            call = json.loads(line)
            dialogues |= {call["call_id"], call.get("source", "").rsplit(" ", 1)[-1]}
            for turn in call["turns"]:
                sentence = plain(turn["text"])
                if len(sentence.split()) >= _LEAST_WORDS:
                    sentences.add(sentence)
                for entity in turn["entities"]:
                    value = plain(turn["text"][entity["start"] : entity["end"]])
                    if not entity["type"].startswith("HEALTH") or len(value.split()) >= _OWN_WORDS:
                        values.add(value)
    return Holdout(frozenset(dialogues), frozenset(sentences), frozenset(values - {""}))
