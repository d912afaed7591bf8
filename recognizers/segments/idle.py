"""Turns that say nothing: "mm hm", "okay go on". They end no value, and hold none."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.artifacts import CallArtifacts
from recognizers.dialogue.heard import is_back_channel
from recognizers.dialogue.memory import Dialogue
from recognizers.entities import Turn
from recognizers.segments.readings import Reading
from recognizers.segments.window import Window
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, DIGITS

_CLOSING = frozenset(".,!?\u2026")
_LONGEST = 60  # characters of a turn that says nothing


def current_words(call: CallArtifacts, window: Window) -> list[Token]:
    """Return the words of the current segment, with the whole of one that it ends.

    Args:
        call: the text.
        window: its segments.
    """
    start = window.current.start
    return [token for token in call.words if token.end > start]


def whole_words(turn: Turn, as_one: Reading, dialogue: Dialogue) -> list[Token]:
    """Return the words of a segment, but for a last one that may go on as a back-channel word: "o" as "okay".

    Args:
        turn: the segment.
        as_one: it with what its speaker said just before, as one.
        dialogue: the memory before it.
    """
    words = current_words(as_one.call, as_one.window)
    goes_on = dialogue.uncut and words and turn.text[-1:].isalpha()
    if goes_on and any(word.startswith(words[-1].lower) for word in BACK_CHANNEL):
        return words[:-1]
    return words


def is_idle(readings: Sequence[Reading], window: Window, *, in_the_middle: bool) -> bool:
    """True for a short turn of back-channel words: it holds nothing, so nobody need look further.

    In the middle of what somebody says, and in the middle of a word, no word says nothing.

    Args:
        readings: of the turn, by its segments first.
        window: its segments.
        in_the_middle: True when its speaker may be in the middle of an utterance.
    """
    call = readings[0].call
    if in_the_middle or len(call.text) - window.current.start > _LONGEST:
        return False
    words = current_words(call, window)
    # "oh" may be a zero, "one" a figure, and a letter the next of a spelling.
    # What ends a sentence is no letter; "@" and the like may be a part of something.
    said = [word for word in words if word.kind is not Kind.MARK or word.lower not in _CLOSING]
    if any(word.lower in DIGITS or len(word.lower) == 1 for word in said):
        return False
    return bool(said) and is_back_channel(words) and not any(reading.window.begins_within for reading in readings)
