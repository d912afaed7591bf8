"""Parts of an e-mail address: what is plainly the beginning of one, and what is said again of one that is known."""

from __future__ import annotations

import re
from itertools import takewhile

from recognizers.artifacts import CallArtifacts
from recognizers.contact.dictation import SAID_MARKS, SELDOM, is_never, is_sign, joins
from recognizers.contact.domains import PROVIDERS
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS

_BINDING = SAID_MARKS.keys() | {"under"}
_KNOWN_PART = 5  # characters of a known address that are no accident


def stretch(call: CallArtifacts, index: int) -> int:
    """Return the end of the words from a token on that may all be part of one dictated address.

    Args:
        call: the text.
        index: the token.
    """
    words = call.words
    stop = after = index
    while after < len(words):
        token = words[after]
        if joins(words, after) or is_sign(words, after) or (after > index and token.lower in ("at", "@")):
            stop = after + 1
        elif token.lower in HESITATIONS and after > index:
            pass
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
    if any(words[i].kind is Kind.WORD and not is_sign(words, i - 1) for i in inner) or len(inner) > 1:
        return True
    letters = [i for i in range(first, after) if len(words[i].lower) == 1 and words[i].lower.isalpha()]
    spelled = len(list(takewhile(lambda i: i in letters, range(after - 1, first, -1))))
    return len(letters) >= 3 or (spelled > 0 and words[after - 1 - spelled].lower in ("at", "@"))


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
