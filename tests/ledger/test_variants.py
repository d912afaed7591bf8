"""The forms of values: which ones meet, how strongly, and which never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.form import Form, Strength
from server.ledger.phones import region_of
from server.ledger.variants import INDEXED, forms, kin, variants


def best(entity_type: str, one: str, other: str) -> Strength | None:
    """The strongest form that two values share."""
    mine = forms(entity_type, one)
    shared = [form for form in mine if form in forms(entity_type, other)]
    return max((form.strength for form in shared), key=lambda strength: strength.rank, default=None)


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        ("PHONE_NUMBER", "4155550134", "+1 415 555 0134"),
        ("PHONE_NUMBER", "1-415-555-0134", "(415) 555-0134"),
        ("PHONE_NUMBER", "+44 20 7946 0958", "0044 20 7946 0958"),
        ("EMAIL_ADDRESS", "Jane.Doe@Example.org", "jane.doe@ example.org"),
        ("EMAIL_ADDRESS", "j.doe+shop@googlemail.com", "jdoe@gmail.com"),
        ("CREDIT_CARD", "4111 1111 1111 1111", "4111-1111-1111-1111"),
        ("US_SSN", "078-05-1120", "078051120"),
        ("GOV_ID", "QQ 12 34 56 C", "qq123456c"),
        ("BANK_ACCOUNT", "GB29 NWBK 6016 1331 9268 19", "gb29nwbk60161331926819"),
        ("ACCOUNT_ID", "AB-12345", "ab 12345"),
    ],
)
def test_what_may_erase_by_itself(entity_type: str, one: str, other: str) -> None:
    """Two ways to write one value that belongs to one person."""
    assert best(entity_type, one, other) is Strength.STRONG


@pytest.mark.parametrize(
    ("entity_type", "one", "other", "strength"),
    [
        ("PHONE_NUMBER", "020 7946 0958", "+44 20 7946 0958", Strength.MEDIUM),
        ("PHONE_NUMBER", "+44 20 7946 0958", "+1 207 946 0958", Strength.MEDIUM),
        ("PERSON", "Jane Doe", "Dr. Jane M. Doe", Strength.MEDIUM),
        ("PERSON", "Doe, Jane", "jane doe", Strength.MEDIUM),
        ("PERSON", "José Núñez", "jose nunez", Strength.MEDIUM),
        ("PERSON", "J. Doe", "Jane Doe", Strength.WEAK),
        ("PERSON", "Jane", "jane", Strength.WEAK),
        ("DATE_OF_BIRTH", "March 12, 1984", "1984-03-12", Strength.WEAK),
        ("DATE_OF_BIRTH", "03/12/1984", "12 March 1984", Strength.WEAK),
        ("CREDIT_CARD", "1111", "11 11", Strength.WEAK),
        ("ACCOUNT_ID", "A12", "a-12", Strength.WEAK),
        ("ADDRESS", "12 High Street, Leeds", "12 high street leeds", Strength.MEDIUM),
        ("NUMBER_SEQUENCE", "415 555 0134", "4155550134", Strength.MEDIUM),
    ],
)
def test_what_is_for_a_person_to_confirm(entity_type: str, one: str, other: str, strength: Strength) -> None:
    """Values that several people may share, and forms that leave something out."""
    assert best(entity_type, one, other) is strength


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        ("PHONE_NUMBER", "4155550134", "4155550135"),
        ("EMAIL_ADDRESS", "jane.doe@example.org", "janedoe@example.org"),
        ("EMAIL_ADDRESS", "jane+a@example.org", "jane@example.org"),
        ("PERSON", "Jane Doe", "John Doe Smith"),
        ("DATE_OF_BIRTH", "1984-03-12", "1984-03-13"),
        ("ACCOUNT_ID", "AB123", "AB124"),
    ],
)
def test_what_never_meets(entity_type: str, one: str, other: str) -> None:
    """A shared form would hand one person's calls to another."""
    assert best(entity_type, one, other) is None


@pytest.mark.parametrize("entity_type", ["HEALTH_CONDITION", "AGE", "PASSWORD", "CARD_CVV", "ORGANIZATION", "NEW_TYPE"])
def test_what_tells_nobody_apart_has_no_form(entity_type: str) -> None:
    """Nobody can list all who named a condition, and no short secret can be guessed with the key."""
    assert forms(entity_type, "diabetes 123") == ()


@pytest.mark.parametrize("entity_type", INDEXED)
@pytest.mark.parametrize("value", ["", "  ", "?", "call me", "4155550134", "Jane Doe", "\ud83d", "a@b", "+", "00", "1"])
def test_any_value_has_forms_of_its_type_only(entity_type: str, value: str) -> None:
    """Whatever a recognizer calls a value: no error, no empty form, and only kinds that a search looks for."""
    for form in forms(entity_type, value):
        assert isinstance(form, Form)
        assert form.text
        assert form.variant in variants(entity_type)
        assert value.strip() == "" or value.strip() not in repr(form) or len(value) < 3


@pytest.mark.parametrize(
    ("sought", "filed"),
    [
        (("PHONE_NUMBER", "+1 415 555 0134"), ("NUMBER_SEQUENCE", "415 555 0134")),
        (("PHONE_NUMBER", "4155550134"), ("ACCOUNT_ID", "com4155550134")),
        (("PHONE_NUMBER", "4155550134"), ("ADDRESS", "12 high street 415-555-0134")),
        (("ACCOUNT_ID", "472348"), ("NUMBER_SEQUENCE", "472348")),
        (("ACCOUNT_ID", "GB88 XDHF 0561 0830 4339 55"), ("BANK_ACCOUNT", "gb88xdhf05610830433955")),
        (("CREDIT_CARD", "4111111111111111"), ("PHONE_NUMBER", "4111111111111111")),
    ],
)
def test_a_number_is_looked_for_where_it_may_have_been_filed(sought: tuple[str, str], filed: tuple[str, str]) -> None:
    """Under another numbered type, or run into another value; and never as a strong match."""
    shared = [form for other, form in kin(sought[0], forms(*sought)) if other == filed[0]]
    found = {(form.variant, form.text) for form in shared} & {(form.variant, form.text) for form in forms(*filed)}
    assert found
    assert Strength.STRONG not in {form.strength for form in shared}


def test_an_extension_is_not_part_of_the_number() -> None:
    """Who is asked about has the number; the desk is the employer's."""
    assert best("PHONE_NUMBER", "(415) 555-0134 ext. 12", "4155550134") is Strength.STRONG
    assert best("PHONE_NUMBER", "415 555 0134x0135", "4155550134") is Strength.STRONG


@pytest.mark.parametrize(
    ("said", "language", "written"),
    [
        ("020 7946 0958", "en-GB", "+44 20 7946 0958"),
        ("07700 900123", "en_gb", "+44 7700 900123"),
        ("02 9374 4000", "en-AU", "+61 2 9374 4000"),
        ("091 234567", "en-IE", "+353 91 234567"),
        ("415 555 0134", "en-US", "+1 415 555 0134"),
        ("415 555 0134", "en-CA", "+1 415 555 0134"),
        ("415 555 0134", "en", "+1 415 555 0134"),
        ("+1 415 555 0134", "en-GB", "+1 415 555 0134"),
    ],
)
def test_a_number_is_one_of_where_it_was_said(said: str, language: str, written: str) -> None:
    """The region of the call's language says whose a number without a country code is: found by E.164, strongly."""
    (wanted, *_) = forms("PHONE_NUMBER", written)
    own = {form.text: form.strength for form in forms("PHONE_NUMBER", said, region_of(language))}
    assert own[wanted.text] is Strength.STRONG


def test_a_number_of_two_regions_is_a_candidate_in_the_other() -> None:
    """Ten digits without the leading zero are London's in a British call, and might be Maine's."""
    own = {form.text: form.strength for form in forms("PHONE_NUMBER", "2079460958", "GB")}
    assert (own["+442079460958"], own["+12079460958"]) == (Strength.STRONG, Strength.MEDIUM)


_ANYTHING = st.text(max_size=30) | st.text("0123456789+() ", max_size=30)


@given(value=_ANYTHING, region=st.sampled_from(["", "GB", "IT", "US"]))
def test_any_text_has_forms_or_none(value: str, region: str) -> None:
    """Whatever a recognizer calls a phone number, nothing fails and no form is empty."""
    assert all(form.text for form in forms("PHONE_NUMBER", value, region))


@pytest.mark.parametrize("language", ["", "en", "english", "en-Latn", "xx-QQ"])
def test_a_language_may_name_no_region(language: str) -> None:
    """Then a number is read as before."""
    assert region_of(language) == ""
