"""Reads a policy from its file, and refuses every mistake with its place and the reason.

The file is TOML::

    version = "2"
    threshold = 0.5                       # for every type without its own
    operator = { name = "label" }         # the same
    allow = ["grace period"]              # never hidden by itself

    [types]
    PERSON = true
    CREDIT_CARD = { threshold = 0.4, operator = { name = "last_four" } }

    [deny]
    PERSON = ["the don"]                  # always hidden
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.errors import ConfigInvalid
from server.redaction.operators import PARAMETERS
from server.redaction.policy import TYPES, Operator, Policy, TypeRule

_KEYS = frozenset({"version", "description", "threshold", "operator", "allow", "types", "deny"})
_RULE_KEYS = frozenset({"threshold", "operator"})
_TYPE_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_PLACE = re.compile(r"\(at (line \d+, column \d+|end of document)\)$")
_THRESHOLD = 0.5


def read_policy(name: str, content: bytes, place: str, *, salted: bool) -> Policy:
    """Return the policy that a file holds.

    Args:
        name: the policy's; a file does not name itself.
        content: of the file.
        place: what an error calls the file.
        salted: True when a salt is configured, without which ``hash`` is refused.

    Raises:
        ConfigInvalid: the file has a mistake; the message gives the place and the reason.
    """
    try:
        document = tomllib.loads(content.decode())
    except UnicodeDecodeError:
        raise ConfigInvalid(f"{place}: is not UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        where = found[1] if found else "unknown line"
        raise ConfigInvalid(f"{place}, {where}: is not TOML.") from None
    return _Reader(place, salted=salted).policy(name, document)


@dataclass(frozen=True)
class _Reader:
    place: str
    salted: bool

    def policy(self, name: str, document: Mapping[str, Any]) -> Policy:
        self.known(document, _KEYS, "")
        version = document.get("version")
        if not isinstance(version, str) or not version:
            raise self.mistake("version", "is required, a string")
        if not isinstance(document.get("description", ""), str):
            raise self.mistake("description", "is not a string")
        threshold = self.threshold(document.get("threshold", _THRESHOLD), "threshold")
        fallback = self.operator(document.get("operator", {"name": "label"}), "operator")
        rules = {
            kind: self.rule(rule, f"types.{kind}", threshold, fallback)
            for kind, rule in self.table(document, "types").items()
            if rule is not False
        }
        for kind in self.table(document, "types"):
            if kind not in TYPES:
                raise self.mistake(f"types.{kind}", "is not an entity type")
        if not rules and not document.get("deny"):
            raise self.mistake("types", "names no type to hide")
        deny = {kind: self.phrases(listed, f"deny.{kind}") for kind, listed in self.table(document, "deny").items()}
        for kind in deny:
            if not _TYPE_NAME.fullmatch(kind):
                raise self.mistake(f"deny.{kind}", "is not a type name: capitals, digits and underscores")
        return Policy(name, version, rules, fallback, deny, self.phrases(document.get("allow", []), "allow"))

    def rule(self, rule: object, path: str, threshold: float, operator: Operator) -> TypeRule:
        if rule is True:
            return TypeRule(threshold, operator)
        if not isinstance(rule, dict):
            raise self.mistake(path, "is neither true, false nor a table")
        self.known(rule, _RULE_KEYS, f"{path}.")
        if "threshold" in rule:
            threshold = self.threshold(rule["threshold"], f"{path}.threshold")
        if "operator" in rule:
            operator = self.operator(rule["operator"], f"{path}.operator")
        return TypeRule(threshold, operator)

    def operator(self, value: object, path: str) -> Operator:
        if not isinstance(value, dict) or not isinstance(value.get("name"), str):
            raise self.mistake(path, "is not a table with a name")
        name: str = value["name"]
        if name not in PARAMETERS:
            raise self.mistake(f"{path}.name", f"is none of {', '.join(sorted(PARAMETERS))}")
        self.known(value, PARAMETERS[name] | {"name"}, f"{path}.")
        params = {key: param for key, param in value.items() if key != "name"}
        for key, param in params.items():
            if not isinstance(param, str) or not param:
                raise self.mistake(f"{path}.{key}", "is not a string, or is empty")
            if key == "character" and (len(param) != 1 or param.isalnum()):
                raise self.mistake(f"{path}.{key}", "is not one character that is no letter or digit")
        if name == "hash" and not self.salted:
            raise self.mistake(f"{path}.name", "needs a salt, and none is configured")
        return Operator(name, tuple(sorted(params.items())))

    def threshold(self, value: object, path: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.mistake(path, "is not a number from 0 to 1")
        return float(value)

    def phrases(self, value: object, path: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.mistake(path, "is not a list")
        for index, phrase in enumerate(value):
            if not isinstance(phrase, str) or not any(c.isalnum() for c in phrase):
                raise self.mistake(f"{path}[{index}]", "is not a string with a letter or digit in it")
        return tuple(value)

    def table(self, document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = document.get(key, {})
        if not isinstance(value, dict):
            raise self.mistake(key, "is not a table")
        return value

    def known(self, table: Mapping[str, Any], keys: frozenset[str], path: str) -> None:
        for key in table:
            if key not in keys:
                raise self.mistake(f"{path}{key}", f"is none of {', '.join(sorted(keys))}")

    def mistake(self, path: str, reason: str) -> ConfigInvalid:
        return ConfigInvalid(f"{self.place}: {path} {reason}.")
