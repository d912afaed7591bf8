"""Overwriting what a SQLite file still holds of deleted rows in the free space of its pages.

``secure_delete`` overwrites a cell where it is deleted. A cell that was moved before, when its page was split, may have
left a copy of itself in the space that the old page then had free. Only rewriting the whole file would reach it there,
which takes as long as the file is large; so the free space of the few pages concerned is overwritten in place. It
belongs to no row: whoever reads the file at the same time sees no difference.

The layout of a page is that of https://www.sqlite.org/fileformat2.html, section 1.6.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from server.ledger.database import BUSY_SECONDS, guarded
from server.ledger.handles import handle

PAGE_SIZE_AT = 16
FILE_HEADER = 100
LEAVES, INNER = (10, 13), (2, 5)
"""The kinds of b-tree pages. Another page begins with a page number, and so with a zero."""
FREEBLOCK_HEADER = 4
LARGEST_ID = 1 << 31
AT_ONCE = 2000
"""Pages that are looked at in one go, so that no call waits long for its own."""


def scrub_free_space(path: Path, offsets: Iterable[int]) -> None:
    """Overwrite the free space of the pages that some bytes of a database lie on.

    Args:
        path: the database; others may read and write it.
        offsets: of the bytes.

    Raises:
        LedgerUnavailable: the file cannot be written.
    """
    with guarded():
        size = _page_size(handle(path))
        _scrub_pages(path, size, sorted({offset // size for offset in offsets}))


def scrub_every_page(path: Path) -> None:
    """Overwrite the free space of every page of a database.

    Others may read and write it: it is theirs again after every :data:`AT_ONCE` pages.

    Raises:
        LedgerUnavailable: the file cannot be written.
    """
    with guarded():
        descriptor = handle(path)
        size = _page_size(descriptor)
        count = os.fstat(descriptor).st_size // size if size else 0
        for first in range(0, count, AT_ONCE):
            _scrub_pages(path, size, range(first, min(first + AT_ONCE, count)))


def _scrub_pages(path: Path, size: int, numbers: Iterable[int]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as connection:
        # Nobody else writes meanwhile; and what is written here at the end makes every other connection forget the
        # pages that it keeps in memory, or it would put them back one day as they were.
        connection.execute("BEGIN EXCLUSIVE")
        descriptor = handle(path)
        overwritten = False
        for number in numbers:
            page = os.pread(descriptor, size, number * size)
            for start, end in free_space(page, FILE_HEADER if number == 0 else 0):
                if any(page[start:end]):
                    os.pwrite(descriptor, bytes(end - start), number * size + start)
                    overwritten = True
        if overwritten:
            os.fsync(descriptor)
            # A row that is written as it was would not count as written. Nobody reads this number.
            (number,) = connection.execute("PRAGMA application_id").fetchone()
            connection.execute(f"PRAGMA application_id = {(number + 1) % LARGEST_ID}")
        connection.execute("COMMIT")


def free_space(page: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a page that belong to no cell, as half-open ranges; none of a page that is no b-tree's.

    Args:
        page: all of it.
        at: where its header begins.
    """
    kind = page[at] if len(page) > at else 0
    if kind not in (*LEAVES, *INNER):
        return
    cells = at + (8 if kind in LEAVES else 12) + 2 * _number(page, at + 3)
    content = _number(page, at + 5) or len(page)
    if cells > content or content > len(page):
        return
    yield cells, content
    block = _number(page, at + 1)
    # The blocks are linked in ascending order: anything else is not a page.
    while content <= block <= len(page) - FREEBLOCK_HEADER:
        following, size = _number(page, block), _number(page, block + 2)
        if size > len(page) - block:
            return
        if size > FREEBLOCK_HEADER:
            yield block + FREEBLOCK_HEADER, block + size
        if following <= block:
            return
        block = following


def _number(page: bytes, at: int) -> int:
    return int.from_bytes(page[at : at + 2], "big")


def _page_size(descriptor: int) -> int:
    size = int.from_bytes(os.pread(descriptor, 2, PAGE_SIZE_AT), "big")
    return 1 << 16 if size == 1 else size
