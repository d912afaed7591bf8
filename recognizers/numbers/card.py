"""Payment cards: number, expiry, security code.

Issuer ranges follow ISO/IEC 7812 and the networks' published ranges, Mastercard's 2-series and 19-digit cards
included. Luhn and issuer raise the score; a card run into its expiry fails Luhn and is hidden all the same.
"""

from __future__ import annotations

import re
from itertools import pairwise

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.claims import Claim, ValueKind, Via
from recognizers.numbers.codes import CodeRecognizer, luhn
from recognizers.numbers.quantities import Quantity
from recognizers.speech.cues import phrases
from recognizers.speech.spoken import Link, Run
from recognizers.speech.vocabulary import MONTHS, ORDINALS

NUMBER = ValueKind(
    "CREDIT_CARD",
    13,
    19,
    cues=phrases(
        """
        card number|numbers, number on the card, number on the front, long number, long card number, sixteen
        digit|digits, 16 digit|digits, credit card|cards, credit card number, debit card|cards, debit card number,
        virtual card number, card on file, card ending, card ending in|with, card that ends in|with, visa, visa card,
        visa debit, mastercard, master card, amex, american express, discover card, diners club, maestro, j c b, jcb,
        what card would you like, which card, that card, this card, card details, card information, a card, the card,
        my card, your card, new card, other card, last four of the card, last four digits of your|the card, back to
        the card, how are you paying, how would you like to pay
        """
    ),
    weak=("card|cards", "debit", "credit"),
    partial=3,
)
EXPIRY = ValueKind(
    "CARD_EXPIRY",
    3,
    8,
    cues=phrases(
        """
        expiry, expiry date, expiration, expiration date, expires, expires end, expire, expiring,
        exp, exp date, x p date, valid thru|through|from|until|to|till, good thru|through|until, use by, month and
        year on the card
        """
    ),
    partial=2,
)
CVV = ValueKind(
    "CARD_CVV",
    3,
    4,
    cues=phrases(
        """
        cvv, cvv2, cvc, c v v, c v c, c v v number|code, cvv number|code, cvc number|code, csc, cid, security code,
        security number, security digits, security is, card security code, code on the back, number|numbers on the
        back, numbers on the back, three digits on the back, three digit|digits number on the back, three digit code,
        three digits, 3 digit code, 3 digits on the back, four digits on the front, four digit code on the front,
        digits on the back, back of the card, on the back, signature strip, verification value
        """
    ),
    weak=("code", "security"),
    partial=2,
)
KINDS = (NUMBER, EXPIRY, CVV)

_NETWORKS = (
    ("amex", re.compile(r"3[47]\d{13}")),
    ("diners", re.compile(r"3(?:0[0-5]|[68]\d|9\d)\d{11,16}")),
    ("jcb", re.compile(r"35(?:2[89]|[3-8]\d)\d{12,15}")),
    ("mastercard", re.compile(r"(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}")),
    ("visa", re.compile(r"4\d{12}(?:\d{3})?(?:\d{3})?")),
    ("discover", re.compile(r"6(?:011|22\d|4[4-9]\d|5\d{2})\d{12,15}")),
    ("unionpay", re.compile(r"(?:62|81)\d{14,17}")),
    ("maestro", re.compile(r"(?:50|5[6-9]|6[37]|6[0-9])\d{11,17}")),
    ("rupay", re.compile(r"(?:60|65|81|82|508)\d{12,14}")),
    ("mir", re.compile(r"220[0-4]\d{12,15}")),
)
_EXPIRY_YEAR = re.compile(r"(20)?[2-4]\d")
_DOCUMENTS = "GOV_ID"
_RECENT = 4  # values back
_EXPIRY_REACH = 4
_EXPIRY_ASKED = 0.3


def network(digits: str) -> str:
    """Return the network whose range and length a number fits, or "".

    Args:
        digits: figures alone.
    """
    return next((name for name, shape in _NETWORKS if shape.fullmatch(digits)), "")


def is_card(digits: str) -> bool:
    """Return True for 13 to 19 figures of a known network with a right Luhn check."""
    return bool(network(digits)) and luhn(digits)


class CardRecognizer(CodeRecognizer):
    """Finds card numbers, expiries and security codes."""

    def __init__(self) -> None:
        super().__init__("CardRecognizer", KINDS)

    def proves(self, kind: ValueKind, written: str) -> bool:
        """A card number is proven by issuer and Luhn."""
        return kind is NUMBER and is_card(written)

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Leave out the expiry of something else: "my passport is …, expires in twenty thirty one"."""
        foreign = {
            (run.start, run.end)
            for c in call.claims
            if c.kind == EXPIRY.kind and _is_of_document(call, c)
            for run in c.runs
        }
        found = [r for r in super().find(call) if not any(s <= r.start and r.end <= e for s, e in foreign)]
        return [*found, *self._months(call), *self._months_of_years(call)]

    def _months_of_years(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find an expiry said as the number of a month, of a year: "ten of twenty eight"."""
        found: list[RecognizerResult] = []
        for month, year in pairwise(call.spoken.runs):
            between = call.words[month.atoms[-1].last + 1 : year.atoms[0].first]
            if [token.lower for token in between] != ["of"] or not _expiry_is_due(call, month.atoms[0].first):
                continue
            if re.fullmatch(r"0?[1-9]|1[0-2]", month.digits) and _EXPIRY_YEAR.fullmatch(year.digits):
                written = f"{int(month.digits):02d}{year.digits[-2:]}"
                found.append(self.result(EXPIRY.kind, month.start, year.end, 0.85, written))
        return found

    def _months(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find an expiry said as a month and a year: "march of twenty nine", "june 2027"."""
        found: list[RecognizerResult] = []
        for index, token in enumerate(call.words):
            month = MONTHS.get(token.lower)
            year = month and _year_beside(call, index)
            if not month or not year or not _expiry_is_due(call, index):
                continue
            written = f"{month:02d}{year.digits[-2:]}"
            start, end = min(token.start, year.start), max(token.end, year.end)
            found.append(self.result(EXPIRY.kind, start, end, 0.85, written))
        return found

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find card numbers that nobody announced: by length, issuer and Luhn, over linked runs."""
        found: list[RecognizerResult] = []
        for chain in call.spoken.chains():
            parts = _card_parts(chain)
            digits = "".join(run.digits for run in parts)
            if any(call.quantity(run) is not Quantity.PLAIN for run in parts):
                score = 0.95 if is_card(digits) else 0.8 if network(digits) else 0.7
                found += [part for run in parts for part in self.parts(NUMBER, run, score, digits)]
        return found


def _is_of_document(call: CallArtifacts, expiry: Claim) -> bool:
    """True for the expiry of a passport or licence, given before it and no card talked about."""
    if any(c.kind == NUMBER.kind for c in call.claims):
        return False
    if expiry.via is Via.CUE and any(
        c.kind.startswith(_DOCUMENTS) and c.runs[-1].end < expiry.runs[0].start for c in call.claims
    ):
        return True
    cards = any(kind in (NUMBER.kind, CVV.kind) for kind in call.context.topics)
    cards = cards or any(known.entity_type in (NUMBER.kind, CVV.kind) for known in call.context.known)
    return not cards and any(known.entity_type == _DOCUMENTS for known in call.context.known[-_RECENT:])


def _year_beside(call: CallArtifacts, month: int) -> Run | None:
    """Return the run that is a year of two or four figures right after a month, else right before it."""
    first = month + 2 if month + 1 < len(call.words) and call.words[month + 1].lower in ("of", ",") else month + 1
    years = [run for run in call.spoken.runs if _EXPIRY_YEAR.fullmatch(run.digits) and not _is_day(call, run)]
    after = next((run for run in years if run.atoms[0].first == first), None)
    return after or next((run for run in years if run.atoms[-1].last == month - 1), None)


def _is_day(call: CallArtifacts, run: Run) -> bool:
    """True for the "twenty" of "december twenty eighth"."""
    after = run.atoms[-1].last + 1
    return after < len(call.words) and call.words[after].lower in ORDINALS


def _expiry_is_due(call: CallArtifacts, index: int) -> bool:
    """True when an expiry was asked for, or announced a few words before."""
    near = any(m.kind == EXPIRY.kind and 0 <= index - m.after <= _EXPIRY_REACH for m in call.mentions)
    return near or call.expects(EXPIRY.kind, call.words[index].start) >= _EXPIRY_ASKED


def _card_parts(chain: list[Run]) -> list[Run]:
    """Return the runs of a chain that make a card's length without another's figures between."""
    for first in range(len(chain)):
        parts: list[Run] = []
        for run in chain[first:]:
            if run.letters or (parts and run.link is Link.NONE) or run.has_scale:
                break
            parts.append(run)
            size = sum(len(part.digits) for part in parts)
            if size > 19 and len(parts) > 1:
                break
            if 13 <= size <= 19 and (len(parts) == 1 or is_card("".join(p.digits for p in parts))):
                return parts
            if size > 19 and len(parts) == 1:
                return parts if run.is_read_out else []
    return []
