"""Known addresses, said in part: "oak lane", "twelve oak", "springfield illinois", the post code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from recognizers.identity.known import LONG_FORMS, Known
from recognizers.identity.said import Item, Said
from recognizers.names.lexicon import FREQUENT, NUMBER, STOP, lexicon

_FIGURES = 4  # of a house number or a post code that are enough to know it again


def find_place(said: Said, known: Known) -> Iterator[tuple[int, int]]:
    """Find two words and more of an address one after the other, or a number of it that is nobody else's.

    Args:
        said: the turn.
        known: of type ADDRESS or LOCATION.
    """
    items = [Item(i.start, i.end, LONG_FORMS.get(i.text, i.text), i.at) for i in said.items]
    names = [LONG_FORMS.get(word, word) for word in known.words]
    at = 0
    while at < len(items):
        length = max((_row(items, at, names, first) for first in range(len(names))), default=0)
        if length and any(not lexicon().get(item.text, 0) & STOP for item in items[at : at + length]):
            yield items[at].start, items[at + length - 1].end
        at += max(length, 1)
    last = items[-1] if items and not said.call.context.final else None
    if last is not None and last.text in names and not lexicon().get(last.text, 0) & (STOP | FREQUENT | NUMBER):
        yield last.start, last.end  # the next word may be of it too: "are you still at larch …"
    numbers = {word for word in known.words if len(word) >= _FIGURES and any(map(str.isdigit, word))}
    numbers |= {a + b for a, b in pairwise(known.words) if any(map(str.isdigit, a)) and any(map(str.isdigit, b))}
    for item in items:
        if item.text in numbers and len(item.text) >= _FIGURES:
            yield item.start, item.end


def _row(items: Sequence[Item], at: int, names: Sequence[str], first: int) -> int:
    """Return how many words go on as an address does from one of its words on, "maple ridge" as "mapleridge"; or 0."""
    said = known = ""
    here, there, length = at, first, 0
    while True:
        if said == known:
            if there - first > 1 or here - at > 1:
                length = here - at
            if here == len(items) or there == len(names):
                return length
            said, known = said + items[here].text, known + names[there]
            here, there = here + 1, there + 1
        elif known.startswith(said) and here < len(items) and said:
            said, here = said + items[here].text, here + 1
        elif said.startswith(known) and there < len(names):
            known, there = known + names[there], there + 1
        else:
            return length
