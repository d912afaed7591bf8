"""Several numbers told beside each other: "ending in 4417 and another one in 2290", "one's 3345, the other one's 9921"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recognizers.numbers.kinds import Claim, Reason, Via
from recognizers.numbers.quantities import Quantity, is_counting, is_round
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Run

if TYPE_CHECKING:
    from recognizers.artifacts import CallArtifacts

_LAST_FIGURES = 4
_OTHERS = frozenset("one one's other another second".split())
# Words between the last figures of one number and those of the next: "and the other one is".
_BESIDES = _OTHERS | frozenset(
    """and or maybe it's that's the a my our your , ; in is with ends ending ended at also then card account new old
    first third debit credit joint business personal""".split()
)
_EACH = _OTHERS | frozenset(("first", "first's", "second's", "other's", "third"))  # each of them is called so
_TELLS = frozenset(("is", "with"))
_OF_SEVERAL = ("CREDIT_CARD", "BANK_ACCOUNT/account")
_SEVERAL = frozenset("cards accounts".split())
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
    if last.ends and _BESIDES.issuperset(between) and not _OTHERS.isdisjoint(between):
        return True
    return between in (["or"], ["or", "maybe"], ["or", "else"])


def one_of_several(call: CallArtifacts, run: Run) -> Reason | None:
    """Return why a number is the last figures of one of a few cards or accounts: "two cards, one's 3345".

    Args:
        call: the text and its context.
        run: the number.
    """
    if not _may_be_last_figures(call, run):
        return None
    first = run.atoms[0].first
    at = first - 1
    if at >= 0 and call.words[at].lower in _TELLS:
        at -= 1
    each = call.words[at].lower if at >= 0 else ""
    if each not in _EACH or (at == first - 1 and not each.endswith("'s")):
        return None
    named = [m for m in call.mentions if m.kind in _OF_SEVERAL and m.after <= first]
    if named and _says_several(call, named[-1].after, at):
        kind = next(m.kind for m in named if m.first == named[-1].first)
        return Reason(kind, 1.0, Via.CUE, -1, ends=True)
    return None


def _may_be_last_figures(call: CallArtifacts, run: Run) -> bool:
    """True for four figures that are neither a year, nor round, nor what something else has so many of."""
    whole = len(run.atoms) == 1 and run.atoms[0].form is Form.FIGURES
    if len(run.digits) != _LAST_FIGURES or run.letters or not (whole or run.is_read_out):
        return False
    nobodys = is_round(run) or is_counting(run) or bool(_YEAR.fullmatch(run.digits))
    return not nobodys and call.quantity(run) is not Quantity.PLAIN


def _says_several(call: CallArtifacts, after: int, at: int) -> bool:
    """True when the words that end before ``after`` name several, not far off."""
    return call.words[after - 1].lower in _SEVERAL and at - after <= _REACH
