"""No identity gets into words that are kept, however it is spelled."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.guard import holds
from server.ledger.tokens import Identity

ANNA = Identity("PERSON", "Anna Kowalski")
PHONE = Identity("PHONE_NUMBER", "+1 415 555 0134")
MAIL = Identity("EMAIL_ADDRESS", "jane.doe@example.com")
BORN = Identity("DATE_OF_BIRTH", "5 January 1980")
SUBJECT = Identity("SUBJECT_ID", "user/77-A")


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("anna-kowalski", ANNA),
        ("re_AnnaKowalski_2", ANNA),
        ("ANNA.KOWALSKI wrote", ANNA),
        ("\u00c4nn\u00e1 Kowalski", ANNA),
        ("ticket of A. Kowalski", ANNA),
        ("anna-kowalski", Identity("PERSON", "Kowalski, Anna")),
        ("Kowalski, Anna", ANNA),
        ("complaint of kowalski-anna", ANNA),
        ("KowalskiAnna_7", ANNA),
        ("the Kowalski case", ANNA),
        ("kowalskis 2nd letter", ANNA),
        ("Anna rang again", ANNA),
        ("re: o'neill", Identity("PERSON", "Siobhan O'Neill")),
        ("Müller wrote", Identity("PERSON", "Dr. Jürgen Mueller-Muller")),
        ("Li, Wei", Identity("PERSON", "Wei Li")),
        ("caller 5550134", PHONE),
        ("555-0134 called", PHONE),
        ("for (415) 555-0134", PHONE),
        ("\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff13\uff14", PHONE),
        ("\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0663\u0664", PHONE),
        ("jane-doe-example-com", MAIL),
        ("Jane.Doe @ Example.com", MAIL),
        ("born 1980/01/05", BORN),
        ("user 77a", SUBJECT),
    ],
)
def test_a_spelling_hides_nobody(text: str, identity: Identity) -> None:
    """Case, accents, punctuation, grouping, the script of digits, and what is left out in front change nothing."""
    assert holds(text, identity)


@pytest.mark.parametrize("identity", [ANNA, PHONE, MAIL, BORN, SUBJECT, Identity("PERSON", f"sha256:{'12345678' * 8}")])
@pytest.mark.parametrize("text", ["", " - ", "request 4711", "ticket 2026-11-26/0134", "many calls; 12345678 pages"])
def test_other_words_may_stand(text: str, identity: Identity) -> None:
    """A ticket's number, a day, or the last four digits that many share name nobody."""
    assert not holds(text, identity)


@pytest.mark.parametrize("text", ["the request of a person", "doctor's note", "in the mark-up", "line 7", "my leave"])
def test_a_name_is_not_seen_in_other_words(text: str) -> None:
    """A title, a short word of a name alone, or within another word: a text that holds no more names nobody."""
    for name in ("Dr Mark Li", "Mark Eav", "Jo Ng", "Dr. Le"):
        assert not holds(text.replace("mark", "make"), Identity("PERSON", name))


NAMES = st.lists(st.sampled_from("anna maria kowalski oduya jones fitzgerald lee".split()), min_size=2, unique=True)


@given(NAMES, st.randoms(use_true_random=False), st.sampled_from([" ", ", ", "-", "_", ""]))
def test_a_name_is_seen_in_any_order(words: list[str], chance: random.Random, between: str) -> None:
    """However its words are turned and joined, whole or only two of them."""
    turned = list(words)
    chance.shuffle(turned)
    who = Identity("PERSON", " ".join(words).title())
    for written in (between.join(turned), between.join(turned[:2]).upper()):
        assert holds(f"about {written} of the 4th", who)


@given(st.integers(2_000_000_000, 9_999_999_999), st.sampled_from(["", " ", "-", "."]), st.integers(0, 3))
def test_a_number_is_seen_however_it_is_grouped(number: int, between: str, left_out: int) -> None:
    """Seven of its ten digits or more, in groups, inside a text: they would be stored, so the text is refused."""
    digits = str(number)
    written = between.join((digits[left_out:3], digits[3:6], digits[6:]))
    assert holds(f"for {written} please", Identity("PHONE_NUMBER", digits))
    assert not holds("request 4711", Identity("PHONE_NUMBER", digits))
