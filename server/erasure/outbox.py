"""What the platform is to be told: its tasks, until it has acknowledged them, and how requests ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from server.erasure.canonical import canonical
from server.erasure.request import Kind, Notice, Request, Task, TaskState
from server.errors import NotFound
from server.ledger.epochs import timestamp
from server.ledger.recorder import Recorder

_TASKS = "('PENDING', 'ACKNOWLEDGED')"
"""How a task stands; rows in another state are notices to the platform, which nobody has to acknowledge."""

_TASK = (
    "SELECT t.id, r.request_id, t.task_id, t.call_id, t.state, t.body, t.attempts, t.next_at, t.acknowledged_at"
    " FROM erasure_tasks t JOIN erasure_requests r ON r.id = t.request"
)


class Outbox:
    """The tasks and notices of requests.

    Args:
        recorder: of the ledger, in a transaction in which the tenant has been entered.
    """

    __slots__ = ("_recorder", "_run")

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._run = recorder.connection.execute

    def tasks(self, request: Request) -> list[Task]:
        """Return the tasks of a request in order."""
        where = f"WHERE t.request = ? AND t.state IN {_TASKS} ORDER BY t.id"
        return [_task(row) for row in self._run(f"{_TASK} {where}", (request.number,)).fetchall()]

    def task(self, request: Request, task_id: str) -> Task:
        """Return a task of a request.

        Raises:
            NotFound: it has none of this id.
        """
        where = f"WHERE t.request = ? AND t.task_id = ? AND t.state IN {_TASKS}"
        row = self._run(f"{_TASK} {where}", (request.number, task_id)).fetchone()
        if row is None:
            raise NotFound("The request has no task of this id.")
        return _task(row)

    def pending(self, request: Request, call_id: str = "") -> bool:
        """True while a task of a request is not acknowledged, in a call or in any."""
        within = "request = ? AND state = 'PENDING' AND (? = '' OR call_id = ?)"
        select = f"SELECT 1 FROM erasure_tasks WHERE {within} LIMIT 1"  # noqa: S608 - a constant
        return bool(self._run(select, (request.number, call_id, call_id)).fetchone())

    def tasks_of_tenant(self, tenant: str, *, after: int, limit: int) -> list[Task]:
        """Return the tasks of a tenant that the platform has not acknowledged, in order."""
        where = "WHERE r.tenant = ? AND t.state = 'PENDING' AND t.id > ? ORDER BY t.id LIMIT ?"
        return [_task(row) for row in self._run(f"{_TASK} {where}", (tenant, after, limit)).fetchall()]

    def tasks_due(self, now: datetime, limit: int) -> list[tuple[str, Task]]:
        """Return tasks of all tenants, each with its own, that are to be sent now."""
        where = "WHERE r.tenant = ? AND t.state = 'PENDING' AND t.next_at <= ? ORDER BY t.next_at LIMIT ?"
        found: list[tuple[str, Task]] = []
        for tenant in self._entered():
            rows = self._run(f"{_TASK} {where}", (tenant, timestamp(now), limit)).fetchall()
            found += [(tenant, _task(row)) for row in rows]
        return found

    def add_tasks(self, request: Request, calls: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        """Write a task for each call, with its places."""
        count = self._count(request, f"state IN {_TASKS}")
        insert = (
            "INSERT INTO erasure_tasks (request, task_id, call_id, state, body, attempts, next_at)"
            " VALUES (?, ?, ?, 'PENDING', ?, 0, ?)"
        )
        now = timestamp(self._recorder.clock())
        for place, (call_id, places) in enumerate(calls.items(), start=count + 1):
            body = canonical({"action": request.kind.value, "places": list(places)}).decode()
            self._run(insert, (request.number, f"task-{place}", call_id, body, now))

    def add_notice(self, request: Request, facts: Mapping[str, object]) -> None:
        """Write what the platform is told of a request, into the same outbox as its tasks.

        Args:
            request: as it stands.
            facts: constants, counts and hashes; no value.
        """
        name = f"status-{self._count(request, f'state NOT IN {_TASKS}') + 1}"
        insert = (
            "INSERT INTO erasure_tasks (request, task_id, call_id, state, body, attempts, next_at)"
            " VALUES (?, ?, '', 'NOTICE', ?, 0, ?)"
        )
        now = timestamp(self._recorder.clock())
        self._run(insert, (request.number, name, canonical(facts).decode(), now))

    def notices_due(self, now: datetime, limit: int) -> list[tuple[str, Notice]]:
        """Return notices of all tenants, each with its own, that are to be sent now."""
        select = (
            "SELECT t.id, r.request_id, t.task_id, t.body, t.attempts FROM erasure_tasks t JOIN erasure_requests r"
            " ON r.id = t.request WHERE r.tenant = ? AND t.state = 'NOTICE' AND t.next_at <= ?"
            " ORDER BY t.next_at, t.id LIMIT ?"
        )
        found: list[tuple[str, Notice]] = []
        for tenant in self._entered():
            rows = self._run(select, (tenant, timestamp(now), limit)).fetchall()
            found += [(tenant, _notice(row)) for row in rows]
        return found

    def taken(self, notice: Notice) -> None:
        """Note that the platform has taken a notice: it is not sent again."""
        update = "UPDATE erasure_tasks SET state = 'TAKEN', acknowledged_at = ? WHERE id = ?"
        self._run(update, (timestamp(self._recorder.clock()), notice.number))

    def tried(self, sent: Task | Notice, next_at: datetime) -> None:
        """Note that a task or notice was sent, and when it is sent again."""
        update = "UPDATE erasure_tasks SET attempts = attempts + 1, next_at = ? WHERE id = ?"
        self._run(update, (timestamp(next_at), sent.number))

    def acknowledge(self, task: Task) -> None:
        """Note that the platform has done a task; where it was is forgotten."""
        body = canonical({"action": task.action.value, "places": []}).decode()
        update = "UPDATE erasure_tasks SET state = 'ACKNOWLEDGED', body = ?, acknowledged_at = ? WHERE id = ?"
        self._run(update, (body, timestamp(self._recorder.clock()), task.number))

    def _entered(self) -> Iterator[str]:
        """Yield every tenant that may have requests, entered."""
        for tenant in self._recorder.connection.requesters():
            self._recorder.connection.enter(tenant)
            yield tenant

    def _count(self, request: Request, condition: str) -> int:
        select = f"SELECT count(*) FROM erasure_tasks WHERE request = ? AND {condition}"  # noqa: S608 - a constant
        return int(self._run(select, (request.number,)).fetchone()[0])


def _task(row: Sequence[Any]) -> Task:
    number, request_id, task_id, call_id, state, body, attempts, next_at, acknowledged_at = row
    found = json.loads(body)
    return Task(
        number=number,
        request_id=request_id,
        task_id=task_id,
        call_id=call_id,
        action=Kind(found["action"]),
        places=tuple(found["places"]),
        state=TaskState(state),
        attempts=attempts,
        next_at=next_at,
        acknowledged_at=acknowledged_at or "",
    )


def _notice(row: Sequence[Any]) -> Notice:
    number, request_id, name, body, attempts = row
    return Notice(number, request_id, name, json.loads(body), attempts)
