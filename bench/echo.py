"""A server of the same contract that judges nothing: what a round trip costs before any work is done.

``python -m bench.echo`` prints the address it listens on and serves until it is ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import grpc.aio

from veilscript.v1 import redaction_pb2 as pb
from veilscript.v1 import redaction_pb2_grpc as rpc


class Echo(rpc.RedactionServiceServicer):
    """Sends every segment back as it came."""

    async def Redact(  # noqa: N802 - the contract's name
        self, request: pb.RedactRequest, context: rpc._ServicerContext
    ) -> pb.RedactResponse:
        """Answer a whole call with nothing: only streams are measured."""
        del request, context
        return pb.RedactResponse()

    async def StreamingRedact(  # noqa: N802 - the contract's name
        self,
        request_iterator: AsyncIterator[pb.StreamingRedactRequest],
        context: rpc._ServicerContext,
    ) -> AsyncIterator[pb.StreamingRedactResponse]:
        """Answer each message at once."""
        del context
        async for request in request_iterator:
            kind = request.WhichOneof("request")
            if kind == "config":
                yield pb.StreamingRedactResponse(started=pb.StreamStarted(next_sequence=1))
            elif kind == "segment":
                came = request.segment
                back = pb.RedactedSegment(
                    segment_id=came.segment_id, sequence=came.sequence, text=came.text, is_final=came.is_final
                )
                yield pb.StreamingRedactResponse(segment=back)
            else:
                yield pb.StreamingRedactResponse(summary=pb.CallSummary())


async def main() -> None:
    """Serve until ended."""
    server = grpc.aio.server()
    rpc.add_RedactionServiceServicer_to_server(Echo(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"Listening on 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main())
