"""What a turn says, in the ways known identities are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from recognizers.artifacts import CallArtifacts
from recognizers.identity.known import fold
from recognizers.speech.tokens import Kind

SAID_MARKS = frozenset("at dot period point underscore dash hyphen plus apostrophe".split())


@dataclass(frozen=True, slots=True)
class Item:
    """A word or a number as it was said.

    Attributes:
        start: first code point.
        end: one past the last; the "'s" of a name left out.
        text: folded; a number or a spelling as it would be written.
        at: which token it is, or -1 for a number.
    """

    start: int
    end: int
    text: str = field(repr=False)
    at: int = -1


@dataclass
class Said:
    """One turn, read.

    Args:
        call: the turn.
    """

    call: CallArtifacts

    @cached_property
    def words(self) -> list[Item]:
        """Its words, one by one, said marks left out."""
        found = []
        for at, token in enumerate(self.call.words):
            if token.kind is Kind.MARK or token.lower in SAID_MARKS:
                continue
            text = token.lower.removesuffix("'s")
            found.append(Item(token.start, token.end - 2 if text != token.lower else token.end, fold(text), at))
        return found

    @cached_property
    def items(self) -> list[Item]:
        """Its words, and each number and spelling as one."""
        inside = {at for run in self.call.spoken.runs for atom in run.atoms for at in range(atom.first, atom.last + 1)}
        runs = [Item(run.start, run.end, run.written.lower()) for run in self.call.spoken.runs]
        words = [word for word in self.words if word.at not in inside]
        return sorted([*runs, *words], key=lambda item: item.start)

    def before(self, item: Item, back: int = 1) -> str:
        """Return the word before one, in lower case; "" where there is none."""
        return self.call.words[item.at - back].lower if item.at >= back else ""

    def is_alone(self, item: Item) -> bool:
        """True when a word is all its segment says."""
        tokens, text = self.call.words, self.call.text
        before, after = item.at - 1, item.at + 1
        while before >= 0 and tokens[before].kind is Kind.MARK:
            before -= 1
        while after < len(tokens) and tokens[after].kind is Kind.MARK:
            after += 1
        begins = before < 0 or "\n" in text[tokens[before].end : item.start]
        return begins and (after == len(tokens) or "\n" in text[item.end : tokens[after].start])
