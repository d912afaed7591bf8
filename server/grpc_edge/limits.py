"""How much one client may ask of this server."""

from __future__ import annotations

from dataclasses import dataclass

from server.config import Settings

TRANSPORT_BYTES = 16 * 1024 * 1024
"""How large a message the transport takes in at all.

It is far more than we accept: what the transport refuses ends without a reason, and what we refuse ends with
SEGMENT_TOO_LARGE.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one call. Sizes are bytes, times are seconds."""

    message_bytes: int = 262_144
    transcript_bytes: int = 8_388_608
    segment_bytes: int = 65_536
    words: int = 4096
    idle: float = 900.0
    call: float = 43_200.0

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits that the settings name."""
        return cls(
            message_bytes=settings.max_message_bytes,
            transcript_bytes=settings.max_transcript_bytes,
            segment_bytes=settings.max_segment_bytes,
            words=settings.max_words,
            idle=settings.idle_timeout,
            call=settings.max_call,
        )

    @property
    def transport_bytes(self) -> int:
        """How large a message the transport takes in at all."""
        return max(TRANSPORT_BYTES, self.message_bytes, self.transcript_bytes)
