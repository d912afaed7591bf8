"""What a turn asks for: the cues that wait for a value, a value only begun or whole, numbers that are only taken up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recognizers.artifacts import CallArtifacts
from recognizers.entities import Span
from recognizers.numbers.claims import Via
from recognizers.numbers.quantities import ASKED, Quantity, is_service_number
from recognizers.registry import value_kinds
from recognizers.segments.window import Piece
from recognizers.speech.cues import Mention
from recognizers.speech.vocabulary import DIGITS, UNITS

_SERVED_REACH = 1  # words between a cue and the value it brings: "ends in is oh one one eight"
_GUESSED = 0.5  # how much a guess asks for a count: less than any question for a value
_FIGURES = frozenset("digit digits figures numbers letters characters".split())
_SHORT = 4  # figures that an amount, a year or a time has
_LAST_PART = frozenset("last end ends ending".split())
_NAME_REACH = 8  # words before a value that may say that it is the last part of one
_ASKS_ON = re.compile(r"\b(?:rest|then|next|what else|go on|finish)\b")


def is_served(call: CallArtifacts, mention: Mention) -> bool:
    """True for a cue with its value right after it: it asks for nothing more, whatever the value was taken for.

    Neither does one that counts something, "the first four weeks", or calls a service, "dial nine one one".

    Args:
        call: the text.
        mention: one of its cues.
    """
    counts = call.words[mention.after - 1].lower in DIGITS
    if counts and mention.after < len(call.words) and call.words[mention.after].lower in UNITS:
        return True
    if any(run.atoms[0].first == mention.after and is_service_number(call.spoken, run) for run in call.spoken.runs):
        return True
    runs = (claim.runs[0].atoms[0].first for claim in call.claims if claim.via is Via.CUE)
    return any(0 <= first - mention.after <= _SERVED_REACH for first in runs)


def begun(call: CallArtifacts, start: int) -> str:
    """Return the kind of which a turn says the beginning alone, for the other side to go on: "is it six oh two", or "".

    Args:
        call: the text.
        start: where the current segment begins.
    """
    last = call.claims[-1] if call.claims else None
    if last is None or last.via is not Via.CUE or last.ends or last.runs[0].start < start:
        return ""
    if any(claim.kind == last.kind for claim in call.claims[:-1]):
        return ""  # another part of it, or one that it is not
    first, run = last.runs[0].atoms[0].first, last.runs[-1]
    if len(last.written) >= value_kinds()[last.kind].shortest or not run.is_read_out or run.letters:
        return ""
    if not _LAST_PART.isdisjoint(token.lower for token in call.words[max(0, first - _NAME_REACH) : first]):
        return ""
    after = " ".join(token.lower for token in call.words[run.atoms[-1].last + 1 :])
    return last.kind if not after or _ASKS_ON.search(after) else ""


def whole_kinds(call: CallArtifacts) -> frozenset[str]:
    """Return the kinds, and their types, of which a text ends with one of full length: nothing of it is to come."""
    last = call.claims[-1] if call.claims else None
    if last is None or len(last.written) < value_kinds()[last.kind].longest:
        return frozenset()
    return frozenset((last.kind, value_kinds()[last.kind].entity_type))


def counted(call: CallArtifacts, start: int) -> list[Mention]:
    """Return the question for a number that a guess asks: "6 cylinders?"; none where it may ask for a value.

    Args:
        call: the text.
        start: where the current segment begins.
    """
    last = call.spoken.runs[-1] if call.spoken.runs else None
    if last is None or last.start < start or not call.text.rstrip().endswith("?"):
        return []
    first, after = last.atoms[0].first, last.atoms[-1].last + 1
    names_value = any(mention.end > start for mention in call.mentions)
    counts_figures = after < len(call.words) and call.words[after].lower in _FIGURES
    if names_value or counts_figures or call.quantity(last) is not Quantity.PLAIN:
        return []
    return [Mention(ASKED, _GUESSED, first, after, last.start, last.end)]


def shown(call: CallArtifacts, segment: Piece, taken: Sequence[Span]) -> frozenset[str]:
    """Return the short numbers of a segment that are nobody's, as written, for the other side to take up.

    Args:
        call: the text.
        segment: the segment, as a part of it.
        taken: what is hidden or undecided in any segment.
    """
    start = segment.start
    hidden = [(start + s.start, start + s.end) for s in taken if s.segment_id == segment.segment_id]
    return frozenset(
        run.written
        for run in call.spoken.runs
        if run.start >= start
        and len(run.written) <= _SHORT
        and not run.letters
        and not any(low < run.end and run.start < high for low, high in hidden)
    )
