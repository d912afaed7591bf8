"""What a process and its children use, read from /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU time so far and memory now, of a process with all its descendants.

    Attributes:
        cpu: seconds of user and system time.
        resident: bytes of resident memory; pages that processes share count once for each.
        processes: how many there are.
        largest: bytes of resident memory of the largest descendant: a worker.
    """

    cpu: float
    resident: int
    processes: int
    largest: int


def usage(pid: int) -> Usage:
    """Add up one process tree.

    Source: proc(5), fields 4 (ppid), 14 and 15 (utime, stime) of ``stat`` and field 2 (resident) of ``statm``.
    """
    stats = {int(path.name): _stat(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    tree, found = {pid}, 0
    while len(tree) > found:
        found = len(tree)
        tree |= {child for child, fields in stats.items() if fields and int(fields[1]) in tree}
    ticks = sum(int(fields[11]) + int(fields[12]) for p in tree if (fields := stats.get(p)))
    pages = {p: _resident(p) * os.sysconf("SC_PAGE_SIZE") for p in tree}
    largest = max((size for p, size in pages.items() if p != pid), default=0)
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), sum(pages.values()), len(tree), largest)


def _stat(path: Path) -> list[str]:
    """Return the fields from the state on; the name before it may hold spaces and brackets."""
    try:
        return (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return []


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:  # it ended meanwhile
        return 0
