"""Cues: the words by which people announce a value, and by which they ask for one.

"Routing" before figures names what the figures are; "routing?" from the other side announces the answer. Both are the
same phrase, so every recognizer lists its phrases once and both uses share one matcher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recognizers.speech.tokens import Token


def phrases(block: str) -> tuple[str, ...]:
    """Split a block of phrases at its commas.

    Args:
        block: phrases as in ``Cue``, parted by commas, over as many lines as it takes.
    """
    return tuple(" ".join(phrase.split()) for phrase in block.split(",") if phrase.strip())


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that announce one kind of value.

    Attributes:
        kind: an entity type, or a type and a sub-kind: ``BANK_ACCOUNT/routing``; a kind that begins with ``QUANTITY``
            announces something that is nobody's: a flight, a price, a page.
        phrases: lower-case words, parted by single spaces. ``|`` parts alternatives of one word: ``card|cards number``.
        strength: how sure the phrase is on its own, 0 to 1.
    """

    kind: str
    phrases: tuple[str, ...]
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Mention:
    """A cue found in a text; token indexes are half-open, ``start`` and ``end`` are code points."""

    kind: str
    strength: float
    first: int
    after: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    cues: list[tuple[str, float]] = field(default_factory=list)


class CueMatcher:
    """Finds all cues of a text in one pass over its tokens; the longest phrase at a place wins.

    Args:
        cues: the phrases of all recognizers.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._root = _Node()
        for cue in cues:
            for phrase in cue.phrases:
                self._add([word.split("|") for word in phrase.split()], cue)

    def _add(self, words: list[list[str]], cue: Cue) -> None:
        nodes = [self._root]
        for alternatives in words:
            nodes = [node.children.setdefault(word, _Node()) for node in nodes for word in alternatives]
        for node in nodes:
            node.cues.append((cue.kind, cue.strength))

    def find(self, tokens: Sequence[Token]) -> list[Mention]:
        """Return the cues in order of their place; one phrase may announce several kinds.

        Args:
            tokens: the tokens of a text.
        """
        mentions: list[Mention] = []
        index = 0
        firsts = self._root.children
        words = [token.lower for token in tokens]
        starts = [i for i, w in enumerate(words) if w in firsts or (w[-2:] == "'s" and w[:-2] in firsts)]
        for start in starts:
            if start < index:
                continue
            found, after = self._longest(tokens, start)
            for kind, strength in found:
                mentions.append(Mention(kind, strength, start, after, tokens[start].start, tokens[after - 1].end))
            index = after if found else start + 1
        return mentions

    def _longest(self, tokens: Sequence[Token], index: int) -> tuple[list[tuple[str, float]], int]:
        node, best, after = self._root, [], index
        at = index
        while at < len(tokens):
            word = tokens[at].lower
            child = node.children.get(word) or node.children.get(word.removesuffix("'s"))
            if child is None:
                break
            at += 1
            node = child
            if node.cues:
                best, after = node.cues, at
        return best, after
