"""Credentials: what a file may hold, and what a call must bring."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from server.errors import ConfigInvalid, Unauthenticated
from server.grpc_edge.auth import Credentials

HASH = hashlib.sha256(b"a-token").hexdigest()
OTHER = hashlib.sha256(b"another").hexdigest()


def entry(tenant: str, token_hash: str) -> str:
    return f'[[credential]]\ntenant = "{tenant}"\ntoken_sha256 = "{token_hash}"\n'


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    path = tmp_path / "tokens.toml"
    path.write_text(entry("acme", HASH.upper()) + entry("acme", OTHER))
    return Credentials.load(path)


def test_without_a_file_everybody_is_default() -> None:
    """A sidecar needs no token."""
    assert Credentials.load(None).tenant([]) == "default"


@pytest.mark.parametrize("value", ["Bearer a-token", "bearer a-token", "BEARER  a-token ", "Bearer another"])
def test_a_known_token_names_its_tenant(credentials: Credentials, value: str) -> None:
    """The scheme's case does not matter (RFC 9110, 11.1), and a tenant may have two tokens."""
    assert credentials.tenant([("user-agent", "x"), ("authorization", value)]) == "acme"


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
        credentials.tenant(metadata)
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
