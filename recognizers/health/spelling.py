"""Misspelled and misheard health words: "athsma", "paracetemol", "amoxacilin", "diziness".

Only a word that is in no list at all is looked at: nobody's name, no ordinary word, no health word. It is put right
where it begins as a health word does and is one slip away from it (a letter wrong, missing, too many, swapped or out of
its place), or sounds like it and is two or three away. Whoever puts it right must ask for more to speak for it than for
a word spelled well: "altima" is a car.

Slips are found by the letters that are left when one is taken out of either word, looked up in one dictionary. A search
with a library for distances (rapidfuzz) compares the word with every drug and disease: a thousand times the cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recognizers.health import endings
from recognizers.health.lexicon import HEALTH_TYPES, Level, Lexicon
from recognizers.health.sounds import key
from recognizers.health.words import fold, singulars
from recognizers.names.lexicon import guess
from recognizers.names.lexicon import lexicon as common

_FEWEST_LETTERS, _MOST_LETTERS = 6, 24  # of a word that is put right
_FEWEST_SOUNDS = 5
_MOST_SLIPS = 3  # of a word that sounds right
_SLIPS_SHARE = 0.3  # of its letters


@dataclass(frozen=True, slots=True)
class Spelling:
    """The health words that are sure by themselves, by what is left of them without a letter, and by their sound.

    Attributes:
        lexicon: the vocabulary they come from.
        ordinary: ordinary words as health words are folded, where that changes them: "jorney".
        parts: a word without one letter, and whole, to the words it may be, parted by spaces.
        sounds: sound key to the words that have it.
    """

    lexicon: Lexicon
    ordinary: frozenset[str]
    parts: Mapping[str, str]
    sounds: Mapping[str, tuple[str, ...]]

    def correct(self, words: Sequence[str]) -> dict[int, str]:
        """Return the misspelled words by their index, put right.

        Args:
            words: folded words.
        """
        found = {}
        for at, word in enumerate(words):
            if not _FEWEST_LETTERS <= len(word) <= _MOST_LETTERS or word in common() or not word.isalpha():
                continue
            meant = None if self._is_known(word) else self._meant(word)
            if meant is not None:
                found[at] = meant
        return found

    def _is_known(self, word: str) -> bool:
        if word in self.ordinary or guess(word) or self.lexicon.term(word) is not None or word in self.lexicon.openers:
            return True
        if any(one in common() for one in singulars(word)):
            return True
        return endings.is_one(word)

    def _meant(self, word: str) -> str | None:
        for part in _parts(word):
            for meant in self.parts.get(part, "").split():
                if meant[0] == word[0] and _is_one_slip(word, meant):
                    return meant
        sound = key(word)
        for meant in self.sounds.get(sound, ()) if len(sound) >= _FEWEST_SOUNDS else ():
            if meant[0] == word[0] and _slips(word, meant) <= min(_MOST_SLIPS, _SLIPS_SHARE * len(meant)):
                return meant
        return None


def build(lexicon: Lexicon) -> Spelling:
    """Index the single words of a vocabulary that mean health wherever they are said.

    Args:
        lexicon: the vocabulary.
    """
    parts: defaultdict[str, list[str]] = defaultdict(list)
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    for word, term in lexicon.terms.items():
        if term.kind not in HEALTH_TYPES or term.level is not Level.SURE:
            continue
        if len(word) >= _FEWEST_LETTERS and word.isalpha():
            for part in set(_parts(word)):
                parts[part].append(word)
            sounds[key(word)].append(word)
    return Spelling(
        lexicon,
        frozenset(folded for word in common() if (folded := fold(word)) != word),
        {part: " ".join(words) for part, words in parts.items()},
        {sound: tuple(words) for sound, words in sounds.items()},
    )


def _parts(word: str) -> Iterator[str]:
    """Yield a word whole, then without each of its letters but the first, which few get wrong."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _is_one_slip(word: str, meant: str) -> bool:
    """True for two words with a common part, unless each has a letter of its own in another place: two slips."""
    return abs(len(word) - len(meant)) == 1 or _slips(word, meant) == 1 or sorted(word) == sorted(meant)


def _slips(one: str, other: str) -> int:
    """Return how many letters are wrong, missing or too many (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for index, wanted in enumerate(other, 1):
            before, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, before + (letter != wanted))
    return row[-1]
