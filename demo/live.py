"""A client of the live stream, as a calling platform writes one: it sends a turn and takes what comes back."""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import grpc
from google.protobuf.duration_pb2 import Duration

from demo.script import Said
from veilscript.v1 import redaction_pb2 as pb
from veilscript.v1 import redaction_pb2_grpc as rpc

SECONDS_A_WORD = 0.4

ROLES = {"agent": pb.PARTICIPANT_ROLE_AGENT, "customer": pb.PARTICIPANT_ROLE_CUSTOMER}


class LiveCall:
    """One call on one stream. Use it in a ``with`` block: leaving it closes the connection.

    Args:
        target: the server's address.
        call_id: the call's name, under which the audit is kept.
    """

    def __init__(self, target: str, call_id: str) -> None:
        self._channel = grpc.insecure_channel(target)
        self._outgoing: queue.SimpleQueue[pb.StreamingRedactRequest | None] = queue.SimpleQueue()
        self._incoming: queue.SimpleQueue[pb.StreamingRedactResponse | None] = queue.SimpleQueue()
        self._answers = rpc.RedactionServiceStub(self._channel).StreamingRedact(iter(self._outgoing.get, None))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._sequence = 0
        self._clock = 0.0
        self._outgoing.put(pb.StreamingRedactRequest(config=pb.StreamingConfig(call_id=call_id)))
        self.started = next(self.answers(within=60.0)).started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._outgoing.put(None)
        self._reader.join(timeout=10.0)
        self._channel.close()

    def say(self, said: Said) -> int:
        """Send one finished turn; return its sequence number."""
        self._sequence += 1
        segment = pb.TranscriptSegment(
            segment_id=f"turn-{self._sequence}",
            sequence=self._sequence,
            text=said.text,
            participant_role=ROLES[said.speaker],
            is_final=True,
            words=self._timed(said.text),
        )
        self._outgoing.put(pb.StreamingRedactRequest(segment=segment))
        return self._sequence

    def end(self) -> None:
        """Say that the call is over; what is still held comes back, then the summary."""
        self._outgoing.put(pb.StreamingRedactRequest(end_of_call=pb.EndOfCall()))
        self._outgoing.put(None)

    def answers(self, within: float) -> Iterator[pb.StreamingRedactResponse]:
        """Yield what comes back in the next seconds; ends earlier when the stream does.

        Raises:
            grpc.RpcError: the server refused or broke off the stream.
        """
        until = time.monotonic() + within
        while True:
            try:
                answer = self._incoming.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return
            if answer is None:
                if self._answers.code() is not grpc.StatusCode.OK:
                    raise self._answers  # type: ignore[misc]  # a call that failed is its own error
                return
            yield answer

    def _timed(self, text: str) -> Iterator[pb.Word]:
        """Give each word its place in the audio, as speech recognition does."""
        for word in text.split():
            start = Duration()
            start.FromTimedelta(dt.timedelta(seconds=self._clock))
            self._clock += SECONDS_A_WORD
            end = Duration()
            end.FromTimedelta(dt.timedelta(seconds=self._clock))
            yield pb.Word(text=word, start_offset=start, end_offset=end)

    def _read(self) -> None:
        try:
            for answer in self._answers:
                self._incoming.put(answer)
        except grpc.RpcError:
            pass  # told to whoever reads next, with the stream's own status
        finally:
            self._incoming.put(None)
