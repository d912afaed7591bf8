"""What is counted for operators: numbers, types and reasons; never text, never a name of a call."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from time import perf_counter
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from recognizers.entities import KnownIdentity, Turn
from server.config import host_and_port
from server.detection import Detection, Judgement
from server.errors import ConfigInvalid, DetectionFailed
from server.redaction.policy import TYPES

OTHER = "OTHER"
"""Stands for types that are not ours: a client may name its own for an identity it knows."""


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.streams = Gauge("veilscript_streams", "Calls in progress.", registry=self.registry)
        self.segments = Counter(
            "veilscript_segments", "Segments released.", ["kind"], registry=self.registry
        )  # final, interim, degraded, revision
        self.held = Gauge("veilscript_segments_held", "Segments that wait for a later turn.", registry=self.registry)
        self.waiting = Gauge(
            "veilscript_calls_waiting", "Calls whose stream broke, that wait for their client.", registry=self.registry
        )
        self.crowded_out = Counter(
            "veilscript_calls_crowded_out",
            "Calls that had to stop waiting for their client, because too many waited.",
            registry=self.registry,
        )
        self.refused = Counter("veilscript_refused", "Calls ended by an error.", ["reason"], registry=self.registry)
        self._entities = Counter("veilscript_entities", "Entities hidden.", ["type"], registry=self.registry)
        self._judged = Histogram(
            "veilscript_judge_seconds",
            "Time from a turn's arrival to its judgement.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
            registry=self.registry,
        )
        self._unjudged = Counter("veilscript_judge_failures", "Turns that could not be judged.", registry=self.registry)

    def entity(self, entity_type: str) -> None:
        """Count one entity."""
        self._entities.labels(entity_type if entity_type in TYPES else OTHER).inc()

    def timed(self, detection: Detection) -> Detection:
        """Return the same detection, with its judgements timed."""
        return _Timed(detection, self._judged, self._unjudged)

    def serve(self, address: str) -> Exposition:
        """Answer scrapes over HTTP.

        Args:
            address: HOST:PORT.

        Raises:
            ConfigInvalid: it cannot be listened on.
        """
        host, port = host_and_port(address)
        try:
            server, thread = start_http_server(port, host, registry=self.registry)
        except OSError:
            raise ConfigInvalid("metrics_listen cannot be listened on.") from None
        return Exposition(server, thread)


class Exposition:
    """A running HTTP server of metrics."""

    def __init__(self, server: WSGIServer, thread: threading.Thread) -> None:
        self._server = server
        self._thread = thread
        self.port = server.server_port

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Timed:
    """A detection whose judgements are timed."""

    def __init__(self, detection: Detection, judged: Histogram, unjudged: Counter) -> None:
        self._detection = detection
        self._judged = judged
        self._unjudged = unjudged

    @property
    def version(self) -> str:
        return self._detection.version

    async def begin(self, known: Sequence[KnownIdentity] = ()) -> object:
        return await self._detection.begin(known)

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        start = perf_counter()
        try:
            judgement = await self._detection.analyze(turn, memory)
        except DetectionFailed:
            self._unjudged.inc()
            raise
        self._judged.observe(perf_counter() - start)
        return judgement

    async def close(self, memory: object) -> Judgement:
        return await self._detection.close(memory)
