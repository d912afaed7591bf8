"""Known people, by each of their names, what they are called, spelled, by initials, and misheard."""

from __future__ import annotations

from collections.abc import Iterator

from recognizers.identity.known import Known
from recognizers.identity.said import Item, Said
from recognizers.names.lexicon import FREQUENT, NUMBER, STOP, WORD, lexicon
from recognizers.subjects import sounds_like

_ORDINARY = WORD | STOP | NUMBER | FREQUENT
_BEFORE_NAMES = frozenset("mr mrs ms miss dr doctor thanks hi hey hello thank is named i'm this name".split())
_BEFORE_NICKNAMES = frozenset("mr hi hey hello dear thanks named i'm".split())
_BEFORE_THINGS = frozenset("a an the my your his her our their this that no any per".split())
_SHORT = 3  # letters of what may be a word to those who made no dictionary
_SEVERAL = 3  # initials that are no accident
_NEAR = 3  # words between "initials" and two of them


def find_person(said: Said, known: Known) -> Iterator[tuple[int, int]]:
    """Find a person by one name and more.

    Args:
        said: the turn.
        known: of type PERSON.
    """
    hidden: Item | None = None
    for item, after in zip(said.words, [*said.words[1:], None], strict=False):
        follows = hidden is not None and hidden.at == item.at - 1
        if _is_name(said, item, known, follows=follows) or _is_called(said, item, after, known):
            yield _start(said, item, known), item.end
            hidden = item
    yield from _initials(said, known)


def _is_name(said: Said, item: Item, known: Known, *, follows: bool) -> bool:
    """True for one word of the name by itself; one that is a word too only where it is written like a name."""
    flags = lexicon().get(item.text, 0)
    if item.text in known.singles and len(item.text) > 1:
        return not flags & _ORDINARY or follows or _is_place_of_name(said, item, _BEFORE_NAMES)
    return not flags & _ORDINARY and any(sounds_like(item.text, name) for name in known.words)


def _is_called(said: Said, item: Item, after: Item | None, known: Known) -> bool:
    """True for what people of the name are called: "bob"; for a word, "will", only where it can be nothing else."""
    if item.text not in known.nicknames:
        return False
    flags = lexicon().get(item.text, 0)
    thing = said.before(item) in _BEFORE_THINGS  # "the max", "your bill"
    if not flags & _ORDINARY:
        return not thing or len(item.text) > _SHORT
    named = after is not None and after.at == item.at + 1 and after.text in known.singles and not flags & STOP
    return not thing and (named or _is_place_of_name(said, item, _BEFORE_NICKNAMES))


def _is_place_of_name(said: Said, item: Item, leads: frozenset[str]) -> bool:
    before = said.before(item)
    capital = said.call.text[item.start].isupper() and before not in ("", ".", "?", "!")
    return capital or said.is_alone(item) or before in leads


def _start(said: Said, item: Item, known: Known) -> int:
    """Return where a name begins, with the initials before it: "k reyes", "J. A. Ruiz"."""
    start, back = item.start, 0
    while True:
        back += 2 if said.before(item, back + 1) == "." else 1
        initial = said.before(item, back)
        dotted = said.before(item, back - 1) == "."
        if len(initial) != 1 or (initial in "ai" and not dotted) or not _begins_with(initial, known):
            return start
        start = said.call.words[item.at - back].start


def _begins_with(initial: str, known: Known) -> bool:
    return any(name.startswith(initial) for name in known.words)


def _initials(said: Said, known: Known) -> Iterator[tuple[int, int]]:
    """Find the initials, spelled: three of them, or two that are called so."""
    initials = "".join(name[0] for name in known.words)
    for run in said.call.spoken.runs if len(initials) > 1 else ():
        if run.written != initials or any(len(atom.written) > 1 for atom in run.atoms):
            continue
        near = {word.lower for word in said.call.words[max(0, run.atoms[0].first - _NEAR) : run.atoms[0].first]}
        if len(initials) >= _SEVERAL or "initials" in near:
            yield run.start, run.end
