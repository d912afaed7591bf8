"""A text as a reader of addresses sees it, and what has been found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from recognizers.artifacts import CallArtifacts
from recognizers.names.lexicon import FIRST, ORG, STOP, lexicon
from recognizers.numbers.quantities import Quantity
from recognizers.places.gazetteer import REGION, find_places, street_words
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import HESITATIONS, ORDINAL_SUFFIXES, ORDINALS

UNIT_WORDS = frozenset("flat apartment apt unit suite ste # no house plot door shop lot building bldg block".split())


_CLOSING_MARKS = frozenset((",", ";", ":", "comma"))
_OPENING_MARKS = _CLOSING_MARKS | {"."}


class AddressText:
    """A text as a reader of addresses sees it.

    Args:
        call: the text and its context.
    """

    def __init__(self, call: CallArtifacts) -> None:
        self.call = call
        self.tokens: tuple[Token, ...] = call.words
        self.words = [token.lower for token in self.tokens]
        self.starts: dict[int, Run] = {run.atoms[0].first: run for run in call.spoken.runs}
        self.ends: dict[int, Run] = {run.atoms[-1].last: run for run in call.spoken.runs}
        self.runs: dict[int, Run] = {
            at: run for run in call.spoken.runs for at in range(run.atoms[0].first, run.atoms[-1].last + 1)
        }

    @cached_property
    def flags(self) -> list[int]:
        """What each word can be."""
        known = lexicon()
        return [known.get(word, 0) for word in self.words]

    @cached_property
    def places(self) -> dict[int, tuple[int, str]]:
        """The places named in the text."""
        return find_places(self.tokens)

    @cached_property
    def placed(self) -> set[int]:
        """The tokens that are part of a named place."""
        return {at for first, (after, _) in self.places.items() for at in range(first, after)}

    @cached_property
    def region_ends(self) -> set[int]:
        """The indexes after the names of states."""
        return {after for after, kind in self.places.values() if kind == REGION}

    def capital(self, at: int) -> bool:
        """True for a word that begins with a capital."""
        return 0 <= at < len(self.tokens) and self.call.text[self.tokens[at].start].isupper()

    def raw(self, at: int) -> str:
        """Return a token as it is written."""
        return self.call.text[self.tokens[at].start : self.tokens[at].end]

    def is_word(self, at: int) -> bool:
        """True for a token of letters."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind is Kind.WORD

    def newline(self, at: int) -> bool:
        """True when a segment ends between this token and the one before."""
        return at > 0 and "\n" in self.call.text[self.tokens[at - 1].end : self.tokens[at].start]

    def rest_of_line(self, at: int) -> int:
        """Return the index after the last token of the segment that a token stands in."""
        after = at + 1
        while after < len(self.tokens) and not self.newline(after):
            after += 1
        return after

    def is_ordinal(self, at: int) -> bool:
        """True for "first", and for the "nd" of "2nd"."""
        word = self.words[at]
        return word in ORDINALS or (word in ORDINAL_SUFFIXES and at > 0 and self.tokens[at].glued)

    def is_around(self, at: int) -> bool:
        """True for what stands around an answer: marks, function words, hesitations."""
        return self.tokens[at].kind is Kind.MARK or bool(self.flags[at] & STOP) or self.words[at] in HESITATIONS

    def is_plain(self, at: int) -> bool:
        """True for a number that says by itself that it is a quantity."""
        run = self.runs.get(at)
        return run is not None and self.call.quantity(run) is Quantity.PLAIN

    def is_of_place(self, at: int) -> bool:
        """True for a word that is at home in addresses: a place, "street", "unit", "valley", a given name."""
        flags = self.flags[at]
        return (
            at in self.placed
            or self.words[at] in street_words()
            or self.words[at] in UNIT_WORDS
            or bool(flags & (ORG | FIRST) and not flags & STOP)
        )

    def first_of_answer(self) -> int:
        """Return the index of the current segment's first token."""
        start = self.call.context.answer_start
        return next((i for i, token in enumerate(self.tokens) if token.start >= start), len(self.tokens))

    def expects(self, kind: str) -> float:
        """Return how much a kind is asked of the current segment."""
        return self.call.expects(kind, self.call.context.answer_start)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an address: token indexes, half-open."""

    first: int
    after: int
    score: float
    kind: str
    value: str = field(default="", repr=False)


class Parts:
    """The parts found so far; no token belongs to two.

    Args:
        text: the text they are found in.
    """

    def __init__(self, text: AddressText) -> None:
        self._m = text
        self.taken: set[int] = set()
        self.found: list[Part] = []

    def take(self, first: int, after: int, score: float, kind: str = "ADDRESS", value: str = "") -> None:
        """Take what is free at both ends of a range; marks at its ends stay outside."""
        while first < after and (first in self.taken or self._m.words[first] in _OPENING_MARKS):
            first += 1
        while after > first and (after - 1 in self.taken or self._m.words[after - 1] in _CLOSING_MARKS):
            after -= 1
        if first < after:
            self.taken.update(range(first, after))
            self.found.append(Part(first, after, score, kind, value))

    def take_free(self, first: int, end: int, score: float, kind: str = "ADDRESS") -> None:
        """Take every free stretch of a range."""
        at = first
        while at < end:
            stop = at
            while stop < end and stop not in self.taken:
                stop += 1
            if stop > at:
                self.take(at, stop, score, kind)
            at = stop + 1

    def written(self, part: Part) -> str:
        """Return the value of a part: figures joined, words lower case."""
        if part.value:
            return part.value
        m, pieces, at = self._m, [], part.first
        while at < part.after:
            run = m.starts.get(at)
            if run is not None and run.atoms[-1].last < part.after:
                pieces.append(run.written)
                at = run.atoms[-1].last + 1
                continue
            if m.tokens[at].kind is not Kind.MARK:
                pieces.append(m.words[at])
            at += 1
        return " ".join(pieces)
