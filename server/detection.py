"""Detection behind an async door: in this process, or in a pool of worker processes that may crash or hang.

What a detector remembers of a call is opaque here. The pool keeps it as the bytes its workers made, so that this
process spends no time on taking it apart, and any worker can judge the next turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import pickle
import signal
import socket
import struct
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from recognizers.entities import Analysis, Detector, Finding, KnownIdentity, OpenSpan, Turn
from server.errors import DetectionFailed, NotReady

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from recognizers.dialogue.memory import Dialogue

_T = TypeVar("_T")

LONG = 16_384
"""Characters of a turn; a longer one is a call in one piece, and may take longer to judge."""

_LENGTH = struct.Struct("!I")
_WORKER_LOST = (OSError, EOFError, asyncio.IncompleteReadError)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a turn taught, with the memory for the next one."""

    findings: tuple[Finding, ...]
    open: tuple[OpenSpan, ...]
    memory: object = field(repr=False)


class Detection(Protocol):
    """A detector whose judgements are awaited.

    Raises:
        DetectionFailed: from every method, for whatever reason there is no judgement.
    """

    @property
    def version(self) -> str:
        """The detector's."""

    async def begin(self, known: Sequence[KnownIdentity] = ()) -> object:
        """Return the memory of a call in which nothing was said."""

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        """Judge one turn."""

    async def close(self, memory: object) -> Judgement:
        """Decide what is still open."""


class InlineDetection:
    """A detector in this process, for tests and small tools: it blocks the event loop while it judges.

    Args:
        detector: does the work.
    """

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.version = detector.version

    async def begin(self, known: Sequence[KnownIdentity] = ()) -> object:
        """Return the memory of a call in which nothing was said."""
        return self._try(lambda: self._detector.begin(tuple(known)))

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        """Judge one turn."""
        return _judgement(self._try(lambda: self._detector.analyze(turn, cast("Dialogue", memory))))

    async def close(self, memory: object) -> Judgement:
        """Decide what is still open."""
        return _judgement(self._try(lambda: self._detector.close(cast("Dialogue", memory))))

    @staticmethod
    def _try(work: Callable[[], _T]) -> _T:
        try:
            return work()
        except Exception:  # noqa: BLE001  # whatever it says may hold call text
            raise DetectionFailed("The turn could not be judged.") from None


class DetectionPool:
    """Detectors in worker processes, started afresh (``spawn``) with nothing inherited.

    A turn waits for a free worker and is judged by it, both within ``timeout``, or longer where its text is as long as
    many turns. Of several that are free it is the one that was asked last: what it needs is nearest to its processor. A
    worker that takes longer, or dies, is killed and replaced; the turn fails, and no other does.

    Args:
        factory: builds the detector; a function of a module, since every worker calls it.
        workers: how many processes.
        timeout: seconds a turn may take, of at most ``LONG`` characters; a longer one in proportion.
        warm_up: seconds a worker may take until it is ready.
    """

    def __init__(
        self, factory: Callable[[], Detector], *, workers: int, timeout: float = 5.0, warm_up: float = 120.0
    ) -> None:
        self._factory = factory
        self._size = workers
        self._timeout = timeout
        self._warm_up = warm_up
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._alive: set[_Worker] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self.version = ""
        self.replaced = 0

    async def start(self) -> None:
        """Start all workers and wait until each is warm.

        Raises:
            NotReady: one of them could not be started.
        """
        try:
            await asyncio.gather(*(self._add() for _ in range(self._size)))
        except (TimeoutError, *_WORKER_LOST):
            await self.stop()
            raise NotReady("A detection worker could not be started.") from None

    async def stop(self) -> None:
        """Kill all workers and wait for their end; what they are judging fails."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in tuple(self._alive)))
        self._alive.clear()

    async def begin(self, known: Sequence[KnownIdentity] = ()) -> object:
        """Return the memory of a call in which nothing was said."""
        return (await self._ask("begin", tuple(known))).memory

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        """Judge one turn."""
        return await self._ask("analyze", turn, memory)

    async def close(self, memory: object) -> Judgement:
        """Decide what is still open."""
        return await self._ask("close", memory)

    async def _ask(self, method: str, *arguments: object) -> Judgement:
        request = pickle.dumps((method, arguments), pickle.HIGHEST_PROTOCOL)
        longest = max((len(one.text) for one in arguments if isinstance(one, Turn)), default=0)
        deadline = asyncio.get_running_loop().time() + self._timeout * max(1.0, longest / LONG)
        try:
            async with asyncio.timeout_at(deadline):
                worker = await self._idle.get()
        except TimeoutError:
            raise DetectionFailed("No detection worker was free in time.") from None
        # Shielded: whoever asked may go away, but the worker is busy until it has answered.
        judging = self._spawn(self._use(worker, request, deadline))
        try:
            answer = await asyncio.shield(judging)
        except asyncio.CancelledError:
            if judging.cancelled():  # the pool was stopped
                raise DetectionFailed("Detection has been stopped.") from None
            raise
        if not isinstance(answer, Judgement):
            raise DetectionFailed("The turn could not be judged.")
        return answer

    async def _use(self, worker: _Worker, request: bytes, deadline: float) -> object:
        """Have a worker answer; return the answer, or None. Afterwards the worker is idle again, or replaced."""
        try:
            async with asyncio.timeout_at(deadline):
                reply = await worker.ask(request)
        except (TimeoutError, *_WORKER_LOST):
            self._alive.discard(worker)
            self._spawn(self._replace(worker))
            return None
        self._idle.put_nowait(worker)
        return pickle.loads(reply)  # noqa: S301  # made by our own worker, over a private socket

    async def _replace(self, worker: _Worker) -> None:
        self.replaced += 1
        await worker.kill()
        delay = 1.0
        while True:
            try:
                await self._add()
            except (TimeoutError, *_WORKER_LOST):
                await asyncio.sleep(delay)
                delay = min(2 * delay, 30.0)
            else:
                return

    async def _add(self) -> None:
        worker = _Worker()
        self._alive.add(worker)
        try:
            async with asyncio.timeout(self._warm_up):
                self.version = (await worker.start(self._factory)).decode()
        except BaseException:
            self._alive.discard(worker)
            await worker.kill()
            raise
        self._idle.put_nowait(worker)

    def _spawn(self, work: Coroutine[object, object, _T]) -> asyncio.Task[_T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Worker:
    """One worker process, as this process sees it: length-prefixed messages over a socket of their own."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reader: asyncio.StreamReader | None = None

    async def start(self, factory: Callable[[], Detector]) -> bytes:
        """Start the process; return the version its detector names when it is warm."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = multiprocessing.get_context("spawn").Process(
                target=_work, args=(theirs, factory), name="veilscript-detection", daemon=True
            )
            # Starting waits for nothing but the operating system, yet long enough to be felt by calls in progress.
            await asyncio.to_thread(self._process.start)
        self._reader, self._writer = await asyncio.open_connection(sock=ours)
        return await self._receive()

    async def ask(self, request: bytes) -> bytes:
        """Send a request; return the reply."""
        if self._writer is None:
            raise EOFError
        self._writer.write(_LENGTH.pack(len(request)) + request)
        await self._writer.drain()
        return await self._receive()

    async def kill(self) -> None:
        """End the process at once and wait for its end."""
        if self._writer is not None:
            self._writer.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.join)

    async def _receive(self) -> bytes:
        if self._reader is None:
            raise EOFError
        (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
        return await self._reader.readexactly(length)


def _work(link: socket.socket, factory: Callable[[], Detector]) -> None:
    """What a worker process does until the other end of its socket is gone."""
    # A worker sees call text, so nothing it or a library of its has to say may leave it but a judgement.
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when its workers end
    with link, contextlib.suppress(OSError, EOFError):
        detector = _built(factory)
        if detector is None:
            return
        _send(link, detector.version.encode())
        while True:
            request = _read(link, _LENGTH.unpack(_read(link, _LENGTH.size))[0])
            _send(link, pickle.dumps(_answer(detector, request), pickle.HIGHEST_PROTOCOL))


def _built(factory: Callable[[], Detector]) -> Detector | None:
    try:
        return factory()
    except Exception:  # noqa: BLE001  # the server says that a worker could not be started
        return None


def _answer(detector: Detector, request: bytes) -> Judgement | None:
    """Return a judgement whose memory is pickled, or None where the detector failed."""
    try:
        method, arguments = pickle.loads(request)  # noqa: S301  # made by our own server, over a private socket
        if method == "begin":
            return Judgement((), (), pickle.dumps(detector.begin(*arguments), pickle.HIGHEST_PROTOCOL))
        *turn, memory = arguments
        dialogue = pickle.loads(memory)  # noqa: S301  # the same
        analysis = detector.analyze(turn[0], dialogue) if method == "analyze" else detector.close(dialogue)
        kept = pickle.dumps(analysis.dialogue, pickle.HIGHEST_PROTOCOL)
        return Judgement(analysis.findings, analysis.open, kept)
    except Exception:  # noqa: BLE001  # whatever it says may hold call text
        return None


def _send(link: socket.socket, message: bytes) -> None:
    link.sendall(_LENGTH.pack(len(message)) + message)


def _read(link: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = link.recv(min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _judgement(analysis: Analysis) -> Judgement:
    return Judgement(analysis.findings, analysis.open, analysis.dialogue)
