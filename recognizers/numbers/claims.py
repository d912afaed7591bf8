"""Claims: what a number or code is, by what was said around it or asked before it.

Figures alone seldom tell what they are. "Routing three two two" does, and so does the question before. A claim joins
the runs that make one value, and names its kind; the recognizer of that kind then judges its shape. Cues of all kinds
compete here, once, so that the nearest wins and no recognizer takes what was announced as another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from recognizers.numbers.edges import is_rest
from recognizers.numbers.kinds import LAST_FIGURES, Claim, Reason, ValueKind, Via
from recognizers.numbers.quantities import Quantity, is_counting, is_one_by_one, is_one_figure
from recognizers.numbers.several import is_alternative, one_of_several
from recognizers.numbers.worth import BACK_WORDS, is_bare, is_short, is_worth, quantity_asked
from recognizers.speech.cues import Mention
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS

if TYPE_CHECKING:
    from recognizers.artifacts import CallArtifacts

__all__ = ["Claim", "ValueKind", "Via", "claim", "is_bare", "is_short", "quantity_asked"]

_WHOLE = 8  # figures that a number has, at the longest, whose last ones are told
_NO_WHOLES = frozenset(("NUMBER_SEQUENCE", "PASSWORD", "CARD_EXPIRY"))
_ASKED_PLACE = 0.5
_LAST_FIGURES = 4
_ENDS = frozenset("ending ends ended last".split())
_NAMED_REACH = 3  # words between "my phone" and "ends in"
_REACH = 7  # words between a cue and its value
_COUNT = 4  # figures of a quantity, at most
_BACK_REACH = 4  # words between a value and a cue after it: "… is my pin"


def claim(call: CallArtifacts, kinds: dict[str, ValueKind]) -> list[Claim]:
    """Say what each number of a text is claimed to be.

    Args:
        call: the text and its context.
        kinds: every kind of number, by name.
    """
    runs = [run for run in call.spoken.runs if call.quantity(run) is not Quantity.PLAIN]
    claims: list[Claim] = []
    for run in runs:
        announced = _announced(call, run, kinds)
        last = claims[-1] if claims else None
        if last is not None and not _own_cue(announced, last) and is_rest(call, last, run, kinds[last.kind]):
            claims[-1] = replace(last, runs=(*last.runs, run))
            continue
        linked = last is not None and last.runs[-1] is _before(call, run) and run.link is not Link.NONE
        if linked and last is not None and not _own_cue(announced, last):
            grown = _grow(last, run, kinds)
            if grown is not None:
                claims[-1] = grown
                continue
            if announced is None:
                announced = Reason(last.kind, last.strength * 0.9, last.via, -1)
        if last is not None and announced is None and is_alternative(call, last, run):
            announced = Reason(last.kind, last.strength, last.via, -1, last.ends)
        announced = one_of_several(call, run) or announced
        asked = _placed(call, run, announced or _asked(call, run, kinds, claims), kinds)
        if asked is None:
            continue
        kind = kinds[asked.kind]
        if is_worth(call, run, asked, kind) or (asked.strength == 1.0 and _begins_list(call, run, kind)):
            claims.append(Claim(asked.kind, asked.strength, asked.via, (run,), asked.ends))
    return claims


def _before(call: CallArtifacts, run: Run) -> Run | None:
    runs = call.spoken.runs
    at = runs.index(run)
    return runs[at - 1] if at else None


def _own_cue(announced: Reason | None, last: Claim) -> bool:
    """True when a cue stands between the claim so far and this run."""
    return announced is not None and announced.at >= last.runs[-1].atoms[-1].last


def _grow(last: Claim, run: Run, kinds: dict[str, ValueKind]) -> Claim | None:
    """Add a linked run to the value before it, when the value has room for it."""
    kind = kinds[last.kind]
    have, more = len(last.written), len(run.written)
    if have + more > kind.longest or (run.letters and not kind.letters):
        return None
    runs = (*last.runs, run)
    if have >= (_LAST_FIGURES if last.ends else kind.shortest) and not is_one_by_one(runs):
        return None
    return replace(last, runs=runs)


def _begins_list(call: CallArtifacts, run: Run, kind: ValueKind) -> bool:
    """True for the first figure of a value that begins one by one: "4, 1, 5, 5", "five, then three eight"."""
    runs = call.spoken.runs
    at = runs.index(run)
    if not is_one_figure(run):
        return False
    listed = [run]
    for other in runs[at + 1 : at + 1 + kind.longest]:
        if other.link is not Link.SOFT or not (is_one_figure(other) or other.is_read_out):
            break
        listed.append(other)
    enough = sum(len(other.written) for other in listed) >= kind.shortest
    return enough and len(listed) > 1 and (not all(map(is_one_figure, listed)) or is_one_by_one(listed))


def _announced(call: CallArtifacts, run: Run, kinds: dict[str, ValueKind]) -> Reason | None:
    """Return the cue that announces a run: the nearest before it, else one just after it."""
    first = run.atoms[0].first
    best: list[Mention] = []
    for mention in call.mentions:
        if mention.after > first:
            break
        if mention.kind not in kinds or not _reaches(call, mention, run):
            continue
        if best and best[0].first != mention.first:
            best = []
        best.append(mention)
    nearest = best
    if best and all(m.strength < 1.0 for m in best):
        best = _stronger(call, run, kinds, best)
    if not best:
        nearest = best = _cues_after(call, run, kinds)
    if not best:
        return None
    chosen = max(best, key=lambda mention: _fit(kinds[mention.kind], run) * mention.strength)
    return Reason(chosen.kind, chosen.strength, Via.CUE, nearest[0].first, _is_of_end(call, nearest[0]))


def _is_of_end(call: CallArtifacts, mention: Mention) -> bool:
    """True for words that announce the last figures of a number: "ending in", "last four of your card"."""
    said = (token.lower for token in call.words[mention.first : mention.after])
    return mention.kind == LAST_FIGURES or not _ENDS.isdisjoint(said)


def _stronger(call: CallArtifacts, run: Run, kinds: dict[str, ValueKind], weak: list[Mention]) -> list[Mention]:
    """Prefer a strong cue a little further off to a weak one near by: "card, the number is"."""
    strong = [
        m
        for m in call.mentions
        if m.after <= run.atoms[0].first and m.strength == 1.0 and m.kind in kinds and _reaches(call, m, run)
    ]
    return [m for m in strong if m.first == strong[-1].first] if strong else weak


def _reaches(call: CallArtifacts, mention: Mention, run: Run) -> bool:
    heavy = 0
    # Back from the run: in a long turn most cues are far off, and few words tell.
    for at in range(run.atoms[0].first - 1, mention.after - 1, -1):
        token = call.words[at]
        heavy += token.kind is Kind.WORD and token.lower not in HESITATIONS
        if heavy > _REACH or token.lower in "?!":
            return False
    return not any(_parts(call, mention, other, run) for other in call.spoken.runs)


def _parts(call: CallArtifacts, mention: Mention, other: Run, run: Run) -> bool:
    """True when another number, of another value, stands between the cue and the run."""
    if not (mention.end <= other.start and other.end <= run.start) or other is run:
        return False
    if len(other.written) <= 2 and not other.is_read_out and other.link is Link.NONE:
        return False  # "the number is one of my old ones: 4415"
    at, stop = call.spoken.runs.index(other), call.spoken.runs.index(run)
    return any(later.link is Link.NONE for later in call.spoken.runs[at + 1 : stop + 1])


def _cues_after(call: CallArtifacts, run: Run, kinds: dict[str, ValueKind]) -> list[Mention]:
    last = run.atoms[-1].last
    found: list[Mention] = []
    for mention in call.mentions:
        if mention.first <= last or mention.kind not in kinds or mention.strength < 1.0:
            continue
        between = call.words[last + 1 : mention.first]
        if len(between) > _BACK_REACH:
            break
        if between and all(token.lower in BACK_WORDS for token in between):
            found.append(mention)
    return found


def _fit(kind: ValueKind, run: Run) -> float:
    size = len(run.written)
    if run.letters and not kind.letters:
        return 0.2
    if size > kind.longest:
        return 0.3
    return 1.0 if size >= kind.shortest else 0.6


def _asked(call: CallArtifacts, run: Run, kinds: dict[str, ValueKind], claims: list[Claim]) -> Reason | None:
    """Return the question that a run answers; several questions are answered in any order, by shape."""
    answered = {done.kind for done in claims if done.via is Via.QUESTION}
    best, best_worth = None, 0.0
    for name, kind in kinds.items():
        weight = call.expects(name, run.end - 1)
        if not weight:
            continue
        worth = weight * _fit(kind, run) * (0.5 if name in answered else 1.0)
        if worth > best_worth:
            best, best_worth = Reason(name, weight, Via.QUESTION, -1), worth
    if best is not None and len(run.digits) <= _COUNT and best.strength <= quantity_asked(call, run.end - 1):
        return None
    return best


def _placed(call: CallArtifacts, run: Run, reason: Reason | None, kinds: dict[str, ValueKind]) -> Reason | None:
    """Say of which number the last figures were announced: "ending in" does not tell, the call may.

    Where nothing does, a year or a count is what else ends in something: "my lease ends in 2026".
    """
    if reason is None or reason.kind != LAST_FIGURES:
        return reason
    reason = replace(reason, ends=True)
    long_enough = len(run.written) >= kinds[LAST_FIGURES].partial
    if long_enough and any(value.written.endswith(run.written) for value in call.context.known):
        return reason  # the value it is a part of tells
    wholes = [name for name, kind in kinds.items() if kind.longest >= _WHOLE and kind.entity_type not in _NO_WHOLES]
    named = _named_before(call, reason, wholes)
    if named is not None:
        return replace(reason, kind=named.kind)
    asked = max(wholes, key=lambda name: call.expects(name, run.end - 1))
    if call.expects(asked, run.end - 1) >= _ASKED_PLACE:
        return replace(reason, kind=asked)
    told = long_enough and call.quantity(run) is not Quantity.LIKELY
    if is_counting(run) or _is_of_hour(call, run, reason) or not (told or _is_read_out(call, run)):
        return None
    topic = next((name for name in call.context.topics if name in wholes), None)
    return replace(reason, kind=topic) if topic is not None else reason


def _is_of_hour(call: CallArtifacts, run: Run, reason: Reason) -> bool:
    """True for few figures after "ends" without "in": "it ends two thirty"."""
    cue = next((mention for mention in call.mentions if mention.first == reason.at), None)
    alone = cue is not None and call.words[cue.after - 1].lower == "ends"
    return alone and len(run.written) < _LAST_FIGURES


def _is_read_out(call: CallArtifacts, run: Run) -> bool:
    """True for "four two", "double four" and "4 2"; not for the score of "a two two draw"."""
    single = len(run.written) > 1 and all(len(a.written) == 1 or a.form is Form.DIGIT for a in run.atoms)
    return single and call.words[run.atoms[0].first - 1].lower not in ("a", "an")


def _named_before(call: CallArtifacts, reason: Reason, kinds: Sequence[str]) -> Mention | None:
    """Return what is named just before its last figures are announced: "my phone ends in"."""
    near = (m for m in reversed(call.mentions) if m.kind in kinds and 0 <= reason.at - m.after <= _NAMED_REACH)
    return next(near, None)
