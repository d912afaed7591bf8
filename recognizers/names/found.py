"""The names found so far in one text; no token belongs to two."""

from __future__ import annotations

from dataclasses import dataclass, field

from recognizers.names.cues import Trust
from recognizers.names.reading import Reading
from recognizers.speech.tokens import Kind

SCORES = {Trust.NONE: 0.55, Trust.MAYBE: 0.7, Trust.LIKELY: 0.8, Trust.SURE: 0.9}


@dataclass(frozen=True, slots=True)
class Named:
    """A name found: token indexes, half-open, how sure, and its value."""

    first: int
    after: int
    score: float
    value: str = field(repr=False)


class Found:
    """Collects the names of a text.

    Args:
        reading: the text.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.taken = bytearray(len(reading.tokens))
        self.names: list[Named] = []

    def is_free(self, first: int, after: int | None = None) -> bool:
        """True when the text has a token there, and none of the range is part of a name yet."""
        after = first + 1 if after is None else after
        return 0 <= first < len(self.taken) and not any(self.taken[first:after])

    def take(self, first: int, after: int, trust: Trust, *, value: str = "", score: float = 0.0) -> None:
        """Add a name, cut where another begins.

        Args:
            first: its first token.
            after: one past its last.
            trust: how sure; sets the score.
            value: what it is, where the words do not say it: a spelled name.
            score: another score than that of the trust.
        """
        while after > first + 1 and self.taken[after - 1]:
            after -= 1
        self.taken[first:after] = b"\x01" * (after - first)
        words, tokens = self._reading.words, self._reading.tokens
        said = " ".join(words[at] for at in range(first, after) if tokens[at].kind is Kind.WORD)
        self.names.append(Named(first, after, score or SCORES[trust], value or said))
