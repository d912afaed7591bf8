"""Bank accounts: account and routing numbers, sort codes, BSB, transit numbers, IBAN and BIC."""

from __future__ import annotations

import re

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.codes import CodeRecognizer
from recognizers.numbers.kinds import ValueKind
from recognizers.speech.cues import phrases
from recognizers.speech.spoken import Run

KINDS = (
    ValueKind(
        "BANK_ACCOUNT/account",
        6,
        18,
        cues=phrases(
            """
            bank account|accounts, bank account number, checking account number, savings account number, current
            account number, drawn on, wire to, deposit into, clabe, last four of your|the
            account, account ending in, account ending
            """
        ),
        weak=phrases(
            """
            account number|numbers, account, account no, checking account, savings account, the|my checking|savings,
            acct, a c
            """
        ),
    ),
    ValueKind(
        "BANK_ACCOUNT/routing",
        9,
        9,
        cues=phrases(
            """
            routing, routing number, routing transit number, aba, aba number, a b a, a b a number
            """
        ),
    ),
    ValueKind(
        "BANK_ACCOUNT/sort_code",
        6,
        6,
        cues=phrases(
            """
            sort code, sort|sorting code, sort, b s b, bsb, bsb number
            """
        ),
    ),
    ValueKind("BANK_ACCOUNT/transit", 3, 5, cues=("transit number", "transit", "institution number", "institution")),
    ValueKind(
        "BANK_ACCOUNT/iban",
        15,
        34,
        letters=True,
        cues=phrases(
            """
            iban, i ban, eye ban, i b a n, international account number
            """
        ),
    ),
    ValueKind(
        "BANK_ACCOUNT/bic",
        8,
        11,
        letters=True,
        cues=phrases(
            """
            swift, swift code, bic, b i c, bic code, ifsc, ifsc code
            """
        ),
    ),
)
_BY_NAME = {kind.kind: kind for kind in KINDS}
_IBAN_LENGTHS = {
    "ad": 24, "ae": 23, "at": 20, "be": 16, "bg": 22, "br": 29, "ch": 21, "cy": 28, "cz": 24, "de": 22, "dk": 18,
    "ee": 20, "es": 24, "fi": 18, "fr": 27, "gb": 22, "gi": 23, "gr": 27, "hr": 21, "hu": 28, "ie": 22, "il": 23,
    "is": 26, "it": 27, "li": 21, "lt": 20, "lu": 20, "lv": 21, "mc": 27, "mt": 31, "nl": 18, "no": 15, "pl": 28,
    "pt": 25, "qa": 29, "ro": 24, "sa": 24, "se": 24, "si": 19, "sk": 24, "sm": 27, "tr": 26,
}  # fmt: skip
_BIC = re.compile(r"\b[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")
_BIC_CONTEXT = frozenset({"bic", "swift", "iban", "wire"})


def is_iban(written: str) -> bool:
    """Return True for a right IBAN check (ISO 13616: country length, then mod 97 is 1).

    Args:
        written: lower-case letters and figures.
    """
    if _IBAN_LENGTHS.get(written[:2]) != len(written) or not written.isalnum():
        return False
    turned = written[4:] + written[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def is_routing_number(digits: str) -> bool:
    """Return True for a right ABA check: 3-7-1 weights, mod 10."""
    if len(digits) != 9 or not digits.isdigit():
        return False
    return sum(int(d) * w for d, w in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


class BankRecognizer(CodeRecognizer):
    """Finds bank accounts."""

    reads_words = True  # a BIC has no figure

    def __init__(self) -> None:
        super().__init__("BankRecognizer", KINDS)

    def proves(self, kind: ValueKind, written: str) -> bool:
        """IBAN and routing numbers carry a check."""
        return is_iban(written) if kind.subtype == "iban" else kind.subtype == "routing" and is_routing_number(written)

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find IBANs by their country, length and check, and a BIC where one is spoken of."""
        iban, bic = _BY_NAME["BANK_ACCOUNT/iban"], _BY_NAME["BANK_ACCOUNT/bic"]
        looks = [run for run in call.spoken.runs if _looks_like_iban(run)]
        found = [part for run in looks for part in self.parts(iban, run, 0.95, run.written)]
        if not call.said.isdisjoint(_BIC_CONTEXT):
            found += [
                self.result(bic.entity_type, *match.span(), 0.8, match.group().lower(), subtype=bic.subtype)
                for match in _BIC.finditer(call.text)
            ]
        return found


def _looks_like_iban(run: Run) -> bool:
    written = run.written
    return is_iban(written) or (_IBAN_LENGTHS.get(written[:2]) == len(written) and written[2:4].isdigit())
