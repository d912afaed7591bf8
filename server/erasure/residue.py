"""Looking for what should be gone: every byte of every file, against what was written there before.

What is looked for is kept while a request runs, but must not be found in its own keeping: of each trace only a few
windows of eight bytes are kept, with every bit turned. Sealed bytes, salts and wrapped keys are random to
whoever has no key, so eight bytes of them say nothing, and meet by chance in a gigabyte once in ten thousand years of
looking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.ledger.erasing import Marks

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
    """A window that was found: in which file, and how often."""

    file: str
    window: bytes
    count: int


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
        traces += [Trace(name, window, count) for window, count in sorted(found.items())]
    return Scan(tuple(names), tuple(unread), size, tuple(traces))


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file in a folder and the folders in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() or not path.exists() or not path.is_dir():
            yield path.relative_to(folder).as_posix(), path


def _windows(trace: bytes) -> Iterator[bytes]:
    for at in range(0, max(1, len(trace) - WINDOW + 1), STRIDE):
        if len(trace) >= WINDOW:
            yield trace[at : at + WINDOW]
    if len(trace) > WINDOW:
        yield trace[-WINDOW:]


def _scan_file(path: Path, words: Words) -> tuple[int, Counter[bytes]]:
    """Return how many bytes a file has, and which windows that are sought it has how often."""
    size, tail = 0, b""
    found: Counter[bytes] = Counter()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            data = tail + chunk
            found.update(_windows_in(data, words))
            # A window over the seam is seen once: with the next chunk.
            tail = data[-(WINDOW - 1) :]
    return size, found


def _windows_in(data: bytes, words: Words) -> list[bytes]:
    """Return the windows of some bytes that are sought, each as often as it is there."""
    if len(data) < WINDOW or not len(words):
        return []
    # A table of the first two bytes passes over nearly everything before any search.
    first = np.zeros(1 << 16, dtype=bool)
    first[(words & np.uint64(0xFFFF)).astype(np.uint16)] = True
    raw = np.frombuffer(data, dtype=np.uint8)
    last = len(raw) - WINDOW + 1
    starts = raw[:last].astype(np.uint16) | (raw[1 : last + 1].astype(np.uint16) << np.uint16(8))
    likely = np.flatnonzero(first[starts])
    if not len(likely):
        return []
    windows = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(raw, WINDOW)[likely])
    values = windows.view("<u8").ravel()
    at = np.minimum(np.searchsorted(words, values), len(words) - 1)
    return [window.tobytes() for window in windows[words[at] == values]]
