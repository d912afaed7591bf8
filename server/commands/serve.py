"""``veilscript serve``: the server."""

from __future__ import annotations

import argparse
import asyncio
import sys

from server import app
from server.config import add_flags


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "serve",
        help="redact live calls over gRPC",
        description="Serve until SIGTERM or SIGINT. A line on standard output says where, as soon as calls are taken.",
    )
    add_flags(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises:
        ConfigInvalid: a setting, the credentials or a policy has a mistake, or the address cannot be listened on.
        LedgerUnavailable: the ledger cannot be opened.
        NotReady: detection cannot be started.
    """
    asyncio.run(app.serve(args.settings, announce=_announce))
    return 0


def _announce(address: str) -> None:
    sys.stdout.write(f"veilscript serves on {address}\n")
    sys.stdout.flush()
