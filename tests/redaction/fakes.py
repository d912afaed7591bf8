"""A detector small enough to be understood at once, and a ledger that remembers in which order things happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from recognizers.entities import Analysis, Finding, KnownIdentity, OpenSpan, Role, Span, Turn
from server.errors import CallExists, LedgerUnavailable
from server.ledger.ledger import Batch, CallRecord, CallState, Event, StoredCall, StoredEntity
from server.redaction.messages import RedactedSegment, Response, Segment

NAMES = "Jane Priya Oluwaseyi Tom".split()
DECIDED = 8  # digits that are surely a number
CARD = 13
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits one participant is saying: their places, and under which thread."""

    spans: tuple[Span, ...]
    digits: str
    thread: str


@dataclass(frozen=True, slots=True)
class Memory:
    runs: tuple[tuple[tuple[Role, int], Run], ...] = ()
    threads: int = 0


class Digits:
    """Hides digits and four names.

    A run of digits at the end of a turn is open until its participant speaks again. Eight digits are a phone number,
    thirteen a card; at least four that were not continued are a number nobody can place; fewer are ordinary text.
    """

    version = "digits-1"

    def begin(self, known: tuple[KnownIdentity, ...] = ()) -> Memory:
        return Memory()

    def analyze(self, turn: Turn, dialogue: Memory) -> Analysis:
        if "crash" in turn.text:
            raise ValueError(turn.text)
        memory = dialogue
        runs = dict(memory.runs)
        before = runs.pop(turn.participant, None)
        threads, findings, current = memory.threads, [], before
        spoke = False
        for token in _TOKEN.finditer(turn.text):
            span = Span(turn.segment_id, *token.span())
            spoke = True
            if token[0].isdigit():
                if current is None:
                    threads += 1
                    current = Run((), "", f"t{threads}")
                current = Run((*current.spans, span), current.digits + token[0], current.thread)
                continue
            findings += _found(current)
            current = None
            if token[0] in NAMES:
                findings.append(Finding("PERSON", (span,), 0.9, "names", token[0], f"name-{NAMES.index(token[0])}"))
        if current is not None and not spoke:
            runs[turn.participant] = current
        elif current is not None:
            findings += [found for found in _found(current) if len(current.digits) >= DECIDED]
            runs[turn.participant] = current
        kept = Memory(tuple(runs.items()), threads) if turn.final else memory
        # A run that is long enough is decided, though it may still grow.
        undecided = [run for run in runs.values() if len(run.digits) < DECIDED]
        still_open = tuple(OpenSpan(span, "NUMBER_SEQUENCE") for run in undecided for span in run.spans)
        return Analysis(tuple(findings), still_open, kept)

    def close(self, dialogue: Memory) -> Analysis:
        findings = [found for _, run in dialogue.runs for found in _found(run)]
        return Analysis(tuple(findings), (), replace(dialogue, runs=()))


def _found(run: Run | None) -> list[Finding]:
    if run is None or len(run.digits) < 4:
        return []
    kind = "CREDIT_CARD" if len(run.digits) >= CARD else "PHONE_NUMBER"
    kind = kind if len(run.digits) >= DECIDED else "NUMBER_SEQUENCE"
    return [Finding(kind, run.spans, 0.8, "digits", run.digits, run.thread)]


@dataclass
class RecordingLedger:
    """A ledger in memory. ``journal`` tells what was committed, in order; ``broken`` makes it unavailable."""

    journal: list[CallRecord | Batch] = field(default_factory=list)
    broken: bool = False
    events: list[Event] = field(default_factory=list)

    async def open_call(self, record: CallRecord) -> None:
        if self.broken:
            raise LedgerUnavailable("The ledger cannot be written.")
        if any(isinstance(known, CallRecord) and known.call_id == record.call_id for known in self.journal):
            raise CallExists("The call exists.")
        self.journal.append(record)

    async def commit(self, batch: Batch) -> None:
        if self.broken:
            raise LedgerUnavailable("The ledger cannot be written.")
        self.journal.append(batch)

    async def record(self, event: Event) -> None:
        if self.broken:
            raise LedgerUnavailable("The ledger cannot be written.")
        self.events.append(event)

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        raise AssertionError("not asked in these tests")

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        raise AssertionError("not asked in these tests")

    async def close(self) -> None:
        pass

    @property
    def batches(self) -> list[Batch]:
        return [entry for entry in self.journal if isinstance(entry, Batch)]

    @property
    def states(self) -> list[CallState]:
        return [batch.state for batch in self.batches if batch.state is not None]

    def places(self) -> set[tuple[str, str, int, int]]:
        """Everything recorded: (entity_id, segment_id, start, end)."""
        return {
            (entity.entity_id, span.segment_id, span.start, span.end)
            for batch in self.batches
            for entity in batch.entities
            for span in entity.spans
        }


def said(sequence: int, text: str, role: Role = Role.CUSTOMER, **more: object) -> Segment:
    """A final segment named after its sequence."""
    return Segment(more.pop("segment_id", f"s{sequence}"), sequence, text, role, **more)


def segments(responses: Sequence[Response]) -> list[RedactedSegment]:
    return [response for response in responses if isinstance(response, RedactedSegment)]


def texts(responses: Sequence[Response]) -> list[str]:
    return [segment.text for segment in segments(responses)]
