"""What stands in the place of a value."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from server.redaction.operators import PARAMETERS, operate
from server.redaction.policy import Operator

KEY = b"k" * 32


def run(
    name: str,
    *,
    text: str = "4111 1111 1111 1234",
    value: str = "4111111111111234",
    kind: str = "CREDIT_CARD",
    key: bytes = KEY,
    params: Sequence[tuple[str, str]] = (),
) -> str:
    operator = Operator(name, tuple(params))
    return operate(operator, entity_type=kind, label=f"{kind}_1", text=text, value=value, key=key)


def test_label_and_replace_name_the_type() -> None:
    """A label is the entity's own, a replacement the type's or the one given."""
    assert run("label") == "[CREDIT_CARD_1]"
    assert run("replace") == "[CREDIT_CARD]"
    assert run("replace", params=[("value", "<card>")]) == "<card>"


def test_mask_leaves_nothing_but_the_length() -> None:
    """Every character goes, spaces too."""
    assert run("mask", text="Jane Doe") == "*" * 8
    assert run("mask", text="Jane Doe", params=[("character", "#")]) == "#" * 8


@pytest.mark.parametrize(
    ("kind", "value", "left"),
    [
        ("CREDIT_CARD", "4111111111111234", "************1234"),
        ("CREDIT_CARD", "4222222222222", "*********2222"),
        ("CREDIT_CARD", "411111111111", "*" * 12),  # not a whole card: its last four may be its middle
        ("CREDIT_CARD", "4111", "****"),
        ("CREDIT_CARD", "", "****"),
        ("PHONE_NUMBER", "4155550134", "******0134"),
        ("PHONE_NUMBER", "5550134", "*" * 7),
        ("PERSON", "Jane", "****"),
    ],
)
def test_last_four_shows_four_digits_of_a_whole_number_only(kind: str, value: str, left: str) -> None:
    """The digits are those of the written value, however it was spoken; a short number keeps none."""
    assert run("last_four", text="four one one one", value=value, kind=kind) == left


def test_hash_is_the_same_for_the_same_value_however_it_was_written() -> None:
    """Deterministic under one key, different under another, different for another type."""
    spoken = run("hash", text="four one one one", value="4111 1111 1111 1234")
    assert spoken == run("hash")
    assert re.fullmatch(r"\[CREDIT_CARD:[0-9a-f]{32}\]", spoken)
    assert spoken != run("hash", key=b"x" * 32)
    assert spoken[-33:] != run("hash", kind="BANK_ACCOUNT")[-33:]


def test_redact_leaves_nothing() -> None:
    """An empty text."""
    assert run("redact") == ""


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_no_operator_shows_the_value(name: str) -> None:
    """Of a name, not one word is left."""
    left = run(name, text="Jane Doe", value="jane doe", kind="PERSON").casefold()
    assert "jane" not in left
    assert "doe" not in left
