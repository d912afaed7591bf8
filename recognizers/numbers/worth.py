"""Worth: whether a run is enough of a value to hide, where a cue or a question says that it may be one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from recognizers.numbers.kinds import Reason, ValueKind, Via
from recognizers.numbers.labels import LABEL, VERSION
from recognizers.numbers.quantities import ASKED, Quantity, is_counting, is_round, is_service_number
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, HESITATIONS, MULTIPLES, REPAIRS

if TYPE_CHECKING:
    from recognizers.artifacts import CallArtifacts

BACK_WORDS = frozenset(
    "is was are that that's my the for as it's his her our their a old new current previous temporary".split()
)
"""Words that may stand between a cue and its value: "… is my old pin"."""

_BESIDE = frozenset(("CARD_CVV", "CARD_EXPIRY", "PHONE_NUMBER/extension"))  # told beside a longer number
_MISHEARD = 2  # figures more than a kind has that are still one of it, misheard
_TELLING = 5  # characters that a weak cue is enough for
_PLAINLY_ASKED = 0.4  # how much a question must still count for a number among other words to be its answer
_PLAINLY_ANSWERED = 0.7  # and for who runs the call to answer one
_HARDLY_ASKED = 0.3
_SINCE = frozenset("since until till before after by".split())
_SHORT = 2  # figures
_FEW_LETTERS = 3
_BEGINS = frozenset("that which starts starting begins beginning with in".split())  # "the account that starts 3700"
_TELLS = frozenset(("is", "it's", "its", "was"))
_MONTH_AND_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])(?:20)?[2-4]\d")
_FEW_WORDS = 2


def quantity_asked(call: CallArtifacts, at: int) -> float:
    """Return how much an amount, a time, a room or a flight was asked for.

    Args:
        call: the text and its context.
        at: a code point of the text.
    """
    return max(call.expects(kind, at) for kind in (ASKED, LABEL, VERSION))


def is_worth(call: CallArtifacts, run: Run, reason: Reason, kind: ValueKind) -> bool:
    """Return True when a run is enough of a value to hide, and nothing says that it is a quantity.

    Args:
        call: the text and its context.
        run: the run.
        reason: why it is taken for a value.
        kind: of which kind.
    """
    quantity = call.quantity(run)
    if run.letters and not kind.letters and run.letters > len(run.digits):
        return False
    if is_service_number(call.spoken, run) or _is_too_long(run, kind):
        return False
    adjacent = reason.via is Via.CUE and (_is_adjacent(call, run, reason) or _is_told_expiry(call, run, reason))
    if quantity is Quantity.LIKELY and not adjacent and quantity_asked(call, run.end - 1) > reason.strength / 2:
        return False
    if not run.digits and not _are_letters_enough(call, run, reason):
        return False
    size = len(run.written)
    if quantity is Quantity.LIKELY and not adjacent and _is_counted(call, run, reason):
        return False
    if reason.ends and size >= _SHORT and (adjacent or (reason.via is Via.CUE and reason.at < 0)):
        return True
    bare = is_bare(call, run) or (reason.strength >= _PLAINLY_ANSWERED and _is_start(call, run, reason))
    if quantity is Quantity.LIKELY and not bare and not adjacent:
        return False
    if reason.via is Via.CUE and reason.strength == 1.0:
        said = kind.partial <= 2 or run.is_read_out or _has_copula(call, run)
        short = adjacent and said and size >= (1 if kind.partial <= 2 and _ends_segment(call, run) else 2)
        return size >= kind.partial or short or bare or (adjacent and _ends_text(call, run))
    if reason.via is Via.CUE and not (run.is_read_out or size >= _TELLING or bare or adjacent):
        return False
    return bare or (size >= kind.partial and reason.strength >= _PLAINLY_ASKED)


def _are_letters_enough(call: CallArtifacts, run: Run, reason: Reason) -> bool:
    """True for letters without a figure that may be a code, or the first of one."""
    if reason.via is Via.QUESTION:
        return _is_letters_of_code(call, run)
    return len(run.written) >= _FEW_LETTERS or _ends_text(call, run)


def _is_too_long(run: Run, kind: ValueKind) -> bool:
    """True for far more figures than a kind has that is told beside a longer number: they are that number.

    Only where they are hidden without a claim: as figures that nobody can place, if not as something better.
    """
    if kind.kind not in _BESIDE or len(run.written) <= kind.longest + _MISHEARD:
        return False
    return not (run.letters or run.has_scale or run.punctuated != run.written or is_counting(run) or is_round(run))


def _is_counted(call: CallArtifacts, run: Run, reason: Reason) -> bool:
    """True for what looks like a quantity and goes on with one in the segment before: "since | twenty nineteen".

    So does a short or round number of somebody who was hardly asked for a value: who runs the call seldom is.
    """
    first = run.atoms[0].first
    before = call.words[first - 1].lower if first else ""
    ranges = before == "to" and any(other.atoms[-1].last == first - 2 for other in call.spoken.runs)
    if before in _SINCE or ranges:
        return True
    least = _PLAINLY_ANSWERED if call.context.role.is_agent else _PLAINLY_ASKED
    small = run.has_scale or len(run.written) <= _SHORT
    return reason.via is Via.QUESTION and reason.strength < (least if small else _HARDLY_ASKED)


def _is_adjacent(call: CallArtifacts, run: Run, reason: Reason) -> bool:
    """True when nothing but "is" and the like parts the cue and the value: "extension nineteen", "1984 is my pin"."""
    cue = next((m for m in call.mentions if m.first == reason.at), None)
    if cue is None:
        return False
    after = cue.first > run.atoms[-1].last
    between = call.words[run.atoms[-1].last + 1 : cue.first] if after else call.words[cue.after : run.atoms[0].first]
    if not after and call.quantity(run) is Quantity.NO and _BEGINS.issuperset(token.lower for token in between):
        return True
    return all(
        token.lower in BACK_WORDS or token.lower in HESITATIONS or token.lower in ":,#" or _is_abbreviation(token)
        for token in between
    )


def _is_start(call: CallArtifacts, run: Run, reason: Reason) -> bool:
    """True for the first figures of what was asked for, and nothing after them: "it starts with 37"."""
    said = [token.lower for token in call.words[max(0, run.atoms[0].first - 2) : run.atoms[0].first]]
    begins = said[-1:] if said[-1:] != ["with"] else said[:-1]
    return reason.via is Via.QUESTION and begins[-1:] in (["starts"], ["begins"]) and _ends_segment(call, run)


def _is_told_expiry(call: CallArtifacts, run: Run, reason: Reason) -> bool:
    """True for a month and a year after "is": "the expiry first, it's ten twenty six"."""
    told = call.words[run.atoms[0].first - 1].lower in _TELLS if run.atoms[0].first else False
    return reason.kind == "CARD_EXPIRY" and told and bool(_MONTH_AND_YEAR.fullmatch(run.digits))


def _is_letters_of_code(call: CallArtifacts, run: Run) -> bool:
    """True for a letter with its word, "a for alpha", and for letters that figures go on from: "y m l, then eight"."""
    if is_bare(call, run) and any(atom.last > atom.first for atom in run.atoms):
        return True
    at = call.spoken.runs.index(run) + 1
    after = call.spoken.runs[at] if at < len(call.spoken.runs) else None
    return run.letters > 1 and after is not None and after.link is not Link.NONE and after.is_read_out


def _is_abbreviation(mark: Token) -> bool:
    """True for the stop of "ext. 5"."""
    return mark.lower == "." and mark.glued


def _ends_text(call: CallArtifacts, run: Run) -> bool:
    """True when nothing was said yet after a run: a value that was announced is only beginning."""
    return not any(c.isalnum() for c in call.text[run.end :])


def _ends_segment(call: CallArtifacts, run: Run) -> bool:
    rest = call.text[run.end :].partition("\n")[0]
    return not any(c.isalnum() for c in rest)


def _has_copula(call: CallArtifacts, run: Run) -> bool:
    before = run.atoms[0].first - 1
    return before >= 0 and call.words[before].lower in ("is", "was", ":", "#")


def is_bare(call: CallArtifacts, run: Run) -> bool:
    """True when the segment that a run stands in says little else: an answer, or a part of one."""
    return _said_beside(call, run) == 0


def is_short(call: CallArtifacts, run: Run) -> bool:
    """True when at most two words stand beside a run in its segment: a name and a number, say."""
    return _said_beside(call, run) <= _FEW_WORDS


def words_beside(words: Sequence[Token], runs: Sequence[Run]) -> list[int]:
    """Return where the words begin that say something and are no part of a number, in order.

    Args:
        words: the tokens of a text.
        runs: its numbers, in order.
    """
    starts, at = [], 0
    for token in words[: len(words) - _spelling_begun(words)]:
        while at < len(runs) and runs[at].end <= token.start:
            at += 1
        if (at == len(runs) or token.start < runs[at].start) and _says_something(token):
            starts.append(token.start)
    return starts


def _spelling_begun(words: Sequence[Token]) -> int:
    """Return how many words at the end go on with a letter, and wait for its word: "z as in"."""
    said = [token.lower for token in words[-3:]]
    for link in (["as"], ["as", "in"]):
        if said[-len(link) :] == link and len("".join(said[-len(link) - 1 : -len(link)])) == 1:
            return len(link)
    return 0


def _said_beside(call: CallArtifacts, run: Run) -> int:
    start = call.text.rfind("\n", 0, run.start) + 1
    end = call.text.find("\n", run.end)
    beside = call.beside_numbers
    return bisect_left(beside, len(call.text) if end < 0 else end) - bisect_left(beside, start)


def _says_something(token: Token) -> bool:
    word = token.lower
    plain = word in HESITATIONS or word in CONNECTORS or word in REPAIRS or word in BACK_CHANNEL or word in MULTIPLES
    return token.kind is Kind.WORD and not plain
