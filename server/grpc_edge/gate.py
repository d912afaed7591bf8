"""The gate of a server: lets calls in while it is warm, not going away, and not full."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from server.errors import Draining, NotReady, StreamLimit, TenantLimit


class Gate:
    """Counts the calls inside, and keeps one tenant from taking every place.

    Half of the places belong to the tenants, the same number to each; the others are for who comes first. So whatever
    the others do, a tenant always finds its own places free for it.

    Args:
        most: how many may be inside at one time.
        tenants: how many tenants may come.
    """

    def __init__(self, most: int, tenants: int = 1) -> None:
        self._most = most
        self._own = most // (2 * tenants)
        self._common = most - tenants * self._own
        self._inside: Counter[str] = Counter()
        self._ready = False
        self._empty = asyncio.Event()
        self._empty.set()
        self.draining = asyncio.Event()
        self.grace = 0.0
        """Seconds that calls may go on, once ``draining`` is set."""

    def open(self) -> None:
        """Let calls in."""
        self._ready = True

    def drain(self, grace: float) -> None:
        """Let no more in, and tell those inside.

        Args:
            grace: seconds they may go on.
        """
        if not self.draining.is_set():
            self.grace = grace
            self.draining.set()

    async def wait_until_empty(self, seconds: float) -> None:
        """Return when nobody is inside, or after some seconds."""
        try:
            await asyncio.wait_for(self._empty.wait(), seconds)
        except TimeoutError:
            return

    @contextmanager
    def enter(self, tenant: str) -> Iterator[None]:
        """Be inside.

        Args:
            tenant: whose call it is.

        Raises:
            NotReady, Draining, StreamLimit, TenantLimit.
        """
        if self.draining.is_set():
            raise Draining("The server is going away.")
        if not self._ready:
            raise NotReady("The server is not ready yet.")
        if self._inside.total() >= self._most:
            raise StreamLimit(f"{self._most} calls are open, which is all this server takes.")
        taken = sum(max(0, inside - self._own) for inside in self._inside.values())
        if self._inside[tenant] >= self._own and taken >= self._common:
            raise TenantLimit("The tenant has as many calls open as it may while others have theirs.")
        self._inside[tenant] += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside[tenant] -= 1
            if not self._inside[tenant]:
                del self._inside[tenant]
            if not self._inside:
                self._empty.set()
