"""The window: segments of one speaker as one text, so that a value cut by a segment boundary is whole again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from recognizers.contact.domains import ENDINGS
from recognizers.dialogue import Dialogue
from recognizers.entities import Span, Turn
from recognizers.heard import Said
from recognizers.names.lexicon import CALENDAR, FREQUENT, NUMBER, STOP, lexicon
from recognizers.registry import all_cues
from recognizers.speech.vocabulary import DIGITS, MONTHS, MULTIPLES, NATO, ORDINALS, SCALES, TEENS, TENS


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
        at = self.current.start
        return at > 0 and self.text[at - 1].isalnum() and self.text[at : at + 1].isalnum()

    def torn_words(self) -> list[tuple[int, int]]:
        """Return the ranges of words that lie in several segments."""
        found: list[tuple[int, int]] = []
        for piece in self.pieces[1:]:
            at = piece.start
            if at and self.text[at - 1].isalnum() and self.text[at : at + 1].isalnum():
                low = at - len(_WORD_END.search(self.text[:at]).group())  # type: ignore[union-attr]  # one sign is there
                high = _WORD_END_AFTER.match(self.text, at).end()  # type: ignore[union-attr]  # the same
                found.append((low, high))
        return found

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


_WORD_END, _WORD_END_AFTER = re.compile(r"[^\W_]+$"), re.compile(r"[^\W_]+")
_TAIL, _HEAD = re.compile(r"\S+$"), re.compile(r"\S+")
_SIGNS = frozenset(("dot", "underscore", "hyphen"))
_WRITTEN = re.compile(r"[@_./-]")
_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+[.,;]?", re.IGNORECASE)
_LAST_WORD, _FIRST_WORD = re.compile(r"[a-z'\u2019]+$", re.IGNORECASE), re.compile(r"[a-z'\u2019]+", re.IGNORECASE)
_EVERYDAY = FREQUENT | STOP | NUMBER | CALENDAR


def notice(dialogue: Dialogue, turn: Turn) -> Dialogue:
    """Return the memory with what a segment shows of how its client cuts.

    Args:
        dialogue: the memory before it.
        turn: the segment.
    """
    if not turn.text.strip():
        return dialogue
    texts: list[str] = []
    for one in dialogue.before(turn.participant)[-_PIECES:]:
        texts = [] if one.answered else [*texts, one.text]
    texts.append(turn.text)
    torn = len(texts) > 1 and (_is_surely_torn(*texts[-2:]) or len(texts) - 1 in _in_pieces(texts))
    return dialogue.noticing(torn or turn.text != turn.text.strip())


def _seam(left: str, right: str, *, uncut: bool = False) -> str:
    """Return what parts two segments: nothing where the cut went through a word, else a newline."""
    tail, head = _TAIL.search(left), _HEAD.match(right)
    if not left or tail is None or head is None:
        return "\n" if left and not uncut else ""
    before, after = tail.group(), head.group()
    if before[-1].isdigit() and after[0].isdigit():
        return ""
    if "@" in before and _is_whole_address(before, after):
        return "\n"
    if _HYPHENATED.fullmatch(before) and _HYPHENATED.fullmatch(after):
        return "\n"  # "seventy-three" and "twenty-five" are two numbers
    if "@" in before + after or (_WRITTEN.search(before[:-1]) and _WRITTEN.search(after[1:])):
        return ""
    return "" if (_is_likely_torn if uncut else _is_surely_torn)(left, right) else "\n"


def _is_surely_torn(left: str, right: str) -> bool:
    """True when the last word of one segment and the first of the next are one that was cut: "jen" and "nifer".

    They are a word together, and not two that are often said. A letter after a letter is the next of a spelling.
    """
    first, second = _last_word(left), _first_word(right)
    known = lexicon()
    if not first or not second or first + second not in known or _is_spelling(left, first, right, second):
        return False
    if first in _SIGNS:
        return False  # "dot" and "com" are no "dotcom"
    if not (known.get(first, 0) & _EVERYDAY and known.get(second, 0) & _EVERYDAY):
        return True
    return any(
        first + second in words and not words.issuperset((first, second)) for words in (_numbers(), _cue_words())
    )


def _is_likely_torn(left: str, right: str) -> bool:
    """The same where segments come as they were cut: then two words that are nothing as one are enough to doubt it."""
    first, second = _last_word(left), _first_word(right)
    if not first or not second:
        return left[-1] in _TEARS or right[0] in _TEARS or (left[-1].isalnum() and right[0].isalnum())
    known = lexicon()
    if first in _SIGNS:
        return False
    if first + second in known or (len(first) == 1 and first != "i"):
        return True
    if known.get(first, 0) & NUMBER:
        return _begins_word(first + second)  # a figure at the end of one turn, and another one at the next
    if first in known and not _begins_word(first + second):
        return not _begins_word(second)  # "is" before "seve" is a word of its own
    return not (first in known and second in known)


def _is_spelling(left: str, first: str, right: str, second: str) -> bool:
    """True for "b r" before "y c e": letters, each a word of its own; for "b" before "one", "tango" before "s"."""
    numbers = _numbers()
    if (len(first) == 1 and (second in numbers or second == "as")) or (len(second) == 1 and first in numbers):
        return True
    before, after = left[: len(left) - len(first)].split(), right[len(second) :].split()
    near = (*before[-1:], *after[:1])
    return len(first) == len(second) == 1 and (not before or any(len(one) == 1 or one in numbers for one in near))


def _begins_word(letters: str) -> bool:
    """True when a known word begins so."""
    words = _sorted_words()
    at = bisect_left(words, letters)
    return at < len(words) and words[at].startswith(letters)


@cache
def _sorted_words() -> list[str]:
    return sorted(lexicon())


_PIECES = 6  # that a word is looked for in
_TEARS = "'\u2019-@_/"


def _is_whole_address(before: str, after: str) -> bool:
    """True for "jo@example.com" before "Order 4": nothing of an address follows, not even "m" after ".co"."""
    domain = before.partition("@")[2].lower()
    ending, more = domain.rstrip(".").rpartition(".")[2], _first_word(after)
    whole = "." in domain and ending in ENDINGS and after[0].isalnum()
    return whole and (more if domain.endswith(".") else ending + more) not in ENDINGS


@cache
def _numbers() -> frozenset[str]:
    return frozenset((*DIGITS, *TEENS, *TENS, *MULTIPLES, *NATO, *MONTHS, *ORDINALS, *SCALES))


@cache
def _cue_words() -> frozenset[str]:
    """Return the words of all cues: a cut within one must not lose what it announces."""
    phrases = (phrase for cue in all_cues() for phrase in cue.phrases)
    return frozenset(word for phrase in phrases for words in phrase.split() for word in words.split("|"))


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found.group().lower().replace("\u2019", "'") if found else ""


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text)
    return found.group().lower().replace("\u2019", "'") if found else ""


def _in_pieces(texts: Sequence[str]) -> set[int]:
    """Return the places of texts that begin within a word of three pieces or more: "dec", "em", "ber"."""
    found: set[int] = set()
    for first in range(len(texts) - 2):
        word, last = _last_word(texts[first]), first + 1
        while word and last + 1 < len(texts) and last - first < _PIECES and texts[last].isalpha():
            word += texts[last].lower()
            last += 1
            rest = _first_word(texts[last])
            spelled = len(rest) == 1 and len(word) == last - first  # a letter each
            if rest and not spelled and word + rest in lexicon():
                found |= set(range(first + 1, last + 1))
    return found


def _begins_figure(left: str, piece: str, right: str) -> bool:
    """True for "s" between "five" and "even": it begins the next figure, and ends no "fives"."""
    first, numbers = _last_word(left), _numbers()
    if first not in numbers or not piece.isalpha() or first + piece.lower() in numbers:
        return False
    return piece.lower() + _first_word(right) in numbers


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
    within = _in_pieces([one.text for one in said]) if uncut else ()
    text, pieces = "", []
    for at, one in enumerate(said):
        answered = at > 0 and said[at - 1].answered
        after = said[at + 1].text if at + 1 < len(said) else ""
        if uncut and _begins_figure(text, one.text, after):
            text += "\n"
        elif at not in within or answered:
            text += _seam(text, one.text, uncut=uncut and not answered)
        pieces.append(Piece(one.segment_id, len(text), len(text) + len(one.text), one.offset, one.answered))
        text += one.text
    return Window(text, tuple(pieces))
