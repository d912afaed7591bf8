"""Known numbers, said whole, in part, or in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recognizers.artifacts import CallArtifacts
from recognizers.identity.known import Known
from recognizers.numbers.quantities import Quantity
from recognizers.speech.spoken import Link, Run

_PARTIAL = 4  # figures of a known number that are enough to know it again
_PART_OF_PARTS = 2  # … and of one part, where the parts together are long enough:
_TOGETHER = 7
_SHORTEST = 2  # of a known number that is as short: an age, a security code


def find_numbers(call: CallArtifacts, known: Known) -> Iterator[tuple[int, int]]:
    """Find runs that say the number, a part of it of some length, or its end.

    Args:
        call: the turn.
        known: a number.
    """
    for figures in known.figures:
        for chain in call.spoken.chains():
            yield from _in_chain(call, chain, figures, is_age=known.identity.entity_type == "AGE")
        yield from _in_parts(call.spoken.runs, figures)


def _in_chain(call: CallArtifacts, chain: list[Run], figures: str, *, is_age: bool) -> Iterator[tuple[int, int]]:
    parts = [run for run in chain if run.link is not Link.REPAIR]
    joined = "".join(run.written for run in parts)
    long = min(len(joined), len(figures)) >= _PARTIAL
    whole = long and (figures in joined or (len(parts) > 1 and joined in figures))
    for run in parts if whole else chain:
        short = _is_short(run, figures) and (is_age or not _is_plain(call, run))
        if whole or short or _is_part(run.written, figures):
            yield run.start, run.end


def _is_part(written: str, figures: str) -> bool:
    if min(len(written), len(figures)) < _PARTIAL:
        return False
    return figures in written or written.endswith(figures[-7:]) or written in figures


def _is_short(run: Run, figures: str) -> bool:
    return _SHORTEST <= len(figures) < _PARTIAL and run.written == figures


def _is_plain(call: CallArtifacts, run: Run) -> bool:
    """True for a number that is an amount, a time: "forty seven dollars"."""
    return call.quantity(run) is Quantity.PLAIN


def _in_parts(runs: Sequence[Run], figures: str) -> Iterator[tuple[int, int]]:
    """Find parts with other words between them: "the 415 area code, 555 0134"."""
    first = 0
    while first < len(runs):
        joined, after = "", first
        for run in runs[first:]:
            if len(run.written) < _PART_OF_PARTS or joined + run.written not in figures:
                break
            joined += run.written
            after += 1
        if after - first > 1 and len(joined) >= _TOGETHER:
            for run in runs[first:after]:
                yield run.start, run.end
            first = after
        else:
            first += 1
