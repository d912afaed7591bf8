"""Telling the platform over HTTP: signed, at least once, again later until it acknowledges."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from server.erasure.canonical import digest
from server.erasure.certificate import check
from server.erasure.erasure import Erasure
from server.erasure.holds import Hold
from server.erasure.request import Kind
from server.erasure.rules import ErasureRules, TenantRules, Webhook
from server.erasure.webhook import DELIVERY, SIGNATURE, TIMESTAMP, TOLERANCE, deliver, genuine, headers, pause
from server.errors import NotFound
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import (
    JANE,
    MAIL,
    OFFICER,
    PHONE,
    Calendar,
    acknowledged,
    approved,
    erased,
    erasure,
    speak,
    verifier,
    wanted,
)
from tests.ledger.facts import TENANT

SECRET = b"s" * 40


class Platform:
    """A platform that takes deliveries, or does not."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[tuple[dict[str, str], bytes]] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                platform.taken.append((dict(self.headers.items()), body))
                self.send_response(platform.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def rules(self) -> ErasureRules:
        url = f"http://127.0.0.1:{self.server.server_address[1]}/erasure?from=veilscript"
        return ErasureRules({TENANT: TenantRules(webhook=Webhook(url, SECRET))})


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.server.shutdown()
    made.server.server_close()


async def waiting(ledger: SqliteLedger, rules: ErasureRules) -> Erasure:
    asked = erasure(ledger, rules)
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted(PHONE))
    return asked


async def test_a_task_is_told(ledger: SqliteLedger, calendar: Calendar, platform: Platform) -> None:
    """With its call and places, signed; it says nothing of who it is about, and is not done by being taken."""
    asked = await waiting(ledger, platform.rules)
    assert await deliver(ledger, platform.rules) == 1
    ((given, body),) = platform.taken
    assert genuine(SECRET, given, body, calendar.moment)
    told = json.loads(body)
    assert (told["call_id"], told["action"], told["request_id"], told["task_id"]) == ("call-1", "ERASE", "r1", "task-1")
    assert told["places"][0]["segment_id"] == "s1"
    assert "4155550134" not in body.decode()
    assert (await asked.get(OFFICER, "r1")).tasks[0].state.value == "PENDING"


async def test_it_is_sent_again_until_it_is_acknowledged(
    ledger: SqliteLedger, calendar: Calendar, platform: Platform
) -> None:
    """Refused, it comes again after a pause that grows; taken, it is reminded of in an hour; done, it is left alone."""
    asked = await waiting(ledger, platform.rules)
    platform.status = 503
    pauses = []
    for attempt in range(3):
        assert await deliver(ledger, platform.rules) == 0
        assert await deliver(ledger, platform.rules) == 0, "not before its pause is over"
        pauses.append(pause(attempt))
        calendar.moment += pauses[-1]
    assert pauses == sorted(set(pauses))
    platform.status = 302
    assert await deliver(ledger, platform.rules) == 0, "a redirect is not followed"
    calendar.pass_days(1)
    platform.status = 204
    assert await deliver(ledger, platform.rules) == 1
    calendar.moment += timedelta(hours=1)
    assert await deliver(ledger, platform.rules) == 1
    names = {given[DELIVERY] for given, _ in platform.taken}
    assert names == {"r1/task-1"}, "the same delivery has the same name: whoever takes it twice knows"
    await asked.acknowledge(OFFICER, "r1", "task-1")
    calendar.pass_days(1)
    count = len(platform.taken)
    assert await deliver(ledger, platform.rules) == 1
    assert [given[DELIVERY] for given, _ in platform.taken[count:]] == ["r1/status-1"], "the task is left alone"
    calendar.pass_days(1)
    assert await deliver(ledger, platform.rules) == 0


async def test_the_end_of_a_request_is_told(ledger: SqliteLedger, calendar: Calendar, platform: Platform) -> None:
    """Signed, with the hash of its certificate's statement, until it is taken, and then no more; no value is in it."""
    asked = await waiting(ledger, platform.rules)
    await asked.acknowledge(OFFICER, "r1", "task-1")
    platform.status = 503
    assert await deliver(ledger, platform.rules) == 0
    calendar.moment += pause(0)
    platform.status = 200
    assert await deliver(ledger, platform.rules) == 1
    given, body = platform.taken[-1]
    assert genuine(SECRET, given, body, calendar.moment)
    assert (given[DELIVERY], platform.taken[0][0][DELIVERY]) == ("r1/status-1", "r1/status-1")
    told = json.loads(body)
    statement = check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement
    assert told == {
        "type": "veilscript-erasure-status/1",
        "tenant": TENANT,
        "request_id": "r1",
        "kind": "ERASE",
        "state": "COMPLETE",
        "closed_at": "2026-01-15T12:00:00.000Z",
        "outcomes": {"ERASED": 1},
        "certificate": digest(statement),
    }
    status = await asked.get(OFFICER, "r1")
    assert [task.task_id for task in status.tasks] == ["task-1"], "it is no task"
    with pytest.raises(NotFound):
        await asked.acknowledge(OFFICER, "r1", "status-1")
    calendar.pass_days(30)
    assert await deliver(ledger, platform.rules) == 0


async def test_every_end_is_told(ledger: SqliteLedger, calendar: Calendar, platform: Platform) -> None:
    """A partial answer, the one after the hold, a restriction, its lifting, and what was called back."""
    asked = erasure(ledger, platform.rules)
    await speak(ledger, "call-1", JANE)
    await asked.office.place_hold(OFFICER, Hold("case-7", "High Court, 4 Ob 12/26", date(2027, 1, 1)))
    await erased(asked, wanted(PHONE))
    await asked.office.release_hold(OFFICER, "case-7")
    await acknowledged(asked)
    await erased(asked, wanted(MAIL, request_id="hide", kind=Kind.RESTRICT))
    await asked.office.lift(OFFICER, "hide", reason="the accuracy was verified")
    await asked.create(OFFICER, wanted(MAIL, request_id="back"))
    await asked.office.cancel(OFFICER, "back", reason="withdrawn")
    await deliver(ledger, platform.rules)
    told = [(one["request_id"], one["state"]) for one in (json.loads(body) for _, body in platform.taken)]
    assert told == [
        ("r1", "PARTIAL"),
        ("r1", "COMPLETE"),
        ("hide", "COMPLETE"),
        ("hide", "LIFTED"),
        ("back", "CANCELLED"),
    ]


async def test_a_platform_that_is_away_is_no_harm(ledger: SqliteLedger, platform: Platform) -> None:
    """The task waits in the outbox, and can be listed and acknowledged all the same."""
    rules = platform.rules
    platform.server.shutdown()
    platform.server.server_close()
    asked = await waiting(ledger, rules)
    assert await deliver(ledger, rules) == 0
    assert [task.call_id for task in (await asked.tasks(OFFICER)).items] == ["call-1"]
    assert (await asked.acknowledge(OFFICER, "r1", "task-1")).request.over


async def test_a_name_of_any_letters_is_sent(
    ledger: SqliteLedger, calendar: Calendar, platform: Platform
) -> None:
    """A header holds ASCII alone: the delivery's name is percent-encoded, and signed as it is sent."""
    asked = erasure(ledger, platform.rules)
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted(PHONE, request_id="\u8bf7\u6c42 7\n"))
    assert await deliver(ledger, platform.rules) == 1
    ((given, body),) = platform.taken
    assert given[DELIVERY] == "%E8%AF%B7%E6%B1%82 7%0A/task-1"
    assert genuine(SECRET, given, body, calendar.moment)


async def test_nothing_is_sent_unless_it_is_configured(ledger: SqliteLedger, platform: Platform) -> None:
    """Without an address no connection is opened."""
    await waiting(ledger, ErasureRules())
    assert await deliver(ledger, ErasureRules()) == 0
    assert platform.taken == []


def test_a_delivery_is_genuine_or_it_is_not(calendar: Calendar) -> None:
    """Another secret, body, name or time is not; an old one is a replay."""
    now = calendar.moment
    given = headers(SECRET, "r1/task-1", b"body", now)
    assert genuine(SECRET, given, b"body", now)
    assert not genuine(b"other", given, b"body", now)
    assert not genuine(SECRET, given, b"other", now)
    for name in (DELIVERY, TIMESTAMP, SIGNATURE):
        assert not genuine(SECRET, given | {name: "1"}, b"body", now)
    assert not genuine(SECRET, given, b"body", now + timedelta(seconds=TOLERANCE + 1))
    assert not genuine(SECRET, {}, b"body", now)
