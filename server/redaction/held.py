"""The segments that wait, each participant's in order."""

from __future__ import annotations

from collections.abc import Iterable

from recognizers.entities import Finding, OpenSpan, Role
from server.redaction.answers import Print
from server.redaction.pending import Pending
from server.redaction.states import Cause

MOST = 64
"""How many segments wait at most …"""

WEIGHT = 131_072
"""… and how heavy they may be together, in bytes as a rough measure; one waits whatever it weighs."""


class Held:
    """Final segments that were judged and are not decided.

    Args:
        max_hold: seconds each may wait.
    """

    def __init__(self, max_hold: float) -> None:
        self._max_hold = max_hold
        self._segments: list[Pending] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._segments)

    @property
    def deadline(self) -> float | None:
        """When the one that has waited longest must be let go, or None when none waits."""
        return min((pending.since + self._max_hold for pending in self._segments), default=None)

    @property
    def names(self) -> set[str]:
        """Their segment ids."""
        return {pending.segment.segment_id for pending in self._segments}

    @property
    def are_too_many(self) -> bool:
        """True when no more of them are to wait."""
        if len(self._segments) <= 1:
            return False
        weight = sum(len(p.segment.text) + 200 * len(p.segment.words) for p in self._segments)
        return len(self._segments) > MOST or weight > WEIGHT

    def add(self, pending: Pending) -> None:
        """Have a segment wait."""
        self._segments.append(pending)

    def learn(self, findings: Iterable[Finding], opened: Iterable[OpenSpan]) -> None:
        """Take in what a judgement says of them."""
        findings, opened = tuple(findings), tuple(opened)
        for pending in self._segments:
            pending.learn(findings)
            pending.wait_for(opened)

    def let_go(self, cause: Cause, now: float = 0.0) -> list[Pending]:
        """Return those that need not wait any more, in order; they wait no longer.

        Args:
            cause: DECIDED; EXPIRED, by the time; or FORCED, whatever they wait for.
            now: monotonic seconds.
        """
        blocked: set[tuple[Role, int]] = set()
        still: list[Pending] = []
        gone: list[Pending] = []
        for pending in self._segments:
            due = cause is Cause.FORCED or (cause is Cause.EXPIRED and now >= pending.since + self._max_hold)
            if pending.participant in blocked or not (due or not pending.open):
                blocked.add(pending.participant)
                still.append(pending)
                continue
            pending.move(cause if due else Cause.DECIDED)
            gone.append(pending)
        self._segments = still
        return gone

    def reached(self, sequence: int) -> int:
        """Return the sequence up to which nothing waits.

        Args:
            sequence: of the latest segment.
        """
        return min((pending.segment.sequence for pending in self._segments), default=sequence + 1) - 1

    def print_of(self, sequence: int) -> Print | None:
        """Return what a repeat of a segment that waits is known by, or None when none of this sequence waits."""
        return next((Print.of(p.segment) for p in self._segments if p.segment.sequence == sequence), None)

    def drop(self) -> None:
        """Let none of them leave, ever."""
        for pending in self._segments:
            pending.move(Cause.ABANDONED)
        self._segments = []
