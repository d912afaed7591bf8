"""Repairs: where somebody takes back a secret, and says another: "tulip, no wait, it's crocus"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recognizers.speech.cues import phrases
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import HESITATIONS

_REPAIRS = tuple(
    tuple(phrase.split())
    for phrase in sorted(
        phrases(
            """
            no, nope, wait, sorry, actually, oops, correction, scratch that, i mean, i meant, i meant to say,
            make that, hold on, hang on, my mistake, my bad, or, or maybe, or else, not that, let me think, no i
            lied, try that again, i take that back, maybe, perhaps, possibly, try, let's try, it might be, it may be,
            could be, it could be, i think it's, i think it was, i believe it's, i believe it was, i guess it's
            """
        ),
        key=lambda phrase: -phrase.count(" "),
    )
)
_TAKES_BACK = frozenset("no nope wait sorry actually oops correction i scratch make hold my".split())
_NONE = frozenset("idea clue thanks thank way problem need one".split())  # after "no", which then takes nothing back
_SAYS_HOW = frozenset("it's its it make try".split())
_FILLS = HESITATIONS | frozenset("oh so well and but okay ok".split())


def takes_back(words: Sequence[Token], first: int) -> bool:
    """Return True when somebody begins by taking back what was said, and says how it is: "no wait it's crocus".

    Args:
        words: the tokens of a text.
        first: index of the first token of what they say.
    """
    while first < len(words) and (words[first].lower in _FILLS or not says_something(words[first])):
        first += 1
    size = _repair(words, first, len(words))
    if not size or words[first].lower not in _TAKES_BACK:
        return False
    after = first + size
    while more := _repair(words, after, len(words)):
        after += more
    said = [token.lower for token in words[first : after + 1]]
    return bool(_SAYS_HOW & set(said)) or "mean" in said or "meant" in said


def tries(words: Sequence[Token], first: int, after: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between words that take back what was said: "no wait", "i mean", "or maybe".

    Args:
        words: the tokens of a text.
        first: index of the first token of what somebody says.
        after: index past the last.
    """
    low = at = first
    while at < after:
        size = _repair(words, at, after)
        if not size:
            at += 1
            continue
        if any(says_something(token) for token in words[low:at]):
            yield low, at
        at += size
        low = at
    if any(says_something(token) for token in words[low:after]):
        yield low, after


def _repair(words: Sequence[Token], at: int, after: int) -> int:
    """Return how many tokens from an index on take back what was said; none where nothing follows them."""
    if at + 1 < after and words[at].lower == "no" and words[at + 1].lower in _NONE:
        return 0
    for phrase in _REPAIRS:
        stop = at + len(phrase)
        if stop < after and tuple(token.lower for token in words[at:stop]) == phrase:
            while stop < after and words[stop].lower in (",", "."):
                stop += 1
            return stop - at if any(says_something(token) for token in words[stop:after]) else 0
    return 0


def says_something(token: Token) -> bool:
    """Return True for what is no mark.

    Args:
        token: of a text.
    """
    return token.kind is not Kind.MARK
