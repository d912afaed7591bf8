"""What the model hears, as results beside those of the rules.

The model read the turn once, before the recognizers were asked; here its scores meet what the dialogue expects.
"""

from __future__ import annotations

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.model.plausibility import moved, sift
from recognizers.model.tagged import Tagged
from recognizers.speech.tokens import tokenize

NAME = "ModelRecognizer"

KINDS = (
    "PERSON",
    "ADDRESS",
    "LOCATION",
    "ORGANIZATION",
    "AGE",
    "DATE",
    "DATE_OF_BIRTH",
    "HEALTH_CONDITION",
    "HEALTH_MEDICATION",
    "HEALTH_PROCEDURE",
    "HEALTH_SYMPTOM",
)

_ASKED_FOR = 1.0  # log odds that a question for exactly this adds: an answer is seldom something else


class ModelRecognizer(CallRecognizer):
    """Finds what the model found in the turn."""

    def __init__(self) -> None:
        super().__init__(KINDS, NAME)

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Return one result for each range of the model, its score moved by what was asked for."""
        return [self._heard(call, tagged) for tagged in sift(call)]

    def _heard(self, call: CallArtifacts, tagged: Tagged) -> RecognizerResult:
        asked = call.expects(tagged.kind, tagged.start)
        score = moved(tagged.score, _ASKED_FOR * asked) if asked else tagged.score
        return self.result(tagged.kind, tagged.start, tagged.end, score, words_of(call.text[tagged.start : tagged.end]))


def words_of(text: str) -> str:
    """Return a range's value as names and places are normalised: its words in lower case, with single spaces."""
    return " ".join(token.lower for token in tokenize(text) if any(c.isalnum() for c in token.lower))

