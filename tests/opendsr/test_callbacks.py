"""Telling controllers: signed, with a time, at least once, again until it is taken; and nowhere but where it may."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.erasure import webhook
from server.erasure.actor import Actor
from server.erasure.holds import Hold
from server.erasure.request import Status
from server.erasure.rules import ErasureRules, TenantRules
from server.erasure.webhook import pause
from server.ledger.sqlite import SqliteLedger
from server.opendsr.callbacks import Outbox, permitted
from server.opendsr.processor import Processor
from server.opendsr.telling import Teller
from tests.erasure.people import JANE, OFFICER, Calendar, speak
from tests.ledger.facts import TENANT
from tests.opendsr.authority import DOMAIN
from tests.opendsr.conftest import Served, Serving
from tests.opendsr.controller import Receiver, body, genuine, ours, receiving


@pytest.fixture
def calendar(ledger: SqliteLedger) -> Calendar:
    """A clock of the ledger that stands still until it is moved."""
    moved = Calendar()
    ledger.clock = moved
    ledger._recorder.clock = moved
    return moved


def rules(*receivers: Receiver) -> TenantRules:
    return TenantRules(callback_hosts=frozenset(receiver.host for receiver in receivers))


async def brought(served: Served, *urls: str, **more: Any) -> str:  # noqa: ANN401
    """The id of a request that was taken, with callbacks."""
    request = body(("email", "jane@example.com"), status_callback_urls=list(urls), **more)
    told = await served.controller.ask("POST", "/requests", request)
    assert told.status == 201, told.body
    return str(request["subject_request_id"])


async def approve(served: Served, request_id: str) -> None:
    plan = await served.erasure.plan(OFFICER, request_id)
    await served.erasure.approve(OFFICER, request_id, plan_hash=plan.hash)


async def test_section_8_6_a_callback(serving: Serving, receiver: Receiver, calendar: Calendar) -> None:
    """Every required field and header; the signature is of the published certificate, over every byte of the body."""
    async with serving(rules(receiver)) as served:
        request_id = await brought(served, receiver.url)
        assert await served.teller.tell_due() == 1
        ((path, headers, raw),) = receiver.taken
        pem = (await served.controller.ask("GET", "/certificate.pem")).body
    assert path == "/opendsr_callbacks"
    assert headers["Content-Type"] == "application/json"
    for name in ("DSR", "GDPR"):
        assert headers[f"X-Open{name}-Processor-Domain"] == DOMAIN
        assert genuine(pem, headers[f"X-Open{name}-Signature"], raw)
        assert not genuine(pem, headers[f"X-Open{name}-Signature"], raw.replace(b"pending", b"completed"))
    told = json.loads(raw)
    assert (told["controller_id"], told["subject_request_id"]) == (TENANT, request_id)
    assert (told["request_status"], told["status_callback_url"]) == ("pending", receiver.url)
    assert datetime.fromisoformat(told["expected_completion_time"]).tzinfo is not None
    # The time is signed with the rest: a callback that is replayed later shows its age.
    assert datetime.fromisoformat(told["extensions"][DOMAIN]["sent_time"]) == calendar.moment
    assert told["extensions"][DOMAIN]["delivery"] == f"{request_id}/1/pending"
    assert b"jane" not in raw


async def test_section_8_5_every_change_is_told(serving: Serving, receiver: Receiver, calendar: Calendar) -> None:
    """To each address, once; nothing is told where nothing has changed."""
    with receiving() as other:
        async with serving(rules(receiver, other)) as served:
            await speak(served.ledger, "call-1", JANE)
            request_id = await brought(served, receiver.url, other.url)
            await served.teller.tell_due()
            assert await served.teller.tell_due() == 0
            await approve(served, request_id)
            await served.teller.tell_due()
            await served.erasure.acknowledge(OFFICER, request_id, "task-1")
            await served.teller.tell_due()
            assert await served.teller.tell_due() == 0
        for told in (receiver, other):
            assert told.statuses == ["pending", "in_progress", "completed"]
            names = [json.loads(raw)["extensions"][DOMAIN]["delivery"] for _, _, raw in told.taken]
            assert names == [f"{request_id}/{n}/{s}" for n, s in enumerate(told.statuses, start=1)]
            last = json.loads(told.taken[-1][2])["extensions"][DOMAIN]
            assert (last["state"], last["outcomes"]) == ("COMPLETE", {"ERASED": 1})


async def test_what_is_called_back_is_told(serving: Serving, receiver: Receiver) -> None:
    """A request that was cancelled before anybody was told of it is told as cancelled."""
    async with serving(rules(receiver)) as served:
        request_id = await brought(served, receiver.url)
        await served.controller.ask("DELETE", f"/requests/{request_id}")
        await served.teller.tell_due()
    assert receiver.statuses == ["cancelled"]


@pytest.mark.parametrize("code", [301, 302, 307, 308, 400, 403, 500, 503])
async def test_what_is_not_taken_comes_again(
    serving: Serving, receiver: Receiver, calendar: Calendar, code: int
) -> None:
    """After a pause that grows, under the same name, signed anew; a redirect is not followed, and takes nothing."""
    with receiving() as elsewhere:
        receiver.status, receiver.location = code, elsewhere.url
        async with serving(rules(receiver, elsewhere)) as served:
            await brought(served, receiver.url)
            for attempt in range(3):
                assert await served.teller.tell_due() == 0
                assert await served.teller.tell_due() == 0, "not before its pause is over"
                assert len(receiver.taken) == attempt + 1
                calendar.moment += pause(attempt)
            assert served.warnings == ["a status callback was not taken, and is tried again"] * 3
            receiver.status = 202
            assert await served.teller.tell_due() == 1
        ours_ = [json.loads(raw)["extensions"][DOMAIN] for _, _, raw in receiver.taken]
        assert len({one["delivery"] for one in ours_}) == 1
        assert len({one["sent_time"] for one in ours_}) == 4
        assert elsewhere.taken == []


async def test_one_that_is_away_keeps_no_other_waiting(
    serving: Serving, receiver: Receiver, calendar: Calendar
) -> None:
    """It is told in the end how the request stands then, and not what it missed."""
    with receiving() as away:
        host = away.host
    gone = Receiver(host=host)
    async with serving(rules(receiver, gone)) as served:
        await speak(served.ledger, "call-1", JANE)
        request_id = await brought(served, gone.url, receiver.url)
        assert await served.teller.tell_due() == 1
        await approve(served, request_id)
        assert await served.teller.tell_due() == 1
    assert receiver.statuses == ["pending", "in_progress"]


async def test_one_that_cannot_be_told_keeps_no_other_waiting(
    serving: Serving, receiver: Receiver, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with one, the others are told, and it is put off as if it had not answered."""
    async with serving(rules(receiver)) as served:
        broken = await brought(served, receiver.url)
        await brought(served, receiver.url)
        get = served.erasure.get

        async def breaking(actor: Actor, request_id: str) -> Status:
            if request_id == broken:
                raise ValueError("quetzalcoatlus")
            return await get(actor, request_id)

        with monkeypatch.context() as broke:
            broke.setattr(served.erasure, "get", breaking)
            with pytest.raises(ValueError, match="quetzalcoatlus"):
                await served.teller.tell_due()
        assert len(receiver.taken) == 1
        assert await served.teller.tell_due() == 0
        calendar.moment += pause(0)
        assert await served.teller.tell_due() == 1


async def test_one_that_answers_byte_by_byte_is_cut_off(
    serving: Serving, monkeypatch: pytest.MonkeyPatch, calendar: Calendar
) -> None:
    """It would hold a thread for ever, and the server when it stops; each byte comes in time."""
    monkeypatch.setattr(webhook, "LONGEST", 0.5)

    def drip(listening: socket.socket) -> None:
        taken, _ = listening.accept()
        with taken, contextlib.suppress(OSError):
            taken.sendall(b"HTTP/1.1 200 ")
            while True:
                taken.sendall(b"x")
                time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=[listening], daemon=True).start()
        slow = Receiver(host=f"127.0.0.1:{listening.getsockname()[1]}")
        async with serving(rules(slow)) as served:
            await brought(served, slow.url)
            async with asyncio.timeout(10):
                assert await served.teller.tell_due() == 0
            assert served.warnings


async def test_a_restart_forgets_no_callback(serving: Serving, receiver: Receiver) -> None:
    """What was not told when a server went away is told by the next."""
    async with serving(rules(receiver)) as served:
        await brought(served, receiver.url)
    async with serving(rules(receiver)) as served:
        assert await served.teller.tell_due() == 1
    assert receiver.statuses == ["pending"]


async def test_a_host_that_is_named_no_more_is_told_nothing(
    serving: Serving, receiver: Receiver, calendar: Calendar
) -> None:
    """The rules of now decide, not those under which the request was taken."""
    with receiving() as named:
        async with serving(rules(receiver)) as served:
            await brought(served, receiver.url)
        async with serving(rules(named)) as served:
            assert await served.teller.tell_due() == 0
            calendar.pass_days(1)
            assert await served.teller.tell_due() == 0
    assert receiver.taken == []


async def test_nothing_is_told_unless_hosts_are_named(serving: Serving, receiver: Receiver) -> None:
    """Without configuration no callback is taken, and none is looked for."""
    async with serving() as served:
        told = await served.controller.ask("POST", "/requests", body(status_callback_urls=[receiver.url]))
        assert told.faults == ["status_callback_urls[0]"]
        before = served.ledger.transactions
        assert await served.teller.tell_due() == 0
        assert served.ledger.transactions == before
    assert receiver.taken == []


HOSTS = frozenset({"controller.example:443", "controller.example:8443", "127.0.0.1:8080"})
FORBIDDEN = [
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:169.254.169.254]/",
    "https://2852039166/",
    "https://0xA9FEA9FE/",
    "https://metadata.google.internal/",
    "file:///etc/passwd",
    "file://controller.example/etc/passwd",
    "gopher://controller.example:443/",
    "ftp://controller.example/",
    "javascript:alert(1)",
    "//controller.example/",
    "controller.example",
    "",
    "http://controller.example/",
    "http://controller.example:443/",
    "https://controller.example:444/",
    "https://controller.example:0/",
    "https://controller.example:99999/",
    "https://controller.example:x/",
    "https://evil.example/",
    "https://controller.example.evil.example/",
    "https://evil.example/?https://controller.example/",
    "https://evil.example#controller.example",
    "https://controller.example@evil.example/",
    "https://evil.example@controller.example/",
    "https://user:secret@controller.example/",
    "https://evil.example\\@controller.example/",
    "https:\\\\controller.example/",
    "https://controller.example\\.evil.example/",
    "https://controller.example/\r\nX-Evil: 1",
    "https://controller.example/ HTTP/1.1",
    "https://con\ttroller.example/",
    "https://controller.example/\u00e9",
    "https://\uff43ontroller.example/",
    "https://controller.example./",
    "https://controller.example%2eevil.example/",
    "https://127.0.0.1:22/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1/",
    "http://localhost:8080/",
    "http://[::1]:8080/",
    "http://0.0.0.0:8080/",
    "http://127.1:8080/",
    "https://controller.example/" + "x" * 2048,
]


@pytest.mark.parametrize("url", FORBIDDEN, ids=range(len(FORBIDDEN)))
def test_an_address_that_is_not_written_to(url: str) -> None:
    """Whoever brings a request chooses among the hosts that the configuration names, and reaches no other."""
    assert not permitted(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "https://controller.example",
        "https://controller.example/",
        "https://Controller.Example:443/callbacks?of=veilscript",
        "https://controller.example:8443/callbacks",
        "http://127.0.0.1:8080/callbacks",
        "https://127.0.0.1:8080/callbacks",
    ],
)
def test_an_address_that_is_written_to(url: str) -> None:
    """Https on a host and port that are named; without encryption on this machine alone."""
    assert permitted(url, HOSTS)


@given(st.text(alphabet="htps:/.@\\?#[]%0189acdegilmnorvx \t\n\u3002", max_size=60))
@settings(max_examples=2000, deadline=None)
def test_no_address_that_is_permitted_leads_elsewhere(tail: str) -> None:
    """Whatever is put around the name of a host, what is connected to is a host that is named."""
    for url in (f"https://{tail}", f"https://controller.example{tail}", f"https://{tail}controller.example/", tail):
        if permitted(url, HOSTS):
            parts = urlsplit(url)
            assert f"{parts.hostname}:{443 if parts.port is None else parts.port}" in HOSTS
            assert not parts.username


@pytest.mark.parametrize("url", ["https://169.254.169.254/", "file:///etc/passwd", "http://127.0.0.1:1/"])
async def test_a_request_with_such_an_address_is_refused(serving: Serving, receiver: Receiver, url: str) -> None:
    """As a whole: a controller that waits for a callback must not wait for ever. The address is not repeated."""
    async with serving(rules(receiver)) as served:
        told = await served.controller.ask("POST", "/requests", body(status_callback_urls=[receiver.url, url]))
        assert (told.status, told.faults) == (400, ["status_callback_urls[1]"])
        assert url.encode() not in told.body
        assert (await served.erasure.listed(OFFICER)).items == ()


async def test_an_address_that_holds_an_identity(serving: Serving, receiver: Receiver) -> None:
    """It would be stored: it is refused. A path that has a few letters in common with a name is none."""
    people = ours(("phone", "+1 415 555 0134"), ("name", "Jane Doe"), ("account_id", "42"), ("name", "Ed"))
    async with serving(rules(receiver)) as served:
        mails = ("?who=jane@example.com", "?who=%6aane%40example.com")
        for part in (*mails, "/1-415-555-0134", "/JANE/DOE", "/42", "?ed=1"):
            request = body(status_callback_urls=[receiver.url + part], extensions=people)
            told = await served.controller.ask("POST", "/requests", request)
            assert told.faults == ["status_callback_urls[0]"], part
        request = body(status_callback_urls=[receiver.url + "/feed/4242"], extensions=people)
        assert (await served.controller.ask("POST", "/requests", request)).status == 201


async def test_a_request_and_its_callbacks_are_kept_together(
    serving: Serving, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one transaction: where the one cannot be written, the other is not."""

    def broken(*_: object) -> None:
        raise ValueError("quetzalcoatlus")

    async with serving(rules(receiver)) as served:
        with monkeypatch.context() as broke:
            broke.setattr(Outbox, "register", broken)
            told = await served.controller.ask("POST", "/requests", body(status_callback_urls=[receiver.url]))
            assert told.status == 503
        assert (await served.erasure.listed(OFFICER)).items == ()


async def test_other_callbacks_of_the_same_request(serving: Serving, receiver: Receiver) -> None:
    """A request is not changed once it was brought."""
    async with serving(rules(receiver)) as served:
        request = body(status_callback_urls=[receiver.url])
        for _ in range(2):
            assert (await served.controller.ask("POST", "/requests", request)).status == 201
        other = request | {"status_callback_urls": [receiver.url + "/other"]}
        assert (await served.controller.ask("POST", "/requests", other)).reasons == ["ALREADY_EXISTS"]
        await served.teller.tell_due()
    assert [path for path, _, _ in receiver.taken] == ["/opendsr_callbacks"]


async def test_a_hold_that_is_released_is_told(serving: Serving, receiver: Receiver, calendar: Calendar) -> None:
    """A request that is answered in part says so; when it goes on it says that, and its deliveries have other names."""
    async with serving(rules(receiver)) as served:
        await speak(served.ledger, "call-1", JANE)
        hold = Hold("case-7", "High Court", date(2027, 1, 31), frozenset({"call-1"}), frozenset())
        await served.erasure.office.place_hold(OFFICER, hold)
        request_id = await brought(served, receiver.url)
        await approve(served, request_id)
        await served.teller.tell_due()
        told = json.loads(receiver.taken[-1][2])
        assert (told["request_status"], told["extensions"][DOMAIN]["state"]) == ("completed", "PARTIAL")
        assert told["extensions"][DOMAIN]["outcomes"] == {"HELD": 1}
        await served.erasure.office.release_hold(OFFICER, "case-7")
        await served.teller.tell_due()
        await served.erasure.acknowledge(OFFICER, request_id, "task-1")
        await served.teller.tell_due()
    assert receiver.statuses == ["completed", "in_progress", "completed"]
    names = [json.loads(raw)["extensions"][DOMAIN]["delivery"] for _, _, raw in receiver.taken]
    assert len(set(names)) == 3


async def test_a_host_that_another_tenant_names(
    serving: Serving, receiver: Receiver, processor: Processor
) -> None:
    """It is no host of this one's."""
    async with serving(rules(receiver)) as served:
        await brought(served, receiver.url)
        others = ErasureRules({"globex": rules(receiver)})
        assert await Teller(served.erasure, served.ledger, others, processor, print).tell_due() == 0
    assert receiver.taken == []
