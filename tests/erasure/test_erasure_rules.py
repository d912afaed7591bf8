"""The tenants' promises, as a file."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.erasure.clocks import Regime
from server.erasure.rules import Role, TenantRules, Verification, load_rules
from server.errors import ConfigInvalid

KEY = base64.b64encode(b"k" * 32).decode()
WHOLE = f"""
[tenants.acme]
role = "processor"
controller_key = "{KEY}"
refer_to = "privacy@acme.example"
regimes = ["gdpr", "contract-30-days"]
verification = "high"
confirm_intent = true
time_zone = "Europe/Berlin"
holidays = ["2026-12-25", 2027-01-01]
backup_days = 35
callback_hosts = ["Acme.example", "127.0.0.1:8443"]

[tenants.acme.exempt]
ACCOUNT_ID = "invoices"

[tenants.acme.webhook]
url = "https://platform.example/erasure"
secret = "hook.secret"
"""


def write(tmp_path: Path, text: str) -> Path:
    (tmp_path / "hook.secret").write_text("s" * 40)
    path = tmp_path / "erasure.toml"
    path.write_text(text)
    return path


def test_a_whole_file(tmp_path: Path) -> None:
    """Everything that can be said is read; a tenant that is not named is its own controller."""
    rules = load_rules(write(tmp_path, WHOLE))
    acme = rules.of("acme")
    assert (acme.role, acme.verification, acme.confirm_intent) == (Role.PROCESSOR, Verification.HIGH, True)
    assert acme.regimes == (Regime.GDPR, Regime.DAYS_30)
    assert acme.zone == ZoneInfo("Europe/Berlin")
    assert acme.holidays == {date(2026, 12, 25), date(2027, 1, 1)}
    assert (acme.controller_key, acme.backup_days, dict(acme.exempt)) == (b"k" * 32, 35, {"ACCOUNT_ID": "invoices"})
    assert acme.callback_hosts == {"acme.example:443", "127.0.0.1:8443"}
    assert acme.webhook is not None
    assert "s" * 40 not in repr(acme)
    assert rules.of("globex") == TenantRules() == load_rules(None).of("acme")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tenants = 3", "tenants"),
        ("[tenant.acme]", "tenant"),
        ("[tenants.acme]\nrole = 'king'", "tenants.acme.role"),
        ("[tenants.acme]\nrole = 'processor'", "controller_key"),
        ("[tenants.acme]\ncontroller_key = 'AAAA'", "tenants.acme.controller_key"),
        ("[tenants.acme]\ncontroller_key = '!'", "tenants.acme.controller_key"),
        ("[tenants.acme]\nregimes = ['gdpr', 'hearsay']", "tenants.acme.regimes"),
        ("[tenants.acme]\nconfirm_intent = 'yes'", "tenants.acme.confirm_intent"),
        ("[tenants.acme]\ntime_zone = 'Mars/Olympus'", "tenants.acme.time_zone"),
        ("[tenants.acme]\nholidays = ['someday']", "tenants.acme.holidays"),
        ("[tenants.acme]\nbackup_days = -1", "tenants.acme.backup_days"),
        ("[tenants.acme]\nbackup_days = true", "tenants.acme.backup_days"),
        ("[tenants.acme]\nshoe_size = 44", "tenants.acme.shoe_size"),
        ("[tenants.acme.exempt]\nPERSON = ''", "tenants.acme.exempt.PERSON"),
        ("[tenants.acme.webhook]\nurl = 'https://a.example'", "webhook"),
        ("[tenants.acme.webhook]\nurl = 'http://a.example'\nsecret = 'hook.secret'", "tenants.acme.webhook.url"),
        *(
            (f"[tenants.acme.webhook]\nurl = '{url}'\nsecret = 'hook.secret'", "tenants.acme.webhook.url")
            for url in (
                "https://a.example:99999/x",
                "https://a.example:port/x",
                "https://a.example:0/x",
                "https://a.example/gel\u00f6scht",
                "https://a.example/two words",
                "https://a..example/x",
                "https:///x",
                "https://[::1/x",
            )
        ),
        ("[tenants.acme.webhook]\nurl = 'https://a.example'\nsecret = 'none'", "tenants.acme.webhook.secret"),
        *(
            (f"[tenants.acme]\ncallback_hosts = ['{host}']", "tenants.acme.callback_hosts")
            for host in (
                "https://a.example",
                "a.example/x",
                "a.example?x",
                "user@a.example",
                "a.example:0",
                "a.example:99999",
                "a.example:port",
                "*.a .example",
                "a.ex\u00e4mple",
                " ",
            )
        ),
        ("[tenants.acme]\ncallback_hosts = 'a.example'", "tenants.acme.callback_hosts"),
        ("not toml", "TOML"),
    ],
)
def test_a_mistake_is_named_by_its_place(tmp_path: Path, text: str, named: str) -> None:
    """The server does not start, and says where to look."""
    with pytest.raises(ConfigInvalid) as caught:
        load_rules(write(tmp_path, text))
    assert named in caught.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    """It was asked for, so it must be there."""
    with pytest.raises(ConfigInvalid):
        load_rules(tmp_path / "none.toml")
