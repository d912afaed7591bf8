"""Our errors as ``google.rpc.Status``; and the guard that lets nothing else out.

gRPC sends the text of an exception that a handler raises to the client, and writes it to the log. It may hold call
text, so every method is guarded: of an error that is not ours a client gets an opaque incident id, and the log that id,
the class and the place.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, TypeVar

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from server import logs
from server.errors import InvalidField, Reason, VeilscriptError
from server.metrics import Metrics

DOMAIN = "veilscript"

CODES = {
    Reason.INVALID_FIELD: grpc.StatusCode.INVALID_ARGUMENT,
    Reason.CONFIG_EXPECTED: grpc.StatusCode.INVALID_ARGUMENT,
    Reason.CONFIG_REPEATED: grpc.StatusCode.INVALID_ARGUMENT,
    Reason.SEQUENCE_GAP: grpc.StatusCode.OUT_OF_RANGE,
    Reason.POLICY_UNKNOWN: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.LANGUAGE_UNSUPPORTED: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.CALL_ENDED: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.RESUME_REJECTED: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.CONFIG_INVALID: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.STATE_CONFLICT: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.PLAN_CHANGED: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.STREAM_LIMIT: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Reason.TENANT_LIMIT: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Reason.SEGMENT_TOO_LARGE: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Reason.CALL_RESUMED: grpc.StatusCode.ABORTED,
    Reason.STREAM_IDLE: grpc.StatusCode.ABORTED,
    Reason.CALL_TOO_LONG: grpc.StatusCode.ABORTED,
    Reason.DRAINING: grpc.StatusCode.UNAVAILABLE,
    Reason.NOT_READY: grpc.StatusCode.UNAVAILABLE,
    Reason.LEDGER_UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Reason.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Reason.PERMISSION_DENIED: grpc.StatusCode.PERMISSION_DENIED,
    Reason.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Reason.RETENTION_EXPIRED: grpc.StatusCode.NOT_FOUND,
    Reason.ALREADY_EXISTS: grpc.StatusCode.ALREADY_EXISTS,
    Reason.INTERNAL: grpc.StatusCode.INTERNAL,
}

RETRY_AFTER = {
    Reason.STREAM_LIMIT: 5,
    Reason.TENANT_LIMIT: 5,
    Reason.DRAINING: 1,  # another server is there already, or this one is soon back
    Reason.NOT_READY: 2,
    Reason.LEDGER_UNAVAILABLE: 5,
}
"""After how many seconds it makes sense to try again."""


class Guarded(Protocol):
    """A servicer whose methods are guarded."""

    @property
    def metrics(self) -> Metrics:
        """Counts what was refused."""


_Servicer = TypeVar("_Servicer", bound=Guarded)
_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")
_Context: TypeAlias = "grpc.aio.ServicerContext[bytes, bytes]"
_Method = Callable[[_Servicer, _Request, _Context], Awaitable[_Answer]]


def to_status(error: VeilscriptError) -> status_pb2.Status:
    """Return an error as the contract says it."""
    info = error_details_pb2.ErrorInfo(reason=error.reason.value, domain=DOMAIN, metadata=error.metadata)
    details: list[Message] = [info]
    if error.reason in RETRY_AFTER:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.seconds = RETRY_AFTER[error.reason]
        details.append(retry)
    if isinstance(error, InvalidField):
        violation = error_details_pb2.BadRequest.FieldViolation
        violations = [violation(field=wrong.field, description=wrong.description) for wrong in error.violations]
        details.append(error_details_pb2.BadRequest(field_violations=violations))
    packed = []
    for detail in details:
        packed.append(any_pb2.Any())
        packed[-1].Pack(detail)
    return status_pb2.Status(code=CODES[error.reason].value[0], message=error.message, details=packed)


def internal(error: BaseException) -> VeilscriptError:
    """Return what a client is told of an error that is not ours, and log where it came from."""
    return VeilscriptError("Something went wrong inside.", metadata={"incident": logs.incident(error)})


def guarded(method: _Method[_Servicer, _Request, _Answer]) -> _Method[_Servicer, _Request, _Answer]:
    """Guard a method of a servicer: whatever goes wrong, only a status of ours leaves.

    Args:
        method: takes the request and the context.
    """

    @functools.wraps(method)
    async def inner(self: _Servicer, request: _Request, context: _Context) -> _Answer:
        try:
            return await method(self, request, context)
        except VeilscriptError as error:
            refusal = error
        except grpc.aio.InternalError:
            # The transport's way of saying that nobody is there any more.
            raise asyncio.CancelledError from None
        except Exception as error:  # noqa: BLE001  # it is here for all of them
            refusal = internal(error)
        self.metrics.refused.labels(refusal.reason.value).inc()
        return await context.abort_with_status(rpc_status.to_status(to_status(refusal)))

    return inner
