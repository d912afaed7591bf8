"""``veilscript migrate``: make a database ready to hold the ledger."""

from __future__ import annotations

import argparse

from server.errors import ConfigInvalid


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "migrate",
        help="make the ledger's tables in PostgreSQL",
        description="Make the ledger's tables in the database that the variable VEILSCRIPT_POSTGRES names, or bring "
        "them to this version, as their owner; and let the servers' role use them. Again is no error. A ledger in a "
        "data directory needs none of this.",
    )
    parser.add_argument(
        "--role", metavar="ROLE", required=True, help="the role that servers run as; it owns nothing and must exist"
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Make the tables.

    Raises:
        ConfigInvalid: no database is named, the role does not exist, or a newer version wrote the ledger.
        LedgerUnavailable: the database cannot be reached, or refuses.
    """
    if not args.settings.postgres:
        raise ConfigInvalid("No database is named.", action="Set VEILSCRIPT_POSTGRES.")
    from server.ledger.postgres.schema import migrate  # noqa: PLC0415 - its driver is an extra

    migrate(args.settings.postgres, args.role)
    return 0
