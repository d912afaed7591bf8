"""Which processes write a data directory, told by a lock that dies with its process.

A server and a command may write one ledger at the same time. A process that finds itself alone knows that every call
still marked ACTIVE belongs to a dead one.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class WritersLock:
    """A lock on a file: held alone while the ledger is prepared, shared with other writers afterwards."""

    __slots__ = ("_descriptor", "alone")

    def __init__(self, path: Path) -> None:
        """Take the lock, alone if nobody has it, shared otherwise.

        Waits while another process prepares the ledger.

        Args:
            path: the lock's file; it is created and never removed.

        Raises:
            OSError: the file cannot be opened or locked.
        """
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.alone = True
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.alone = False
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def share(self) -> None:
        """Let other writers in."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)
        self.alone = False

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)
