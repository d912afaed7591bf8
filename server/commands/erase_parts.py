"""What the actions of ``veilscript erase`` share: how one is added, how a person is named, how a request is told."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from server.commands.erase_output import print_line, print_status, status_fields
from server.config import add_flags
from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.request import Status
from server.errors import ConfigInvalid, FieldViolation, InvalidField
from server.grpc_edge.erasure_client import RemoteErasure
from server.ledger.tokens import Identity

Asked: TypeAlias = Erasure | RemoteErasure
Action = Callable[[Asked, Actor, argparse.Namespace], Awaitable[None]]
Actions: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # it has no other name


def add_action(
    actions: Actions,
    name: str,
    action: Action,
    about: str,
    aliases: Sequence[str] = (),
) -> argparse.ArgumentParser:
    """Add an action with what all of them take."""
    parser = actions.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.", aliases=aliases)
    parser.add_argument("--tenant", default="default", help="whose calls (default: %(default)s); not with --target")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--target", metavar="ADDR", help="ask a running server, HOST:PORT or unix:PATH, in place of the data directory"
    )
    add_flags(parser, "data_dir", "root_key", "ledger_rules", "erasure_rules", "tombstones", "token_file", "tls_ca")
    parser.set_defaults(run_action=action)
    return parser


def add_identities(parser: argparse.ArgumentParser) -> None:
    """Let a person be named."""
    parser.add_argument(
        "--identity",
        metavar="TYPE=VALUE",
        action="append",
        required=True,
        help="what the person is known by, as in PHONE_NUMBER='+1 415 555 0134'; or TYPE=sha256:HEX; may be repeated",
    )


def identity(written: str) -> Identity:
    """Read TYPE=VALUE.

    Raises:
        InvalidField: it is not of this form, or cannot be searched by.
    """
    entity_type, separator, value = written.partition("=")
    if not separator:
        raise InvalidField((FieldViolation("identity", "Is not of the form TYPE=VALUE."),))
    return Identity(entity_type, value)


def tell(found: Status, args: argparse.Namespace) -> None:
    """Print how a request stands."""
    if args.json:
        print_line(status_fields(found))
    else:
        print_status(found)


def write_certificate(path: Path, data: bytes) -> None:
    """Write a certificate, or its page.

    Raises:
        ConfigInvalid: it cannot be written there.
    """
    try:
        path.write_bytes(data)
    except OSError:
        raise ConfigInvalid("The certificate cannot be written.") from None
