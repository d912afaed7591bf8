"""A method that takes one message and gives one: who asks, what is asked, and no error but a status of ours."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, TypeVar

import grpc
from google.protobuf.message import Message

from server.grpc_edge.auth import Credentials, Principal
from server.grpc_edge.findings import parse
from server.grpc_edge.limits import Limits
from server.grpc_edge.status import guarded
from server.metrics import Metrics


class Servicer(Protocol):
    """A service with methods of this kind."""

    @property
    def credentials(self) -> Credentials:
        """Tell who asks."""

    @property
    def limits(self) -> Limits:
        """Of one message."""

    @property
    def metrics(self) -> Metrics:
        """Counts what was refused."""


_Servicer = TypeVar("_Servicer", bound=Servicer)
_Asked = TypeVar("_Asked", bound=Message)
_Told = TypeVar("_Told", bound=Message)
_Context: TypeAlias = "grpc.aio.ServicerContext[bytes, bytes]"


def unary(
    kind: type[_Asked],
) -> Callable[
    [Callable[[_Servicer, Principal, _Asked], Awaitable[_Told]]],
    Callable[[_Servicer, bytes, _Context], Awaitable[bytes]],
]:
    """Make a method of messages out of one of bytes, so that a message that cannot be read gets a reason of ours.

    Args:
        kind: of the message that is taken.
    """

    def made(
        method: Callable[[_Servicer, Principal, _Asked], Awaitable[_Told]],
    ) -> Callable[[_Servicer, bytes, _Context], Awaitable[bytes]]:
        @guarded
        @functools.wraps(method)
        async def inner(self: _Servicer, raw: bytes, context: _Context) -> bytes:
            who = self.credentials.principal(context.invocation_metadata() or ())
            told = await method(self, who, parse(kind, raw, self.limits.message_bytes))
            return told.SerializeToString()

        return inner

    return made
