"""WebVTT: cues with their times, voices, styles and line breaks kept; what is said in them, redacted.

A cue is cut at its voice tags (``<v Speaker>``). Comments, titles and cue names that are more than a number are free
text, and judged too: nobody speaks them, so they are a voice apart. Source: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.archive.markup import Markup
from server.archive.speakers import Masks, role_of
from server.archive.transcript import Conversation, ConversationBuilder, Malformed, decode, lines
from server.redaction.messages import RedactedSegment

_SIGNATURE = re.compile(r"\ufeff?WEBVTT(?=[ \t\r\n]|$)")
_FIELD = re.compile(r"(?:Kind|Language)[ \t]*:[ \t]*[A-Za-z-]+|X-TIMESTAMP-MAP=[A-Z]+:[\d:.]+,[A-Z]+:[\d:.]+")
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d\.\d{3})"
_SETTING = r"(?:vertical|line|position|size|align|region):[\w.,%-]+"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+{_SETTING})*[ \t]*")
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_CUE_NAME = re.compile(rf"(?:cue|line|segment|id)?[ _-]?\d{{1,6}}|{_UUID}(?:[/_-]\d{{1,6}})*", re.IGNORECASE)
_NOTES = "note"
_VOICE = re.compile(r"<v((?:\.[^\s.<>]+)*)[ \t]+([^>]*?)[ \t]*>")


@dataclass(frozen=True, slots=True)
class _Said:
    """A piece of the file that is judged: the place it has, and its markup."""

    place: str
    markup: Markup

    def render(self, redacted: Mapping[str, RedactedSegment]) -> str:
        """Return the piece redacted; one that had nothing to judge, as it was."""
        answer = redacted.get(self.place)
        return self.markup.render(answer) if answer else self.markup.source()


@dataclass(frozen=True, slots=True)
class WebVttTranscript:
    """A WebVTT file that was read.

    Attributes:
        conversations: its one call.
        pieces: the whole file in order: source that stays, and what is judged.
    """

    conversations: tuple[Conversation, ...]
    pieces: tuple[str | _Said, ...] = field(repr=False)

    def render(self, redacted: Mapping[str, RedactedSegment]) -> bytes:
        """Return the file with every cue redacted."""
        return "".join(piece if isinstance(piece, str) else piece.render(redacted) for piece in self.pieces).encode()


def read(data: bytes) -> WebVttTranscript:
    """Read a WebVTT file.

    Raises:
        Malformed: it is not UTF-8, does not begin with WEBVTT, or has a block that is no cue.
    """
    source = decode(data)
    signature = _SIGNATURE.match(source)
    if signature is None:
        raise Malformed(1, 'a WebVTT file begins with "WEBVTT".')
    reader = _Reader()
    reader.pieces.append(signature[0])
    for index, (number, block) in enumerate(_blocks(source[signature.end() :])):
        if index == 0:
            reader.read_header(number, block)
        else:
            reader.read_block(number, block)
    return WebVttTranscript((reader.builder.build(),), tuple(reader.pieces))


def _blocks(source: str) -> list[tuple[int, list[str]]]:
    """Cut a file before every line that follows an empty one; each block has the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines(source), start=1):
        empty = not line.strip("\r\n")
        if not blocks or (fresh and not empty):
            blocks.append((number, []))
        blocks[-1][1].append(line)
        fresh = empty
    return blocks


class _Reader:
    """Takes blocks apart into pieces and speech."""

    def __init__(self) -> None:
        self.builder = ConversationBuilder()
        self.pieces: list[str | _Said] = []
        self._masks = Masks()
        self._parts: Counter[int] = Counter()

    def read_header(self, number: int, block: Sequence[str]) -> None:
        """Read what follows the signature: a title, and fields."""
        for at, line in enumerate(block, start=number):
            if _FIELD.fullmatch(line.strip()):
                self.pieces.append(line)
            else:
                self._judge(at, line, escaped=False, speaker=_NOTES)

    def read_block(self, number: int, block: Sequence[str]) -> None:
        """Read a cue, a comment, a style sheet or a region."""
        kind = (block[0].split() or [""])[0]
        timing = next((at for at, line in enumerate(block[:2]) if "-->" in line), None)
        if timing is not None:
            if timing == 1 and _CUE_NAME.fullmatch(block[0].strip()):
                self.pieces.append(block[0])
            elif timing == 1:
                self._judge(number, block[0], escaped=False, speaker=_NOTES)
            self._read_cue(number + timing, block[timing], "".join(block[timing + 1 :]))
        elif kind in ("STYLE", "REGION"):
            self.pieces += block
        elif kind == "NOTE":
            self.pieces.append("NOTE")
            self._judge(number, "".join(block).removeprefix("NOTE"), escaped=False, speaker=_NOTES)
        else:
            raise Malformed(number, "this block is neither a cue with its times nor a comment.")

    def _read_cue(self, number: int, timing: str, payload: str) -> None:
        match = _TIMING.fullmatch(timing.strip("\r\n"))
        if match is None:
            raise Malformed(number, "the times of a cue cannot be read.")
        self.pieces.append(timing)
        times = (_seconds(*match.groups()[:3]), _seconds(*match.groups()[3:]))
        speaker, at = "", 0
        for voice in (*_VOICE.finditer(payload), None):
            end = voice.start() if voice else len(payload)
            line = number + 1 + payload.count("\n", 0, at)
            self._judge(line, payload[at:end], escaped=True, speaker=speaker, times=times)
            if voice:
                speaker, at = html.unescape(voice[2]), voice.end()
                self.pieces.append(self._tag(voice, speaker))

    def _tag(self, voice: re.Match[str], speaker: str) -> str:
        """Return a voice tag in which no person is named."""
        return voice[0] if role_of(speaker) is not None else f"<v{voice[1]} {self._masks.mask(speaker)}>"

    def _judge(
        self,
        line: int,
        source: str,
        *,
        escaped: bool,
        speaker: str,
        times: tuple[float | None, float | None] = (None, None),
    ) -> None:
        """Add a piece that is judged; the space around it stays."""
        body = source.strip()
        before, after = source[: len(source) - len(source.lstrip())], source[len(source.rstrip()) :]
        if not body:
            self.pieces.append(source)
            return
        self._parts[line] += 1
        place = str(line) if self._parts[line] == 1 else f"{line}.{self._parts[line]}"
        markup = Markup.read(body, escaped=escaped)
        self.builder.say(place, markup.text, labels=[speaker] if speaker else [], times=times)
        self.pieces += [before, _Said(place, markup), after]


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
