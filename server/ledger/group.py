"""Group commit: one thread writes, and everything that waits for it shares one transaction and one sync to disk."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from server.errors import LedgerUnavailable, VeilscriptError
from server.ledger.database import unavailable

Fact = TypeVar("Fact")

GROUP_LIMIT = 1024
"""The most facts of one transaction, so that nobody waits for an endless one."""


class GroupWriter(Generic[Fact]):
    """A single writer thread behind a queue.

    Args:
        commit: writes facts in one transaction and returns, when they are durable, one outcome for each: what its
            writer gets, or an error, why that one was refused while the others stand. It runs in the writer thread
            only. It raises LedgerUnavailable when the store failed, and anything else when a fact could not be
            written at all.
    """

    def __init__(self, commit: Callable[[Sequence[Fact]], Sequence[object]]) -> None:
        self._commit = commit
        self._queue: queue.SimpleQueue[tuple[Fact, asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    async def write(self, fact: Fact) -> Any:  # noqa: ANN401 - each kind of fact has an outcome of its own
        """Return the fact's outcome when it is durable.

        A caller that is cancelled stops waiting; the fact is written all the same.

        Raises:
            VeilscriptError: the outcome of this fact.
            LedgerUnavailable: the store failed, or the writer is closed.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        with self._gate:
            if self._closed:
                raise LedgerUnavailable("The ledger is closed.")
            self._queue.put((fact, future))
        return await future

    async def close(self) -> None:
        """Write what is waiting, then stop the thread."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        more = True
        while more:
            first = self._queue.get()
            if first is None:
                return
            group = [first]
            more = self._gather(group)
            self._settle(group)

    def _gather(self, group: list[tuple[Fact, asyncio.Future[Any]]]) -> bool:
        """Add what is waiting to the group; return False once the end of the queue was seen."""
        while len(group) < GROUP_LIMIT:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return True
            if item is None:
                return False
            group.append(item)
        return True

    def _settle(self, group: Sequence[tuple[Fact, asyncio.Future[Any]]]) -> None:
        """Write one group and answer everyone who waits for it."""
        outcomes: Sequence[object]
        try:
            outcomes = self._commit([fact for fact, _ in group])
        except LedgerUnavailable as error:
            outcomes = [LedgerUnavailable(error.message, action=error.action) for _ in group]
        except Exception as error:  # noqa: BLE001 - whatever one fact broke, its neighbours must still be answered
            if len(group) > 1:
                for item in group:
                    self._settle([item])
                return
            outcomes = [error if isinstance(error, VeilscriptError) else unavailable(error)]
        answers: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], object]]] = {}
        for (_, future), outcome in zip(group, outcomes, strict=True):
            answers.setdefault(future.get_loop(), []).append((future, outcome))
        for loop, own in answers.items():
            # Nobody is left to be told where the loop is closed.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_answer, own)


def _answer(answers: Sequence[tuple[asyncio.Future[Any], object]]) -> None:
    """Tell those who still wait, in their own loop."""
    for future, outcome in answers:
        if future.done():
            continue  # its caller was cancelled
        if isinstance(outcome, VeilscriptError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
