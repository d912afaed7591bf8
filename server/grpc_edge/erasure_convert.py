"""Between the erasure's protobuf and our own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from server.erasure.canonical import canonical
from server.erasure.clocks import Deadline, Regime
from server.erasure.export import Export, Form
from server.erasure.holds import Hold
from server.erasure.plan import Plan
from server.erasure.request import Item, Kind, Minor, NewRequest, Requester, Status, Task, TaskState
from server.erasure.rules import Verification
from server.erasure.states import Outcome
from server.errors import InvalidField
from server.grpc_edge.audit_convert import identities
from server.grpc_edge.findings import ID_BYTES, NANOS, Findings
from server.ledger.tokens import Identity
from veilscript.v1 import erasure_pb2 as pb
from veilscript.v1 import redaction_pb2

LATEST = 253_402_300_799  # the last second of the year 9999, which google.protobuf.Timestamp ends at

_KINDS = (Kind.ERASE, Kind.ERASE, Kind.RESTRICT, Kind.CORRECT)
_REQUESTERS = (Requester.CONTROLLER, Requester.CONTROLLER, Requester.CONSUMER)
_VERIFICATIONS = (
    Verification.CONTROLLER,
    Verification.NONE,
    Verification.CONTROLLER,
    Verification.REASONABLE,
    Verification.HIGH,
)
_MINORS = (Minor.NO, Minor.UNDER_18, Minor.UNDER_13)
_FORMS = (Form.JSON_LINES, Form.JSON_LINES, Form.CSV)

_Value = TypeVar("_Value")


def new_request(message: pb.CreateErasureRequestRequest) -> NewRequest:
    """Read a request that is brought.

    Raises:
        InvalidField: with every violation; none of it repeats a value.
    """
    found = Findings("")
    found.text("request_id", message.request_id, ID_BYTES, required=False)
    known = {regime.value: regime for regime in Regime}
    for place, name in enumerate(message.regimes):
        if name not in known:
            found.add(f"regimes[{place}]", f"Is none of {', '.join(known)}.")
    kind = _enum(found, "kind", message.kind, _KINDS)
    requester = _enum(found, "requester", message.requester, _REQUESTERS)
    verification = _enum(found, "verification", message.verification, _VERIFICATIONS)
    minor = _enum(found, "minor", message.minor, _MINORS)
    received = _moment(found, "receive_time", message.receive_time) if message.HasField("receive_time") else None
    who = _also(found, lambda: identities(message.identities))
    found.end()
    return NewRequest(
        request_id=message.request_id,
        identities=who,
        regimes=tuple(known[name] for name in message.regimes),
        kind=kind,
        requester=requester,
        verification=verification,
        intent_confirmed=message.intent_confirmed,
        minor=minor,
        whole_calls=message.whole_calls,
        received_at=received,
        nonce=message.instruction.nonce,
        signature=message.instruction.signature,
    )


def subject(message: pb.ExportSubjectRequest) -> tuple[tuple[Identity, ...], Form]:
    """Read whose export is asked for, and how it is written.

    Raises:
        InvalidField
    """
    found = Findings("")
    form = _enum(found, "form", message.form, _FORMS)
    who = _also(found, lambda: identities(message.identities))
    found.end()
    return who, form


def verification_of(message: pb.ConfirmErasureRequestRequest) -> Verification:
    """Read a level of verification; unset is the lowest, which changes nothing.

    Raises:
        InvalidField
    """
    found = Findings("")
    level = _enum(found, "verification", message.verification, (Verification.NONE, *_VERIFICATIONS[1:]))
    found.end()
    return level


def new_hold(message: pb.Hold) -> Hold:
    """Read a hold that is placed.

    Raises:
        InvalidField
    """
    found = Findings("hold")
    day = date.min
    try:
        day = date.fromisoformat(message.review_date)
    except ValueError:
        found.add("review_date", "Is not a day of the form YYYY-MM-DD.")
    for place, call_id in enumerate(message.call_ids):
        found.text(f"call_ids[{place}]", call_id, ID_BYTES)
    found.end()
    return Hold(message.hold_id, message.authority, day, frozenset(message.call_ids), frozenset(message.entity_types))


def confirmed(message: pb.ApproveErasureRequest) -> list[str]:
    """Read which candidates were confirmed."""
    return [f"{item.call_id}/{item.entity_id}" for item in message.confirmed]


def request(given: Status) -> pb.ErasureRequest:
    """Write a request as it stands."""
    of = given.request
    return pb.ErasureRequest(
        request_id=of.request_id,
        state=f"ERASURE_STATE_{of.state.value}",
        kind=f"ERASURE_KIND_{of.kind.value}",
        requester=f"REQUESTER_{of.requester.value}",
        regimes=[regime.value for regime in of.regimes],
        receive_time=_timestamp(of.received_at),
        due_time=_timestamp(given.due),
        deadlines=map(_deadline, given.deadlines),
        identity_types=of.identity_types,
        verification=f"IDENTITY_VERIFICATION_{of.verification.name}",
        intent_confirmed=of.intent_confirmed,
        minor=f"MINOR_{of.minor.value or 'UNSPECIFIED'}",
        extension_reason=of.extension,
        problem=of.problem,
        plan_hash=of.plan_hash,
        items=map(_item, given.items),
        tasks=map(task, given.tasks),
        close_time=_timestamp(of.closed_at) if of.closed_at else None,
        receipt_time=_timestamp(of.receipt_at) if of.receipt_at else None,
        appeal_time=_timestamp(of.appealed_at) if of.appealed_at else None,
        appeal_answer_time=_timestamp(of.appeal_answered_at) if of.appeal_answered_at else None,
    )


def plan(given: Plan) -> pb.ErasurePlan:
    """Write a plan."""
    items = [
        Item(
            item["call_id"],
            item["entity_id"],
            item["entity_type"],
            item["strength"],
            Outcome(item["outcome"]),
            item["reason"],
        )
        for item in given.content["items"]
    ]
    return pb.ErasurePlan(
        hash=given.hash,
        counts=given.counts,
        items=map(_item, items),
        calls=given.content["calls"],
        others=given.content["others"],
        text=str(given),
        content=canonical(given.content).decode(),
    )


def task(given: Task) -> pb.ErasureTask:
    """Write a task of the platform."""
    return pb.ErasureTask(
        request_id=given.request_id,
        task_id=given.task_id,
        call_id=given.call_id,
        kind=f"ERASURE_KIND_{given.action.value}",
        places=[
            pb.ErasurePlace(
                segment_id=place["segment_id"],
                source_range=redaction_pb2.TextRange(start=place["start"], end=place["end"]),
                entity_type=place["entity_type"],
                start_ms=place.get("start_ms"),
                end_ms=place.get("end_ms"),
            )
            for place in given.places
        ],
        acknowledged=given.state is TaskState.ACKNOWLEDGED,
        acknowledge_time=_timestamp(datetime.fromisoformat(given.acknowledged_at)) if given.acknowledged_at else None,
    )


def hold(given: Hold) -> pb.Hold:
    """Write a hold."""
    return pb.Hold(
        hold_id=given.hold_id,
        authority=given.authority,
        review_date=given.review_on.isoformat(),
        call_ids=sorted(given.calls),
        entity_types=sorted(given.entity_types),
        place_time=given.placed_at,
        release_time=given.released_at,
    )


def export(given: Export) -> pb.ExportSubjectResponse:
    """Write an export."""
    files = [pb.ExportedFile(name=name, content=content) for name, content in sorted(given.files.items())]
    return pb.ExportSubjectResponse(files=files)


def _item(given: Item) -> pb.ErasureItem:
    return pb.ErasureItem(
        call_id=given.call_id,
        entity_id=given.entity_id,
        entity_type=given.entity_type,
        strength=given.strength,
        outcome=f"ERASURE_OUTCOME_{given.outcome.value}",
        reason=given.reason,
    )


def _deadline(given: Deadline) -> pb.ErasureDeadline:
    return pb.ErasureDeadline(
        regime=given.regime.value, act=given.act.value, before_time=_timestamp(given.at), extended=given.extended
    )


def _timestamp(moment: datetime) -> Timestamp:
    written = Timestamp()
    written.FromDatetime(moment.astimezone(UTC))
    return written


def _moment(found: Findings, field: str, given: Timestamp) -> datetime | None:
    if not (0 <= given.seconds <= LATEST and 0 <= given.nanos < NANOS):
        found.add(field, "Is before 1970, or no time.")
        return None
    return datetime.fromtimestamp(given.seconds, UTC)


def _enum(found: Findings, field: str, given: int, meanings: tuple[_Value, ...]) -> _Value:
    """Return what a number of an enumeration means."""
    if not 0 <= given < len(meanings):
        found.add(field, "Is none of the contract's.")
        return meanings[0]
    return meanings[given]


def _also(found: Findings, read: Callable[[], tuple[Identity, ...]]) -> tuple[Identity, ...]:
    """Read identities, and add what is wrong with them to what is wrong already."""
    try:
        return read()
    except InvalidField as error:
        for violation in error.violations:
            found.add(violation.field, violation.description)
        return ()
