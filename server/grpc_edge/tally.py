"""What came and went on one stream, in numbers: for the metrics and for the line in the log when it closes."""

from __future__ import annotations

from server.metrics import Metrics
from server.redaction.messages import RedactedSegment, Response, Revision, Segment


class Tally:
    """Counts one call.

    Args:
        metrics: of the server.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._waiting: set[int] = set()
        self._entities: set[str] = set()
        self.ended = False
        """True when the call's end was said, and recorded."""
        self.waits = False
        """True when the call waits for its client to come back."""
        self.segments = 0
        self.degraded = 0

    @property
    def entities(self) -> int:
        """How many entities were hidden in final segments."""
        return len(self._entities)

    def came(self, segment: Segment) -> None:
        """Count a segment that arrived."""
        if segment.final:
            self._waiting.add(segment.sequence)
            self._metrics.held.inc()

    def goes(self, response: Response) -> None:
        """Count an answer that leaves."""
        if isinstance(response, Revision):
            self._metrics.segments.labels("revision").inc()
        if not isinstance(response, RedactedSegment):
            return
        self._metrics.segments.labels("final" if response.final else "interim").inc()
        self.degraded += response.degraded
        if response.degraded:
            self._metrics.segments.labels("degraded").inc()
        if response.final:
            self.segments += 1
            self._release(response.sequence)
            for entity in response.entities:
                if entity.entity_id not in self._entities:
                    self._entities.add(entity.entity_id)
                    self._metrics.entity(entity.entity_type)

    def close(self) -> None:
        """Forget what was still waiting."""
        self._metrics.held.dec(len(self._waiting))
        self._waiting.clear()

    def _release(self, sequence: int) -> None:
        if sequence in self._waiting:
            self._waiting.remove(sequence)
            self._metrics.held.dec()
