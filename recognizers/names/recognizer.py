"""PERSON: names that are announced, asked for, greeted with, spelled, said again, or plain by themselves.

The words before a place say how much to trust that a name stands there (``name_cues``); the words of the name say what
they can be (``name_lexicon``); ``name_grammar`` weighs the two. The surest places are read first, and what they teach
counts for the rest of the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.names.answers import read_alone, read_answer
from recognizers.names.between import read_between, read_doubted
from recognizers.names.cues import CUES, Trust
from recognizers.names.found import Found, Named
from recognizers.names.plain import read_by_what_follows, read_companions, read_known, read_plain
from recognizers.names.reading import Reading
from recognizers.names.slots import SlotReader
from recognizers.names.spelled import read_spelled
from recognizers.speech.tokens import Kind

__all__ = ["CUES", "NameRecognizer", "find_names"]

_ASKED = 0.35
_LAST_WORDS = 5


class NameRecognizer(CallRecognizer):
    """Finds the names of people."""

    def __init__(self) -> None:
        super().__init__(["PERSON"], "NameRecognizer")
        find_names(CallArtifacts.of("warm", None))

    def may_grow(self, call: CallArtifacts) -> bool:
        """A name may go on where one was asked for, or announced a few words before the end."""
        near = len(call.words) - _LAST_WORDS
        asked = call.expected.get("PERSON", 0.0) >= _ASKED
        return asked or any(m.kind.startswith("PERSON") and m.after >= near for m in call.mentions)

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find names; one result for each segment that a name stands in."""
        reading, named = find_names(call)
        return [self._piece(reading, name, low, high) for name in named for low, high in _pieces(reading, name)]

    def _piece(self, reading: Reading, name: Named, low: int, high: int) -> RecognizerResult:
        last = reading.tokens[high - 1]
        possessive = len(last.lower) - len(reading.words[high - 1]) if last.kind is Kind.WORD else 0
        return self.result("PERSON", reading.tokens[low].start, last.end - possessive, name.score, name.value)


def find_names(call: CallArtifacts) -> tuple[Reading, list[Named]]:
    """Return the text as it was read, and its names.

    Args:
        call: the text and its context.
    """
    reading = Reading.of(call)
    found = Found(reading)
    slots = SlotReader(reading, found)
    slots.read(Trust.SURE)
    read_answer(reading, found, slots)
    slots.read(Trust.LIKELY)
    slots.read(Trust.MAYBE)
    read_by_what_follows(reading, found)
    read_between(reading, found)
    read_alone(reading, found)
    read_plain(reading, found)
    read_companions(reading, found)
    read_doubted(reading, found)
    read_known(reading, found)
    read_spelled(reading, found)
    return reading, found.names


def _pieces(reading: Reading, name: Named) -> Iterator[tuple[int, int]]:
    """Cut a name where a segment ends."""
    low = name.first
    for at in range(name.first + 1, name.after):
        if reading.lines[at] != reading.lines[at - 1]:
            yield low, at
            low = at
    yield low, name.after
