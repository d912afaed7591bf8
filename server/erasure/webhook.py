"""Telling the platform of its tasks: signed HTTP requests from an outbox, at least once, until it acknowledges.

A delivery is a POST of JSON with three headers: ``Veilscript-Delivery`` (the task's name, percent-encoded where it is
not ASCII: the same task again has the same), ``Veilscript-Timestamp`` (seconds since 1970) and
``Veilscript-Signature`` (``v1=`` and the hexadecimal HMAC-SHA256 of delivery, timestamp and body, a dot between them).
Who receives it checks the signature and the age, and takes the same delivery once: then neither a replay nor a repeat
does harm.

A delivery that was taken is not done yet: `AcknowledgeErasureTask` says that. Until then it is sent again.
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
from server.erasure.request import Task
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
    due = await ledger.transact(lambda recorder: Requests(recorder).tasks_due(now, AT_ONCE))
    taken = 0
    for tenant, task in due:
        hook = rules.of(tenant).webhook
        sent = hook is not None and await asyncio.to_thread(_post, hook, tenant, task, now)
        # What was taken is reminded of in an hour; what was not is tried sooner.
        next_at = now + (LONGEST_PAUSE if sent or hook is None else pause(task.attempts))
        await within(ledger, tenant, partial(_tried, task=task, next_at=next_at))
        taken += sent
    return taken


def _tried(recorder: Recorder, task: Task, next_at: datetime) -> None:
    Requests(recorder).tried(task, next_at)


def _post(hook: Webhook, tenant: str, task: Task, now: datetime) -> bool:
    """Send one task; return whether it was taken."""
    body = canonical(
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
    return send(hook.url, body, headers(hook.secret, _name(task), body, now))


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


def _name(task: Task) -> str:
    """Return the name of a delivery, as a header can hold it: a request's id may have any letters."""
    return quote(f"{task.request_id}/{task.task_id}", safe=string.punctuation + " ")


def _signature(secret: bytes, delivery: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret, b".".join((delivery.encode(), stamp.encode(), body)), hashlib.sha256).hexdigest()
