"""How people put complaints, diseases and procedures together: "pain in my lower stomach", "broke my wrist".

Every word of a text is turned into one character that stands for the set of classes it belongs to (body part,
complaint, preposition ...; ``data/health/grammar.txt`` lists them), and the phrases are regular expressions over those
characters. A sentence of fifteen words is a string of fifteen characters, so all phrases together cost microseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recognizers.health.lexicon import Hit, Level, Term, sections
from recognizers.health.words import COMMA, singulars
from recognizers.speech.vocabulary import DIGITS, TEENS, TENS

_SYMPTOM, _CONDITION, _PROCEDURE = "HEALTH_SYMPTOM", "HEALTH_CONDITION", "HEALTH_PROCEDURE"
_FIRST_CODE = 0xE000  # private use: no word of a text is ever one of these
_PLAIN = chr(_FIRST_CODE)
_SCALES = ("hundred", "thousand", "point", "half")

_SITE = "(?:[{side}{body}]{{0,3}}[{body}])"
_FILL = "[{hesitation}{degree}{determiner}{side}]{{0,5}}"
_AT = "[{hesitation}{degree}]{{0,3}}[{preposition}]{{1,3}}" + _FILL + _SITE
_IS = "[{hesitation}{degree}]{{0,3}}[{linking}]{{1,3}}[{linking}{degree}{hesitation}]{{0,5}}"
_TO = "[{degree}]{{0,2}}[{preposition}][{hesitation}{determiner}{degree}]{{0,4}}"
_ALLERGENS = "[{allergen}]{{1,2}}(?:[{and}{hesitation}]{{1,2}}[{allergen}]{{1,2}}){{0,3}}"
_AND_SITE = "(?:[{and}{determiner}]{{1,2}}" + _SITE + ")?"

# Entity type, the class of the phrase's head, and the phrase; braces name classes.
_PHRASES: tuple[tuple[str, str, str], ...] = (
    (_SYMPTOM, "complaint", "[{kind}]{{0,2}}" + _SITE + "[{hesitation}]?[{complaint}]{{1,2}}"),
    (_SYMPTOM, "complaint", "[{kind}]{{0,2}}[{complaint}]" + _AT + _AND_SITE),
    (_SYMPTOM, "complaint_adjective", "[{complaint_adjective}][{complaint_adjective}{and}{hesitation}]{{0,3}}" + _SITE),
    (_SYMPTOM, "complaint_adjective", _SITE + _IS + "[{complaint_adjective}{complaint}{complaint_verb}]"),
    (_SYMPTOM, "complaint_verb", _SITE + "[{degree}]{{0,3}}[{complaint_verb}]"),
    (_SYMPTOM, "activity", "[{trouble}][{degree}]?[{preposition}]?[{determiner}]?[{activity}]"),
    (_CONDITION, "injure", "[{injure}][{hesitation}]?[{owner}]" + _SITE),
    (_CONDITION, "broken", "[{broken}]" + _SITE),
    (_CONDITION, "disease", "[{kind}]{{0,2}}" + _SITE + "{{1,2}}[{hesitation}{related}]?[{disease}]"),
    (_CONDITION, "disease", "[{kind}]{{0,2}}[{disease}]" + _AT + _AND_SITE),
    (_CONDITION, "allergen", "[{allergen}][{allergy}]"),
    (_CONDITION, "allergen", "[{allergy}]" + _TO + _ALLERGENS),
    (_PROCEDURE, "procedure", _SITE + "[{side}]?[{procedure}]{{1,2}}"),
    (_PROCEDURE, "procedure", "[{procedure}]" + _AT),
)
_DOSE = "[{hesitation}{filler}]{{0,2}}(?:[{number}]{{1,5}}[{unit}]|[{number}]{{0,2}}[{hundred}])"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The classes and the compiled phrases.

    Attributes:
        codes: folded word to the character of its set of classes.
        phrases: (type, compiled phrase, characters of strong heads).
        strong_body: characters of body parts that are nothing else.
        owner: characters of "my", "your" ...
        dose: what may follow a drug: a number and a unit, or hundreds.
    """

    codes: Mapping[str, str]
    phrases: tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]
    strong_body: frozenset[str]
    owner: frozenset[str]
    dose: re.Pattern[str]

    def encode(self, words: Sequence[str]) -> str:
        """Return one character a word."""
        return "".join([self.codes.get(word) or self._other(word) for word in words])

    def _other(self, word: str) -> str:
        if word.isdigit():
            return self.codes["#"]
        return next((self.codes[one] for one in singulars(word) if one in self.codes), _PLAIN)

    def find(self, encoded: str) -> list[Hit]:
        """Return the phrases of an encoded text.

        A phrase whose head is medical by itself ("cancer") at an unmistakable or somebody's own place ("kidney", "my
        hand") is sure; "hand issue" needs more to speak for it.
        """
        hits = []
        for kind, phrase, strong in self.phrases:
            for match in phrase.finditer(encoded):
                codes = match.group()
                head, place = not strong.isdisjoint(codes), not self.strong_body.isdisjoint(codes)
                owned = not self.owner.isdisjoint(codes + encoded[match.start() - 1 : match.start()])
                hits.append(Hit(match.start(), match.end(), Term(kind, _level(head=head, place=place, owned=owned))))
        return hits

    def after_dose(self, encoded: str, after: int) -> int:
        """Return where a drug's dose ends, or ``after`` itself when none follows.

        Args:
            encoded: an encoded text.
            after: one past the drug's last word.
        """
        match = self.dose.match(encoded, after)
        return match.end() if match else after


def build() -> Grammar:
    """Read the shipped classes and compile the phrases."""
    members = _members()
    signatures: dict[str, frozenset[str]] = {
        word: frozenset(name for name, words in members.items() if word in words)
        for word in set().union(*members.values())
    }
    letters = {
        signature: chr(_FIRST_CODE + 1 + i) for i, signature in enumerate(sorted(set(signatures.values()), key=sorted))
    }
    holding: dict[str, str] = {
        name: "".join(letter for signature, letter in letters.items() if name in signature) for name in members
    }
    body = set(holding["body"])
    phrases = tuple(
        (kind, re.compile(phrase.format(**holding)), _strong(letters, head)) for kind, head, phrase in _PHRASES
    )
    return Grammar(
        {word: letters[signature] for word, signature in signatures.items()},
        phrases,
        # What somebody is allergic to is as plain as a place of the body: "allergic to peanuts".
        frozenset(body - set(holding["weak_body"])) | frozenset(holding["allergy"]),
        frozenset(holding["owner"]),
        re.compile(_DOSE.format(**holding)),
    )


def _level(*, head: bool, place: bool, owned: bool) -> Level:
    if head and (place or owned):
        return Level.SURE
    return Level.LIKELY if head or place or owned else Level.POSSIBLE


def _members() -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for section, word in sections("grammar"):
        members[section.replace(" ", "_")].add(word)
    members["hesitation"].add(COMMA)
    members["owner"] = {"my", "your", "his", "her", "their", "our"}
    members["and"] = {"and", "or", "nor"}
    members["allergy"] = {"allergy", "allergic", "allergies", "intolerance", "intolerant", "intolerances"}
    members["related"] = {"related"}
    members["number"] = {*DIGITS, *TEENS, *TENS, *_SCALES, "#"}
    members["hundred"] = {"hundred", "thousand"}
    members["filler"] = {"of", "at", "the", "a", "about", "like"}
    return members


def _strong(letters: Mapping[frozenset[str], str], head: str) -> frozenset[str]:
    weak = f"weak_{head}"
    return frozenset(letter for signature, letter in letters.items() if head in signature and weak not in signature)
