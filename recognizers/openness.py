"""What could still become part of an entity, and therefore must wait."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.artifacts import CallArtifacts
from recognizers.claims import is_bare, quantity_asked
from recognizers.quantities import Quantity, judge
from recognizers.spoken import Link, Run
from recognizers.vocabulary import BACK_CHANNEL, CONNECTORS, HESITATIONS

_COUNT_ASKED = 0.5
_KIND = "NUMBER_SEQUENCE"


def open_ranges(call: CallArtifacts, hidden: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return ranges of the joined text that are undecided, with the type they are masked as when the wait is over.

    A number at the end of what somebody said may go on in the next segment: "six two six", "five five five".

    Args:
        call: the text.
        hidden: what is hidden already.
    """
    chain = _last_chain(call)
    if not chain:
        return []
    waiting = [run for run in chain if not any(start <= run.start and run.end <= end for start, end in hidden)]
    if call.context.final and not any(_may_go_on(call, run) for run in waiting):
        return []
    return [
        (run.start, run.end, _KIND)
        for run in waiting
        if not call.context.final or judge(call.spoken, run, call.mentions) is not Quantity.PLAIN
    ]


def _last_chain(call: CallArtifacts) -> list[Run]:
    """Return the linked runs at the end of the text, or none when other words follow them."""
    if not call.spoken.runs:
        return []
    last = call.spoken.runs[-1]
    after = call.words[last.atoms[-1].last + 1 :]
    if any(t.lower.isalnum() and t.lower not in HESITATIONS | CONNECTORS | BACK_CHANNEL for t in after):
        return []
    chain: list[Run] = []
    for run in reversed(call.spoken.runs):
        chain.insert(0, run)
        if run.link is Link.NONE:
            break
    return chain


def _may_go_on(call: CallArtifacts, run: Run) -> bool:
    """True for figures that look like a part of something longer; a lone count or price does not."""
    size = len(run.written)
    single = run.is_all_single and is_bare(call, run)
    if judge(call.spoken, run, call.mentions) is not Quantity.NO and not single:
        return False
    if run.letters and not run.digits:
        return False
    if quantity_asked(call, run.start) > _COUNT_ASKED:
        return False
    return size >= 3 and (run.is_read_out or not run.has_scale) or single
