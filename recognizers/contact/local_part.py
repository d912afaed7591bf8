"""The local part of an e-mail address: where it begins, in what somebody typed or said before the sign."""

from __future__ import annotations

from bisect import bisect_right

from recognizers.artifacts import CallArtifacts
from recognizers.contact.dictation import (
    MARKERS,
    SAID_MARKS,
    WRITTEN_MARKS,
    begins_at,
    is_initial,
    is_spelling_aside,
    joins,
)
from recognizers.contact.domains import is_dot
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS

EMAIL = "EMAIL_ADDRESS"
ASKED = 0.3
"""How much a question for an address still counts at least."""

_LONGEST = 64  # tokens of one address, spelled out
_REACH = 16  # tokens between "email" and "at"
_LEAD_IN = frozenset(
    "me you him her them us it is was address would be should just at to id account instead number".split()
)
_RECEIVERS = frozenset("me you him her them us it".split())


def announced(call: CallArtifacts, anchor: int) -> tuple[bool, int]:
    """Return whether an address is announced before a token, and the first token that may be part of it.

    Args:
        call: the text.
        anchor: index of the token, or one past the last.
    """
    words = call.words
    floor, cued = max(0, anchor - _LONGEST), False
    mentions = call.mentions
    for at in range(bisect_right(mentions, anchor, key=lambda mention: mention.after) - 1, -1, -1):
        if anchor - mentions[at].after > _REACH:
            break
        if mentions[at].kind == EMAIL:
            floor, cued = mentions[at].after, True
            break
    if not cued:
        at = words[anchor].start if anchor < len(words) else len(call.text)
        cued = call.expects(EMAIL, at) >= ASKED
    last = max((i for i in range(floor, anchor) if _marks_begin(call, i, anchor)), default=None)
    if last is not None:
        floor = last + 1
    while floor < anchor and _is_lead_in(words, floor, announced=cued):
        floor += 1
    return cued, floor


def _marks_begin(call: CallArtifacts, index: int, anchor: int) -> bool:
    """True for "is", "it's", "to" when the address begins after it, and for the end of a sentence."""
    word = call.words[index]
    if word.lower in MARKERS and not is_spelling_aside(call.words, index) and not _touches_next(call.words, index):
        return index + 1 < anchor and not joins(call.words, index - 1) and not joins(call.words, index + 1)
    return (
        word.lower in ".?!;"
        and not is_initial(call.words, index)
        and not joins(call.words, index)
        and not is_dot(call.words, index)
    )


def _is_lead_in(words: tuple[Token, ...], index: int, *, announced: bool) -> bool:
    word = words[index].lower
    if words[index].kind is Kind.MARK:
        return word != "@" and not (index + 1 < len(words) and words[index + 1].glued and word in "_+")
    if word == "at":
        return index > 0 and words[index - 1].lower in _RECEIVERS
    if index + 1 < len(words) and (joins(words, index + 1) or _touches_next(words, index)):
        return False
    return word in HESITATIONS or (announced and (word in _LEAD_IN or word in BACK_CHANNEL - {"k", "i"}))


def written_local(call: CallArtifacts, anchor: int, floor: int) -> int:
    """Return where the local part before a written sign begins; a dictated beginning is part of it.

    Args:
        call: the text.
        anchor: index of the sign.
        floor: the first token that may be part of it.
    """
    words = call.words
    first = anchor
    while first > floor and words[first].glued and words[first - 1].lower not in '@,;:()<>"|[]':
        first -= 1
    if first > floor and joins(words, first - 1) and words[first - 1].kind is Kind.WORD:
        begun = begins_at(call, first, floor, announced=False)
        first = first if begun is None else begun
    return first


def own_start(call: CallArtifacts, first: int, anchor: int) -> int:
    """Return where a typed local part begins in the present segment: the one before may have held something else.

    Both are hidden, for an address may have been cut there; what it is called is what was typed in one piece. One that
    ends or begins with a dot goes on over the boundary.
    """
    begin, own, end = call.words[first].start, call.context.answer_start, call.words[anchor].start
    if not begin < own < end:
        return begin
    said = call.text[begin:own].lower().split()
    bound = WRITTEN_MARKS & set(call.text[own - 1 : own + 1]) or SAID_MARKS.keys() & said[-1:]
    return begin if bound else own


def _touches_next(words: tuple[Token, ...], index: int) -> bool:
    """True for a token that is typed together with the next: "as" in "as76@..." begins no clause."""
    return index + 1 < len(words) and words[index + 1].start == words[index].end
