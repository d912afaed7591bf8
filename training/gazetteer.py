"""Towns and firms of raw written dialogue, known by how it writes them: capitals after "in", names ending in "Inn".

Rules know the best known places only; what the corpora say often enough after the right words is a place or a firm too.
Used for labels before any of the text is turned into speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from recognizers.speech.vocabulary import MONTHS
from training.examples import Label

_CAPITALS = r"[A-Z][\w'&.-]*(?:[ -][A-Z][\w'&-]*){0,4}"
_PLACE = re.compile(rf"\b(?:in|from|near|around|to)\s+({_CAPITALS})(?=[\s,.?!]|$)")
_VENUE = re.compile(
    rf"\b(?:{_CAPITALS} (?:& )?)(?:Apartments?|Hotels?|Inn|Restaurant|Gardens|Bar|Grill|Cafe|Theat(?:er|re)|Cinemas?"
    r"|Park|Center|Centre|Dental|Dentistry|Salon|Spa|Clinic|Hospital|Terrace|Homes|Museum|Station|Airport|Stadium|Bank"
    r"|Group|Corporation|Inc|Limited|Ltd|Holdings|Capital|Securities|Partners|Research|Bakery|Kitchen|Pizza|Suites|Hostel"
    r"|Mall|Venue|Counsell?ing|Therapy|Medical|Motors|Airlines|Airport|Arena|Church|Village|Villas?|Condos?|Complex)\b"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zA-Z]{2,}\b")
_NO_PLACE = frozenset(
    "i english spanish french german chinese japanese italian indian mexican thai asian american monday tuesday "
    "wednesday thursday friday saturday sunday easter christmas q1 q2 q3 q4 the my ok okay".split()
) | frozenset(MONTHS)
_OFTEN = 12  # times a corpus must say a place
_OFTEN_IN_CALL = 4  # times one call must name its firm


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places that a body of dialogue names often, in lower case."""

    places: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Gazetteer:
        """Learn from texts with capitals."""
        counts = Counter(match.group(1).lower().rstrip(".") for text in texts for match in _PLACE.finditer(text))
        usual = (place for place, count in counts.items() if count >= _OFTEN)
        return cls(frozenset(place for place in usual if place.split()[0] not in _NO_PLACE))

    def labels(self, text: str) -> Iterator[Label]:
        """Return the venues and places of a text; where two overlap, the venue comes first."""
        for match in _VENUE.finditer(text):
            yield Label(*match.span(), "ORGANIZATION")
        for match in _PLACE.finditer(text):
            if match.group(1).lower().rstrip(".") in self.places:
                yield Label(*match.span(1), "LOCATION")


def firms(texts: Iterable[str], people: frozenset[str]) -> frozenset[str]:
    """Return the words with capitals that a call repeats and that are nobody's name: its firm and its products.

    Args:
        texts: the turns of one call.
        people: every word known as a name.
    """
    counts = Counter(word for text in texts for word in _NAME.findall(text))
    return frozenset(
        word for word, count in counts.items() if count >= _OFTEN_IN_CALL and word.lower() not in people | _NO_PLACE
    )
