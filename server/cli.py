"""``veilscript``: one command line, a file for each of its commands."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import version

from server import config, logs
from server.commands import COMMANDS
from server.errors import ConfigInvalid, VeilscriptError

FAILED = 1
MISUSED = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: its words; those of the process by default.

    Returns:
        The exit status: 0; 1 where the command failed; 2 where it was asked for in a way that cannot be taken.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    args = _parser(words).parse_args(words)
    try:
        settings = config.load(vars(args))
        logs.configure(form=settings.log_format, level=settings.log_level)
        args.settings = settings
        status: int = args.func(args)
    except ConfigInvalid as error:
        return _told(error, MISUSED)
    except VeilscriptError as error:
        return _told(error, FAILED)
    except KeyboardInterrupt:
        return 130  # what a shell expects of a program that was interrupted
    return status


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="veilscript",
        description="Redacts personal data from call transcripts, and keeps an audit of what it hid.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('veilscript')}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    # A probe runs every few seconds and a detection model takes long to import: only what is asked for is loaded.
    wanted = words[:1] if words[:1] and words[0] in COMMANDS else COMMANDS
    for name in wanted:
        importlib.import_module(f"server.commands.{name}").register(subparsers)
    return parser


def _told(error: VeilscriptError, status: int) -> int:
    sys.stderr.write(f"veilscript: {error.diagnostics()}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
