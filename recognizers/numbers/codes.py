"""Base of the recognizers of numbers and codes: they turn claims into results.

A claim is hidden whatever its shape: shape, checksum and issuer set the score and the sub-type and never gate. A
number that was asked for, or announced, and then misheard must not leak because it fails a checksum.
"""

from __future__ import annotations

from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.numbers.claims import Claim, ValueKind, Via
from recognizers.numbers.edges import letter_before, multiple_after
from recognizers.speech.spoken import Run

_CUED = 0.85
_ASKED_BASE, _ASKED_SPAN = 0.6, 0.25
_PROVEN = 0.1


class CodeRecognizer(CallRecognizer):
    """Finds the values of some kinds by their claims, and what their shape alone gives away.

    Args:
        name: the recognizer's name.
        kinds: the kinds it owns; their types are the entities it supports.
    """

    reads_words = False
    """True when it finds words too, so that a text without a number is worth its look."""

    def __init__(self, name: str, kinds: Sequence[ValueKind]) -> None:
        self.kinds = {kind.kind: kind for kind in kinds}
        super().__init__(sorted({kind.entity_type for kind in kinds}), name)

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Return what is claimed for one of the kinds, and what its shape gives away without a claim."""
        if not call.spoken.runs and not self.reads_words:
            return []
        found: list[RecognizerResult] = []
        for claim in call.claims:
            if claim.kind in self.kinds:
                found += self._claimed(call, claim)
        found += self.unclaimed(call)
        return found

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:  # noqa: ARG002  for subclasses
        """Return what the shape alone gives away; none by default."""
        return []

    def proves(self, kind: ValueKind, written: str) -> bool:  # noqa: ARG002  for subclasses
        """Return True when a checksum or a known range confirms a value of a kind; False by default."""
        return False

    def _claimed(self, call: CallArtifacts, claim: Claim) -> list[RecognizerResult]:
        kind = self.kinds[claim.kind]
        letter, multiple = letter_before(call, claim, kind), multiple_after(call, claim)
        written = f"a{claim.written}" if letter else claim.written
        score = _CUED * (0.8 + 0.2 * claim.strength)
        if claim.via is Via.QUESTION:
            score = _ASKED_BASE + _ASKED_SPAN * claim.strength
        if self.proves(kind, written):
            score += _PROVEN
        found = [part for run in claim.runs for part in self.parts(kind, run, score, written)]
        beside = [edge for edge in (letter, multiple) if edge is not None]
        found += [self.result(kind.entity_type, *edge, score, written, subtype=kind.subtype) for edge in beside]
        return sorted(found, key=lambda part: part.start)

    def parts(self, kind: ValueKind, run: Run, score: float, written: str) -> list[RecognizerResult]:
        """Make the results for one run of a value; a hesitation inside it stays readable.

        Args:
            kind: the value's kind.
            run: the run.
            score: 0 to 1.
            written: the whole value.
        """
        return [
            self.result(kind.entity_type, start, end, score, written, subtype=kind.subtype) for start, end in run.pieces
        ]


def luhn(digits: str) -> bool:
    """Return True when the last figure is the Luhn check of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, figure in enumerate(reversed(digits)):
        value = int(figure)
        if position % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0
