"""Reading a database's own bytes beside SQLite, in the same process.

POSIX takes all of a process's locks on a file away when the process closes any descriptor of it, SQLite's too: see
https://www.sqlite.org/howtocorrupt.html, section 2.2. So a descriptor of a file that may be locked is never closed, and
the next one who asks gets the same.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

_kept: dict[tuple[int, int], int] = {}
_gate = threading.Lock()


def handle(path: Path) -> int:
    """Return a descriptor for reading and, where that is allowed, writing a file; it is not to be closed.

    Raises:
        OSError: the file cannot be opened.
    """
    with _gate:
        # A file without a name is nobody's any more: the journal of a transaction that is over.
        for known, descriptor in list(_kept.items()):
            if not os.fstat(descriptor).st_nlink:
                os.close(_kept.pop(known))
        found = path.stat()
        known = (found.st_dev, found.st_ino)
        if known not in _kept:
            try:
                _kept[known] = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            except PermissionError:
                _kept[known] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        return _kept[known]
