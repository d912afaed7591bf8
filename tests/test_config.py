"""Settings: flags, environment, defaults, and what is refused."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import pytest

from server.config import PREFIX, Settings, add_flags, flag, is_local, load
from server.errors import ConfigInvalid


def parse(*words: str) -> dict[str, object]:
    parser = argparse.ArgumentParser()
    add_flags(parser)
    return vars(parser.parse_args(words))


def test_every_setting_is_a_flag_and_a_variable() -> None:
    """Each field can be given in both ways, with the same outcome."""
    given = {"listen": "[::1]:7000", "log_format": "json", "log_level": "debug", "metrics_listen": "[::1]:0"}
    given["opendsr_listen"] = "[::1]:0"
    for setting in dataclasses.fields(Settings):
        if setting.metadata.get("secret"):
            continue  # a variable alone: every user of a machine can read the flags of its processes
        value = given.get(setting.name, "7")
        by_flag = load(parse(flag(setting.name), value), {})
        by_variable = load({}, {PREFIX + setting.name.upper(): value})
        assert by_flag == by_variable
        assert str(getattr(by_flag, setting.name)).removesuffix(".0") == value


def test_a_flag_wins_over_the_environment() -> None:
    """The environment wins over the default, and a flag over both."""
    environ = {"VEILSCRIPT_MAX_STREAMS": "5", "VEILSCRIPT_DATA_DIR": "elsewhere"}
    settings = load(parse("--max-streams", "6"), environ)
    assert (settings.max_streams, settings.data_dir, settings.max_words) == (6, Path("elsewhere"), 4096)


def test_the_contracts_limits_are_the_defaults() -> None:
    """What the contract promises holds where nothing is set."""
    settings = load({}, {})
    assert settings == Settings()
    assert (settings.max_segment_bytes, settings.max_words, settings.max_streams) == (65536, 4096, 1000)
    assert (settings.idle_timeout, settings.max_call, settings.max_message_bytes) == (900, 43200, 262144)
    assert settings.listen == "127.0.0.1:50051"
    assert settings.max_hold_default == 2


def test_an_unknown_variable_stops_the_start() -> None:
    """A misspelled variable is named; other programs' variables are not looked at."""
    with pytest.raises(ConfigInvalid, match="VEILSCRIPT_MAXSTREAMS"):
        load({}, {"VEILSCRIPT_MAXSTREAMS": "5"})
    load({}, {"OTHER_MAXSTREAMS": "5"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_streams", "0"),
        ("max_streams", "many"),
        ("max_streams", "1.5"),
        ("idle_timeout", "nan"),
        ("idle_timeout", "inf"),
        ("idle_timeout", "-1"),
        ("workers", "-1"),
        ("log_format", "xml"),
        ("metrics_listen", "9464"),
        ("listen", "50051"),
        ("listen", "localhost:http"),
        ("listen", "localhost:70000"),
        ("listen", "::1:50051"),
        ("listen", "unix:"),
        ("max_hold_default", "11"),
    ],
)
def test_a_value_that_cannot_be_taken(name: str, value: str) -> None:
    """It is refused, and the error does not repeat it: a secret may have been put in the wrong place."""
    with pytest.raises(ConfigInvalid) as refused:
        load({}, {PREFIX + name.upper(): value})
    if value.isalpha():
        assert value not in refused.value.diagnostics()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1:0", True),
        ("127.9.9.9:1", True),
        ("localhost:50051", True),
        ("[::1]:50051", True),
        ("unix:/run/veilscript.sock", True),
        ("0.0.0.0:50051", False),
        ("[::]:50051", False),
        ("10.0.0.1:50051", False),
        ("example.org:50051", False),
    ],
)
def test_what_is_local(address: str, *, local: bool) -> None:
    """Only loopback and Unix sockets are local, and only there may a server listen without credentials."""
    assert is_local(address) is local
    load({}, {"VEILSCRIPT_LISTEN": address, "VEILSCRIPT_CREDENTIALS": "tokens.toml"})
    if local:
        load({}, {"VEILSCRIPT_LISTEN": address})
    else:
        with pytest.raises(ConfigInvalid, match="loopback"):
            load({}, {"VEILSCRIPT_LISTEN": address})
