"""RedactionService: who may come in, one line when a call begins and one when it ends, and the two methods."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import grpc

from server import logs
from server.calls import Calls
from server.errors import Reason, VeilscriptError
from server.grpc_edge import convert
from server.grpc_edge.auth import Credentials
from server.grpc_edge.findings import parse
from server.grpc_edge.gate import Gate
from server.grpc_edge.limits import Limits
from server.grpc_edge.status import guarded
from server.grpc_edge.stream import Stream
from server.grpc_edge.tally import Tally
from server.metrics import Metrics
from server.roles import Role
from veilscript.v1 import redaction_pb2 as pb

NAME = "veilscript.v1.RedactionService"

_Context = grpc.aio.ServicerContext[bytes, bytes]


class RedactionService:
    """The servicer. Messages come and go as bytes, so that one that cannot be read gets a reason of ours.

    Args:
        calls: opens calls.
        credentials: tell whose.
        limits: of one call.
        gate: of the server.
        metrics: of the server.
    """

    def __init__(self, *, calls: Calls, credentials: Credentials, limits: Limits, gate: Gate, metrics: Metrics) -> None:
        self._calls = calls
        self._credentials = credentials
        self._limits = limits
        self._gate = gate
        self.metrics = metrics

    def handlers(self) -> grpc.GenericRpcHandler:
        """Return the methods, as the server wants them."""
        return grpc.method_handlers_generic_handler(
            NAME,
            {
                "StreamingRedact": grpc.stream_stream_rpc_method_handler(self.streaming_redact),
                "Redact": grpc.unary_unary_rpc_method_handler(self.redact),
            },
        )

    @guarded
    async def streaming_redact(self, _: object, context: _Context) -> None:
        """Redact a live call."""
        tenant = self._tenant(context)
        tally = Tally(self.metrics)
        with self._gate.enter(tenant), self._told(tenant, tally) as name:
            await context.send_initial_metadata((("veilscript-stream", name),))
            stream = Stream(
                context, tenant=tenant, calls=self._calls, limits=self._limits, gate=self._gate, tally=tally
            )
            await stream.run()

    @guarded
    async def redact(self, request: bytes, context: _Context) -> bytes:
        """Redact a finished transcript."""
        tenant = self._tenant(context)
        tally = Tally(self.metrics)
        with self._gate.enter(tenant), self._told(tenant, tally):
            message = parse(pb.RedactRequest, request, self._limits.transcript_bytes)
            opening = convert.opening(message, "")
            transcript = await self._calls.redact(
                tenant=tenant,
                call_id=opening.call_id,
                policy=opening.policy,
                language_code=opening.language_code,
                known_identities=opening.known_identities,
                segments=convert.segments(message.segments, self._limits),
            )
            tally.ended = True
            for segment in transcript.segments:
                tally.goes(segment)
            return convert.transcript(transcript).SerializeToString()

    def _tenant(self, context: _Context) -> str:
        """Return whose call it is.

        Raises:
            Unauthenticated, PermissionDenied.
        """
        caller = self._credentials.principal(context.invocation_metadata() or ())
        caller.require(Role.CALLER)
        return caller.tenant

    @contextmanager
    def _told(self, tenant: str, tally: Tally) -> Iterator[str]:
        """Log that a call begins and how it ended; yield its name in the log."""
        name, since, reason = uuid.uuid4().hex[:16], monotonic(), ""
        self.metrics.streams.inc()
        logs.event("call opened", stream=name, tenant=tenant)
        try:
            yield name
        except VeilscriptError as error:
            reason = error.reason.value
            raise
        except asyncio.CancelledError:
            reason = "CANCELLED"
            raise
        except Exception:
            reason = Reason.INTERNAL.value
            raise
        finally:
            self.metrics.streams.dec()
            tally.close()
            logs.event(
                "call closed",
                stream=name,
                reason=reason or ("ENDED" if tally.ended else "WAITING" if tally.waits else "ABANDONED"),
                seconds=round(monotonic() - since, 3),
                segments=tally.segments,
                entities=tally.entities,
                degraded=tally.degraded,
            )
