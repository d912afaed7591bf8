"""Drug names that speech recognition tore into ordinary words: "lie sin a pril", "a tour of a statin".

A window of words and a drug are compared by their consonants, in the classes an English ear confuses. The key keeps
no vowels, because those are what recognition gets wrong; it is long enough (five consonants and more) to be precise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from recognizers.health.lexicon import sections

_FEWEST_SOUNDS = 5
_MOST_WORDS = 5
# How many letters must agree: "atourofastatin" and "atorvastatin" have 0.85. A short name must agree better.
_ALIKE = 0.66
_ALIKE_SHORT = 0.8
# No torn name begins or ends with one of these: recognition hears them well.
_NEVER_AT_EDGE = frozenset(
    """i you we they he she it my your the and or but is was for with that this have had been are were what yet so not
    level levels some any of as at be because can could did do does from get going got has how if just know like now on
    one then there up when will would yeah yes okay uh um er""".split()
)
# Read from left to right; the first that fits wins. Silent letters and vowels give nothing.
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("sch", "sk"), ("tch", "s"), ("ch", "s"), ("sh", "s"), ("th", "t"), ("gh", ""),
    ("kn", "n"), ("ps", "s"), ("wr", "r"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("ge", "j"), ("gi", "j"),
    ("gy", "j"), ("x", "ks"), ("qu", "k"), ("c", "k"), ("z", "s"), ("v", "f"), ("d", "t"), ("b", "p"),
    ("g", "k"), ("m", "n"),
)  # fmt: skip
_SOUND = re.compile("|".join(pattern for pattern, _ in _SOUNDS) + "|[a-z]")
_SOUND_OF = dict(_SOUNDS)
_SILENT = frozenset("aeiouhwy")


@dataclass(frozen=True, slots=True)
class Sounds:
    """Drug names by how they sound.

    Attributes:
        drugs: sound key to the drugs that have it.
    """

    drugs: Mapping[str, tuple[str, ...]]

    def window(self, words: Sequence[str], first: int) -> tuple[int, str] | None:
        """Return (index after the last word, drug) of the shortest window that sounds like a drug, or None.

        Args:
            words: folded words.
            first: where the window begins.
        """
        if words[first] in _NEVER_AT_EDGE:
            return None
        joined = ""
        for after in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
            word = words[after - 1]
            if not word.isalpha():
                return None
            joined += word
            if word in _NEVER_AT_EDGE:
                continue
            drug = self._named(joined)
            if drug is not None:
                return after, drug
        return None

    def _named(self, joined: str) -> str | None:
        sound = key(joined)
        least = _ALIKE_SHORT if len(sound) == _FEWEST_SOUNDS else _ALIKE
        for drug in self.drugs.get(sound, ()):
            # The same consonants between other vowels may be another word: "execution" is no oxycodone.
            if SequenceMatcher(None, joined, drug, autojunk=False).ratio() >= least:
                return drug
        return None


def key(letters: str) -> str:
    """Return the consonants of a word in classes that sound alike, none twice in a row.

    Args:
        letters: lower-case letters.
    """
    sounds: list[str] = []
    for match in _SOUND.finditer(letters):
        found = match.group()
        for sound in _SOUND_OF.get(found, "" if found in _SILENT else found):
            if not sounds or sounds[-1] != sound:
                sounds.append(sound)
    return "".join(sounds)


def load() -> Sounds:
    """Read the drugs that are looked for by sound."""
    drugs: dict[str, tuple[str, ...]] = {}
    for _, drug in sections("sounds"):
        sound = key(drug)
        if len(sound) >= _FEWEST_SOUNDS:
            drugs[sound] = (*drugs.get(sound, ()), drug)
    return Sounds(MappingProxyType(drugs))
