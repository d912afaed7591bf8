"""Going on with a call whose stream broke: the pass that shows where its client stood, and the calls that wait.

A call waits in this process, as it is: its text is on no disk and in no token. So a pass is of use only to the server
that gave it, for as long as that process lives.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from server.errors import ResumeRejected

_POSITION = struct.Struct("!QQ")
_SEAL_BYTES = 32


@dataclass(frozen=True, slots=True)
class Position:
    """Where a client stands: released up to a sequence, and revised up to the call's revision of this number."""

    sequence: int
    revision: int


@dataclass(frozen=True, slots=True)
class Pass:
    """Makes and reads the resume tokens of one call: a position, and a seal that only this call's key can make.

    Args:
        key: of this call alone, random.
    """

    key: bytes = field(repr=False, default_factory=lambda: os.urandom(_SEAL_BYTES))

    def token(self, position: Position) -> bytes:
        """Return the token of a position."""
        packed = _POSITION.pack(position.sequence, position.revision)
        return packed + hmac.digest(self.key, packed, "sha256")

    def position(self, token: bytes) -> Position:
        """Return the position that a token was made for.

        Raises:
            ResumeRejected: the token is not one of this call.
        """
        packed, seal = token[: _POSITION.size], token[_POSITION.size :]
        if not hmac.compare_digest(seal, hmac.digest(self.key, packed, "sha256")):
            raise rejected()
        return Position(*_POSITION.unpack(packed))


def rejected() -> ResumeRejected:
    """Return the refusal, the same whatever the reason: a guess is not to learn which calls there are."""
    return ResumeRejected("There is no call to go on with by this token.", action="Begin a call under another id.")


Name = tuple[str, str]
"""Of a call: its tenant, and its id."""


class Waiting:
    """Calls without a stream, each until its client is back or its time is over.

    Args:
        seconds: how long a call waits; with 0 none does.
        most: how many wait at one time; one more, and one goes: one that has ended before one that has not, and of
            these the oldest of the tenant that has most of them: none crowds out another's that has less.
        give_up: ends a call that waited in vain: nobody can come back to it as soon as this returns.
        crowded_out: told of each that had to go before its time.
    """

    def __init__(
        self,
        *,
        seconds: float,
        most: int,
        give_up: Callable[[Name], Awaitable[None]],
        crowded_out: Callable[[], None] = lambda: None,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._give_up = give_up
        self._crowded_out = crowded_out
        self._timers: dict[Name, asyncio.TimerHandle] = {}
        self._ended: dict[Name, None] = {}
        self._tasks: set[asyncio.Future[None]] = set()

    def __len__(self) -> int:
        """Return how many calls wait."""
        return len(self._timers)

    @property
    def lets_wait(self) -> bool:
        """True when calls may wait at all."""
        return self._seconds > 0

    def add(self, name: Name, *, ended: bool = False, until: float | None = None) -> None:
        """Have a call wait.

        Args:
            name: of the call.
            ended: True for a call that waits to tell its summary again, and has nothing else to lose.
            until: the loop's time when its time is over, or None for the whole time from now.
        """
        self.remove(name)
        loop = asyncio.get_running_loop()
        when = loop.time() + self._seconds if until is None else until
        self._timers[name] = loop.call_at(when, self._over, name)
        if ended:
            self._ended[name] = None
        if len(self._timers) > self._most:
            self._over(_oldest_of_most(self._ended or self._timers))
            self._crowded_out()

    def remove(self, name: Name) -> float | None:
        """Let a call go; return the loop's time when its time would have been over, or None when it does not wait."""
        timer = self._timers.pop(name, None)
        self._ended.pop(name, None)
        if timer is None:
            return None
        timer.cancel()
        return timer.when()

    async def close(self) -> None:
        """End every call that waits, and let none wait any more."""
        self._seconds = 0
        for name in tuple(self._timers):
            self._over(name)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _over(self, name: Name) -> None:
        if self.remove(name) is None:
            return
        task = asyncio.ensure_future(self._give_up(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _oldest_of_most(names: Iterable[Name]) -> Name:
    """Return the first of the names of the tenant that has most of them."""
    names = tuple(names)
    waiting = Counter(tenant for tenant, _ in names)
    return max(names, key=lambda name: waiting[name[0]])  # the first of several that are the most
