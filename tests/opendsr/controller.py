"""A controller: brings requests over HTTP, signs them, takes callbacks. It shares no code with what it talks to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from tests.opendsr.authority import DOMAIN

PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Told:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def reasons(self) -> list[str]:
        return [one["reason"] for one in self.json["error"]["errors"]]

    @property
    def faults(self) -> list[str]:
        """The fields that are named."""
        return [one["message"].split(":")[0] for one in self.json["error"]["errors"]]


def body(*identities: tuple[str, str] | tuple[str, str, str], **more: object) -> dict[str, Any]:
    """A request by some identities of the specification, each a type and a value, and a format if it is not raw."""
    return {
        "regulation": "gdpr",
        "subject_request_id": str(uuid.uuid4()),
        "subject_request_type": "erasure",
        "submitted_time": "2026-01-02T15:00:00Z",
        "subject_identities": [identity(*one) for one in identities or (("email", "jane@example.com"),)],
        "api_version": "2.0",
    } | more


def identity(kind: str, value: str, form: str = "raw") -> dict[str, str]:
    return {"identity_type": kind, "identity_value": value, "identity_format": form}


def ours(*identities: tuple[str, str] | tuple[str, str, str], **more: object) -> dict[str, Any]:
    """The extension of the processor."""
    return {DOMAIN: {"identities": [identity(*one) for one in identities]} | more}


def instructed(
    key: Ed25519PrivateKey,
    tenant: str,
    request_id: str,
    raw: bytes,
    *,
    action: str = "erasure",
    at: float | None = None,
    nonce: bytes | None = None,
) -> dict[str, str]:
    """The headers of a controller's instruction, made as the documentation says."""
    nonce = os.urandom(16) if nonce is None else nonce
    timestamp = int(time.time() if at is None else at)
    commitment = hashlib.sha256(nonce + raw).hexdigest()
    text = (
        f'{{"action":"{action}","body":"{commitment}","request_id":"{request_id}","tenant":"{tenant}",'
        f'"timestamp":{timestamp},"type":"veilscript-opendsr-instruction/1"}}'
    )
    return {
        "Veilscript-Instruction-Timestamp": str(timestamp),
        "Veilscript-Instruction-Nonce": base64.b64encode(nonce).decode(),
        "Veilscript-Instruction-Signature": base64.b64encode(key.sign(text.encode())).decode(),
    }


@dataclass(frozen=True, slots=True)
class Controller:
    """Whoever asks at an address, with a token or none."""

    address: str
    token: str = "officer"

    async def ask(
        self, method: str, target: str, content: object = None, headers: dict[str, str] | None = None
    ) -> Told:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode() if content is not None else b""
        given = {"Content-Type": "application/json"} if raw else {}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        return await asyncio.to_thread(self._ask, method, target, raw, given | (headers or {}))

    def _ask(self, method: str, target: str, raw: bytes, headers: dict[str, str]) -> Told:
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        try:
            connection.request(method, target, raw or None, headers)
            answer = connection.getresponse()
            return Told(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    async def raw(self, data: bytes, *, slowly: float = 0.0) -> bytes:
        """Send bytes as they are; return everything that comes back. `slowly`: seconds between two of them."""
        host, _, port = self.address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            async with asyncio.timeout(PATIENCE):
                if slowly:
                    reading = asyncio.ensure_future(reader.read(-1))
                    for byte in data:
                        writer.write(bytes([byte]))
                        done, _ = await asyncio.wait({reading}, timeout=slowly)
                        if done:
                            break
                    return await reading
                writer.write(data)
                return await reader.read(-1)
        except ConnectionError:
            return b""
        finally:
            writer.close()


def genuine(pem: bytes, signature: str, raw: bytes) -> bool:
    """True if a signature in base64 is of a certificate's key, over the SHA-256 of some bytes."""
    key = x509.load_pem_x509_certificate(pem).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(base64.b64decode(signature), raw, padding.PKCS1v15(), SHA256())
        else:
            assert isinstance(key, ec.EllipticCurvePublicKey)
            key.verify(base64.b64decode(signature), raw, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@dataclass
class Receiver:
    """Takes callbacks, or does not."""

    status: int = 202
    location: str = ""
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    host: str = ""
    came: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{self.host}/opendsr_callbacks"

    @property
    def statuses(self) -> list[str]:
        return [json.loads(raw)["request_status"] for _, _, raw in self.taken]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append((self.path, dict(self.headers.items()), raw))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()
            receiver.came.set()

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
