"""Which format a file is in."""

from __future__ import annotations

import pytest

from server.archive.formats import READERS, recognise


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.jsonl", b"", "jsonl"),
        ("a.NDJSON", b"", "jsonl"),
        ("a.vtt", b"", "vtt"),
        ("a.txt", b"{", "text"),
        ("-", b"\xef\xbb\xbfWEBVTT\n", "vtt"),
        ("-", b'\n {"text": "hi"}', "jsonl"),
        ("call.log", b"Agent: hi", "text"),
        ("-", b"", "text"),
    ],
)
def test_the_name_tells_and_otherwise_the_beginning(name: str, data: bytes, expected: str) -> None:
    """An ending that is known decides; without one, the first bytes do."""
    assert recognise(name, data) == expected
    assert expected in READERS
