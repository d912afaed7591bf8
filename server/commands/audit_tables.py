"""How the audit looks to a person: tables and lines."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.commands.terminal import plain
from server.ledger.ledger import StoredCall, StoredEntity, StoredSpan
from server.ledger.queries import Explanation
from server.ledger.search import Hit

NARROW = frozenset({"Type", "Where", "When", "Score", "Strength", "State"})
"""The columns whose cells are not broken."""


def print_entities(call: StoredCall, entities: Sequence[StoredEntity]) -> None:
    """Print what a person wants to see of a call; a column that nothing is known for is left out."""
    caption = f"{call.state.value.lower()}, opened {call.opened_at}, policy {plain(call.policy)}; no value is stored"
    columns = {
        "Type": [entity.entity_type for entity in entities],
        "Where": ["\n".join(map(place, entity.spans)) for entity in entities],
        "When": ["\n".join(map(_time, entity.spans)) for entity in entities],
        "Score": [f"{entity.score:.2f}" for entity in entities],
        "Found by": [entity.recognizer for entity in entities],
        "Done": [entity.operator for entity in entities],
        "Subject": [plain(entity.subject_id) for entity in entities],
        "Fingerprint": [entity.fingerprint[:8] for entity in entities],
    }
    known = {name: cells for name, cells in columns.items() if any(map(str.strip, cells)) or not entities}
    _print(f"Call {plain(call.call_id)}", caption, known)


def print_hits(hits: Sequence[Hit]) -> None:
    """Print where somebody was found."""
    columns = {
        "Call": [plain(hit.call_id) for hit in hits],
        "Type": [hit.entity.entity_type for hit in hits],
        "Strength": [hit.strength.value.lower() for hit in hits],
        "Where": ["\n".join(map(place, hit.entity.spans)) for hit in hits],
        "When": ["\n".join(map(_time, hit.entity.spans)) for hit in hits],
    }
    calls = len({hit.call_id for hit in hits})
    _print("Found", f"{len(hits)} in {calls} calls; a strong match may be erased, others are for a person", columns)


def print_calls(calls: Sequence[StoredCall]) -> None:
    """Print calls."""
    columns = {
        "Call": [plain(call.call_id) for call in calls],
        "State": [call.state.value.lower() for call in calls],
        "Opened": [call.opened_at for call in calls],
        "Policy": [plain(call.policy) for call in calls],
    }
    _print("Calls", "", columns)


def print_explanation(why: Explanation) -> None:
    """Print why an entity was hidden."""
    entity = why.entity
    columns = {
        "What": ["type", "found by", "engine", "score", "done", "policy", "policy fingerprint", "where", "recorded"],
        "Is": [
            entity.entity_type,
            entity.recognizer,
            plain(why.engine_version),
            f"{entity.score:.2f}",
            entity.operator,
            plain(why.policy),
            entity.policy_fingerprint,
            "\n".join(map(place, entity.spans)),
            f"{entity.recorded_at}, leaf {', '.join(map(str, why.leaves))} of the log",
        ],
    }
    _print(f"Entity {plain(entity.entity_id)}", "", columns)


def place(span: StoredSpan) -> str:
    """Return where in the text a span is: the segment, and the range of its code points."""
    return f"{plain(span.segment_id)} [{span.start}:{span.end}]"


def _time(span: StoredSpan) -> str:
    """Return where in the audio a span is, in seconds."""
    if span.start_offset is None or span.end_offset is None:
        return ""
    return f"{span.start_offset:.1f} to {span.end_offset:.1f} s"


def _print(title: str, caption: str, columns: dict[str, list[str]]) -> None:
    table = Table(title=Text(title), caption=Text(caption), box=box.SIMPLE_HEAD)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in NARROW)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*map(Text, cells))
    Console().print(table)
