"""The server without its ledger, to be measured beside the real one: ``python -m bench.unrecorded``."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from server import app, cli
from server.ledger.checkpoint import Head
from server.ledger.epochs import now
from server.ledger.ledger import Batch, CallRecord, Event, StoredCall, StoredEntity
from server.ledger.merkle import EMPTY_ROOT
from server.ledger.recorder import Recorder
from server.ledger.rules import Rules

NOTHING = Head(0, EMPTY_ROOT)


class Unrecorded:
    """A ledger that forgets at once: every commit is answered, and nothing is kept."""

    def __init__(self) -> None:
        self.reader = self
        self.rules = Rules()
        self.clock = now
        self.root_made = False

    async def open_call(self, _: CallRecord) -> None:
        """Forget a call."""

    async def commit(self, _: Batch) -> Head:
        """Forget a batch."""
        return NOTHING

    async def record(self, _: Event) -> Head:
        """Forget an event."""
        return NOTHING

    async def transact(self, _: Callable[[Recorder], object]) -> list[object]:
        """Leave the work undone; retention finds nothing to do."""
        return []

    def call(self, _: str, __: str) -> StoredCall | None:
        """Return None."""
        return None

    def entities(self, _: str, __: str) -> Iterator[StoredEntity]:
        """Yield nothing."""
        yield from ()


@asynccontextmanager
async def unrecorded(*_: object, **__: object) -> AsyncIterator[Unrecorded]:
    """Take the place of what opens the ledger."""
    yield Unrecorded()


if __name__ == "__main__":
    vars(app)["opened"] = unrecorded  # it does as much of a ledger as the server asks for
    sys.exit(cli.main(["serve", *sys.argv[1:]]))
