"""Credentials: what a file may hold, and what a call must bring."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from server.errors import ConfigInvalid, PermissionDenied, Unauthenticated
from server.grpc_edge.auth import Credentials
from server.roles import Role

HASH = hashlib.sha256(b"a-token").hexdigest()
OTHER = hashlib.sha256(b"another").hexdigest()


def entry(tenant: str, token_hash: str, more: str = "") -> str:
    return f'[[credential]]\ntenant = "{tenant}"\ntoken_sha256 = "{token_hash}"\n{more}\n'


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    path = tmp_path / "tokens.toml"
    path.write_text(entry("acme", HASH.upper()) + entry("acme", OTHER))
    return Credentials.load(path)


def test_without_a_file_everybody_is_default() -> None:
    """A sidecar needs no token, and its machine's people may audit and erase; to read values back takes one."""
    everybody = Credentials.load(None).principal([])
    assert everybody.tenant == "default"
    assert everybody.roles == set(Role) - {Role.REIDENTIFIER}


@pytest.mark.parametrize("value", ["Bearer a-token", "bearer a-token", "BEARER  a-token ", "Bearer another"])
def test_a_known_token_names_its_tenant(credentials: Credentials, value: str) -> None:
    """The scheme's case does not matter (RFC 9110, 11.1), and a tenant may have two tokens."""
    assert credentials.principal([("user-agent", "x"), ("authorization", value)]).tenant == "acme"


def test_a_credential_may_call_and_nothing_else_unless_it_says_so(tmp_path: Path) -> None:
    """Roles are named one by one; whose name stands in the log may be said, and is a piece of the hash otherwise."""
    path = tmp_path / "tokens.toml"
    named = 'name = "privacy office"\nroles = ["auditor", "reidentifier"]'
    path.write_text(entry("acme", HASH) + entry("acme", OTHER, named))
    known = Credentials.load(path)
    caller = known.principal([("authorization", "Bearer a-token")])
    assert (caller.name, caller.roles) == (f"credential {HASH[:8]}", {Role.CALLER})
    officer = known.principal([("authorization", "Bearer another")])
    assert (officer.name, officer.roles) == ("privacy office", {Role.AUDITOR, Role.REIDENTIFIER})
    caller.require(Role.CALLER)
    for who, role in ((caller, Role.AUDITOR), (caller, Role.REIDENTIFIER), (officer, Role.CALLER)):
        with pytest.raises(PermissionDenied):
            who.require(role)


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        [("authorization", "Bearer ")],
        [("authorization", "Bearer wrong")],
        [("authorization", "a-token")],
        [("authorization", "Basic a-token")],
        [("authorization", f"Bearer {HASH}")],
        [("authorization-bin", b"Bearer a-token")],
        [("authorization", "Bearer a-token"), ("authorization", "Bearer another")],
    ],
)
def test_anything_else_is_nobody(credentials: Credentials, metadata: list[tuple[str, str | bytes]]) -> None:
    """No token, an unknown one, a hash instead of a token, or two at once are refused without being repeated."""
    with pytest.raises(Unauthenticated) as refused:
        credentials.principal(metadata)
    assert "wrong" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "credential = 1",
        "[[credential]]",
        "not toml",
        entry("acme", "abc"),
        entry("", HASH),
        entry("../acme", HASH),
        entry("acme", HASH) + 'token = "a-token"\n',
        entry("acme", HASH) + entry("globex", HASH),
        entry("acme", HASH) + entry("acme", HASH, 'roles = ["auditor"]'),
        entry("acme", HASH, "roles = []"),
        entry("acme", HASH, 'roles = "auditor"'),
        entry("acme", HASH, 'roles = ["everything"]'),
        entry("acme", HASH, 'roles = [["auditor"]]'),
        entry("acme", HASH, 'name = ""'),
        entry("acme", HASH, 'name = "a\\nb"'),
        entry("acme", HASH) + "[other]\n",
        "\xff",
    ],
)
def test_a_file_with_a_mistake_is_refused(tmp_path: Path, content: str) -> None:
    """It is told without what the file holds."""
    path = tmp_path / "tokens.toml"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ConfigInvalid) as refused:
        Credentials.load(path)
    assert "a-token" not in refused.value.diagnostics()
    assert HASH not in refused.value.diagnostics()
