"""What a tenant promises its customers, and who may instruct it: a TOML file.

    [timestamp]
    url = "https://tsa.example/tsr"   # an RFC 3161 authority that stamps every certificate

    [tenants.acme]
    role = "processor"                # or "controller"; whose customers the consumers are
    controller_key = "BASE64"         # Ed25519: signs the controller's instructions
    refer_to = "privacy@acme.example" # where a consumer is sent
    regimes = ["gdpr", "contract-30-days"]
    verification = "high"             # the least with which an identity must be verified
    confirm_intent = true             # the person must have confirmed that they mean it
    time_zone = "Europe/Berlin"       # where days begin
    holidays = ["2026-12-25"]
    backup_days = 35                  # how long copies of the data directory are kept
    callback_hosts = ["acme.example"] # where OpenDSR callbacks may go; HOST or HOST:PORT

    [tenants.acme.exempt]             # what is kept all the same, and why
    ACCOUNT_ID = "invoices, ten years, section 147 AO"

    [tenants.acme.webhook]
    url = "https://platform.example/erasure"
    secret = "webhook.secret"         # a file; beside this one if not absolute

Without a file every tenant is its own controller, nothing has to be signed, and nothing is sent anywhere.
"""

from __future__ import annotations

import base64
import binascii
import enum
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.erasure.clocks import Regime
from server.erasure.timestamping import MISSING, available
from server.errors import ConfigInvalid

KEY_BYTES = 32
LEAST_SECRET = 32
LONGEST_BACKUP = 36_500
HTTPS_PORT = 443

Read = TypeVar("Read")

_UTC: tzinfo = UTC


class Role(enum.Enum):
    """What a tenant is towards those who speak in its calls."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class Verification(enum.Enum):
    """How surely the person who asks is the person who is asked about."""

    NONE = "none"
    CONTROLLER = "controller"
    REASONABLE = "reasonable"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """The surer, the higher."""
        return list(Verification).index(self)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where erasure tasks are sent, and what they are signed with."""

    url: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TenantRules:
    """The rules of one tenant."""

    role: Role = Role.CONTROLLER
    controller_key: bytes = b""
    refer_to: str = ""
    regimes: tuple[Regime, ...] = ()
    verification: Verification = Verification.NONE
    confirm_intent: bool = False
    zone: tzinfo = UTC
    holidays: frozenset[date] = frozenset()
    backup_days: int = 0
    exempt: Mapping[str, str] = field(default_factory=dict)
    webhook: Webhook | None = None
    callback_hosts: frozenset[str] = frozenset()
    """Each as HOST:PORT."""


@dataclass(frozen=True, slots=True)
class ErasureRules:
    """The rules of every tenant, and the address of who timestamps certificates; "" for nobody."""

    tenants: Mapping[str, TenantRules] = field(default_factory=dict)
    authority: str = ""

    def of(self, tenant: str) -> TenantRules:
        """Return the rules of a tenant."""
        return self.tenants.get(tenant, TenantRules())


def load_rules(path: Path | None) -> ErasureRules:
    """Read the rules' file.

    Raises:
        ConfigInvalid: it cannot be read, or has a mistake: the place and the reason are named.
    """
    if path is None:
        return ErasureRules()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ConfigInvalid("The erasure rules cannot be read.") from None
    except tomllib.TOMLDecodeError:
        raise ConfigInvalid("The erasure rules are not TOML.") from None
    root = _Table(found, "")
    tenants = root.table("tenants")
    rules = {name: _tenant(tenants.table(name), path.parent) for name in tenants.names}
    stamping = root.table("timestamp")
    authority = stamping.take("url", _url, "", "an https URL")
    for table in (root, stamping):
        table.end()
    if authority and not available():
        raise MISSING
    return ErasureRules(MappingProxyType(rules), authority)


class _Table:
    """A table of the file, read key by key; what is left over at its end is a mistake."""

    def __init__(self, content: Mapping[str, object], place: str) -> None:
        self._content = dict(content)
        self._place = place

    @property
    def names(self) -> list[str]:
        return list(self._content)

    def take(self, name: str, read: Callable[[object], Read], default: Read, what: str) -> Read:
        """Return a value, read; a reader raises ValueError for what it cannot take."""
        if name not in self._content:
            return default
        try:
            return read(self._content.pop(name))
        except (ValueError, TypeError, OSError, ZoneInfoNotFoundError):
            raise ConfigInvalid(f"The erasure rules: {self._place}{name} is not {what}.") from None

    def table(self, name: str) -> _Table:
        return _Table(self.take(name, _mapping, {}, "a table"), f"{self._place}{name}.")

    def end(self) -> None:
        if self._content:
            raise ConfigInvalid(f"The erasure rules: {self._place}{min(self._content)} is not known.")


def _tenant(table: _Table, folder: Path) -> TenantRules:
    exempt = table.table("exempt")
    hook = table.table("webhook")
    url = hook.take("url", _url, "", "an https URL")
    secret = hook.take("secret", lambda given: _secret(folder / _text(given)), b"", f"a file of {LEAST_SECRET} bytes")
    rules = TenantRules(
        role=table.take("role", lambda given: Role(_text(given)), Role.CONTROLLER, "controller or processor"),
        controller_key=table.take("controller_key", _key, b"", "an Ed25519 public key in base64"),
        refer_to=table.take("refer_to", _text, "", "a text"),
        regimes=table.take("regimes", _regimes, (), f"a list of {', '.join(regime.value for regime in Regime)}"),
        verification=table.take(
            "verification", lambda given: Verification(_text(given)), Verification.NONE, "a level of verification"
        ),
        confirm_intent=table.take("confirm_intent", _flag, default=False, what="true or false"),
        zone=table.take("time_zone", _zone, _UTC, "a known time zone"),
        holidays=table.take("holidays", _days, frozenset(), "a list of dates"),
        backup_days=table.take("backup_days", _count, 0, f"0 to {LONGEST_BACKUP} days"),
        exempt={name: exempt.take(name, _text, "", "a reason") for name in exempt.names},
        webhook=Webhook(url, secret) if url and secret else None,
        callback_hosts=table.take("callback_hosts", _hosts, frozenset(), "a list of HOST or HOST:PORT"),
    )
    for inner in (table, hook):
        inner.end()
    if bool(url) != bool(secret):
        raise ConfigInvalid("The erasure rules: a webhook needs url and secret.")
    if rules.role is Role.PROCESSOR and not rules.controller_key:
        raise ConfigInvalid("The erasure rules: a processor needs the controller_key of who may instruct it.")
    return rules


def _mapping(given: object) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise TypeError
    return given


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise TypeError
    return given


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


def _count(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= LONGEST_BACKUP:
        raise TypeError
    return given


def _list(given: object) -> list[object]:
    if not isinstance(given, list):
        raise TypeError
    return given


def _regimes(given: object) -> tuple[Regime, ...]:
    return tuple(Regime(name) for name in _list(given))


def _days(given: object) -> frozenset[date]:
    return frozenset(day if isinstance(day, date) else date.fromisoformat(_text(day)) for day in _list(given))


def _key(given: object) -> bytes:
    try:
        key = base64.b64decode(_text(given), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError("not a key")
    return key


def _zone(given: object) -> tzinfo:
    return ZoneInfo(_text(given))


def _url(given: object) -> str:
    """Read an address; without encryption only this machine is written to."""
    url = _text(given)
    parts = urlsplit(url)
    # The port is read when it is asked for; a host or target that cannot be sent would fail at every delivery.
    if not url.isascii() or not url.isprintable() or " " in url or not parts.hostname or parts.port == 0:
        raise ValueError("not a URL that can be written to")
    parts.hostname.encode("idna")
    if parts.scheme != "https" and (parts.scheme, parts.hostname) not in {("http", "127.0.0.1"), ("http", "localhost")}:
        raise ValueError("not a URL that may be written to")
    return url


def _hosts(given: object) -> frozenset[str]:
    return frozenset(_host(_text(name)) for name in _list(given))


def _host(name: str) -> str:
    """Read a host with or without a port; what else an address may hold is none of it."""
    parts = urlsplit(f"https://{name}")
    host = parts.hostname
    if not host or not name.isascii() or not name.isprintable() or set(name) & set("/?#@\\ %") or parts.port == 0:
        raise ValueError("not a host")
    return f"{host}:{parts.port or HTTPS_PORT}"


def _secret(path: Path) -> bytes:
    secret = path.read_bytes().strip()
    if len(secret) < LEAST_SECRET:
        raise ValueError("too short")
    return secret
