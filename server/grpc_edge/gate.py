"""The gate of a server: lets calls in while it is warm, not going away, and not full."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from server.errors import Draining, NotReady, StreamLimit


class Gate:
    """Counts the calls inside.

    Args:
        most: how many may be inside at one time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0
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
    def enter(self) -> Iterator[None]:
        """Be inside.

        Raises:
            NotReady, Draining, StreamLimit.
        """
        if self.draining.is_set():
            raise Draining("The server is going away.")
        if not self._ready:
            raise NotReady("The server is not ready yet.")
        if self._inside >= self._most:
            raise StreamLimit(f"{self._most} calls are open, which is all this server takes.")
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()
