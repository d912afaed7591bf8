"""Hides more of a segment whose redacted form is fixed, because of what was said after it.

The source text is gone by then. It is not needed: what stays readable of it is in the redacted text, and the cuts tell
where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from recognizers.entities import Finding
from server.redaction import words as wording
from server.redaction.book import Book, Entry
from server.redaction.compose import Composed, Mark, hides, less_allowed, replacement
from server.redaction.events import Fact
from server.redaction.messages import Entity, EntitySpan, Revision, TextRange
from server.redaction.policy import Policy
from server.redaction.words import Cut

Cuts = tuple[tuple[TextRange, TextRange], ...]


@dataclass(frozen=True, slots=True)
class Revised:
    """A segment with more of it hidden, the steps that lead to it, and what the audit must hold before they leave."""

    composed: Composed
    revisions: tuple[Revision, ...]
    facts: tuple[Fact, ...]


def revise(composed: Composed, findings: Iterable[Finding], policy: Policy, book: Book, key: bytes) -> Revised:
    """Hide what is still readable of findings in a segment. It never shows anything.

    Args:
        composed: the segment as it stands.
        findings: of the call; those without a span in the segment change nothing.
        policy: in force when the segment came.
        book: the call's entities; entered into.
        key: of the operator ``hash``.
    """
    revisions: list[Revision] = []
    facts: list[Fact] = []
    for finding in findings:
        if not hides(policy, finding):
            continue
        for span in finding.spans:
            if span.segment_id != composed.answer.segment_id:
                continue
            # Each piece moves what stands behind it, so the next one is looked for in the text as it is then.
            while (mark := next(_readable(composed, span.start, span.end, finding, policy), None)) is not None:
                composed, revision, fact = _hide(composed, mark, policy, book, key)
                revisions.append(revision)
                facts.append(fact)
    return Revised(composed, tuple(revisions), tuple(facts))


def _readable(composed: Composed, start: int, end: int, finding: Finding, policy: Policy) -> Iterator[Mark]:
    """Yield what the policy hides of a range of the source and can still be read; places are in the redacted text."""
    text = composed.answer.text
    for low, high in _visible(composed.cuts, start, end, len(text)):
        piece = text[low:high]
        if any(c.isalnum() for c in piece):
            first = low + len(piece) - len(piece.lstrip())
            yield from less_allowed(text, Mark(first, low + len(piece.rstrip()), finding), policy)


def _visible(cuts: Cuts, start: int, end: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a range of the source that no cut covers, as ranges of the redacted text."""
    shift, at = 0, start
    for source, redacted in cuts:
        if source.start >= end:
            break
        if at < source.start:
            yield at + shift, source.start + shift
        at = max(at, source.end)
        shift = redacted.end - source.end
    if at < end:
        yield at + shift, min(end + shift, length)


def _hide(composed: Composed, mark: Mark, policy: Policy, book: Book, key: bytes) -> tuple[Composed, Revision, Fact]:
    """Hide one range of the redacted text."""
    answer, finding = composed.answer, mark.finding
    entry = book.enter(finding)
    cut = Cut(mark.start, mark.end, replacement(answer.text, mark, entry, policy, key))
    placed = wording.align(answer.text, answer.words, ())
    grown = len(cut.replacement) - (cut.end - cut.start)
    book.shift(answer.segment_id, cut.end, grown)
    span = EntitySpan(
        answer.segment_id,
        _source(composed.cuts, cut),
        TextRange(cut.start, cut.start + len(cut.replacement)),
        *wording.times(placed, cut.start, cut.end),
    )
    known = book.add(entry, policy.operator(finding.entity_type).name, [span])
    told = {
        entity.entity_id: book.entity(entity.entity_id) or _moved(entity, answer.segment_id, cut.end, grown)
        for entity in answer.entities
    }
    revised = replace(
        answer,
        text=answer.text[: cut.start] + cut.replacement + answer.text[cut.end :],
        entities=tuple((told | {known.entity_id: known.entity()}).values()),
        words=wording.redact(placed, [cut]),
    )
    return (
        Composed(revised, composed.facts, _with(composed.cuts, span, cut.end, grown)),
        Revision(answer.segment_id, TextRange(cut.start, cut.end), cut.replacement, known.entity()),
        replace(fact_of(known, answer.sequence, span, finding.value, policy), revises=True),
    )


def fact_of(entry: Entry, sequence: int, span: EntitySpan, value: str, policy: Policy) -> Fact:
    """Return what the audit is to hold of one place of an entity.

    Args:
        entry: the entity.
        sequence: of the segment.
        span: the place.
        value: of the entity.
        policy: that hid it.
    """
    return Fact(
        entity_id=entry.entity_id,
        entity_type=entry.entity_type,
        score=entry.score,
        recognizer=entry.recognizer,
        operator=entry.operator,
        policy_fingerprint=policy.fingerprint,
        sequence=sequence,
        spans=(span,),
        value=value,
        subject_id=entry.subject_id,
    )


def _moved(entity: Entity, segment_id: str, start: int, by: int) -> Entity:
    return replace(entity, spans=tuple(span.shifted(segment_id, start, by) for span in entity.spans))


def _source(cuts: Cuts, cut: Cut) -> TextRange:
    """Return the range of the source that a range of the redacted text came from."""
    shift = 0
    for source, redacted in cuts:
        if redacted.start >= cut.end:
            break
        shift = redacted.end - source.end
    return TextRange(cut.start - shift, cut.end - shift)


def _with(cuts: Cuts, span: EntitySpan, end: int, grown: int) -> Cuts:
    """Return the cuts with one more, and what stands behind it moved."""
    moved = [(source, at.shifted(grown) if at.start >= end else at) for source, at in cuts]
    return tuple(sorted([*moved, (span.source_range, span.redacted_range)], key=lambda pair: pair[0].start))

