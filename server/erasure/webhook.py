"""Telling the platform of its tasks, and how requests ended: signed HTTP requests from an outbox, at least once.

A delivery is a POST of JSON with three headers: ``Veilscript-Delivery`` (the task's name, percent-encoded where it is
not ASCII: the same task again has the same), ``Veilscript-Timestamp`` (seconds since 1970) and
``Veilscript-Signature`` (``v1=`` and the hexadecimal HMAC-SHA256 of delivery, timestamp and body, a dot between them).
Who receives it checks the signature and the age, and takes the same delivery once: then neither a replay nor a repeat
does harm.

A task that was taken is not done yet: `AcknowledgeErasureTask` says that. Until then it is sent again. That a request
has come to an end is told by the same way, as a delivery of its own, until it is taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import http.client
import socket
import string
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote, urlsplit

from server.erasure.canonical import canonical
from server.erasure.request import Notice, Task
from server.erasure.rules import ErasureRules, Webhook
from server.erasure.store import Requests, within
from server.ledger.recorder import Recorder
from server.ledger.store import StoredLedger

DELIVERY, TIMESTAMP, SIGNATURE = "Veilscript-Delivery", "Veilscript-Timestamp", "Veilscript-Signature"
VERSION = "v1="
TOLERANCE = 300
"""Seconds that a delivery may be old."""
TIMEOUT = 10.0
"""Seconds that are waited for one byte."""
LONGEST = 30.0
"""Seconds that a delivery may take as a whole."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 50


def headers(secret: bytes, delivery: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return what a delivery is signed with."""
    stamp = str(int(now.timestamp()))
    signature = VERSION + _signature(secret, delivery, stamp, body)
    return {DELIVERY: delivery, TIMESTAMP: stamp, SIGNATURE: signature, "Content-Type": "application/json"}


def genuine(secret: bytes, given: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """True if a delivery is signed with the secret and not old: what whoever receives it has to check."""
    stamp = given.get(TIMESTAMP, "")
    if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > TOLERANCE:
        return False
    expected = VERSION + _signature(secret, given.get(DELIVERY, ""), stamp, body)
    return hmac.compare_digest(expected, given.get(SIGNATURE, ""))


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: twice as long each time, an hour at most."""
    return min(FIRST_PAUSE * (1 << min(attempts, 20)), LONGEST_PAUSE)


async def deliver(ledger: StoredLedger, rules: ErasureRules) -> int:
    """Send what is due to the platforms that want it; return how many deliveries were taken.

    Args:
        ledger: holds the tasks.
        rules: say where each tenant's go; without an address nothing is sent.

    Raises:
        LedgerUnavailable: the store cannot be read or written.
    """
    if not any(tenant.webhook for tenant in rules.tenants.values()):
        return 0
    now = ledger.clock()
    taken = 0
    for tenant, task in await ledger.transact(lambda recorder: Requests(recorder).tasks_due(now, AT_ONCE)):
        sent = await _sent(rules.of(tenant).webhook, task.request_id, task.task_id, _body(tenant, task), now)
        # What was taken is reminded of in an hour; what was not is tried sooner.
        next_at = now + (pause(task.attempts) if sent is False else LONGEST_PAUSE)
        await within(ledger, tenant, partial(_tried, sent=task, next_at=next_at))
        taken += bool(sent)
    for tenant, notice in await ledger.transact(lambda recorder: Requests(recorder).notices_due(now, AT_ONCE)):
        sent = await _sent(rules.of(tenant).webhook, notice.request_id, notice.name, canonical(notice.facts), now)
        next_at = now + (pause(notice.attempts) if sent is False else LONGEST_PAUSE)
        await within(ledger, tenant, partial(_taken if sent else _tried, sent=notice, next_at=next_at))
        taken += bool(sent)
    return taken


def _tried(recorder: Recorder, sent: Task | Notice, next_at: datetime) -> None:
    Requests(recorder).tried(sent, next_at)


def _taken(recorder: Recorder, sent: Notice, next_at: datetime) -> None:
    Requests(recorder).tried(sent, next_at)
    Requests(recorder).taken(sent)


def _body(tenant: str, task: Task) -> bytes:
    return canonical(
        {
            "type": "veilscript-erasure-task/1",
            "tenant": tenant,
            "request_id": task.request_id,
            "task_id": task.task_id,
            "call_id": task.call_id,
            "action": task.action.value,
            "places": [dict(place) for place in task.places],
        }
    )


async def _sent(hook: Webhook | None, request_id: str, name: str, body: bytes, now: datetime) -> bool | None:
    """Send one delivery; return whether it was taken, or None where nobody wants it."""
    if hook is None:
        return None
    delivery = _name(request_id, name)
    return await asyncio.to_thread(send, hook.url, body, headers(hook.secret, delivery, body, now))


def send(url: str, body: bytes, given: Mapping[str, str]) -> bool:
    """POST some bytes; return whether they were taken. Redirects are not followed, and the answer is not read.

    Args:
        url: that the configuration names.
        body: of the request.
        given: its headers.
    """
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=TIMEOUT)
    late = threading.Event()
    watch = threading.Timer(LONGEST, _cut_off, [connection, late])
    watch.daemon = True
    watch.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, dict(given))
        taken = 200 <= connection.getresponse().status < 300  # noqa: PLR2004 - RFC 9110: successful
        # Half an answer reads like a whole one.
        return taken and not late.is_set()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        watch.cancel()
        connection.close()


def _cut_off(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """End a connection whose other side answers byte by byte, and so never runs into the time for one byte."""
    late.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            # The socket itself: what encrypts it is in use by who waits for it.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _name(request_id: str, name: str) -> str:
    """Return the name of a delivery, as a header can hold it: a request's id may have any letters."""
    return quote(f"{request_id}/{name}", safe=string.punctuation + " ")


def _signature(secret: bytes, delivery: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret, b".".join((delivery.encode(), stamp.encode(), body)), hashlib.sha256).hexdigest()
