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
        self._known = bytearray()
        self.entities = 0
        """How many entities were hidden in final segments."""
        self.ended = False
        """True when the call's end was said, and recorded."""
        self.waits = False
        """True when the call waits for its client to come back."""
        self.segments = 0
        self.degraded = 0

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
                if self._is_new(entity.entity_id):
                    self.entities += 1
                    self._metrics.entity(entity.entity_type)

    def close(self) -> None:
        """Forget what was still waiting."""
        self._metrics.held.dec(len(self._waiting))
        self._waiting.clear()

    def _is_new(self, entity_id: str) -> bool:
        """True the first time. A call may have thousands of entities: each takes one bit, by the number in its id."""
        place, bit = divmod(int(entity_id[1:]), 8)
        if place >= len(self._known):
            self._known.extend(bytes(place + 1 - len(self._known)))
        known = self._known[place] >> bit & 1
        self._known[place] |= 1 << bit
        return not known

    def _release(self, sequence: int) -> None:
        if sequence in self._waiting:
            self._waiting.remove(sequence)
            self._metrics.held.dec()
