"""The forms of a phone number, read as one of where it was said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers

from server.ledger.form import LEAST_DIGITS, Form, Strength, Variant
from server.ledger.normalise import normalise

NANP_CODE = 1
"""The country code of North America, whose numbers are read as such wherever no other region is known."""

TRUNK = "0"
"""What a number is dialled with inside of most regions."""

REGIONS = ("GB", "IE", "AU", "NZ", "IN", "DE", "FR", "ES", "MX", "ZA", "SG")
"""Where else it may be from."""

NANP_DIGITS = 10

_EXTENSION = re.compile(r"(?<=\d)[\s,;(]*(?:x|ext\.?|extension)[\s:.]*\d{1,7}\)?\s*$", re.IGNORECASE)


def region_of(language_code: str) -> str:
    """Return the region of a BCP 47 tag, as "GB" of "en-GB"; "" where it names none that has phone numbers."""
    for part in language_code.replace("_", "-").split("-")[1:]:
        if part.upper() in phonenumbers.SUPPORTED_REGIONS:
            return part.upper()
    return ""


def phone_forms(entity_type: str, value: str, region: str = "") -> Iterator[Form]:
    """Yield the forms of a phone number, the strongest first.

    Args:
        entity_type: PHONE_NUMBER.
        value: as a recognizer or a request wrote it.
        region: where it was said, as "GB"; "" where that is not known.
    """
    text = _EXTENSION.sub("", unicodedata.normalize("NFKC", value))
    digits = normalise(entity_type, text)
    international = text.lstrip().startswith("+") or digits.startswith("00")
    local = None if international else _local(digits, region)
    if local is not None:
        yield from _numbered(local)
        if _is_nanp(digits):
            # The same digits are somebody's in North America: a candidate, should that one be asked for.
            yield Form(Variant.E164, f"+1{digits[-NANP_DIGITS:]}", Strength.MEDIUM)
        return
    if not international and _is_nanp(digits):
        national = digits[-NANP_DIGITS:]
        yield Form(Variant.E164, f"+1{national}", Strength.STRONG)
        yield Form(Variant.NATIONAL, national, Strength.MEDIUM)
        return
    written = f"+{digits.removeprefix('00')}" if international else digits
    number = _parsed(written, () if international else REGIONS)
    if number is None:
        strength = Strength.MEDIUM if len(digits) >= LEAST_DIGITS else Strength.WEAK
        yield Form(Variant.NATIONAL, digits.lstrip("0") or digits, strength)
        return
    # Where it was said is not known: only a country code says whose it is.
    yield from _numbered(number) if international else tuple(_numbered(number))[1:]


def _numbered(number: phonenumbers.PhoneNumber) -> Iterator[Form]:
    national = phonenumbers.national_significant_number(number)
    yield Form(Variant.E164, f"+{number.country_code}{national}", Strength.STRONG)
    yield Form(Variant.NATIONAL, national, Strength.MEDIUM)


def _local(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    """Read a number as one of the region that it was said in; North America's are known by their length alone."""
    if not region or phonenumbers.country_code_for_region(region) == NANP_CODE:
        return None
    # One that is dialled as the region's need not be known to be in use.
    return _parsed(digits, (region,), possible=digits[:1] == TRUNK)


def _is_nanp(digits: str) -> bool:
    """True for the North American form: ten digits, or eleven that begin with the country code 1."""
    return digits[:1] == "1" if len(digits) == NANP_DIGITS + 1 else len(digits) == NANP_DIGITS and digits[0] > "1"


def _parsed(written: str, regions: tuple[str, ...], *, possible: bool = False) -> phonenumbers.PhoneNumber | None:
    """Read a number as one of the first region that it is valid, or possible, in; an international one as it stands."""
    fits = phonenumbers.is_possible_number if possible else phonenumbers.is_valid_number
    for region in regions or (None,):
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if region is None or fits(number):
            return number
    return None
