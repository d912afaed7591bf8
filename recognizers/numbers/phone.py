"""Phone numbers: libphonenumber over the regions our callers ring from, in any spoken or written form."""

from __future__ import annotations

import re

import phonenumbers
from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.codes import CodeRecognizer
from recognizers.numbers.kinds import ValueKind
from recognizers.numbers.quantities import Quantity
from recognizers.speech.cues import phrases
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import UNITS

REGIONS = phrases(
    """
    US, GB, CA, IE, AU, NZ, IN, DE, FR, ES, MX, ZA, SG
    """
)

NUMBER = ValueKind(
    "PHONE_NUMBER",
    7,
    15,
    cues=phrases(
        """
        phone number|numbers, phone's, telephone, telephone number, mobile, mobile number, mobile phone, mobile phone
        number, cell, cell number, cell phone, cell phone number, cellphone, handphone, call back number, callback
        number, callback, call back, contact number, best number, best number to reach you, good number, best contact,
        number to reach, number we can reach you, number i can reach you, reach me at|on, reach you at|on, reached
        at|on, reach him|her|them at|on, call me at|on, call you at|on, call us at|on, call me back at|on, call back
        at|on, call him|her|them at|on, text me at|on, text you at|on, text him|her|it to, text the,
        texting, ring me on|at, ring him|her|them on|at, ring the, ringing from, calling from, direct line, direct
        dial, my direct, direct is, landline, land line, home phone, home number, work number, office number, main
        number, daytime number, evening number, number on file, emergency contact, emergency contact number, fax, fax
        number, fax it to, whatsapp, whatsapp number, std code, area code, dial, hotline, helpline, toll free, your
        number, my number, his|her number, their number, and a number, what number, number where, number change,
        phone ending in, number ending in,
        phone number ending|ends in|with, phone ends in, mobile ending|ends in
        """
    ),
    weak=phrases(
        """
        phone, a number, number for you, number, call, text, ring, reach, line, number is, at the end
        """
    ),
)
EXTENSION = ValueKind("PHONE_NUMBER/extension", 1, 6, cues=("extension", "ext", "extn", "x t"), partial=1)
KINDS = (NUMBER, EXTENSION)

_PLUS = re.compile(r"(?:\+|\bplus\b|\b00)\s*$", re.IGNORECASE)
_BEFORE = 24  # code points before a number in which its plus stands
_MOST_RUNS = 5  # of one number
_VANITY = re.compile(r"\b1?[- (]{0,2}(8(?:00|33|44|55|66|77|88))[-) ]{1,2}((?:[A-Z0-9]-?){7})\b")
_TOLL_FREE = re.compile(r"18(?:00|33|44|55|66|77|88)")
_KEYS = (7, 8)  # letters after the prefix; those past seven are dialled in vain
_LOCAL = re.compile(r"\d{3}-\d{4}")
_GROUPED = re.compile(r"(?:\(\d{2,5}\)|\d{3,5})[-. ]\d{2,4}[-. ]?\d{2,4}(?:[-. ]?\d{2,4})?")


def valid_number(digits: str, *, international: bool) -> str:
    """Return the E.164 form of a number that is valid in one of the regions, or "".

    Args:
        digits: figures alone.
        international: True when "plus" or 00 stood before them.
    """
    attempts = [("+" + digits, None)] if international else [(digits, region) for region in REGIONS]
    for text, region in attempts:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or _is_fictional(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def _is_fictional(number: phonenumbers.PhoneNumber) -> bool:
    """True for 555-01xx: invalid by the plan, given out on purpose, and no less a phone number when said."""
    national = str(number.national_number)
    return number.country_code == 1 and len(national) == 10 and national[3:6] == "555"


class TelephoneRecognizer(CodeRecognizer):
    """Finds phone numbers and their extensions."""

    def __init__(self) -> None:
        super().__init__("TelephoneRecognizer", KINDS)

    def proves(self, kind: ValueKind, written: str) -> bool:
        """A number of a known plan is proven."""
        return kind is NUMBER and 8 <= len(written) <= 15 and bool(valid_number(written, international=False))

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find numbers that nobody announced: by their plan, their grouping or a plus."""
        found: list[RecognizerResult] = []
        for chain in call.spoken.chains():
            found += self._in_chain(call, chain)
        for match in _VANITY.finditer(call.text):
            if any(c.isalpha() for c in match.group(2)):
                written = "".join(c for c in match.group() if c.isalnum()).lower()
                found.append(self.result("PHONE_NUMBER", *match.span(), 0.8, written))
        return [*found, *self._vanity(call)]

    def _vanity(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find a number that ends in a word: "one eight hundred flowers"."""
        found: list[RecognizerResult] = []
        for run in call.spoken.runs:
            if not _TOLL_FREE.fullmatch(run.written):
                continue
            words = call.words[run.atoms[-1].last + 1 :]
            for size in (1, 2):
                said = "".join(t.lower for t in words[:size] if t.kind is Kind.WORD)
                if len(words) >= size and len(said) in _KEYS and words[0].lower not in UNITS:
                    found.append(self.result("PHONE_NUMBER", run.start, words[size - 1].end, 0.7, run.written + said))
                    break
        return found

    def _in_chain(self, call: CallArtifacts, chain: list[Run]) -> list[RecognizerResult]:
        """Find the numbers of a chain: those of most runs first, from left to right, none twice."""
        found: list[RecognizerResult] = []
        taken = bytearray(len(chain))
        for size in range(min(len(chain), _MOST_RUNS), 0, -1):
            for first in range(len(chain) - size + 1):
                if any(taken[first : first + size]):
                    continue
                parts = chain[first : first + size]
                score = self._score(call, parts)
                if score:
                    taken[first : first + size] = b"\1" * size
                    written = "".join(run.digits for run in parts)
                    found += [part for run in parts for part in self.parts(NUMBER, run, score, written)]
        return found

    def _score(self, call: CallArtifacts, parts: list[Run]) -> float:
        if any(run.letters for run in parts):
            return 0.0
        judged = {call.quantity(run) for run in parts}
        if Quantity.PLAIN in judged or judged == {Quantity.LIKELY}:
            return 0.0
        digits = "".join(run.digits for run in parts)
        if not 7 <= len(digits) <= 15:
            return 0.0
        if len(parts) > 1 and call.quantity(parts[-1]) is Quantity.LIKELY and self._score(call, parts[:-1]):
            return 0.0  # a price after a whole number: "… six seven nine, so it's three forty five"
        before = call.text[max(0, parts[0].start - _BEFORE) : parts[0].start]
        international = bool(_PLUS.search(before)) and len(digits) >= 8
        if international:
            return 0.9 if valid_number(digits, international=True) else 0.8
        if len(parts) > 1 and not all(run.is_read_out or len(run.digits) >= 3 for run in parts):
            return 0.0
        if len(digits) >= 9 and valid_number(digits, international=False):
            return 0.75
        source = call.text[parts[0].start : parts[-1].end]
        if len(parts) == 1 and (_LOCAL.fullmatch(source) or _GROUPED.fullmatch(source)):
            return 0.6
        return 0.0
