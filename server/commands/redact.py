"""``veilscript redact``: a transcript in, the same transcript redacted out, and its audit in the ledger."""

from __future__ import annotations

import argparse
import asyncio
import errno
import io
import os
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from server.app import file_calls
from server.archive.formats import READERS, recognise
from server.archive.redaction import CallOutcome, redact
from server.archive.transcript import Transcript
from server.commands.terminal import plain
from server.config import add_flags
from server.errors import CallExists, ConfigInvalid

STANDARD = "-"
"""The name that stands for standard input."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "redact",
        help="redact a transcript file",
        description="Redact a transcript and keep its format: JSON Lines (a turn or a call a line), plain text (a line "
        "a turn), or WebVTT. Of JSON Lines, the text, the words and the speakers' names are redacted; other keys are "
        "kept as they are. Nothing is written unless all of it was redacted and recorded.",
    )
    parser.add_argument("file", metavar="FILE", help="the transcript; - reads standard input")
    parser.add_argument(
        "--format", choices=["auto", *READERS], default="auto", help="the file's format (default: by its name or start)"
    )
    parser.add_argument("--policy", default="default", help="the policy's name (default: %(default)s)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where the result goes (default: standard output)")
    parser.add_argument(
        "--call-id", metavar="ID", help="the call's name in the ledger (default: the file's own, or else a new one)"
    )
    parser.add_argument("--tenant", default="default", help="whose call it is (default: %(default)s)")
    add_flags(parser, "data_dir", "policy_dir", "root_key", "ledger_rules", "tombstones", "hash_salt")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Redact one file.

    Raises:
        Malformed: the file is not what its format says.
        ConfigInvalid: the file cannot be read or written, or a setting has a mistake.
        VeilscriptError: a call could not be opened, judged or recorded.
    """
    with _told("The file cannot be read."):
        data = sys.stdin.buffer.read() if args.file == STANDARD else Path(args.file).read_bytes()
    chosen = recognise(args.file, data) if args.format == "auto" else args.format
    transcript = READERS[chosen](data)
    call_ids = name_calls(transcript, args.call_id)
    with _told("The result cannot be written."), _result(args.out) as result:
        redacted, outcomes = asyncio.run(_redact(transcript, call_ids, args))
        result.write(redacted)
    for outcome in outcomes:
        sys.stderr.write(_report(outcome) + "\n")
    return 0


def name_calls(transcript: Transcript, call_id: str | None) -> list[str]:
    """Return a name in the ledger for every conversation of a file.

    Args:
        transcript: the file.
        call_id: the name of its only call, or None.

    Raises:
        ConfigInvalid: a name is given for several calls.
    """
    names = [conversation.call_id for conversation in transcript.conversations]
    if call_id is not None:
        if len(names) > 1:
            raise ConfigInvalid(f"The file holds {len(names)} calls.", action="Leave --call-id out.")
        return [call_id for _ in names]
    return [name or f"redact-{uuid.uuid4().hex}" for name in names]


async def _redact(
    transcript: Transcript, call_ids: Sequence[str], args: argparse.Namespace
) -> tuple[bytes, tuple[CallOutcome, ...]]:
    async with file_calls(args.settings) as calls:
        try:
            return await redact(transcript, calls, tenant=args.tenant, policy=args.policy, call_ids=call_ids)
        except CallExists:
            action = "It was redacted before: give another --call-id, or another --data-dir."
            raise CallExists("The ledger already has a call of this id.", action=action) from None


@contextmanager
def _result(out: Path | None) -> Iterator[BinaryIO]:
    """Yield where the result goes: it takes its place when all of it is there, and leaves nothing behind otherwise."""
    if out is None:
        result = io.BytesIO()
        yield result
        sys.stdout.buffer.write(result.getbuffer())
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    with part.open("xb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _told(sentence: str) -> Iterator[None]:
    """Turn an error of the system into ours: what failed, and the system's constant name for why."""
    try:
        yield
    except OSError as error:
        raise ConfigInvalid(f"{sentence} {errno.errorcode.get(error.errno or 0, '')}".strip()) from None


def _report(outcome: CallOutcome) -> str:
    """Return one line on one call: names and counts."""
    total = sum(outcome.entity_counts.values())
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.entity_counts.items()))
    line = f"{plain(outcome.call_id)}: turns {outcome.segments}, entities hidden {total}"
    line += f" ({kinds})" if kinds else ""
    return line + (
        f"; turns that could not be judged and were hidden whole {outcome.degraded}" if outcome.degraded else ""
    )
