"""``veilscript health``: is a server serving? For probes and for containers."""

from __future__ import annotations

import argparse
import sys

from server.config import add_flags
from server.grpc_edge.probe import SERVING, ask


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "health", help="ask a server whether it serves", description="Exit with status 0 if the server serves, else 1."
    )
    parser.add_argument("--target", metavar="ADDR", help="the server (default: what --listen says)")
    parser.add_argument(
        "--timeout", type=float, default=3.0, metavar="SECONDS", help="how long to wait (default: %(default)s)"
    )
    add_flags(parser, "listen", "tls_ca")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the server's health; return 0 when it serves."""
    answer = ask(args.target or args.settings.listen, timeout=args.timeout, authority=args.settings.tls_ca)
    sys.stdout.write(f"{answer}\n")
    return 0 if answer == SERVING else 1
