"""What every format of a transcript has in common: conversations to judge, and a way to write the file again.

A segment's id is its place in the file, ``LINE`` or ``LINE.PART``, both counted from 1: an audit of the call then says
where in the file an entity stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from recognizers.entities import KnownIdentity, Role
from server.archive.speakers import role_of
from server.errors import Reason, VeilscriptError
from server.redaction.messages import RedactedSegment, Segment, Word

SEGMENT_BYTES = 64 * 1024
"""The longest text of one segment, in UTF-8: what a live call may send, too."""


class Malformed(VeilscriptError):
    """A file is not what its format says.

    Args:
        line: where, counted from 1.
        description: what is wrong there, without the content of the line.
    """

    reason = Reason.INVALID_FIELD

    def __init__(self, line: int, description: str) -> None:
        super().__init__(f"Line {line}: {description}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Conversation:
    """One call in a file.

    Attributes:
        call_id: what the file calls it; empty if the file has no name for it.
        segments: in order of speech; their sequence starts at 1.
        known: the names of speakers, which are to be hidden wherever they are said.
    """

    call_id: str
    segments: tuple[Segment, ...]
    known: tuple[KnownIdentity, ...] = ()


class Transcript(Protocol):
    """A file that was read: what is to be judged, and everything around it."""

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        """The calls in the file."""

    def render(self, redacted: Mapping[str, RedactedSegment]) -> bytes:
        """Return the file with the redacted text in the place of the text, and everything else as it was.

        Args:
            redacted: what came back for every segment, by its id.
        """


class ConversationBuilder:
    """Collects the segments of one conversation while its file is read.

    Args:
        call_id: what the file calls it, or empty.
    """

    def __init__(self, call_id: str = "") -> None:
        self._call_id = call_id
        self._segments: list[Segment] = []
        self._channels: dict[tuple[Role, str], int] = {}
        self._names: dict[str, None] = {}

    def say(
        self,
        place: str,
        text: str,
        *,
        labels: Sequence[str] = (),
        times: tuple[float | None, float | None] = (None, None),
        words: tuple[Word, ...] = (),
    ) -> None:
        """Add a segment; one without anything to read is left out, and so stays in the file as it is.

        Args:
            place: the segment's id.
            text: what was said.
            labels: what the file calls the speaker: the first that tells a role counts. A full name is hidden wherever
                it is said; a single one is left to the recognizers, because many are ordinary words too ("Will").
            times: start and end in seconds.
            words: the text word by word.

        Raises:
            Malformed: the text is longer than a turn may be.
        """
        if len(text.encode("utf-8", "surrogatepass")) > SEGMENT_BYTES:
            raise Malformed(int(place.partition(".")[0]), f"a turn is longer than {SEGMENT_BYTES // 1024} KiB.")
        roles = {label: role_of(label) for label in labels}
        self._names |= {label: None for label, role in roles.items() if role is None and len(label.split()) > 1}
        if not text.strip():
            return
        speaker = next(
            (label for label, role in roles.items() if role not in (None, Role.UNSPECIFIED)), "".join(labels[:1])
        )
        role = roles.get(speaker) or Role.UNSPECIFIED
        segment = Segment(
            segment_id=place,
            sequence=len(self._segments) + 1,
            text=text,
            role=role,
            channel=self._channel(role, speaker),
            start_offset=times[0],
            end_offset=times[1],
            words=words,
        )
        self._segments.append(segment)

    def build(self) -> Conversation:
        """Return the conversation."""
        known = tuple(KnownIdentity(subject_id="", entity_type="PERSON", value=name) for name in self._names)
        return Conversation(self._call_id, tuple(self._segments), known)

    def _channel(self, role: Role, speaker: str) -> int:
        """Tell speakers of one role apart: each label has a channel, in order of appearance."""
        key = (role, speaker.strip().casefold())
        if key not in self._channels:
            self._channels[key] = sum(known is role for known, _ in self._channels)
        return self._channels[key]


def decode(data: bytes) -> str:
    """Return a file's text.

    Raises:
        Malformed: it is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    raise Malformed(line, "the file is not UTF-8 from here on.")


def lines(text: str) -> list[str]:
    """Return the lines of a text with their ends; only a line feed ends one, for no other character ends a turn."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
