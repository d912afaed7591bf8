"""What has to be done with each piece of a request, and how it stands once the person is blocked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from server.erasure.request import Item, Kind, Request
from server.erasure.resolve import Resolution
from server.erasure.states import KEPT, TAKEN, Outcome
from server.erasure.store import Requests
from server.ledger.erasing import Eraser
from server.ledger.recorder import Recorder

DONE: Mapping[Kind, Outcome] = {
    Kind.ERASE: Outcome.ERASED,
    Kind.RESTRICT: Outcome.RESTRICTED,
    Kind.CORRECT: Outcome.CORRECTED,
}
"""The outcome of a piece once the platform has done its part."""

SETTLED = TAKEN | {Outcome.NOT_FOUND, Outcome.RETENTION_EXPIRED}
"""Outcomes that a further look does not take back."""


def to_do(recorder: Recorder, request: Request, resolution: Resolution) -> list[Item]:
    """Return what has to be done. What is not erased is found again: it was done, unless more of it was said."""
    found = resolution.of(Outcome.TO_ERASE)
    if request.kind is Kind.ERASE:
        return found
    done = {item.name for item in Requests(recorder).items(request) if item.outcome in TAKEN}
    return [item for item in found if item.name not in done or _seen(recorder, request, item)]


def more_said(recorder: Recorder, request: Request, resolution: Resolution, items: Iterable[Item]) -> bool:
    """True if something is to be done, or stays that the request does not know of, or is gone that it says stays."""
    if to_do(recorder, request, resolution):
        return True
    known, now = (
        {(item.name, item.entity_type, item.outcome) for item in some if item.outcome in KEPT}
        for some in (items, blocked(resolution, (), first=False))
    )
    return known != now or any(_seen(recorder, request, item) for item in resolution.of(Outcome.HELD))


def blocked(resolution: Resolution, taken: Iterable[Item], *, first: bool) -> Iterable[Item]:
    """Yield the items as they stand once the person is blocked; what a later look does not find was found before."""
    yield from (replace(item, outcome=Outcome.SINK_PENDING) for item in taken)
    for item in resolution.items:
        match item.outcome:
            case Outcome.TO_ERASE:
                continue
            case Outcome.CANDIDATE:
                yield replace(item, outcome=Outcome.NOT_CONFIRMED)
            case Outcome.NOT_FOUND | Outcome.RETENTION_EXPIRED if not first:
                continue
            case _:
                yield item


def places_by_call(items: Iterable[Item]) -> dict[str, list[dict[str, object]]]:
    """Return, for each call, where the platform has to look: segments, ranges of code points, milliseconds."""
    calls: dict[str, list[dict[str, object]]] = {}
    for item in items:
        calls.setdefault(item.call_id, [])
        for span in item.spans:
            place: dict[str, object] = {
                "segment_id": span.segment_id,
                "start": span.start,
                "end": span.end,
                "entity_type": item.entity_type,
            }
            if span.start_offset is not None and span.end_offset is not None:
                place |= {"start_ms": round(span.start_offset * 1000), "end_ms": round(span.end_offset * 1000)}
            calls[item.call_id].append(place)
    return calls


def _seen(recorder: Recorder, request: Request, item: Item) -> bool:
    """True if somebody finds or reads what is to be restricted."""
    place = (item.call_id, item.entity_id)
    return request.kind is not Kind.CORRECT and Eraser(recorder, request.number).seen(request.tenant, place)
