"""Kinds of numbers, and what makes a number one of a kind: a cue in the text, or a question before it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from recognizers.speech.cues import Cue
from recognizers.speech.spoken import Run

LAST_FIGURES = "NUMBER_SEQUENCE/end"
"""The last figures of a number, of which kind the words that announce them do not say: "ending in"."""


class Via(enum.Enum):
    """What made the claim."""

    CUE = "cue"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class ValueKind:
    """One kind of number or code.

    Attributes:
        kind: an entity type, with a sub-kind after a slash where there is one.
        shortest: characters of a whole value, at least.
        longest: at most.
        cues: phrases that announce it, in the notation of ``Cue``.
        weak: phrases that announce it among other things.
        letters: True when a value may hold letters.
        partial: fewest characters worth hiding when it was announced: "last four", a fragment.
    """

    kind: str
    shortest: int
    longest: int
    cues: tuple[str, ...]
    weak: tuple[str, ...] = ()
    letters: bool = False
    partial: int = 3

    @property
    def entity_type(self) -> str:
        """The kind without its sub-kind."""
        return self.kind.partition("/")[0]

    @property
    def subtype(self) -> str:
        """The sub-kind, or ""."""
        return self.kind.partition("/")[2]

    def as_cues(self) -> tuple[Cue, ...]:
        """Return its phrases for the matcher."""
        return (Cue(self.kind, self.cues), Cue(self.kind, self.weak, 0.5))


@dataclass(frozen=True, slots=True)
class Claim:
    """Runs that make one value of one kind.

    Attributes:
        kind: the kind's name.
        strength: 0 to 1: how sure the cue or the question is.
        via: a cue in the text, or a question before it.
        runs: its parts, in order.
        ends: True for the last figures of one: "ending in".
    """

    kind: str
    strength: float
    via: Via
    runs: tuple[Run, ...] = field(repr=False)
    ends: bool = False

    @property
    def written(self) -> str:
        """The value so far."""
        return "".join(run.written for run in self.runs)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run is taken for a value of a kind.

    Attributes:
        kind: the kind's name.
        strength: 0 to 1: how sure the cue or the question is.
        via: which of them it is.
        at: index of the cue's first token; -1 for a question.
        ends: True for the last figures of a value.
    """

    kind: str
    strength: float
    via: Via
    at: int
    ends: bool = False
