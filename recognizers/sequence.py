"""NUMBER_SEQUENCE: figures that nobody could place. Hidden, fail closed."""

from __future__ import annotations

import re

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.claims import ValueKind, is_bare
from recognizers.codes import CodeRecognizer
from recognizers.quantities import Quantity, judge
from recognizers.spoken import Run

KIND = ValueKind(
    "NUMBER_SEQUENCE",
    5,
    40,
    letters=True,
    cues=("digits are", "the digits", "last four", "last four digits", "last 4", "last 4 digits", "first four digits", "first six digits"),
    weak=("digits",),
    partial=3,
)
KINDS = (KIND,)
_READ_OUT, _FIGURES, _BARE = 5, 6, 4
_YEAR = re.compile(r"(?:19|20)\d\d")


class NumberSequenceRecognizer(CodeRecognizer):
    """Finds runs of figures that are too long to be a quantity."""

    def __init__(self) -> None:
        super().__init__("NumberSequenceRecognizer", KINDS)

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find long runs, and chains of figures read out."""
        found: list[RecognizerResult] = []
        for chain in call.spoken.chains():
            plain = [run for run in chain if judge(call.spoken, run, call.mentions) is Quantity.NO]
            read_out = [run for run in plain if run.is_read_out or len(run.digits) >= 3]
            together = sum(len(run.digits) for run in read_out) >= _FIGURES
            for run in plain:
                if is_long(run) or (together and run in read_out) or _is_bare_code(call, run):
                    found.append(self.part(KIND, run, 0.5, run.written))
        return found


def is_long(run: Run) -> bool:
    """True for more figures than a quantity has: five read out one by one, or six in any form."""
    size = len(run.digits)
    if run.has_scale and not run.is_read_out:
        return False
    return size >= _FIGURES or (size >= _READ_OUT and (run.is_read_out or run.punctuated.isdigit()))


def _is_bare_code(call: CallArtifacts, run: Run) -> bool:
    """True for four figures that are all a turn says: a PIN, the last four, never a round amount or a year."""
    digits = run.digits
    if len(digits) != _BARE or run.letters or digits.endswith("00") or _YEAR.fullmatch(digits):
        return False
    return (run.is_read_out or len(run.atoms) == 1) and not run.has_scale and is_bare(call, run)
