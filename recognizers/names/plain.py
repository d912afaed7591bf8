"""Names that nothing before them announces: what follows says so, the word itself, or the call so far."""

from __future__ import annotations

from recognizers.names.cues import Trust
from recognizers.names.firms import is_firm
from recognizers.names.found import SCORES, Found
from recognizers.names.grammar import is_organisation, is_slip, read_name
from recognizers.names.lexicon import (
    AMBIGUOUS,
    CALENDAR,
    COMMON,
    FIRST,
    FREQUENT,
    LAST,
    NAME,
    NUMBER,
    ORG,
    PLACE,
    STOP,
)
from recognizers.names.reading import Reading
from recognizers.speech.spoken import Atom
from recognizers.speech.tokens import Kind

_KNOWN_SCORE = 0.75
_INTRODUCED = frozenset("speaking calling here returning".split())
_ARTICLES = frozenset("the a an".split())
_PARTIES = frozenset("party family household residence reservation booking account wedding appointment".split())
_PERSONAL = frozenset(
    """birthday bday wife husband daughter son mother father mom mum dad sister brother wedding funeral bedtime
    boyfriend girlfriend fiancé fiancée cell""".split()
)
_OF_PLACES = frozenset("saint st san santa los port fort lake mount".split())
_AND = frozenset({"and", "&"})
_SHORTEST_UNKNOWN = 5  # letters; a shorter word in no list is as often a slip of typing
_VERBAL = frozenset("it this that the a an my your".split())  # what makes a verb of "mark" and "bill"
_CALLS = frozenset("okay ok yes yeah no thanks bye hi hey hello sorry sure right great please you".split())
_AFFIRMS = frozenset("yes yeah yep correct".split())
_GREETS = frozenset("hi hey hello bye".split())
_VERBS = frozenset("hope mark bill grant chase pat rob sue skip drew wade pierce carry jack".split())
_VERBS_OF_PEOPLE = frozenset("isn't wasn't hasn't doesn't didn't said says has asked told works".split())
_ASKS = frozenset("do are can could would did what how where when why which i i'm i'll we we'll let and so is".split())
_BEFORE_DATES = frozenset("in by until till since before after during early late mid next last this every".split())
_NOT_IN_PAIRS = STOP | ORG | FREQUENT | PLACE | CALENDAR


def read_by_what_follows(r: Reading, found: Found) -> None:
    """Find "tallulah bankston returning your call", "reilly is my second name", "the sodini party".

    Args:
        r: the text.
        found: what was found so far; grows.
    """
    for at, word in enumerate(r.words):
        if word in _PERSONAL and at and _is_owner(r, at - 1) and found.is_free(at - 1):
            found.take(at - 1, at, Trust.LIKELY)
        if word in _INTRODUCED:
            _introduced(r, found, at)
        elif word == "name" and r.words[max(0, at - 3) : at].count("is") == 1 and "my" in r.words[max(0, at - 2) : at]:
            _labelled(r, found, at - 1 - r.words[at - 3 : at][::-1].index("is"))
        elif word in _PARTIES and at >= 2 and r.words[at - 2] == "the" and r.same_line(at, at - 2):
            named = r.sure(at - 1) or (r.unknown(at - 1) and r.telling(at - 1))
            if named and found.is_free(at - 1):
                found.take(at - 1, at, Trust.LIKELY)


def _is_owner(r: Reading, at: int) -> bool:
    """True for "finlee's" before what only somebody has: "finlee's birthday"; not for "the dog's"."""
    possessive = r.is_word(at) and r.same_line(at, at + 1) and r.tokens[at].lower != r.words[at]
    if not possessive or at in r.nobodys:
        return False
    flags = r.flags[at]
    return r.looks_like_name(at) or bool(flags & FIRST and not flags & (STOP | CALENDAR | PLACE | ORG))


def _introduced(r: Reading, found: Found, at: int) -> None:
    first = at
    while first > 0 and r.same_line(first, first - 1) and at - first < 3:
        first -= 1
    begins = first == 0 or not r.same_line(first, first - 1)
    if begins and first < at and found.is_free(first, at):
        read = read_name(r, first, Trust.LIKELY)
        if read is not None and read[1] == at:
            found.take(first, at, Trust.LIKELY)


def _labelled(r: Reading, found: Found, verb: int) -> None:
    first = verb
    while first > 0 and verb - first < 3 and r.same_line(verb, first - 1) and r.looks_like_name(first - 1):
        first -= 1
    if first < verb and found.is_free(first, verb):
        found.take(first, verb, Trust.LIKELY)


def read_plain(r: Reading, found: Found) -> None:
    """Find names by their words alone: a given name that is no word, a given and a family name, two capitals.

    Args:
        r: the text.
        found: what was found so far; grows.
    """
    letters = {at for run in r.call.spoken.runs for atom in run.atoms for at in _letters(atom)}
    for at, flags in enumerate(r.flags):
        if found.taken[at] or flags & NUMBER or at in letters:
            continue
        if not flags & FIRST:
            if r.formatted and r.telling(at) and _is_pair(r, found, at):
                found.take(at, at + 2, Trust.NONE)
            elif r.formatted and r.telling(at) and _is_listed(r, found, at):
                found.take(at, at + 3, Trust.NONE)
        elif flags & AMBIGUOUS and r.telling(at) and r.words[at - 1] == "," and r.halts(at + 1):
            # "Will that be all, Faith?"
            if not flags & (STOP | CALENDAR | PLACE) and (r.ends_line(at + 1) or r.words[at + 1] in "?!"):
                found.take(at, at + 1, Trust.NONE)
        elif (flags & COMMON or r.capital(at)) and not _is_part_of_other(r, at):
            read = read_name(r, at, Trust.NONE)
            if read is not None:
                found.take(_family_before(r, found, read[0]), read[1], Trust.NONE)


def read_companions(r: Reading, found: Found) -> None:
    """Find "gemma" in "walter and gemma": beside a name, a rarer one needs nothing else to announce it.

    Args:
        r: the text.
        found: what was found so far; grows.
    """
    for name in tuple(found.names):
        before = name.first - 1
        if found.is_free(before) and r.same_line(name.first, before) and r.words[before] == r.words[name.first]:
            found.take(before, name.first, Trust.MAYBE)  # "it's blessing blessing nwosu"
        other = name.after + 1
        joined = r.same_line(name.after, other) and r.words[name.after] in _AND and found.is_free(other)
        if not joined or other in r.nobodys or not r.edge(other + 1):
            continue
        rare = r.unknown(other) and len(r.words[other]) >= _SHORTEST_UNKNOWN and not is_slip(r.words[other])
        if (r.sure(other) or rare) and (r.capital(other) or not r.formatted):
            found.take(other, other + 1, Trust.NONE)


def _letters(atom: Atom) -> range:
    """Return the tokens of "v as in victor"; none of a number."""
    return range(atom.first, atom.last + 1) if atom.is_letters and len(atom.written) == 1 else range(0)


def _is_pair(r: Reading, found: Found, at: int) -> bool:
    """True for two capitals, the second a family name: "Pierce Norton"."""
    flags = r.flags[at]
    if not (flags & LAST or r.unknown(at)) or flags & _NOT_IN_PAIRS or at in r.nobodys or at + 1 in r.nobodys:
        return False
    if not (r.same_line(at, at + 1) and r.sure(at + 1) and r.capital(at + 1) and found.is_free(at + 1)):
        return False
    possessive = r.tokens[at + 1].lower != r.words[at + 1]
    ends = r.edge(at + 2) or r.words[at + 2] in _ARTICLES  # "Emiliano Quintana the head of …"
    return bool(r.flags[at + 1] & LAST) and ends and not possessive and not is_organisation(r, at + 2)


def _is_listed(r: Reading, found: Found, at: int) -> bool:
    """True for a name as registers write it, with an initial: "Barlow Lynn E"."""
    if not (found.is_free(at, at + 3) and r.same_line(at, at + 2) and r.capital(at + 1) and r.capital(at + 2)):
        return False
    family = r.flags[at] & LAST or r.unknown(at)
    given = r.flags[at + 1] & FIRST and not r.flags[at + 1] & (STOP | CALENDAR)
    ends = r.halts(at + 3) or not r.capital(at + 3)
    return bool(family and given) and len(r.words[at + 2]) == 1 and r.words[at + 2] != "i" and ends


def _family_before(r: Reading, found: Found, at: int) -> int:
    """Take in the family name of "Larkin Matt"."""
    if at == 0 or not (r.sure(at) and r.capital(at) and r.capital(at - 1) and r.same_line(at, at - 1)):
        return at
    flags = r.flags[at - 1]
    family = (flags & LAST or r.unknown(at - 1)) and not flags & _NOT_IN_PAIRS and not found.taken[at - 1]
    ends = r.edge(at + 1) or not r.capital(at + 1) or len(r.words[at + 1]) == 1
    return at - 1 if family and ends else at


def _is_part_of_other(r: Reading, at: int) -> bool:
    """True after "saint", and after a number for a short word: "nine hundred meg", "5 jan"."""
    if at == 0 or not r.same_line(at, at - 1):
        return False
    if r.words[at - 1] in _OF_PLACES:
        return True
    number = r.tokens[at - 1].kind is Kind.FIGURES or bool(r.flags[at - 1] & NUMBER)
    return number and len(r.words[at]) <= 4


def read_known(r: Reading, found: Found) -> None:
    """Find names of this call said again, whole or in part.

    Args:
        r: the text.
        found: what was found so far; grows.
    """
    values = [value.written for value in r.call.context.known if value.entity_type == "PERSON"]
    values += [name.value for name in found.names if name.score >= SCORES[Trust.MAYBE]]
    owners = {word: value.split() for value in values for word in value.split() if len(word) > 1}
    for at, word in enumerate(r.words) if owners else ():
        value = owners.get(word)
        if value is None or found.taken[at] or not _is_again(r, at, value):
            continue
        after = at + 1
        while found.is_free(after) and r.same_line(at, after) and _belongs(r, after, value):
            after += 1
        found.take(at, after, Trust.MAYBE, score=_KNOWN_SCORE, value=" ".join(value))


def _belongs(r: Reading, at: int, value: list[str]) -> bool:
    return r.words[at] in value or r.sure(at) or (r.unknown(at) and r.edge(at + 1))


def _is_again(r: Reading, at: int, value: list[str]) -> bool:
    """True when a word of a known name is that name here; "bill" may be a bill."""
    flags = r.flags[at]
    if at in r.nobodys or flags & (NUMBER | ORG) or (r.capital(at) and is_firm(r, at, at + 1)):
        return False
    if flags & CALENDAR and r.same_line(at, at - 1) and r.words[at - 1] in _BEFORE_DATES:
        return False  # "they'll arrive in may"
    if _is_subject(r, at) or _is_called(r, at):
        return True
    if r.unknown(at) or (flags & NAME and not flags & AMBIGUOUS):
        return True
    if len(value) > 1 and r.words[at : at + len(value)] == value:
        return True
    if flags & LAST and r.same_line(at, at + 1) and r.looks_like_name(at + 1) and r.ends_line(at + 2):
        return True  # "mason overby"
    if flags & NAME and r.capital(at) and not (at + 1 < len(r.words) and r.words[at + 1] in _VERBAL):
        # "Sunny days ahead" begins with a capital, whoever Sunny is.
        return r.edge(at + 1) or (r.telling(at) and not flags & CALENDAR)
    alone = not r.same_line(at, at - 1) or r.words[at - 1] in _CALLS
    return bool(flags & FIRST) and not flags & (STOP | CALENDAR) and alone and r.ends_line(at + 1)


def _is_subject(r: Reading, at: int) -> bool:
    """True for the first word of "will isn't in today", of a call that knows a Will."""
    flags = r.flags[at]
    begins = not r.same_line(at, at - 1) or r.words[at - 1] in ".?!"
    verb = r.words[at + 1] if r.same_line(at, at + 1) else ""
    return begins and bool(flags & FIRST) and not flags & CALENDAR and verb in _VERBS_OF_PEOPLE


def _is_called(r: Reading, at: int) -> bool:
    """True for "hi summer the …" and "okay mark do you …": a known name after a greeting, before a new clause."""
    flags = r.flags[at]
    if not flags & NAME or flags & (STOP | CALENDAR) or not r.same_line(at, at - 1) or not r.same_line(at, at + 1):
        return False
    if r.words[at - 1] in _AFFIRMS and at == 1 and (r.edge(at + 1) or r.words[at + 1] == "like"):
        return True  # "yes green like the colour"
    opens = at == 1 or not r.same_line(at, at - 2) or not r.is_word(at - 2)
    following = r.words[at + 1]
    called = following in _ASKS or (following in _ARTICLES and not _is_verb(r, at))
    return called and opens and r.words[at - 1] in _CALLS


def _is_verb(r: Reading, at: int) -> bool:
    """True for a name that before an object may be a verb: "thanks hope the …"; a greeting has no "mark the box"."""
    return r.words[at - 1] not in _GREETS or r.words[at] in _VERBS
