"""Epochs: the months by which index keys are kept, and in which retention counts."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Return a time as RFC 3339 writes it: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch_of(moment: datetime) -> str:
    """Return the epoch of a time: its month in UTC, as in ``2026-11``."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def end_of(epoch: str) -> datetime:
    """Return the first moment after an epoch."""
    year, month = map(int, epoch.split("-"))
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
