"""JSON Lines: a turn a line, ``{"speaker", "text", ...}``, or a call a line, ``{"call_id", "turns": [...], ...}``.

What is judged: ``text``, and ``words`` by the same entities. A speaker who is called by name is masked. All other keys
are kept as they are: they are not searched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.archive.speakers import Masks, role_of
from server.archive.splice import Node, parse, splice
from server.archive.transcript import Conversation, ConversationBuilder, Malformed, decode
from server.redaction.messages import RedactedSegment, Word

_WORD_KEYS = ("text", "word")
_SPEAKER_KEYS = ("speaker", "role")


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is to be written back of one turn.

    Attributes:
        place: its segment id.
        text: the string that holds what was said.
        words: the strings that hold its words.
        masks: the strings that name the speaker, and what hides them.
    """

    place: str
    text: Node
    words: tuple[Node, ...]
    masks: tuple[tuple[Node, str], ...]


@dataclass(frozen=True, slots=True)
class JsonLinesTranscript:
    """A JSON Lines file that was read.

    Attributes:
        conversations: its calls, in order of appearance.
        lines: every line with its turns.
    """

    conversations: tuple[Conversation, ...]
    lines: tuple[tuple[str, tuple[_Turn, ...]], ...] = field(repr=False)

    def render(self, redacted: Mapping[str, RedactedSegment]) -> bytes:
        """Return the file with the strings of every turn redacted."""
        return "\n".join(
            splice(line, [edit for turn in turns for edit in _edits(turn, redacted.get(turn.place))])
            for line, turns in self.lines
        ).encode()


def read(data: bytes) -> JsonLinesTranscript:
    """Read a JSON Lines file.

    Turns of one ``call_id``, or of none, are one call.

    Raises:
        Malformed: a line is not UTF-8, not JSON, or neither a turn nor a call.
    """
    builders: dict[str, ConversationBuilder] = {}
    masks = Masks()
    lines = []
    for number, line in enumerate(decode(data).split("\n"), start=1):
        turns: list[_Turn] = []
        for place, node, builder in _turns(line, number, builders):
            turns.append(_read_turn(place, node, builder, masks))
        lines.append((line, tuple(turns)))
    return JsonLinesTranscript(tuple(builder.build() for builder in builders.values()), tuple(lines))


def _turns(
    line: str, number: int, builders: dict[str, ConversationBuilder]
) -> Iterator[tuple[str, Node, ConversationBuilder]]:
    """Yield the turns of one line, each with its place and the conversation that it belongs to."""
    record = _parse(line, number)
    if record is None:
        return
    call_id = _call_id(record)
    turns = record.get("turns")
    if turns is None:
        yield str(number), record, builders.setdefault(call_id, ConversationBuilder(call_id))
        return
    # A call of its own, even if it has no name: its line is the key, and no call id holds a line break.
    builder = builders.setdefault(call_id or f"\n{number}", ConversationBuilder(call_id))
    for index, turn in enumerate(turns.items(), start=1):
        yield f"{number}.{index}", turn, builder


def _parse(line: str, number: int) -> Node | None:
    """Return what a line holds, or None for an empty line."""
    source = line.replace("\ufeff", " ", 1) if number == 1 and line.startswith("\ufeff") else line
    if not source.strip():
        return None
    try:
        record = parse(source)
    except ValueError:
        record = None
    if record is None:
        raise Malformed(number, "this is not JSON, or it has a key twice.")
    turns = record.get("turns")
    if not isinstance(record.value, dict) or not isinstance(turns.value if turns else [], list):
        raise Malformed(number, 'this is neither a turn (an object with "text") nor a call (an object with "turns").')
    return record


def _call_id(record: Node) -> str:
    return _string(record.get("call_id"))


def _read_turn(place: str, node: Node, builder: ConversationBuilder, masks: Masks) -> _Turn:
    line = int(place.partition(".")[0])
    text = node.get("text")
    if text is None or not (text.value is None or isinstance(text.value, str)):
        raise Malformed(line, 'a turn has no "text", or its text is not a string.')
    words = _words(node.get("words"), line)
    said = _string(text)
    if words and not said.strip():
        raise Malformed(line, 'a turn has "words" without a "text".')
    if any("\ud800" <= c <= "\udfff" for c in said):
        raise Malformed(line, "a text holds half a surrogate pair.")
    labels = [(node.get(key), name) for key in _SPEAKER_KEYS if (name := _string(node.get(key)))]
    builder.say(
        place,
        said,
        labels=[name for _, name in labels],
        times=(_seconds(node.get("start_ms")), _seconds(node.get("end_ms"))),
        words=tuple(word for _, word in words),
    )
    named = tuple((label, masks.mask(name)) for label, name in labels if label and role_of(name) is None)
    return _Turn(place, text, tuple(string for string, _ in words), named)


def _words(node: Node | None, line: int) -> list[tuple[Node, Word]]:
    """Return the words of a turn, each with the string that holds it."""
    words = []
    for item in node.items() if node else []:
        string = item if _string(item) else next((found for key in _WORD_KEYS if (found := item.get(key))), None)
        text = _string(string)
        if string is None or not text:
            raise Malformed(line, 'an item of "words" holds no word.')
        words.append((string, Word(text, _seconds(item.get("start_ms")), _seconds(item.get("end_ms")))))
    return words


def _edits(turn: _Turn, answer: RedactedSegment | None) -> list[tuple[Node, str]]:
    """Return what is to be changed in one turn."""
    edits = list(turn.masks)
    if answer is not None:
        said = [_string(node) for node in turn.words]
        edits += [(turn.text, answer.text), *zip(turn.words, _spread(answer.words, said), strict=True)]
    return edits


def _spread(answer: Sequence[Word], said: Sequence[str]) -> list[str]:
    """Return what is to stand in the place of every word. Words that were hidden as one leave empty strings behind.

    Only what came back is ever written: a wrong guess at the place of a word puts it elsewhere and shows no more.
    """
    out: list[str] = []
    for index, word in enumerate(answer):
        room = len(said) - len(out)
        rest = answer[index + 1 :]
        out += [word.text][:room]
        # Skip to where the next word stands, but never so far that the rest has no room.
        while word.text != said[len(out) - 1] and rest and len(rest) < len(said) - len(out):
            if said[len(out)] == rest[0].text:
                break
            out.append("")
    return [*out, *[""] * (len(said) - len(out))]


def _string(node: Node | None) -> str:
    return node.value if node and isinstance(node.value, str) else ""


def _seconds(node: Node | None) -> float | None:
    """Return milliseconds as seconds, or None if there is no such number."""
    if node is None or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    return node.value / 1000 if math.isfinite(node.value) and node.value >= 0 else None
