"""HTTP/1.1 on a socket: h11 reads and writes it, and here are the limits of what is waited for and kept.

One request a connection: whoever asks is a program that asks seldom, and a connection that ends has no second request
that could be read as part of the first.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus

import h11

from server.config import host_and_port
from server.errors import ConfigInvalid
from server.opendsr.answers import Answer
from server.opendsr.edge import Asked

MOST_HEAD = 16_384
"""Bytes of the request line and the headers."""
MOST_BODY = 65_536
"""Bytes of a body."""
MOST_CONNECTIONS = 64
READ_SECONDS = 10.0
"""From the first byte of a connection to the last of its request, however slowly they come."""
WRITE_SECONDS = 10.0
LINGER_SECONDS = 1.0
"""How long is read on what is not wanted, so that who sends it reads the answer."""

HEAD_TOO_LARGE = (431, "HEADERS_TOO_LARGE", f"The headers have more than {MOST_HEAD} bytes.")
MALFORMED = (400, "MALFORMED_REQUEST", "This is no HTTP/1.1 request.")

_CHUNK = 16_384

Refuse = Callable[[int, str, str], Answer]
"""Answers what is no request: an HTTP status, a reason, a sentence."""


class Refusal(Exception):
    """What came is no request that is taken."""

    def __init__(self, status: int, reason: str, told: str) -> None:
        super().__init__(reason)
        self.answer = (status, reason, told)


class HttpServer:
    """Listens, and lets requests be answered.

    Args:
        answer: answers a request; it raises nothing.
        refuse: answers what is none.
        read_seconds: how long a request may take to come.
    """

    def __init__(
        self, answer: Callable[[Asked], Awaitable[Answer]], refuse: Refuse, *, read_seconds: float = READ_SECONDS
    ) -> None:
        self._answer = answer
        self._refuse = refuse
        self._read_seconds = read_seconds
        self._open: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def listening(self, address: str) -> AsyncIterator[str]:
        """Listen as long as the context lasts; yield the address, with the port that was chosen where it was 0.

        Args:
            address: HOST:PORT.

        Raises:
            ConfigInvalid: it cannot be listened on.
        """
        host, port = host_and_port(address)
        try:
            server = await asyncio.start_server(self._connected, host, port)
        except OSError:
            raise ConfigInvalid("opendsr_listen cannot be listened on.") from None
        try:
            yield f"{address.rpartition(':')[0]}:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        exchange = _Exchange(reader, writer)
        try:
            answer = await self._one(exchange)
            if answer is not None:
                async with asyncio.timeout(WRITE_SECONDS):
                    await exchange.write(answer)
                await exchange.linger()
        except (OSError, TimeoutError):
            # Whoever asked is gone, or does not read.
            writer.transport.abort()
        finally:
            writer.close()

    async def _one(self, exchange: _Exchange) -> Answer | None:
        """Read one request and return its answer; None where none came."""
        try:
            async with asyncio.timeout(self._read_seconds):
                asked = await exchange.read()
        except Refusal as refusal:
            return self._refuse(*refusal.answer)
        except TimeoutError:
            return self._refuse(408, "REQUEST_TIMEOUT", f"The request took more than {self._read_seconds:g} seconds.")
        except h11.RemoteProtocolError as error:
            large = error.error_status_hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            return self._refuse(*(HEAD_TOO_LARGE if large else MALFORMED))
        return None if asked is None else await self._answer(asked)


class _Exchange:
    """One request and its answer, on a connection of their own."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEAD)
        self._head: h11.Request | None = None

    async def read(self) -> Asked | None:
        """Read the request; None where the connection ended before it began.

        Raises:
            Refusal: it is too large, or of another version.
            h11.RemoteProtocolError: it is none.
        """
        body = bytearray()
        while True:
            event = self._protocol.next_event()
            if event is h11.NEED_DATA:
                await self._more()
            elif isinstance(event, h11.Request):
                self._head = event
                _check_head(event)
                _check_size(dict(event.headers).get(b"content-length", b"0"))
            elif isinstance(event, h11.Data):
                body += event.data
                _check_size(b"%d" % len(body))
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                return _asked(self._head, bytes(body))
            else:
                return None

    async def write(self, answer: Answer) -> None:
        """Write the answer, and end our half of the connection."""
        headers = {
            **answer.headers,
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            "Cache-Control": "no-store",
            "Connection": "close",
        }
        events: list[h11.Event] = [h11.Response(status_code=answer.status, headers=list(headers.items()))]
        # The answer to HEAD is its head.
        if self._head is None or self._head.method != b"HEAD":
            events.append(h11.Data(data=answer.body))
        for event in (*events, h11.EndOfMessage()):
            self._writer.write(self._protocol.send(event) or b"")
        await self._writer.drain()
        self._writer.write_eof()

    async def linger(self) -> None:
        """Read on until the other side has closed: a connection closed with bytes unread takes the answer along."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while await self._reader.read(_CHUNK):
                    pass

    async def _more(self) -> None:
        if self._protocol.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[])
            self._writer.write(self._protocol.send(go_on) or b"")
        self._protocol.receive_data(await self._reader.read(_CHUNK))


def _check_head(head: h11.Request) -> None:
    """Refuse what came whole and is too large for all that, and what is of a version that goes another way."""
    if len(head.target) + sum(len(name) + len(value) for name, value in head.headers) > MOST_HEAD:
        raise Refusal(*HEAD_TOO_LARGE)
    if head.http_version not in (b"1.0", b"1.1"):
        raise Refusal(*MALFORMED)


def _check_size(size: bytes) -> None:
    """Refuse a body of so many bytes, in decimal digits: what announces it may be longer than a number can be."""
    if len(size) > len(str(MOST_BODY)) or int(size) > MOST_BODY:
        raise Refusal(413, "BODY_TOO_LARGE", f"The body has more than {MOST_BODY} bytes.")


def _asked(head: h11.Request, body: bytes) -> Asked:
    headers: dict[str, list[str]] = {}
    for name, value in head.headers:
        headers.setdefault(name.decode("ascii"), []).append(value.decode("latin-1"))
    return Asked(head.method.decode("ascii"), head.target.decode("latin-1"), headers, body)
