"""What a model finds: one range, what it is, and how sure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tagged:
    """One range of code points, what it is, and how sure: of as many with this score, that share is right."""

    start: int
    end: int
    kind: str
    score: float
