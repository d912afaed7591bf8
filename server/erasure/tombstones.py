"""The tombstones: what was erased, in a file of its own that outlives a restored backup of the ledger.

A ledger that is put back from yesterday's copy holds again what was erased today, and does not know it. This file does:
it is written, and synced, before anything is blocked, and read at each start. Keep it on another disk than the data
directory, and put it back from no backup.

A line is one erasure: which rows (by leaf, and by the beginning of what the leaf commits to), which suppressions, and
the key they were made with, wrapped by the root. No value and no identity. Each line is signed with the log's key.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.erasure.canonical import canonical
from server.errors import ConfigInvalid
from server.ledger.database import create_private, guarded, sync_directory
from server.ledger.erasing import Row, read, written
from server.ledger.notes import Signer, Verifier

FILE = "tombstones.jsonl"
SIGNED = b"veilscript-tombstone/1\n"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erasure, as it can be done again.

    Attributes:
        tenant: whose evidence it was.
        request_id: the request that asked for it.
        at: when.
        rows: what was erased.
        suppressions: the tokens that have been suppressed since.
        key: what they were made with, wrapped by the root.
        offboarded: everything of the tenant was, once and for all.
    """

    tenant: str
    request_id: str
    at: str
    rows: tuple[Row, ...]
    suppressions: tuple[bytes, ...] = field(repr=False)
    key: bytes = field(repr=False)
    offboarded: bool = False


class Tombstones:
    """The file. Appending is for one thread at a time; several processes may append.

    Args:
        path: of the file; it is made with the first tombstone.
    """

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, stone: Tombstone, signer: Signer) -> None:
        """Write a tombstone through to the disk.

        Raises:
            LedgerUnavailable: it cannot be written: then nothing may be erased.
        """
        body = _body(stone)
        line = canonical({"tombstone": body, "signature": _encode(signer.detached(SIGNED + canonical(body)))}) + b"\n"
        with guarded():
            create_private(self.path)
            descriptor = self._locked()
            try:
                # A line that a crash cut short is ended, so that this one begins at a beginning.
                size = os.fstat(descriptor).st_size
                torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
                left = b"\n" * torn + line
                while left:
                    left = left[os.write(descriptor, left) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def forget(self, tenant: str) -> None:
        """Take the tombstones of an off-boarded tenant out, but for the one that says so: they held its suppressions.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        if not self.path.exists():
            return
        with guarded():
            descriptor = self._locked()
            try:
                lines = self._lines()
                left = [line for line in lines if not _is_of(line, tenant)]
                if len(left) == len(lines):
                    return
                part = self.path.with_name(self.path.name + ".part")
                part.unlink(missing_ok=True)
                create_private(part, b"\n".join(left))
                size = os.fstat(descriptor).st_size
                part.rename(self.path)
                sync_directory(self.path.parent)
                # Who waits for the lock finds that the file is another one by now; nobody reads this one any more.
                os.pwrite(descriptor, bytes(size), 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _locked(self) -> int:
        """Return a descriptor of the file, locked against other processes until it is closed."""
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if os.fstat(descriptor).st_ino == self.path.stat().st_ino:
                    os.lseek(descriptor, 0, os.SEEK_END)
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def read(self, verifier: Verifier) -> Iterator[Tombstone]:
        """Yield the tombstones in order. A line that a crash cut short is passed over: nothing had been blocked yet.

        Raises:
            ConfigInvalid: a line is not signed by the log's key.
            LedgerUnavailable: the file cannot be read.
        """
        for line in self._lines():
            found = _parsed(line)
            if found is None:
                continue
            body, signature = found
            if not verifier.verifies(SIGNED + canonical(body), signature):
                raise ConfigInvalid(
                    "A tombstone is not signed by this ledger's key.",
                    action="Give the --tombstones file that belongs to this data directory.",
                )
            yield _stone(body)

    def has(self, tenant: str, request_id: str, leaves: AbstractSet[int], verifier: Verifier) -> bool:
        """True if there are tombstones of a request that name all of its rows; the others are not looked at.

        Args:
            tenant: whose request it is.
            request_id: of the request.
            leaves: of the rows that it erased.
            verifier: of the log's key.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        named, told = canonical(request_id), False
        missing = set(leaves)
        for line in self._lines():
            found = _parsed(line) if named in line else None
            if found is None or (found[0]["tenant"], found[0]["request"]) != (tenant, request_id):
                continue
            if verifier.verifies(SIGNED + canonical(found[0]), found[1]):
                told = True
                missing -= {row.leaf for row in _stone(found[0]).rows}
        return told and not missing

    def _lines(self) -> list[bytes]:
        with guarded():
            return self.path.read_bytes().split(b"\n") if self.path.exists() else []


def _parsed(line: bytes) -> tuple[Mapping[str, Any], bytes] | None:
    """Return the content and signature of a line, or None for one that is empty or not whole."""
    try:
        found = json.loads(line)
        return found["tombstone"], base64.b64decode(found["signature"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None


def _is_of(line: bytes, tenant: str) -> bool:
    """True for an erasure of a tenant; not for the line that says that all of it is gone."""
    found = _parsed(line)
    return found is not None and found[0]["tenant"] == tenant and not found[0].get("offboarded", False)


def _body(stone: Tombstone) -> dict[str, object]:
    return {
        "tenant": stone.tenant,
        "request": stone.request_id,
        "at": stone.at,
        "rows": [written(row) for row in stone.rows],
        "suppressions": [_encode(token) for token in stone.suppressions],
        "key": _encode(stone.key),
        **({"offboarded": True} if stone.offboarded else {}),
    }


def _stone(body: Mapping[str, Any]) -> Tombstone:
    rows: Sequence[Sequence[Any]] = body["rows"]
    return Tombstone(
        tenant=body["tenant"],
        request_id=body["request"],
        at=body["at"],
        rows=tuple(map(read, rows)),
        suppressions=tuple(map(base64.b64decode, body["suppressions"])),
        key=base64.b64decode(body["key"]),
        offboarded=body.get("offboarded", False),
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
