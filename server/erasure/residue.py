"""Looking for what should be gone: every byte of every file, against what was written there before.

What is looked for is kept while a request runs, but must not be found in its own keeping: of each trace only a few
windows of eight bytes are kept, with every bit turned. Sealed bytes, salts and wrapped keys are random to
whoever has no key, so eight bytes of them say nothing, and meet by chance in a gigabyte once in ten thousand years of
looking.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.ledger.erasing import Marks
from server.ledger.handles import handle

WINDOW = 8
STRIDE = 256
"""A trace longer than this has a window in each part: a page that was half overwritten still shows."""
CHUNK = 1 << 22

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Scan:
    """What was looked through, and what was found.

    Attributes:
        files: the names of the files, within the data directory.
        unread: those that could not be read: nothing is proven of them.
        size: bytes looked through.
        found: the windows that were found.
    """

    files: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    size: int = 0
    found: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """A window that was found: in which file, and at which bytes of it."""

    file: str
    window: bytes
    offsets: tuple[int, ...]


def needles(marks: Marks) -> bytes:
    """Return what to look for, in a form that is not found itself: eight bytes a window, every bit turned.

    Of a token only its beginning, by which the index can say whether it still is somebody's.
    """
    found = {window for trace in marks.traces for window in _windows(trace)}
    found |= {token[:WINDOW] for token in marks.tokens}
    return bytes(byte ^ 0xFF for byte in b"".join(sorted(found)))


def windows(sought: bytes) -> list[bytes]:
    """Return what is looked for, as it would be found."""
    plain = bytes(byte ^ 0xFF for byte in sought)
    return [plain[at : at + WINDOW] for at in range(0, len(plain), WINDOW)]


def scan(paths: Iterable[tuple[str, Path]], sought: bytes) -> Scan:
    """Look through files.

    Args:
        paths: the files, each with the name it is told by.
        sought: of :func:`needles`.
    """
    words = np.sort(~np.frombuffer(sought, dtype="<u8"))
    names, unread, traces, size = [], [], [], 0
    for name, path in paths:
        try:
            read, found = _scan_file(path, words)
        except FileNotFoundError:
            continue  # the journal of a transaction that ended meanwhile
        except OSError:
            unread.append(name)
            continue
        names.append(name)
        size += read
        traces += [Trace(name, window, tuple(offsets)) for window, offsets in sorted(found.items())]
    return Scan(tuple(names), tuple(unread), size, tuple(traces))


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file in a folder and the folders in it, and the folders that cannot be looked into.

    What holds no bytes, as a socket, is passed over.
    """
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders.sort()
        for path in (Path(root, name) for name in sorted(names)):
            if _may_hold_bytes(path):
                yield path.relative_to(folder).as_posix(), path
    for error in closed:
        yield Path(error.filename).relative_to(folder).as_posix(), Path(error.filename)


def _may_hold_bytes(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _windows(trace: bytes) -> Iterator[bytes]:
    for at in range(0, max(1, len(trace) - WINDOW + 1), STRIDE):
        if len(trace) >= WINDOW:
            yield trace[at : at + WINDOW]
    if len(trace) > WINDOW:
        yield trace[-WINDOW:]


def _scan_file(path: Path, words: Words) -> tuple[int, dict[bytes, list[int]]]:
    """Return how many bytes a file has, and at which of them windows lie that are sought."""
    size, tail = 0, b""
    found: dict[bytes, list[int]] = {}
    table = _Table(words)
    descriptor = handle(path)
    while chunk := os.pread(descriptor, CHUNK, size):
        data = tail + chunk
        for offset, window in table.windows_in(data):
            found.setdefault(window, []).append(size - len(tail) + offset)
        size += len(chunk)
        # A window over the seam is seen once: with the next chunk.
        tail = data[-(WINDOW - 1) :]
    return size, found


class _Table:
    """What is sought, in a form that passes over nearly everything quickly: by two bytes, by two more, and by all."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._first, self._second = (np.zeros(1 << 16, dtype=bool) for _ in range(2))
        self._first[words & np.uint64(0xFFFF)] = True
        self._second[(words >> np.uint64(16)) & np.uint64(0xFFFF)] = True

    def windows_in(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the windows of some bytes that are sought, with their offsets."""
        if len(data) < WINDOW or not len(self._words):
            return
        for shift in (0, 1):
            pairs = np.frombuffer(data, dtype="<u2", offset=shift, count=(len(data) - shift) // 2)
            # The three pairs before the end begin no window that is whole.
            likely = np.flatnonzero(self._first[pairs[: len(pairs) - 3]])
            likely = likely[self._second[pairs[likely + 1]]]
            values = pairs[likely].astype("<u8")
            for place in (1, 2, 3):
                values |= pairs[likely + place].astype("<u8") << np.uint64(16 * place)
            at = np.minimum(np.searchsorted(self._words, values), len(self._words) - 1)
            for index in likely[self._words[at] == values]:
                offset = shift + 2 * int(index)
                yield offset, data[offset : offset + WINDOW]
