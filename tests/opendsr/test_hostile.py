"""Whoever means harm: each is told no, in an answer that repeats nothing, and the server goes on serving."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from server.errors import LedgerUnavailable
from server.opendsr.http import MOST_BODY, MOST_CONNECTIONS, MOST_HEAD
from tests.contract.test_secrecy import files, logged
from tests.erasure.people import JANE, OFFICER, speak
from tests.opendsr.conftest import Served, Serving
from tests.opendsr.controller import Controller, body, ours

AUTHORISED = "Host: x\r\nAuthorization: Bearer officer\r\nContent-Type: application/json\r\n"
POST = f"POST /requests HTTP/1.1\r\n{AUTHORISED}"
ID = "a7551968-d5d6-44b2-9831-815ac9017798"


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


async def alive(served: Served) -> bool:
    return (await served.controller.ask("GET", "/discovery")).status == 200


@pytest.mark.parametrize(
    ("token", "code", "reason"),
    [("", 401, "UNAUTHENTICATED"), ("nobody", 401, "UNAUTHENTICATED"), ("caller", 403, "PERMISSION_DENIED")],
)
async def test_who_may_not(served: Served, token: str, code: int, reason: str) -> None:
    """No token, an unknown one, one without the role: nothing is created, read or called back."""
    request = body()
    await served.controller.ask("POST", "/requests", request)
    one = f"/requests/{request['subject_request_id']}"
    for method, target, content in (("POST", "/requests", body()), ("GET", one, None), ("DELETE", one, None)):
        told = await served.as_(token).ask(method, target, content)
        assert (told.status, told.reasons) == (code, [reason])
    assert len((await served.erasure.listed(OFFICER)).items) == 1


async def test_another_tenants_request_is_not_there(served: Served) -> None:
    """It cannot be told from one that never was, and its id can be taken."""
    request = body()
    await served.controller.ask("POST", "/requests", request)
    stranger, one = served.as_("stranger"), f"/requests/{request['subject_request_id']}"
    for method in ("GET", "DELETE"):
        told = await stranger.ask(method, one)
        other = await stranger.ask(method, f"/requests/{ID}")
        assert (told.status, told.body) == (404, other.body)
    assert (await stranger.ask("POST", "/requests", request)).json["controller_id"] == "globex"
    assert (await served.controller.ask("GET", one)).json["controller_id"] == "acme"


NOWHERE: tuple[str, ...] = (
    "/",
    "/../requests",
    "/requests/../discovery",
    f"/requests/{ID}/../{ID}",
    f"/requests/{ID}/",
    "/requests/%2e%2e/%2e%2e/etc/passwd",
    "/requests/..%2f..%2fetc%2fpasswd",
    f"/requests/{ID.upper()}",
    f"/requests/{ID}%00",
    f"/requests/{ID}?tenant=globex",
    "/discovery?x=1",
    f"/discovery/{ID}",
    f"/certificate.pem/{ID}",
    "/opendsr.key",
    "//discovery",
    "/v3/discovery",
    "/v2/v2/discovery",
    "http://127.0.0.1/discovery",
    "/requests/" + "a" * 2000,
)


async def test_a_path_leads_nowhere_else(served: Served) -> None:
    """Only what is written out is there; no path is put together, and no file is named by one."""
    for target in NOWHERE:
        answer = await served.controller.raw(f"GET {target} HTTP/1.1\r\n{AUTHORISED}\r\n".encode())
        assert status(answer) == 404, target
        assert b"passwd" not in answer


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("PUT", f"/requests/{ID}", "GET, DELETE"),
        ("POST", f"/requests/{ID}", "GET, DELETE"),
        ("GET", "/requests", "POST"),
        ("HEAD", "/discovery", "GET"),
        ("OPTIONS", "/requests", "POST"),
        ("TRACE", "/discovery", "GET"),
    ],
)
async def test_another_method(served: Served, method: str, target: str, allowed: str) -> None:
    """405, and what there is instead. A request is not changed once it was brought."""
    told = await served.controller.ask(method, target)
    assert (told.status, told.headers["Allow"]) == (405, allowed)


NO_JSON: tuple[bytes, ...] = (
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"\xff\xfe",
    b'{"regulation": NaN}',
    b'{"a": 1, "a": 2}',
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b'{"submitted_time": ' + b"9" * 5_000 + b"}",
    "{}".encode("utf-16"),
    b"\xef\xbb\xbf{}",
)


async def test_what_is_no_json(served: Served) -> None:
    """400; a key that is there twice is none, for two readers could take different ones."""
    for raw in NO_JSON:
        told = await served.controller.ask("POST", "/requests", raw, {"Content-Type": "application/json"})
        assert (told.status, told.reasons) == (400, ["INVALID_FIELD"]), raw[:40]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
async def test_what_is_not_meant_as_json(served: Served, kind: str) -> None:
    """What a page in a browser can send to this machine unasked is not taken."""
    told = await served.controller.ask("POST", "/requests", body(), {"Content-Type": kind})
    assert (told.status, told.reasons) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


NO_REQUEST: tuple[tuple[str, int], ...] = (
    (f"{POST}Content-Length: {MOST_BODY + 1}\r\n\r\n", 413),
    (f"{POST}Content-Length: {'9' * 20}\r\n\r\n", 413),
    (f"{POST}Content-Length: {'9' * 5000}\r\n\r\n", 400),
    (f"{POST}Content-Length: {10**12}\r\nExpect: 100-continue\r\n\r\n", 413),
    (f"{POST}Content-Length: {MOST_BODY * 4}\r\n\r\n" + "x" * MOST_BODY * 4, 413),
    (f"{POST}Transfer-Encoding: chunked\r\n\r\n" + f"4000\r\n{'x' * 0x4000}\r\n" * 5 + "0\r\n\r\n", 413),
    (f"{POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    (f"{POST}Content-Length: -5\r\n\r\nhello", 400),
    (f"{POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    (f"{POST}Transfer-Encoding: gzip, chunked\r\n\r\n", 400),
    (f"GET /discovery HTTP/1.1\r\nHost: x\r\nX: {'x' * MOST_HEAD}\r\n\r\n", 431),
    ("GET /discovery HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n" * MOST_HEAD, 431),
    (f"GET /{'x' * MOST_HEAD} HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    ("GET /discovery HTTP/1.1\r\nHost: x\r\nX: a\rSet-Cookie: b\r\n\r\n", 400),
    ("GET /discovery HTTP/1.1\r\nHost: x\r\n folded: b\r\nX : y\r\n\r\n", 400),
    ("GET /discovery\r\n\r\n", 400),
    ("PRI * HTTP/2.0\r\nHost: x\r\n\r\nSM\r\n\r\n", 400),
    ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\r\n\r\n", 400),
    ("hello\r\n\r\n", 400),
)


async def test_what_is_no_request_or_too_large(served: Served) -> None:
    """An answer as far as there is one, without waiting for more; nothing of it is repeated."""
    for data, code in NO_REQUEST:
        answer = await served.controller.raw(data.encode("latin-1"))
        assert status(answer) == code, (data[:200], answer[:200])
        assert b"Connection: close" in answer
        assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["code"] == code
        assert b"Set-Cookie" not in answer
        assert await alive(served)


async def test_a_body_as_large_as_is_allowed(served: Served) -> None:
    """One byte less than too much is read whole, in chunks too, and after `Expect` is answered."""
    request = json.dumps(body()).encode()
    full = request + b" " * (MOST_BODY - len(request))
    assert (await served.controller.ask("POST", "/requests", full)).status == 201
    chunked = f"{len(full):x}\r\n".encode() + full + b"\r\n0\r\n\r\n"
    told = await served.controller.raw(f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode() + chunked)
    assert status(told) == 201
    expecting = f"{POST}Content-Length: {len(full)}\r\nExpect: 100-continue\r\n\r\n".encode()
    told = await served.controller.raw(expecting + full)
    assert b"HTTP/1.1 201" in told


async def test_a_second_request_on_a_connection_is_not_read(served: Served) -> None:
    """What is smuggled behind a request, by whatever trick of framing, is no request."""
    smuggled = f"DELETE /requests/{ID} HTTP/1.1\r\n{AUTHORISED}\r\n"
    answer = await served.controller.raw(f"GET /discovery HTTP/1.1\r\nHost: x\r\n\r\n{smuggled}".encode())
    assert answer.count(b"HTTP/1.1 ") == 1
    assert status(answer) == 200


async def test_whoever_is_slow_is_cut_off(serving: Serving) -> None:
    """A request has a time in which all of it must come, whether its bytes drip or stop: 408."""
    async with serving(read_seconds=0.5) as served:
        head = f"{POST}Content-Length: 100\r\n\r\n".encode()
        assert status(await served.controller.raw(head * 3, slowly=0.02)) == 408
        assert status(await served.controller.raw(head)) == 408
        assert status(await served.controller.raw(b"GET /disc")) == 408
        assert await alive(served)


async def test_connections_are_counted(serving: Serving) -> None:
    """Whoever opens more than there is room for is turned away, and the room comes back."""
    async with serving(read_seconds=3.0) as served:
        host, _, port = served.controller.address.rpartition(":")
        opened = [await asyncio.open_connection(host, int(port)) for _ in range(MOST_CONNECTIONS)]
        assert await served.controller.raw(b"GET /discovery HTTP/1.1\r\nHost: x\r\n\r\n") == b""
        answers = await asyncio.gather(*(reader.read(-1) for reader, _ in opened))
        assert {status(answer) for answer in answers} == {408}
        for _, writer in opened:
            writer.close()
        async with asyncio.timeout(10):
            while not await served.controller.raw(b"GET /discovery HTTP/1.1\r\nHost: x\r\n\r\n"):
                pass


async def test_no_identity_leaves_the_question(
    served: Served, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in a status, a refusal, a log line, a metric, or any byte that was written; but to whoever brought it."""
    with logged(capfd) as read_log:
        await speak(served.ledger, "call-1", JANE)
        extension = ours(("phone", "+1 415 555 0134"), ("name", "Jane Doe"))
        request = body(("email", "jane@example.com"), extensions=extension)
        target = f"/requests/{request['subject_request_id']}"
        told = [await served.controller.ask("POST", "/requests", request | {"regulation": "x"})]
        told.append(await served.as_("nobody").ask("POST", "/requests", request))
        assert (await served.controller.ask("POST", "/requests", request)).status == 201
        told.append(await served.controller.ask("GET", target))
        plan = await served.erasure.plan(OFFICER, request["subject_request_id"])
        await served.erasure.approve(OFFICER, request["subject_request_id"], plan_hash=plan.hash)
        told.append(await served.controller.ask("GET", target))
        told.append(await served.controller.ask("DELETE", target))
        log = read_log()
    everything = repr(told).encode() + log.encode() + generate_latest(served.metrics.registry) + files(tmp_path)
    for value in ("4155550134", "415 555 0134", "jane@example.com", "Jane Doe"):
        assert value.lower().encode() not in everything.lower()


async def test_what_breaks_inside_tells_nothing(
    served: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """500 with an incident that the log has, too; the ledger's absence is 503, and says when to try again."""

    async def broken(*_: object, **__: object) -> None:
        raise ValueError("quetzalcoatlus")

    async def away(*_: object, **__: object) -> None:
        raise LedgerUnavailable("The ledger is away.")

    with logged(capfd) as read_log:
        monkeypatch.setattr(served.erasure, "create", broken)
        told = await served.controller.ask("POST", "/requests", body())
        assert (told.status, told.reasons) == (500, ["INTERNAL"])
        incident = told.json["error"]["message"].rpartition(" ")[2].rstrip(".")
        log = read_log()
    assert incident in log
    assert "quetzalcoatlus" not in log + told.body.decode()
    monkeypatch.setattr(served.erasure, "create", away)
    told = await served.controller.ask("POST", "/requests", body())
    assert (told.status, told.reasons, told.headers["Retry-After"]) == (503, ["LEDGER_UNAVAILABLE"], "5")


async def test_refusals_are_counted_by_reason(served: Served) -> None:
    """The metric has reasons of ours, and no other label."""
    await Controller(served.controller.address, "nobody").ask("GET", f"/requests/{ID}")
    await served.controller.raw(b"hello\r\n\r\n")
    text = generate_latest(served.metrics.registry).decode()
    assert 'veilscript_refused_total{reason="UNAUTHENTICATED"} 1.0' in text
    assert 'veilscript_refused_total{reason="MALFORMED_REQUEST"} 1.0' in text
