"""Parts of an e-mail address: what is plainly the beginning of one, and what is said again of one that is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from recognizers.artifacts import CallArtifacts
from recognizers.contact.dictation import (
    HOLDS,
    SAID_MARKS,
    SELDOM,
    atoms_in,
    follows_mark,
    is_never,
    is_sign,
    joins,
)
from recognizers.contact.domains import PROVIDERS
from recognizers.names.lexicon import NUMBER, STOP, lexicon
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS

EMAIL = "EMAIL_ADDRESS"
_BINDING = SAID_MARKS.keys() | {"under"}
_KNOWN_PART = 5  # characters of a known address that are no accident
_SPELLED = 3  # letters that are no accident
_JUST_ASKED, _ASKED_LATELY = 0.7, 0.5
_LONGEST_ANSWER = 8  # tokens
_LONGEST_DICTATED = 24  # tokens
_LONGEST = 64  # tokens of one that is spelled out
_LONGEST_LEAD = 4  # words before an answer: "i think it's"


def stretch(call: CallArtifacts, index: int) -> int:
    """Return the end of the words from a token on that may all be part of one dictated address.

    Args:
        call: the text.
        index: the token.
    """
    words = call.words
    stop = after = index
    spelled = {atom.first: atom.last for atom in atoms_in(call, index, min(len(words), index + _LONGEST))}
    while after < len(words):
        token = words[after]
        if spelled.get(after, after) > after:
            stop, after = spelled[after] + 1, spelled[after]  # "b as in bravo"
        elif joins(words, after) or is_sign(words, after) or (after > index and token.lower in ("at", "@")):
            stop = after + 1
        elif token.lower in HESITATIONS and after > index:
            pass
        elif after + 1 < len(words) and joins(words, after + 1) and token.kind is not Kind.MARK:
            stop = after + 1  # "old dot goat"
        elif after > index and follows_mark(words, after):
            stop = after + 1  # "mo plus shop"
        elif token.kind is Kind.MARK or is_never(token) or token.lower in SELDOM | BACK_CHANNEL or len(token.lower) < 2:
            break
        else:
            stop = after + 1
        after += 1
    return stop


def looks_begun(call: CallArtifacts, first: int, after: int) -> bool:
    """True for words bound as in an address, or ending in "at" or "at g m", and for three letters spelled in a row.

    Args:
        call: the text.
        first: the first token.
        after: one past the last.
    """
    words = call.words
    inner = [i for i in range(first + 1, after) if joins(words, i) and i + 1 < after]
    ends_at = words[after - 1].lower in ("at", "@") and after - first > 1
    if ends_at and (inner or all(token.lower in HESITATIONS for token in words[after:])):
        return True
    if any(words[i].kind is Kind.WORD and not _is_number(words, i - 1) for i in inner) or len(inner) > 1:
        return True
    letters = [i for i in range(first, after) if len(words[i].lower) == 1 and words[i].lower.isalpha()]
    spelled = len(list(takewhile(lambda i: i in letters, range(after - 1, first, -1))))
    return is_spelled(call, first, after) or (spelled > 0 and words[after - 1 - spelled].lower in ("at", "@"))


def is_spelled(call: CallArtifacts, first: int, after: int) -> bool:
    """True for three letters or more, one by one.

    Args:
        call: the text.
        first: the first token.
        after: one past the last.
    """
    letters = [t for t in call.words[first:after] if len(t.lower) == 1 and t.lower.isalpha()]
    return len(letters) >= _SPELLED


def whole_answer(call: CallArtifacts) -> tuple[int, int] | None:
    """Return where "rob the builder eighty two" stands, the answer to a question just asked: words, then a number.

    Args:
        call: the text.
    """
    words, start = call.words, call.context.answer_start
    if call.context.role.is_agent or call.expects(EMAIL, start) < _ASKED_LATELY:
        return None
    begin = first = next((i for i, t in enumerate(words) if t.start >= start), len(words))
    after = len(words)
    while first < after and (_is_around(words[first]) or is_never(words[first])):
        first += 1
    while after > first and _is_around(words[after - 1]):
        after -= 1
    said = words[first:after]
    if not 2 <= len(said) <= _LONGEST_ANSWER or first - begin > _LONGEST_LEAD or not _is_number(words, after - 1):
        return None
    named = not lexicon().get(said[0].lower, 0) & (STOP | NUMBER)
    return (first, after) if named and not any(is_never(t) or t.kind is Kind.MARK for t in said) else None


def said_first(call: CallArtifacts, first: int) -> int | None:
    """Return where "double u hale" begins before "that's w h a l e at …": the same, said before it was spelled.

    Args:
        call: the text.
        first: the first token of the address.
    """
    words, start = call.words, call.context.answer_start
    if first < 2 or words[first - 1].lower not in ("that's", "thats") or call.expects(EMAIL, start) < _JUST_ASKED:
        return None
    begin = next(i for i, t in enumerate(words) if t.start >= start or i == first)
    while begin < first - 1 and (_is_around(words[begin]) or is_never(words[begin])):
        begin += 1
    said = range(begin, first - 1)
    return begin if 0 < len(said) <= _LONGEST_LEAD and not any(is_never(words[i]) for i in said) else None


def still_dictated(call: CallArtifacts) -> tuple[int, int] | None:
    """Return where an address stands that is being said to who just asked for it, as far as it was heard.

    Only an "at", a dot or a sign tells it from other words, or that there are but few of them.

    Args:
        call: an interim result.
    """
    words, start = call.words, call.context.answer_start
    first = next((i for i, t in enumerate(words) if t.start >= start), len(words))
    goes_on = was_last_told(call) and first < len(words) and words[first].lower == "at"
    if not goes_on and (call.context.role.is_agent or call.expects(EMAIL, start) < _JUST_ASKED):
        return None
    while first < len(words) and words[first].lower != "at" and (_is_around(words[first]) or is_never(words[first])):
        first += 1
    said = range(first, len(words))
    if not said or len(said) > _LONGEST_DICTATED or any(_is_talk(words, i) for i in said):
        return None
    told = any(joins(words, i) or is_sign(words, i) or words[i].lower in ("at", "@") for i in said)
    return (first, len(words)) if told or len(said) <= _LONGEST_LEAD else None


def _is_talk(words: Sequence[Token], index: int) -> bool:
    """True for a word that is never part of an address, but right beside a sign: "at live dot", "two you at"."""
    before = words[index - 1].lower if index else ""
    following = words[index + 1].lower if index + 1 < len(words) else ""
    spaced = index > 1 and len(before) == 1 and words[index - 2].lower == "at"  # "at g mail"
    beside = spaced or before in ("at", "@", "dot") or following in ("at", "@", "dot")
    held = words[index].lower in HOLDS and index > 0 and is_sign(words, index - 1)  # "b, no, t o m"
    return is_never(words[index]) and words[index].lower != "then" and not beside and not held


def _is_around(token: Token) -> bool:
    return token.kind is Kind.MARK or token.lower in BACK_CHANNEL or token.lower in HESITATIONS


def was_last_told(call: CallArtifacts) -> bool:
    """True when the last value of the call is an address: letters that are spelled now put it right."""
    known = call.context.known
    return bool(known) and known[-1].entity_type == EMAIL


def _is_number(words: Sequence[Token], index: int) -> bool:
    return is_sign(words, index) and not (len(words[index].lower) == 1 and words[index].lower.isalpha())


def said_again(call: CallArtifacts, known: str) -> list[tuple[int, int]]:
    """Return the token ranges that repeat the local part of a known address, its domain, or a long part of either.

    Args:
        call: the text.
        known: the address, as written.
    """
    local, _, domain = known.partition("@")
    label = domain.split(".")[0]
    parts = [re.sub(r"[^a-z0-9]", "", local)]
    if label not in PROVIDERS:
        parts.append(re.sub(r"[^a-z0-9]", "", label))
    found: list[tuple[int, int]] = []
    for part in parts:
        if len(part) >= _KNOWN_PART:
            found += _repeats(call, part)
    return found


def _repeats(call: CallArtifacts, part: str) -> list[tuple[int, int]]:
    words = call.words
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        if not _may_begin(words[index], part):
            index += 1
            continue
        rest, after, end = part, index, index
        while after < len(words) and rest:
            word = words[after].lower
            if word in HESITATIONS or joins(words, after) or words[after].kind is Kind.MARK:
                after += 1
                continue
            atom = _as_spelled(word)
            if not atom or not rest.startswith(atom):
                break
            rest = rest[len(atom) :]
            after += 1
            end = after
        said = len(part) - len(rest)
        if said >= _KNOWN_PART and said * 2 >= len(part):
            found.append((index, end))
            index = end
        else:
            index += 1
    return found


def _may_begin(token: Token, part: str) -> bool:
    """A quick look at what most words are not: the first of a part that is said again, or said before it."""
    word = token.lower
    return token.kind is not Kind.MARK and (part.startswith(word) or word in HESITATIONS or word in _BINDING)


def _as_spelled(word: str) -> str:
    return word if word.isalnum() else ""
