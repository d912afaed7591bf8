"""Seams: whether the cut between two segments of a speaker went through a word or a figure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from recognizers.contact.domains import ENDINGS
from recognizers.health.lexicon import load
from recognizers.names.lexicon import CALENDAR, FREQUENT, NUMBER, PARTICLES, STOP, WORD, lexicon
from recognizers.registry import all_cues
from recognizers.speech.vocabulary import DIGITS, MONTHS, MULTIPLES, NATO, ORDINALS, SCALES, TEENS, TENS

PIECES = 6  # that a word is looked for in

_LETTERS = r"(?:[^\W\d_]|['\u2019])+"
_LAST_WORD, _FIRST_WORD = re.compile(_LETTERS + r"\Z"), re.compile(_LETTERS)
_TAIL, _HEAD, _FIRST_TOKEN = re.compile(r"\S+$"), re.compile(r"\S+"), re.compile(r"[\w'\u2019]+")
_TITLE = re.compile(r"[A-Z](?:[a-z]|(?<=I)(?![a-zA-Z]))")
_SPELLED, _SPELLS = re.compile(r"(?:^|\s)\w\s+\w\Z"), re.compile(r"\w\s+[^\W_ai](?!\w)", re.IGNORECASE)
_LONG_FIGURE = re.compile(r"(?<!\w)\d{6,}\Z")  # that no letters follow in a code
_SIGNS = frozenset(("dot", "underscore", "hyphen"))
_WRITTEN = re.compile(r"[@_./-]")
_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+[.,;]?", re.IGNORECASE)
_TEARS = "'\u2019-@_/"
_EVERYDAY = FREQUENT | STOP | NUMBER | CALENDAR
_SHORTEST_TERM = 6  # letters of a word of health that no two words of a call are by chance
_SHORTEST = 3  # letters of an everyday word that ends no unknown one: "on" may be the end of a name, "yes" is none


def goes_through(left: str, right: str, ahead: str = "") -> bool:
    """True when a cut went through a word or a figure, or only spaces parted what it parts.

    Args:
        left: what was said up to the cut.
        right: the segment after it.
        ahead: for a client that sends text as it was cut, the segment with what is known to follow within its first
            word; else "".
    """
    tail, head = _TAIL.search(left), _HEAD.match(right)
    if not left or tail is None or head is None:
        return not left or bool(ahead)
    if unicodedata.combining(right[0]):
        return True  # an accent goes with the letter before it
    before, after = tail.group(), head.group()
    if before[-1].isdigit() and after[0].isdigit():
        return True
    if "@" in before and _is_whole_address(before, after):
        return False
    if _HYPHENATED.fullmatch(before) and _HYPHENATED.fullmatch(after):
        return False  # "seventy-three" and "twenty-five" are two numbers
    if "@" in before + after or (_WRITTEN.search(before[:-1]) and _WRITTEN.search(after[1:])):
        return True
    if ahead:
        return _ends_everyday(left, right) or _is_likely_torn(left, ahead)
    return is_surely_torn(left, right)


def is_surely_torn(left: str, right: str) -> bool:
    """True when the last word of one segment and the first of the next are one that was cut: "jen" and "nifer".

    They are a word together, and not two that are often said. A letter after a letter is the next of a spelling.
    """
    first, second = _last_word(left), _first_word(right)
    known = lexicon()
    if not first or not second or first + second not in _words() or _is_spelling(left, first, right, second):
        return False
    if first in _SIGNS:
        return False  # "dot" and "com" are no "dotcom"
    if not (known.get(first, 0) & _EVERYDAY and known.get(second, 0) & _EVERYDAY):
        return True
    return any(
        first + second in words and not words.issuperset((first, second)) for words in (_numbers(), _cue_words())
    )


def in_pieces(texts: Sequence[str]) -> set[int]:
    """Return the places of texts that begin within a word of three pieces or more: "dec", "em", "ber"."""
    found: set[int] = set()
    for first in range(len(texts) - 2):
        word, last = _last_word(texts[first]), first + 1
        while word and last + 1 < len(texts) and last - first < PIECES and texts[last].isalpha():
            word += texts[last].lower()
            last += 1
            rest = _first_word(texts[last])
            spelled = len(rest) == 1 and len(word) == last - first  # a letter each
            if rest and not spelled and word + rest in _words():
                found |= set(range(first + 1, last + 1))
    return found


def word_ahead(texts: Sequence[str]) -> str:
    """Return the first of some texts, with those after it that make it a word: "y", "e", "s" as "yes".

    A space follows where that word is known to go on no further.

    Args:
        texts: segments as they were cut.
    """
    ahead, whole, at = texts[0], texts[0], 1
    while at < len(texts) and texts[at] and ahead.isalpha() and _is_likely_torn(ahead, texts[at]):
        ahead += texts[at]
        whole = ahead if _first_word(ahead) in _words() else whole
        at += 1
    return f"{whole} " if whole == ahead and at < len(texts) else whole


def begins_figure(left: str, piece: str, right: str) -> bool:
    """True for "s" between "five" and "even": it begins the next figure, and ends no "fives"."""
    first, numbers = _last_word(left), _numbers()
    if first not in numbers or not piece.isalpha() or first + piece.lower() in numbers:
        return False
    return piece.lower() + _first_word(right) in numbers


def begins_word(letters: str) -> bool:
    """True when a known word begins so, or is that."""
    words = _sorted_words()
    at = bisect_left(words, letters)
    return at < len(words) and words[at].startswith(letters)


def plain(word: str) -> str:
    """Return a word as the lists have it."""
    return word.lower().replace("\u2019", "'")


def _is_likely_torn(left: str, right: str) -> bool:
    """The same where segments come as they were cut: then two words that are nothing as one are enough to doubt it."""
    if left[-1].isspace() or right[0].isspace() or _begins_sentence(left, right):
        return False
    first, second = _last_word(left), _first_word(right)
    if not first or not second:
        return _is_one_code(left, right)
    known = lexicon()
    if first in _SIGNS:
        return False
    if first + second in _words():
        return True
    if _SPELLS.match(right):
        return False
    if len(first) == 1 and first != "i":
        return not (_SPELLED.search(left) and len(second) > 1 and second in known)
    fits = _words().__contains__ if len(right) > len(second) else begins_word
    if known.get(first, 0) & NUMBER:
        return fits(first + second)  # a figure at the end of one turn, and another one at the next
    if first in known and not fits(first + second):
        return not fits(second)  # "is" before "seve" is a word of its own
    if first not in known and len(second) >= _SHORTEST:
        return not known.get(second, 0) & STOP
    return not (first in known and second in known)


def _ends_everyday(left: str, right: str) -> bool:
    """True for "s" after "ye", whatever follows: an everyday word ends there, and before it none does."""
    first, known = _last_word(left), lexicon()
    whole = known.get(first + _first_word(right), 0) & _EVERYDAY
    return bool(first and whole and not known.get(first, 0) & _EVERYDAY and first not in _SIGNS)


def _begins_sentence(left: str, right: str) -> bool:
    """True for "Please" after "4578": a capital begins a known word, where what comes before ends with none."""
    if not _TITLE.match(right) or not (left[-1].islower() or left[-1].isdigit()):
        return False
    return _last_word(left) not in PARTICLES and _first_word(right) in lexicon()


def _is_one_code(left: str, right: str) -> bool:
    """True for "A9" before "Z4", and what has a sign at the cut; "window" after "567" is a word of its own."""
    if left[-1] in _TEARS or right[0] in _TEARS:
        return True
    if not (left[-1].isalnum() and right[0].isalnum()):
        return False
    if _LONG_FIGURE.search(left) and len(_first_word(right)) > 1:
        return False
    beside = _last_word(left) if right[0].isdigit() else _whole_word(right)
    return not (len(beside) > 1 and lexicon().get(beside, 0) & (_EVERYDAY | WORD))


def _whole_word(text: str) -> str:
    """Return the first token of a text where it is a word, else ""."""
    token = _FIRST_TOKEN.match(text)
    return plain(token.group()) if token and not any(c.isdigit() for c in token.group()) else ""


def _is_spelling(left: str, first: str, right: str, second: str) -> bool:
    """True for "b r" before "y c e": letters, each a word of its own; for "b" before "one", "tango" before "s"."""
    numbers = _numbers()
    if (len(first) == 1 and (second in numbers or second == "as")) or (len(second) == 1 and first in numbers):
        return True
    before, after = left[: len(left) - len(first)].split(), right[len(second) :].split()
    near = (*before[-1:], *after[:1])
    return len(first) == len(second) == 1 and (not before or any(len(one) == 1 or one in numbers for one in near))


def _is_whole_address(before: str, after: str) -> bool:
    """True for "jo@example.com" before "Order 4": nothing of an address follows, not even "m" after ".co"."""
    domain = before.partition("@")[2].lower()
    ending, more = domain.rstrip(".").rpartition(".")[2], _first_word(after)
    whole = "." in domain and ending in ENDINGS and after[0].isalnum()
    return whole and (more if domain.endswith(".") else ending + more) not in ENDINGS


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return plain(found.group()) if found else ""


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text)
    return plain(found.group()) if found else ""


@cache
def _words() -> frozenset[str]:
    """Return the words that halves may be together: names, ordinary words and those of health."""
    health = (word for phrase in load().terms for word in phrase.split() if len(word) >= _SHORTEST_TERM)
    return frozenset((*lexicon(), *health))


@cache
def _sorted_words() -> list[str]:
    return sorted(_words())


@cache
def _numbers() -> frozenset[str]:
    return frozenset((*DIGITS, *TEENS, *TENS, *MULTIPLES, *NATO, *MONTHS, *ORDINALS, *SCALES))


@cache
def _cue_words() -> frozenset[str]:
    """Return the words of all cues: a cut within one must not lose what it announces."""
    phrases = (phrase for cue in all_cues() for phrase in cue.phrases)
    return frozenset(word for phrase in phrases for words in phrase.split() for word in words.split("|"))
