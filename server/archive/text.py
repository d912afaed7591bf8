"""Plain text: a line is a turn. ``Agent:`` or ``Customer:`` at its start, with or without a time, tells who speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from server.archive.speakers import role_of
from server.archive.transcript import Conversation, ConversationBuilder, decode, lines
from server.redaction.messages import RedactedSegment

_PREFIX = re.compile(
    r"\ufeff?\s*"
    r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?[ \t]*(?:-[ \t]*)?)?"
    r"(?P<label>[A-Za-z][A-Za-z0-9 _-]{0,30}?)[ \t]*:[ \t]*"
)


@dataclass(frozen=True, slots=True)
class TextTranscript:
    """A plain text that was read.

    Attributes:
        conversations: its one call.
        lines: every line as what stands before its text, its text, and its end.
    """

    conversations: tuple[Conversation, ...]
    lines: tuple[tuple[str, str, str], ...] = field(repr=False)

    def render(self, redacted: Mapping[str, RedactedSegment]) -> bytes:
        """Return the text with every line redacted."""
        out = []
        for number, (prefix, text, end) in enumerate(self.lines, start=1):
            answer = redacted.get(str(number))
            out += [prefix, answer.text if answer else text, end]
        return "".join(out).encode()


def read(data: bytes) -> TextTranscript:
    """Read a plain text.

    A line without a label is said by whoever spoke last.

    Raises:
        Malformed: it is not UTF-8.
    """
    builder = ConversationBuilder()
    found = []
    speaker = ""
    for number, line in enumerate(lines(decode(data)), start=1):
        text = line.rstrip("\r\n")
        label, start = _prefix(text)
        speaker = label or speaker
        builder.say(str(number), text[start:], labels=[speaker])
        found.append((text[:start], text[start:], line[len(text) :]))
    return TextTranscript((builder.build(),), tuple(found))


def _prefix(text: str) -> tuple[str, int]:
    """Return who a line says is speaking, and where the words begin; a label that is no role belongs to the words."""
    match = _PREFIX.match(text)
    if match is None or role_of(match["label"]) is None:
        return "", int(text.startswith("\ufeff"))
    return match["label"], match.end()
