"""How a command asks a running server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from server.errors import FieldViolation, InvalidField, Reason, Refused, VeilscriptError
from server.grpc_edge.tls import channel_credentials

DETAILS = "grpc-status-details-bin"
PATIENCE = 60.0
"""Seconds that a command waits for an answer."""

_Told = TypeVar("_Told", bound=Message)


class Connection:
    """A connection to a server.

    Args:
        channel: to it.
        token: the credential, or "" for none.
    """

    def __init__(self, channel: grpc.aio.Channel, token: str = "") -> None:
        self._channel = channel
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()

    async def ask(self, service: str, method: str, message: Message, kind: type[_Told]) -> _Told:
        """Ask one question.

        Args:
            service: the full name of a service.
            method: one of its unary methods.
            message: the question.
            kind: of the answer.

        Raises:
            InvalidField: the server named fields that it cannot take.
            Refused: the server refused for another reason, or cannot be reached.
        """
        call: grpc.aio.UnaryUnaryMultiCallable[Message, _Told] = self._channel.unary_unary(
            f"/{service}/{method}",
            request_serializer=_bytes,
            response_deserializer=kind.FromString,
        )
        try:
            return await call(message, timeout=PATIENCE, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise refused(error) from None


def _bytes(message: Message) -> bytes:
    return message.SerializeToString()


@asynccontextmanager
async def connected(target: str, token: str = "", authority: Path | None = None) -> AsyncIterator[Connection]:
    """Yield a connection to a server.

    Args:
        target: HOST:PORT or unix:PATH.
        token: the credential, or "" for none.
        authority: a file of the certificates that the server is believed by; None for no encryption.

    Raises:
        ConfigInvalid: the file cannot be read, or holds no certificate.
    """
    options = [("grpc.enable_http_proxy", 0), ("grpc.max_receive_message_length", -1)]
    if authority is None:
        opened = grpc.aio.insecure_channel(target, options=options)
    else:
        opened = grpc.aio.secure_channel(target, channel_credentials(authority), options=options)
    async with opened as channel:
        yield Connection(channel, token)


def refused(error: grpc.aio.AioRpcError) -> VeilscriptError:
    """Return an error that a server answered with as one of ours."""
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    try:
        status = status_pb2.Status.FromString(dict(error.trailing_metadata() or ()).get(DETAILS, b""))
    except DecodeError:
        status = status_pb2.Status()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(bad)
    if bad.field_violations:
        return InvalidField(tuple(FieldViolation(wrong.field, wrong.description) for wrong in bad.field_violations))
    if info.reason in Reason.__members__:
        incident = f"Incident {info.metadata['incident']}." if "incident" in info.metadata else ""
        return Refused(status.message, Reason[info.reason], action=incident)
    return Refused(f"The server cannot be reached: {error.code().name}.", Reason.NOT_READY, action="Is it running?")
