"""The rules' file: what it says, and what is refused in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from server.errors import ConfigInvalid
from server.ledger.rules import Rules, load_rules

FILE = """
[retention]
default = 730
CREDIT_CARD = 90

[tenants.acme]
reversible = ["ACCOUNT_ID"]

[tenants.acme.retention]
PERSON = 365

[tenants.globex.retention]
default = 10
"""


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    (tmp_path / "rules.toml").write_text(FILE)
    return load_rules(tmp_path / "rules.toml")


@pytest.mark.parametrize(
    ("tenant", "entity_type", "days"),
    [
        ("acme", "PERSON", 365),
        ("acme", "CREDIT_CARD", 90),
        ("acme", "PHONE_NUMBER", 730),
        ("globex", "CREDIT_CARD", 10),
        ("initech", "PERSON", 730),
    ],
)
def test_a_tenants_own_rule_comes_first(rules: Rules, tenant: str, entity_type: str, days: int) -> None:
    """Its rule for the type, its own default, then everybody's."""
    assert rules.kept(tenant, entity_type) == timedelta(days=days)


def test_values_are_kept_only_where_it_is_said(rules: Rules) -> None:
    """One type of one tenant; without a file nothing is, and nothing expires."""
    assert rules.reversible("acme", "ACCOUNT_ID")
    assert not rules.reversible("acme", "PERSON")
    assert not rules.reversible("globex", "ACCOUNT_ID")
    nothing = load_rules(None)
    assert nothing.kept("acme", "PERSON") is None
    assert not nothing.reversible("acme", "ACCOUNT_ID")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[retention]\nPERSON = 0", "retention.PERSON"),
        ("[retention]\nPERSON = true", "retention.PERSON"),
        ('[retention]\nPERSON = "30 days"', "retention.PERSON"),
        ("retention = 30", "retention is not a table"),
        ("[tenants.acme]\nreversible = 'ACCOUNT_ID'", "tenants.acme.reversible"),
        ("[tenants.acme]\nretain = 5", "tenants.acme.retain is not known"),
        ("[tenant.acme]\n", "tenant is not known"),
        ("[retention", "not TOML"),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    """A typo must not mean that data is kept for ever."""
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(ConfigInvalid, match=place.replace(".", r"\.")):
        load_rules(tmp_path / "rules.toml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Rules that were asked for and are not there are a mistake, not none."""
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        load_rules(tmp_path / "rules.toml")
