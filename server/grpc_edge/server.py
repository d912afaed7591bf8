"""The gRPC server: our services, health and reflection on one address."""

from __future__ import annotations

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from server.calls import Calls
from server.config import host_and_port
from server.erasure.erasure import Erasure
from server.errors import ConfigInvalid
from server.grpc_edge import audit as audit_service
from server.grpc_edge import erasure as erasure_service
from server.grpc_edge import service
from server.grpc_edge.auth import Credentials
from server.grpc_edge.drain import drain
from server.grpc_edge.gate import Gate
from server.grpc_edge.limits import Limits
from server.ledger.queries import Audit
from server.metrics import Metrics

OURS = (service.NAME, audit_service.NAME, erasure_service.NAME)
SERVICES = (*OURS, health.SERVICE_NAME, reflection.SERVICE_NAME)


class Edge:
    """A server that listens first, and takes calls when it is told that detection is warm.

    Args:
        calls: opens calls.
        audit: answers auditors.
        erasure: answers requests of data subjects.
        credentials: tell whose.
        limits: of one call.
        max_streams: calls at one time.
        metrics: counts them.
    """

    def __init__(
        self,
        *,
        calls: Calls,
        audit: Audit,
        erasure: Erasure,
        credentials: Credentials,
        limits: Limits,
        max_streams: int,
        metrics: Metrics,
    ) -> None:
        self._calls = calls
        self._gate = Gate(max_streams, credentials.tenants)
        metrics.waiting.set_function(lambda: calls.waiting)
        self._probes = health.aio.HealthServicer()
        self._server = grpc.aio.server(options=_options(limits))
        redaction = service.RedactionService(
            calls=calls, credentials=credentials, limits=limits, gate=self._gate, metrics=metrics
        )
        auditing = audit_service.AuditService(audit=audit, credentials=credentials, limits=limits, metrics=metrics)
        erasing = erasure_service.ErasureService(
            erasure=erasure, credentials=credentials, limits=limits, metrics=metrics
        )
        self._server.add_generic_rpc_handlers((redaction.handlers(), auditing.handlers(), erasing.handlers()))
        health_pb2_grpc.add_HealthServicer_to_server(self._probes, self._server)
        reflection.enable_server_reflection(SERVICES, self._server)

    async def listen(self, address: str, credentials: grpc.ServerCredentials | None = None) -> str:
        """Listen; health is NOT_SERVING, and calls get NOT_READY.

        Args:
            address: HOST:PORT or unix:PATH.
            credentials: what the server proves itself with; None for connections without encryption.

        Returns:
            The address, with the port that was chosen where it was 0.

        Raises:
            ConfigInvalid: it cannot be listened on.
        """
        await self._set(health_pb2.HealthCheckResponse.NOT_SERVING)
        try:
            add = self._server.add_secure_port
            port = add(address, credentials) if credentials else self._server.add_insecure_port(address)
        except RuntimeError:
            port = 0
        if not port:
            raise ConfigInvalid("The address cannot be listened on.", action="Is it taken, or not this machine's?")
        await self._server.start()
        if address.startswith("unix:"):
            return address
        return f"{address.rpartition(':')[0]}:{port}" if not host_and_port(address)[1] else address

    async def open(self) -> None:
        """Take calls; health is SERVING."""
        self._gate.open()
        await self._set(health_pb2.HealthCheckResponse.SERVING)

    async def close(self, grace: float) -> None:
        """Go away; see :func:`server.grpc_edge.drain.drain`."""
        await drain(self._server, self._probes, self._gate, grace)
        await self._calls.close()

    async def _set(self, status: int) -> None:
        for name in ("", *OURS):
            await self._probes.set(name, status)


def _options(limits: Limits) -> list[tuple[str, int]]:
    return [
        # Two servers on one port would share its connections at random.
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", limits.transport_bytes),
        ("grpc.max_send_message_length", -1),
        # Without this the transport would read megabytes ahead of us, for each client that does not wait for answers.
        ("grpc.http2.bdp_probe", 0),
        # Beyond these the transport turns calls away without a reason, when thousands begin at one moment.
        ("grpc.server.max_pending_requests", 10_000),
        ("grpc.server.max_pending_requests_hard_limit", 20_000),
        # A peer that is gone without a word is noticed within 80 seconds, and its call abandoned.
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ]
