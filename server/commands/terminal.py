"""What the commands share: names that clients chose, made safe to print."""

from __future__ import annotations


def plain(name: str) -> str:
    """Return a client's name for something without what would move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
