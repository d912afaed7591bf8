"""The window: segments of one speaker as one text, so that a value cut by a segment boundary is whole again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from recognizers.dialogue import Said
from recognizers.entities import Span, Turn


@dataclass(frozen=True, slots=True)
class Piece:
    """Where one segment lies in the joined text; ``offset`` is where the kept text begins in the segment."""

    segment_id: str
    start: int
    end: int
    offset: int


@dataclass(frozen=True, slots=True)
class Window:
    """Segments of one speaker, each but the last followed by a newline; the last is the current one."""

    text: str = field(repr=False)
    pieces: tuple[Piece, ...]

    @property
    def current(self) -> Piece:
        """The segment under judgement."""
        return self.pieces[-1]

    def spans(self, start: int, end: int) -> list[Span]:
        """Turn a range of the joined text into spans of its segments, in order of speech."""
        spans = []
        for piece in self.pieces:
            low, high = max(start, piece.start), min(end, piece.end)
            if low < high:
                shift = piece.offset - piece.start
                spans.append(Span(piece.segment_id, low + shift, high + shift))
        return spans

    def order(self, span: Span) -> tuple[int, int]:
        """Return a key that sorts spans in order of speech."""
        at = next(index for index, piece in enumerate(self.pieces) if piece.segment_id == span.segment_id)
        return at, span.start


def join(before: Sequence[Said], turn: Turn) -> Window:
    """Join what a speaker said just before with the current turn.

    Args:
        before: the earlier segments of the same speaker that may run on into this one.
        turn: the current segment.
    """
    text, pieces = "", []
    for said in before:
        if said.segment_id == turn.segment_id:
            continue
        pieces.append(Piece(said.segment_id, len(text), len(text) + len(said.text), said.offset))
        text += said.text + "\n"
    pieces.append(Piece(turn.segment_id, len(text), len(text) + len(turn.text), 0))
    return Window(text + turn.text, tuple(pieces))
