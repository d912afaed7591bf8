"""Numbers a state gives its people: social security, tax, health service, passport, licence.

The exact kind is the sub-type. US Social Security numbers are a type of their own, as in Presidio.
"""

from __future__ import annotations

import re

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.codes import CodeRecognizer
from recognizers.numbers.kinds import ValueKind
from recognizers.speech.cues import phrases
from recognizers.speech.spoken import Run

SSN = ValueKind(
    "US_SSN",
    9,
    9,
    cues=phrases(
        """
        social security number|numbers, social security, social insurance security, social, ssn, ssn number|num, s s
        n, soc, last four of your|the|my social, last four digits of your|the|my social, last four of my|your ssn,
        last 4 of your|the|my social, last four social
        """
    ),
    partial=2,
)
KINDS = (
    SSN,
    ValueKind(
        "GOV_ID/passport", 7, 10, letters=True,
        cues=("passport", "passport number|no", "passport's"),
    ),
    ValueKind(
        "GOV_ID/driving_licence", 5, 18, letters=True,
        cues=phrases(
            """
            driver's license|licence, drivers license|licence, driver license|licence, driving license|licence,
            driver's license|licence number, drivers license|licence number, driving license|licence number, license
            number, licence number, dl, dl number, d l, d l number, d l is
            """
        ),
        weak=("license", "licence"),
    ),
    ValueKind(
        "GOV_ID/nino", 9, 9, letters=True,
        cues=phrases(
            """
            national insurance, national insurance number, ni number, n i number, ni, n i, nino
            """
        ),
    ),
    ValueKind("GOV_ID/nhs", 10, 10, cues=("nhs number", "n h s number", "nhs", "n h s")),
    ValueKind("GOV_ID/sin", 9, 9, cues=("social insurance number", "social insurance", "s i n")),
    ValueKind("GOV_ID/itin", 9, 9, cues=phrases(
        """
        itin, i t i n, ein, e i n, tax id|ID, tax id number, taxpayer id, tin
        """
    )),
    ValueKind("GOV_ID/tfn", 8, 9, cues=("tfn", "t f n", "tax file number")),
    ValueKind(
        "GOV_ID/medicare", 10, 11, letters=True,
        cues=phrases(
            """
            medicare number, medicare card, medicare card number, medicare, medicare id, mbi, m b i
            """
        ),
    ),
    ValueKind(
        "GOV_ID/aadhaar", 12, 12,
        cues=phrases(
            """
            aadhaar, aadhar, adhaar, adhar, aadhaar number, aadhar number, adhar number, aadhaar card
            """
        ),
    ),
    ValueKind("GOV_ID/pan", 10, 10, letters=True, cues=("pan", "pan card", "pan number", "pan card number")),
    ValueKind("GOV_ID/ppsn", 8, 9, letters=True, cues=phrases("ppsn, pps, pps number, p p s, p p s number, p p s n")),
    ValueKind("GOV_ID/ird", 8, 9, cues=("ird", "ird number", "i r d", "i r d number")),
    ValueKind(
        "GOV_ID/national_id", 6, 18, letters=True,
        cues=phrases(
            """
            id number, i d number, national id, national id number, identity number, identity card, state id, state id
            number, government id, government issued id, photo id, id card, id card number, green card, green card
            number, alien number, visa number, curp, rfc, nif, n i f, nie, n i e, dni, d
            n i, cedula, voter id, emirates id, nric, n r i c, fin number, codice fiscale, personnummer, steuer id, tax
            number, ration card, military id, dod id, tribal id, immigration number, uscis number
            """
        ),
        weak=("identification",),
    ),
)  # fmt: skip
_BY_SUBTYPE = {kind.subtype: kind for kind in KINDS}

_SSN = re.compile(r"(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_NINO = re.compile(r"(?![dfiquv])[a-z](?![dfioquv])[a-z]\d{6}[a-d]")
_PAN = re.compile(r"[a-z]{5}\d{4}[a-z]")
_MBI = re.compile(
    r"[1-9][ac-hj-km-np-rt-y][ac-hj-km-np-rt-y0-9]\d[ac-hj-km-np-rt-y][ac-hj-km-np-rt-y0-9]\d[ac-hj-km-np-rt-y]{2}\d{2}"
)
_CURP = re.compile(r"[a-z]{4}\d{6}[hm][a-z]{5}[a-z0-9]\d")
_SHAPES = (("nino", _NINO), ("pan", _PAN), ("medicare", _MBI), ("national_id", _CURP))


class GovernmentIdRecognizer(CodeRecognizer):
    """Finds numbers that a state gives its people."""

    def __init__(self) -> None:
        super().__init__("GovernmentIdRecognizer", KINDS)

    def proves(self, kind: ValueKind, written: str) -> bool:
        """Shapes that hardly anything else has, and the Aadhaar and NHS checks."""
        if kind.subtype == "aadhaar":
            return is_aadhaar(written)
        return any(kind.subtype == name and shape.fullmatch(written) for name, shape in _SHAPES)

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find what its written shape gives away: 078-05-1120, AXZPK7723L."""
        found: list[RecognizerResult] = []
        for run in call.spoken.runs:
            kind, score = _shape_of(run)
            if kind is not None:
                found += self.parts(kind, run, score, run.written)
        return found


def _shape_of(run: Run) -> tuple[ValueKind | None, float]:
    written = run.written
    if _SSN.fullmatch(run.punctuated):
        return SSN, 0.85
    for name, shape in _SHAPES:
        if shape.fullmatch(written):
            return _BY_SUBTYPE[name], 0.85
    if len(written) == 12 and not run.letters and written[0] not in "01" and is_aadhaar(written):
        return _BY_SUBTYPE["aadhaar"], 0.7
    return None, 0.0


_VERHOEFF_D = phrases(
    """
    0123456789, 1234067895, 2340178956, 3401289567, 4012395678, 5987604321, 6598710432, 7659821043, 8765932104,
    9876543210
    """
)  # fmt: skip
_VERHOEFF_P = phrases(
    """
    0123456789, 1576283094, 5803796142, 8916043527, 9453126870, 4286573901, 2793806415, 7046913258
    """
)  # fmt: skip


def is_aadhaar(digits: str) -> bool:
    """Return True for 12 figures with a right Verhoeff check (J. Verhoeff, 1969)."""
    if len(digits) != 12 or not digits.isdigit():
        return False
    check = 0
    for position, figure in enumerate(reversed(digits)):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[position % 8][int(figure)])])
    return check == 0
