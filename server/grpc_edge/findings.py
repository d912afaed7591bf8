"""Reads messages off the wire, and collects everything that is wrong with one, so that it is told at once."""

from __future__ import annotations

from typing import TypeVar

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError, Message

from server.errors import FieldViolation, InvalidField, SegmentTooLarge

ID_BYTES = 256
VALUE_BYTES = 1024

NANOS = 1_000_000_000
_LONGEST = 315_576_000_000  # seconds: 10,000 years, which google.protobuf.Duration ends at
_MessageT = TypeVar("_MessageT", bound=Message)


def parse(kind: type[_MessageT], raw: bytes, most: int) -> _MessageT:
    """Read a message off the wire.

    Args:
        kind: what it is to be.
        raw: as it came.
        most: how many bytes it may have.

    Raises:
        SegmentTooLarge: it has more.
        InvalidField: it is no such message, or a string in it is not UTF-8.
    """
    if len(raw) > most:
        raise SegmentTooLarge(f"A message of {len(raw)} bytes came where {most} are allowed.")
    try:
        return kind.FromString(raw)
    except DecodeError:
        what = f"Is not a {kind.DESCRIPTOR.name}, or a string in it is not UTF-8."
        raise InvalidField((FieldViolation("", what),)) from None


def duration(seconds: float | None) -> Duration | None:
    """Write a time in seconds; None stays unset."""
    if seconds is None:
        return None
    whole, nanos = divmod(round(seconds * NANOS), NANOS)
    return Duration(seconds=whole, nanos=nanos)


class Findings:
    """Collects what is wrong with a message.

    Args:
        path: of the message.
        violations: collects those of the message around it, too.
    """

    def __init__(self, path: str, violations: list[FieldViolation] | None = None) -> None:
        self._path = path
        self._violations = [] if violations is None else violations

    def at(self, path: str) -> Findings:
        """Return the findings of a message inside."""
        return Findings(self._named(path), self._violations)

    def add(self, field: str, description: str) -> None:
        """Note one."""
        self._violations.append(FieldViolation(self._named(field), description))

    def text(self, field: str, given: str, most: int, *, required: bool = True) -> None:
        """Check a name: there, if it must be, and not too long."""
        if required and not given:
            self.add(field, "Is required.")
        if len(given.encode()) > most:
            self.add(field, f"Has more than {most} bytes.")

    def time(self, field: str, message: Message) -> float | None:
        """Read a time in seconds; None when it is unset."""
        if not message.HasField(field):
            return None
        given: Duration = getattr(message, field)
        if not (0 <= given.seconds <= _LONGEST and 0 <= given.nanos < NANOS):
            self.add(field, "Is negative, or no duration.")
        return given.seconds + given.nanos / NANOS

    def times(self, message: Message) -> tuple[float | None, float | None]:
        """Read where something begins and ends in the audio."""
        start, end = self.time("start_offset", message), self.time("end_offset", message)
        if start is not None and end is not None and end < start:
            self.add("end_offset", "Is before start_offset.")
        return start, end

    def end(self) -> None:
        """Raise InvalidField if there is anything."""
        if self._violations:
            raise InvalidField(tuple(self._violations))

    def _named(self, field: str) -> str:
        return f"{self._path}.{field}" if self._path else field
