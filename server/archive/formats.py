"""The formats of transcripts that can be read, and which one a file is in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from server.archive import jsonl, text, webvtt
from server.archive.transcript import Transcript

READERS: dict[str, Callable[[bytes], Transcript]] = {"jsonl": jsonl.read, "text": text.read, "vtt": webvtt.read}
"""The readers by the name that the command line has for their format."""

_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".text": "text", ".vtt": "vtt"}


def recognise(name: str, data: bytes) -> str:
    """Return the format of a file: by the ending of its name, or else by how it begins.

    Args:
        name: the file's name, or ``-``.
        data: its content.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"WEBVTT"):
        return "vtt"
    return "jsonl" if start.startswith(b"{") else "text"
