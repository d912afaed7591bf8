"""Segments that have not left yet: held until they are decided, then cleared until their audit is durable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from recognizers.entities import Finding, OpenSpan, Role
from server.redaction.answers import Print
from server.redaction.book import Book
from server.redaction.compose import Composed, Mark, assumed, compose, mask_whole
from server.redaction.messages import Segment
from server.redaction.policy import Policy
from server.redaction.states import SEGMENT, Cause, SegmentPhase


@dataclass(slots=True)
class Pending:
    """A segment that has not left. Its text goes as soon as it is cleared."""

    segment: Segment = field(repr=False)
    policy: Policy
    since: float
    phase: SegmentPhase = SegmentPhase.JUDGING
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    open: tuple[OpenSpan, ...] = ()
    degraded: bool = False

    @property
    def participant(self) -> tuple[Role, int]:
        """Who said it: segments of one come back in order."""
        return (self.segment.role, self.segment.channel)

    def move(self, cause: Cause) -> None:
        """Go where the table says."""
        self.phase = SEGMENT[self.phase][cause]

    def learn(self, findings: Iterable[Finding]) -> None:
        """Take in what was found; a value that grew replaces what was known of it, and keeps the ranges it had."""
        for finding in findings:
            ranges = [(span.start, span.end) for span in finding.spans if span.segment_id == self.segment.segment_id]
            ranges += [(mark.start, mark.end) for mark in self.marks.get(finding.thread, ())]
            if ranges:
                self.marks[finding.thread] = [Mark(start, end, finding) for start, end in _united(ranges)]

    def wait_for(self, spans: Iterable[OpenSpan]) -> None:
        """Take in what is undecided, as far as it is in this segment and the policy could hide it."""
        own = (span for span in spans if span.span.segment_id == self.segment.segment_id)
        self.open = tuple(span for span in own if self.policy.masked_as(span.entity_type) is not None)

    def compose(self, book: Book, key: bytes) -> Composed:
        """Fix its redacted form, what is undecided masked."""
        if self.degraded:
            return mask_whole(self.segment, self.policy, book)
        undecided = (assumed(span, self.segment, self.policy) for span in self.open)
        marks = [mark for marks in self.marks.values() for mark in marks]
        marks += [mark for mark in undecided if mark is not None]
        return compose(self.segment, marks, self.policy, book, key)


@dataclass(slots=True)
class Cleared:
    """A segment whose redacted form is fixed and whose audit is not yet committed."""

    pending: Pending
    composed: Composed
    known: Print


def _united(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges in order, those that overlap made one."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
