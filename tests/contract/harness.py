"""A real server on a real socket in the test's own event loop, and a client that speaks the contract."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from recognizers.engine import Engine
from server.calls import Calls
from server.detection import Detection, InlineDetection
from server.erasure.erasure import Erasure
from server.erasure.rules import ErasureRules
from server.erasure.tombstones import FILE, Tombstones
from server.errors import Reason
from server.grpc_edge.auth import Credentials
from server.grpc_edge.limits import Limits
from server.grpc_edge.server import Edge
from server.ledger.ledger import CallState
from server.ledger.queries import Audit
from server.ledger.sqlite import SqliteLedger
from server.metrics import Metrics
from server.redaction.policy_store import PolicyStore
from veilscript.v1 import redaction_pb2 as pb

PATIENCE = 20.0
ANY_SIZE = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


@cache
def engine() -> Engine:
    return Engine()


@dataclass(frozen=True, slots=True)
class Server:
    target: str
    edge: Edge
    ledger: SqliteLedger
    metrics: Metrics

    def state(self, call_id: str, tenant: str = "default") -> CallState | None:
        call = self.ledger.call(tenant, call_id)
        return None if call is None else call.state

    async def until(self, call_id: str, state: CallState) -> None:
        """Wait until the ledger says so of a call."""
        async with asyncio.timeout(PATIENCE):
            while self.state(call_id) is not state:  # noqa: ASYNC110  # a ledger tells nobody
                await asyncio.sleep(0.01)


@asynccontextmanager
async def serving(
    data_dir: Path,
    *,
    limits: Limits = Limits(),  # noqa: B008  # frozen
    max_streams: int = 1000,
    detection: Detection | None = None,
    ledger: SqliteLedger | None = None,
    credentials: Credentials | None = None,
    policies: PolicyStore | None = None,
    rules: ErasureRules | None = None,
    ready: bool = True,
    address: str = "127.0.0.1:0",
    grace: float = 0.0,
    resume_window: float = 0.0,
    encryption: grpc.ServerCredentials | None = None,
) -> AsyncIterator[Server]:
    ledger = ledger or await SqliteLedger.open(data_dir)
    metrics = Metrics()
    calls = Calls(
        detection=metrics.timed(detection or InlineDetection(engine())),
        ledger=ledger,
        policies=policies or PolicyStore(),
        resume_window=resume_window,
    )
    edge = Edge(
        calls=calls,
        audit=Audit(ledger),
        erasure=Erasure(ledger, rules or ErasureRules(), Tombstones(data_dir / FILE)),
        credentials=credentials or Credentials(None),
        limits=limits,
        max_streams=max_streams,
        metrics=metrics,
    )
    target = await edge.listen(address, encryption)
    if ready:
        await edge.open()
    try:
        yield Server(target, edge, ledger, metrics)
    finally:
        await edge.close(grace)
        await ledger.close()


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a call ended: its status, taken apart."""

    code: grpc.StatusCode
    reason: str
    message: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    retry: float | None = None

    @property
    def named(self) -> Reason:
        return Reason(self.reason)


def refusal(code: grpc.StatusCode, message: str, metadata: Sequence[tuple[str, str | bytes]]) -> Refusal:
    raw = dict(metadata).get("grpc-status-details-bin")
    if raw is None:
        return Refusal(code, "", message)
    status = status_pb2.Status.FromString(raw)
    assert (status.code, status.message) == (code.value[0], message)
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    found = {type(kind): any(detail.Unpack(kind) for detail in status.details) for kind in (info, bad, retry)}
    assert found[type(info)]
    assert info.domain == "veilscript"
    return Refusal(
        code,
        info.reason,
        message,
        tuple(sorted(info.metadata.items())),
        tuple(violation.field for violation in bad.field_violations),
        retry.retry_delay.ToTimedelta().total_seconds() if found[type(retry)] else None,
    )


def segment(sequence: int, text: str, **more: object) -> pb.TranscriptSegment:
    settings: dict[str, object] = {"segment_id": f"s{sequence}", "is_final": True} | more
    return pb.TranscriptSegment(sequence=sequence, text=text, **settings)  # type: ignore[arg-type]


class Client:
    """One connection. Messages may be given as bytes, so that they can be wrong."""

    def __init__(self, target: str, token: str = "") -> None:
        self.channel = grpc.aio.insecure_channel(target, options=ANY_SIZE)
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._stream = self.channel.stream_stream(
            "/veilscript.v1.RedactionService/StreamingRedact",
            request_serializer=lambda message: message if isinstance(message, bytes) else message.SerializeToString(),
            response_deserializer=pb.StreamingRedactResponse.FromString,
        )
        self._unary = self.channel.unary_unary(
            "/veilscript.v1.RedactionService/Redact",
            request_serializer=lambda message: message if isinstance(message, bytes) else message.SerializeToString(),
            response_deserializer=pb.RedactResponse.FromString,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()

    def stream(self, timeout: float | None = PATIENCE) -> Stream:
        return Stream(self._stream(timeout=timeout, metadata=self._metadata))

    async def open(self, call_id: str = "call", *, max_hold: float | None = None, **more: object) -> Stream:
        stream = self.stream()
        hold = None if max_hold is None else Duration(seconds=int(max_hold), nanos=round(max_hold % 1 * 1e9))
        await stream.send(config=pb.StreamingConfig(call_id=call_id, max_hold=hold, **more))  # type: ignore[arg-type]
        stream.started = (await stream.next()).started
        return stream

    async def redact(self, request: pb.RedactRequest | bytes) -> pb.RedactResponse | Refusal:
        try:
            response: pb.RedactResponse = await self._unary(request, timeout=PATIENCE, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            return refusal(error.code(), error.details(), error.trailing_metadata())
        return response


class Stream:
    """One stream, message by message."""

    def __init__(self, call: grpc.aio.StreamStreamCall[object, pb.StreamingRedactResponse]) -> None:
        self.call = call
        self.started = pb.StreamStarted()

    async def send(self, **request: object) -> None:
        await self.call.write(pb.StreamingRedactRequest(**request))  # type: ignore[arg-type]

    async def raw(self, message: bytes) -> None:
        await self.call.write(message)

    async def say(self, sequence: int, text: str, **more: object) -> None:
        await self.send(segment=segment(sequence, text, **more))

    async def end(self) -> None:
        await self.send(end_of_call=pb.EndOfCall())

    async def next(self) -> pb.StreamingRedactResponse:
        """The next message, which must come."""
        message = await self.call.read()
        assert message is not grpc.aio.EOF, await self.refused()
        return message

    async def segment(self) -> pb.RedactedSegment:
        """The next segment; checkpoints before it are passed over."""
        while True:
            message = await self.next()
            kind = message.WhichOneof("response")
            if kind == "segment":
                return message.segment
            assert kind == "checkpoint", kind

    async def rest(self) -> list[pb.StreamingRedactResponse]:
        """Everything up to the end of a stream that must end well."""
        messages = []
        while (message := await self.call.read()) is not grpc.aio.EOF:
            messages.append(message)
        assert await self.call.code() is grpc.StatusCode.OK, await self.refused()
        return messages

    async def refused(self) -> Refusal:
        """How the stream ended, whatever came before."""
        _, refused = await self.until_refused()
        return refused

    async def until_refused(self) -> tuple[list[pb.StreamingRedactResponse], Refusal]:
        """What came before the stream ended, and how it ended."""
        messages = []
        with contextlib.suppress(grpc.aio.AioRpcError):
            while (message := await self.call.read()) is not grpc.aio.EOF:
                messages.append(message)
        return messages, refusal(await self.call.code(), await self.call.details(), await self.call.trailing_metadata())
