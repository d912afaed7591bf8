"""What a client of ErasureService writes, and how it reads what the server writes: erasure_convert.py the other way."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from server.erasure.clocks import Act, Deadline, Regime
from server.erasure.holds import Hold
from server.erasure.plan import Plan
from server.erasure.request import Item, Kind, Minor, NewRequest, Request, Requester, Status, Task, TaskState
from server.erasure.rules import Verification
from server.erasure.states import Outcome, State
from server.grpc_edge.audit_convert import identity_message
from server.ledger.epochs import timestamp
from veilscript.v1 import erasure_pb2 as pb

NAME = "veilscript.v1.ErasureService"


def create_message(new: NewRequest, *, validate_only: bool) -> pb.CreateErasureRequestRequest:
    """Write a request that is brought."""
    message = pb.CreateErasureRequestRequest(
        request_id=new.request_id,
        identities=map(identity_message, new.identities),
        regimes=[regime.value for regime in new.regimes],
        kind=f"ERASURE_KIND_{new.kind.value}",
        requester=f"REQUESTER_{new.requester.value}",
        verification=f"IDENTITY_VERIFICATION_{new.verification.name}",
        intent_confirmed=new.intent_confirmed,
        minor=f"MINOR_{new.minor.value or 'UNSPECIFIED'}",
        whole_calls=new.whole_calls,
        validate_only=validate_only,
    )
    if new.received_at is not None:
        message.receive_time.FromDatetime(new.received_at.astimezone(UTC))
    if new.signature:
        message.instruction.CopyFrom(pb.ControllerInstruction(nonce=new.nonce, signature=new.signature))
    return message


def hold_message(hold: Hold) -> pb.Hold:
    """Write a hold that is placed."""
    return pb.Hold(
        hold_id=hold.hold_id,
        authority=hold.authority,
        review_date=hold.review_on.isoformat(),
        call_ids=sorted(hold.calls),
        entity_types=sorted(hold.entity_types),
    )


def hold(given: pb.Hold) -> Hold:
    """Read a hold."""
    return Hold(
        hold_id=given.hold_id,
        authority=given.authority,
        review_on=date.fromisoformat(given.review_date),
        calls=frozenset(given.call_ids),
        entity_types=frozenset(given.entity_types),
        placed_at=given.place_time,
        released_at=given.release_time,
    )


def plan(given: pb.ErasurePlan) -> Plan:
    """Read a plan."""
    return Plan(given.hash, json.loads(given.content))


def status(given: pb.ErasureRequest) -> Status:
    """Read a request as it stands; what only the server knows of it is left empty."""
    found = Request(
        number=0,
        tenant="",
        request_id=given.request_id,
        state=State(_name(pb.ErasureState, given.state, "ERASURE_STATE_")),
        kind=Kind(_name(pb.ErasureKind, given.kind, "ERASURE_KIND_")),
        requester=Requester(_name(pb.Requester, given.requester, "REQUESTER_")),
        regimes=tuple(Regime(name) for name in given.regimes),
        received_at=_moment(given.receive_time),
        identity_types=tuple(given.identity_types),
        verification=Verification[_name(pb.IdentityVerification, given.verification, "IDENTITY_VERIFICATION_")],
        intent_confirmed=given.intent_confirmed,
        minor=Minor(_name(pb.Minor, given.minor, "MINOR_").removeprefix("UNSPECIFIED")),
        plan_hash=given.plan_hash,
        extension=given.extension_reason,
        problem=given.problem,
        receipt_at=_moment(given.receipt_time) if given.HasField("receipt_time") else None,
        appealed_at=_moment(given.appeal_time) if given.HasField("appeal_time") else None,
        appeal_answered_at=_moment(given.appeal_answer_time) if given.HasField("appeal_answer_time") else None,
        closed_at=_moment(given.close_time) if given.HasField("close_time") else None,
    )
    return Status(found, tuple(map(_deadline, given.deadlines)), tuple(map(_item, given.items)), _tasks(given))


def _tasks(given: pb.ErasureRequest) -> tuple[Task, ...]:
    return tuple(
        Task(
            number=0,
            request_id=task.request_id,
            task_id=task.task_id,
            call_id=task.call_id,
            action=Kind(_name(pb.ErasureKind, task.kind, "ERASURE_KIND_")),
            places=tuple(map(_place, task.places)),
            state=TaskState.ACKNOWLEDGED if task.acknowledged else TaskState.PENDING,
            acknowledged_at=timestamp(_moment(task.acknowledge_time)) if task.acknowledged else "",
        )
        for task in given.tasks
    )


def _place(given: pb.ErasurePlace) -> dict[str, Any]:
    place: dict[str, Any] = {
        "segment_id": given.segment_id,
        "start": given.source_range.start,
        "end": given.source_range.end,
        "entity_type": given.entity_type,
    }
    return place | ({"start_ms": given.start_ms, "end_ms": given.end_ms} if given.HasField("start_ms") else {})


def _item(given: pb.ErasureItem) -> Item:
    outcome = Outcome(_name(pb.ErasureOutcome, given.outcome, "ERASURE_OUTCOME_"))
    return Item(given.call_id, given.entity_id, given.entity_type, given.strength, outcome, given.reason)


def _deadline(given: pb.ErasureDeadline) -> Deadline:
    return Deadline(Regime(given.regime), Act(given.act), _moment(given.before_time), given.extended)


def _moment(given: Timestamp) -> datetime:
    return given.ToDatetime(UTC)


def _name(kind: Any, number: int, prefix: str) -> str:  # noqa: ANN401 - every enumeration has its own class
    return str(kind.Name(number)).removeprefix(prefix)
