"""``veilscript audit``: what was hidden in a call, where, and by which rule. It never knows what it was."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.commands.terminal import plain
from server.config import Settings, add_flags
from server.errors import NotFound
from server.ledger.ledger import StoredCall, StoredEntity, StoredSpan
from server.ledger.reader import SqliteReader


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    audit = subparsers.add_parser("audit", help="show what was hidden, where and why", description=__doc__)
    actions = audit.add_subparsers(dest="action", required=True)
    call = actions.add_parser(
        "call",
        help="the entities of one call",
        description="Show every entity of a call: its type, where it was said, what found it and what was done.",
    )
    call.add_argument("call_id", metavar="CALL_ID", help="the call, as the client named it")
    call.add_argument("--tenant", default="default", help="whose call it is (default: %(default)s)")
    call.add_argument("--json", action="store_true", help="one JSON object a line, one line an entity")
    add_flags(call, "data_dir")
    call.set_defaults(func=show_call)


def show_call(args: argparse.Namespace) -> int:
    """Print the entities of one call.

    Raises:
        NotFound: there is no ledger, or no such call in it.
        LedgerUnavailable: the ledger cannot be read.
    """
    settings: Settings = args.settings
    reader = SqliteReader.open(settings.data_dir)
    try:
        call = reader.call(args.tenant, args.call_id)
        entities = list(reader.entities(args.tenant, args.call_id))
    finally:
        reader.close()
    if call is None:
        raise NotFound("There is no call of this id.", action="Look at the id, the --tenant and the --data-dir.")
    if args.json:
        for entity in entities:
            sys.stdout.write(json.dumps(dataclasses.asdict(entity)) + "\n")
    else:
        _print_table(call, entities)
    return 0


def _print_table(call: StoredCall, entities: Sequence[StoredEntity]) -> None:
    """Print what a person wants to see of a call; a column that nothing is known for is left out."""
    caption = f"{call.state.value.lower()}, opened {call.opened_at}, policy {plain(call.policy)}; no value is stored"
    table = Table(title=Text(f"Call {plain(call.call_id)}"), caption=Text(caption), box=box.SIMPLE_HEAD)
    columns = {
        "Type": [entity.entity_type for entity in entities],
        "Where": ["\n".join(map(_place, entity.spans)) for entity in entities],
        "When": ["\n".join(map(_time, entity.spans)) for entity in entities],
        "Score": [f"{entity.score:.2f}" for entity in entities],
        "Found by": [entity.recognizer for entity in entities],
        "Done": [entity.operator for entity in entities],
        "Subject": [plain(entity.subject_id) for entity in entities],
        "Fingerprint": [entity.fingerprint[:8] for entity in entities],
    }
    known = {name: cells for name, cells in columns.items() if any(map(str.strip, cells)) or not entities}
    for name in known:
        table.add_column(name, overflow="fold", no_wrap=name in ("Type", "Where", "When", "Score"))
    for cells in zip(*known.values(), strict=True):
        table.add_row(*map(Text, cells))
    Console().print(table)


def _place(span: StoredSpan) -> str:
    """Return where in the text a span is: the segment, and the range of its code points."""
    return f"{plain(span.segment_id)} [{span.start}:{span.end}]"


def _time(span: StoredSpan) -> str:
    """Return where in the audio a span is, in seconds."""
    if span.start_offset is None or span.end_offset is None:
        return ""
    return f"{span.start_offset:.1f} to {span.end_offset:.1f} s"
