"""Looking for traces in files: what was there is found wherever it lies, and nothing else is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.erasure import residue
from server.erasure.residue import WINDOW, files, needles, scan, windows
from server.ledger.erasing import Marks


def marks(*traces: bytes, tokens: tuple[bytes, ...] = ()) -> Marks:
    return Marks(traces, tokens)


@given(st.binary(min_size=16, max_size=900), st.binary(max_size=300), st.binary(max_size=300))
def test_a_trace_is_found_at_any_place(trace: bytes, before: bytes, after: bytes) -> None:
    """Whatever stands around it, and at any offset."""
    sought = needles(marks(trace))
    path = Path(f"/tmp/residue-{os.getpid()}")  # noqa: S108 - hypothesis has no folder of its own
    path.write_bytes(before + trace + after)
    try:
        assert scan([("file", path)], sought).found
    finally:
        path.unlink()


def test_half_a_trace_is_found(tmp_path: Path) -> None:
    """A page that was half overwritten still shows: the beginning, the end, or a part between."""
    trace = os.urandom(1000)
    sought = needles(marks(trace))
    for part in (trace[:64], trace[-64:], trace[256:320]):
        (tmp_path / "file").write_bytes(os.urandom(500) + part + os.urandom(500))
        assert scan([("file", tmp_path / "file")], sought).found


def test_what_is_sought_is_not_found_in_its_own_keeping(tmp_path: Path) -> None:
    """The needles lie in the ledger while it is looked through."""
    sought = needles(marks(os.urandom(600), tokens=(os.urandom(16),)))
    (tmp_path / "file").write_bytes(sought * 3)
    assert scan([("file", tmp_path / "file")], sought).found == ()


def test_random_bytes_are_no_trace(tmp_path: Path) -> None:
    """Of some megabytes nothing is taken for one of a thousand traces."""
    sought = needles(marks(*(os.urandom(200) for _ in range(1000))))
    (tmp_path / "file").write_bytes(os.urandom(6_000_000))
    found = scan(files(tmp_path), sought)
    assert (found.found, found.size, found.files) == ((), 6_000_000, ("file",))


def test_a_trace_over_the_seam_of_two_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read in pieces; what lies over their border is found, once."""
    monkeypatch.setattr(residue, "CHUNK", 64)
    window = os.urandom(WINDOW)
    sought = needles(marks(tokens=(window,)))
    for at in range(50, 70):
        (tmp_path / "file").write_bytes(bytes(at) + window + bytes(200 - at))
        (trace,) = scan(files(tmp_path), sought).found
        assert (trace.window, trace.offsets) == (window, (at,))
    assert windows(sought) == [window]


def test_every_file_is_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in folders too; a socket holds no bytes; a folder that cannot be looked into is told."""
    (tmp_path / "inner" / "most").mkdir(parents=True)
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "inner" / "most" / "b").write_bytes(b"22")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        found = scan(files(tmp_path), b"")
    assert (found.files, found.size, found.unread) == (("a", "inner/most/b"), 3, ())
    real = os.scandir

    def closed(path: str) -> object:
        if Path(path).name == "most":
            raise PermissionError(13, "closed", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert scan(files(tmp_path), b"").unread == ("inner/most",)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """It is not passed over: nothing is proven of it. A file that went meanwhile is no harm."""
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "whole").write_bytes(b"x")
    found = scan([("folder", tmp_path), ("gone", tmp_path / "gone"), ("whole", tmp_path / "whole")], b"")
    assert (found.unread, found.files) == (("folder",), ("whole",))
