"""Calls made up by hypothesis, and a player that drives them as a server does: a tick at every deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from recognizers.engine import build
from recognizers.entities import Detector, Role
from server.calls import Calls
from server.detection import InlineDetection
from server.redaction.messages import EntitySpan, RedactedSegment, Response, Revision, Segment
from server.redaction.policy_store import PolicyStore
from tests.redaction.fakes import Digits, RecordingLedger

ENGINE = build()
DETECTORS: dict[str, Callable[[], Detector]] = {"digits": Digits, "engine": lambda: ENGINE}

PARTICIPANTS = ((Role.AGENT, 0), (Role.CUSTOMER, 0), (Role.CUSTOMER, 1))

PHRASES = (
    "okay / thanks / uh / and / hello / 41 / 55 / 501 / 23456 / 4111 1111 / four one one one / five five five / oh one"
    " / three / Jane / Tom Priya / my name is jane doe / my card number is / card number please / room 12"
    " / what is your phone number / the total is twelve dollars / it's oluwa / seyi / jane dot doe / at gmail dot com"
    " / i take metformin / born june fifth / nineteen eighty four"
).split(" / ")

texts = st.lists(st.sampled_from(PHRASES), min_size=0, max_size=4).map(" ".join)


@dataclass(frozen=True)
class Say:
    """A final segment after interim results that hold its first words."""

    participant: int
    text: str
    interims: int = 0
    pause: float = 0.0


@dataclass(frozen=True)
class Flush:
    """Everything, now."""


says = st.builds(Say, st.integers(0, len(PARTICIPANTS) - 1), texts, st.integers(0, 2), st.sampled_from([0.0, 0.3, 1.1]))
calls = st.lists(says, min_size=1, max_size=8)
calls_with_flushes = st.lists(st.one_of(says, says, says, st.builds(Flush)), min_size=1, max_size=8)


@dataclass
class Played:
    """What a call gave, and when."""

    ledger: RecordingLedger
    sources: dict[str, Segment] = field(default_factory=dict)
    steps: list[tuple[float, list[Response]]] = field(default_factory=list)
    arrived: dict[int, float] = field(default_factory=dict)

    def take(self, now: float, responses: Sequence[Response]) -> None:
        self.steps.append((now, list(responses)))

    @property
    def segments(self) -> list[RedactedSegment]:
        return [r for _, responses in self.steps for r in responses if isinstance(r, RedactedSegment)]

    @property
    def finals(self) -> list[RedactedSegment]:
        return [segment for segment in self.segments if segment.final]

    @property
    def revisions(self) -> list[Revision]:
        return [r for _, responses in self.steps for r in responses if isinstance(r, Revision)]

    def texts(self) -> dict[str, str]:
        """segment_id -> the text that a client has in the end."""
        texts = {segment.segment_id: segment.text for segment in self.finals}
        for revision in self.revisions:
            text, where = texts[revision.segment_id], revision.redacted_range
            texts[revision.segment_id] = text[: where.start] + revision.replacement + text[where.end :]
        return texts

    def spans(self) -> dict[tuple[str, str], list[EntitySpan]]:
        """(entity_id, segment_id) -> the spans, of final segments as they stand in the end."""
        found: dict[tuple[str, str], list[EntitySpan]] = {}
        told = [(segment.segment_id, entity) for segment in self.finals for entity in segment.entities]
        told += [(revision.segment_id, revision.entity) for revision in self.revisions]
        for segment_id, entity in told:
            own = [span for span in entity.spans if span.segment_id == segment_id]
            found[entity.entity_id, segment_id] = own
        return found

    def hidden(self) -> set[tuple[str, str, int, int]]:
        """(entity type at the end, segment_id, start, end)."""
        told = [
            entity
            for _, responses in self.steps
            for r in responses
            for entity in ((r.entity,) if isinstance(r, Revision) else getattr(r, "entities", ()))
            if getattr(r, "final", True)
        ]
        kinds = {entity.entity_id: entity.entity_type for entity in told}
        return {
            (kinds[entity_id], segment_id, span.source_range.start, span.source_range.end)
            for (entity_id, segment_id), spans in self.spans().items()
            for span in spans
        }


def made(detector: str, ledger: RecordingLedger) -> Calls:
    """Calls over a recording ledger."""
    return Calls(detection=InlineDetection(DETECTORS[detector]()), ledger=ledger, policies=PolicyStore())


def script(turns: Sequence[Say | Flush], *, interims: bool = True) -> list[tuple[float, Segment | Flush]]:
    """Return what a client sends, with the pause before it."""
    sent: list[tuple[float, Segment | Flush]] = []
    sequence = 0
    for index, turn in enumerate(turns):
        if isinstance(turn, Flush):
            sent.append((0.0, turn))
            continue
        role, channel = PARTICIPANTS[turn.participant]
        whole = Segment(f"s{index}", 0, turn.text, role, channel=channel)
        parts = turn.text.split()
        heard = [" ".join(parts[: 1 + part * len(parts) // (turn.interims + 1)]) for part in range(turn.interims)]
        for text in heard if interims else ():
            sequence += 1
            sent.append((turn.pause, replace(whole, sequence=sequence, text=text, final=False)))
        sequence += 1
        sent.append((turn.pause, replace(whole, sequence=sequence)))
    return sent


async def play(
    detector: str,
    turns: Sequence[Say | Flush],
    *,
    interims: bool = True,
    max_hold: float | None = None,
    timed: bool = True,
    stop_after: int | None = None,
) -> Played:
    """Stream a call; end it, or break off after ``stop_after`` messages.

    With ``timed`` False no time passes, so that nothing is masked because it waited too long.
    """
    played = Played(RecordingLedger())
    call, _ = await made(detector, played.ledger).open(
        tenant="t", call_id="c", policy="", language_code="", max_hold=max_hold, known_identities=(), now=0.0
    )
    now = 0.0
    for pause, message in script(turns, interims=interims)[:stop_after]:
        until = now + (pause if timed else 0.0)
        while call.deadline is not None and call.deadline <= until:
            now = call.deadline
            played.take(now, await call.tick(now))
        now = until
        if isinstance(message, Flush):
            played.take(now, await call.flush(now))
            continue
        played.sources[message.segment_id] = message
        played.arrived[message.sequence] = now
        played.take(now, await call.receive(message, now))
    if stop_after is None:
        played.take(now, await call.end(now))
    else:
        await call.abandon()
    return played
