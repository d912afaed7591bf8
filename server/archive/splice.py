"""JSON with the place of every value, so that a few strings can be changed and all else stays byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

_DECODER = json.JSONDecoder()
_SPACE = " \t\n\r"


@dataclass(frozen=True, slots=True)
class Node:
    """One JSON value and the range of its source.

    Attributes:
        value: a string, number, boolean or None; the members of an object by name; or the items of an array.
        start: where its source begins.
        end: where its source ends.
    """

    value: dict[str, Node] | list[Node] | str | float | bool | None = field(repr=False)
    start: int
    end: int

    def get(self, name: str) -> Node | None:
        """Return a member of an object, or None."""
        return self.value.get(name) if isinstance(self.value, dict) else None

    def items(self) -> list[Node]:
        """Return the items of an array; of anything else, none."""
        return self.value if isinstance(self.value, list) else []


def parse(source: str) -> Node:
    """Read one JSON text.

    Raises:
        ValueError: it is not JSON, names a member twice, or is nested too deep. The error may hold the source:
            do not show it.
    """
    try:
        node = _value(source, _skip(source, 0))
    except (RecursionError, IndexError):
        node = None
    if node is None or _skip(source, node.end) != len(source):
        raise ValueError
    return node


def splice(source: str, edits: Iterable[tuple[Node, str]]) -> str:
    """Return the source with some strings replaced.

    Args:
        source: the JSON text that the nodes were read from.
        edits: the nodes of strings, and what is to stand there; a string that stays the same keeps its spelling.
    """
    out, at = [], 0
    for node, text in sorted(edits, key=lambda edit: edit[0].start):
        if text != node.value:
            literal = json.dumps(text, ensure_ascii=source[node.start : node.end].isascii())
            out += [source[at : node.start], literal]
            at = node.end
    return "".join([*out, source[at:]])


def _skip(source: str, at: int) -> int:
    while at < len(source) and source[at] in _SPACE:
        at += 1
    return at


def _value(source: str, at: int) -> Node:
    if source[at] == "{":
        return _object(source, at)
    if source[at] == "[":
        return _array(source, at)
    value, end = _DECODER.raw_decode(source, at)
    return Node(value, at, end)


def _object(source: str, start: int) -> Node:
    members: dict[str, Node] = {}
    at = _skip(source, start + 1)
    while source[at] != "}":
        name = _value(source, at)
        colon = _skip(source, name.end)
        # A second member of one name would be hidden from whoever judges the first, and stay in the file.
        if not isinstance(name.value, str) or name.value in members or source[colon] != ":":
            raise ValueError
        members[name.value] = _value(source, _skip(source, colon + 1))
        at = _next(source, members[name.value].end, "}")
    return Node(members, start, at + 1)


def _array(source: str, start: int) -> Node:
    items: list[Node] = []
    at = _skip(source, start + 1)
    while source[at] != "]":
        items.append(_value(source, at))
        at = _next(source, items[-1].end, "]")
    return Node(items, start, at + 1)


def _next(source: str, at: int, closing: str) -> int:
    """Return where the next item begins, or where the closing bracket stands."""
    at = _skip(source, at)
    if source[at] == ",":
        at = _skip(source, at + 1)
        if source[at] == closing:
            raise ValueError
    elif source[at] != closing:
        raise ValueError
    return at
