"""What holds for every call, however it is streamed."""

from __future__ import annotations

import asyncio
import itertools
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import CallEnded, LedgerUnavailable
from server.ledger.ledger import CallState
from server.redaction.messages import RedactedSegment
from tests.properties.playing import (
    DETECTORS,
    Flush,
    Played,
    Say,
    calls,
    calls_with_flushes,
    made,
    play,
    script,
    texts,
)
from tests.redaction.fakes import RecordingLedger

every_detector = pytest.mark.parametrize("detector", sorted(DETECTORS))
FEW = settings(max_examples=60, deadline=None, derandomize=True)
FILLER = frozenset("uh and okay at dot it's is my the".split())


def visible(played: Played, segment_id: str) -> set[int]:
    """Return the positions of a segment's text that no span covers."""
    text = played.sources[segment_id].text
    covered = {
        position
        for (_, where), spans in played.spans().items()
        if where == segment_id
        for span in spans
        for position in range(span.source_range.start, span.source_range.end)
    }
    return set(range(len(text))) - covered


@every_detector
@FEW
@given(turns=calls)
def test_streamed_or_whole_the_entities_are_the_same(detector: str, turns: list[Say]) -> None:
    """A call streamed turn by turn, with interim results, hides what the same call redacted as a whole hides."""

    async def both() -> None:
        streamed = await play(detector, turns, timed=False)
        whole = await made(detector, RecordingLedger()).redact(
            tenant="t",
            call_id="c",
            policy="",
            language_code="",
            known_identities=(),
            segments=[message for _, message in script(turns, interims=False) if not isinstance(message, Flush)],
        )
        together = {
            (entity.entity_type, span.segment_id, span.source_range.start, span.source_range.end)
            for entity in whole.entities
            for span in entity.spans
        }
        assert streamed.hidden() == together
        assert streamed.texts() == {s.segment_id: s.text for s in whole.segments}

    asyncio.run(both())


@every_detector
@FEW
@given(turns=calls_with_flushes)
def test_interim_results_change_nothing(detector: str, turns: list[Say | Flush]) -> None:
    """With them or without: the same final texts, the same entities, the same audit."""

    async def both() -> None:
        with_them = await play(detector, turns, timed=False)
        without = await play(detector, turns, interims=False, timed=False)
        assert with_them.texts() == without.texts()
        assert with_them.ledger.places() == without.ledger.places()

    asyncio.run(both())


@FEW
@given(before=calls, text=texts, after=calls, data=st.data())
def test_cutting_a_turn_never_reveals_more(before: list[Say], text: str, after: list[Say], data: st.DataObject) -> None:
    """A turn sent as two segments, cut between any two words, shows no word that it hid as one.

    That is the room's part of it: what is open waits. The engine's part, to say what is open, is in ``test_cuts``.
    """
    cuts = [match.start() for match in re.finditer(" ", text)]
    cut = data.draw(st.sampled_from(cuts)) if cuts else len(text)

    async def both() -> None:
        at = len(before)
        whole = await play("digits", [*before, Say(1, text), *after], timed=False)
        parts = await play("digits", [*before, Say(1, text[:cut]), Say(1, text[cut:]), *after], timed=False)
        shown = visible(parts, f"s{at}") | {cut + position for position in visible(parts, f"s{at + 1}")}
        more = shown - visible(whole, f"s{at}")
        words = [m for m in re.finditer(r"[\w']+", text) if m[0].lower() not in FILLER]
        assert not [m[0] for m in words if more & set(range(*m.span()))]

    asyncio.run(both())


@every_detector
@FEW
@given(turns=calls_with_flushes)
def test_each_participants_segments_come_back_in_order_and_once(detector: str, turns: list[Say | Flush]) -> None:
    """And every one of them comes back."""
    played = asyncio.run(play(detector, turns))
    for participant in {(s.role, s.channel) for s in played.sources.values()}:
        sent = [s.sequence for s in played.sources.values() if (s.role, s.channel) == participant]
        back = [s.sequence for s in played.finals if s.sequence in sent]
        assert back == sent


@every_detector
@FEW
@given(turns=calls_with_flushes, hold=st.sampled_from([0.0, 0.25, 1.0, 2.0]))
def test_no_segment_waits_longer_than_max_hold(detector: str, turns: list[Say | Flush], hold: float) -> None:
    """To the millisecond, by the clock that was given."""
    played = asyncio.run(play(detector, turns, max_hold=hold))
    for now, responses in played.steps:
        for segment in responses:
            if isinstance(segment, RedactedSegment):
                assert now <= played.arrived[segment.sequence] + hold


@every_detector
@FEW
@given(turns=calls_with_flushes)
def test_interim_results_are_answered_with_the_message_that_brought_them(
    detector: str, turns: list[Say | Flush]
) -> None:
    """Each at once, marked as what it is."""
    played = asyncio.run(play(detector, turns))
    sent = [m.sequence for _, m in script(turns) if not isinstance(m, Flush) and not m.final]
    assert [s.sequence for s in played.segments if not s.final] == sent
    for now, responses in played.steps:
        for segment in responses:
            if isinstance(segment, RedactedSegment) and not segment.final:
                assert played.arrived[segment.sequence] == now


@every_detector
@FEW
@given(turns=calls_with_flushes)
def test_placeholders_are_stable(detector: str, turns: list[Say | Flush]) -> None:
    """One entity, one placeholder, wherever it is said; two entities, two."""
    played = asyncio.run(play(detector, turns))
    labels: dict[str, set[str]] = {}
    for segment in played.finals:
        for entity in segment.entities:
            for span in entity.spans:
                if span.segment_id == segment.segment_id:
                    found = segment.text[span.redacted_range.start : span.redacted_range.end]
                    labels.setdefault(entity.entity_id, set()).add(found)
    assert all(len(found) == 1 for found in labels.values())
    assert len(set.union(set(), *labels.values())) == len(labels)


@every_detector
@FEW
@given(turns=calls_with_flushes)
def test_text_outside_the_spans_is_untouched(detector: str, turns: list[Say | Flush]) -> None:
    """Interim and final alike: with the source in place of each placeholder, the text is the source."""
    played = asyncio.run(play(detector, turns))
    sources = {m.sequence: m.text for _, m in script(turns) if not isinstance(m, Flush)}
    for segment in played.segments:
        text, source = segment.text, sources[segment.sequence]
        own = [s for entity in segment.entities for s in entity.spans if s.segment_id == segment.segment_id]
        own = [s for s in own if s.redacted_range.end <= len(text) and s.source_range.end <= len(source)]
        for span in sorted(own, key=lambda s: -s.redacted_range.start):
            put = source[span.source_range.start : span.source_range.end]
            text = text[: span.redacted_range.start] + put + text[span.redacted_range.end :]
        assert text == source


@every_detector
@FEW
@given(turns=calls_with_flushes, seed=st.integers(0, 1000))
def test_nothing_is_released_before_its_audit(detector: str, turns: list[Say | Flush], seed: int) -> None:
    """With a ledger that comes and goes: what was returned had been recorded, and in the end nothing is missing."""

    async def run() -> None:
        ledger, chance = RecordingLedger(), random.Random(seed)  # it only has to be repeatable
        call, _ = await made(detector, ledger).open(
            tenant="t", call_id="c", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
        )
        back: list[int] = []

        def take(responses: list[object]) -> None:
            for segment in responses:
                if isinstance(segment, RedactedSegment) and segment.final:
                    back.append(segment.sequence)
                    told = {
                        (e.entity_id, s.segment_id, s.source_range.start, s.source_range.end)
                        for e in segment.entities
                        for s in e.spans
                    }
                    assert told <= ledger.places()

        async def insist(step) -> None:  # noqa: ANN001  # any method of a call
            for attempt in itertools.count():
                ledger.broken = attempt < 3 and chance.random() < 0.4
                try:
                    take(await step())
                except LedgerUnavailable:
                    assert ledger.broken
                else:
                    return

        sent = [message for _, message in script(turns)]
        for message in sent:
            await insist(lambda m=message: call.flush(0.0) if isinstance(m, Flush) else call.receive(m, 0.0))
        await insist(lambda: call.end(0.0))
        assert set(back) == {m.sequence for m in sent if not isinstance(m, Flush) and m.final}
        assert ledger.states == [CallState.ENDED]

    asyncio.run(run())


@every_detector
@FEW
@given(turns=calls_with_flushes, stop=st.integers(0, 12))
def test_an_abandoned_call_records_what_it_released_and_nothing_else(
    detector: str, turns: list[Say | Flush], stop: int
) -> None:
    """Broken off anywhere: what was held is neither sent nor recorded, and the call takes nothing more."""
    played = asyncio.run(play(detector, turns, stop_after=stop))
    assert played.ledger.states == [CallState.ABANDONED]
    assert {place[1] for place in played.ledger.places()} <= {segment.segment_id for segment in played.finals}


@every_detector
def test_an_abandoned_call_takes_nothing_more(detector: str) -> None:
    """Neither text nor time."""

    async def run() -> None:
        call, _ = await made(detector, RecordingLedger()).open(
            tenant="t", call_id="c", policy="", language_code="", max_hold=None, known_identities=(), now=0.0
        )
        await call.abandon()
        with pytest.raises(CallEnded):
            await call.tick(1e9)

    asyncio.run(run())


@every_detector
@FEW
@given(turns=calls_with_flushes)
def test_spans_told_once_are_told_again_with_the_entity(detector: str, turns: list[Say | Flush]) -> None:
    """An entity's spans only grow from one final segment to the next."""
    played = asyncio.run(play(detector, turns))
    known: dict[str, set] = {}
    for segment in played.finals:
        for entity in segment.entities:
            told = {(span.segment_id, span.source_range) for span in entity.spans}
            assert known.get(entity.entity_id, set()) <= told
            known[entity.entity_id] = told
