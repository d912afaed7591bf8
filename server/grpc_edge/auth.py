"""Who is calling: tenant, name and roles, from the credential and from nothing else.

A credentials file is TOML::

    [[credential]]
    tenant = "acme"
    token_sha256 = "…"  # printf %s "$TOKEN" | sha256sum

    [[credential]]
    tenant = "acme"
    token_sha256 = "…"
    name = "privacy office"  # who asked, in the ledger's log
    roles = ["auditor"]      # caller when nothing is said; see server/roles.py

A tenant may have several tokens, so that one can be replaced while both work. The file holds no token: a token is long
and random (``openssl rand -hex 32``), so that its plain SHA-256 gives nothing away.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from server.errors import ConfigInvalid, PermissionDenied, Unauthenticated
from server.roles import CALLERS, LOCAL, Role

DEFAULT_TENANT = "default"
SHOWN = 8
"""So many digits of its token's hash name a credential that has no name."""

_REQUIRED = frozenset({"tenant", "token_sha256"})
_OPTIONAL = frozenset({"name", "roles"})
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who calls: whose calls these are, who it is, and what they may do."""

    tenant: str
    name: str
    roles: frozenset[Role] = CALLERS

    def require(self, role: Role) -> None:
        """Refuse what the roles do not allow.

        Raises:
            PermissionDenied: the role is not among them.
        """
        if role not in self.roles:
            raise PermissionDenied("This needs a role that the credential does not have.")


EVERYBODY = Principal(DEFAULT_TENANT, "local client", LOCAL)


class Credentials:
    """The tokens that are known, by their hashes.

    Args:
        principals: who has each token, by its SHA-256 in hexadecimal; None lets everybody in as the tenant ``default``.
    """

    def __init__(self, principals: Mapping[str, Principal] | None) -> None:
        self._principals = principals

    @classmethod
    def load(cls, path: Path | None) -> Credentials:
        """Read a credentials file.

        Raises:
            ConfigInvalid: it cannot be read, or has a mistake.
        """
        if path is None:
            return cls(None)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError:
            raise ConfigInvalid("The credentials file cannot be read.") from None
        except ValueError:
            raise ConfigInvalid("The credentials file is not TOML.") from None
        entries = content.get("credential")
        if not isinstance(entries, list) or not entries or content.keys() != {"credential"}:
            raise ConfigInvalid("The credentials file holds something else than [[credential]] tables.")
        principals: dict[str, Principal] = {}
        for number, entry in enumerate(entries, start=1):
            token_hash, principal = _entry(number, entry)
            if principals.setdefault(token_hash, principal) != principal:
                raise ConfigInvalid(f"Credential {number} has the token of another.")
        return cls(principals)

    @property
    def tenants(self) -> int:
        """How many tenants may come."""
        return 1 if self._principals is None else len({who.tenant for who in self._principals.values()})

    def principal(self, metadata: Iterable[tuple[str, str | bytes]]) -> Principal:
        """Return who is calling.

        Args:
            metadata: of the call.

        Raises:
            Unauthenticated: no credential, several, or one that is not known.
        """
        if self._principals is None:
            return EVERYBODY
        given = [value for key, value in metadata if key == "authorization"]
        if len(given) != 1 or not isinstance(given[0], str) or not given[0].lower().startswith(_BEARER):
            raise Unauthenticated("One bearer token is required.")
        token = given[0][len(_BEARER) :].strip()
        # A dictionary's timing tells of the hash, which nobody can choose, and not of the token.
        principal = self._principals.get(hashlib.sha256(token.encode()).hexdigest())
        if principal is None:
            raise Unauthenticated("The bearer token is not known.")
        return principal


def _entry(number: int, entry: object) -> tuple[str, Principal]:
    """Return the hash of one credential, and whose it is."""
    if not isinstance(entry, dict) or not _REQUIRED <= entry.keys() <= _REQUIRED | _OPTIONAL:
        raise ConfigInvalid(f"Credential {number} needs tenant and token_sha256, may have name and roles, and no more.")
    tenant, token_hash = entry["tenant"], entry["token_sha256"]
    if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise ConfigInvalid(f"Credential {number}: tenant is at most 64 letters, digits, dots, dashes and underscores.")
    if not isinstance(token_hash, str) or not _HASH.fullmatch(token_hash.lower()):
        raise ConfigInvalid(f"Credential {number}: token_sha256 is 64 hexadecimal digits.")
    name = entry.get("name", f"credential {token_hash.lower()[:SHOWN]}")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigInvalid(f"Credential {number}: name is at most 64 letters, digits, spaces and ._- characters.")
    return token_hash.lower(), Principal(tenant, name, _roles(number, entry.get("roles")))


def _roles(number: int, given: object) -> frozenset[Role]:
    """Return the roles that a credential names; without any it is a caller's."""
    if given is None:
        return CALLERS
    known = {role.value: role for role in Role}
    if not isinstance(given, list) or not given or not all(isinstance(name, str) and name in known for name in given):
        raise ConfigInvalid(f"Credential {number}: roles is a list of {', '.join(known)}.")
    return frozenset(known[name] for name in given)
