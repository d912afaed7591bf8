"""A policy file with a mistake is refused with its place and the reason."""

from __future__ import annotations

import pytest

from server.errors import ConfigInvalid, Reason
from server.redaction.policy import Operator, Policy, TypeRule
from server.redaction.policy_file import read_policy

GOOD = """
version = "3"
threshold = 0.6
operator = { name = "mask", character = "#" }
allow = ["grace period"]

[types]
PERSON = true
AGE = false
CREDIT_CARD = { threshold = 0.4, operator = { name = "last_four" } }

[deny]
PROJECT = ["blue moon"]
"""


def read(content: str | bytes, *, salted: bool = False) -> Policy:
    content = content.encode() if isinstance(content, str) else content
    return read_policy("sales", content, "acme/sales.toml", salted=salted)


def test_a_policy_is_read_as_it_is_written() -> None:
    """Types inherit threshold and operator from the file, or have their own."""
    policy = read(GOOD)
    assert policy.rules == {
        "PERSON": TypeRule(0.6, Operator("mask", (("character", "#"),))),
        "CREDIT_CARD": TypeRule(0.4, Operator("last_four")),
    }
    assert policy.deny == {"PROJECT": ("blue moon",)}
    assert policy.allow == ("grace period",)
    assert (policy.name, policy.version) == ("sales", "3")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"version = \xff", "acme/sales.toml: is not UTF-8."),
        ('version = "1"\nthreshold = = 1', "acme/sales.toml, line 2, column 13: is not TOML."),
        ("[types", "acme/sales.toml, end of document: is not TOML."),
        ("[types]\nPERSON = true", "acme/sales.toml: version is required, a string."),
        ('version = "1"\ntresholds = 1', "acme/sales.toml: tresholds is none of "),
        ('version = "1"\ndescription = 1', "acme/sales.toml: description is not a string."),
        ('version = "1"', "acme/sales.toml: types names no type to hide."),
        ('version = "1"\ntypes = []', "acme/sales.toml: types is not a table."),
        ('version = "1"\n[types]\nPERSN = true', "acme/sales.toml: types.PERSN is not an entity type."),
        ('version = "1"\n[types]\nPERSON = 1', "acme/sales.toml: types.PERSON is neither true, false nor a table."),
        ('version = "1"\n[types]\nPERSON = {score=1}', "acme/sales.toml: types.PERSON.score is none of "),
        ('version = "1"\nthreshold = 1.5', "acme/sales.toml: threshold is not a number from 0 to 1."),
        ('version = "1"\nthreshold = nan', "acme/sales.toml: threshold is not a number from 0 to 1."),
        ('version = "1"\nthreshold = true', "acme/sales.toml: threshold is not a number from 0 to 1."),
        (
            'version = "1"\n[types]\nAGE = {threshold = "high"}',
            "acme/sales.toml: types.AGE.threshold is not a number from 0 to 1.",
        ),
        ('version = "1"\noperator = "mask"', "acme/sales.toml: operator is not a table with a name."),
        ('version = "1"\noperator = {name="keep"}', "acme/sales.toml: operator.name is none of hash, label, "),
        ('version = "1"\noperator = {name="mask", char="x"}', "acme/sales.toml: operator.char is none of "),
        (
            'version = "1"\noperator = {name="mask", character="7"}',
            "acme/sales.toml: operator.character is not one character that is no letter or digit.",
        ),
        ('version = "1"\noperator = {name="replace", value=""}', "acme/sales.toml: operator.value is not a string, "),
        ('version = "1"\noperator = {name="hash"}', "acme/sales.toml: operator.name needs a salt, and none "),
        ('version = "1"\nallow = "x"', "acme/sales.toml: allow is not a list."),
        (
            'version = "1"\nallow = ["ok", ""]',
            "acme/sales.toml: allow[1] is not a string with a letter or digit in it.",
        ),
        ('version = "1"\n[deny]\nPERSON = [1]', "acme/sales.toml: deny.PERSON[0] is not a string with a letter or "),
        ('version = "1"\n[deny]\nperson = ["x"]', "acme/sales.toml: deny.person is not a type name: "),
    ],
)
def test_a_mistake_is_named_by_file_place_and_reason(content: str | bytes, message: str) -> None:
    """Line and column where it is not TOML, the path of the key where it is."""
    if isinstance(content, str) and "[types" not in content and "types" not in message:
        content += "\n" if "[deny]" in content else "\n[types]\nPERSON = true"
    with pytest.raises(ConfigInvalid) as caught:
        read(content)
    assert caught.value.message.startswith(message)
    assert caught.value.reason is Reason.CONFIG_INVALID


def test_a_message_holds_no_phrase_of_the_lists() -> None:
    """Deny lists may hold names: nothing of them is in an error."""
    with pytest.raises(ConfigInvalid) as caught:
        read('version = "1"\n[deny]\nPERSON = ["canary-name", ""]')
    assert "canary" not in str(caught.value)
    with pytest.raises(ConfigInvalid) as caught:
        read('version = "1"\n[deny]\nPERSON = ["canary-name" "x"]')
    assert "canary" not in str(caught.value)


def test_hash_is_taken_where_a_salt_is_configured() -> None:
    """And only there."""
    content = 'version = "1"\noperator = {name="hash"}\n[types]\nPERSON = true'
    assert read(content, salted=True).operator("PERSON") == Operator("hash")


def test_the_fingerprint_is_of_the_content_and_not_of_its_form() -> None:
    """Order, spacing and comments change nothing; one threshold does."""
    same = '# c\nversion="3"\nallow=["grace period"]\nthreshold=0.60\noperator={character="#", name="mask"}\n' + GOOD[
        GOOD.index("[types]") :
    ].replace("AGE = false\n", "")
    assert read(same).fingerprint == read(GOOD).fingerprint
    assert len(read(GOOD).fingerprint) == 64
    assert read(GOOD.replace("0.4", "0.41")).fingerprint != read(GOOD).fingerprint
    assert read(GOOD.replace("blue moon", "red moon")).fingerprint != read(GOOD).fingerprint
