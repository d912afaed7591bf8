"""Claims: what a number or code is, by what was said around it or asked before it.

Figures alone seldom tell what they are. "Routing three two two" does, and so does the question before. A claim joins
the runs that make one value, and names its kind; the recognizer of that kind then judges its shape. Cues of all kinds
compete here, once, so that the nearest wins and no recognizer takes what was announced as another's.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recognizers.numbers.quantities import Quantity
from recognizers.speech.cues import Cue, Mention
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, CONNECTORS, HESITATIONS, REPAIRS

if TYPE_CHECKING:
    from recognizers.artifacts import CallArtifacts

_REACH = 7  # words between a cue and its value
_TELLING = 5  # characters that a weak cue is enough for
_PLAINLY_ASKED = 0.4  # how much a question must still count for a number among other words to be its answer
_FEW_WORDS = 2
_COUNT = 4  # figures of a quantity, at most
_BACK_REACH = 4  # words between a value and a cue after it: "… is my pin"
_BACK_WORDS = frozenset("is was are that that's my the for as it's his her our their was's a".split())


class Via(enum.Enum):
    """What made the claim."""

    CUE = "cue"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class ValueKind:
    """One kind of number or code.

    Attributes:
        kind: an entity type, with a sub-kind after a slash where there is one.
        shortest: characters of a whole value, at least.
        longest: at most.
        cues: phrases that announce it, in the notation of ``Cue``.
        weak: phrases that announce it among other things.
        letters: True when a value may hold letters.
        partial: fewest characters worth hiding when it was announced: "last four", a fragment.
    """

    kind: str
    shortest: int
    longest: int
    cues: tuple[str, ...]
    weak: tuple[str, ...] = ()
    letters: bool = False
    partial: int = 3

    @property
    def entity_type(self) -> str:
        """The kind without its sub-kind."""
        return self.kind.partition("/")[0]

    @property
    def subtype(self) -> str:
        """The sub-kind, or ""."""
        return self.kind.partition("/")[2]

    def as_cues(self) -> tuple[Cue, ...]:
        """Return its phrases for the matcher."""
        return (Cue(self.kind, self.cues), Cue(self.kind, self.weak, 0.5))


@dataclass(frozen=True, slots=True)
class Claim:
    """Runs that make one value of one kind.

    Attributes:
        kind: the kind's name.
        strength: 0 to 1: how sure the cue or the question is.
        via: a cue in the text, or a question before it.
        runs: its parts, in order.
    """

    kind: str
    strength: float
    via: Via
    runs: tuple[Run, ...] = field(repr=False)

    @property
    def written(self) -> str:
        """The value so far."""
        return "".join(run.written for run in self.runs)


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
        linked = last is not None and last.runs[-1] is _before(call, run) and run.link is not Link.NONE
        if linked and last is not None and not _own_cue(announced, last):
            grown = _grow(last, run, kinds)
            if grown is not None:
                claims[-1] = grown
                continue
            if announced is None:
                announced = _Reason(last.kind, last.strength * 0.9, last.via, -1)
        if last is not None and announced is None and _is_alternative(call, last.runs[-1], run):
            announced = _Reason(last.kind, last.strength, last.via, -1)
        asked = announced or _asked(call, run, kinds, claims)
        if asked is not None and _is_worth(call, run, asked, kinds[asked.kind]):
            claims.append(Claim(asked.kind, asked.strength, asked.via, (run,)))
    return claims


@dataclass(frozen=True, slots=True)
class _Reason:
    kind: str
    strength: float
    via: Via
    at: int  # index of the cue's first token; -1 for a question


def _before(call: CallArtifacts, run: Run) -> Run | None:
    runs = call.spoken.runs
    at = runs.index(run)
    return runs[at - 1] if at else None


def _is_alternative(call: CallArtifacts, last: Run, run: Run) -> bool:
    """True for the second of two guesses of one length: "3941 or 9431"."""
    between = [token.lower for token in call.words[last.atoms[-1].last + 1 : run.atoms[0].first]]
    return between in (["or"], ["or", "maybe"], ["or", "else"]) and len(last.written) == len(run.written)


def _own_cue(announced: _Reason | None, last: Claim) -> bool:
    """True when a cue stands between the claim so far and this run."""
    return announced is not None and announced.at >= last.runs[-1].atoms[-1].last


def _grow(last: Claim, run: Run, kinds: dict[str, ValueKind]) -> Claim | None:
    """Add a linked run to the value before it, when the value has room for it."""
    kind = kinds[last.kind]
    have, more = len(last.written), len(run.written)
    if have + more > kind.longest or (run.letters and not kind.letters):
        return None
    if have >= kind.shortest:
        return None
    return Claim(last.kind, last.strength, last.via, (*last.runs, run))


def _announced(call: CallArtifacts, run: Run, kinds: dict[str, ValueKind]) -> _Reason | None:
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
    if best and all(m.strength < 1.0 for m in best):
        best = _stronger(call, run, kinds, best)
    if not best:
        best = _cues_after(call, run, kinds)
    if not best:
        return None
    chosen = max(best, key=lambda mention: _fit(kinds[mention.kind], run) * mention.strength)
    return _Reason(chosen.kind, chosen.strength, Via.CUE, chosen.first)


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
        if between and all(token.lower in _BACK_WORDS for token in between):
            found.append(mention)
    return found


def _fit(kind: ValueKind, run: Run) -> float:
    size = len(run.written)
    if run.letters and not kind.letters:
        return 0.2
    if size > kind.longest:
        return 0.3
    return 1.0 if size >= kind.shortest else 0.6


def _asked(call: CallArtifacts, run: Run, kinds: dict[str, ValueKind], claims: list[Claim]) -> _Reason | None:
    """Return the question that a run answers; several questions are answered in any order, by shape."""
    answered = {done.kind for done in claims if done.via is Via.QUESTION}
    best, best_worth = None, 0.0
    for name, kind in kinds.items():
        weight = call.expects(name, run.end - 1)
        if not weight:
            continue
        worth = weight * _fit(kind, run) * (0.5 if name in answered else 1.0)
        if worth > best_worth:
            best, best_worth = _Reason(name, weight, Via.QUESTION, -1), worth
    if best is not None and len(run.digits) <= _COUNT and best.strength <= quantity_asked(call, run.end - 1):
        return None
    return best


def quantity_asked(call: CallArtifacts, at: int) -> float:
    """Return how much an amount, a time, a room or a flight was asked for.

    Args:
        call: the text and its context.
        at: a code point of the text.
    """
    return max(call.expects("QUANTITY/asked", at), call.expects("QUANTITY/label", at))


def _is_worth(call: CallArtifacts, run: Run, reason: _Reason, kind: ValueKind) -> bool:
    """True when the run is enough of a value to hide, and nothing says that it is a quantity."""
    quantity = call.quantity(run)
    if run.letters and not kind.letters and run.letters > len(run.digits):
        return False
    if quantity is Quantity.LIKELY and quantity_asked(call, run.end - 1) > reason.strength / 2:
        return False
    if not run.digits and reason.via is Via.CUE and len(run.written) < 3 and not _ends_text(call, run):
        return False
    size = len(run.written)
    if not run.digits and reason.via is Via.QUESTION:
        return False
    bare = is_bare(call, run)
    adjacent = reason.via is Via.CUE and _is_adjacent(call, run, reason)
    if quantity is Quantity.LIKELY and not bare and not adjacent:
        return False
    if reason.via is Via.CUE and reason.strength == 1.0:
        said = kind.partial <= 2 or run.is_read_out or _has_copula(call, run)
        short = adjacent and said and size >= (1 if kind.partial <= 2 and _ends_segment(call, run) else 2)
        return size >= kind.partial or short or bare or (adjacent and _ends_text(call, run))
    if reason.via is Via.CUE and not (run.is_read_out or size >= _TELLING or bare or adjacent):
        return False
    return bare or (size >= kind.partial and reason.strength >= _PLAINLY_ASKED)


def _is_adjacent(call: CallArtifacts, run: Run, reason: _Reason) -> bool:
    """True when nothing but "is" and the like parts the cue and the value: "extension nineteen"."""
    cue = next((m for m in call.mentions if m.first == reason.at), None)
    if cue is None or cue.after > run.atoms[0].first:
        return False
    between = call.words[cue.after : run.atoms[0].first]
    return all(token.lower in _BACK_WORDS or token.lower in HESITATIONS or token.lower in ":,#" for token in between)


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
    start = call.text.rfind("\n", 0, run.start) + 1
    end = call.text.find("\n", run.end)
    end = len(call.text) if end < 0 else end
    return not any(_says_something(token) for token in call.words if _outside(token, start, end, call))


def is_short(call: CallArtifacts, run: Run) -> bool:
    """True when at most two words stand beside a run in its segment: a name and a number, say."""
    start = call.text.rfind("\n", 0, run.start) + 1
    end = call.text.find("\n", run.end)
    end = len(call.text) if end < 0 else end
    return sum(_says_something(t) for t in call.words if _outside(t, start, end, call)) <= _FEW_WORDS


def _outside(token: Token, start: int, end: int, call: CallArtifacts) -> bool:
    if not start <= token.start < end:
        return False
    return not any(run.start <= token.start < run.end for run in call.spoken.runs)


def _says_something(token: Token) -> bool:
    word = token.lower
    plain = word in HESITATIONS or word in CONNECTORS or word in REPAIRS or word in BACK_CHANNEL
    return token.kind is Kind.WORD and not plain
