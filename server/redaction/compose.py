"""Cuts the hidden parts out of one segment. What is outside of them stays as it came, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from recognizers.entities import Finding, OpenSpan, Span
from server.redaction import words as wording
from server.redaction.book import Book, Entry
from server.redaction.events import Fact
from server.redaction.messages import Entity, EntitySpan, RedactedSegment, Segment, TextRange, Word
from server.redaction.operators import HIDDEN, operate
from server.redaction.policy import Policy
from server.redaction.words import Cut

HELD_BACK = "hold_back"
"""Named as the recognizer of a range that was masked because its time was over."""

UNJUDGED = "UNJUDGED"
"""The type of a whole segment that was masked because it could not be judged."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of one segment and the finding it belongs to; ``assumed`` when it was never decided."""

    start: int
    end: int
    finding: Finding
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A segment as it may leave, and what the audit must hold before it does.

    ``cuts`` are the ranges of the source that are hidden, in order, each with the place of its replacement.
    """

    answer: RedactedSegment
    facts: tuple[Fact, ...]
    cuts: tuple[tuple[TextRange, TextRange], ...] = ()


def compose(segment: Segment, marks: Iterable[Mark], policy: Policy, book: Book, key: bytes) -> Composed:
    """Hide every mark of a segment that the policy hides.

    Args:
        segment: as it came.
        marks: of this segment; they may overlap.
        policy: in force when the segment came.
        book: the call's entities; entered into.
        key: of the operator ``hash``.
    """
    chosen = disjoint(segment.text, _hidden(segment.text, marks, policy))
    entered = [(mark, book.assume(mark.finding) if mark.assumed else book.enter(mark.finding)) for mark in chosen]
    cuts = [Cut(mark.start, mark.end, replacement(segment.text, mark, entry, policy, key)) for mark, entry in entered]
    placed = wording.align(segment.text, segment.words, cuts)
    text, ranges = _cut(segment.text, cuts)
    found: dict[str, tuple[Mark, Entry, list[EntitySpan]]] = {}
    for (mark, entry), redacted in zip(entered, ranges, strict=True):
        span = EntitySpan(
            segment.segment_id,
            TextRange(mark.start, mark.end),
            redacted,
            *wording.times(placed, mark.start, mark.end),
        )
        found.setdefault(entry.entity_id, (mark, entry, []))[2].append(span)
    entities, facts = _enter(segment.sequence, found.values(), policy, book)
    answer = RedactedSegment(
        segment.segment_id, segment.sequence, text, segment.final, entities, wording.redact(placed, cuts)
    )
    sources = (TextRange(cut.start, cut.end) for cut in cuts)
    return Composed(answer, facts, tuple(zip(sources, ranges, strict=True)))


def mask_whole(segment: Segment, policy: Policy, book: Book) -> Composed:
    """Hide all of a segment, because nothing is known of it."""
    if not segment.text and not segment.words:
        answer = RedactedSegment(segment.segment_id, segment.sequence, "", segment.final, degraded=True)
        return Composed(answer, ())
    span = EntitySpan(
        segment.segment_id,
        TextRange(0, len(segment.text)),
        TextRange(0, len(HIDDEN)),
        *wording.extent(segment.words),
    )
    thread = f"unjudged:{segment.sequence}"
    whole = Span(segment.segment_id, 0, len(segment.text))
    finding = Finding(UNJUDGED, (whole,), 0.0, UNJUDGED.lower(), "", thread)
    mark, entry = Mark(0, len(segment.text), finding), book.enter(finding)
    entities, facts = _enter(segment.sequence, [(mark, entry, [span])], policy, book, operator="replace")
    answer = RedactedSegment(
        segment.segment_id,
        segment.sequence,
        HIDDEN,
        segment.final,
        entities,
        (Word(HIDDEN, span.start_offset, span.end_offset),) if segment.words else (),
        degraded=True,
    )
    return Composed(answer, facts, ((span.source_range, span.redacted_range),))


def assumed(open_span: OpenSpan, segment: Segment, policy: Policy) -> Mark | None:
    """Return the mark that hides an undecided range, or None when the policy would show it whatever it became."""
    entity_type = policy.masked_as(open_span.entity_type)
    start, end = max(open_span.span.start, 0), min(open_span.span.end, len(segment.text))
    if entity_type is None or start >= end:
        return None
    thread = open_span.thread or f"open:{segment.sequence}:{start}"
    value = segment.text[start:end]
    return Mark(start, end, Finding(entity_type, (open_span.span,), 0.0, HELD_BACK, value, thread), assumed=True)


def disjoint(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Return marks that hide the same letters and digits and do not overlap, in order.

    Where marks overlap the longer one has the range, then the surer one; what the other has left over stays its own.
    """
    ranked = sorted(marks, key=lambda mark: (mark.start - mark.end, -mark.finding.score, mark.start))
    taken: list[Mark] = []
    for mark in ranked:
        taken.extend(_pieces(text, mark, ((other.start, other.end) for other in sorted(taken, key=_start))))
    return sorted(taken, key=_start)


def _start(mark: Mark) -> int:
    return mark.start


def _hidden(text: str, marks: Iterable[Mark], policy: Policy) -> Iterator[Mark]:
    """Yield what the policy hides, less what its allow list shows, and what its deny list hides."""
    for mark in marks:
        start, end = max(mark.start, 0), min(mark.end, len(text))
        if start >= end:
            continue
        kept = replace(mark, start=start, end=end)
        if mark.assumed:
            yield kept
        elif hides(policy, mark.finding):
            yield from less_allowed(text, kept, policy)
    for entity_type, start, end in policy.denied(text):
        phrase = " ".join(text[start:end].casefold().split())
        finding = Finding(entity_type, (), 1.0, "deny_list", phrase, f"deny:{entity_type}:{phrase}")
        yield Mark(start, end, finding)


def hides(policy: Policy, finding: Finding) -> bool:
    """True when a finding is hidden: what the platform knew of a party is, under every policy."""
    return finding.known or policy.hides(finding.entity_type, finding.score)


def less_allowed(text: str, mark: Mark, policy: Policy) -> Iterator[Mark]:
    """Yield a mark without the phrases of the allow list; a value with digits is allowed as a whole or not at all.

    Of what the platform knew of a party nothing is allowed.
    """
    if mark.finding.known:
        yield mark
        return
    if policy.allows_value(mark.finding.value):
        return
    if any(c.isdigit() for c in mark.finding.value):
        yield mark
        return
    yield from _pieces(text, mark, policy.allowed(text, mark.start, mark.end))


def _pieces(text: str, mark: Mark, taken: Iterable[tuple[int, int]]) -> Iterator[Mark]:
    """Yield what ranges, in order, leave of a mark: pieces with a letter or digit, without space at their edges."""
    inside = [
        (max(low, mark.start), min(high, mark.end)) for low, high in taken if low < mark.end and mark.start < high
    ]
    if not inside:
        yield mark
        return
    edges = [mark.start, *(edge for pair in inside for edge in pair), mark.end]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        piece = text[low:high]
        if any(c.isalnum() for c in piece):
            yield replace(mark, start=low + len(piece) - len(piece.lstrip()), end=low + len(piece.rstrip()))


def replacement(text: str, mark: Mark, entry: Entry, policy: Policy, key: bytes) -> str:
    """Return what stands in the place of a mark."""
    return operate(
        policy.operator(mark.finding.entity_type),
        entity_type=mark.finding.entity_type,
        label=entry.label,
        text=text[mark.start : mark.end],
        value=mark.finding.value,
        key=key,
    )


def _cut(text: str, cuts: Iterable[Cut]) -> tuple[str, list[TextRange]]:
    """Return the text with the cuts made, and where each replacement stands in it."""
    out: list[str] = []
    ranges: list[TextRange] = []
    position = length = 0
    for cut in cuts:
        out += (text[position : cut.start], cut.replacement)
        length += cut.start - position
        ranges.append(TextRange(length, length + len(cut.replacement)))
        length += len(cut.replacement)
        position = cut.end
    return "".join((*out, text[position:])), ranges


def _enter(
    sequence: int,
    found: Iterable[tuple[Mark, Entry, list[EntitySpan]]],
    policy: Policy,
    book: Book,
    operator: str = "",
) -> tuple[tuple[Entity, ...], tuple[Fact, ...]]:
    """Add spans to their entries; return the entities as a client and as the audit sees them."""
    entities: list[Entity] = []
    facts: list[Fact] = []
    for mark, entry, spans in found:
        by = operator or policy.operator(mark.finding.entity_type).name
        known = book.add(entry, by, spans)
        entities.append(known.entity())
        facts.append(
            Fact(
                entity_id=known.entity_id,
                entity_type=known.entity_type,
                score=known.score,
                recognizer=known.recognizer,
                operator=by,
                policy_fingerprint=policy.fingerprint,
                sequence=sequence,
                spans=tuple(spans),
                value="" if mark.assumed else mark.finding.value,
                subject_id=known.subject_id,
            )
        )
    return tuple(entities), tuple(facts)
