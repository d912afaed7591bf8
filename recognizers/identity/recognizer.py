"""What the platform already knew of the parties, found in every spoken form, and linked to its subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from presidio_analyzer import RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.identity.figures import find_numbers
from recognizers.identity.known import PLACES, Known
from recognizers.identity.names import find_person
from recognizers.identity.places import find_place
from recognizers.identity.said import Said
from recognizers.identity.written import find_written
from recognizers.subjects import KNOWN

CUES = ()
_TYPES = tuple(
    """
    PERSON PHONE_NUMBER EMAIL_ADDRESS CREDIT_CARD CARD_EXPIRY CARD_CVV BANK_ACCOUNT US_SSN GOV_ID DATE_OF_BIRTH ADDRESS
    LOCATION ACCOUNT_ID USERNAME PASSWORD IP_ADDRESS URL
    """.split()
)


class KnownIdentityRecognizer(CallRecognizer):
    """Finds the values of ``known_identities`` said or written in a call."""

    def __init__(self) -> None:
        super().__init__(list(_TYPES), "KnownIdentityRecognizer")

    def analyze(
        self,
        text: str,
        entities: Sequence[str],  # noqa: ARG002  see below
        nlp_artifacts: NlpArtifacts | None = None,
    ) -> list[RecognizerResult]:
        """Find known values of any type: the platform may name one of its own.

        Args:
            text: the text.
            entities: not looked at.
            nlp_artifacts: of a call; a text without a call has no known identities.
        """
        return self.find(CallArtifacts.of(text, nlp_artifacts))

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find known values; every result has score 1 and its subject."""
        results: list[RecognizerResult] = []
        said = Said(call)
        for known in call.context.identities:
            kind, subject, value = known.identity.entity_type, known.identity.subject_id, known.value
            for start, end in sorted(set(_ranges(said, known))):
                for low, high in _lines(call.text, start, end):
                    result = self.result(kind, low, high, 1.0, value, subject_id=subject)
                    result.recognition_metadata[KNOWN] = True
                    results.append(result)
        return results


def _ranges(said: Said, known: Known) -> Iterator[tuple[int, int]]:
    if known.is_number:
        yield from find_numbers(said.call, known)
        return
    yield from find_written(said, known)
    if known.identity.entity_type == "PERSON":
        yield from find_person(said, known)
    elif known.identity.entity_type in PLACES:
        yield from find_place(said, known)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a range where a segment ends."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1
