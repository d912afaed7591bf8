"""What ``veilscript erase`` prints: for a person, and as JSON for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from server.commands.terminal import plain
from server.erasure.holds import Hold
from server.erasure.plan import Plan, counted
from server.erasure.request import Status, Task, TaskState
from server.erasure.states import State
from server.ledger.epochs import timestamp


def print_line(fields: dict[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    sys.stdout.write(json.dumps(fields) + "\n")


def status_fields(found: Status, *, whole: bool = True) -> dict[str, Any]:
    """Return a request as JSON can hold it; its items and tasks where they are asked for."""
    request = found.request
    fields: dict[str, Any] = {
        "id": request.request_id,
        "state": request.state.value,
        "due": timestamp(found.due),
        "kind": request.kind.value,
        "regimes": [regime.value for regime in request.regimes],
        "received_at": timestamp(request.received_at),
        "identity_types": list(request.identity_types),
        "verification": request.verification.value,
        "intent_confirmed": request.intent_confirmed,
        "minor": request.minor.value,
        "extension": request.extension,
        "problem": request.problem,
        "deadlines": [
            {"regime": one.regime.value, "act": one.act.value, "before": timestamp(one.at)} for one in found.deadlines
        ],
    }
    if whole:
        fields |= {
            "counts": counted(list(found.items)),
            "items": [
                {
                    "call_id": item.call_id,
                    "entity_id": item.entity_id,
                    "entity_type": item.entity_type,
                    "strength": item.strength,
                    "outcome": item.outcome.value,
                    "reason": item.reason,
                }
                for item in found.items
            ],
            "tasks": list(map(task_fields, found.tasks)),
        }
    return fields


def task_fields(task: Task) -> dict[str, Any]:
    """Return a task as JSON can hold it."""
    return {
        "id": task.task_id,
        "call_id": task.call_id,
        "action": task.action.value,
        "state": task.state.value,
        "places": [dict(place) for place in task.places],
    }


def plan_fields(plan: Plan, state: State) -> dict[str, Any]:
    """Return a plan as JSON can hold it."""
    return {"id": plan.content["request"], "state": state.value, "hash": plan.hash, **plan.content}


def hold_fields(hold: Hold) -> dict[str, Any]:
    """Return a hold as JSON can hold it."""
    return {
        "id": hold.hold_id,
        "authority": hold.authority,
        "review_on": hold.review_on.isoformat(),
        "calls": sorted(hold.calls),
        "entity_types": sorted(hold.entity_types),
        "placed_at": hold.placed_at,
        "released_at": hold.released_at,
    }


def print_plan(plan: Plan) -> None:
    """Print a plan for a person."""
    sys.stdout.write("\n".join(plain(line) for line in str(plan).split("\n")) + "\n")


def print_status(found: Status) -> None:
    """Print how a request stands: what became of it, and what is left to do."""
    request = found.request
    lines = [f"Request {plain(request.request_id)}: {request.state.value}"]
    if request.problem:
        lines.append(f"  {plain(request.problem)}")
    if found.open:
        lines.append(f"  due before {timestamp(found.due)}")
    lines += [f"  {count} {outcome}" for outcome, count in counted(list(found.items)).items()]
    pending = [task for task in found.tasks if task.state is TaskState.PENDING]
    if pending:
        lines.append(f"  {len(pending)} of {len(found.tasks)} tasks of the platform are not acknowledged:")
        lines += [f"    {task.task_id}  call {plain(task.call_id)}, places: {len(task.places)}" for task in pending]
    sys.stdout.write("\n".join(lines) + "\n")


def print_requests(found: Iterable[Status]) -> None:
    """Print requests, a line each."""
    for one in found:
        request = one.request
        due = f"  due before {timestamp(one.due)}" if one.open else ""
        minor = f"  {request.minor.value}" if request.minor.value else ""
        sys.stdout.write(f"{plain(request.request_id)}  {request.state.value}{due}{minor}\n")


def print_holds(found: Iterable[Hold]) -> None:
    """Print holds, a line each."""
    for hold in found:
        state = f"released {hold.released_at}" if hold.released_at else f"review on {hold.review_on.isoformat()}"
        scope = f"{len(hold.calls)} calls" if hold.calls else "all calls"
        sys.stdout.write(f"{plain(hold.hold_id)}  {state}  {scope}  {plain(hold.authority)}\n")
