"""One live call on one stream: takes a message, answers it, and only then takes the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import grpc

from server.calls import Call, Calls
from server.errors import (
    CallEnded,
    CallResumed,
    CallTooLong,
    ConfigExpected,
    ConfigRepeated,
    Draining,
    FieldViolation,
    InvalidField,
    StreamIdle,
    VeilscriptError,
)
from server.grpc_edge import convert
from server.grpc_edge.findings import parse
from server.grpc_edge.gate import Gate
from server.grpc_edge.limits import Limits
from server.grpc_edge.tally import Tally
from server.redaction.messages import Response
from veilscript.v1 import redaction_pb2 as pb

AFTER_THE_END = 0.25
"""Seconds in which a message after the end of the call is still told that it came too late."""

_T = TypeVar("_T")


class Stream:
    """A call from its configuration to its summary, or to where it broke.

    Args:
        context: reads and writes messages as bytes.
        tenant: whose call it is.
        calls: opens the call.
        limits: of this call.
        gate: tells when the server goes away.
        tally: counts what comes and goes.
    """

    def __init__(
        self,
        context: grpc.aio.ServicerContext[bytes, bytes],
        *,
        tenant: str,
        calls: Calls,
        limits: Limits,
        gate: Gate,
        tally: Tally,
    ) -> None:
        self._context = context
        self._tenant = tenant
        self._calls = calls
        self._limits = limits
        self._gate = gate
        self._tally = tally
        self._loop = asyncio.get_running_loop()
        self._call: Call | None = None
        self._quiet_since = self._now()
        self._latest = self._now() + limits.call
        self._told_to_drain = False
        self._taken_over: asyncio.Future[object] | None = None
        self._writing: asyncio.Timeout | None = None

    async def run(self) -> None:
        """Serve the call to its end. Where the stream breaks before, the call waits for its client.

        Raises:
            VeilscriptError: what the client is to be told.
        """
        draining: asyncio.Future[object] = asyncio.ensure_future(self._gate.draining.wait())
        sound = False
        try:
            await self._serve(draining)
            sound = True
        except (VeilscriptError, grpc.aio.InternalError, asyncio.CancelledError) as error:
            sound = not isinstance(error, CallTooLong)
            raise
        finally:
            draining.cancel()
            await to_its_end(self._leave(for_good=not sound or self._gate.draining.is_set()))
            if self._taken_over is not None:
                self._taken_over.cancel()

    async def _serve(self, draining: asyncio.Future[object]) -> None:
        while not self._tally.ended:
            reading: asyncio.Future[object] = asyncio.ensure_future(self._context.read())
            try:
                raw = await self._next(reading, draining)
            finally:
                reading.cancel()
            if not isinstance(raw, bytes):
                return  # no more messages: half-closed, cancelled or lost, which look the same from here
            await self._take(parse(pb.StreamingRedactRequest, raw, self._limits.message_bytes))
            self._quiet_since = self._now()

    async def _next(self, reading: asyncio.Future[object], draining: asyncio.Future[object]) -> object:
        """Return the next message. What falls due before it comes is done meanwhile."""
        while True:
            awaited = {reading} if self._told_to_drain else {reading, draining}
            if self._taken_over is not None:
                awaited.add(self._taken_over)
            await asyncio.wait(awaited, timeout=self._patience(), return_when=asyncio.FIRST_COMPLETED)
            if self._is_taken_over:
                raise CallResumed("Another stream goes on with this call.")
            await self._be_on_time()
            if reading.done():
                return reading.result()

    @property
    def _is_taken_over(self) -> bool:
        """True when the client has come back on another stream."""
        return self._taken_over is not None and self._taken_over.done()

    def _patience(self) -> float:
        """Return how many seconds may pass until something falls due."""
        due = min(self._latest, self._quiet_since + self._limits.idle)
        if self._call is not None and self._call.deadline is not None:
            due = min(due, self._call.deadline)
        return max(0.0, due - self._now())

    async def _be_on_time(self) -> None:
        """Do what has fallen due."""
        now = self._now()
        if self._gate.draining.is_set() and not self._told_to_drain:
            self._told_to_drain = True
            self._latest = min(self._latest, now + self._gate.grace)
            await self._write(convert.drain(self._gate.grace))
            await self._flush(anew=True)
        if self._call is not None and self._call.deadline is not None and self._call.deadline <= now:
            await self._answer(self._call.tick(now))
        if now >= self._latest:
            if not self._told_to_drain:
                raise CallTooLong("The call has lasted as long as one may.")
            await self._flush(anew=True)
            raise Draining("The server is going away.")
        if now >= self._quiet_since + self._limits.idle:
            raise StreamIdle("No message has come for as long as a stream may be idle.")

    async def _take(self, request: pb.StreamingRedactRequest) -> None:
        """Do what one message asks for."""
        kind, call = request.WhichOneof("request"), self._call
        if call is None:
            if kind != "config":
                raise ConfigExpected("The first message of a stream is its config.")
            await to_its_end(self._open(convert.opening(request.config, "config")))
            return
        match kind:
            case "segment":
                segment = convert.segment(request.segment, self._limits)
                self._tally.came(segment)
                await self._answer(call.receive(segment, self._now()))
            case "flush":
                await self._flush()
            case "policy_change":
                await self._answer(call.change_policy(request.policy_change.policy, self._now()))
            case "consent_withdrawn":
                await self._answer(call.withdraw_consent(self._now()))
            case "end_of_call":
                await self._end(call)
            case "config":
                raise ConfigRepeated("A stream has one config.")
            case None:
                raise InvalidField((FieldViolation("request", "Is required."),))

    async def _open(self, opening: convert.Opening) -> None:
        if opening.resume_token:
            self._call, responses = await self._calls.resume(
                tenant=self._tenant, call_id=opening.call_id, token=opening.resume_token, now=self._now()
            )
        else:
            self._call, responses = await self._calls.open(
                tenant=self._tenant,
                call_id=opening.call_id,
                policy=opening.policy,
                language_code=opening.language_code,
                max_hold=opening.max_hold,
                known_identities=opening.known_identities,
                now=self._now(),
            )
        self._latest = min(self._latest, self._call.began + self._limits.call)
        taken_over: asyncio.Future[object] = asyncio.ensure_future(self._call.taken_over.wait())
        taken_over.add_done_callback(self._stop_writing)
        self._taken_over = taken_over
        await self._send(responses)

    def _stop_writing(self, taken_over: asyncio.Future[object]) -> None:
        """Wait no longer for a client that has come back on another stream to read from this one."""
        if self._writing is not None and not taken_over.cancelled():
            self._writing.reschedule(self._now())

    async def _flush(self, *, anew: bool = False) -> None:
        if self._call is not None:
            await self._answer(self._call.flush(self._now(), anew=anew))

    async def _end(self, call: Call) -> None:
        """End the call; then tell a client that goes on all the same."""
        reading = asyncio.ensure_future(self._context.read())
        try:
            responses = await self._meanwhile_on_time(call.end(self._now()))
            self._tally.ended = True
            await self._send(responses)
            await asyncio.wait({reading}, timeout=AFTER_THE_END)
            if reading.done() and isinstance(reading.result(), bytes):
                raise CallEnded("The call has ended.")
        finally:
            reading.cancel()

    async def _leave(self, *, for_good: bool) -> None:
        """Leave the call to the stream that has it now, to a client that comes back, or to nobody."""
        if self._call is not None and not self._is_taken_over:
            self._tally.waits = await self._calls.leave(self._call, for_good=for_good)

    async def _answer(self, work: Awaitable[Sequence[Response]]) -> None:
        await self._send(await self._meanwhile_on_time(work))

    async def _meanwhile_on_time(self, work: Awaitable[Sequence[Response]]) -> Sequence[Response]:
        """Await an answer. A segment whose wait is over before the answer is there leaves meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.sleep(0)  # it asks for its judgement
            while not task.done():
                await asyncio.wait({task}, timeout=self._until_due())
                if not task.done() and self._until_due() == 0 and self._call is not None:
                    await self._send(await to_its_end(self._call.meanwhile(self._now())))
        except BaseException:
            await asyncio.wait({task})  # a call does one thing at a time
            _ = task.cancelled() or task.exception()
            raise
        return task.result()

    def _until_due(self) -> float | None:
        """Return how many seconds a judgement may take before a segment is to leave that waits beside it."""
        call = self._call
        if call is None or not call.is_judging or call.deadline is None:
            return None
        return max(0.0, call.deadline - self._now())

    async def _send(self, responses: Sequence[Response]) -> None:
        for response in responses:
            self._tally.goes(response)
            await self._write(convert.response(response))

    async def _write(self, message: pb.StreamingRedactResponse) -> None:
        """Write one message, as soon as the client has read enough of what came before."""
        try:
            async with asyncio.timeout(self._limits.idle) as self._writing:
                await self._context.write(message.SerializeToString())
        except TimeoutError:
            if self._is_taken_over:
                raise CallResumed("Another stream goes on with this call.") from None
            raise StreamIdle("The client has not read for as long as a stream may be idle.") from None
        finally:
            self._writing = None

    def _now(self) -> float:
        return self._loop.time()


async def to_its_end(work: Awaitable[_T]) -> _T:
    """Await something. When the client goes away meanwhile, let it finish first: a call does one thing at a time."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
