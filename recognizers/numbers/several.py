"""Several numbers told beside each other: "ending in 4417 and another in 2290", "one's 3345, the other one's 9921"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recognizers.numbers.kinds import Claim, Reason, Via
from recognizers.numbers.quantities import Quantity, is_counting, is_round
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind

if TYPE_CHECKING:
    from recognizers.artifacts import CallArtifacts

_LAST_FIGURES = 4
_OTHERS = frozenset("one one's other another second".split())
# Words between the last figures of one number and those of the next: "and the other one is".
_BESIDES = _OTHERS | frozenset(
    """and or maybe it's that's the a my our your , ; in is with ends ending ended at also then card account new old
    first third debit credit joint business personal""".split()
)
_EACH = frozenset("one other another first second third".split())  # each of them is called so
_TELLS = frozenset(("is", "with"))
_SEVERAL = {"cards": "CREDIT_CARD", "accounts": "BANK_ACCOUNT/account"}
_AMOUNTS = frozenset("owing owed in left outstanding available debt credit limit overdrawn down spent due".split())
_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 14  # words between "two cards" and the one of them


def is_alternative(call: CallArtifacts, last: Claim, run: Run) -> bool:
    """Return True for the second of two values of one length: "3941 or 9431", "ending in 4417 and one in 2290".

    Args:
        call: the text and its context.
        last: the value before it.
        run: the number.
    """
    told = last.runs[-1]
    between = [token.lower for token in call.words[told.atoms[-1].last + 1 : run.atoms[0].first]]
    if len(told.written) != len(run.written):
        return False
    ends = last.ends or (last.kind in _SEVERAL.values() and len(last.written) == _LAST_FIGURES)
    if ends and _BESIDES.issuperset(between) and not _OTHERS.isdisjoint(between):
        return True
    return between in (["or"], ["or", "maybe"], ["or", "else"])


def one_of_several(call: CallArtifacts, run: Run) -> Reason | None:
    """Return why a number is the last figures of one of a few cards or accounts: "two cards, one's 3345".

    Args:
        call: the text and its context.
        run: the number.
    """
    each = _called(call, run)
    if each < 0:
        return None
    kind = _several_named(call, each)
    topic = next(iter(call.context.topics), "")
    if not kind and topic in _SEVERAL.values() and not _counts_others(call, each):
        pair = sum(_called(call, other) >= 0 for other in call.spoken.runs) > 1
        kind = topic if pair else ""
    return Reason(kind, 1.0, Via.CUE, -1, ends=True) if kind else None


def _several_named(call: CallArtifacts, at: int) -> str:
    """Return of which kind several are named not far before a place, or ""."""
    named = (_SEVERAL.get(token.lower, "") for token in reversed(call.words[max(0, at - _REACH) : at]))
    return next((kind for kind in named if kind), "")


def _called(call: CallArtifacts, run: Run) -> int:
    """Return where the "one" stands that a number is told of, "one's 3345" and "the second is 3345", or -1."""
    at = run.atoms[0].first - 1
    tells = at >= 0 and call.words[at].lower in _TELLS
    at -= tells
    word = call.words[at].lower if at >= 0 else ""
    called = word.removesuffix("'s") in _EACH and (tells or word.endswith("'s"))
    return at if called and _may_be_last_figures(call, run) else -1


def _may_be_last_figures(call: CallArtifacts, run: Run) -> bool:
    """True for four figures that are neither a year, nor round, nor what something else has so many of."""
    whole = len(run.atoms) == 1 and run.atoms[0].form is Form.FIGURES
    if len(run.digits) != _LAST_FIGURES or run.letters or not (whole or run.is_read_out):
        return False
    after = call.words[run.atoms[-1].last + 1].lower if run.atoms[-1].last + 1 < len(call.words) else ""
    nobodys = after in _AMOUNTS or is_round(run) or is_counting(run) or bool(_YEAR.fullmatch(run.digits))
    return not nobodys and call.quantity(run) is not Quantity.PLAIN


def _counts_others(call: CallArtifacts, at: int) -> bool:
    """True for "two flights, one's": what there are several of is something else."""
    counts = (run.atoms[-1].last + 1 for run in call.spoken.runs if call.quantity(run) is Quantity.PLAIN)
    counted = [call.words[after] for after in counts if after < at]
    return any(token.kind is Kind.WORD and token.lower not in ("of", *_SEVERAL) for token in counted)
