"""Asks a server for its health, as a probe does."""

from __future__ import annotations

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

SERVING = "SERVING"


def ask(target: str, *, timeout: float) -> str:
    """Return what a server says of its health, or the status code that the question ended with.

    Args:
        target: HOST:PORT or unix:PATH.
        timeout: seconds.
    """
    # A proxy that the environment names is not meant for a server beside this process.
    with grpc.insecure_channel(target, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            # The published stubs leave the methods out.
            answer = HealthStub(channel).Check(HealthCheckRequest(), timeout=timeout)  # type: ignore[attr-defined]
        except grpc.RpcError as error:
            return str(error.code().name)
    return str(HealthCheckResponse.ServingStatus.Name(answer.status))
