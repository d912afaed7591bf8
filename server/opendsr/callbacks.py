"""Where the status of requests is told: the outbox of callbacks, and which addresses may be in it (section 8.5).

A row is an address of a request. It is due while what was told there last is not how the request stands: whatever
happens in between, an address that answers is told in the end. What is told is how the request stands when it is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from server.erasure.request import Request
from server.errors import AlreadyExists
from server.ledger.epochs import timestamp
from server.ledger.recorder import Recorder
from server.opendsr.terms import STANDING, Standing

LONGEST_URL = 2048
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
PORTS = {"https": 443, "http": 80}

# The words of STANDING in SQL, made of constants alone.
_NOW = " ".join(f"WHEN '{state.value}' THEN '{standing.value}'" for state, standing in STANDING.items())
_NOW = f"CASE r.state {_NOW} END"


def permitted(url: str, hosts: Collection[str]) -> bool:
    """True if an address may be written to: https, on a host and port that the configuration names.

    Without encryption only this machine is written to, and it must be named as well.
    """
    # What is no plain address is refused before it is read: readers of addresses disagree about what they leave out.
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or set(url) & set(" \\#@"):
        return False
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        return False
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    return (parts.scheme == "https" or plain) and f"{parts.hostname}:{port}" in hosts


@dataclass(frozen=True, slots=True)
class Callback:
    """An address that is to be told how a request stands.

    Attributes:
        number: of its row.
        tenant: whose request it is.
        request_id: of the request.
        url: the address.
        sent: how many statuses were taken there.
        attempts: how often it was tried since.
    """

    number: int
    tenant: str
    request_id: str
    url: str
    sent: int
    attempts: int


class Outbox:
    """Reads and writes callbacks.

    Args:
        recorder: of the ledger, in a transaction.
    """

    __slots__ = ("_recorder", "_run")

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._run = recorder.connection.execute

    def register(self, request: Request, urls: Sequence[str]) -> None:
        """Note where a request's status is to be told; its tenant has been entered. Again is no error.

        Raises:
            AlreadyExists: other addresses are noted.
        """
        rows = self._run("SELECT url FROM opendsr_callbacks WHERE request = ?", (request.number,)).fetchall()
        if rows and {url for (url,) in rows} != set(urls):
            raise AlreadyExists("The request has other callbacks.")
        if rows:
            return
        columns = "request, url, told, sent, attempts, next_at"
        insert = f"INSERT INTO opendsr_callbacks ({columns}) VALUES (?, ?, '', 0, 0, ?)"  # noqa: S608 - ours
        for url in urls:
            self._run(insert, (request.number, url, timestamp(self._recorder.clock())))

    def due(self, now: datetime, limit: int) -> list[Callback]:
        """Return callbacks of all tenants that are to be sent now."""
        select = (
            "SELECT c.id, r.request_id, c.url, c.sent, c.attempts FROM opendsr_callbacks c"  # noqa: S608 - ours
            " JOIN erasure_requests r ON r.id = c.request WHERE r.tenant = ? AND c.next_at <= ?"
            f" AND c.told <> {_NOW} ORDER BY c.next_at LIMIT ?"
        )
        found: list[Callback] = []
        for tenant in self._recorder.connection.requesters():
            self._recorder.connection.enter(tenant)
            rows = self._run(select, (tenant, timestamp(now), limit)).fetchall()
            found += [Callback(number, tenant, *rest) for number, *rest in rows]
        return found

    def taken(self, callback: Callback, standing: Standing) -> None:
        """Note what an address was told; what changes from here on is told at once."""
        told = "told = ?, sent = sent + 1, attempts = 0, next_at = ?"
        update = f"UPDATE opendsr_callbacks SET {told} WHERE id = ? AND sent = ?"  # noqa: S608 - ours
        self._run(update, (standing.value, timestamp(self._recorder.clock()), callback.number, callback.sent))

    def later(self, callback: Callback, after: timedelta) -> None:
        """Put an address off: after how long it is tried again, unless it takes what it is told now."""
        update = "UPDATE opendsr_callbacks SET attempts = attempts + 1, next_at = ? WHERE id = ?"
        self._run(update, (timestamp(self._recorder.clock() + after), callback.number))
