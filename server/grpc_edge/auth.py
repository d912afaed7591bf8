"""Who is calling: the tenant, from the credential and from nothing else.

A credentials file is TOML::

    [[credential]]
    tenant = "acme"
    token_sha256 = "…"  # printf %s "$TOKEN" | sha256sum

A tenant may have several tokens, so that one can be replaced while both work. The file holds no token: a token is long
and random (``openssl rand -hex 32``), so that its plain SHA-256 gives nothing away.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from server.errors import ConfigInvalid, Unauthenticated

DEFAULT_TENANT = "default"

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_BEARER = "bearer "


class Credentials:
    """The tokens that are known, by their hashes.

    Args:
        tenants: a tenant for each SHA-256 of a token, in hexadecimal; None lets everybody in as ``default``.
    """

    def __init__(self, tenants: Mapping[str, str] | None) -> None:
        self._tenants = tenants

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
        tenants: dict[str, str] = {}
        for number, entry in enumerate(entries, start=1):
            token_hash, tenant = _entry(number, entry)
            if tenants.setdefault(token_hash, tenant) != tenant:
                raise ConfigInvalid(f"Credential {number} has the token of another tenant.")
        return cls(tenants)

    def tenant(self, metadata: Iterable[tuple[str, str | bytes]]) -> str:
        """Return whose call it is.

        Args:
            metadata: of the call.

        Raises:
            Unauthenticated: no credential, several, or one that is not known.
        """
        if self._tenants is None:
            return DEFAULT_TENANT
        given = [value for key, value in metadata if key == "authorization"]
        if len(given) != 1 or not isinstance(given[0], str) or not given[0].lower().startswith(_BEARER):
            raise Unauthenticated("One bearer token is required.")
        token = given[0][len(_BEARER) :].strip()
        # A dictionary's timing tells of the hash, which nobody can choose, and not of the token.
        tenant = self._tenants.get(hashlib.sha256(token.encode()).hexdigest())
        if tenant is None:
            raise Unauthenticated("The bearer token is not known.")
        return tenant


def _entry(number: int, entry: object) -> tuple[str, str]:
    """Return hash and tenant of one credential."""
    if not isinstance(entry, dict) or entry.keys() != {"tenant", "token_sha256"}:
        raise ConfigInvalid(f"Credential {number} needs tenant and token_sha256, and nothing else.")
    tenant, token_hash = entry["tenant"], entry["token_sha256"]
    if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise ConfigInvalid(f"Credential {number}: tenant is at most 64 letters, digits, dots, dashes and underscores.")
    if not isinstance(token_hash, str) or not _HASH.fullmatch(token_hash.lower()):
        raise ConfigInvalid(f"Credential {number}: token_sha256 is 64 hexadecimal digits.")
    return token_hash.lower(), tenant
