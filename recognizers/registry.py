"""Every recognizer there is, every kind of number, every cue."""

from __future__ import annotations

from functools import cache

from presidio_analyzer import EntityRecognizer

from recognizers.contact import email, network, usernames, web
from recognizers.dates import ages, dates
from recognizers.health import recognizer as health
from recognizers.identity import recognizer as identity
from recognizers.names import recognizer as names
from recognizers.numbers import account, bank, card, government, phone, quantities, sequence
from recognizers.numbers.claims import ValueKind
from recognizers.places import recognizer as places
from recognizers.secrets import recognizer as secrets
from recognizers.speech.cues import Cue

_NUMBERS = (phone, card, bank, government, account, secrets, sequence)
_ANNOUNCED = (quantities, secrets, email, web, network, usernames, dates, ages, names, identity, places)


@cache
def value_kinds() -> dict[str, ValueKind]:
    """Return every kind of number by its name."""
    return {kind.kind: kind for module in _NUMBERS for kind in module.KINDS}


def all_cues() -> tuple[Cue, ...]:
    """Return the cues of all recognizers."""
    numbers = [cue for kind in value_kinds().values() for cue in kind.as_cues()]
    others = [cue for module in _ANNOUNCED for cue in module.CUES]
    asked = [Cue(kind, phrases) for kind, phrases in health.CUES]
    return (*numbers, *others, *asked)


def all_recognizers() -> list[EntityRecognizer]:
    """Build every recognizer."""
    return [
        identity.KnownIdentityRecognizer(),
        names.NameRecognizer(),
        places.AddressRecognizer(),
        email.EmailAddressRecognizer(),
        web.WebAddressRecognizer(),
        network.NetworkAddressRecognizer(),
        usernames.UsernameRecognizer(),
        dates.PersonDateRecognizer(),
        ages.AgeRecognizer(),
        health.HealthRecognizer(),
        phone.TelephoneRecognizer(),
        card.CardRecognizer(),
        bank.BankRecognizer(),
        government.GovernmentIdRecognizer(),
        account.AccountRecognizer(),
        secrets.SecretRecognizer(),
        sequence.NumberSequenceRecognizer(),
    ]
