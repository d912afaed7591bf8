"""One call = state machine + engine + ledger. Both edges, live and archive, go through here.

Ledger first, then release: what a method returns has been committed already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from recognizers.entities import KnownIdentity
from server.redaction.messages import Response, Segment


class Call(Protocol):
    """One call in progress. Methods are called one at a time; ``now`` is monotonic seconds and never goes back."""

    @property
    def deadline(self) -> float | None:
        """When the oldest held segment must be let go, or None; call ``tick`` then."""

    async def receive(self, segment: Segment, now: float) -> Sequence[Response]:
        """Judge one segment; return what may leave now, this or earlier segments.

        Raises:
            SequenceGap, CallEnded, LedgerUnavailable, InvalidField.
        """

    async def tick(self, now: float) -> Sequence[Response]:
        """Let go of what has waited long enough: open ranges masked, the rest shown."""

    async def flush(self, now: float) -> Sequence[Response]:
        """Decide and release everything held."""

    async def change_policy(self, policy: str, now: float) -> Sequence[Response]:
        """Put a policy in force from the next segment.

        Raises:
            PolicyUnknown
        """

    async def end(self, now: float) -> Sequence[Response]:
        """Decide and release everything held, close the call in the ledger, and sum it up."""

    async def abandon(self) -> None:
        """The stream broke: record the call as ABANDONED. What is held never leaves."""


class Calls(Protocol):
    """Opens calls."""

    async def open(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        max_hold: float | None,
        known_identities: Sequence[KnownIdentity],
        now: float,
    ) -> tuple[Call, Sequence[Response]]:
        """Begin a call; the responses start with ``Started``.

        Args:
            policy: a name, or "" for ``default``.
            language_code: BCP-47; "" means English.
            max_hold: seconds the client lets a segment wait, or None for the server's default; capped by the server.

        Raises:
            PolicyUnknown, LanguageUnsupported, CallExists, LedgerUnavailable, InvalidField.
        """
