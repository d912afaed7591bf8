"""The entities of one call: who is who, under which id and placeholder.

An entity is entered when the first text that holds it is released, with what is known of it by then. It keeps its id
and its placeholder for the rest of the call, whatever more is heard. The book holds no value: to know a value again it
keeps a hash under a key that lives as long as the process.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from recognizers.entities import Finding, Span
from server.redaction.faded import FadedEntities, FadedEntity
from server.redaction.messages import Entity, EntitySpan

SPANS_KEPT = 16
"""An entity is sent with this many of its latest spans, and all those of the segment that it is sent with."""

ENTRIES_KEPT = 20
"""How many entities are known with all their places; those not said for longest are kept as ``faded.py`` does."""

_KEY = os.urandom(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity as it is known now; ``label`` is its placeholder without brackets."""

    entity_id: str
    label: str
    entity_type: str
    score: float
    recognizer: str
    operator: str = ""
    subject_id: str = ""
    spans: tuple[EntitySpan, ...] = ()

    def entity(self) -> Entity:
        """Return the entity as a client sees it."""
        return Entity(self.entity_id, self.entity_type, self.score, self.operator, self.spans, self.recognizer)


@dataclass(slots=True)
class Book:
    """The entries of a call, found by thread, by value, or by the place where an undecided range was masked."""

    _entries: dict[str, Entry] = field(default_factory=dict)
    _threads: dict[str, str] = field(default_factory=dict)
    _values: dict[bytes, str] = field(default_factory=dict)
    _labels: dict[str, int] = field(default_factory=dict)
    _assumed: dict[str, None] = field(default_factory=dict)
    _partial: dict[str, bytes] = field(default_factory=dict)
    _forgotten: dict[str, int] = field(default_factory=dict)
    _faded: FadedEntities = field(default_factory=FadedEntities)
    _made: int = 0

    def fork(self) -> Book:
        """Return a copy to try things on: what is entered there leaves no trace here."""
        return Book(
            self._entries.copy(),
            self._threads.copy(),
            self._values.copy(),
            self._labels.copy(),
            self._assumed.copy(),
            self._partial.copy(),
            self._forgotten.copy(),
            self._faded.copy(),
            self._made,
        )

    def counts(self) -> dict[str, int]:
        """Return how many entities of each type were released."""
        found = self._forgotten.copy()
        for entry in self._entries.values():
            found[entry.entity_type] = found.get(entry.entity_type, 0) + 1
        return found

    def enter(self, finding: Finding) -> Entry:
        """Return the entry of a finding: of its thread, of masked text that it explains, of its value, or a new one."""
        written = _written(finding.value)
        value = _digest(finding.entity_type, written) if written else None
        known = self._threads.get(finding.thread) or self._explained(finding.spans)
        if known is None and value is not None:
            known = self._values.get(value) or self._brought_back(value)
        if known is None:
            entry = self._new(finding)
        else:
            entry = replace(
                self._entries[known],
                entity_type=finding.entity_type,
                score=finding.score,
                recognizer=finding.recognizer,
                subject_id=finding.subject_id or self._entries[known].subject_id,
            )
        self._entries.pop(entry.entity_id, None)
        self._entries[entry.entity_id] = entry
        self._threads[finding.thread] = entry.entity_id
        if value is not None:
            self._know(finding.thread, entry.entity_id, value, number=written.isdigit())
        return entry

    def assume(self, finding: Finding) -> Entry:
        """Return the entry for a range that was masked undecided; what it is part of may be found out later."""
        known = self._threads.get(finding.thread)
        if known is not None:
            return self._entries[known]
        entry = self.enter(replace(finding, value="", spans=()))
        self._assumed[entry.entity_id] = None
        return entry

    def add(self, entry: Entry, operator: str, spans: Iterable[EntitySpan]) -> Entry:
        """Return the entry with more spans, and keep the latest of them."""
        added = tuple(spans)
        known = self._entries[entry.entity_id]
        kept = (*known.spans, *added)[-max(SPANS_KEPT, len(added)) :]
        entry = replace(known, operator=operator, spans=kept)
        self._entries[entry.entity_id] = replace(entry, spans=entry.spans[-SPANS_KEPT:])
        return entry

    def named(self, finding: Finding) -> Entry | None:
        """Return the entity of a finding's thread, if it was hidden as something else before; now it is this."""
        known = self._threads.get(finding.thread)
        if known is None:
            known = self._explained(finding.spans)
            if known is not None:
                self._threads[finding.thread] = known
        elif self._entries[known].entity_type == finding.entity_type:
            return None
        return self.enter(finding) if known is not None else None

    def entity(self, entity_id: str) -> Entity | None:
        """Return an entity as it is known now; None for one that is forgotten."""
        entry = self._entries.get(entity_id)
        return entry.entity() if entry is not None else None

    def trim(self) -> None:
        """Forget the entities that have not been said for longest, when there are too many."""
        while len(self._entries) > ENTRIES_KEPT:
            self._forget(next(iter(self._entries)))

    def shift(self, segment_id: str, start: int, by: int) -> None:
        """Move what stands at or after a place of a redacted segment, because what is before it became longer."""
        for entity_id, entry in self._entries.items():
            if any(span.segment_id == segment_id for span in entry.spans):
                spans = tuple(span.shifted(segment_id, start, by) for span in entry.spans)
                self._entries[entity_id] = replace(entry, spans=spans)

    def _brought_back(self, value: bytes) -> str | None:
        """Return the entity of a value that was not said for long, its label as it was."""
        faded = self._faded.find(value)
        if faded is None:
            return None
        if faded.entity_id not in self._entries:
            self._entries[faded.entity_id] = Entry(faded.entity_id, faded.label, faded.entity_type, 0.0, "")
            self._forgotten[faded.entity_type] -= 1
        return faded.entity_id

    def _know(self, thread: str, entity_id: str, value: bytes, *, number: bool) -> None:
        """Remember a value. A number that grew is no longer known by the part it was: other numbers share that part."""
        before = self._partial.get(thread)
        if before is not None and before != value and self._values.get(before) == entity_id:
            del self._values[before]
        if number:
            self._partial[thread] = value
        self._values.setdefault(value, entity_id)

    def _new(self, finding: Finding) -> Entry:
        number = self._labels[finding.entity_type] = self._labels.get(finding.entity_type, 0) + 1
        self._made += 1
        return Entry(
            entity_id=f"e{self._made}",
            label=f"{finding.entity_type}_{number}",
            entity_type=finding.entity_type,
            score=finding.score,
            recognizer=finding.recognizer,
            subject_id=finding.subject_id,
        )

    def _forget(self, entity_id: str) -> None:
        """Know of an entity no more than its values' hashes and its label, which is given to no other."""
        entry = self._entries.pop(entity_id)
        kind = entry.entity_type
        self._forgotten[kind] = self._forgotten.get(kind, 0) + 1
        self._assumed.pop(entity_id, None)
        threads = [thread for thread, known in self._threads.items() if known == entity_id]
        for thread in threads:
            del self._threads[thread]
            self._partial.pop(thread, None)
        for value in [value for value, known in self._values.items() if known == entity_id]:
            del self._values[value]
            self._faded.add(value, FadedEntity(entity_id, entry.label, kind))

    def _explained(self, spans: tuple[Span, ...]) -> str | None:
        """Return an entry that was masked undecided at one of these places, and take it out of the undecided ones."""
        for entity_id in self._assumed:
            masked = [
                Span(said.segment_id, said.source_range.start, said.source_range.end)
                for said in self._entries[entity_id].spans
            ]
            if any(span.overlaps(place) for span in spans for place in masked):
                del self._assumed[entity_id]
                return entity_id
        return None


def _written(value: str) -> str:
    """Return what is compared of a value: a number's digits; words in one case, with single spaces."""
    folded = " ".join(value.casefold().split())
    if any(c.isalpha() for c in folded):
        return folded
    return "".join(c for c in folded if c.isdigit()) or folded


def _digest(entity_type: str, written: str) -> bytes:
    return hashlib.blake2b(f"{entity_type}\0{written}".encode(), key=_KEY, digest_size=16).digest()
