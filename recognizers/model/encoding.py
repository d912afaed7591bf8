"""A turn and what was said before it, as the numbers a network takes.

::

    [CLS] [agent] what is your last name [SEP] [customer] okafor [SEP]
          `-------- context --------'                `---- turn ---'

A long turn becomes several windows that overlap, and every word is judged in the window in which it has most around it.
What was said before the turn stands in the first: further on, the turn itself says what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recognizers.model.wordpiece import CASES, Word, WordPiece

LONGEST = 128  # pieces of one window, all told
CONTEXT = 24  # of them for what was said before
KINDS = 2 * CASES  # (context or turn) x how a word is written
_FRAME = 3  # pieces of a window that are no words: its beginning, the speaker, its end
_OVERLAP = 24  # words that two windows share

Said = tuple[str, str]  # speaker ("agent", "customer" or "other"), text


@dataclass(frozen=True, slots=True)
class Window:
    """What the network sees at once.

    Attributes:
        pieces: numbers of pieces.
        kinds: for each piece, part and case as one number below ``KINDS``.
        words: index of each word of the turn that is judged here.
        places: for each of them, where its first piece stands in ``pieces``.
    """

    pieces: tuple[int, ...]
    kinds: tuple[int, ...]
    words: tuple[int, ...]
    places: tuple[int, ...]


def encode(tokenizer: WordPiece, words: Sequence[Word], speaker: str, context: Sequence[Said]) -> list[Window]:
    """Return the windows of a turn.

    Args:
        tokenizer: splits the context.
        words: the turn, split by the same tokenizer.
        speaker: who says it.
        context: the turns before it, oldest first; those furthest back are cut where there is no room.
    """
    before, written = _context(tokenizer, context)
    windows: list[Window] = []
    for first, last, judged in _stretches(words, LONGEST - len(before) - _FRAME, LONGEST - _FRAME):
        head, kinds = ([], []) if windows else (before, written)
        pieces, marks = [tokenizer.start, *head, tokenizer.speakers[speaker]], [0, *kinds, CASES]
        places: dict[int, int] = {}
        for index in range(first, last):
            places[index] = len(pieces)
            pieces += words[index].pieces
            marks += [CASES + words[index].case] * len(words[index].pieces)
        windows.append(
            Window((*pieces, tokenizer.end), (*marks, CASES), tuple(judged), tuple(places[index] for index in judged))
        )
    return windows


def _context(tokenizer: WordPiece, context: Sequence[Said]) -> tuple[list[int], list[int]]:
    pieces: list[int] = []
    kinds: list[int] = []
    for speaker, text in reversed(context):
        room = CONTEXT - len(pieces) - 2
        if room <= 0:
            break
        # A question stands at the end of what was said: the end is kept. A word is a piece at least.
        words = tokenizer.words(text[-8 * CONTEXT :], room)
        said = [(piece, word.case) for word in words for piece in word.pieces][-room:]
        pieces = [tokenizer.speakers[speaker], *(piece for piece, _ in said), *pieces]
        kinds = [0, *(case for _, case in said), *kinds]
    return ([*pieces, tokenizer.end], [*kinds, 0]) if pieces else ([], [])


def _stretches(words: Sequence[Word], room: int, later: int) -> list[tuple[int, int, range]]:
    """Return (first word, one past the last, the words judged there) of each window.

    Args:
        words: the turn.
        room: pieces that the first window takes.
        later: pieces that each of the others does.
    """
    stretches: list[tuple[int, int, range]] = []
    first = judged = 0
    while judged < len(words):
        last, used = first, 0
        while last < len(words) and (used + len(words[last].pieces) <= room or last == first):
            used += len(words[last].pieces)
            last += 1
        overlap = 0 if last == len(words) else min(_OVERLAP, (last - first) // 2)
        until = last - overlap // 2
        stretches.append((first, last, range(judged, until)))
        judged, first, room = until, max(last - overlap, first + 1), later
    return stretches
