"""What a tenant wants of its ledger: how long each type is kept, and which types can be read back.

A TOML file; without one, everything is kept and nothing can be read back:

    [retention]                     # days, for every tenant; after them a month's rows and keys are destroyed
    default = 730
    CREDIT_CARD = 90

    [tenants.acme]
    reversible = ["ACCOUNT_ID"]     # the value is sealed with its opening: for a role of its own, and logged

    [tenants.acme.retention]
    PERSON = 365
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from server.errors import ConfigInvalid

DEFAULT = "default"
LONGEST_DAYS = 36_500

Days = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TenantRules:
    """The rules of one tenant: days by type (or ``default``), and the types that can be read back."""

    retention: Days = field(default_factory=dict)
    reversible: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of every tenant."""

    retention: Days = field(default_factory=dict)
    tenants: Mapping[str, TenantRules] = field(default_factory=dict)

    def kept(self, tenant: str, entity_type: str) -> timedelta | None:
        """Return how long a tenant's entities of a type are kept after the end of their month; None: for ever."""
        own = self.tenants.get(tenant, TenantRules()).retention
        for days in (own, self.retention):
            for name in (entity_type, DEFAULT):
                if name in days:
                    return timedelta(days=days[name])
        return None

    def reversible(self, tenant: str, entity_type: str) -> bool:
        """True if values of the type are sealed with their openings."""
        return entity_type in self.tenants.get(tenant, TenantRules()).reversible


def load_rules(path: Path | None) -> Rules:
    """Read the rules' file; without one nothing expires and nothing can be read back.

    Raises:
        ConfigInvalid: it cannot be read, or has a mistake: the place and the reason are named.
    """
    if path is None:
        return Rules()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ConfigInvalid("The ledger's rules cannot be read.") from None
    except tomllib.TOMLDecodeError:
        raise ConfigInvalid("The ledger's rules are not TOML.") from None
    _known(found, "", "retention", "tenants")
    tenants = _table(found, "tenants", "")
    return Rules(_retention(found, ""), MappingProxyType({name: _tenant(tenants, name) for name in tenants}))


def _tenant(tenants: Mapping[str, object], name: str) -> TenantRules:
    place = f"tenants.{name}."
    found = _table(tenants, name, "tenants.")
    _known(found, place, "retention", "reversible")
    reversible = found.get("reversible", [])
    if not isinstance(reversible, list) or not all(isinstance(item, str) for item in reversible):
        raise ConfigInvalid(f"The ledger's rules: {place}reversible is not a list of types.")
    return TenantRules(_retention(found, place), frozenset(reversible))


def _retention(table: Mapping[str, object], place: str) -> Days:
    days = _table(table, "retention", place)
    for name, value in days.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_DAYS:
            raise ConfigInvalid(f"The ledger's rules: {place}retention.{name} is not 1 to {LONGEST_DAYS} days.")
    return MappingProxyType({name: value for name, value in days.items() if isinstance(value, int)})


def _table(table: Mapping[str, object], name: str, place: str) -> Mapping[str, object]:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise ConfigInvalid(f"The ledger's rules: {place}{name} is not a table.")
    return found


def _known(table: Mapping[str, object], place: str, *names: str) -> None:
    unknown = sorted(set(table) - set(names))
    if unknown:
        raise ConfigInvalid(f"The ledger's rules: {place}{unknown[0]} is not known.")
