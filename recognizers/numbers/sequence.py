"""NUMBER_SEQUENCE: figures that nobody could place. Hidden, fail closed."""

from __future__ import annotations

import re
from itertools import pairwise

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.codes import CodeRecognizer
from recognizers.numbers.kinds import LAST_FIGURES, ValueKind
from recognizers.numbers.quantities import Quantity, is_counting, is_one_by_one, is_round, names_service
from recognizers.numbers.worth import is_bare, is_short, quantity_asked
from recognizers.speech.cues import phrases
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind

KIND = ValueKind(
    "NUMBER_SEQUENCE",
    5,
    40,
    letters=True,
    cues=phrases(
        """
        digits are, the digits, last four, last four digits, last 4, last 4 digits, first four digits, first six
        digits
        """
    ),
    weak=phrases("digits, first four, next four, first six, last six, next group"),
    partial=3,
)
END = ValueKind(
    LAST_FIGURES,
    4,
    12,
    letters=True,
    cues=(),
    weak=phrases(
        """
        ending, ending in|with, end in|with, ends in|with, that ends in|with, ended in|with, finishing in|with, finishes
        in|with, ends, that ends, last two|three|2|3 is|are|was|were, last two|three|2|3 digits|numbers|figures
        """
    ),
    partial=3,
)
KINDS = (KIND, END)
_READ_OUT, _FIGURES, _BARE = 4, 6, 4
_ONE_BY_ONE = 7  # figures in a list that are no list of numbers
_DOTTED = re.compile(r"\d{1,4}(?:\.\d{1,4}){2,}")
_COUNT_ASKED = 0.5
_THOUSANDS = "000"
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


class NumberSequenceRecognizer(CodeRecognizer):
    """Finds runs of figures that are too long to be a quantity."""

    def __init__(self) -> None:
        super().__init__("NumberSequenceRecognizer", KINDS)

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find long runs, and chains of figures read out."""
        found: list[RecognizerResult] = []
        for chain in call.spoken.chains():
            if len(chain) > 1 and all(names_service(run) for run in chain):
                continue  # "nine nine nine and one oh one"
            plain = [r for r in chain if call.quantity(r) is Quantity.NO and not is_counting(r)]
            read_out = [run for run in plain if _is_group(run)]
            size = sum(len(run.digits) for run in read_out)
            together = size >= _FIGURES and (size > _FIGURES or quantity_asked(call, chain[0].end - 1) <= _COUNT_ASKED)
            together = together and not any(_DOTTED.fullmatch(run.punctuated) for run in read_out)
            codes = [run for run in chain if _is_bare_code(call, run) or _is_padded(run)]
            hidden = [run for run in chain if is_long(run) or (together and run in read_out) or run in codes]
            if _is_list_of_figures(call, chain):
                whole = "".join(run.written for run in chain)
                found += [part for run in chain for part in self.parts(KIND, run, 0.5, whole)]
                continue
            for run in chain:
                if (run in hidden and run in plain) or _is_false_start(run, chain, hidden):
                    found += self.parts(KIND, run, 0.5, run.written)
        return found


def _is_list_of_figures(call: CallArtifacts, chain: list[Run]) -> bool:
    """True for "4, 1, 5, 5, 5, 5, 0", as a slow number is written; "4, 7, 2 and 9" are four things."""
    if len(chain) < _ONE_BY_ONE or not is_one_by_one(chain):
        return False
    between = (call.words[a.atoms[-1].last + 1 : b.atoms[0].first] for a, b in pairwise(chain))
    return all(token.kind is Kind.MARK for tokens in between for token in tokens)


def _is_group(run: Run) -> bool:
    return run.is_read_out or (len(run.digits) >= 3 and not run.has_scale)


def _is_false_start(run: Run, chain: list[Run], hidden: list[Run]) -> bool:
    """True for the figure or two that a speaker took back or began with: "nine no nine oh oh six"."""
    at = chain.index(run)
    if not run.is_all_single:
        return False
    after = at + 1 < len(chain) and chain[at + 1] in hidden and chain[at + 1].link is Link.REPAIR
    return after or (at > 0 and chain[at - 1] in hidden and run.link is Link.REPAIR)


def is_long(run: Run) -> bool:
    """True for more figures than a quantity has: five read out one by one, or six in any form."""
    size = len(run.digits)
    if (run.has_scale and not run.is_read_out) or _DOTTED.fullmatch(run.punctuated) or is_counting(run):
        return False
    if is_round(run) and run.written.endswith(_THOUSANDS):
        return False
    if run.is_all_single and not run.letters:
        return size >= _READ_OUT and not is_counting(run)
    whole = len(run.atoms) == 1 and size >= _FIGURES - 1
    return size >= _FIGURES or whole


def _is_padded(run: Run) -> bool:
    """True for four figures written with a zero before them that no clock shows: "0172", not "0830"."""
    whole = len(run.atoms) == 1 and run.atoms[0].form is Form.FIGURES
    return whole and len(run.written) == _BARE and run.written.startswith("0") and not _CLOCK.fullmatch(run.written)


def _is_bare_code(call: CallArtifacts, run: Run) -> bool:
    """True for four figures that are all a turn says: a PIN, the last four, never a round amount or a year."""
    digits = run.digits
    if quantity_asked(call, run.end - 1) > _COUNT_ASKED:
        return False
    if len(digits) != _BARE or run.letters or digits.endswith("00") or _YEAR.fullmatch(digits):
        return False
    whole = len(run.atoms) == 1 and run.atoms[0].form is Form.FIGURES
    return (run.is_read_out or whole) and not run.has_scale and (is_bare(call, run) or (whole and is_short(call, run)))
