"""Names that the words on both sides tell: "is … there", "did … call", "… with a b", "… or …"."""

from __future__ import annotations

from difflib import SequenceMatcher

from recognizers.names.cues import Trust
from recognizers.names.found import Found
from recognizers.names.lexicon import CALENDAR, FIRST, NUMBER, ORG, STOP
from recognizers.names.reading import Reading

_ARTICLES = frozenset("the a an".split())
_GREETINGS = frozenset("hi hey hello okay ok sorry please yes".split())
_DOINGS = frozenset("call say tell ask phone ring email text mention explain speak get".split())
_SHORTEST_ALIKE, _ALIKE = 3, 0.6  # letters, and how alike, of a name that is one of two heard


def read_between(r: Reading, found: Found) -> None:
    """Find names by what stands before and after them, whatever other words they are.

    Args:
        r: the text.
        found: what was found so far; grows.
    """
    for at, word in enumerate(r.words):
        if word in ("with", "without"):
            named = at - 1 if _is_spelling_aside(r, at) else -1
        elif word == "there":
            named = at - 1 if _is_asked_for(r, at) else -1
        elif word == "did":
            named = at + 1 if _is_doing(r, at) else -1
        else:
            continue
        if named >= 0 and found.is_free(named):
            found.take(named, named + 1, Trust.LIKELY)


def read_doubted(r: Reading, found: Found) -> None:
    """Find the other name of "was that Reid or Reed".

    Args:
        r: the text.
        found: what was found so far; grows.
    """
    for name in tuple(found.names):
        if _is_one_of_two(r, found, name.after):
            found.take(name.after + 1, name.after + 2, Trust.MAYBE)


def _is_doing(r: Reading, at: int) -> bool:
    """True for the "did" of "did pearl call you back"."""
    if at + 2 >= len(r.words) or r.words[at + 2] not in _DOINGS or not r.same_line(at, at + 2):
        return False
    return bool(r.flags[at + 1] & FIRST) and not r.flags[at + 1] & (STOP | CALENDAR)


def _is_asked_for(r: Reading, at: int) -> bool:
    """True for the "there" of "hi is will there": nothing but a name stands so, whatever else the word is."""
    first = at - 2
    if first < 0 or r.words[first] != "is" or not (r.same_line(at, first) and r.halts(at + 1)):
        return False
    opens = first == 0 or not r.same_line(first, first - 1) or r.words[first - 1] in _GREETINGS
    return opens and (bool(r.flags[at - 1] & FIRST) or r.looks_like_name(at - 1))


def _is_spelling_aside(r: Reading, at: int) -> bool:
    """True for the "with" of "it's bikram with a b", after what is a name, or like one of the call."""
    if at == 0 or not r.same_line(at, at - 1) or not r.same_line(at, at + 2) or not r.halts(at + 3):
        return False
    if r.words[at + 1] not in _ARTICLES or len(r.words[at + 2]) != 1 or at - 1 in r.nobodys:
        return False
    flags, word = r.flags[at - 1], r.words[at - 1]
    if flags & (STOP | NUMBER | CALENDAR | ORG) or not r.is_word(at - 1):
        return False
    values = r.call.context.known
    if any(word in value.written for value in values if value.entity_type != "PERSON"):
        return False  # of an address, a firm or a secret that was told
    known = {name for value in values if value.entity_type == "PERSON" for name in value.written.split()}
    return r.looks_like_name(at - 1) or bool(flags & FIRST) or any(_is_alike(word, name) for name in known)


def _is_one_of_two(r: Reading, found: Found, at: int) -> bool:
    """True for the "or" of "was that Reid or Reed", after a name and before one that is much like it."""
    if at + 1 >= len(r.tokens) or r.words[at] != "or" or not (r.same_line(at, at + 1) and r.halts(at + 2)):
        return False
    if not found.is_free(at + 1):
        return False
    return _is_alike(r.words[at + 1], r.words[at - 1])


def _is_alike(word: str, name: str) -> bool:
    return len(word) >= _SHORTEST_ALIKE and SequenceMatcher(None, word, name, autojunk=False).ratio() >= _ALIKE
