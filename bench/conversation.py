"""One call as a client drives it: a segment goes out, its answer is awaited, the time between is measured."""

from __future__ import annotations

import time
import uuid
from typing import cast

import grpc.aio
from google.protobuf.duration_pb2 import Duration

from recognizers.entities import Turn
from veilscript.v1 import redaction_pb2 as pb
from veilscript.v1 import redaction_pb2_grpc as rpc


class Conversation:
    """A stream that holds nothing back, so that what is measured is work and not waiting.

    Args:
        channel: an open channel; many conversations may share it.
    """

    def __init__(self, channel: grpc.aio.Channel) -> None:
        # The stubs name the asynchronous kind of the same class; at run time there is only one.
        stub = cast("rpc.RedactionServiceAsyncStub", rpc.RedactionServiceStub(channel))
        self._stream = stub.StreamingRedact()
        self._sequence = 0

    async def begin(self) -> None:
        """Configure the stream; returns once it has started."""
        config = pb.StreamingConfig(call_id=f"bench-{uuid.uuid4().hex}", max_hold=Duration())
        await self._stream.write(pb.StreamingRedactRequest(config=config))
        await self._until("started")

    async def say(self, turn: Turn) -> float:
        """Send one turn as a final segment; return the seconds until it came back."""
        self._sequence += 1
        segment = pb.TranscriptSegment(
            segment_id=f"s{self._sequence}",
            sequence=self._sequence,
            text=turn.text,
            participant_role=pb.ParticipantRole.Name(turn.role.value),
            is_final=True,
        )
        began = time.perf_counter()
        await self._stream.write(pb.StreamingRedactRequest(segment=segment))
        await self._until("segment", segment.segment_id)
        return time.perf_counter() - began

    async def end(self) -> None:
        """Say that the call is over; returns with its summary."""
        await self._stream.write(pb.StreamingRedactRequest(end_of_call=pb.EndOfCall()))
        await self._until("summary")
        await self._stream.done_writing()

    async def _until(self, kind: str, segment_id: str = "") -> None:
        """Read until an answer of this kind, about this segment."""
        async for response in self._stream:
            if response.WhichOneof("response") == kind and segment_id in ("", response.segment.segment_id):
                return
        message = f"The stream ended before {kind}."
        raise RuntimeError(message)
