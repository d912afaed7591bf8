"""The window: segments of one speaker as one text, so that a value cut by a segment boundary is whole again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from recognizers.dialogue.heard import Said
from recognizers.dialogue.memory import Dialogue
from recognizers.entities import Span, Turn
from recognizers.segments.seams import PIECES, begins_figure, goes_through, in_pieces, is_surely_torn, word_ahead


@dataclass(frozen=True, slots=True)
class Piece:
    """Where one segment lies in the joined text.

    Attributes:
        segment_id: of the segment.
        start: first code point in the joined text.
        end: one past the last.
        offset: where the kept text begins in the segment.
        answered: True when the other side has said something between it and the next.
    """

    segment_id: str
    start: int
    end: int
    offset: int
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Segments of one speaker, parted by newlines; the last is the current one.

    Two segments that were cut within a word or a figure are put together again, without a newline.
    """

    text: str = field(repr=False)
    pieces: tuple[Piece, ...]

    @property
    def current(self) -> Piece:
        """The segment under judgement."""
        return self.pieces[-1]

    @property
    def begins_within(self) -> bool:
        """True when the current segment begins within a word that the one before it began."""
        return _word_around(self.text, self.current.start) is not None

    @property
    def begun(self) -> int:
        """Which piece begins what is being said, where segments come as they were cut.

        It has a word of its own after one, and no space between the two: no cut leaves that, only another turn of the
        same speaker does.
        """
        for at in range(len(self.pieces) - 1, 0, -1):
            start = self.pieces[at].start
            beside = self.text[start - 2] + self.text[start : start + 1]
            if self.text[start - 1] == "\n" and not any(map(str.isspace, beside)):
                return at
        return 0

    def torn_words(self) -> list[tuple[int, int]]:
        """Return the ranges of words that lie in several segments."""
        found = (_word_around(self.text, piece.start) for piece in self.pieces[1:])
        return [word for word in found if word is not None]

    def spans(self, start: int, end: int) -> list[Span]:
        """Turn a range of the joined text into spans of its segments, in order of speech."""
        spans = []
        for piece in self.pieces:
            low, high = max(start, piece.start), min(end, piece.end)
            if low < high:
                shift = piece.offset - piece.start
                spans.append(Span(piece.segment_id, low + shift, high + shift))
        return spans

    def place(self, start: int, end: int, within: Window) -> tuple[int, int]:
        """Return where a range of the joined text lies in another window of the same segments."""
        first = next(at for at, piece in enumerate(self.pieces) if start < piece.end)
        last = next(at for at in reversed(range(len(self.pieces))) if self.pieces[at].start < end)
        low = max(start, self.pieces[first].start) - self.pieces[first].start
        high = min(end, self.pieces[last].end) - self.pieces[last].start
        return within.pieces[first].start + low, within.pieces[last].start + high

    def order(self, span: Span) -> tuple[int, int]:
        """Return a key that sorts spans in order of speech."""
        at = next(index for index, piece in enumerate(self.pieces) if piece.segment_id == span.segment_id)
        return at, span.start


_WORD_END, _WORD_END_AFTER = re.compile(r"(?:[^\W_]|['\u2019])+\Z"), re.compile(r"(?:[^\W_]|['\u2019])+")
_APOSTROPHES = "'\u2019"


def _word_around(text: str, at: int) -> tuple[int, int] | None:
    """Return the word that a place lies within, "don't" being one, or None."""
    before, after = _WORD_END.search(text, 0, at), _WORD_END_AFTER.match(text, at)
    if before is None or after is None:
        return None
    low = at - len(before.group().lstrip(_APOSTROPHES))
    high = at + len(after.group().rstrip(_APOSTROPHES))
    return (low, high) if low < at < high else None


def notice(dialogue: Dialogue, turn: Turn) -> Dialogue:
    """Return the memory with what a segment shows of how its client cuts.

    Args:
        dialogue: the memory before it.
        turn: the segment.
    """
    if not turn.text.strip():
        return dialogue
    texts: list[str] = []
    for one in dialogue.before(turn.participant)[-PIECES:]:
        texts = [] if one.answered else [*texts, one.text]
    texts.append(turn.text)
    torn = len(texts) > 1 and (is_surely_torn(*texts[-2:]) or len(texts) - 1 in in_pieces(texts))
    return dialogue.noticing(torn or turn.text != turn.text.strip())


def run_on(window: Window) -> Window:
    """Return the segments of a window as one line: what they read like had they come as one.

    Where the other side has said something in between they stay apart.

    Args:
        window: as ``join`` made it.
    """
    text, pieces = "", []
    for at, piece in enumerate(window.pieces):
        said = window.text[piece.start : piece.end]
        parted = window.text[max(piece.start - 1, 0) : piece.start] == "\n"
        tight = bool(text) and bool(said) and not text[-1].isspace() and not said[0].isspace()
        if at > 0 and window.pieces[at - 1].answered:
            text += "\n" if parted else ""
        elif parted and tight:
            text += " "
        pieces.append(replace(piece, start=len(text), end=len(text) + len(said)))
        text += said
    return Window(text, tuple(pieces))


def join(before: Sequence[Said], turn: Turn, *, uncut: bool = False) -> Window:
    """Join what a speaker said just before with the current turn.

    Args:
        before: the earlier segments of the same speaker that may run on into this one.
        turn: the current segment.
        uncut: True for a client that sends text as it was cut, spaces and all: what has no space at its edge was likely
            cut within a word.
    """
    said = [one for one in before if one.segment_id != turn.segment_id]
    said.append(Said(turn.segment_id, turn.participant, turn.text))
    within = in_pieces([one.text for one in said]) if uncut else ()
    text, pieces = "", []
    for at, one in enumerate(said):
        answered = at > 0 and said[at - 1].answered
        after = said[at + 1].text if at + 1 < len(said) else ""
        rest = said[at : next((end for end in range(at + 1, len(said)) if said[end - 1].answered), len(said))]
        if uncut and begins_figure(text, one.text, after):
            text += "\n"
        elif at not in within or answered:
            ahead = word_ahead([one.text for one in rest]) if uncut and not answered else ""
            text += "" if goes_through(text, one.text, ahead) else "\n"
        pieces.append(Piece(one.segment_id, len(text), len(text) + len(one.text), one.offset, one.answered))
        text += one.text
    return Window(text, tuple(pieces))
