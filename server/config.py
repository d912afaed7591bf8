"""Every setting, once: its flag, its environment variable, its default and what it means.

``--max-streams`` is ``VEILSCRIPT_MAX_STREAMS`` and ``Settings.max_streams``. A flag wins over the environment, and the
environment over the default. This module is the only one that reads the environment.
"""

from __future__ import annotations

import argparse
import dataclasses
import ipaddress
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from server.errors import ConfigInvalid

PREFIX = "VEILSCRIPT_"
HIGHEST_PORT = 0xFFFF

_READERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": int,
    "float": float,
    "Path": Path,
    "Path | None": lambda text: Path(text) if text else None,
}


def _about(
    meaning: str, *, least: float | None = None, choices: tuple[str, ...] = (), secret: bool = False
) -> dict[str, object]:
    """Return what else there is to say of a setting: its help, which values it takes, and if it is a secret itself."""
    return {"help": meaning, "least": least, "choices": choices, "secret": secret}


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process was told to behave. Sizes are bytes, times are seconds."""

    listen: str = field(
        default="127.0.0.1:50051", metadata=_about("where to serve: HOST:PORT (port 0 takes a free one) or unix:PATH")
    )
    data_dir: Path = field(default=Path("veilscript-data"), metadata=_about("where the ledger and its keys lie"))
    credentials: Path | None = field(
        default=None,
        metadata=_about(
            "TOML file of tenants and SHA-256 hashes of tokens; none: the tenant `default`, for local clients only"
        ),
    )
    token_file: Path | None = field(
        default=None, metadata=_about("file of the bearer token with which a command asks a running server")
    )
    tls_certificate: Path | None = field(
        default=None,
        metadata=_about("file of the server's certificate (PEM): connections are encrypted; none: they are not"),
    )
    tls_key: Path | None = field(default=None, metadata=_about("file of the private key of tls_certificate (PEM)"))
    tls_ca: Path | None = field(
        default=None,
        metadata=_about("file of certificates (PEM) that a command believes a running server by; none: no encryption"),
    )
    policy_dir: Path | None = field(default=None, metadata=_about("tenants' own policies, TENANT/NAME.toml"))
    root_key: Path | None = field(
        default=None,
        metadata=_about(
            "file of at least 32 bytes that protects the ledger's keys; none: root.key in the data directory"
        ),
    )
    root_secret: str = field(
        default="", repr=False, metadata=_about("the secret itself, in place of root_key", secret=True)
    )
    """A variable of the environment only: every user of a machine can read the flags of its processes."""
    postgres: str = field(
        default="", repr=False, metadata=_about("a PostgreSQL database for the ledger, as libpq takes it", secret=True)
    )
    """A variable of the environment only, for the same reason: there may be a password in it."""
    ledger_rules: Path | None = field(
        default=None,
        metadata=_about(
            "TOML file: how long each entity type is kept, and which can be read back; none: for ever, and none"
        ),
    )
    erasure_rules: Path | None = field(
        default=None,
        metadata=_about("TOML file: who may instruct an erasure, and what tenants promise; none: nothing is signed"),
    )
    tombstones: Path | None = field(
        default=None,
        metadata=_about(
            "file of what was erased, which outlives a restored backup; none: tombstones.jsonl in the data directory"
        ),
    )
    hash_salt: Path | None = field(
        default=None, metadata=_about("file that keys the policy operator `hash`; none: no policy may use it")
    )
    model: Path | None = field(
        default=None,
        metadata=_about(
            "another model for names, places and health: the folder of a spaCy pipeline, or a YAML file for a Presidio "
            "NLP engine; none: the one that ships"
        ),
    )
    workers: int = field(default=0, metadata=_about("detection processes; 0: one a processor, at most 4", least=0))
    judge_timeout: float = field(
        default=5.0,
        metadata=_about(
            "how long a turn may wait for its judgement before it is masked whole; one of more than 16 KiB longer, in "
            "proportion",
            least=0.01,
        ),
    )
    warm_up_timeout: float = field(
        default=120.0, metadata=_about("how long a detection process may take to start", least=0.01)
    )
    max_hold_default: float = field(
        default=2.0, metadata=_about("how long a segment may be held when the client does not say", least=0)
    )
    max_hold_limit: float = field(default=10.0, metadata=_about("the longest hold a client may ask for", least=0))
    max_streams: int = field(default=1000, metadata=_about("calls at one time", least=1))
    max_message_bytes: int = field(default=262144, metadata=_about("size of one message of a stream", least=1))
    max_transcript_bytes: int = field(default=8388608, metadata=_about("size of a finished transcript", least=1))
    max_segment_bytes: int = field(default=65536, metadata=_about("size of a segment's text in UTF-8", least=1))
    max_words: int = field(default=4096, metadata=_about("words with times in one segment", least=0))
    idle_timeout: float = field(default=900.0, metadata=_about("how long a stream may say nothing", least=0.01))
    max_call: float = field(default=43200.0, metadata=_about("how long a call may last", least=0.01))
    resume_window: float = field(
        default=30.0, metadata=_about("how long a call whose stream broke waits for its client; 0: not at all", least=0)
    )
    drain_grace: float = field(
        default=10.0, metadata=_about("how long calls may go on once the server was told to stop", least=0)
    )
    metrics_listen: str = field(
        default="", metadata=_about("HOST:PORT for Prometheus metrics over HTTP; none: no metrics")
    )
    opendsr_listen: str = field(
        default="", metadata=_about("HOST:PORT for OpenDSR over HTTP, with --credentials; none: no OpenDSR")
    )
    opendsr_domain: str = field(default="", metadata=_about("the domain at which OpenDSR requests are received"))
    opendsr_certificate: Path | None = field(
        default=None, metadata=_about("PEM file of the domain's X.509 certificate, whose key signs OpenDSR answers")
    )
    opendsr_key: Path | None = field(default=None, metadata=_about("PEM file of that certificate's private key"))
    log_format: str = field(default="text", metadata=_about("how log lines are written", choices=("text", "json")))
    log_level: str = field(
        default="info", metadata=_about("which log lines are written", choices=("debug", "info", "warning", "error"))
    )

    def __post_init__(self) -> None:
        """Refuse what the settings contradict each other in."""
        if self.max_hold_default > self.max_hold_limit:
            raise ConfigInvalid("max_hold_default is more than max_hold_limit.")
        if self.root_key is not None and self.root_secret:
            raise ConfigInvalid("Both root_key and root_secret are given.", action="Give one of them.")
        local = is_local(self.listen)
        if self.credentials is None and not local:
            raise ConfigInvalid(
                "Without credentials the server listens on loopback or a Unix socket only.",
                action="Give --credentials, or another --listen.",
            )

    @property
    def root(self) -> bytes | Path | None:
        """What protects the ledger's keys: a secret, a file that holds one, or None for the data directory's own."""
        return self.root_secret.encode("utf-8", "surrogateescape") or self.root_key

    @property
    def token(self) -> str:
        """The bearer token with which a command asks a running server; "" for none.

        Raises:
            ConfigInvalid: its file cannot be read.
        """
        if self.token_file is None:
            return ""
        try:
            return self.token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigInvalid("The token_file cannot be read.") from None

    @property
    def processes(self) -> int:
        """How many detection processes to start."""
        return self.workers or min(4, len(os.sched_getaffinity(0)))


def is_local(address: str) -> bool:
    """True for an address that only this machine reaches.

    Raises:
        ConfigInvalid: it is neither HOST:PORT nor unix:PATH.
    """
    if address.startswith("unix:") and len(address) > len("unix:"):
        return True
    host, _ = host_and_port(address)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_and_port(address: str) -> tuple[str, int]:
    """Take an address apart; an IPv6 host stands in brackets.

    Raises:
        ConfigInvalid: it is not HOST:PORT.
    """
    host, _, port = address.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not host or (":" in host and not bracketed) or not port.isdecimal() or int(port) > HIGHEST_PORT:
        raise ConfigInvalid("An address is HOST:PORT or unix:PATH.", action="An IPv6 host stands in brackets.")
    return host[1:-1] if bracketed else host, int(port)


def add_flags(parser: argparse.ArgumentParser, *names: str) -> None:
    """Give a command the flags of some settings, or of all.

    Args:
        parser: of the command.
        names: of the settings; none means all.
    """
    group = parser.add_argument_group(
        "settings", f"Each is an environment variable too: --data-dir is {PREFIX}DATA_DIR. The flag wins."
    )
    for setting in dataclasses.fields(Settings):
        if setting.metadata["secret"] or (names and setting.name not in names):
            continue
        shown = "" if setting.default in (None, "") else f" (default: {setting.default})"
        group.add_argument(
            flag(setting.name),
            dest=setting.name,
            default=argparse.SUPPRESS,
            metavar=setting.name.rpartition("_")[2].upper(),
            help=f"{setting.metadata['help']}{shown}",
        )


def flag(name: str) -> str:
    """Return the flag of a setting."""
    return "--" + name.replace("_", "-")


def load(flags: Mapping[str, object], environ: Mapping[str, str] | None = None) -> Settings:
    """Put the settings together.

    Args:
        flags: what the command line gave, by the settings' names; other keys are not looked at.
        environ: the environment; that of the process by default.

    Raises:
        ConfigInvalid: a variable with our prefix names no setting, or a value cannot be taken.
    """
    environ = os.environ if environ is None else environ
    known = {setting.name: setting for setting in dataclasses.fields(Settings)}
    unknown = sorted(set(_prefixed(environ)) - {PREFIX + name.upper() for name in known})
    if unknown:
        raise ConfigInvalid(
            f"The environment has variables that are no settings: {', '.join(unknown)}.",
            action="`veilscript serve --help` lists the settings.",
        )
    values: dict[str, object] = {}
    for name, setting in known.items():
        variable = PREFIX + name.upper()
        if flags.get(name) is not None:
            values[name] = _read(setting, str(flags[name]), flag(name))
        elif variable in environ:
            values[name] = _read(setting, environ[variable], variable)
    return Settings(**values)  # type: ignore[arg-type]  # each was read as its field's type says


def _prefixed(environ: Mapping[str, str]) -> list[str]:
    return [name for name in environ if name.startswith(PREFIX)]


def _read(setting: dataclasses.Field[object], given: str, source: str) -> object:
    """Read one value. What was given stays out of the error: a secret may have been pasted in the wrong place."""
    least, choices = setting.metadata["least"], setting.metadata["choices"]
    try:
        value = _READERS[str(setting.type)](given)
    except ValueError:
        raise ConfigInvalid(f"{source} is not a number.") from None
    if choices and value not in choices:
        raise ConfigInvalid(f"{source} is not one of {', '.join(choices)}.")
    if isinstance(value, int | float) and not (math.isfinite(value) and value >= least):
        raise ConfigInvalid(f"{source} is less than {least:g}, or not a number.")
    if isinstance(value, str) and setting.name in ("metrics_listen", "opendsr_listen") and value:
        host_and_port(value)
    return value
