"""Asks a server for its health, as a probe does."""

from __future__ import annotations

from pathlib import Path

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from server.grpc_edge.tls import channel_credentials

SERVING = "SERVING"


def ask(target: str, *, timeout: float, authority: Path | None = None) -> str:
    """Return what a server says of its health, or the status code that the question ended with.

    Args:
        target: HOST:PORT or unix:PATH.
        timeout: seconds.
        authority: a file of the certificates that the server is believed by; None for no encryption.

    Raises:
        ConfigInvalid: the file cannot be read, or holds no certificate.
    """
    # A proxy that the environment names is not meant for a server beside this process.
    options = [("grpc.enable_http_proxy", 0)]
    if authority is None:
        opened = grpc.insecure_channel(target, options=options)
    else:
        opened = grpc.secure_channel(target, channel_credentials(authority), options=options)
    with opened as channel:
        try:
            # The published stubs leave the methods out.
            answer = HealthStub(channel).Check(HealthCheckRequest(), timeout=timeout)  # type: ignore[attr-defined]
        except grpc.RpcError as error:
            return str(error.code().name)
    return str(HealthCheckResponse.ServingStatus.Name(answer.status))
