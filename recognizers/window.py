"""The window: segments of one speaker as one text, so that a value cut by a segment boundary is whole again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from recognizers.contact.domains import ENDINGS
from recognizers.dialogue import Said
from recognizers.entities import Span, Turn
from recognizers.names.lexicon import FREQUENT, STOP, lexicon
from recognizers.registry import all_cues
from recognizers.speech.vocabulary import DIGITS, MONTHS, MULTIPLES, NATO, ORDINALS, SCALES, TEENS, TENS


@dataclass(frozen=True, slots=True)
class Piece:
    """Where one segment lies in the joined text; ``offset`` is where the kept text begins in the segment."""

    segment_id: str
    start: int
    end: int
    offset: int


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


_NUMBER_WORDS = frozenset(
    (*DIGITS, *TEENS, *TENS, *MULTIPLES, *NATO, *MONTHS, *ORDINALS, *SCALES, "underscore", "hyphen")
)
_TAIL, _HEAD = re.compile(r"\S+$"), re.compile(r"\S+")
_WRITTEN = re.compile(r"[@_./-]")


def _seam(left: str, right: str) -> str:
    """Return what parts two segments: nothing where the cut went through a word, else a newline."""
    tail, head = _TAIL.search(left), _HEAD.match(right)
    if not left or tail is None or head is None:
        return "\n" if left else ""
    before, after = tail.group(), head.group()
    if before[-1].isdigit() and after[0].isdigit():
        return ""
    if "@" in before and _is_whole_address(before, after):
        return "\n"
    if "@" in before + after or (_WRITTEN.search(before[:-1]) and _WRITTEN.search(after[1:])):
        return ""
    first, second = _last_letters(before), _first_letters(after)
    if not first or not second:
        return "\n"
    whole, cues = first + second, _cue_words()
    number = whole in _NUMBER_WORDS and not _NUMBER_WORDS.issuperset((first, second))
    cue = whole in cues and not cues.issuperset((first, second))
    return "" if number or cue or whole in _GROWN else "\n"


def _is_torn(left: str, right: str) -> bool:
    """True when the last word of one segment and the first of the next may be one that was cut: "al" and "exis"."""
    first, second = _last_letters(left), _first_letters(right)
    if not first or not second:
        return left[-1] in _TEARS or right[0] in _TEARS
    known = lexicon()
    if first + second in known:
        return True
    said = known.get(first, 0) | known.get(second, 0)
    return not said & (FREQUENT | STOP) and not (first in known and second in known)


_TEARS = "'’-.@_/0123456789"


def _no_seam(_left: str, _right: str) -> str:
    return ""


def _is_whole_address(before: str, after: str) -> bool:
    """True for "jo@example.com" before "Order 4": nothing of an address follows, not even "m" after ".co"."""
    domain = before.partition("@")[2].lower()
    ending, more = domain.rstrip(".").rpartition(".")[2], _first_letters(after)
    whole = "." in domain and ending in ENDINGS and after[0].isalnum()
    return whole and (more if domain.endswith(".") else ending + more) not in ENDINGS


@cache
def _cue_words() -> frozenset[str]:
    """Return the words of all cues: a cut within one must not lose what it announces."""
    phrases = (phrase for cue in all_cues() for phrase in cue.phrases)
    return frozenset(word for phrase in phrases for words in phrase.split() for word in words.split("|"))


_GROWN = frozenset((*TEENS, *TENS))  # "six" and "teen", "four" and "teen", "seven" and "ty"


def _last_letters(text: str) -> str:
    size = len(text) - len(text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return text[len(text) - size :].lower() if size else ""


def _first_letters(text: str) -> str:
    size = len(text) - len(text.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return text[:size].lower()


def run_on(window: Window, *, torn: bool = False) -> Window:
    """Return the segments of a window as one line: what they read like had they come as one.

    Args:
        window: as ``join`` made it.
        torn: True to put words together that may have been cut within.
    """
    text, pieces = "", []
    for piece in window.pieces:
        said = window.text[piece.start : piece.end]
        tight = bool(text) and bool(said) and not text[-1].isspace() and not said[0].isspace()
        text += " " if tight and _seam(text, said) and not (torn and _is_torn(text, said)) else ""
        pieces.append(Piece(piece.segment_id, len(text), len(text) + len(said), piece.offset))
        text += said
    return Window(text, tuple(pieces))


def join(before: Sequence[Said], turn: Turn, *, uncut: bool = False) -> Window:
    """Join what a speaker said just before with the current turn.

    Args:
        before: the earlier segments of the same speaker that may run on into this one.
        turn: the current segment.
        uncut: True for a client that sends text as it was cut, spaces and all: nothing then parts two segments, and what
            has no space at its edge was cut within a word.
    """
    seam = _no_seam if uncut else _seam
    text, pieces = "", []
    for said in before:
        if said.segment_id == turn.segment_id:
            continue
        text += seam(text, said.text)
        pieces.append(Piece(said.segment_id, len(text), len(text) + len(said.text), said.offset))
        text += said.text
    text += seam(text, turn.text) if pieces else ""
    pieces.append(Piece(turn.segment_id, len(text), len(text) + len(turn.text), 0))
    return Window(text + turn.text, tuple(pieces))
