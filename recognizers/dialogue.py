"""The memory of one call, kept small, frozen and picklable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Placeholder until the engine lands."""
