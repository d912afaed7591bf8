"""The edges of a value: its last figure, told apart; the letter "a" before it; the "double" that it broke off with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognizers.numbers.kinds import Claim, ValueKind, Via
from recognizers.numbers.worth import is_bare
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import MULTIPLES

if TYPE_CHECKING:
    from recognizers.artifacts import CallArtifacts

_MORE = frozenset("then finally lastly followed last".split())
_BEFORE_MORE = _MORE | frozenset("and a an by the one one's is it's , .".split())
_MOST_MORE = 2  # figures told apart from the rest
_MOST_BETWEEN = 6  # words between a number and its last figure
_AFTER_MORE = (
    ["at", "the", "end"], ["i", "think"], ["i", "believe"], ["please"], ["thanks"], ["thank", "you"], ["that's"],
)  # fmt: skip
_PLAINLY_ASKED = 0.7
_JUST_ASKED = 0.9
_JOINS = frozenset(("dash", "hyphen", ","))
_A_CODE = 4  # characters that "a" begins as its letter


def is_rest(call: CallArtifacts, last: Claim, run: Run, kind: ValueKind) -> bool:
    """Return True for the last figure or two of a number, told apart: "… eight eight and then three".

    Args:
        call: the text and its context.
        last: the value before it.
        run: the figures.
        kind: what the value is one of.
    """
    first, after = run.atoms[0].first, last.runs[-1].atoms[-1].last + 1
    if first - after > _MOST_BETWEEN:
        return False
    between = [token.lower for token in call.words[after:first]]
    if not _BEFORE_MORE.issuperset(between) or not (set(between) & _MORE or between[-1:] in (["a"], ["an"])):
        return False
    if last.ends or run.letters or run.has_scale or len(run.written) > _MOST_MORE:
        return False
    return len(last.written) + len(run.written) <= kind.longest and _nothing_counted(call, run, between)


def _nothing_counted(call: CallArtifacts, run: Run, between: list[str]) -> bool:
    """True when nothing follows that a run may count, as in "and then three of them"."""
    after = call.words[run.atoms[-1].last + 1 :][:3]
    said = [token.lower for token in after]
    told = any(said[: len(phrase)] == phrase for phrase in _AFTER_MORE)
    if not set(between) & _MORE:
        return said == _AFTER_MORE[0]  # "and a three at the end"
    ends = not after or after[0].kind is Kind.MARK or "\n" in call.text[run.end : after[0].start]
    return told or (ends and said[:1] not in (["%"], ["-"], ["/"], [":"]))


def letter_before(call: CallArtifacts, claim: Claim, kind: ValueKind) -> tuple[int, int] | None:
    """Return where the "a" stands that a code of figures begins with: "a nine nine four two seven", asked for a code.

    Args:
        call: the text and its context.
        claim: the code.
        kind: what it is one of.
    """
    run = claim.runs[0]
    first = run.atoms[0].first
    if not first or not kind.letters or claim.via is not Via.QUESTION or claim.strength < _PLAINLY_ASKED:
        return None
    joined = first > 1 and call.words[first - 1].lower in _JOINS
    letter = call.words[first - 1 - joined]
    if letter.lower != "a" or "\n" in call.text[letter.end : run.start]:
        return None
    read_out = len(claim.written) >= _A_CODE and run.is_read_out
    enough = read_out or (claim.strength >= _JUST_ASKED and is_bare(call, run))
    return (letter.start, letter.end) if enough else None


def multiple_after(call: CallArtifacts, claim: Claim) -> tuple[int, int] | None:
    """Return where the "double" stands that a number broke off with, at the end of a segment.

    Args:
        call: the text and its context.
        claim: the number.
    """
    run = claim.runs[-1]
    at = run.atoms[-1].last + 1
    if at >= len(call.words) or call.words[at].lower not in MULTIPLES or run.has_scale:
        return None
    word = call.words[at]
    return None if any(c.isalnum() for c in call.text[word.end :].partition("\n")[0]) else (word.start, word.end)
