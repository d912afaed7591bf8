"""How a server goes away: the probes learn it, the calls learn it, and each call ends in the ledger."""

from __future__ import annotations

import grpc
from grpc_health.v1 import health

from server import logs
from server.grpc_edge.gate import Gate

LAST_WORDS = 2.0
"""Seconds, after the grace period, for calls to release what they held and to be recorded as abandoned."""


async def drain(server: grpc.aio.Server, probes: health.aio.HealthServicer, gate: Gate, grace: float) -> None:
    """Stop a server.

    Health turns NOT_SERVING for good, new calls get DRAINING, and each stream gets a ``Drain`` message and may go on
    for the grace period. What does not end by itself is cancelled.

    Args:
        server: the server.
        probes: its health.
        gate: its gate.
        grace: seconds.
    """
    await probes.enter_graceful_shutdown()
    gate.drain(grace)
    logs.event("draining", grace=grace)
    await gate.wait_until_empty(grace + LAST_WORDS)
    # Answers that are on their way still arrive; whoever is left is cancelled, and abandons its call.
    await server.stop(LAST_WORDS)
    await gate.wait_until_empty(LAST_WORDS)
