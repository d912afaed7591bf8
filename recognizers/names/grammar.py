"""Reading a name: where it begins, how far it goes, by what its words can be and how much the cue before is trusted."""

from __future__ import annotations

import re

from recognizers.names.cues import Trust
from recognizers.names.firms import is_firm
from recognizers.names.lexicon import (
    CALENDAR,
    COMMON,
    COMMON_LAST,
    FIRST,
    FREQUENT,
    LAST,
    NAME,
    NUMBER,
    ORG,
    PARTICLES,
    PLACE,
    RARE,
    STOP,
    lexicon,
)
from recognizers.names.reading import HYPHENS, Reading
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS

_FIRMS = frozenset("co company sons daughters bros brothers partners associates".split())
_AFTER_SALUTE = frozenset("what how this it's thanks my good".split())
_LONGEST = 4  # words of a name, particles and initials left out


def read_name(reading: Reading, at: int, trust: Trust, *, alone: bool = False) -> tuple[int, int] | None:
    """Read a name that begins at a token.

    Args:
        reading: the text.
        at: index of the token.
        trust: how sure the words before are that a name stands here.
        alone: True where a name often stands by itself: "thanks joy we …", "my daughter wren she's …", "mr ward …".

    Returns:
        Its token indexes, half-open; None when there is no name.
    """
    if at >= len(reading.tokens) or not reading.is_word(at) or (at in reading.nobodys and trust < Trust.SURE):
        return None
    if trust < Trust.SURE and reading.broken_off(at):
        return None
    loose = alone and _stands_alone(reading, at)
    if not loose and not _begins(reading, at, trust):
        return None
    after, words = at + 1, 1
    while words < _LONGEST:
        if reading.tokens[after - 1].lower != reading.words[after - 1]:
            break  # "tiffany's"
        if trust is Trust.NONE and words >= 2 and not (after < len(reading.tokens) and reading.sure(after)):
            break
        step = _continues(reading, after, trust)
        if step == after:
            break
        words += sum(len(reading.words[i]) > 1 and reading.words[i] not in PARTICLES for i in range(after, step))
        after = step
    if trust < Trust.SURE and is_organisation(reading, after):
        return None
    if trust <= Trust.MAYBE and is_firm(reading, at, after):
        return None
    return at, after


def _stands_alone(r: Reading, at: int) -> bool:
    flags = r.flags[at]
    if flags & FIRST and flags & STOP:
        return r.halts(at + 1) or r.words[at + 1] in _AFTER_SALUTE  # "hi may what can i do"
    if flags & FIRST and not flags & NUMBER and r.edge(at + 1):
        return True
    return r.telling(at) and r.halts(at + 1) and not flags & (STOP | ORG | PLACE | NUMBER | CALENDAR | FREQUENT)


def is_organisation(reading: Reading, after: int) -> bool:
    """True when the words after a name make a firm or a place of it: "harper valley national bank"."""
    if after + 1 < len(reading.tokens) and reading.words[after] in ("and", "&") and reading.words[after + 1] in _FIRMS:
        return True
    for at in range(after, min(after + 3, len(reading.tokens))):
        if not reading.is_word(at) or not reading.same_line(after - 1, at):
            return False
        if reading.flags[at] & ORG and (reading.capital(at) or not reading.capital(after - 1)):
            return True
        if reading.flags[at] & STOP:
            return False
    return False


_SLIP = re.compile(r"(.)\1\1|by+e+|[hm]+[aiueo]?[hm]+|h+[aeiou]+y*|y+[aeiou]+h*")
_RUN_TOGETHER = ("ok", "no", "yes", "hi", "hai", "bye", "thank", "thanks", "its", "im", "all", "very", "good")


def is_slip(word: str) -> bool:
    """True for an unknown word that is a slip of typing or a sound: "byeee", "okthanks", "mhmm".

    Args:
        word: lower case.
    """
    if _SLIP.fullmatch(word) or re.search(r"(.)\1\1", word):
        return True
    return any(word.startswith(head) and word[len(head) :] in lexicon() for head in _RUN_TOGETHER)


def is_run_together(word: str) -> bool:
    """True for an unknown word that is two words without a space: "goodmorning", "takecare".

    Args:
        word: lower case.
    """
    known = lexicon()
    return any(known.get(word[:at], 0) & known.get(word[at:], 0) & (FREQUENT | STOP) for at in range(2, len(word) - 1))


def _begins(r: Reading, at: int, trust: Trust) -> bool:
    flags = r.flags[at]
    if len(r.words[at]) == 1:
        return trust >= Trust.LIKELY and _is_initial(r, at) and _names_follow(r, at + 1)
    if flags & NUMBER:
        return False
    if r.words[at] in PARTICLES and trust is Trust.SURE and _names_follow(r, at + 1):
        return True  # "da silva", "de la cruz"
    if flags & STOP:
        return _begins_with_stop_word(r, at, trust)
    if r.sure(at):
        return _begins_surely(r, at, trust)
    if flags & NAME:
        return _begins_with_word(r, at, trust)
    if r.unknown(at):
        return _begins_unknown(r, at, trust)
    return _begins_plainly(r, at, trust)


def _begins_with_stop_word(r: Reading, at: int, trust: Trust) -> bool:
    """Will, May: a name only where everything says so."""
    if not r.flags[at] & FIRST or trust is Trust.NONE:
        return False
    if r.telling(at):
        return trust >= Trust.LIKELY or r.edge(at + 1)
    family = r.sure(at + 1) and bool(r.flags[at + 1] & LAST) and r.same_line(at, at + 1)
    if trust is Trust.SURE and r.same_line(at, at + 1) and r.ends_line(at + 2):
        last = r.flags[at + 1]  # "will grant", where a name was asked for
        family = family or bool(last & LAST and not last & STOP and (last & COMMON_LAST or not last & FREQUENT))
    return trust >= Trust.LIKELY and (family or (trust is Trust.SURE and r.edge(at + 1, strict=True)))


def _begins_surely(r: Reading, at: int, trust: Trust) -> bool:
    flags = r.flags[at]
    if flags & FIRST:
        if trust is Trust.NONE:
            if flags & COMMON:
                return len(r.words[at]) > 2 or r.capital(at)
            seen = r.telling(at) if flags & RARE else r.capital(at)
            return seen and (r.edge(at + 1) or _capital_follows(r, at))
        return True
    if trust is Trust.NONE:
        return False
    return trust >= Trust.LIKELY or r.telling(at) or r.edge(at + 1)


def _begins_with_word(r: Reading, at: int, trust: Trust) -> bool:
    """Rose, Mark, Jackson: names that are words or places too."""
    flags, first = r.flags[at], bool(r.flags[at] & FIRST)
    family = r.same_line(at, at + 1) and r.is_word(at + 1) and bool(r.flags[at + 1] & LAST)
    sure_family = family and r.sure(at + 1)
    if trust is Trust.NONE:
        if r.capital(at) and first and _capital_follows(r, at):
            return family or r.unknown(at + 1)
        return first and bool(flags & COMMON) and sure_family and not r.formatted
    if trust is Trust.SURE:
        return _begins_after_my_name_is(r, at, family=family)
    if flags & CALENDAR:
        closes = trust is Trust.LIKELY and r.edge(at + 1, strict=True) and not r.halts(at + 1)
        return first and (sure_family or closes or _rare_family_follows(r, at))
    if trust is Trust.MAYBE:
        if r.telling(at):
            return first or sure_family
        return first and (sure_family or _rare_family_follows(r, at) or r.edge(at + 1, strict=True))
    return _begins_after_this_is(r, at, family=family)


def _begins_after_this_is(r: Reading, at: int, *, family: bool) -> bool:
    flags = r.flags[at]
    sure_family = family and r.sure(at + 1)
    if r.telling(at):
        named = _capital_follows(r, at) and (r.sure(at + 1) or r.unknown(at + 1))
        return bool(flags & FIRST) or r.edge(at + 1) or named
    if flags & FIRST:
        return r.edge(at + 1) or sure_family or ((family or r.unknown(at + 1)) and r.edge(at + 2))
    return not flags & FREQUENT and ((r.halts(at + 1) and bool(flags & COMMON_LAST)) or sure_family)


def _begins_after_my_name_is(r: Reading, at: int, *, family: bool) -> bool:
    flags, first = r.flags[at], bool(r.flags[at] & FIRST)
    if family or r.halts(at + 1):
        return True
    if flags & ORG and not first:
        return False
    if first or r.telling(at):
        return True
    return r.edge(at + 1) and bool(flags & COMMON_LAST or not flags & FREQUENT)


def _rare_family_follows(r: Reading, at: int) -> bool:
    """True for "sunday stone like …": a family name that is seldom said as a word, and then an end."""
    flags = r.flags[at + 1] if r.same_line(at, at + 1) and r.is_word(at + 1) else 0
    return bool(flags & LAST) and not flags & (FREQUENT | STOP | NUMBER) and r.edge(at + 2)


def _begins_unknown(r: Reading, at: int, trust: Trust) -> bool:
    if trust is Trust.SURE:
        return True
    if r.formatted and r.tokens[at].lower.endswith("'s"):
        return False
    named = r.same_line(at, at + 1) and r.sure(at + 1)
    if trust is Trust.LIKELY:
        return r.telling(at) or (not r.formatted and (r.edge(at + 1) or named))
    return trust is Trust.MAYBE and (r.telling(at) and (r.edge(at + 1) or _capital_follows(r, at)))


def _begins_plainly(r: Reading, at: int, trust: Trust) -> bool:
    """An ordinary word: speech-to-text writes words for names it does not know."""
    if trust is Trust.SURE:
        if r.formatted and r.telling(at) and not r.flags[at] & (FREQUENT | ORG):
            return True
        return _is_leftover(r, at)
    if trust is Trust.LIKELY:
        return r.telling(at) and _capital_follows(r, at) and r.sure(at + 1) and not r.flags[at] & ORG
    return False


def _is_leftover(r: Reading, at: int) -> bool:
    """True when nothing but a few rare words is left of the segment."""
    rest = at
    while r.same_line(at, rest) and rest - at <= _LONGEST:
        if r.is_word(rest) and r.flags[rest] & (STOP | FREQUENT | NUMBER | CALENDAR) and not r.flags[rest] & NAME:
            return False
        if r.is_word(rest) and r.flags[rest] & STOP:
            return False
        if not r.is_word(rest) and r.tokens[rest].kind is Kind.FIGURES:
            return False
        rest += 1
    return rest - at <= 3


def _is_rest(r: Reading, at: int) -> bool:
    """True when at most two words, none of them a function word, are left before the end or a hesitation.

    After "my name is mary …" they are the family name, whatever speech-to-text made of it.
    """
    rest = at
    while r.same_line(at, rest) and r.is_word(rest) and rest - at < 3 and r.words[rest] not in HESITATIONS:
        if r.flags[rest] & (STOP | NUMBER):
            return False
        rest += 1
    return 0 < rest - at <= 2 and (not r.same_line(at, rest) or r.words[rest] in HESITATIONS)


def _continues(r: Reading, at: int, trust: Trust) -> int:
    """Return the index after one more part of a name, or the same index when it ends here."""
    if at >= len(r.tokens):
        return at
    if not r.same_line(at - 1, at):
        return at + 1 if _continues_over_turns(r, at, trust) else at
    token = r.tokens[at]
    if token.lower in HYPHENS and token.glued and r.is_word(at + 1) and r.tokens[at + 1].glued:
        return at + 2
    if token.lower == "." and len(r.words[at - 1]) == 1 and _names_follow(r, at + 1):
        return at + 1
    if not r.is_word(at) or (at in r.nobodys and trust < Trust.SURE):
        return at
    if r.words[at] in PARTICLES and r.is_word(at + 1) and r.same_line(at, at + 1):
        after = at + 1 + (r.words[at + 1] in PARTICLES)
        if r.is_word(after) and _is_more(r, after, trust):
            return after + 1
    if len(r.words[at]) == 1:
        ends = (r.capital(at) and _is_last_initial(r, at)) or (trust is Trust.SURE and r.ends_line(at + 1))
        return at + 1 if _is_initial(r, at) and (ends or _names_follow(r, at + 1)) else at
    return at + 1 if _is_more(r, at, trust) else at


def _continues_over_turns(r: Reading, at: int, trust: Trust) -> bool:
    """The family name alone in the next segment of the speaker."""
    if trust < Trust.LIKELY or not r.is_word(at) or not r.ends_line(at + 1):
        return False
    return r.sure(at) or r.unknown(at) or bool(r.flags[at] & LAST and not r.flags[at] & (STOP | FREQUENT))


def _is_more(r: Reading, at: int, trust: Trust) -> bool:
    """True for a word that goes on with a name."""
    flags, named = r.flags[at], r.sure(at - 1)
    if trust is Trust.SURE and named and r.flags[at - 1] & FIRST and _is_rest(r, at):
        return True
    if flags & ORG and flags & COMMON_LAST and r.capital(at) and named and r.halts(at + 1):
        return True  # "Rob Hall, and …"
    if flags & NUMBER or (flags & ORG and trust < Trust.SURE):
        return False
    if flags & STOP:
        return bool(flags & LAST) and r.formatted and r.capital(at)
    if r.sure(at):
        return True
    if not r.formatted:
        return _is_more_of_plain_text(r, at, trust)
    if r.capital(at):
        return bool(flags & NAME) or not flags or trust >= Trust.LIKELY
    return trust is Trust.SURE and _is_leftover(r, at)


def _is_more_of_plain_text(r: Reading, at: int, trust: Trust) -> bool:
    flags = r.flags[at]
    if not flags:
        return r.unknown(at) and (trust >= Trust.LIKELY or r.edge(at + 1))
    if not flags & NAME:
        return trust is Trust.SURE and _is_leftover(r, at)
    if flags & FREQUENT and not (flags & COMMON_LAST and trust >= Trust.LIKELY and r.sure(at - 1)):
        return r.halts(at + 1) or (trust >= Trust.LIKELY and r.edge(at + 1))
    return trust >= Trust.LIKELY or r.edge(at + 1)


def _is_initial(r: Reading, at: int) -> bool:
    """True for a letter by itself; "I" is a word, and "a" in lower case too."""
    word = r.words[at]
    return r.is_word(at) and len(word) == 1 and word != "i" and (word != "a" or r.capital(at))


def _is_last_initial(r: Reading, at: int) -> bool:
    """True for the letter in "Barlow Lynn E located in …"; of "Vitamin C", the words before are no name."""
    return r.edge(at + 1) or (r.is_word(at + 1) and r.sure(at - 1) and not r.capital(at + 1))


def _names_follow(r: Reading, at: int) -> bool:
    """True when a name, or initials and a name, stand here."""
    for _ in range(4):
        if at < len(r.tokens) and r.tokens[at].lower == ".":
            at += 1
        if not r.same_line(at - 1, at) or not r.is_word(at):
            return False
        if len(r.words[at]) > 1:
            flags = r.flags[at]
            return r.sure(at) or r.unknown(at) or bool(flags & NAME and not flags & STOP)
        at += 1
    return False


def _capital_follows(r: Reading, at: int) -> bool:
    return r.same_line(at, at + 1) and r.is_word(at + 1) and r.capital(at + 1)
