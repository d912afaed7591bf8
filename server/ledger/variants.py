"""The forms under which a value is found again, and how strongly each speaks for it.

``+1 415 555 0134``, ``(415) 555-0134`` and "four one five ..." are one phone number; ``Jane M. Doe`` and ``Doe, Jane``
may be one person. Only a strong match may erase by itself; a medium or weak one is a candidate for a person to confirm.

A type that tells nobody from anybody (a condition, an amount, an age) has no forms: nothing searches by it. Nor has a
password or a card's security code: they are short enough to guess by whoever holds the key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from server.ledger.form import LEAST_DIGITS, Form, Strength, Variant
from server.ledger.normalise import normalise
from server.ledger.phones import phone_forms

LEAST_KIN = 5
"""Shorter ones are not looked for under other types."""
LEAST_CARD_DIGITS = 13
SSN_DIGITS = 9
LEAST_CODE = 5

TITLES = frozenset("mr mrs ms miss mx dr doctor prof professor sir madam mister jr sr".split())


def forms(entity_type: str, value: str, region: str = "") -> tuple[Form, ...]:
    """Return the forms of a value, the strongest first; none if it cannot be searched by.

    Args:
        entity_type: a type of the entity list.
        value: as a recognizer or a request wrote it.
        region: where it was said, which a phone number without a country code is read by; "" where that is not known.
    """
    make = _MAKERS.get(entity_type)
    if make is None or not value.strip():
        return ()
    found = dict.fromkeys(phone_forms(entity_type, value, region) if make is phone_forms else make(entity_type, value))
    if entity_type in EMBEDDING:
        found |= dict.fromkeys(_embedded(value))
    return tuple(found)


def subject_form(subject_id: str) -> Form:
    """Return the form of the id under which the platform knows a party."""
    return Form(Variant.SUBJECT, subject_id, Strength.STRONG)


def variants(entity_type: str) -> tuple[Variant, ...]:
    """Return the kinds of forms that values of a type may have."""
    return (*_VARIANTS.get(entity_type, ()), *((Variant.EMBEDDED,) if entity_type in EMBEDDING else ()))


def _embedded(value: str) -> Iterator[Form]:
    """Yield the long numbers in a value that is more than a number: another may have been run into it."""
    digits = [normalise("NUMBER_SEQUENCE", run) for run in re.findall(r"\d(?:[\s().-]{0,2}\d)*", value)]
    if "".join(c for c in value if c.isalnum()) not in digits:
        for number in digits:
            if len(number) >= LEAST_DIGITS:
                yield Form(Variant.EMBEDDED, number, Strength.MEDIUM)


_ALIASES: Mapping[str, str] = MappingProxyType({"googlemail.com": "gmail.com"})
_TAGGED = frozenset(
    "gmail.com outlook.com hotmail.com live.com icloud.com me.com fastmail.com proton.me protonmail.com pm.me".split()
)
_DOTLESS = frozenset({"gmail.com"})


def _mailbox(entity_type: str, value: str) -> Iterator[Form]:
    exact = normalise(entity_type, value)
    yield Form(Variant.MAILBOX, exact, Strength.STRONG)
    local, at, domain = exact.rpartition("@")
    domain = _ALIASES.get(domain, domain)
    if at and domain in _TAGGED:
        # The provider delivers all of these to one mailbox: "j.doe+shop@googlemail.com" is "jdoe@gmail.com".
        local = local.split("+")[0]
        if domain in _DOTLESS:
            local = local.replace(".", "")
        yield Form(Variant.CANONICAL_MAILBOX, f"{local}@{domain}", Strength.STRONG)


def _card(entity_type: str, value: str) -> Iterator[Form]:
    digits = normalise(entity_type, value)
    yield Form(Variant.DIGITS, digits, Strength.STRONG if len(digits) >= LEAST_CARD_DIGITS else Strength.WEAK)


def _ssn(entity_type: str, value: str) -> Iterator[Form]:
    digits = normalise(entity_type, value)
    yield Form(Variant.DIGITS, digits, Strength.STRONG if len(digits) == SSN_DIGITS else Strength.WEAK)


def _code(entity_type: str, value: str) -> Iterator[Form]:
    code = normalise(entity_type, value)
    yield Form(Variant.CODE, code, Strength.STRONG if len(code) >= LEAST_CODE else Strength.WEAK)


def _number(entity_type: str, value: str) -> Iterator[Form]:
    digits = normalise(entity_type, value)
    yield Form(Variant.DIGITS, digits, Strength.MEDIUM if len(digits) >= LEAST_DIGITS else Strength.WEAK)


def _name(_: str, value: str) -> Iterator[Form]:
    last_first = value.split(",")
    if len(last_first) == 2:  # noqa: PLR2004 - "Doe, Jane"
        value = f"{last_first[1]} {last_first[0]}"
    words = [word for word in _words(value) if word not in TITLES]
    match words:
        case []:
            return
        case [word]:
            yield Form(Variant.FULL_NAME, word, Strength.WEAK)
        case [first, *middle, last]:
            if middle:
                yield Form(Variant.FULL_NAME, " ".join(words), Strength.MEDIUM)
            yield Form(Variant.FIRST_LAST, f"{first} {last}", Strength.MEDIUM)
            yield Form(Variant.INITIAL_LAST, f"{first[0]} {last}", Strength.WEAK)


def _words(value: str) -> list[str]:
    """Return the words of a value in lower case, without accents: speech-to-text seldom writes them."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c) and c not in "'\u2019"))


_MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())


def _birth_date(entity_type: str, value: str) -> Iterator[Form]:
    found = _date(value.casefold())
    # A day is shared by one in some thousand: it supports another match and is none alone.
    if found:
        yield Form(Variant.ISO_DATE, found.isoformat(), Strength.WEAK)
    else:
        yield Form(Variant.CODE, normalise(entity_type, value), Strength.WEAK)


def _date(value: str) -> date | None:
    """Read a date with a four-digit year: ISO, month and day in words, or in figures with the month first."""
    numbers = [int(number) for number in re.findall(r"\d+", value)]
    month = next((_MONTHS.index(word[:3]) + 1 for word in re.findall(r"[a-z]+", value) if word[:3] in _MONTHS), 0)
    years = [number for number in numbers if 1850 <= number <= 2200]  # noqa: PLR2004 - years in which people are born
    rest = [number for number in numbers if number not in years]
    if len(years) != 1 or len(rest) != (1 if month else 2):
        return None
    for one, other in ((month, rest[0]),) if month else ((rest[0], rest[1]), (rest[1], rest[0])):
        try:
            return date(years[0], one, other)
        except ValueError:
            continue
    return None


def _address(_: str, value: str) -> Iterator[Form]:
    words = _words(value)
    if words:
        whole = len(words) > 2 and any(word.isdigit() for word in words)  # noqa: PLR2004 - "12 High Street"
        yield Form(Variant.WORDS, " ".join(words), Strength.MEDIUM if whole else Strength.WEAK)


def _text(strength: Strength) -> Callable[[str, str], Iterator[Form]]:
    def make(entity_type: str, value: str) -> Iterator[Form]:
        yield Form(Variant.WORDS, normalise(entity_type, value), strength)

    return make


_MAKERS: Mapping[str, Callable[[str, str], Iterator[Form]]] = MappingProxyType(
    {
        "PHONE_NUMBER": phone_forms,
        "EMAIL_ADDRESS": _mailbox,
        "CREDIT_CARD": _card,
        "US_SSN": _ssn,
        "GOV_ID": _code,
        "BANK_ACCOUNT": _code,
        "ACCOUNT_ID": _code,
        "NUMBER_SEQUENCE": _number,
        "PERSON": _name,
        "DATE_OF_BIRTH": _birth_date,
        "ADDRESS": _address,
        "USERNAME": _text(Strength.MEDIUM),
        "IP_ADDRESS": _text(Strength.MEDIUM),
        "URL": _text(Strength.WEAK),
    }
)

_NAMES = (Variant.FULL_NAME, Variant.FIRST_LAST, Variant.INITIAL_LAST)

_VARIANTS: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        "PHONE_NUMBER": (Variant.E164, Variant.NATIONAL),
        "EMAIL_ADDRESS": (Variant.MAILBOX, Variant.CANONICAL_MAILBOX),
        "CREDIT_CARD": (Variant.DIGITS,),
        "US_SSN": (Variant.DIGITS,),
        "GOV_ID": (Variant.CODE,),
        "BANK_ACCOUNT": (Variant.CODE,),
        "ACCOUNT_ID": (Variant.CODE,),
        "NUMBER_SEQUENCE": (Variant.DIGITS,),
        "PERSON": _NAMES,
        "DATE_OF_BIRTH": (Variant.ISO_DATE, Variant.CODE),
        "ADDRESS": (Variant.WORDS,),
        "USERNAME": (Variant.WORDS,),
        "IP_ADDRESS": (Variant.WORDS,),
        "URL": (Variant.WORDS,),
    }
)

INDEXED = tuple(_MAKERS)
"""The types that can be searched by."""

NUMBERED = ("PHONE_NUMBER", "CREDIT_CARD", "US_SSN", "GOV_ID", "BANK_ACCOUNT", "ACCOUNT_ID", "NUMBER_SEQUENCE")
"""The types that a number without its context may be taken for: each is searched for the others' numbers too."""

CODED = ("GOV_ID", "BANK_ACCOUNT", "ACCOUNT_ID")
"""The same, for what has letters in it."""

EMBEDDING = frozenset({*CODED, "ADDRESS", "EMAIL_ADDRESS", "USERNAME"})
"""The types whose values may hold another's number, where two were said without a pause."""


def kin(entity_type: str, own: tuple[Form, ...]) -> Iterator[tuple[str, Form]]:
    """Yield where else a value may have been filed: under another type, or within it. Never a strong match.

    Args:
        entity_type: of the value.
        own: its forms.
    """
    texts = {form.text.removeprefix("+") for form in own} if entity_type in NUMBERED else set()
    for text in sorted(text for text in texts if len(text) >= LEAST_KIN):
        strength = Strength.MEDIUM if len(text) >= LEAST_DIGITS else Strength.WEAK
        number = text.isdecimal()
        for other in NUMBERED if number else CODED:
            if other != entity_type:
                for variant in _VARIANTS[other]:
                    yield other, Form(variant, f"+{text}" if variant is Variant.E164 else text, strength)
        if number:
            yield from ((other, Form(Variant.EMBEDDED, text, strength)) for other in sorted(EMBEDDING))
