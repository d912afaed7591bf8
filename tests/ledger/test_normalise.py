"""Values that mean the same have one form; values that do not, do not."""

from __future__ import annotations

import pytest

from server.ledger.normalise import normalise


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        ("PHONE_NUMBER", "(415) 555-0134", "4155550134"),
        ("PHONE_NUMBER", "٤١٥٥٥٥٠١٣٤", "4155550134"),
        ("CREDIT_CARD", "4111 1111 1111 1111", "4111-1111-1111-1111"),
        ("US_SSN", "078-05-1120", "078 05 1120"),
        ("EMAIL_ADDRESS", "Jane.Doe@Example.org", "jane.doe@ example.org"),
        ("PERSON", "Jane  DOE", "jane doe"),
        ("PERSON", "Strauß", "STRAUSS"),
        ("BANK_ACCOUNT", "GB29 NWBK 6016 1331 9268 19", "gb29nwbk60161331926819"),
        ("ACCOUNT_ID", "AB-1234", "ab 1234"),
        ("SOMETHING_NEW", "A  b", "a b"),
    ],
)
def test_equal_values_are_equal(entity_type: str, one: str, other: str) -> None:
    """Separators, case, width and script of the digits do not make another value."""
    assert normalise(entity_type, one) == normalise(entity_type, other)


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        ("PASSWORD", "Hunter2", "hunter2"),
        ("PERSON", "Jane Doe", "Janed Oe"),
        ("PHONE_NUMBER", "call me", "ring me"),
        ("ACCOUNT_ID", "AB12", "AB13"),
    ],
)
def test_different_values_stay_apart(entity_type: str, one: str, other: str) -> None:
    """A collision would delete a stranger."""
    assert normalise(entity_type, one) != normalise(entity_type, other)


@pytest.mark.parametrize("entity_type", ["PHONE_NUMBER", "EMAIL_ADDRESS", "PERSON", "PASSWORD", "ACCOUNT_ID"])
def test_only_nothing_is_empty(entity_type: str) -> None:
    """A value without what its type is made of still is a value."""
    assert normalise(entity_type, " \t ") == ""
    assert normalise(entity_type, "?!") != ""
