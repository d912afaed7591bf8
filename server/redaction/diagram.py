"""Draws the tables of ``states.py`` as Mermaid state diagrams: ``python -m server.redaction.diagram``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from server.redaction.states import CALL, SEGMENT, CallPhase, SegmentPhase


def call_diagram() -> str:
    """Return the life of a call as a Mermaid state diagram."""
    edges = (
        (phase.value, following.value, _spaced(event.__name__))
        for phase, transitions in CALL.items()
        for event, following in transitions.items()
    )
    return _draw(CallPhase.OPEN.value, edges, (phase.value for phase in (CallPhase.ENDED, CallPhase.ABANDONED)))


def segment_diagram() -> str:
    """Return the life of a segment as a Mermaid state diagram."""
    edges = (
        (phase.value, following.value, cause.value)
        for phase, transitions in SEGMENT.items()
        for cause, following in transitions.items()
    )
    last = (phase.value for phase, transitions in SEGMENT.items() if not transitions)
    return _draw(SegmentPhase.JUDGING.value, edges, last)


def markdown() -> str:
    """Return both diagrams as docs/PROTOCOL.md shows them."""
    return f"A call:\n\n```mermaid\n{call_diagram()}\n```\n\nA segment:\n\n```mermaid\n{segment_diagram()}\n```"


def _draw(first: str, edges: Iterable[tuple[str, str, str]], last: Iterable[str]) -> str:
    causes: dict[tuple[str, str], list[str]] = {}
    for source, target, cause in edges:
        causes.setdefault((source, target), []).append(cause)
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {source} --> {target}: {' / '.join(names)}" for (source, target), names in causes.items()]
    lines += [f"    {phase} --> [*]" for phase in last]
    return "\n".join(lines)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


if __name__ == "__main__":
    sys.stdout.write(markdown() + "\n")
